import io
from dataclasses import replace

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pandas as pd
import pytest

from schema import TRENDS
from views.brief.blocks import DataTable, Figure, Heading, Items, Paragraph, Quote
from views.brief.differences import shared_sentence
from views.brief.formats import written
from views.brief.outline import outline, source_line
from views.brief.summary import ByFacet, Summary, quotations
from views.language import Language, speaking


def test_each_passage_is_numbered_once_and_listed_at_the_end(summary: Summary) -> None:
    blocks = outline(summary)
    assert [(block.number, block.quotation.passage_id) for block in blocks if isinstance(block, Quote)] == [
        (1, "r3-1"), (2, "r4-1"), (1, "r3-1"), (2, "r4-1"), (1, "r3-1"),
    ]  # fmt: skip
    listed = next(block for block in blocks if isinstance(block, Items) and block.numbered)
    assert listed.texts == (
        "Office r3, Report r3, 2020, p. xii (page 14 of the file) (passage r3-1)",
        "Office r4, Report r4, 2020, p. 2 (passage r4-1)",
    )


def test_the_short_form_keeps_numbers_and_leaves_out_group_tables(summary: Summary) -> None:
    section = summary.sections[0]
    more = replace(summary, comparison=None, sections=(replace(section, quotations=section.quotations * 3),))
    short, full = outline(more, "short"), outline(more)
    captions = [block.caption for block in short if isinstance(block, DataTable)]
    assert captions == ["Legacy IT: share by year"]
    assert len([block for block in full if isinstance(block, DataTable)]) == 3
    assert [block for block in short if isinstance(block, Figure)]
    assert len([block for block in short if isinstance(block, Quote)]) == 3
    assert "Key phrases" not in [block.text for block in short if isinstance(block, Heading)]


def test_where_reports_differ_follows_from_verdicts(summary: Summary) -> None:
    blocks = outline(replace(summary, comparison=None))
    at = next(
        i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.text == "Where reports differ"
    )
    told = blocks[at + 1]
    assert isinstance(told, Items)
    assert told.texts[0].startswith(
        "The share of Legacy IT is higher in the United Kingdom than in all others, by 25.0"
    )
    section = summary.sections[0]
    alike = section.apart.assign(verdict="no detectable difference")
    same = outline(replace(summary, sections=(replace(section, apart=alike, doubts=()),)))
    assert Items(("No country of 1 looked at differs detectably from the rest.",)) in same


def test_groups_that_move_apart_are_named(summary: Summary) -> None:
    change = summary.sections[0].change
    unknown = change.assign(country=None)
    moving = pd.concat([change.assign(country="GB"), change.assign(country="NL", verdict="falling"), unknown])
    section = replace(summary.sections[0], changes_by=(ByFacet("country", moving),))
    sentence = "The reports move apart: the theme rises in the United Kingdom and falls in the Netherlands."
    blocks = outline(replace(summary, sections=(section,)))
    assert any(sentence in block.texts for block in blocks if isinstance(block, Items))
    among = next(block.text for block in blocks if isinstance(block, Paragraph) and block.text.startswith("Among 2"))
    assert among.startswith("Among 2 countries: the evidence shows it rising in the United Kingdom and falling in")


def test_what_two_groups_share_is_told_where_there_are_themes_enough() -> None:
    themes = [f"t{at}" for at in range(10)]
    rows = pd.DataFrame({"theme_id": themes, "estimate_a": range(10), "estimate_b": [9, 1, 2, 3, 4, 5, 6, 0, 7, 8]})
    labels = {theme: theme.upper() for theme in themes}
    assert shared_sentence(rows, labels) == (
        "Of the 5 themes that each speaks of most, 4 are the same: T9, T8, T6 and T5."
    )
    assert shared_sentence(rows.head(9), labels) == ""


def test_invented_reports_are_said_to_be_so(summary: Summary) -> None:
    blocks = outline(replace(summary, illustrative=True))
    assert any("no real organisation" in block.text for block in blocks if isinstance(block, Paragraph))
    assert "illustrative reports" in next(block.svg for block in blocks if isinstance(block, Figure))


@pytest.mark.parametrize(
    ("language", "said", "source"),
    [
        ("en", "Some reports of this collection were written", "6 reports of a partly illustrative collection, 2019"),
        ("fr", "Certains rapports de cette collection", "6 rapports d’une collection en partie illustrative, 2019"),
        ("de", "Einige Berichte dieser Sammlung", "6 Berichte einer Sammlung mit Beispielberichten, 2019"),
        ("es", "Algunos informes de esta colección", "6 informes de una colección en parte ilustrativa, 2019"),
    ],
)
def test_of_a_mixture_it_is_not_said_that_all_is_invented(
    summary: Summary, language: Language, said: str, source: str
) -> None:
    mixed = replace(summary, illustrative=True, mixed=True, language=language)
    third = outline(mixed)[2]
    assert isinstance(third, Paragraph)
    assert third.text.startswith(said)
    with speaking(language):
        assert source in source_line(mixed).replace("\u00a0", " ")
    front = openpyxl.load_workbook(io.BytesIO(written(mixed, "xlsx")))["summary"]
    assert any(str(cell.value).startswith(said) for cell in front["B"])


def test_long_group_tables_show_both_ends_and_say_so(summary: Summary) -> None:
    row = summary.sections[0].by_facet[0].rows.head(1)
    rows = pd.concat([row.assign(country=f"C{at:02}", estimate=at / 100) for at in range(20)], ignore_index=True)
    section = replace(summary.sections[0], by_facet=(ByFacet("country", rows),))
    blocks = outline(replace(summary, sections=(section,)))
    table = next(
        block
        for block in blocks
        if isinstance(block, DataTable) and "by country" in block.caption and "Legacy IT:" in block.caption
    )
    assert table.caption == "Legacy IT: share by country, the 8 highest and 7 lowest of 20"
    assert list(table.frame["Country"])[:2] == ["C19", "C18"]
    assert list(table.frame["Country"])[-1] == "C00"


def test_a_theme_without_dated_reports_has_no_trend(summary: Summary) -> None:
    section = replace(summary.sections[0], trend=TRENDS.empty(), change=summary.sections[0].change.iloc[:0])
    blocks = outline(replace(summary, sections=(section,), years=None, comparison=None))
    assert not [block for block in blocks if isinstance(block, Figure)]
    lead = next(block for block in blocks if isinstance(block, Paragraph) and block.kind == "lead")
    assert lead.text.replace("\u00a0", " ") == "Legacy IT takes up 16.7 % of the average report (0–100 %)."


def test_every_quotation_is_named_once(summary: Summary) -> None:
    assert [one.passage_id for one in quotations(summary)] == ["r3-1", "r4-1"]


def test_a_verdict_of_nothing_whose_interval_leaves_zero_out_has_its_reason_below_the_table(summary: Summary) -> None:
    compared = summary.comparison
    assert compared is not None
    unproven = compared.contrasts.assign(verdict="no detectable difference")
    blocks = outline(replace(summary, comparison=replace(compared, contrasts=unproven)))
    at = next(i for i, block in enumerate(blocks) if isinstance(block, DataTable))
    table, reason = blocks[at : at + 2]
    assert isinstance(table, DataTable)
    assert list(table.frame["Verdict"]) == ["● no detectable difference*"]
    assert reason == Paragraph(
        "* The interval leaves zero out, but not once corrected for all comparisons shown together.", "remark"
    )
    assert reason not in outline(summary)


def test_no_quotation_has_its_reason(summary: Summary) -> None:
    section = summary.sections[0]
    for some, said in ((section.quotations[:1], "Few passages"), ((), "No passage")):
        blocks = outline(replace(summary, sections=(replace(section, quotations=some),)))
        remarks = [block.text for block in blocks if isinstance(block, Paragraph) and block.kind == "remark"]
        assert [text for text in remarks if text.startswith(f"{said} on this theme")]


def test_of_many_themes_those_that_moved_are_told_in_brief(summary: Summary) -> None:
    rising = summary.sections[0]
    falling = replace(rising, change=rising.change.assign(verdict="falling", slope_per_year=-0.1))
    steady = replace(rising, change=rising.change.assign(verdict="no detectable change", slope_per_year=0.3))
    told = {
        n: next(b for b in outline(replace(summary, sections=(steady, falling, *[rising] * n))) if isinstance(b, Items))
        for n in (1, 6)
    }
    assert [("rose" in one, "fell" in one) for one in told[1].texts] == [(False, False), (False, True), (True, False)]
    assert [("rose" in one, "fell" in one) for one in told[6].texts] == [(True, False)] * 6 + [(False, True)]
