"""The language that sentences and numbers come out in: English as the code has it, others by catalogues of messages.

A message is its English wording with named values in braces. Its translations stand in
``messages/LANGUAGE.po``, the format of GNU gettext, which any translation editor opens. As with
`decimal.localcontext`, `speaking` sets the language of all that is worded within it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from schema import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "SOURCE",
    "Language",
    "country_name",
    "decimal",
    "decimal_mark",
    "forms",
    "group_mark",
    "language_name",
    "message",
    "own_name",
    "say",
    "say_many",
    "say_theme",
    "speaking",
    "spoken",
    "tag",
    "whole",
]

SOURCE: Language = "en"
"""The language that messages are written in."""

_TAGS = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "es": "es-ES"}
_CATALOGUES = Path(__file__).parent / "messages"
_spoken: ContextVar[Language] = ContextVar("spoken", default=SOURCE)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Word what is asked for within this block in `language`."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def tag() -> str:
    """Return the BCP 47 tag of the language spoken, as documents carry it: "fr-FR"."""
    return _TAGS[spoken()]


def own_name(language: Language) -> str:
    """Return what a language calls itself: "français"."""
    return str(Locale.parse(language).get_display_name(language))


def message(text: str) -> str:
    """Return `text` as it is: it marks a message that is worded elsewhere by `say`."""
    return text


def forms(one: str, many: str) -> tuple[str, str]:
    """Return both forms of a message as they are: it marks one that is worded elsewhere by `say_many`."""
    return one, many


def say(text: str, /, **values: str | int) -> str:
    """Return a message in the language spoken, with its values; whole numbers are grouped."""
    return _filled(_catalogue(spoken()).gettext(text), values)


def say_many(one: str, many: str, /, n: int, **values: str | int) -> str:
    """Return the form of a message that goes with the number `n`, with its values."""
    return _filled(_catalogue(spoken()).ngettext(one, many, n), {"n": n, **values})


def say_theme(text: str) -> str:
    """Return a theme's label or description in the language spoken, where the catalogue knows it; else as it is."""
    return _catalogue(spoken()).pgettext("theme", text)


def whole(n: int) -> str:
    """Return a whole number with its digits grouped: "12,345"."""
    return f"{n:,}" if spoken() == SOURCE else format_decimal(n, format="#,##0", locale=spoken())


def decimal(digits: str) -> str:
    """Return a plain number, written with a point, with the decimal mark of the language spoken."""
    return digits if spoken() == SOURCE else digits.replace(".", decimal_mark())


def decimal_mark() -> str:
    """Return the decimal mark of the language spoken."""
    return str(Locale.parse(spoken()).number_symbols["latn"]["decimal"])


def group_mark() -> str:
    """Return what parts the thousands of a number in the language spoken."""
    return str(Locale.parse(spoken()).number_symbols["latn"]["group"])


def country_name(code: str) -> str | None:
    """Return the name of a country in the language spoken, None where the code is unknown."""
    return Locale.parse(spoken()).territories.get(code)


def language_name(code: str) -> str | None:
    """Return the name of a language in the language spoken, None where the code is unknown."""
    return Locale.parse(spoken()).languages.get(code)


def _filled(text: str, values: dict[str, str | int]) -> str:
    return text.format_map({name: whole(value) if isinstance(value, int) else value for name, value in values.items()})


@lru_cache
def _catalogue(language: Language) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    compiled = io.BytesIO()
    with (_CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    return GNUTranslations(compiled)
