"""The reports that a number counts are as many as it says, and those."""

import pytest

from pipeline import subsets
from pipeline.evidence import theme_phrases
from pipeline.measure import composition, prevalence
from pipeline.results import Results, corpus_summary
from schema import METADATA_FIELDS, Selection

IN_GB = Selection(country=("GB",))


def ids(results: Results, name: str = "", selection: Selection | None = None, *of_theme: str) -> set[str]:
    return set(subsets.reports(results, selection or Selection(), name, *of_theme)["report_id"])


@pytest.mark.parametrize("selection", [Selection(), IN_GB, Selection(year=(2023,), new_text_only=True, phrase="data")])
def test_without_a_name_all_that_are_counted(results: Results, selection: Selection) -> None:
    assert len(ids(results, "", selection)) == corpus_summary(results, selection).n_reports


def test_known_and_unknown_are_all(results: Results) -> None:
    for field in METADATA_FIELDS:
        known, unknown = ids(results, f"known:{field}"), ids(results, f"unknown:{field}")
        assert known | unknown == ids(results)
        assert not known & unknown
    assert ids(results, "scored") == set(results.reports.loc[results.reports["quality"].notna(), "report_id"])
    assert ids(results, "poor") <= ids(results, "scored")
    assert ids(results, "uncounted") == set(results.reports["report_id"]) - ids(results)
    assert ids(results, "repeating") == set(results.reports.loc[results.reports["duplicate_of"].notna(), "report_id"])


@pytest.mark.parametrize("selection", [Selection(), IN_GB, Selection(new_text_only=True)])
def test_reports_with_a_theme_are_its_reach_and_those_of_a_phrase_are_counted_with_it(
    results: Results, selection: Selection
) -> None:
    rows = prevalence(results, selection, measure="reach").set_index("theme_id")
    reach = (rows["estimate"] * rows["n_reports"]).round().astype(int).to_dict()
    for theme_id in results.themes.ids[::6]:
        assert len(ids(results, subsets.WITH_THEME, selection, theme_id)) == reach[theme_id]
        for phrase, _, n_reports in theme_phrases(results, theme_id, selection, limit=3).itertuples(index=False):
            assert len(ids(results, subsets.WITH_THEME, selection, theme_id, phrase)) == n_reports


@pytest.mark.parametrize("facet", ["publisher", "sector"])
def test_parts_of_a_change_split_the_reports_of_both_years(results: Results, facet: str) -> None:
    parts = composition(results, Selection(), facet, periods=((2019,), (2024,)))  # type: ignore[arg-type] # a facet
    names = {part: subsets.part_name(part, facet, 2019, 2024) for part in parts["part"].unique()}
    whole, stayed, went = (ids(results, names[part]) for part in ("total", "within", "came or went"))
    assert names["mix"] == names["within"]
    assert stayed | went == whole
    assert not stayed & went
    assert whole == ids(results, "", Selection(year=(2019, 2024)))
    rows = subsets.reports(results, Selection(), names["within"])
    assert rows[facet].nunique() == parts["n_matched"].iloc[0]
    assert (rows.groupby(facet)["year"].nunique() == 2).all()


def test_passages_that_repeat_are_paged(results: Results) -> None:
    every = subsets.repeated_passages(results, 1000, 0)
    duplicates = results.workspace.table("duplicates")
    assert set(every.frame["passage_id"]) == set(duplicates.loc[duplicates["unit"] == "passage", "id"])
    page = subsets.repeated_passages(results, 5, 5)
    assert page.total == every.total == len(every.frame)
    assert page.frame["passage_id"].tolist() == every.frame["passage_id"].tolist()[5:10]


def test_only_names_that_exist() -> None:
    good = ("theme", "poor", "known:title", "whole:publisher:2019:2024")
    assert [name for name in good if not subsets.exists(name)] == []
    assert not any(
        subsets.exists(name) for name in ("", "all", "known:text", "stayed:year:2019:2024", "went:sector:a:b")
    )
