"""One table as one Parquet file: sorted by its key columns, in small row groups.

Sorting lets a reader find the few row groups that hold the wanted keys from the file's own
statistics, so that twenty passages of a million are read without touching the rest.
Files carry no clock and no pandas metadata: the same rows give the same bytes.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus.disk import writing
from errors import InvalidTable
from schema import TABLES, Table

_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
_PANDAS = {
    pa.string(): pd.StringDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's rows lie in its file: sorted by `keys`, `rows` to a row group."""

    keys: tuple[str, ...]
    rows: int


_DEFAULT = Layout((), 65_536)
_GROUPS_AT_ONCE = 8
_LAYOUTS = {
    "passages": Layout(("report_id", "position"), 2_048),
    "assignments": Layout(("theme_id", "report_id"), 16_384),
    "documents": Layout(("report_id",), 32),
    "boxes": Layout(("passage_id",), 4_096),
    "removed": Layout(("report_id",), 4_096),
}


def layout(name: str) -> Layout:
    """Return the layout of a table's file."""
    return _LAYOUTS.get(name, _DEFAULT)


# ---------------------------------------------------------------- writing


class TableWriter:
    """Writes one table batch by batch; rows may come in any order.

    Batches that come in key order go straight to the file. Otherwise all rows are sorted
    when the writer closes, which holds the table in memory once.

    Parameters
    ----------
    path : Path
        File to write.
    table : Table
        What the rows must look like; columns beyond it are kept if the first batch has them.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self.table = table
        self.n_rows = 0
        self._layout = layout(table.name)
        self._waiting: pa.Table | None = None
        self._last: pa.Table | None = None
        self._sorted = True
        self._file: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif self._file is not None:
            with suppress(OSError):  # the error that ended the block is the one to tell
                self._file.close()

    def write(self, frame: pd.DataFrame) -> None:
        """Add rows.

        Raises
        ------
        InvalidTable
            The rows do not fit the table, or have other columns than the first batch.
        """
        rows = to_arrow(self.table.validate(frame), self.table)
        if self._waiting is not None and rows.schema != self._waiting.schema:
            raise InvalidTable(
                f"A batch of {self.table.name} has the columns {', '.join(rows.column_names)}; "
                f"the first batch had {', '.join(self._waiting.column_names)}.",
                "Give every batch the same columns.",
            )
        with writing(self.path):
            self._add(rows)

    def _add(self, rows: pa.Table) -> None:
        self.n_rows += len(rows)
        if len(rows) and self._layout.keys:
            seam = rows if self._last is None else pa.concat_tables([self._last, rows])
            self._sorted = self._sorted and _in_order(seam, self._layout.keys)
            self._last = rows.slice(len(rows) - 1)
        waiting = rows if self._waiting is None else pa.concat_tables([self._waiting, rows])
        if self._file is None:
            self._file = _open(self.path, waiting.schema)
        whole = len(waiting) - len(waiting) % self._layout.rows
        if whole:
            self._file.write_table(waiting.slice(0, whole), row_group_size=self._layout.rows)
        self._waiting = waiting.slice(whole)

    def close(self) -> None:
        """Finish the file."""
        if self._waiting is None:
            self.write(self.table.empty())
        with writing(self.path):
            self._finish()

    def _finish(self) -> None:
        if self._file is not None and self._waiting is not None:
            if len(self._waiting):
                self._file.write_table(self._waiting, row_group_size=self._layout.rows)
            self._file.close()
        if not self._sorted:
            rows = _whole(self.path).sort_by([(key, "ascending") for key in self._layout.keys])
            with _open(self.path, rows.schema) as file:
                file.write_table(rows, row_group_size=self._layout.rows)


def write_table(path: Path, table: Table, frame: pd.DataFrame) -> int:
    """Write a whole table; return how many rows it has."""
    with TableWriter(path, table) as writer:
        writer.write(frame)
    return writer.n_rows


def write_amended(path: Path, before: "TableFile", without: Collection[str], rows: pd.DataFrame) -> int:
    """Write the rows of `before` less those of some reports, and others; return how many rows there are.

    The table has a column report_id or passage_id; without keys it lies by report.
    """
    held, fresh = layout(before.table.name), to_arrow(before.table.validate(rows), before.table)
    kept = _whole(before.path)
    by_report = "report_id" in kept.column_names
    owner = kept["report_id"] if by_report else pc.replace_substring_regex(kept["passage_id"], r"-\d+$", "")
    gone = pc.is_in(owner, value_set=pa.array(sorted(without), type=pa.string()))
    both = pa.concat_tables([kept, fresh.cast(kept.schema)])
    order = pc.sort_indices(both, sort_keys=[(key, "ascending") for key in held.keys or ("report_id",)]).to_numpy()
    wanted = np.append(~gone.to_numpy(), np.ones(len(fresh), dtype=bool))
    both = _in_order_of(both, order[wanted[order]])
    with _open(path, both.schema) as file:
        if len(both):
            file.write_table(both, row_group_size=held.rows)
    return len(both)


def _whole(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as file:  # the library's way to read a table loads what takes ten times as long
        return file.read()


def _in_order_of(rows: pa.Table, order: NDArray[np.uint64]) -> pa.Table:
    """Return rows by their numbers, most of which follow each other: copied in stretches, not one by one."""
    cuts = [0, *(np.flatnonzero(np.diff(order) != 1) + 1).tolist(), len(order)]
    parts = [rows.slice(int(order[start]), stop - start) for start, stop in pairwise(cuts) if stop > start]
    return pa.concat_tables(parts or [rows.slice(0, 0)]).combine_chunks()


def _open(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, version="2.6", store_schema=False)


def _in_order(rows: pa.Table, keys: Sequence[str]) -> bool:
    undecided = pa.chunked_array([np.ones(len(rows) - 1, dtype=bool)]) if len(rows) > 1 else None
    if undecided is None:
        return True
    for key in keys:
        before, after = rows[key].slice(0, len(rows) - 1), rows[key].slice(1)
        if pc.any(pc.and_(undecided, pc.greater(before, after))).as_py():
            return False
        undecided = pc.and_(undecided, pc.equal(before, after))
    return True


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """Return a validated frame as an Arrow table with the table's own types and no metadata."""
    kinds = {column.name: _TYPES[column.kind] for column in table.columns}
    return pa.table({str(name): pa.array(frame[name], type=kinds.get(str(name))) for name in frame.columns})


# ---------------------------------------------------------------- reading


class TableFile:
    """Reads one table's file, as much of it as is asked for.

    The footer is read once; rows are read anew each time, so one object may serve threads.

    Parameters
    ----------
    path : Path
        The file.
    table : Table
        What its rows look like.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self.table = table
        self._metadata = pq.read_metadata(path)

    @property
    def n_rows(self) -> int:
        """Rows in the file."""
        return int(self._metadata.num_rows)

    def read(self, columns: Sequence[str] | None = None, **wanted: Iterable[str] | None) -> pd.DataFrame:
        """Return rows in file order.

        Parameters
        ----------
        columns : sequence of str, optional
            Columns to return; all if left out.
        **wanted : iterable of str, optional
            Admitted values by column; None admits all. Key columns prune what is read.

        Returns
        -------
        DataFrame
        """
        admitted = {name: sorted(set(values)) for name, values in wanted.items() if values is not None}
        groups = self._groups(admitted)
        shown = list(columns) if columns is not None else self.table_columns
        needed = list(dict.fromkeys([*shown, *admitted]))
        wanted_values = {name: pa.array(values, type=pa.string()) for name, values in admitted.items()}
        parts: list[pa.Table] = []
        with pq.ParquetFile(self.path, metadata=self._metadata) as file:
            parts.append(file.schema_arrow.empty_table().select(needed))
            for start in range(0, len(groups), _GROUPS_AT_ONCE):  # what is not wanted is let go before more is read
                rows = file.read_row_groups(groups[start : start + _GROUPS_AT_ONCE], columns=needed)
                for name, values in wanted_values.items():
                    rows = rows.filter(pc.is_in(rows[name], value_set=values))
                parts.append(rows)
        return _to_pandas(pa.concat_tables(parts).select(shown))

    def batches(self, size: int, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Yield all rows in file order, `size` at a time."""
        shown = list(columns) if columns is not None else self.table_columns
        with pq.ParquetFile(self.path, metadata=self._metadata) as file:
            for batch in file.iter_batches(batch_size=size, columns=shown):
                yield _to_pandas(pa.Table.from_batches([batch]).select(shown))

    @cached_property
    def table_columns(self) -> list[str]:
        """Names of the columns in the file, in order."""
        return list(self._metadata.schema.to_arrow_schema().names)

    @cached_property
    def _ranges(self) -> dict[str, tuple[list[str], list[str]]]:
        """Least and greatest value of each key column, a row group at a time; they are always written."""
        found = {}
        for key in layout(self.table.name).keys:
            place = self.table_columns.index(key)
            groups = [
                self._metadata.row_group(g).column(place).statistics for g in range(self._metadata.num_row_groups)
            ]
            found[key] = ([str(group.min) for group in groups], [str(group.max) for group in groups])
        return found

    def _groups(self, admitted: dict[str, list[str]]) -> list[int]:
        """Return the row groups that may hold admitted values."""
        kept = list(range(self._metadata.num_row_groups)) if all(admitted.values()) else []
        for name in admitted.keys() & self._ranges.keys():
            values, (least, greatest) = admitted[name], self._ranges[name]
            places = {group: bisect_left(values, least[group]) for group in kept}
            kept = [g for g, place in places.items() if place < len(values) and values[place] <= greatest[g]]
        return kept


def _to_pandas(rows: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_PANDAS.get)
    return frame


def table_named(name: str) -> Table:
    """Return the table of that name.

    Raises
    ------
    InvalidTable
        There is none.
    """
    if name not in TABLES:
        raise InvalidTable(f"There is no table {name!r}.", f"The tables are {', '.join(TABLES)}.")
    return TABLES[name]
