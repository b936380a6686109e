"""Metadata corrected by hand: a table beside the snapshots, in the form of a metadata.csv."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.disk import link, writing
from corpus.disk import replace as replace_file
from corpus.lock import exclusive
from corpus.metadata import UNKNOWN, normalise
from corpus.overrides import FORMULA_STARTS, read_overrides
from errors import InvalidSetting, ThemelineError
from schema import METADATA_FIELDS, MetadataValue

FILE_NAME = "corrections.csv"
_PATIENCE = 5.0

Corrections = Mapping[str, tuple[MetadataValue, ...]]
"""Corrected values by the report's source."""


def read_corrections(workspace: Path) -> Corrections:
    """Return the corrections by source; none where nothing was corrected."""
    file = Path(workspace) / FILE_NAME
    if not file.is_file():
        return {}
    found = read_overrides(file.read_bytes()).values
    return {source: tuple(replace(v, found_in=FILE_NAME) for v in values) for source, values in found.items()}


def correct(workspace: Path, source: str, values: Mapping[str, str]) -> None:
    """Keep corrections for one report; they count from the next build on.

    Parameters
    ----------
    workspace : Path
        Folder of the workspace.
    source : str
        The report's source, as in the table of reports.
    values : mapping of str to str
        Corrected values by field of the metadata: ``unknown`` where what was found is wrong and nothing
        better is known; an empty value withdraws a correction.

    Raises
    ------
    InvalidSetting
        A field does not exist, or its value makes no sense.
    """
    accepted = {field: _accepted(field, value) for field, value in values.items()}
    year, date = accepted.get("year"), accepted.get("date")
    if year and date and UNKNOWN not in (year, date) and not date.startswith(year):
        raise InvalidSetting(f"The year {year} and the date {date} contradict each other.", "Give one of them.")
    file = Path(workspace) / FILE_NAME
    with exclusive(file.with_suffix(".lock"), _PATIENCE):
        rows = {name: {v.field: v.value for v in found} for name, found in read_corrections(workspace).items()}
        held = {field: value for field, value in rows.get(source, {}).items() if not _outdated(field, year, date)}
        rows[source] = {field: value for field, value in {**held, **accepted}.items() if value}
        with writing(file):
            replace_file(file, _as_csv({name: row for name, row in rows.items() if row}))


@contextmanager
def taken_back_if_refused(workspace: Path) -> Iterator[None]:
    """Take back what is corrected in this block if the block ends in an error, which a full disk does not hinder.

    Raises
    ------
    WorkspaceNotWritten
        The disk refused.
    """
    file = Path(workspace) / FILE_NAME
    before = file.with_suffix(".before")
    with writing(file):
        before.unlink(missing_ok=True)
        if file.exists():
            link(file, before)
    try:
        yield
    except ThemelineError:
        with writing(file):
            file.unlink(missing_ok=True)
            if before.exists():
                before.replace(file)
        raise
    before.unlink(missing_ok=True)


def _outdated(field: str, year: str | None, date: str | None) -> bool:
    """Whether an earlier correction gives way: of year and date the one corrected last counts."""
    return (field == "date" and bool(year)) or (field == "year" and bool(date))


def _accepted(field: str, value: str) -> str:
    if field not in METADATA_FIELDS:
        raise InvalidSetting(f"Reports have no {field!r}.", f"Correct one of {', '.join(METADATA_FIELDS)}.")
    text = " ".join(value.split())
    if not text:
        return ""
    found = normalise(field, text, FILE_NAME, "certain")
    if found is None:
        remedy = f"Give it as in 2021, 2021-06-15, GB or en, or as {UNKNOWN}."
        raise InvalidSetting(f"The {field} {text!r} was not understood.", remedy)
    return found.value


def _as_csv(rows: Mapping[str, Mapping[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", *METADATA_FIELDS])
    for source in sorted(rows):
        writer.writerow([_safe(source), *(_safe(rows[source].get(field, "")) for field in METADATA_FIELDS)])
    return out.getvalue()


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; reading takes the mark off again."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(FORMULA_STARTS) else cell
