"""A summary as a workbook: one sheet a table, numbers as numbers, intervals in their own columns."""

from collections.abc import Iterator

import pandas as pd

from views import wording
from views.brief.outline import invented_sentence, section_headline
from views.brief.summary import ByFacet, Quotation, Summary, quotations
from views.export import Sheet, workbook_bytes
from views.language import say


def workbook(summary: Summary) -> bytes:
    """Return a summary's tables as an XLSX file; the same summary gives the same bytes."""
    return workbook_bytes(list(_sheets(summary)))


def _sheets(summary: Summary) -> Iterator[Sheet]:
    yield Sheet("summary", _front(summary))
    yield Sheet("themes", _named(summary, summary.prevalence))
    yield Sheet("changes", _named(summary, summary.changes))
    yield Sheet("share", _named(summary, _stacked([section.share for section in summary.sections])))
    yield Sheet("reach", _named(summary, _stacked([section.reach for section in summary.sections])))
    yield Sheet("trends", _named(summary, _stacked([section.trend for section in summary.sections])))
    parts: dict[str, list[pd.DataFrame]] = {}
    for section in summary.sections:
        for what, by_facet in (("by", section.by_facet), ("changes by", section.changes_by)):
            for part in by_facet:
                parts.setdefault(f"{what} {part.facet}", []).append(_facet_rows(part))
    for name, frames in parts.items():
        yield Sheet(name, _named(summary, _stacked(frames)))
    found = _words(summary)
    if not found.empty:
        yield Sheet("words", found)
    for name in ("apart", "companions", "composition"):
        frame = _stacked([getattr(section, name) for section in summary.sections])
        if not frame.empty:
            yield Sheet(name, _named(summary, frame))
    if summary.comparison is not None:
        yield Sheet("comparison", _named(summary, summary.comparison.contrasts))
    yield Sheet("passages", _passages(quotations(summary)))
    yield Sheet(
        "notes",
        pd.DataFrame(
            [(note.level, say(note.topic), wording.note_text(note)) for note in summary.notes],
            columns=["level", "topic", "note"],
        ),
    )
    provenance = [(say("Method"), line) for line in summary.method] + list(summary.reproducibility)
    yield Sheet("provenance", pd.DataFrame(provenance, columns=["item", "value"]))


def _front(summary: Summary) -> pd.DataFrame:
    rows = [
        (say("Title"), summary.title),
        (say("Reports admitted"), wording.filter_line(summary.selection)),
        (say("Reports"), summary.n_reports),
        (say("Passages"), summary.n_passages),
        (say("Measure"), wording.measure_axis(summary.measure, summary.weighting)),
        (say("Limits"), invented_sentence(summary) if summary.illustrative else ""),
        (say("Note"), summary.note),
        *((section.theme.label, section_headline(summary, section)) for section in summary.sections),
    ]
    return pd.DataFrame([row for row in rows if row[1]], columns=["item", "value"])


def _words(summary: Summary) -> pd.DataFrame:
    """Return what was counted in words: sub-topics, key phrases, and passages with any phrase of the theme's own."""
    rows: list[tuple[str, str, str, str, int, int | None]] = []
    for section in summary.sections:
        theme = (section.theme.label, section.theme.id)
        if section.own is not None:
            rows.append((*theme, say("all passages counted"), "", section.own.n_all, None))
            rows.append((*theme, say("any of its own phrases"), "", section.own.n_passages, None))
        rows += [
            (*theme, say("sub-topic"), ", ".join(one.terms), one.n_passages, one.n_reports) for one in section.subtopics
        ]
        rows += [(*theme, say("key phrase"), phrase.text, phrase.n_passages, None) for phrase in section.phrases]
    return pd.DataFrame(rows, columns=["theme", "theme_id", "counted", "words", "n_passages", "n_reports"])


def _named(summary: Summary, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the theme's label in front."""
    if frame.empty or "theme_id" not in frame:
        return frame
    labels = [summary.labels.get(str(theme), str(theme)) for theme in frame["theme_id"]]
    return pd.concat([pd.DataFrame({"theme": labels}, index=frame.index), frame], axis=1)


def _facet_rows(part: ByFacet) -> pd.DataFrame:
    front = ["theme_id", part.facet]
    return part.rows[front + [name for name in part.rows.columns if name not in front]]


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if not frame.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _passages(cited: tuple[Quotation, ...]) -> pd.DataFrame:
    columns = [
        "number",
        "passage_id",
        "report_id",
        "text",
        "publisher",
        "title",
        "year",
        "page",
        "page_label",
        "evidence",
    ]
    rows = [
        (
            at,
            q.passage_id,
            q.report_id,
            q.text,
            q.publisher,
            q.title,
            q.year,
            q.page,
            q.page_label,
            "; ".join(q.evidence),
        )
        for at, q in enumerate(cited, start=1)
    ]
    return pd.DataFrame(rows, columns=columns)
