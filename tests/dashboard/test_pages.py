"""Each page without a workspace, over an empty one, over reports, and after one change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.places import PLACES
from pipeline.evidence import passages
from pipeline.measure import changes
from pipeline.results import Results, corpus_summary
from schema import RISING, Selection

Open = Callable[..., AppTest]


PAGES = tuple(PLACES)


def links(page: AppTest) -> list[str]:
    return [link.proto.label for link in page.get("page_link")]


@pytest.mark.parametrize("name", PAGES)
def test_without_a_workspace_a_page_says_how_to_make_one(name: str, show: Open, tmp_path: Path) -> None:
    page = show(name, at=tmp_path / "nowhere")

    assert not page.exception
    assert "There is no workspace" in page.info[0].value
    assert any("python -m pipeline build" in said.value.replace("\\", "") for said in page.markdown)


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_corpus_is_shown_as_one(name: str, show: Open, empty_workspace: Path) -> None:
    page = show(name, at=empty_workspace)

    assert not page.exception
    assert not page.error
    if name not in ("corpus", "themes", "method"):
        assert "no readable report" in page.info[0].value
        assert "Add reports" in links(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_over_reports_shows_no_error(name: str, show: Open) -> None:
    page = show(name)

    assert not page.exception
    assert not page.error
    assert page.title[0].value == PLACES[name].title


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_link_is_a_notice_and_nothing_else(name: str, show: Open) -> None:
    evil = "<img src=x onerror=alert(1)>![](//x.test)"
    page = show(name, theme=evil, country=evil, year="abc", by=evil, focus=evil, passage=evil, q=evil[:20], start="-3")

    assert not page.exception
    assert not page.error
    assert "<img" not in page.warning[0].value.replace("\\<", "")


def test_the_overview_counts_the_reports_of_the_chosen_country(show: Open, results: Results) -> None:
    page = show("overview")
    page.multiselect(key="filter-country").set_value(["NL"]).run()

    n_selected, n_all = (
        corpus_summary(results, found).n_reports for found in (Selection(country=("NL",)), Selection())
    )
    assert 0 < n_selected < n_all
    assert f"{n_selected} of {n_all} reports" in links(page)
    assert page.query_params["country"] == "NL"


def test_the_overview_lists_what_rises_and_links_to_it(show: Open, results: Results) -> None:
    page = show("overview")

    found = changes(results, Selection())
    rising = found.loc[found["verdict"] == RISING, "theme_id"]
    assert len(rising) > 0
    assert {results.themes.labels[theme_id] for theme_id in rising} <= set(links(page))


def test_the_theme_page_opens_exactly_the_passages_of_a_focus(show: Open, results: Results) -> None:
    whole = show("theme", theme="data-ethics")
    one_year = show("theme", theme="data-ethics", focus="year:2023")

    counts = [passages(results, Selection(year=year), ("data-ethics",)).total for year in ((), (2023,))]
    assert counts[1] < counts[0]
    assert f"{counts[0]} passages" in [found.value for found in whole.header]
    assert f"{counts[1]} passages" in [found.value for found in one_year.header]
    one_year.button(key="focus").click().run()
    assert f"{counts[0]} passages" in [found.value for found in one_year.header]


def test_another_theme_brings_its_own_headline(show: Open, results: Results) -> None:
    page = show("theme", theme="data-ethics")
    before = page.header[0].value
    page.selectbox(key="theme").select("legacy-it").run()

    assert page.header[0].value != before
    assert page.header[0].value.startswith(results.themes.labels["legacy-it"])
    assert page.query_params["theme"] == "legacy-it"


def test_comparing_other_groups_changes_the_sentence(show: Open) -> None:
    page = show("compare", by="year", a="2019", b="2024")
    before = page.header[0].value
    page.selectbox(key="group-b").select(2020).run()

    assert before != page.header[0].value
    assert "2020" in page.header[0].value
    assert page.query_params["b"] == "2020"


def test_a_search_finds_the_passages_with_the_words(show: Open, results: Results) -> None:
    page = show("evidence")
    page.text_input(key="query").set_value('"artificial intelligence"').run()

    expected = passages(results, Selection(), query='"artificial intelligence"').total
    assert 0 < expected < corpus_summary(results, Selection()).n_passages
    assert page.header[0].value == f"{expected} passages"
    assert page.query_params["q"] == '"artificial intelligence"'


def test_the_next_passages_follow_the_first(show: Open) -> None:
    page = show("evidence", theme="legacy-it")
    page.button(key="turn-Next").click().run()

    assert page.query_params["start"] == "6"
    assert any(found.value.startswith("7–") for found in page.markdown)


def test_filters_without_reports_offer_the_way_out(show: Open) -> None:
    page = show("overview", country="GB", publisher="Cities and Data Union")

    assert "No report matches" in page.info[0].value
    page.button(key="reset").click().run()
    assert any(label.endswith(" reports") for label in links(page))
    assert page.query_params == {}


def test_a_chip_removes_its_filter(show: Open, results: Results) -> None:
    page = show("overview", country="GB,NL", year="2023:2024")
    page.button(key="chip-country-GB").click().run()

    n_left = corpus_summary(results, Selection(country=("NL",), year=(2023, 2024))).n_reports
    assert any(label.startswith(f"{n_left} of ") for label in links(page))
    assert page.query_params == {"country": "NL", "year": "2023:2024"}


def test_reach_is_another_number_than_share(show: Open) -> None:
    page = show("theme", theme="legacy-it")
    share = page.header[0].value
    page.segmented_control(key="measure").set_value("reach").run()

    assert page.header[0].value != share
    assert page.query_params["measure"] == "reach"


def test_the_corpus_page_counts_reports_and_words(show: Open, results: Results) -> None:
    held = corpus_summary(results, Selection())

    said = f"{held.n_reports} reports, {held.n_words:,} words in {held.n_passages} passages"
    assert show("corpus").header[0].value == said


def test_the_summary_follows_the_chosen_themes(show: Open) -> None:
    page = show("export", theme="data-ethics")
    assert page.multiselect(key="summary-themes").value == ["data-ethics"]
    page.multiselect(key="summary-themes").set_value([]).run()

    assert "Choose one theme or more" in page.info[0].value


def test_a_search_marks_its_words(show: Open) -> None:
    page = show("evidence", q='"artificial intelligence"')

    assert "<mark>artificial intelligence</mark>" in "".join(part.proto.body for part in page.get("html")).lower()
