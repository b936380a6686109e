"""A summary as a plain sequence of blocks, the same for every format.

Each sentence about the reports comes from `views.wording` and a row, or is a quotation; the
formats only decide how a block looks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from schema import NO_CHANGE, Note
from views import tables, wording
from views.brief import differences
from views.brief.method import own_phrases_sentence
from views.brief.summary import ByFacet, Comparison, Quotation, Summary, ThemeSection
from views.charts import dots, trend
from views.charts.canvas import EXPORT_WIDTH, AnyChart, Caption, chart_svg
from views.comparison import comparison_sentence, detected, extremes_sentence, where_sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: a lead sentence, plain text, a remark or the user's own note."""

    text: str
    kind: Literal["lead", "plain", "remark", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """A table of text cells with its caption; the first column names the row."""

    caption: str
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A chart as SVG, with its caption and what it says to those who cannot see it."""

    svg: str
    alt_text: str
    caption: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its number in the list of passages at the end."""

    number: int
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values."""

    pairs: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Items | DataTable | Figure | Quote | Pairs


Length = Literal["full", "short"]

ILLUSTRATIVE = "These reports were written for demonstration: no real organisation said what is quoted here."
SUBTOPICS = (
    "Words that go together in the passages on this theme. A passage may belong to several sub-topics or to none; "
    "counted are the passages that hold one of the words, in any of its forms."
)
FEW_QUOTATIONS = (
    "Few passages on this theme name it plainly and can be read without what stands around them; others are not quoted."
)
NO_PASSAGES = "No passage of these reports is counted under this theme."
DOUBTS = (
    "Passages with a word of doubt or dispute, such as “concern”, “disagree” or “failed to”. They are found by these "
    "words alone: whether they contradict others is for the reader to judge."
)

_ROWS_WIDTH = 520
_MOST_ROWS, _TOP, _SHORT_QUOTES = 15, 8, 3


def outline(summary: Summary, length: Length = "full") -> tuple[Block, ...]:
    """Return the summary's blocks in reading order.

    Parameters
    ----------
    summary : Summary
        What to lay out.
    length : {"full", "short"}
        "short" leaves out tables by group, key phrases and companions, and quotes at most three
        passages a theme.
    """
    cited = quotations(summary, length)
    numbers = {quotation.passage_id: at for at, quotation in enumerate(cited, start=1)}
    blocks: list[Block] = [Heading(1, summary.title), Paragraph(_scope(summary), "remark")]
    if summary.illustrative:
        blocks.append(Paragraph(ILLUSTRATIVE, "remark"))
    if summary.note:
        blocks.append(Paragraph(summary.note, "note"))
    blocks += _in_brief(summary)
    if summary.comparison is not None:
        blocks += _comparison(summary, summary.comparison, numbers)
    for section in summary.sections:
        blocks += _section(summary, section, numbers, length)
    blocks += _notes(summary.notes, "Notes and limits", 2)
    blocks += _passages(cited)
    if summary.method:
        blocks += [Heading(2, "Method"), Items(summary.method)]
    if summary.reproducibility:
        blocks += [Heading(2, "How to reproduce this summary"), Pairs(summary.reproducibility)]
    return tuple(blocks)


def title_of(blocks: Sequence[Block]) -> str:
    """Return the text of the first heading."""
    return next(block.text for block in blocks if isinstance(block, Heading))


def quotations(summary: Summary, length: Length = "full") -> tuple[Quotation, ...]:
    """Return every quotation of a summary once, in reading order."""
    found: dict[str, Quotation] = {}
    compared = summary.comparison
    for quotation in (*compared.quotations_a, *compared.quotations_b) if compared else ():
        found.setdefault(quotation.passage_id, quotation)
    for section in summary.sections:
        for quotation in (*_quoted(section, length), *_doubts(section, length)):
            found.setdefault(quotation.passage_id, quotation)
    return tuple(found.values())


def _quoted(section: ThemeSection, length: Length) -> tuple[Quotation, ...]:
    return section.quotations if length == "full" else section.quotations[:_SHORT_QUOTES]


def _doubts(section: ThemeSection, length: Length) -> tuple[Quotation, ...]:
    return section.doubts if length == "full" else ()


def span(summary: Summary) -> str:
    """Return the years a summary speaks of, "undated reports" where none has a year."""
    return wording.years(*summary.years) if summary.years else "undated reports"


def section_headline(summary: Summary, section: ThemeSection) -> str:
    """Return a theme's sentence of what stands out."""
    amount = section.share if summary.measure == "share" else section.reach
    change = None if section.change.empty else section.change.iloc[0]
    return wording.headline(
        change, amount.iloc[0], section.theme.label, span(summary), summary.measure, summary.weighting
    )


def _scope(summary: Summary) -> str:
    counts = f"{wording.counted(summary.n_reports, 'report')}, {wording.counted(summary.n_passages, 'passage')}"
    return f"{wording.filter_line(summary.selection)}. {counts}, {span(summary)}."


def _in_brief(summary: Summary) -> Iterator[Block]:
    yield Heading(2, "In brief")
    if len(summary.sections) == 1:
        yield Paragraph(section_headline(summary, summary.sections[0]), "lead")
        return
    if not summary.changes.empty:
        yield Paragraph(wording.overview_sentence(summary.changes, span(summary)), "lead")
    yield Items(tuple(section_headline(summary, section) for section in summary.sections))
    ranking = tables.ranking_table(summary.prevalence, summary.changes, summary.labels, summary.measure)
    same = [name for name in ("Reports", "Passages") if ranking[name].nunique() == 1]  # the scope has told them
    yield DataTable(f"Themes by {summary.measure}, {span(summary)}", ranking.drop(columns=same))


def _section(summary: Summary, section: ThemeSection, numbers: dict[str, int], length: Length) -> Iterator[Block]:
    label = section.theme.label
    yield Heading(2, label)
    yield Paragraph(section.theme.description, "remark")
    if len(summary.sections) > 1:
        yield Paragraph(section_headline(summary, section), "lead")
    yield Paragraph(
        f"{wording.prevalence_sentence(section.share.iloc[0], label, 'share', summary.weighting)} "
        f"{wording.prevalence_sentence(section.reach.iloc[0], label, 'reach')}"
    )
    if section.own is not None:
        yield Paragraph(own_phrases_sentence(section.own))
    yield from _over_time(summary, section, length)
    yield from _who(summary, section, length)
    if length == "full":
        yield from _words(section)
    yield Heading(3, "In the reports’ own words")
    yield from (Quote(numbers[one.passage_id], one) for one in _quoted(section, length))
    if len(section.quotations) < _SHORT_QUOTES:
        silent = not section.reach["estimate"].iloc[0]
        yield Paragraph(NO_PASSAGES if silent else FEW_QUOTATIONS, "remark")
    yield from _differences(summary, section, numbers, length)
    if length == "full":
        yield from _companions(summary, section)
    yield from _notes(section.notes, "Limits", 3)


def _words(section: ThemeSection) -> Iterator[Block]:
    label = section.theme.label
    if section.subtopics:
        yield Heading(3, "Sub-topics")
        yield Paragraph(SUBTOPICS, "remark")
        rows = [(", ".join(one.terms), f"{one.n_passages:,}", f"{one.n_reports:,}") for one in section.subtopics]
        frame = pd.DataFrame(rows, columns=["Words", "Passages", "Reports"])
        yield DataTable(f"{label}: words that go together", frame)
    if section.phrases:
        yield Heading(3, "Key phrases")
        words = (f"{phrase.text} ({wording.counted(phrase.n_passages, 'passage')})" for phrase in section.phrases)
        yield Paragraph("; ".join(words))


def _differences(summary: Summary, section: ThemeSection, numbers: dict[str, int], length: Length) -> Iterator[Block]:
    """Where groups speak of a theme more or less than the rest or move apart, and passages that hold a doubt."""
    doubts = _doubts(section, length)
    told = differences.apart_sentences(section.apart, section.theme.label, summary.measure)
    told += differences.opposite_sentences((part.facet, part.rows) for part in section.changes_by)
    if told or doubts:
        yield Heading(3, "Where reports differ")
    if told:
        yield Items(tuple(told))
    if doubts:
        yield Paragraph(DOUBTS, "remark")
        yield from (Quote(numbers[one.passage_id], one) for one in doubts)


def _over_time(summary: Summary, section: ThemeSection, length: Length) -> Iterator[Block]:
    label = section.theme.label
    if not section.change.empty or not section.trend.empty:
        yield Heading(3, "Over the years")
    if not section.change.empty and (len(summary.sections) > 1 or section.change.iloc[0]["verdict"] == NO_CHANGE):
        yield Paragraph(wording.change_sentence(section.change.iloc[0], label, span(summary), summary.measure))
    if not section.trend.empty:
        chart = trend.trend(section.trend, label=label, measure=summary.measure, weighting=summary.weighting)
        yield _figure(summary, chart, f"{label}: {summary.measure} by year")
        yield DataTable(f"{label}: {summary.measure} by year", tables.trend_table(section.trend, summary.measure))
    if not section.composition.empty:
        yield Paragraph(differences.mix_sentence(section.composition, label))
    for part in section.changes_by:
        yield Paragraph(where_sentence(part.rows, part.facet))
        if length == "full":
            rows, shown = _ends(part.rows, "slope_per_year")
            by = wording.facet_name(part.facet).lower()
            yield DataTable(
                f"{label}: change by {by}{shown}",
                tables.changes_by_facet_table(rows, part.facet).drop(columns="q-value"),
            )


def _who(summary: Summary, section: ThemeSection, length: Length) -> Iterator[Block]:
    shown: list[ByFacet] = [part for part in section.by_facet if not part.rows.empty]
    if shown:
        yield Heading(3, "Who speaks of it most and least")
    for part in shown:
        sentence = extremes_sentence(part.rows, part.facet)
        if sentence:
            yield Paragraph(sentence)
        if length == "full":
            rows, ends = _ends(part.rows, "estimate")
            by = wording.facet_name(part.facet).lower()
            caption = f"{section.theme.label}: {summary.measure} by {by}{ends}"
            yield DataTable(caption, tables.facet_table(rows, part.facet, summary.measure))


def _comparison(summary: Summary, compared: Comparison, numbers: dict[str, int]) -> Iterator[Block]:
    group_a, group_b = (wording.in_sentence(group, compared.facet) for group in (compared.group_a, compared.group_b))
    yield Heading(2, wording.capitalised(f"{group_a} and {group_b} compared"))
    rows = compared.contrasts
    if rows.empty:
        yield Paragraph(f"No theme could be compared between {group_a} and {group_b}.")
        return
    yield Paragraph(comparison_sentence(rows, group_a, group_b), "lead")
    shared = differences.shared_sentence(rows, summary.labels)
    if shared:
        yield Paragraph(shared)
    told = detected(rows)
    if not told.empty:
        labels = [summary.labels[str(theme)] for theme in told["theme_id"]]
        each = zip(told.iterrows(), labels, strict=True)
        yield Items(tuple(wording.contrast_sentence(row, label, summary.measure) for (_, row), label in each))
    chart = dots.differences(rows, summary.labels, measure=summary.measure)
    title = wording.capitalised(f"{group_a} and {group_b}: difference in {summary.measure}")
    yield _figure(summary, chart, title, _ROWS_WIDTH)
    by = wording.facet_name(compared.facet).lower()
    yield DataTable(
        wording.capitalised(f"{group_a} and {group_b} compared by {by}: {summary.measure} of each theme"),
        tables.contrasts_table(rows, summary.labels).drop(columns="q-value"),
    )
    on_theme = f", on {summary.labels[compared.quoted_theme]}" if compared.quoted_theme else ""
    for group, side in ((group_a, compared.quotations_a), (group_b, compared.quotations_b)):
        if side:
            yield Heading(3, f"In the words of {group}{on_theme}")
            yield from (Quote(numbers[quotation.passage_id], quotation) for quotation in side)


def _companions(summary: Summary, section: ThemeSection) -> Iterator[Block]:
    if section.companions.empty:
        return
    together = tables.companions_table(section.companions, section.theme.id, summary.labels)
    if not together.empty:
        yield Heading(3, "Goes together with")
        caption = f"Themes that share passages with {section.theme.label} more often than chance"
        yield DataTable(caption, together)


def _figure(summary: Summary, chart: AnyChart, title: str, width: int = EXPORT_WIDTH) -> Figure:
    caption = Caption(title, wording.filter_line(summary.selection), source_line(summary))
    return Figure(chart_svg(chart, caption, width), str(chart.description), title)


def _ends(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, str]:
    """Return the rows at both ends where there are too many for a table, and words that say so."""
    if len(rows) <= _MOST_ROWS:
        return rows, ""
    ordered = rows.sort_values(column, ascending=False)
    bottom = _MOST_ROWS - _TOP
    shown = pd.concat([ordered.head(_TOP), ordered.tail(bottom)])
    return shown, f", the {_TOP} highest and {bottom} lowest of {len(rows)}"


def _notes(notes: tuple[Note, ...], heading: str, level: Literal[2, 3]) -> Iterator[Block]:
    if notes:
        yield Heading(level, heading)
        yield Items(tuple(f"{note.topic}: {note.text}" for note in notes))


def _passages(cited: tuple[Quotation, ...]) -> Iterator[Block]:
    if cited:
        yield Heading(2, "Passages quoted")
        yield Items(tuple(f"{one.citation} (passage {one.passage_id})" for one in cited), numbered=True)


def source_line(summary: Summary) -> str:
    """Return where a chart of this summary comes from and what it measures."""
    noun = "illustrative report" if summary.illustrative else "report"
    return (
        f"Source: Themeline, {wording.counted(summary.n_reports, noun)}, {span(summary)}. "
        f"{wording.measure_axis(summary.measure, summary.weighting)}, with 95{wording.GAP}% intervals."
    )
