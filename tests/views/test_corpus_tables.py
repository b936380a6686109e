import pandas as pd

from schema import REST
from views import corpus_tables
from views.codes import name_of, takes_article
from views.wording import in_sentence

REPORTS = pd.DataFrame(
    {
        "report_id": ["a", "b", "c"],
        "title": ["First", None, "Third"],
        "publisher": ["P", "P", None],
        "year": pd.array([2020, 2021, None], dtype="Int64"),
        "country": ["GB", None, "Atlantis"],
        "sector": [None, None, None],
        "language": ["cy", "en", "en"],
        "quality": pd.array([0.5, 0.9, None], dtype="Float64"),
    }
)


def test_codes_become_names_and_what_is_no_code_stays() -> None:
    shown = corpus_tables.named(REPORTS)
    assert shown["country"].fillna("unknown").to_list() == ["United Kingdom", "unknown", "Atlantis"]
    assert shown["language"].to_list() == ["Welsh", "English", "English"]
    assert name_of("sector", "GB") == "GB"
    assert takes_article("country", "NL")
    assert (in_sentence("NL", "country"), in_sentence("SE", "country")) == ("the Netherlands", "Sweden")
    assert in_sentence(REST, "country") == "all others"


def test_kinds_are_told_where_a_language_has_several() -> None:
    several = pd.Series({"a": "cy 1", "b": "en 2", "c": "en 1"}, dtype=object)
    assert corpus_tables.with_kinds(REPORTS, several)["kind"].to_list() == ["Welsh 1", "English 2", "English 1"]
    without = corpus_tables.with_kinds(REPORTS, several.drop("a"))["kind"]
    assert without.isna().to_list() == [True, False, False]
    for one in (several.drop("b"), several[:0], pd.Series({"a": None}, dtype=object)):
        assert "kind" not in corpus_tables.with_kinds(REPORTS, one)


def test_different_values_are_counted_and_subsets_named() -> None:
    assert [corpus_tables.n_values(REPORTS, field) for field in ("publisher", "sector")] == [1, 0]
    names = {
        "known:title": "Title known",
        "stayed:publisher:2023:2024": "Publishers in both 2023 and 2024",
        "went:country:2019:2024": "Countries in only one of 2019 and 2024",
        "whole:publisher:2023:2024": "2023 and 2024",
        "theme": "With a passage on the theme",
    }
    assert {name: corpus_tables.subset_name(name) for name in names} == names


def test_quality_and_duplicates_are_said() -> None:
    said = corpus_tables.quality_sentence(REPORTS).replace("\u00a0", " ")
    assert said.startswith("2 reports read from pages: 70.0 % in the middle, 50.0 % at the lowest; 1 under 70 %")
    found = pd.DataFrame(
        {"unit": ["report", "passage"], "id": ["b", "x"], "duplicate_of": ["a", "y"], "score": [0.97, 1.0]}
    )
    assert corpus_tables.duplicates_sentence(found) == "1 report repeats another; 1 passage repeats an earlier one."
    assert corpus_tables.duplicates(found, REPORTS)["Repeats"].to_list() == ["First"]
