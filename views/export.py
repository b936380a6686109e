"""Tables as files: CSV, Parquet, XLSX and JSON, as bytes; the same table gives the same bytes.

The only place where formulas are made harmless: text that a spreadsheet would run gets ``'`` in
front, in CSV and XLSX alike. Parquet and JSON keep text as it is.
"""

import datetime
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.api.types import is_numeric_dtype

from errors import InvalidSetting, InvalidTable
from views.escape import safe_cell

if TYPE_CHECKING:  # slow to import, and most files are no workbooks
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""Written into files that want a date of creation, so that bytes depend on the table alone."""

_MAX_ROWS, _MAX_CELL, _MAX_SHEET_NAME = 1_048_575, 32_767, 31
_WIDEST, _LINE, _HIGHEST = 60, 15, 400
_A4 = 9
"""What XLSX calls this size of paper."""
_FRACTIONS = {"estimate", "share", "difference", "slope_per_year", "estimate_a", "estimate_b", "conf_level"}
_PURE = {"odds_ratio", "log_odds", "similarity"}
"""Numbers that are no share, and whose intervals are none either."""
_RATIOS = _PURE | {"ratio", "ratio_low", "ratio_high"}
_PROBABILITIES = {"p_value", "q_value", "score", "quality", "confidence"}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet of a workbook."""

    name: str
    frame: pd.DataFrame


def table_bytes(frame: pd.DataFrame, format: str, name: str = "table") -> bytes:
    """Return a table as a file.

    Parameters
    ----------
    frame : DataFrame
        The table; its index is left out.
    format : {"csv", "parquet", "xlsx", "json"}
        The file's format, one of `FORMATS`.
    name : str
        Name of the sheet in a workbook.

    Raises
    ------
    InvalidSetting
        There is no such format.
    InvalidTable
        The table does not fit into a spreadsheet.
    """
    if format == "xlsx":
        return workbook_bytes([Sheet(name, frame)])
    if format not in _WRITERS:
        raise InvalidSetting(f"There is no export format “{format}”.", f"Choose one of {', '.join(FORMATS)}.")
    return _WRITERS[format](frame)


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX workbook: one table a sheet, typed cells, header frozen and filterable, no formulas.

    Raises
    ------
    InvalidTable
        A table has too many rows, or a cell holds too much text, for a spreadsheet.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # as above; ships no types

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": CREATED, "title": "Themeline tables", "author": "Themeline"})
    head = {"bold": True, "bottom": 1, "bg_color": "#E8EEF9", "valign": "top"}
    formats = {
        "head": book.add_format({**head, "indent": 1}),
        "head of numbers": book.add_format({**head, "align": "right"}),
        "text": book.add_format({"valign": "top", "indent": 1}),
        "whole": book.add_format({"valign": "top"}),
        "long": book.add_format({"valign": "top", "text_wrap": True, "indent": 1}),
        "fraction": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "probability": book.add_format({"num_format": '[<0.0001]"<0.0001";0.0000', "valign": "top"}),
        "ratio": book.add_format({"num_format": "0.00", "valign": "top"}),
    }
    names: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, formats)
    book.close()
    return buffer.getvalue()


def _write_sheet(page: "Worksheet", sheet: Sheet, formats: Mapping[str, "Format"]) -> None:
    frame = sheet.frame
    if len(frame) > _MAX_ROWS:
        raise InvalidTable(
            f"The table {sheet.name} has {len(frame):,} rows; a spreadsheet holds {_MAX_ROWS:,}.",
            "Choose .csv or .parquet, or filter the table.",
        )
    for at, column in enumerate(map(str, frame.columns)):
        values = [_value(value) for value in frame.iloc[:, at]]
        longest = max([len(column) + 3, *(len(_shown(value)) for value in values)])
        head = formats["head of numbers" if is_numeric_dtype(frame.iloc[:, at]) else "head"]
        style = formats["long" if longest > _WIDEST else _style(column, frame.columns, frame.iloc[:, at])]
        _checked(page.write_string(0, at, safe_cell(column), head), sheet.name, column, 0)
        for row, value in enumerate(values, start=1):
            _checked(_write_cell(page, row, at, value, style), sheet.name, column, row)
        page.set_column(at, at, min(longest + 1, _WIDEST))
    for row, lines in enumerate(_lines(frame), start=1):
        if lines > 1:
            page.set_row(row, min(lines * _LINE, _HIGHEST))
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if len(frame.columns):
        page.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)


def _lines(frame: pd.DataFrame) -> list[int]:
    """Return how many lines of text each row takes; spreadsheets do not all work that out themselves."""
    texts = [column for _, column in frame.items() if not pd.api.types.is_numeric_dtype(column.dtype)]
    return [max([1, *(-(-len(str(column.iloc[at])) // _WIDEST) for column in texts)]) for at in range(len(frame))]


def _write_cell(page: "Worksheet", row: int, at: int, value: object, style: "Format") -> int:
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(page.write_boolean(row, at, value, style))
    if isinstance(value, int | float):
        return int(page.write_number(row, at, value, style))
    return int(page.write_string(row, at, safe_cell(str(value)), style))


def _checked(code: int, table: str, column: str, row: int) -> None:
    if code:
        raise InvalidTable(
            f"Row {row} of the column {column} of {table} does not fit into a spreadsheet cell "
            f"(at most {_MAX_CELL:,} characters).",
            "Choose .csv, .parquet or .json.",
        )


def _shown(value: object) -> str:
    """Return a value about as long as it is shown."""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _style(column: str, columns: pd.Index, values: "pd.Series[Any]") -> str:
    stem = column.lower()
    ends = stem in ("conf_low", "conf_high")
    if stem in _RATIOS or (ends and not columns.intersection(list(_PURE)).empty):
        return "ratio"
    if stem in _FRACTIONS or stem.startswith("conf_"):
        return "fraction"
    if stem in _PROBABILITIES:
        return "probability"
    return "whole" if is_numeric_dtype(values) else "text"


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = "".join("-" if letter in "[]:*?/\\'" else letter for letter in name).strip()[:_MAX_SHEET_NAME] or "table"
    unique, n = clean, 1
    while unique.lower() in taken:
        n += 1
        unique = f"{clean[: _MAX_SHEET_NAME - len(str(n)) - 1]}-{n}"
    taken.add(unique.lower())
    return unique


def _value(value: object) -> bool | int | float | str | None:
    """Return a cell as a plain Python value; missing and non-finite numbers are None."""
    item = getattr(value, "item", None)
    plain = item() if callable(item) else value
    if plain is None or plain is pd.NA or plain is pd.NaT:
        return None
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    return plain if isinstance(plain, bool | int | str) else str(plain)


def _csv(frame: pd.DataFrame) -> bytes:
    safe = frame.copy()
    for at in range(safe.shape[1]):
        column = safe.iloc[:, at]
        if not pd.api.types.is_numeric_dtype(column.dtype):
            safe.isetitem(at, [safe_cell(value) if isinstance(value, str) else value for value in column])
    safe.columns = [safe_cell(str(name)) for name in safe.columns]
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _json(frame: pd.DataFrame) -> bytes:
    names = [str(name) for name in frame.columns]
    rows = ([_value(value) for value in row] for row in frame.itertuples(index=False, name=None))
    records = [dict(zip(names, row, strict=True)) for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _parquet(frame: pd.DataFrame) -> bytes:
    sink = io.BytesIO()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table, sink, compression="zstd", version="2.6")
    return sink.getvalue()


_WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {"csv": _csv, "json": _json, "parquet": _parquet}
FORMATS = ("csv", "parquet", "xlsx", "json")
