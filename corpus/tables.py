"""Documents to tables: ids, resolved metadata, and what repeats what."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from corpus.duplicates import Duplicates, Edition, compare, sketch
from corpus.earlier import NOTHING, Earlier, Notes, correction_name
from corpus.metadata import UNKNOWN, resolve
from corpus.sentences import count_words
from schema import (
    BOXES,
    DOCUMENTS,
    METADATA,
    PASSAGES,
    PROBLEMS,
    REMOVED,
    REPORTS,
    Document,
    MetadataValue,
    Passage,
    Problem,
    Table,
)

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's bytes are: file on this machine, member of an archive, SHA-256 of the bytes."""

    location: str
    member: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class _Report:
    """A document with its id, the metadata that counts, and a name for what was corrected of it."""

    id: str
    document: Document
    origin: Origin
    metadata: Mapping[str, MetadataValue]
    corrected: str

    def value(self, field: str) -> str | None:
        found = self.metadata.get(field)
        return found.value if found else None

    @property
    def year(self) -> int | None:
        value = self.value("year")
        return int(value) if value is not None else None


def assemble(
    read: Iterable[tuple[Document, Origin]],
    corrections: Mapping[str, tuple[MetadataValue, ...]] | None = None,
    problems: Sequence[Problem] = (),
    earlier: Earlier = NOTHING,
) -> tuple[dict[str, pd.DataFrame], Notes]:
    """Return the tables that reading gives, by name, and notes from which the next build takes rows over.

    A passage that repeats another is `counted` only if it is text carried forward from an
    earlier report of the same publisher (`repeated`); any other copy counts once, where it
    first stands.

    Parameters
    ----------
    read : iterable of (Document, Origin)
        What was read; order does not matter.
    corrections : mapping of str to tuple of MetadataValue, optional
        Corrected metadata by source; they win over everything found.
    problems : sequence of Problem
        Problems of inputs that gave no document.
    earlier : Earlier
        Rows of an earlier build, of reports that are not among those `read`. The tables are those that all
        reports would give together, but for documents, boxes and removed, which hold the others alone.

    Returns
    -------
    dict of str to DataFrame, Notes
        Tables reports, passages, documents, metadata, boxes, removed, problems, duplicates.
    """
    reports = _reports(read, corrections or {}, frozenset(earlier.notes.corrected))
    passages, notes = _passages(reports, earlier)
    about = _together(earlier.reports, _report_rows(reports)).sort_values(["source", "report_id"], kind="stable")
    found, compared = compare(_editions(about), passages, notes.sketches, earlier.notes.compared)
    passages = _marked(passages, found)
    told = [*problems, *(problem for report in reports for problem in report.document.problems)]
    rows = {*map(_problem_row, told), *earlier.problems.itertuples(index=False, name=None)}
    place = {report_id: place for place, report_id in enumerate(about["report_id"])}
    metadata = _together(earlier.metadata, _metadata(reports))
    return {
        "reports": _counted(about, passages, found),
        "passages": passages,
        "documents": _documents(reports),
        "metadata": metadata.sort_values("report_id", key=lambda ids: ids.map(place), kind="stable"),
        "boxes": _boxes(reports),
        "removed": _removed(reports),
        "problems": _frame(PROBLEMS, sorted(rows)),
        "duplicates": found.table(),
    }, replace(notes, compared=compared)


def report_ids(sources: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return an id for each source: the same for the same source, different for different ones and from those taken."""
    taken = set(taken)
    ids = []
    for source in sources:
        turn, found = 0, ""
        while not found or found in taken:
            seed = source if turn == 0 else f"{source}\n{turn}"
            found = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
            turn += 1
        taken.add(found)
        ids.append(found)
    return ids


def passage_id(report_id: str, position: int) -> str:
    """Return a passage's id."""
    return f"{report_id}-{position:04d}"


def _reports(
    read: Iterable[tuple[Document, Origin]],
    corrections: Mapping[str, tuple[MetadataValue, ...]],
    taken: frozenset[str],
) -> list[_Report]:
    ordered = sorted(read, key=lambda pair: pair[0].source)
    ids = report_ids((document.source for document, _ in ordered), taken)
    corrected = [corrections.get(_clean(document.source), ()) for document, _ in ordered]
    return [
        _Report(report_id, _encodable(document), origin, _resolved(document, values), correction_name(values))
        for report_id, (document, origin), values in zip(ids, ordered, corrected, strict=True)
    ]


def _resolved(document: Document, corrected: tuple[MetadataValue, ...]) -> dict[str, MetadataValue]:
    by_field = {value.field: value for value in corrected}
    hidden = set(by_field)
    if "date" in by_field and by_field["date"].value != UNKNOWN:
        hidden.add("year")
    elif "year" in by_field:
        year = by_field["year"].value
        hidden |= {v.field for v in document.metadata if v.field == "date" and not v.value.startswith(year)}
    kept = (value for value in document.metadata if value.field not in hidden)
    return {value.field: value for value in resolve((*corrected, *kept))}


def _encodable(document: Document) -> Document:
    """Return the document with a stand-in for each half of a surrogate pair; offsets stay as they are."""
    headings, removed = (p.heading for p in document.passages), (text for _, _, text in document.removed)
    values = (m.value for m in document.metadata)
    whole = "".join((document.source, document.text, *values, *headings, *removed))
    if whole.isascii() or not _SURROGATES.search(whole):
        return document
    return replace(
        document,
        source=_clean(document.source),
        text=_clean(document.text),
        metadata=tuple(replace(m, value=_clean(m.value)) for m in document.metadata),
        passages=tuple(replace(p, text=_clean(p.text), heading=_clean(p.heading)) for p in document.passages),
        removed=tuple((page, reason, _clean(text)) for page, reason, text in document.removed),
        problems=tuple(replace(p, source=_clean(p.source), reason=_clean(p.reason)) for p in document.problems),
    )


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)


# ---------------------------------------------------------------- one function a table


def _frame(table: Table, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    return table.validate(pd.DataFrame(rows, columns=list(table.names), dtype=object))


def _together(kept: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both; one of them may be empty."""
    return pd.concat([part for part in (kept, read) if len(part)] or [read], ignore_index=True)


def _passages(reports: Sequence[_Report], earlier: Earlier) -> tuple[pd.DataFrame, Notes]:
    """Return all passages by report in reading order, not yet compared, and what to note of them."""
    rows = [_passage_row(report.id, passage) for report in reports for passage in report.document.passages]
    read = _frame(PASSAGES, rows)
    both = _together(earlier.passages, read)
    sketches = earlier.notes.sketches.joined(sketch(read["text"].tolist()))
    report_id = both["report_id"].to_numpy(dtype=np.str_)
    order = np.lexsort((both["position"].to_numpy(dtype=np.int64), report_id))
    ordered = both.iloc[order].reset_index(drop=True)
    corrected = {**earlier.notes.corrected, **{report.id: report.corrected for report in reports}}
    return ordered, Notes(
        sketches.take(order), ordered["counted"].to_numpy(dtype=np.bool_), corrected, earlier.notes.compared
    )


def _passage_row(report_id: str, p: Passage) -> tuple[object, ...]:
    return (
        *(passage_id(report_id, p.position), report_id, p.position, p.page, p.heading, p.text, count_words(p.text)),
        *(p.start, p.end, p.page_end, p.page_label, p.kind, p.counted, False, None),
    )


def _problem_row(problem: Problem) -> tuple[str, ...]:
    return tuple(map(_clean, (problem.source, problem.stage, problem.reason, problem.remedy)))


def _marked(passages: pd.DataFrame, found: Duplicates) -> pd.DataFrame:
    ids = passages["passage_id"]
    repeated = ids.isin(found.repeated)
    copied = ids.isin(found.passages.keys())
    originals = {copy: original for copy, (original, _) in found.passages.items()}
    marked = passages.assign(
        repeated=repeated,
        duplicate_of=ids.map(originals),
        counted=passages["counted"] & (repeated | ~copied),
    )
    return PASSAGES.validate(marked)


def _report_rows(reports: Sequence[_Report]) -> pd.DataFrame:
    """Return the reports, not yet counted or compared."""
    rows = [
        (
            *(report.id, report.document.source, report.value("title"), report.value("publisher"), report.year),
            *(report.value(field) for field in ("date", "country", "sector", "language")),
            *(report.document.format, report.document.n_pages, 0, 0),
            *(report.value("url"), report.document.quality, None),
        )
        for report in reports
    ]
    return _frame(REPORTS, rows)


def _editions(reports: pd.DataFrame) -> list[Edition]:
    columns = (reports[name].astype(object) for name in ("report_id", "source", "publisher", "year", "date"))
    return [
        Edition(report_id, source, _or_none(publisher), _or_none(year), _or_none(date))
        for report_id, source, publisher, year, date in zip(*columns, strict=True)
    ]


def _or_none(value: Any) -> Any:  # noqa: ANN401 - a cell
    return None if value is pd.NA else value


def _counted(reports: pd.DataFrame, passages: pd.DataFrame, found: Duplicates) -> pd.DataFrame:
    """Return the reports with what counts of them, and which earlier one they repeat."""
    rows = passages.loc[passages["counted"].to_numpy(dtype=bool), ["report_id", "n_words"]]
    counted = rows.groupby("report_id")["n_words"].agg(["size", "sum"])
    sizes, words = counted["size"].to_dict(), counted["sum"].to_dict()
    ids = reports["report_id"].tolist()
    return REPORTS.validate(
        reports.assign(
            n_passages=[sizes.get(i, 0) for i in ids],
            n_words=[words.get(i, 0) for i in ids],
            duplicate_of=pd.array([found.reports.get(i, (None,))[0] for i in ids], dtype="string"),
        )
    )


def _documents(reports: Sequence[_Report]) -> pd.DataFrame:
    rows = [
        (
            *(report.id, report.document.text, _clean(report.origin.location)),
            *(report.origin.member and _clean(report.origin.member), report.origin.digest),
        )
        for report in reports
    ]
    return _frame(DOCUMENTS, rows)


def _metadata(reports: Sequence[_Report]) -> pd.DataFrame:
    rows = [
        (report.id, value.field, value.value, value.found_in, value.confidence, value.precision)
        for report in reports
        for value in report.metadata.values()
    ]
    return _frame(METADATA, rows)


def _boxes(reports: Sequence[_Report]) -> pd.DataFrame:
    rows = [
        (passage_id(report.id, passage.position), box.page, box.left, box.top, box.right, box.bottom)
        for report in reports
        for passage in report.document.passages
        for box in passage.boxes
    ]
    return _frame(BOXES, rows)


def _removed(reports: Sequence[_Report]) -> pd.DataFrame:
    rows = [(report.id, page, reason, text) for report in reports for page, reason, text in report.document.removed]
    return _frame(REMOVED, rows)
