"""Numbers as a reader sees them, in the language that `views.language` speaks."""

import math
import numbers
from typing import Any, TypeAlias

import pandas as pd

from views.language import decimal, forms, say, say_many

Row: TypeAlias = "pd.Series[Any]"
"""One row of a table, as ``frame.iloc[0]`` gives it."""
GAP = "\u00a0"
"""The space in front of a unit: a number and its unit stay on one line."""
_NOUNS = {
    "report": forms("{n} report", "{n} reports"),
    "illustrative report": forms("{n} illustrative report", "{n} illustrative reports"),
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


def points(value: float | None, *, signed: bool = True) -> str:
    """Return a difference of fractions in percentage points: "+1.2", "−0.4", "0.0"."""
    if value is None or pd.isna(value):
        return "–"
    sizes = (f"{abs(value) * 100:.{decimals}f}" for decimals in (1, 2, 3))
    size = next((size for size in sizes if float(size)), "0.0")
    sign = "" if not signed or size == "0.0" else "+" if value > 0 else "−"
    return f"{sign}{decimal(size)}"


def points_interval(low: float | None, high: float | None) -> str:
    """Return an interval of differences in percentage points: "+0.6 to +1.9"."""
    if _missing(low) or _missing(high):
        return say("interval not known")
    return say("{low} to {high}", low=points(low), high=points(high))


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
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    one, many = _NOUNS.get(noun, (f"{{n}} {noun}", f"{{n}} {plural}"))
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
    if value <= 0 or value >= 1:
        return f"{min(max(value, 0), 1) * 100:.0f}"
    if value < 0.0005:
        return decimal("<0.1")
    return decimal(">99.9" if value >= 0.9995 else f"{value * 100:.1f}")
