"""Dates as reports write them, to ISO dates no more precise than what was written."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

EARLIEST, LATEST = 1900, 2100

_MONTHS: dict[str, int] = {}
for _names in (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sept oct nov dec",
    "jan feb mar apr may jun jul aug sep okt nov dez",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
):
    _MONTHS |= {name: number for number, name in enumerate(_names.split(), 1)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>[0-3]?\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/._](?P<m>[01]?\d)[-/._]{_DAY}(?=$|[T\s_-])(?:[T\s].*)?",
        rf"{_YEAR}(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?\d{{4,6}}.*)?",
        rf"{_YEAR}[-/._](?P<m>[01]\d)",
        rf"(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?{_YEAR}",
        rf"(?:\w+,? )?{_DAY}(?:st|nd|rd|th|er|\.)?\s(?:of |de |d')?(?P<n>{_MONTH})\.?,?\s(?:de |del )?{_YEAR}",
        rf"(?:\w+,? )?(?P<n>{_MONTH})\.?\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}",
        rf"(?P<n>{_MONTH})\.?,?\s(?:de )?{_YEAR}",
        _YEAR,
    )
)
_SLASHED = re.compile(rf"(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/{_YEAR}")


@dataclass(frozen=True, slots=True)
class When:
    """A date and how precise it is: ``2021``, ``2021-06`` or ``2021-06-15``."""

    value: str
    precision: Literal["day", "month", "year"]


def read_date(text: str) -> When | None:
    """Return the date that the whole of `text` states; null where it states none, or an impossible one.

    ``3/4/2021`` may be March or April: such a date is only as precise as its year, unless one
    number is above 12.
    """
    text = " ".join(text.split())
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            parts = match.groupdict()
            month = parts.get("m") or _MONTHS.get((parts.get("n") or "").casefold())
            return _when(int(parts["y"]), int(month or 0), int(parts.get("d") or 0))
    match = _SLASHED.fullmatch(text)
    return _slashed(match) if match else None


def _when(year: int, month: int, day: int) -> When | None:
    if not EARLIEST <= year <= LATEST:
        return None
    if not month:
        return When(f"{year:04}", "year")
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    if not day:
        return When(f"{year:04}-{month:02}", "month")
    return When(f"{year:04}-{month:02}-{day:02}", "day")


def _slashed(match: re.Match[str]) -> When | None:
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if first > 12:
        return _when(year, second, first)
    if second > 12:
        return _when(year, first, second)
    return _when(year, first, first) if first == second else _when(year, 0, 0)
