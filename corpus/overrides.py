"""A folder's metadata.csv: values that override what was found in the files."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.blocks import Flaw
from corpus.encoding import decode
from corpus.metadata import UNKNOWN, normalise
from errors import ThemelineError
from schema import METADATA_FIELDS, MetadataValue

FILE_NAME = "metadata.csv"
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_NAMING = ("file", "source")


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values by the file they are for, as a path from the folder of the metadata.csv."""

    values: Mapping[str, tuple[MetadataValue, ...]]
    flaws: tuple[Flaw, ...] = ()


def read_overrides(data: bytes) -> Overrides:
    """Return what a metadata.csv says; what makes no sense becomes a flaw and overrides nothing."""
    try:
        text = decode(data, FILE_NAME).text
        first = text.split("\n", 1)[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
        reader.fieldnames = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        naming = next((name for name in _NAMING if name in reader.fieldnames), None)
        if naming is None:
            return Overrides(
                {}, (Flaw(f"{FILE_NAME} has no column 'file'.", "Name the column with the files 'file'."),)
            )
        return _collected(list(reader), naming)
    except ThemelineError as error:
        return Overrides({}, (Flaw(error.reason, error.remedy),))
    except csv.Error as error:
        return Overrides({}, (Flaw(f"{FILE_NAME} could not be read: {error}.", "Save it as CSV again."),))


def _collected(rows: list[dict[str, str]], naming: str) -> Overrides:
    values: dict[str, tuple[MetadataValue, ...]] = {}
    flaws = []
    for number, row in enumerate(rows, 2):
        file = row.get(naming)
        file = _unquoted(file) if isinstance(file, str) else ""
        if not file.strip():
            continue
        if file in values:
            flaws.append(
                Flaw(f"{FILE_NAME} row {number}: {file!r} has a row above; this one counts.", "Leave one row.")
            )
        values[file], wrong = _said(row, f"{FILE_NAME} row {number}")
        flaws += wrong
    return Overrides(values, tuple(flaws))


def _said(row: Mapping[str, str], where: str) -> tuple[tuple[MetadataValue, ...], list[Flaw]]:
    """Return what a row says, and what of it makes no sense."""
    found, flaws = [], []
    for field in METADATA_FIELDS:
        text = " ".join(_unquoted(str(row.get(field) or "")).split())
        value = normalise(field, text, FILE_NAME, "certain") if text else None
        if value is not None:
            found.append(value)
        elif text:
            flaws.append(Flaw(f"{where}: the {field} {text!r} was not understood.", "Correct it."))
    wrong = _contradiction(found)
    if wrong:
        flaws.append(Flaw(f"{where}: {wrong}.", "Correct one, or leave its cell empty."))
        found = [value for value in found if value.field not in ("year", "date")]
    return tuple(found), flaws


def _contradiction(values: Sequence[MetadataValue]) -> str | None:
    """Return what is wrong with a year beside a date of another year: nobody can tell which one was meant."""
    said = {value.field: value.value for value in values}
    year, date = said.get("year"), said.get("date")
    if year is None or date is None or UNKNOWN in (year, date) or date.startswith(year):
        return None
    return f"the year {year} and the date {date} contradict each other"


def _unquoted(cell: str) -> str:
    """Return a cell without the ' that exports put before text a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip(" \u00a0").startswith(FORMULA_STARTS) else cell
