"""What a table is made of: columns with their kinds, and the check at each door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from errors import InvalidTable

if TYPE_CHECKING:  # slow to load, and a process that only reads files makes no tables
    import pandas as pd

Kind = Literal["text", "integer", "number", "flag"]
_DTYPE: Mapping[Kind, Any] = {"text": "string", "integer": "Int64", "number": "Float64", "flag": "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the kind of its values, whether null may stand there, its meaning."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that travels: its name, its grain, its key and its columns in order.

    Columns not listed are kept behind the listed ones (a `--by` facet, for instance).
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def empty(self) -> "pd.DataFrame":
        """Return the table without rows, with the right column types."""
        import pandas as pd

        return pd.DataFrame({c.name: pd.Series(dtype=_DTYPE[c.kind]) for c in self.columns})

    def validate(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """Return `frame` with columns ordered and typed as the table says.

        Raises
        ------
        InvalidTable
            A column is missing, holds values of another kind, or holds null where it must not.
        """
        missing = [name for name in self.names if name not in frame.columns]
        if missing:
            raise InvalidTable(
                f"The table {self.name} has no column {', '.join(missing)}; it has {', '.join(map(str, frame))}.",
                "Build the workspace again, or add the column.",
            )
        extra = [name for name in frame.columns if name not in self.names]
        typed = frame[[*self.names, *extra]].reset_index(drop=True)
        for column in self.columns:
            try:
                values = typed[column.name].astype(_DTYPE[column.kind])
            except (TypeError, ValueError) as error:
                raise InvalidTable(
                    f"The column {column.name} of {self.name} should hold {column.kind} values: {error}.",
                    "Correct the values, or leave them empty where they are unknown.",
                ) from error
            if not column.nullable and values.isna().any():
                row = int(values.isna().to_numpy().argmax()) + 1
                raise InvalidTable(
                    f"The column {column.name} of {self.name} is empty in row {row}.",
                    "Every row needs a value there.",
                )
            typed[column.name] = values
        return typed
