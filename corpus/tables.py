"""Documents to tables: ids, resolved metadata, and what repeats what."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from corpus.duplicates import Duplicates, Edition, find_duplicates
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
    """A document with its id and the metadata that counts."""

    id: str
    document: Document
    origin: Origin
    metadata: Mapping[str, MetadataValue]

    def value(self, field: str) -> str | None:
        found = self.metadata.get(field)
        return found.value if found else None

    @property
    def year(self) -> int | None:
        value = self.value("year")
        return int(value) if value is not None else None

    @property
    def edition(self) -> Edition:
        return Edition(self.id, self.document.source, self.value("publisher"), self.year, self.value("date"))


def tables_of(
    read: Iterable[tuple[Document, Origin]],
    corrections: Mapping[str, tuple[MetadataValue, ...]] | None = None,
    problems: Sequence[Problem] = (),
) -> dict[str, pd.DataFrame]:
    """Return the tables that reading gives, by name.

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

    Returns
    -------
    dict of str to DataFrame
        reports, passages, documents, metadata, boxes, removed, problems, duplicates.
    """
    reports = _reports(read, corrections or {})
    passages = _passages(reports)
    found = find_duplicates((report.edition for report in reports), passages)
    passages = _marked(passages, found)
    told = [*problems, *(problem for report in reports for problem in report.document.problems)]
    return {
        "reports": _report_table(reports, passages, found),
        "passages": passages,
        "documents": _documents(reports),
        "metadata": _metadata(reports),
        "boxes": _boxes(reports),
        "removed": _removed(reports),
        "problems": _frame(PROBLEMS, sorted({_problem_row(problem) for problem in told})),
        "duplicates": found.table(),
    }


def report_ids(sources: Iterable[str]) -> list[str]:
    """Return an id for each source: the same for the same source, different for different ones."""
    taken: set[str] = set()
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
    read: Iterable[tuple[Document, Origin]], corrections: Mapping[str, tuple[MetadataValue, ...]]
) -> list[_Report]:
    ordered = sorted(read, key=lambda pair: pair[0].source)
    ids = report_ids(document.source for document, _ in ordered)
    corrected = [corrections.get(_clean(document.source), ()) for document, _ in ordered]
    return [
        _Report(report_id, _encodable(document), origin, _resolved(document, values))
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


def _passages(reports: Sequence[_Report]) -> pd.DataFrame:
    rows = [
        _passage_row(report.id, passage)
        for report in sorted(reports, key=lambda report: report.id)
        for passage in report.document.passages
    ]
    return _frame(PASSAGES, rows)


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


def _report_table(reports: Sequence[_Report], passages: pd.DataFrame, found: Duplicates) -> pd.DataFrame:
    counted = passages[passages["counted"].to_numpy(dtype=bool)].groupby("report_id")["n_words"].agg(["size", "sum"])
    sizes, words = counted["size"].to_dict(), counted["sum"].to_dict()
    rows = [
        (
            *(report.id, report.document.source, report.value("title"), report.value("publisher"), report.year),
            *(report.value(field) for field in ("date", "country", "sector", "language")),
            *(report.document.format, report.document.n_pages, sizes.get(report.id, 0), words.get(report.id, 0)),
            *(report.value("url"), report.document.quality, found.reports.get(report.id, (None,))[0]),
        )
        for report in reports
    ]
    return _frame(REPORTS, rows)


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
