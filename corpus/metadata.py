"""What a report says about itself: each value with where it was found and how sure it is.

Nothing is guessed in silence: a value that nothing states stays unknown. Of several values the
surest wins, and among equally sure ones the first found.
"""

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Literal, get_args

from corpus.blocks import Flaw
from corpus.clean import one_line
from corpus.countries import country_code, country_of_address
from corpus.dates import read_date
from corpus.language import language_of
from corpus.sentences import count_words
from schema import METADATA_FIELDS, MetadataValue

Confidence = Literal["certain", "likely", "weak"]
_ORDER = {confidence: rank for rank, confidence in enumerate(get_args(Confidence))}

# What files call the fields of METADATA_FIELDS, lower-case.
_KEYS: Mapping[str, str] = {
    key: field
    for field, keys in {
        "title": "title",
        "publisher": "publisher organisation organization org agency institution issuer author_org",
        "year": "year",
        "date": "date published publishdate pubdate publication_date date_published issued",
        "country": "country nation jurisdiction",
        "sector": "sector",
        "language": "language lang locale",
        "url": "url source_url canonical canonical_url link",
    }.items()
    for key in keys.split()
}
UNKNOWN = "unknown"
"""Said in metadata.csv or a correction: nobody knows, whatever was found."""
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9-]+)?")
_LANGUAGE_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "dutch": "nl", "nederlands": "nl", "swedish": "sv", "svenska": "sv", "italian": "it",
    "italiano": "it", "danish": "da", "dansk": "da", "norwegian": "no", "norsk": "no", "finnish": "fi", "suomi": "fi",
    "portuguese": "pt", "português": "pt", "polish": "pl", "polski": "pl",
}  # fmt: skip
_LEADING_DATE = re.compile(r"((?:19|20)\d\d[-_.][01]\d(?:[-_.][0-3]\d)?|(?:19|20)\d\d[01]\d[0-3]\d)(?![0-9])")
_NAME_YEAR = re.compile(r"(?<![0-9])((?:19|20)\d\d)(?![0-9])")
_AIM = re.compile(r"(?:vision|agenda|horizon|toward|towards|to|by|goal|goals|target|until)[-_ .]*$", re.IGNORECASE)
_LONGEST_VALUE = 500
_SURE_WORDS, _SURE_PROBABILITY = 20, 0.9
_LANGUAGE_SAMPLE = 1000


def stated(
    pairs: Iterable[tuple[str, str]], found_in: str, confidence: Confidence = "certain"
) -> tuple[tuple[MetadataValue, ...], tuple[Flaw, ...]]:
    """Return the metadata among key-value pairs, normalised, and a flaw for each value that makes no sense.

    Parameters
    ----------
    pairs : iterable of (str, str)
        As the file has them; keys that mean nothing here are passed over.
    found_in : str
        Where the pairs stand, in words a reader knows.
    """
    values: list[MetadataValue] = []
    flaws: list[Flaw] = []
    for key, raw in pairs:
        field = _KEYS.get(key.strip().casefold().replace(" ", "_").replace("-", "_"))
        text = one_line(html.unescape(raw))[:_LONGEST_VALUE]
        if field is None or not text:
            continue
        value = normalise(field, text, found_in, confidence)
        if value is not None:
            values.append(value)
        elif field != "url":
            flaws.append(Flaw(f"The {field} {text!r} in {found_in} was not understood.", _REMEDIES.get(field, "")))
    return tuple(values), tuple(flaws)


_REMEDIES = {
    "date": "Write it as 2021-06-15, 2021-06 or 2021.",
    "year": "Write it as four digits.",
    "language": "Write it as a two-letter code such as en.",
}


def normalise(field: str, text: str, found_in: str, confidence: Confidence) -> MetadataValue | None:
    """Return one value in the form the tables hold; null where it makes no sense for its field."""
    if text.casefold() == UNKNOWN and confidence == "certain":
        return MetadataValue(field, UNKNOWN, found_in, confidence)
    if field in ("date", "year"):
        when = read_date(text)
        if when is None:
            return None
        value = when.value[:4] if field == "year" else when.value
        return MetadataValue(field, value, found_in, confidence, "year" if field == "year" else when.precision)
    if field == "country":
        text = country_code(text) or text
    elif field == "language":
        code = _LANGUAGE_NAMES.get(text.casefold()) or (text[:2].lower() if _LANGUAGE.fullmatch(text) else None)
        if code is None:
            return None
        text = code
    elif field == "url" and not text.lower().startswith(("http://", "https://")):
        return None
    return MetadataValue(field, text, found_in, confidence)


def from_path(source: str) -> tuple[MetadataValue, ...]:
    """Return the date that a file's name or its folders state."""
    path = PurePosixPath(source)
    stem = path.name.partition(".")[0] if path.suffix else path.name
    leading = _LEADING_DATE.match(stem)
    when = read_date(leading[1].replace("_", "-").replace(".", "-")) if leading else None
    if when is not None:
        return (MetadataValue("date", when.value, "file name", "likely", when.precision),)
    for folder in reversed(path.parts[:-1]):
        if re.fullmatch(r"(?:19|20)\d\d", folder):
            return (MetadataValue("year", folder, "folder name", "likely", "year"),)
    years = [match for match in _NAME_YEAR.finditer(stem) if not _AIM.search(stem[: match.start()])]
    if len({match[1] for match in years}) == 1:
        return (MetadataValue("year", years[0][1], "file name", "weak", "year"),)
    return ()


def from_text(text: str) -> tuple[MetadataValue, ...]:
    """Return the language that the text itself is written in; weak for fewer than 20 words."""
    words = count_words(text[:_LANGUAGE_SAMPLE])
    if not words:
        return ()
    language, probability = language_of(text[:_LANGUAGE_SAMPLE])
    sure = words >= _SURE_WORDS and probability >= _SURE_PROBABILITY
    if not sure and words < 5:
        return ()
    return (MetadataValue("language", language, "the text", "likely" if sure else "weak"),)


def resolve(candidates: Iterable[MetadataValue]) -> tuple[MetadataValue, ...]:
    """Return at most one value per field: the surest, and the first of equally sure ones.

    `year` always agrees with `date`: it is taken from the date, unless a surer year contradicts
    the date, which is then left out. A field of which `UNKNOWN` is said is left out.
    """
    best: dict[str, MetadataValue] = {}
    for value in candidates:
        held = best.get(value.field)
        if held is None or _ORDER[value.confidence] < _ORDER[held.confidence]:
            best[value.field] = value
    _reconcile(best)
    url = best.get("url")
    country = country_of_address(url.value) if url else None
    if url and country and "country" not in best:
        best["country"] = MetadataValue("country", country, "web address", "likely")
    return tuple(best[field] for field in METADATA_FIELDS if field in best and best[field].value != UNKNOWN)


def _reconcile(best: dict[str, MetadataValue]) -> None:
    date, year = best.get("date"), best.get("year")
    if date is None or date.value == UNKNOWN:
        return
    if year and year.value == UNKNOWN:
        del best["date"]
        return
    if year and year.value != date.value[:4] and _ORDER[year.confidence] < _ORDER[date.confidence]:
        del best["date"]
        return
    best["year"] = MetadataValue("year", date.value[:4], date.found_in, date.confidence, "year")
