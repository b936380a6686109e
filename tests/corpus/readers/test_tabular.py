import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.tabular import read_csv, read_jsonl
from errors import UnreadableFile


def test_each_row_is_a_report_with_its_own_metadata() -> None:
    rows, flaws = read_csv(b"ID;Text;Year;Country\n7;First text.;2021;Norway\n;Second text.;;\n8;;2020;\n", "a.csv")
    assert [(row.id, [b.text for b in row.parsed.blocks]) for row in rows] == [
        ("7", ["First text."]),
        ("2", ["Second text."]),
    ]
    assert {value.field: value.value for value in rows[0].parsed.found} == {"year": "2021", "country": "NO"}
    assert [flaw.reason for flaw in flaws] == ["Row 3 has no text."]


def test_equal_ids_are_told_apart() -> None:
    rows, _ = read_csv(b"id,text\na,One text.\na,Two text.\n", "a.csv")
    assert [row.id for row in rows] == ["a", "a~2"]


def test_a_table_without_texts_is_refused_with_its_columns_named() -> None:
    with pytest.raises(UnreadableFile, match="no column 'text'; it has id, body"):
        read_csv(b"id,body\n1,x\n", "a.csv")


def test_two_columns_of_text_are_refused_since_one_would_be_lost() -> None:
    with pytest.raises(UnreadableFile, match="has two columns 'text'"):
        read_csv(b"Text,id,text\nOne,1,Two\n", "a.csv")


def test_lines_that_are_no_objects_are_told_and_the_rest_is_read() -> None:
    deep = b'{"text":' + b"[" * 200_000
    rows, flaws = read_jsonl(b'{"text": "One.", "date": "2021-06"}\nnot json\n[1]\n' + deep, "a.jsonl")
    assert [value.value for value in rows[0].parsed.found] == ["2021-06"]
    assert [flaw.reason for flaw in flaws] == [
        "Line 2 is not JSON.",
        "Line 3 holds no JSON object.",
        "Line 4 is nested too deep.",
    ]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Zs", "Cf", "Cn", "Zl", "Zp")), min_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_every_text_of_a_jsonl_file_comes_back(texts: list[str]) -> None:
    rows, _ = read_jsonl("\n".join(json.dumps({"text": text}) for text in texts).encode(), "a.jsonl")
    assert len(rows) == len(texts)
