import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.overrides import read_overrides


def test_values_override_with_their_source_and_empty_cells_say_nothing() -> None:
    table = read_overrides(b"file,title,year,country\na.pdf,Tides,2021,Norway\nsub/b.md,,,\n")
    assert [(v.field, v.value, v.found_in, v.confidence) for v in table.values["a.pdf"]] == [
        ("title", "Tides", "metadata.csv", "certain"),
        ("year", "2021", "metadata.csv", "certain"),
        ("country", "NO", "metadata.csv", "certain"),
    ]
    assert table.values["sub/b.md"] == ()
    assert table.flaws == ()


def test_an_exported_reports_table_can_be_fed_back() -> None:
    table = read_overrides("report_id,source,title,n_words\nx1,t.csv#7,'=SUM(A1) and more,12\n".encode("utf-8-sig"))
    assert [(v.field, v.value) for v in table.values["t.csv#7"]] == [("title", "=SUM(A1) and more")]


def test_semicolons_of_other_spreadsheets_are_understood_and_names_kept_as_they_are() -> None:
    table = read_overrides(b"File;Year\n.\\sub\\a.pdf;2020\ntwo  spaces.pdf;2021\n")
    values = {file: values[0].value for file, values in table.values.items()}
    assert values == {".\\sub\\a.pdf": "2020", "two  spaces.pdf": "2021"}


def test_a_year_that_contradicts_its_date_is_told_and_neither_counts() -> None:
    table = read_overrides(b"file,title,year,date\na.pdf,T,2021,2020-05\nb.pdf,,2020,2020-05\n")
    assert [value.field for value in table.values["a.pdf"]] == ["title"]
    assert [value.field for value in table.values["b.pdf"]] == ["year", "date"]
    assert [flaw.reason for flaw in table.flaws] == [
        "metadata.csv row 2: the year 2021 and the date 2020-05 contradict each other."
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"name,year\na,2020\n", "no column 'file'"),
        (b"", "is empty"),
        (b"file,year\na.pdf,20x1\n", "row 2: the year '20x1'"),
        (b"\x00\x01\x02\x03" * 99, "is not text"),
        (b"file,year\na.pdf,2020\na.pdf,\n", "row 3: 'a.pdf' has a row above"),
    ],
)
def test_what_makes_no_sense_is_told(data: bytes, reason: str) -> None:
    table = read_overrides(data)
    assert any(reason in flaw.reason for flaw in table.flaws)
    assert all(values == () for values in table.values.values())


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    read_overrides(b"file,title\n" + data)
