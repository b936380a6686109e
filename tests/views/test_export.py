import io
import json

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidSetting, InvalidTable
from views.export import FORMATS, Sheet, table_bytes, workbook_bytes


@pytest.fixture
def mixed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "title": pd.array(["=1+1", "Plain, “quoted”", None], dtype="string"),
            "year": pd.array([2019, None, 2021], dtype="Int64"),
            "estimate": pd.array([0.124, None, float("nan")], dtype="Float64"),
            "assigned": pd.array([True, False, None], dtype="boolean"),
        }
    )


def test_csv_has_numbers_as_numbers_and_no_formula(mixed: pd.DataFrame) -> None:
    text = table_bytes(mixed, "csv").decode("utf-8")
    assert text.splitlines() == [
        "title,year,estimate,assigned",
        "'=1+1,2019,0.124,True",
        '"Plain, “quoted”",,,False',
        ",2021,,",
    ]


def test_json_has_typed_values_and_nulls(mixed: pd.DataFrame) -> None:
    rows = json.loads(table_bytes(mixed, "json"))
    assert rows[0] == {"title": "=1+1", "year": 2019, "estimate": 0.124, "assigned": True}
    assert rows[2] == {"title": None, "year": 2021, "estimate": None, "assigned": None}


def test_parquet_keeps_types_and_text(mixed: pd.DataFrame) -> None:
    table = pq.read_table(io.BytesIO(table_bytes(mixed, "parquet")))
    assert str(table.schema.field("year").type) == "int64"
    assert table.column("title").to_pylist() == ["=1+1", "Plain, “quoted”", None]


def test_xlsx_has_typed_cells_header_and_filter(mixed: pd.DataFrame) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(mixed, "xlsx", "trends"))).active
    assert sheet is not None
    assert sheet.title == "trends"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert [cell.value for cell in sheet[2]] == ["'=1+1", 2019, 0.124, True]
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["B3"].value is None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("format", FORMATS)
def test_same_table_gives_the_same_bytes(mixed: pd.DataFrame, format: str) -> None:
    assert table_bytes(mixed, format) == table_bytes(mixed.copy(), format)


@pytest.mark.parametrize("format", FORMATS)
def test_empty_tables_keep_their_header(mixed: pd.DataFrame, format: str) -> None:
    empty = mixed.iloc[:0]
    written = table_bytes(empty, format)
    if format == "csv":
        assert written == b"title,year,estimate,assigned\n"
    if format == "json":
        assert json.loads(written) == []
    if format == "parquet":
        assert pq.read_table(io.BytesIO(written)).column_names == list(mixed.columns)
    if format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(written)).active
        assert sheet is not None
        assert [cell.value for cell in sheet[1]] == list(mixed.columns)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])), max_size=5))
def test_no_cell_of_any_text_is_a_formula(texts: list[str]) -> None:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="string")})
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(frame, "xlsx"))).active
    assert sheet is not None
    for row in sheet.iter_rows(min_row=2):
        assert row[0].data_type != "f"
        assert not str(row[0].value or "").lstrip().startswith(("=", "+", "-", "@"))


def test_unknown_format_is_a_plain_error(mixed: pd.DataFrame) -> None:
    with pytest.raises(InvalidSetting, match=r"“ods”.*csv, parquet, xlsx, json"):
        table_bytes(mixed, "ods")


def test_a_cell_too_long_for_a_spreadsheet_is_not_dropped_in_silence() -> None:
    frame = pd.DataFrame({"text": ["short", "x" * 32_768]})
    with pytest.raises(InvalidTable, match="Row 2 of the column text of documents"):
        table_bytes(frame, "xlsx", "documents")


def test_sheet_names_are_made_valid_and_unique() -> None:
    frame = pd.DataFrame({"a": [1]})
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes([Sheet("by [country]/x", frame), Sheet("a" * 40, frame), Sheet("A" * 31, frame)]))
    )
    assert book.sheetnames == ["by -country--x", "a" * 31, "A" * 29 + "-2"]


@pytest.mark.parametrize("measure", ["odds_ratio", "similarity"])
def test_what_is_no_share_is_not_shown_as_a_percentage(measure: str) -> None:
    pairs = pd.DataFrame({measure: [0.97], "conf_low": [0.92], "conf_high": [0.99], "conf_level": [0.95]})
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(pairs, "xlsx"))).active
    assert sheet is not None
    assert [cell.number_format for cell in sheet[2]] == ["0.00", "0.00", "0.00", "0.0%"]
