"""Each page without a workspace, over an empty one, over reports, and after one change."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from corpus.store import draft
from dashboard.places import PLACES
from pipeline import labelling
from pipeline.evidence import passages, theme_phrases
from pipeline.measure import changes, composition, latest_years, similarity
from pipeline.results import Results, corpus_summary, open_results
from pipeline.terms import telling_terms
from schema import REST, RISING, Selection
from views.escape import safe_markdown
from views.explanation import terms_sentence
from views.wording import counted, points

Open = Callable[..., AppTest]


PAGES = tuple(PLACES)


def links(page: AppTest) -> list[str]:
    return [link.proto.label for link in page.get("page_link")]


@pytest.mark.parametrize("name", PAGES)
def test_without_a_workspace_a_page_says_how_to_make_one(name: str, show: Open, tmp_path: Path) -> None:
    page = show(name, at=tmp_path / "nowhere")

    assert not page.exception
    assert "There is no workspace" in page.info[0].value
    assert page.code[0].value.startswith("python -m pipeline build SOURCE --workspace ")


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
    assert {counted(n_selected, "report"), f"of {n_all} reports"} <= set(links(page))
    assert page.query_params["country"] == "NL"


def test_the_overview_lists_what_rises_and_links_to_it(show: Open, results: Results) -> None:
    page = show("overview")

    found = changes(results, Selection())
    rising = found.loc[found["verdict"] == RISING, "theme_id"]
    assert len(rising) > 0
    assert {safe_markdown(results.themes.labels[theme_id]) for theme_id in rising} <= set(links(page))


def test_the_theme_page_opens_exactly_the_passages_of_a_focus(show: Open, results: Results) -> None:
    whole = show("theme", theme="data-ethics")
    one_year = show("theme", theme="data-ethics", focus="year:2023")

    counts = [passages(results, Selection(year=year), ("data-ethics",)).total for year in ((), (2023,))]
    assert counts[1] < counts[0]
    assert f"{counts[0]} passages" in [found.value for found in whole.header]
    assert f"{counts[1]} passages" in [found.value for found in one_year.header]
    one_year.button(key="focus").click().run()
    assert f"{counts[0]} passages" in [found.value for found in one_year.header]


def test_a_labelled_round_says_how_often_a_theme_is_right(show: Open, workspace: Path, tmp_path: Path) -> None:
    own = shutil.copytree(workspace, tmp_path / "own")
    sample = labelling.drawn(open_results(own), "data-ethics")
    *first, last = sample.round(0)
    for passage_id in first:
        labelling.label(own, "data-ethics", passage_id, "yes" if passage_id in sample.taken else "no")

    page = show("theme", at=own, theme="data-ethics", tab="right")
    assert not page.exception
    assert "Right in" not in " ".join(said.value for said in (*page.caption, *page.markdown))
    page.button(key=f"label-yes-{last}").click().run()

    assert labelling.labels(own, "data-ethics")[last] == "yes"
    n = len(sample.taken[:10])
    assert any(f"Right in {n} of {n} passages" in said.value for said in page.caption)
    label = open_results(own).themes.labels["data-ethics"]
    notes = " ".join(said.value for said in show("overview", at=own).markdown)
    assert f"measured for {label}, and for no other theme" in notes.replace("\\", "")
    again = page.button(key=f"label-no-{sample.round(1)[0]}")
    again.click().run()
    page.button(key=f"label-back-{sample.round(1)[1]}").click().run()
    assert sample.round(1)[0] not in labelling.labels(own, "data-ethics")


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
    page = show("evidence")
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
    assert counted(n_left, "report") in links(page)
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
    compared = show("export", by="year", a="2023", b="2019")
    assert [compared.selectbox(key=f"summary-{side}-year").value for side in "ab"] == [2023, 2019]
    page = show("export", theme="data-ethics")
    assert page.multiselect(key="summary-themes").value == ["data-ethics"]
    page.multiselect(key="summary-themes").set_value([]).run()

    assert "Choose one theme or more" in page.info[0].value

    page.selectbox(key="summary-group").set_value("Data and AI").run()
    assert not page.exception
    assert [one for one in page.multiselect if one.key == "summary-themes"] == []
    assert page.radio(key="summary-length").options == ["Full, with all tables", "Short, about two pages a theme"]
    assert page.radio(key="summary-language").options == ["English", "français", "Deutsch", "español"]

    page.selectbox(key="summary-group").set_value("Themes chosen one by one").run()
    page.radio(key="summary-language").set_value("fr").run()
    page.toggle(key="summary-preview").set_value(True).run()
    assert not page.exception
    assert "Synthèse thématique" in page.get("iframe")[0].proto.srcdoc


def test_a_search_marks_its_words(show: Open) -> None:
    page = show("evidence", q='"artificial intelligence"')

    assert "<mark>artificial intelligence</mark>" in "".join(part.proto.body for part in page.get("html")).lower()


def test_reports_of_several_kinds_are_told_apart_and_a_note_leads_there(
    show: Open, workspace: Path, tmp_path: Path
) -> None:
    assert "See which report is of which kind" not in links(show("method"))
    assert "kind" not in show("corpus").dataframe[0].value
    mixed = shutil.copytree(workspace, tmp_path / "mixed")
    with draft(mixed) as new:
        assert new.previous is not None
        for name in (*new.previous.manifest.rows, "search"):
            new.reuse(name)
        new.write_themes(new.previous.theme_file())
        counts = new.read("report_themes")
        even = counts["report_id"].rank(method="dense") % 2 == 0
        new.write("report_themes", counts.assign(kind=even.map({True: "en 1", False: "en 2"})))
        new.publish(new.previous.manifest.provenance)
    assert "See which report is of which kind" in links(show("method", at=mixed))
    assert set(show("corpus", at=mixed).dataframe[0].value["kind"]) == {"English 1", "English 2"}


def charts(page: AppTest) -> list[str]:
    """What each chart on a page says to someone who cannot see it."""
    return [json.loads(chart.proto.spec)["description"] for chart in page.get("vega_lite_chart")]


def test_what_changed_in_a_theme_is_said_since_last_year_in_parts_and_by_group(show: Open, results: Results) -> None:
    page = show("theme", theme="data-ethics", tab="change", by="country")

    years = latest_years(results, Selection())
    assert years == (2019, 2023, 2024)
    assert [found.value for found in page.header][-3:] == [
        "2024 against 2023",
        "2024 against 2019",
        "Where, by country",
    ]
    parts = composition(results, Selection(), "publisher", periods=((2023,), (2024,)))
    total = parts.query("theme_id == 'data-ethics' and part == 'total'")["estimate"].iloc[0]
    assert any(points(total) in said and "within the same publishers" in said for said in charts(page))
    assert any(said.value.startswith("Among ") and "countries" in said.value for said in page.markdown)


def test_phrases_that_spoke_open_their_passages(show: Open, results: Results) -> None:
    phrase, n_passages, _ = theme_phrases(results, "legacy-it", Selection()).iloc[0]
    spoken = show("theme", theme="legacy-it", tab="phrases")
    assert phrase in [said.value for said in spoken.markdown]
    assert counted(n_passages, "passage") in links(spoken)

    page = show("evidence", theme="legacy-it", spoke=phrase)
    assert page.header[0].value == counted(n_passages, "passage")
    page.button(key="spoke").click().run()
    assert page.header[0].value == counted(passages(results, Selection(), ("legacy-it",)).total, "passage")


def test_a_phrase_filter_counts_its_passages_and_says_what_a_share_is_then(show: Open, results: Results) -> None:
    page = show("overview")
    page.text_input(key="filter-phrase").set_value("data").run()

    held = corpus_summary(results, Selection(phrase="data"))
    assert 0 < held.n_passages < corpus_summary(results, Selection()).n_passages
    assert counted(held.n_passages, "passage") in links(page)
    assert any("how many of a report's passages with it" in said.value for said in page.caption)
    assert page.query_params["phrase"] == "data"
    page.button(key="chip-phrase-").click().run()
    assert page.query_params == {}


def test_the_open_part_of_a_page_is_in_the_link(show: Open, results: Results) -> None:
    page = show("compare", tab="groups", by="sector")
    assert "Heat map of the share" in charts(page)[0]
    assert "how alike the priorities of 10 pairs of groups are" in charts(page)[1]
    assert any(said.value.startswith("Most alike in their priorities are") for said in page.markdown)
    assert len(similarity(results, Selection(), "sector")) == 10
    page.session_state["comparison"] = "Two groups: words"
    page.run()
    assert show("compare", tab="terms", by="year", a="2024", b="2019").query_params["tab"] == "terms"


def test_words_tell_two_groups_apart_with_their_intervals(show: Open, results: Results) -> None:
    page = show("compare", tab="terms", by="sector", a="health")

    found = telling_terms(results, Selection(), "sector", ("health", REST))
    assert found.frame["term"].iloc[0] == "hospital"
    assert page.header[0].value.replace("\\", "") == terms_sentence(found.frame, "health", "all others")
    assert any(f"{found.n_read[0]} of {found.n_reports[0]} reports of health" in said.value for said in page.caption)
    assert "with intervals" in charts(page)[0]


def correct(page: AppTest, report: "pd.Series[Any]", **values: str) -> None:
    """Fill in the form of one report and send it."""
    for field, value in values.items():
        now = "" if pd.isna(report[field]) else report[field]
        kind = page.selectbox if field in ("publisher", "country", "sector", "language") else page.text_input
        kind(key=f"correct-{field}-{report['source']}-{now}").set_value(value)
    page.button[-1].click().run()


def test_a_correction_counts_at_once_and_is_withdrawn(show: Open, workspace: Path, tmp_path: Path) -> None:
    own = tmp_path / "workspace"
    shutil.copytree(workspace, own)
    before = open_results(own)
    report = before.reports.iloc[0]
    page, colleague = (show("corpus", at=own, report=str(report["report_id"])) for _ in range(2))
    correct(page, report, country="NZ", year="unknown", date="unknown")
    correct(colleague, report, sector="health")

    assert not page.exception
    assert not colleague.exception
    after = open_results(own)
    assert after.reports.set_index("report_id").loc[report["report_id"], ["country", "sector"]].to_list() == [
        "NZ",
        "health",
    ]
    n_before, n_after = (corpus_summary(found, Selection(country=("NZ",))).n_reports for found in (before, after))
    assert n_after == n_before + 1
    assert "NZ" in after.workspace.table("metadata").query("found_in == 'corrections.csv'")["value"].to_list()

    corrected = after.reports.set_index("report_id", drop=False).loc[report["report_id"]]
    correct(show("corpus", at=own, report=str(report["report_id"])), corrected, sector="")  # as it was found
    again = open_results(own).reports.set_index("report_id").loc[report["report_id"]]
    assert (again["country"], again["sector"]) == ("NZ", report["sector"])

    theme = show("theme", at=own, theme="data-ethics")
    assert {f"of {len(after.panel.report_ids)} reports looked at", "among them 1 report of unknown year"} <= set(
        links(theme)
    )
    assert "Reports of known year" in show("overview", at=own, tab="pace").dataframe[0].value
    for name, tab in (*((name, "") for name in PAGES), ("overview", "pace"), ("theme", "change")):
        undated = show(name, at=own, year="unknown", **{"tab": tab} if tab else {})
        assert not undated.exception, name
        assert not undated.error, name
    assert "No report selected has a known year" in show("overview", at=own, year="unknown").header[0].value


def test_what_is_known_of_the_corpus_is_counted(show: Open, results: Results) -> None:
    page = show("corpus", tab="quality")

    n_known = int(results.reports["publisher"].notna().sum())
    assert f"known: {counted(n_known, 'report')}" in [button.label.replace("\\", "") for button in page.button]
    assert any("reports repeat another" in said.value for said in page.markdown)


def test_method_says_which_reports_themes_were_not_learned_from(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any("as learned" in said.value for said in show("method").markdown)
    monkeypatch.setattr("dashboard.pages.method.n_since_learned", lambda _: 3)
    assert any("as learned before the last 3 reports" in said.value for said in show("method").markdown)
