"""Corrections: kept, merged, withdrawn, and read back as they were given."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.corrections import correct, read_corrections
from errors import InvalidSetting


def values(workspace: Path, source: str) -> dict[str, str]:
    return {value.field: value.value for value in read_corrections(workspace).get(source, ())}


def test_corrections_are_kept_and_merged(tmp_path: Path) -> None:
    assert read_corrections(tmp_path) == {}
    correct(tmp_path, "2020/a.pdf", {"year": "2021", "publisher": "City of  Ghent, Office 2"})
    correct(tmp_path, "b.md", {"country": "United Kingdom"})
    correct(tmp_path, "2020/a.pdf", {"sector": "health"})
    assert values(tmp_path, "2020/a.pdf") == {
        "year": "2021",
        "publisher": "City of Ghent, Office 2",
        "sector": "health",
    }
    assert values(tmp_path, "b.md") == {"country": "GB"}
    found = read_corrections(tmp_path)["b.md"][0]
    assert (found.found_in, found.confidence) == ("corrections.csv", "certain")


def test_an_empty_value_withdraws(tmp_path: Path) -> None:
    correct(tmp_path, "a.md", {"year": "2021", "title": "T"})
    correct(tmp_path, "a.md", {"year": " "})
    assert values(tmp_path, "a.md") == {"title": "T"}
    correct(tmp_path, "a.md", {"title": ""})
    assert read_corrections(tmp_path) == {}


def test_of_year_and_date_the_one_corrected_last_counts(tmp_path: Path) -> None:
    correct(tmp_path, "a.md", {"date": "2020-05-03", "title": "T"})
    correct(tmp_path, "a.md", {"year": "2021"})
    assert values(tmp_path, "a.md") == {"title": "T", "year": "2021"}
    correct(tmp_path, "a.md", {"date": "2022-01"})
    assert values(tmp_path, "a.md") == {"title": "T", "date": "2022-01"}
    correct(tmp_path, "a.md", {"date": "Unknown"})
    assert values(tmp_path, "a.md") == {"title": "T", "date": "unknown"}
    with pytest.raises(InvalidSetting, match="contradict"):
        correct(tmp_path, "a.md", {"year": "2020", "date": "2021-05"})


@pytest.mark.parametrize(("field", "value"), [("year", "soon"), ("language", "!!"), ("colour", "red"), ("url", "x")])
def test_nonsense_is_refused_and_changes_nothing(tmp_path: Path, field: str, value: str) -> None:
    correct(tmp_path, "a.md", {"title": "T"})
    with pytest.raises(InvalidSetting, match=field):
        correct(tmp_path, "a.md", {"title": "U", field: value})
    assert values(tmp_path, "a.md") == {"title": "T"}


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    correct(tmp_path, "=a.md", {"title": "=1+1", "publisher": "@x"})
    assert values(tmp_path, "=a.md") == {"title": "=1+1", "publisher": "@x"}
    assert (tmp_path / "corrections.csv").read_text().splitlines()[1].startswith("'=a.md,'=1+1,'@x")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_any_title_comes_back(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    workspace = tmp_path_factory.mktemp("workspace")
    correct(workspace, "a.md", {"title": title})
    correct(workspace, "b.md", {"title": "other"})
    assert values(workspace, "a.md") == {"title": title}
