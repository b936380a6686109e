"""Numbers as a reader sees them, in the language that `views.language` speaks."""

import math
import numbers
from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd

from views.language import decimal, forms, say, say_many

Row: TypeAlias = "pd.Series[Any]"
"""One row of a table, as ``frame.iloc[0]`` gives it."""
GAP = "\u00a0"
"""The space in front of a unit: a number and its unit stay on one line."""
_ROUNDING = 1e-9
"""How far sums of fractions may lie off one by rounding."""
_NOUNS = {
    "report": forms("{n} report", "{n} reports"),
    "illustrative report": forms("{n} illustrative report", "{n} illustrative reports"),
    "partly illustrative report": forms(
        "{n} report of a partly illustrative collection", "{n} reports of a partly illustrative collection"
    ),
    "passage": forms("{n} passage", "{n} passages"),
    "theme": forms("{n} theme", "{n} themes"),
    "country": forms("{n} country", "{n} countries"),
    "sector": forms("{n} sector", "{n} sectors"),
    "publisher": forms("{n} publisher", "{n} publishers"),
}


def percent(value: float | None) -> str:
    """Return a fraction as "12.4 %"; "<0.1 %" and ">99.9 %" near the ends, "–" where unknown."""
    number = _percent_digits(value)
    return number if number == "–" else f"{number}{GAP}%"


def interval(low: float | None, high: float | None) -> str:
    """Return an interval of fractions as "9.8–15.6 %"."""
    if _missing(low) or _missing(high):
        return say("interval not known")
    return f"{_percent_digits(low)}–{_percent_digits(high)}{GAP}%"


def with_interval(row: Row) -> str:
    """Return estimate and interval of a TRENDS or PREVALENCE row: "12.4 % (9.8–15.6 %)"."""
    return f"{percent(number(row, 'estimate'))} ({interval(number(row, 'conf_low'), number(row, 'conf_high'))})"


def points(value: float | None, *, signed: bool = True, beside: Sequence[float] = ()) -> str:
    """Return a difference of fractions in percentage points: "+1.2", "−0.4", "0.0".

    It has one decimal, or as many, up to three, as show that it is not zero; beside other numbers, such as the ends
    of its interval, as many as show that these are not.
    """
    if value is None or pd.isna(value):
        return "–"
    size = f"{abs(value) * 100:.{_point_decimals(beside or (value,))}f}"
    sign = "" if not signed or not float(size) else "+" if value > 0 else "−"
    return f"{sign}{decimal(size)}"


def points_interval(low: float | None, high: float | None, *, signed: bool = True) -> str:
    """Return an interval of differences in percentage points: "+0.6 to +1.9"."""
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return say("interval not known")
    ends = (points(end, signed=signed, beside=(low, high)) for end in (low, high))
    return say("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True)))


def points_of(row: Row, column: str, *, signed: bool = True) -> str:
    """Return a number of a row in percentage points, with the decimals of the interval beside it."""
    ends = tuple(end for name in ("conf_low", "conf_high") if (end := number(row, name)) is not None)
    return points(number(row, column), signed=signed, beside=ends if len(ends) == 2 else ())


def _point_decimals(values: Sequence[float]) -> int:
    """Return the fewest decimals, up to three, that show no more of some fractions as zero points than three do."""
    zeros = [sum(not round(abs(value) * 100, decimals) for value in values) for decimals in (1, 2, 3)]
    return 1 + zeros.index(zeros[-1])


def p_value(value: float | None) -> str:
    """Return a p- or q-value with two significant digits, "<0.001" below that."""
    if value is None or pd.isna(value):
        return "–"
    if value < 0.001:
        return decimal("<0.001")
    return decimal(f"{value:.3f}" if value < 0.1 else f"{value:.2f}")


def level(conf_level: float | None) -> str:
    """Return a confidence level as "95 %"."""
    return decimal(f"{100 * (0.95 if conf_level is None else conf_level):g}{GAP}%")


def counted(n: int, noun: str) -> str:
    """Return "1 report", "2,078 reports"."""
    one, many = _NOUNS.get(noun, (f"{{n}} {noun}", f"{{n}} {noun}s"))
    return say_many(one, many, n)


def years(first: int, last: int) -> str:
    """Return "2019–2024", or "2019" for one year."""
    return str(first) if first == last else f"{first}–{last}"


def number(row: Row, column: str) -> float | None:
    """Return a number of a row, None where it is null or the column is missing."""
    value = row.get(column)
    if not isinstance(value, numbers.Real) or math.isnan(value):
        return None
    return float(value)


def _missing(value: float | None) -> bool:
    return value is None or pd.isna(value)


def _percent_digits(value: float | None) -> str:
    if value is None or pd.isna(value):
        return "–"
    if value <= 0 or value > 1 - _ROUNDING:
        return f"{min(max(value, 0), 1) * 100:.0f}"
    if value < 0.0005:
        return decimal("<0.1")
    return decimal(">99.9" if value >= 0.9995 else f"{value * 100:.1f}")
