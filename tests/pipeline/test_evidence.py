"""The passages behind a number: as many as the number says, and the page each stands on."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from errors import InvalidSetting, UnreadableFile
from pipeline import evidence
from pipeline.measure import prevalence
from pipeline.reference import SAMPLE
from pipeline.results import Results, facet_values, open_results
from pipeline.run import build
from schema import FACETS, Facet, Selection


def chosen(facet: Facet, value: int | str | None) -> Selection:
    return Selection(**{facet: (value,)})  # type: ignore[arg-type] # one value of that facet


def told(results: Results, facet: Facet, value: int | str | None, column: str) -> dict[str, int]:
    """Return passages assigned to each theme, as the counts of reports have them."""
    known = results.reports[facet].isna() if value is None else results.reports[facet] == value
    ids = results.reports.loc[known.fillna(False).to_numpy(dtype=bool), "report_id"]
    counts = results.report_themes[results.report_themes["report_id"].isin(ids)]
    return {str(theme): int(n) for theme, n in counts.groupby("theme_id")[column].sum().items()}


@pytest.mark.parametrize("facet", FACETS)
def test_every_number_opens_as_many_passages_as_it_counts(results: Results, facet: Facet) -> None:
    values = facet_values(results, facet)
    assert values
    for value in values:
        expected = told(results, facet, value, "n_assigned")
        for theme in results.themes.ids:
            found = evidence.passages(results, chosen(facet, value), [theme], limit=1)
            assert found.total == expected[theme], (facet, value, theme)
            assert len(found.frame) == min(1, found.total)


def test_the_passages_of_a_number_are_all_there_once_and_belong_to_it(results: Results) -> None:
    for theme in results.themes.ids[:6]:
        found = evidence.passages(results, Selection(country=("GB",)), [theme], limit=1_000)
        assert len(found.frame) == found.total == found.frame["passage_id"].nunique()
        assert set(found.frame["country"]) == {"GB"}
        assert set(found.frame["theme_id"]) == {theme}
        assert found.frame["score"].is_monotonic_decreasing
        assert (found.frame["score"] >= 0.5).all()
        assert (found.frame["evidence"] != "").all()


def test_pages_of_passages_fit_together(results: Results) -> None:
    whole = evidence.passages(results, Selection(), ["legacy-it"], limit=1_000).frame["passage_id"].tolist()
    parts = [
        evidence.passages(results, Selection(), ["legacy-it"], limit=7, offset=offset).frame["passage_id"].tolist()
        for offset in range(0, len(whole) + 7, 7)
    ]
    assert [passage for part in parts for passage in part] == whole


def test_new_text_alone(results: Results) -> None:
    for year in (2021, 2024):
        expected = told(results, "year", year, "n_assigned_new")
        selection = Selection(year=(year,), new_text_only=True)
        for theme in results.themes.ids:
            assert evidence.passages(results, selection, [theme], limit=1).total == expected[theme]


def test_passages_shown_are_those_measured(results: Results) -> None:
    facets: tuple[Facet, ...] = ("year", "sector")
    for by in facets:
        rows = prevalence(results, Selection(), by)
        for value in facet_values(results, by):
            total = evidence.passages(results, chosen(by, value), limit=1).total
            assert set(rows.loc[rows[by] == value, "n_passages"]) == {total}


def test_several_themes_mean_all_of_them(results: Results) -> None:
    one, both = (
        set(evidence.passages(results, Selection(), ids, limit=1_000).frame["passage_id"])
        for ids in (["ai-and-automation"], ["ai-and-automation", "data-ethics"])
    )
    other = set(evidence.passages(results, Selection(), ["data-ethics"], limit=1_000).frame["passage_id"])
    assert both == one & other
    assert both


def test_a_query_within_a_theme_and_a_selection(results: Results) -> None:
    selection = Selection(year=(2022, 2023, 2024))
    within = set(evidence.passages(results, selection, ["cyber-security"], limit=1_000).frame["passage_id"])
    found = evidence.passages(results, selection, ["cyber-security"], query="ransomware", limit=1_000)
    assert found.total == len(found.frame) > 0
    assert set(found.frame["passage_id"]) <= within
    assert found.frame["text"].str.contains("ransom", case=False).all()
    everywhere = evidence.passages(results, Selection(), query="ransomware", limit=1_000)
    assert set(found.frame["passage_id"]) <= set(everywhere.frame["passage_id"])


@pytest.mark.parametrize("query", ['"', "AND OR (", "*", "\0", "😀", "title:x^9~", "-" * 5_000, "[a TO"])
def test_any_query_is_answered(results: Results, query: str) -> None:
    found = evidence.passages(results, Selection(), query=query, limit=3)
    assert len(found.frame) <= min(3, max(found.total, 0))


def test_a_passage_with_its_themes(results: Results) -> None:
    shown = evidence.passages(results, Selection(), ["legacy-it"], limit=1).frame.iloc[0]
    row = evidence.passage(results, shown["passage_id"])
    assert row["text"].iloc[0] == shown["text"]
    themes = row["themes"].iloc[0]
    assert ("legacy-it", float(shown["score"]), shown["evidence"]) in themes
    assert [score for _, score, _ in themes] == sorted((score for _, score, _ in themes), reverse=True)


def test_a_report_in_reading_order(results: Results) -> None:
    report = results.reports.iloc[0]
    found = evidence.report_passages(results, report["report_id"])
    assert found["position"].tolist() == list(range(1, len(found) + 1))
    assert found["counted"].sum() == report["n_passages"]
    text = results.workspace.documents([report["report_id"]])["text"].iloc[0]
    assert all(text[a:b] == t for a, b, t in zip(found["start"], found["end"], found["text"], strict=True))


def test_phrases_that_spoke(results: Results) -> None:
    found = evidence.theme_phrases(results, "legacy-it", Selection(), 5)
    assert found["n_passages"].is_monotonic_decreasing
    assert (found["n_reports"] <= found["n_passages"]).all()
    assert len(found) == 5
    assert (found["phrase"] == found["phrase"].str.lower()).all()


def test_what_does_not_exist(results: Results) -> None:
    with pytest.raises(InvalidSetting, match="no theme 'wine'"):
        evidence.passages(results, Selection(), ["wine"])
    with pytest.raises(InvalidSetting, match="no report 'x'"):
        evidence.report_passages(results, "x")
    with pytest.raises(InvalidSetting, match="no passage 'x-1'"):
        evidence.passage(results, "x-1")
    nothing = evidence.passages(results, Selection(country=("XX",)), ["legacy-it"])
    assert (nothing.total, len(nothing.frame)) == (0, 0)


def of_pdf(results: Results) -> pd.Series:
    everything = evidence.passages(results, Selection(), ["legacy-it"], limit=1_000).frame
    row: pd.Series = everything[everything["format"] == "pdf"].iloc[0]
    return row


def test_the_page_of_a_passage_is_a_picture(results: Results) -> None:
    row = of_pdf(results)
    assert row["has_page_image"]
    image = evidence.page_image(results, row["passage_id"], width=300)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(image[16:20], "big") == 300
    assert evidence.page_image(results, row["passage_id"], page=1, width=300) != image or row["page"] == 1
    with pytest.raises((InvalidSetting, UnreadableFile)):
        evidence.page_image(results, row["passage_id"], page=10_000)


def test_formats_without_pages_have_no_picture(results: Results) -> None:
    everything = evidence.passages(results, Selection(), ["legacy-it"], limit=1_000).frame
    row = everything[everything["format"] == "md"].iloc[0]
    with pytest.raises(UnreadableFile, match="no pages"):
        evidence.page_image(results, row["passage_id"])


def test_an_original_that_has_gone(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    pdf = Path(shutil.copy(min(SAMPLE.rglob("*.pdf"), key=lambda path: path.stat().st_size), folder))
    build([folder], tmp_path / "workspace", workers=1)
    results = open_results(tmp_path / "workspace")
    shown = evidence.passages(results, Selection(), limit=1).frame["passage_id"].iloc[0]
    assert evidence.page_image(results, shown, width=200).startswith(b"\x89PNG")
    pdf.unlink()
    with pytest.raises(UnreadableFile, match=pdf.name):
        evidence.page_image(results, shown)


@pytest.mark.parametrize("new_text_only", [False, True])
def test_a_phrase_counts_the_passages_that_it_finds(results: Results, new_text_only: bool) -> None:
    """Numbers under a phrase are those of its passages, by theme and by report; more words find fewer."""
    for phrase in ("legacy", "legacy OR data", "legacy AND NOT systems"):
        selection = Selection(phrase=phrase, new_text_only=new_text_only)
        panel = results.counts(selection)
        assert evidence.passages(results, selection, limit=1).total == int(panel.n_passages.sum()) > 0
        for theme, n in zip(results.themes.ids, panel.n_assigned.sum(axis=0), strict=True):
            assert evidence.passages(results, selection, [theme], limit=1).total == n
    both = evidence.passages(results, Selection(phrase="legacy"), query="systems", limit=1).total
    assert both == evidence.passages(results, Selection(), query="systems AND legacy", limit=1).total
    assert not len(results.counts(Selection(phrase="!!!")).report_ids)


def test_a_search_in_one_report_finds_that_report_alone(results: Results) -> None:
    report_id = str(evidence.passages(results, Selection(), query="systems", limit=1).frame["report_id"].iloc[0])
    found = evidence.passages(results, Selection(), report_ids=[report_id], query="systems", limit=1_000)
    assert set(found.frame["report_id"]) == {report_id}
    assert found.total < evidence.passages(results, Selection(), query="systems", limit=1).total
