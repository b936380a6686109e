import pandas as pd

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
    assert in_sentence("rest", "country") == "all others"


def test_known_and_unknown_values_are_counted() -> None:
    table = corpus_tables.known(REPORTS).set_index("Field")
    assert list(table.loc["Publisher"]) == [2, 1, 1]
    assert list(table.loc["Sector"]) == [0, 3, 0]


def test_quality_and_duplicates_are_said() -> None:
    said = corpus_tables.quality_sentence(REPORTS).replace("\u00a0", " ")
    assert said.startswith("2 reports read from pages: 70.0 % in the middle, 50.0 % at the lowest; 1 under 70 %")
    found = pd.DataFrame(
        {"unit": ["report", "passage"], "id": ["b", "x"], "duplicate_of": ["a", "y"], "score": [0.97, 1.0]}
    )
    assert corpus_tables.duplicates_sentence(found) == "1 report repeats another; 1 passage repeats an earlier one."
    assert corpus_tables.duplicates(found, REPORTS)["Repeats"].to_list() == ["First"]
