"""What the first pages of a report say about its publisher and date, in so many words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.dates import When, read_date
from schema import MetadataValue

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:(?P<before>(?:19|20)\d\d)[\s,]+)?"
    r"(?P<holder>[A-Z][^\W\d_.-]*(?:[ &'’-]+(?:[A-Z][^\W\d_]*|of|the|for|and|de|du|des|la|für|och|och|in)){0,9})?"
    r"[\s,]*(?P<after>(?:19|20)\d\d)?(?![-–/]\d)",
    re.IGNORECASE,
)
_NO_HOLDER = re.compile(r"crown(?: copyright)?|all rights.*|copyright|the authors?|rights reserved", re.IGNORECASE)
_DATED = re.compile(
    r"(?:published|publication date|date of publication|released|issued|date)\s*:?\s*(?:on |in )?(.+)", re.I
)
_SEPARATORS = re.compile(r"\s*[|•·–—]\s*|\s{2,}|,\s(?=\d{1,2} )|\s\((?=\d)|\)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 160


def imprint(lines: Sequence[tuple[int | None, str]]) -> tuple[MetadataValue, ...]:
    """Return dates and publisher that the given lines state, the surest first.

    Parameters
    ----------
    lines : sequence of (page, text)
        Lines of the first pages, and what was taken out as running heads.

    Notes
    -----
    A copyright notice gives publisher and year; a line that is nothing but a date, or says
    "Published: …", gives the date. A date inside a sentence is never taken.
    """
    notices = [match for _, text in lines for match in _COPYRIGHT.finditer(text) if match["before"] or match["after"]]
    dates = [(page, date) for page, text in lines if _may_hold_date(text) for date in _dates(text)]
    found = [MetadataValue("date", when.value, _where(page), "likely", when.precision) for page, when in dates[:1]]
    years = {match["before"] or match["after"] for match in notices}
    if len(years) == 1:
        found.append(MetadataValue("year", years.pop(), "copyright notice", "likely", "year"))
    holder = _agreed(" ".join(match["holder"].split()) for match in notices if match["holder"])
    if holder and not _NO_HOLDER.fullmatch(holder):
        found.append(MetadataValue("publisher", holder, "copyright notice", "likely"))
    return tuple(found)


def _may_hold_date(text: str) -> bool:
    return len(text) <= _LONGEST and _YEAR.search(text) is not None


def _dates(text: str) -> Iterable[When]:
    """Yield the date that a line is, or names as its date of publication."""
    named = _DATED.fullmatch(text.strip())
    for part in [named[1].strip(" .")] if named else _SEPARATORS.split(text):
        when = read_date(part.strip(" ,."))
        if when is not None and (when.precision != "year" or named):
            yield when


def _agreed(holders: Iterable[str]) -> str | None:
    """Return the holder if all notices name the same one."""
    counts = Counter(holders)
    return next(iter(counts)) if len(counts) == 1 else None


def _where(page: int | None) -> str:
    return f"page {page}" if page else "first lines"
