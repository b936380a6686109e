"""What the first pages of a report say about its publisher and date, in so many words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus.dates import When, read_date
from schema import MetadataValue

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:(?P<before>(?:19|20)\d\d)[\s,]+)?"
    r"(?P<holder>[A-Z][^\W\d_.-]*(?:[ &'’-]+(?:[A-Z][^\W\d_]*|of|the|for|and|de|du|des|la|für|och|in)){0,9})?"
    r"[\s,]*(?P<after>(?:19|20)\d\d)?(?![-–/]\d)",
    re.IGNORECASE,
)
_MARKS = ("©", "(c)", "(C)", "opyright", "OPYRIGHT")  # which a report is quickly searched for
_NO_HOLDER = re.compile(r"crown(?: copyright)?|all rights.*|copyright|the authors?|rights reserved", re.IGNORECASE)
_DATED = re.compile(
    r"(?:published|publication date|date of publication|released|issued|date)\s*:?\s*(?:on |in )?(.+)", re.I
)
_SEPARATORS = re.compile(r"\s*[|•·–—]\s*|\s{2,}|,\s(?=\d{1,2} )|\s\((?=\d)|\)$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 160
_PUBLISHED_BY = re.compile(
    r"(?:(?P<by>published by|issued by|herausgegeben von|(?:hrsg|hg)\. von|publié par|édité par|uitgave van|"
    r"uitgegeven door|utgiven av|utgitt av|udgivet af|publicado por|editado por|pubblicato da)|"
    r"publisher|herausgeber(?:in)?|éditeur|uitgever|utgivare|utgiver|udgiver|julkaisija)"
    r"\s*(?P<colon>:)?\s*(?P<name>.*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:the|der|die|das|dem|den|le|la|les|de|het|el|los|il|lo) |l[’'])", re.IGNORECASE)
_SMALL = (
    "of|the|for|and|on|in|de|du|des|la|le|les|et|für|und|der|die|das|von|zu|van|voor|het|en|och|för|i|og|del|y|e|per|di"
)
_SMALL_START, _SMALL_END = re.compile(rf"(?:{_SMALL})\b"), re.compile(rf"(?:\b(?:{_SMALL})|[,&–-])$")
_NAME = re.compile(rf"[A-ZÀ-Þ][\w.’'&-]*(?:,? (?:[A-ZÀ-Þ&(][\w.’'&)-]*|{_SMALL}|[ld][’'][A-ZÀ-Þ]\w*)){{0,14}}")
_WORDS = re.compile(r"[A-ZÀ-Þ][\w.’'&-]*(?:,? [\w(&][\w.’'&)-]*){0,14}")
_LAST_YEAR = re.compile(r",? (?:in )?(?:19|20)\d\d$")
_WRAPPED = 25
_BODY = re.compile(
    r"minist|department|office|agency|board|council|commission|authorit|institut|government|service|treasury|union|"
    r"bundes|landes|behörde|\bamt\b|senat|stadt|regierung|département|agence|conseil|direction|secrétariat|gouvern|"
    r"dienst|raad|gemeente|overheid|myndighet|verket|styrelse|organi[sz]ation|bank|universit|centre|center|committee|"
    r"kontor|(?-i:\b[A-Z]{2,}\b)",
    re.IGNORECASE,
)
_NO_BODY = re.compile(
    r"\b(?:report|review|strategy|plan|survey|guide|bericht|rapport|verslag|informe)\b|"
    r"^(?:ministry|government|department|agency|commission|council|board|office|institute|authority|service)$",
    re.IGNORECASE,
)


def imprint(lines: Sequence[tuple[int | None, str]]) -> tuple[MetadataValue, ...]:
    """Return dates and publisher that the given lines state, the surest first.

    Parameters
    ----------
    lines : sequence of (page, text)
        Lines of the first pages, and what was taken out as running heads.

    Notes
    -----
    A line "Published by …" gives the publisher, a copyright notice publisher and year; a line that is
    nothing but a date, or says "Published: …", gives the date. What a sentence says is never taken.
    """
    whole = "\n".join(text for _, text in lines)
    marked = [text for _, text in lines] if any(mark in whole for mark in _MARKS) else []
    notices = [match for text in marked for match in _COPYRIGHT.finditer(text) if match["before"] or match["after"]]
    dates = [(page, date) for page, text in lines if _may_hold_date(text) for date in _dates(text)]
    found = [MetadataValue("date", when.value, _where(page), "likely", when.precision) for page, when in dates[:1]]
    years = {match["before"] or match["after"] for match in notices}
    if len(years) == 1:
        found.append(MetadataValue("year", years.pop(), "copyright notice", "likely", "year"))
    publishers = {name: page for page, name in _publishers(lines)}
    if len(publishers) == 1:
        found += [MetadataValue("publisher", name, _where(page), "likely") for name, page in publishers.items()]
    holder = _agreed(" ".join(match["holder"].split()) for match in notices if match["holder"])
    if holder and not publishers and not _NO_HOLDER.fullmatch(holder):
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


def _publishers(lines: Sequence[tuple[int | None, str]]) -> Iterator[tuple[int | None, str]]:
    """Yield the bodies that lines name as publisher, and where; a name that may go on elsewhere is left out."""
    for place, (page, text) in enumerate(lines):
        said = _PUBLISHED_BY.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if said is None or not (said["by"] or said["colon"] or not said["name"]):
            continue
        below = [line for at, line in lines[place + 1 : place + 3] if at == page]
        name, after = (said["name"], below[:1]) if said["name"] else ("".join(below[:1]), below[1:])
        body = _body(name, said["colon"] is not None)
        if body and not _goes_on(name, "".join(after)):
            yield page, body


def _body(text: str, named: bool) -> str | None:
    """Return the public body that a text is the name of, with a date at most; a person is none."""
    name, *others = _SEPARATORS.split(text.strip(" ,."))
    name = _LAST_YEAR.sub("", _ARTICLE.sub("", name.strip(" ,.")))
    is_name = (_WORDS if named else _NAME).fullmatch(name) and _BODY.search(name) and not _NO_BODY.search(name)
    return name if is_name and all(read_date(part.strip(" ,.")) for part in others if part) else None


def _goes_on(name: str, below: str) -> bool:
    """Whether a name may go on in the line below."""
    if _SMALL_END.search(name.strip()) or _SMALL_START.match(below):
        return True
    return len(name) >= _WRAPPED and _NAME.fullmatch(below.strip()) is not None and read_date(below) is None


def _agreed(holders: Iterable[str]) -> str | None:
    """Return the holder if all notices name the same one."""
    counts = Counter(holders)
    return next(iter(counts)) if len(counts) == 1 else None


def _where(page: int | None) -> str:
    return f"page {page}" if page else "first lines"
