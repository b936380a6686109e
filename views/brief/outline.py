"""A summary as a plain sequence of blocks, the same for every format.

Each sentence about the reports comes from `views.wording` and a row, or is a quotation; the
formats only decide how a block looks.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import pandas as pd

from schema import FALLING, NO_CHANGE, RISING, Measure, Note
from views import tables, wording
from views.brief import differences
from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Pairs, Paragraph, Quote
from views.brief.method import own_phrases_sentence
from views.brief.summary import (
    SHORT_QUOTES,
    ByFacet,
    Comparison,
    Length,
    Quotation,
    Summary,
    ThemeSection,
    quotations,
)
from views.charts import dots, trend
from views.charts.canvas import EXPORT_WIDTH, AnyChart, Caption, chart_svg
from views.comparison import comparison_sentence, detected, extremes_sentence, where_sentence
from views.language import message, say, speaking, whole

ILLUSTRATIVE = message("These reports were written for demonstration: no real organisation said what is quoted here.")
MIXED = message(
    "Some reports of this collection were written for demonstration: no real organisation said what is "
    "quoted from them."
)
SUBTOPICS = message(
    "Words that go together in the passages on this theme. A passage may belong to several sub-topics or to none; "
    "counted are the passages that hold one of the words, in any of its forms."
)
FEW_QUOTATIONS = message(
    "Few passages on this theme name it plainly and can be read without what stands around them; others are not quoted."
)
NO_QUOTATION = message(
    "No passage on this theme both names it plainly and can be read without what stands around it; none is quoted."
)
UNPROVEN = message("* The interval leaves zero out, but not once corrected for all comparisons shown together.")
NO_PASSAGES = message("No passage of these reports is counted under this theme.")
DOUBTS = message(
    "Passages with a word of doubt or dispute, such as “concern”, “disagree” or “failed to”. They are found by these "
    "words alone: whether they contradict others is for the reader to judge."
)

_BY_YEAR: Mapping[Measure, str] = {
    "share": message("{label}: share by year"),
    "reach": message("{label}: reach by year"),
}
_CHANGE_BY = {
    "country": message("{label}: change by country"),
    "sector": message("{label}: change by sector"),
    "publisher": message("{label}: change by publisher"),
}
_SIZE_BY: Mapping[tuple[Measure, str], str] = {
    ("share", "country"): message("{label}: share by country"),
    ("share", "sector"): message("{label}: share by sector"),
    ("share", "publisher"): message("{label}: share by publisher"),
    ("reach", "country"): message("{label}: reach by country"),
    ("reach", "sector"): message("{label}: reach by sector"),
    ("reach", "publisher"): message("{label}: reach by publisher"),
}
_COMPARED: Mapping[Measure, tuple[str, str]] = {
    "share": (
        message("{a} and {b}: difference in share"),
        message("{a} and {b} compared: share of each theme"),
    ),
    "reach": (
        message("{a} and {b}: difference in reach"),
        message("{a} and {b} compared: reach of each theme"),
    ),
}
_ROWS_WIDTH = 520
_MOST_ROWS, _TOP = 15, 8
_MOST_TOLD = 7
"""Themes that are all told in brief; of more, those that moved."""


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
    with speaking(summary.language):
        return tuple(_outline(summary, length))


def _outline(summary: Summary, length: Length) -> list[Block]:
    cited = quotations(summary, length)
    numbers = {quotation.passage_id: at for at, quotation in enumerate(cited, start=1)}
    blocks: list[Block] = [Heading(1, summary.title), Paragraph(_scope(summary), "remark")]
    if summary.illustrative:
        blocks.append(Paragraph(invented_sentence(summary), "remark"))
    if summary.note:
        blocks.append(Paragraph(say("Note: {text}", text=summary.note), "note"))
    blocks += _in_brief(summary)
    if summary.comparison is not None:
        blocks += _comparison(summary, summary.comparison, numbers)
    for section in summary.sections:
        blocks += _section(summary, section, numbers, length)
    blocks += _notes(summary.notes, say("Notes and limits"), 2)
    blocks += _passages(cited)
    if summary.method:
        blocks += [Heading(2, say("Method")), Items(summary.method)]
    if summary.reproducibility:
        blocks += [Heading(2, say("How to reproduce this summary")), Pairs(_reproduced(summary, length))]
    return blocks


def _reproduced(summary: Summary, length: Length) -> tuple[tuple[str, str], ...]:
    """Return what makes a summary anew; its command asks for the length shown."""
    command, ending = say("Command"), " --short" * (length == "short")
    return tuple((name, value + ending if name == command else value) for name, value in summary.reproducibility)


def span(summary: Summary) -> str:
    """Return the years a summary speaks of, "undated reports" where none has a year."""
    return wording.years(*summary.years) if summary.years else say("undated reports")


def invented_sentence(summary: Summary) -> str:
    """Return what is said of a collection that holds invented reports."""
    return say(MIXED if summary.mixed else ILLUSTRATIVE)


def section_headline(summary: Summary, section: ThemeSection) -> str:
    """Return a theme's sentence of what stands out."""
    amount = section.share if summary.measure == "share" else section.reach
    change = None if section.change.empty else section.change.iloc[0]
    return wording.headline(
        change, amount.iloc[0], section.theme.label, span(summary), summary.measure, summary.weighting
    )


def _scope(summary: Summary) -> str:
    counts = f"{wording.counted(summary.n_reports, 'report')}, {wording.counted(summary.n_passages, 'passage')}"
    return say(
        "{filters}. {counts}, {span}.",
        filters=wording.filter_line(summary.selection),
        counts=counts,
        span=span(summary),
    )


def _in_brief(summary: Summary) -> Iterator[Block]:
    yield Heading(2, say("In brief"))
    if len(summary.sections) == 1:
        yield Paragraph(section_headline(summary, summary.sections[0]), "lead")
        return
    if not summary.changes.empty:
        yield Paragraph(wording.overview_sentence(summary.changes, span(summary)), "lead")
    told = summary.sections if len(summary.sections) <= _MOST_TOLD else _moving(summary)
    if told:
        yield Items(tuple(section_headline(summary, section) for section in told))
    changes, labels = summary.changes, summary.labels
    ranking = tables.ranking_table(summary.prevalence, changes, labels, summary.measure, starred=True)
    same = [
        name for name in (say("Reports"), say("Passages")) if ranking[name].nunique() == 1
    ]  # the scope has told them
    by = message("Themes by share, {span}") if summary.measure == "share" else message("Themes by reach, {span}")
    yield DataTable(say(by, span=span(summary)), ranking.drop(columns=same))
    yield from _unproven(changes)


def _moving(summary: Summary) -> list[ThemeSection]:
    """Return the sections of themes that rose or fell, the steepest rise first; the table has the others."""
    moved = [section for section in summary.sections if section.change["verdict"].isin([RISING, FALLING]).any()]
    return sorted(moved, key=lambda section: -float(section.change["slope_per_year"].iloc[0]))


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
    yield Heading(3, say("In the reports’ own words"))
    yield from (Quote(numbers[one.passage_id], one) for one in section.quoted(length))
    if len(section.quotations) < SHORT_QUOTES:
        spoken = FEW_QUOTATIONS if section.quotations else NO_QUOTATION
        yield Paragraph(say(spoken if section.reach["estimate"].iloc[0] else NO_PASSAGES), "remark")
    yield from _differences(summary, section, numbers, length)
    if length == "full":
        yield from _companions(summary, section)
    yield from _notes(section.notes, say("Limits"), 3)


def _words(section: ThemeSection) -> Iterator[Block]:
    label = section.theme.label
    if section.subtopics:
        yield Heading(3, say("Sub-topics"))
        yield Paragraph(say(SUBTOPICS), "remark")
        rows = [(", ".join(one.terms), whole(one.n_passages), whole(one.n_reports)) for one in section.subtopics]
        frame = pd.DataFrame(rows, columns=[say("Words"), say("Passages"), say("Reports")])
        yield DataTable(say("{label}: words that go together", label=label), frame)
    if section.phrases:
        yield Heading(3, say("Key phrases"))
        words = (f"{phrase.text} ({wording.counted(phrase.n_passages, 'passage')})" for phrase in section.phrases)
        yield Paragraph(wording.series(words))


def _differences(summary: Summary, section: ThemeSection, numbers: dict[str, int], length: Length) -> Iterator[Block]:
    """Where groups speak of a theme more or less than the rest or move apart, and passages that hold a doubt."""
    doubts = section.doubted(length)
    told = differences.apart_sentences(section.apart, section.theme.label, summary.measure)
    told += differences.opposite_sentences((part.facet, part.rows) for part in section.changes_by)
    if told or doubts:
        yield Heading(3, say("Where reports differ"))
    if told:
        yield Items(tuple(told))
    if doubts:
        yield Paragraph(say(DOUBTS), "remark")
        yield from (Quote(numbers[one.passage_id], one) for one in doubts)


def _over_time(summary: Summary, section: ThemeSection, length: Length) -> Iterator[Block]:
    label = section.theme.label
    if not section.change.empty or not section.trend.empty:
        yield Heading(3, say("Over the years"))
    if not section.change.empty and (len(summary.sections) > 1 or section.change.iloc[0]["verdict"] == NO_CHANGE):
        yield Paragraph(wording.change_sentence(section.change.iloc[0], label, span(summary), summary.measure))
    if not section.trend.empty:
        chart = trend.trend(section.trend, label=label, measure=summary.measure, weighting=summary.weighting)
        title = say(_BY_YEAR[summary.measure], label=label)
        yield _figure(summary, chart, title)
        yield DataTable(title, tables.trend_table(section.trend, summary.measure))
    if not section.composition.empty:
        yield Paragraph(differences.mix_sentence(section.composition, label))
    for part in section.changes_by:
        yield Paragraph(where_sentence(part.rows[part.rows[part.facet].notna()], part.facet))
        if length == "full":
            rows, shown = _ends(part.rows, "slope_per_year")
            caption = say(_CHANGE_BY[part.facet], label=label)
            table = tables.changes_by_facet_table(rows, part.facet, starred=True)
            yield DataTable(f"{caption}{shown}", table.drop(columns=say("q-value")))
            yield from _unproven(rows)


def _who(summary: Summary, section: ThemeSection, length: Length) -> Iterator[Block]:
    shown: list[ByFacet] = [part for part in section.by_facet if not part.rows.empty]
    if shown:
        yield Heading(3, say("Who speaks of it most and least"))
    for part in shown:
        sentence = extremes_sentence(part.rows, part.facet)
        if sentence:
            yield Paragraph(sentence)
        if length == "full":
            rows, ends = _ends(part.rows, "estimate")
            caption = say(_SIZE_BY[summary.measure, part.facet], label=section.theme.label)
            yield DataTable(f"{caption}{ends}", tables.facet_table(rows, part.facet, summary.measure))


def _comparison(summary: Summary, compared: Comparison, numbers: dict[str, int]) -> Iterator[Block]:
    group_a, group_b = (wording.in_sentence(group, compared.facet) for group in (compared.group_a, compared.group_b))
    yield Heading(2, wording.capitalised(say("{a} and {b} compared", a=group_a, b=group_b)))
    rows = compared.contrasts
    if rows.empty:
        yield Paragraph(say("No theme could be compared between {a} and {b}.", a=group_a, b=group_b))
        return
    told = detected(rows)
    if told.empty or len(rows) > 1:
        yield Paragraph(comparison_sentence(rows, group_a, group_b), "lead")
    shared = differences.shared_sentence(rows, summary.labels)
    if shared:
        yield Paragraph(shared)
    if not told.empty:
        labels = [summary.labels[str(theme)] for theme in told["theme_id"]]
        each = zip(told.iterrows(), labels, strict=True)
        yield Items(tuple(wording.contrast_sentence(row, label, summary.measure) for (_, row), label in each))
    chart = dots.differences(rows, summary.labels, measure=summary.measure)
    title, caption = _COMPARED[summary.measure]
    yield _figure(summary, chart, wording.capitalised(say(title, a=group_a, b=group_b)), _ROWS_WIDTH)
    yield DataTable(
        wording.capitalised(say(caption, a=group_a, b=group_b)),
        tables.contrasts_table(rows, summary.labels, starred=True).drop(columns=say("q-value")),
    )
    yield from _unproven(rows)
    for group, side in ((group_a, compared.quotations_a), (group_b, compared.quotations_b)):
        yield Heading(3, _in_words_of(group, summary.labels.get(compared.quoted_theme, "")))
        yield from (Quote(numbers[quotation.passage_id], quotation) for quotation in side)
        if not side:
            yield Paragraph(say(NO_QUOTATION), "remark")


def _unproven(rows: pd.DataFrame) -> Iterator[Block]:
    """Give the reason of the stars of a table."""
    if any(tables.unproven(row) for _, row in rows.iterrows()):
        yield Paragraph(say(UNPROVEN), "remark")


def _in_words_of(group: str, label: str) -> str:
    if not label:
        return say("In the words of {group}", group=group)
    return say("In the words of {group}, on {label}", group=group, label=wording.named(label))


def _companions(summary: Summary, section: ThemeSection) -> Iterator[Block]:
    if section.companions.empty:
        return
    together = tables.companions_table(section.companions, section.theme.id, summary.labels)
    if not together.empty:
        yield Heading(3, say("Goes together with"))
        label = wording.named(section.theme.label)
        caption = say("Themes that share passages with {label} more often than chance", label=label)
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
    return shown, say(", the {top} highest and {bottom} lowest of {n}", top=_TOP, bottom=bottom, n=len(rows))


def _notes(notes: tuple[Note, ...], heading: str, level: Literal[2, 3]) -> Iterator[Block]:
    if notes:
        yield Heading(level, heading)
        told = (say("{name}: {value}", name=say(note.topic), value=wording.note_text(note)) for note in notes)
        yield Items(tuple(wording.capitalised(text) for text in told))


def _passages(cited: tuple[Quotation, ...]) -> Iterator[Block]:
    if cited:
        yield Heading(2, say("Passages quoted"))
        yield Items(tuple(source_of(one) for one in cited), numbered=True)


def source_of(quotation: Quotation) -> str:
    """Return where a quotation stands, for a list of sources or a footnote."""
    return say("{citation} (passage {id})", citation=quotation.citation, id=quotation.passage_id)


def source_line(summary: Summary) -> str:
    """Return where a chart of this summary comes from and what it measures."""
    among = "partly illustrative report" if summary.mixed else "illustrative report"
    noun = among if summary.illustrative else "report"
    return say(
        "Source: Themeline, {reports}, {span}. {axis}, with {level} intervals.",
        reports=wording.counted(summary.n_reports, noun),
        span=span(summary),
        axis=wording.measure_axis(summary.measure, summary.weighting),
        level=wording.level(None),
    )
