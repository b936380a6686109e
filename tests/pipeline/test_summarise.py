"""A theme summary: its numbers have their passages, its quotations stand in the reports."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterator

import pandas as pd
import pytest

from errors import InvalidSetting, NotEnoughData
from pipeline import evidence
from pipeline.quoting import drawn
from pipeline.results import Results
from pipeline.selection import facet as facet_named
from pipeline.summarise import summarise, summary_bytes
from schema import Facet, Selection
from stats.panel import Panel
from views.brief.formats import FILE_FORMATS
from views.brief.summary import Quotation, Summary, ThemeSection

THEMES = ("legacy-it", "cyber-security")
RECENT = Selection(year=(2021, 2022, 2023, 2024))


@pytest.fixture(scope="module")
def summary(results: Results) -> Summary:
    return summarise(results, THEMES, RECENT, ("country", "GB", "NL"), "Old & <new>", "A note.")


def quoted(summary: Summary) -> Iterator[tuple[str, Quotation]]:
    for section in summary.sections:
        for quotation in section.quotations:
            yield section.theme.id, quotation


def test_it_speaks_of_what_was_asked(summary: Summary, results: Results) -> None:
    assert tuple(section.theme.id for section in summary.sections) == THEMES
    assert (summary.title, summary.note, summary.years) == ("Old & <new>", "A note.", (2021, 2024))
    chosen = results.reports[results.reports["year"] >= 2021]
    assert summary.n_reports == len(chosen)
    assert summary.n_passages == chosen["n_passages"].sum()


def counts(results: Results, selection: Selection, theme: str) -> int:
    return evidence.passages(results, selection, [theme], limit=1).total


def narrowed(facet: Facet, value: int | str) -> Selection:
    return dataclasses.replace(RECENT, **{facet: (value,)})  # type: ignore[arg-type] # one value of that facet


def test_every_number_has_its_passages(summary: Summary, results: Results) -> None:
    for section in summary.sections:
        theme = section.theme.id
        whole = evidence.passages(results, RECENT, limit=1).total
        assert section.share["n_passages"].item() == whole
        columns = (section.trend[name].tolist() for name in ("year", "n_passages", "estimate"))
        for year, n_passages, estimate in zip(*columns, strict=True):
            selection = narrowed("year", year)
            assert n_passages == evidence.passages(results, selection, limit=1).total
            assert (estimate > 0) == (counts(results, selection, theme) > 0)
        check_facets(section, results)


def check_facets(section: ThemeSection, results: Results) -> None:
    for by in section.by_facet:
        for value, estimate in zip(by.rows[by.facet], by.rows["estimate"], strict=True):
            spoken = counts(results, narrowed(facet_named(by.facet), value), section.theme.id)
            assert (estimate > 0) == (spoken > 0), (by.facet, value)


def test_quotations_stand_in_the_reports(summary: Summary, results: Results) -> None:
    shown = list(quoted(summary))
    assert len(shown) >= 4
    for theme, quotation in shown:
        row = evidence.passage(results, quotation.passage_id).iloc[0]
        assert quotation.text in row["text"]
        assert quotation.text[-1] in '.!?”"'
        assert row["year"] == quotation.year
        assert row["year"] >= 2021
        assert theme in [found for found, _, _ in row["themes"]]
        page = row["page"]
        assert (None if pd.isna(page) else int(page)) == quotation.page


def test_key_phrases_are_written_as_within_sentences(summary: Summary, results: Results) -> None:
    for section in summary.sections:
        rows = evidence.passages(results, RECENT, [section.theme.id], limit=1000).frame
        forms = {phrase for some in rows["evidence"] for phrase in some.split("; ")}
        assert section.phrases
        for phrase in section.phrases:
            assert phrase.text in forms
            assert phrase.text in (phrase.text.lower(), phrase.text.upper()) or phrase.text.lower() not in forms


def test_it_can_be_begun_with_before_its_passages_are_chosen(results: Results) -> None:
    begun: list[Summary] = []
    whole = summarise(results, THEMES[:1], Selection(), unchecked=begun.append)
    assert begun[1] is whole
    assert not begun[0].sections[0].quotations
    assert whole.sections[0].quotations
    assert begun[0].sections[0].trend.equals(whole.sections[0].trend)


def test_voices_differ(summary: Summary) -> None:
    for section in summary.sections:
        assert len({q.publisher for q in section.quotations}) >= min(3, len(section.quotations))


def test_what_sub_topics_are_compared_with_hardly_changes_with_the_collection() -> None:
    ids = [f"{number:04}" for number in range(2000)]
    before, after = drawn(ids, 500), drawn([one for one in ids if not one.endswith("37")], 500)
    assert len(before) == len(after) == 500
    assert len(set(before) & set(after)) >= 490
    assert max(len([one for one in before if one.startswith(str(part))]) for part in (0, 1)) < 300


def test_two_groups_side_by_side(summary: Summary) -> None:
    assert summary.comparison is not None
    assert (summary.comparison.group_a, summary.comparison.group_b) == ("GB", "NL")


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_every_format_and_both_lengths(summary: Summary, format: str) -> None:
    full, short = summary_bytes(summary, format), summary_bytes(summary, format, "short")
    starts = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}
    assert full.startswith(starts.get(format, b""))
    assert len(full) > 1_000
    assert len(short) > 1_000
    if format == "html":
        assert b"<new>" not in full


def test_all_themes_where_none_is_named(results: Results) -> None:
    found = summarise(results, (), Selection(year=(2019,), country=("SE",)))
    assert tuple(section.theme.id for section in found.sections) == results.themes.ids
    silent = [section for section in found.sections if not section.share["estimate"].item()]
    assert silent  # one report cannot speak of thirty themes
    assert all(section.own is None and not section.quotations and not section.phrases for section in silent)


def test_what_is_refused(results: Results) -> None:
    with pytest.raises(NotEnoughData, match="No report passes"):
        summarise(results, THEMES, Selection(country=("XX",)))
    none = Panel.from_tables(results.reports.iloc[:0], results.report_themes.iloc[:0], theme_ids=results.themes.ids)
    with pytest.raises(NotEnoughData, match="no readable report in this workspace"):
        summarise(dataclasses.replace(results, panel=none), THEMES, Selection())
    with pytest.raises(InvalidSetting, match="no theme 'wine'"):
        summarise(results, ["wine"], Selection())
    with pytest.raises(InvalidSetting, match="'XX'"):
        summarise(results, THEMES, Selection(), ("country", "GB", "XX"))


def test_a_summary_loads_no_library_that_it_has_no_use_for() -> None:
    asked = "import sys, pipeline.summarise, views.brief.html; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    others = {
        "altair",
        "vl_convert",
        "spacy",
        "sklearn",
        "streamlit",
        "pypdfium2",
        "docx",
        "xlsxwriter",
        "typst",
        "distributed",
        "wordllama",
    }
    assert others.isdisjoint(loaded)
