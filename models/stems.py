"""Stems: words known again in any inflection and spelling, and the stems of function words.

Apart from `models.annotator`, since spaCy takes half a second to import.
"""

import re
import runpy
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import snowballstemmer

LONGEST_WORD = 60
"""Letters; longer ones are no words."""
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
SPACY_CODES = {"no": "nb"}
_SPELLING = (
    (re.compile(r"(?<=\w{3})is(e|ed|es|er|ers|ing|ation|ations|ational)$"), r"iz\1"),
    (re.compile(r"(?<=\w{2})yse(d|s|r|rs)?$"), r"yze\1"),
    (re.compile(r"^program(me|mes)$"), "program"),
    (re.compile(r"(?<=\w)tres?$"), "ter"),
    (re.compile(r"(?<=\w{3})our(s|al|ed|ing|hood|hoods|ly|able)?$"), r"or\1"),
    (re.compile(r"^(labelled|modelled|travelled|cancelled)$"), lambda m: m.group()[:-3] + "ed"),
    (re.compile(r"^(labelling|modelling|travelling|cancelling)$"), lambda m: m.group()[:-4] + "ing"),
    (re.compile(r"^ageing$"), "aging"),
    (re.compile(r"^(de|of)fence(s?)$"), r"\1fense\2"),
    (re.compile(r"^licence(s?)$"), r"license\1"),
)
_VARIES = re.compile(r"is|yse|program|tre|our|ll|ageing|fence|licence")
"""What a word holds if any rule of spelling may change it."""
_INFLECTED = re.compile(r"'|(?:[seily]|ed|ing|ion|er|or|al|ful|ic|ism|ist|ent|ant|ll)$")
"""What a word holds if Snowball's English rules may change it: most words they look at in vain."""


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Any | None:  # noqa: ANN401 - the library is untyped
    """Return the library's stemmer: that of PyStemmer, the same rules in C, which it takes by itself."""
    return snowballstemmer.stemmer(_STEMMERS[language]) if language in _STEMMERS else None


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """Stem one lower-case word: spelling variants folded (English), then Snowball.

    References
    ----------
    Porter, M. F. (2001). Snowball: a language for stemming algorithms.
    """
    stemmer = _stemmer(language)
    if language == "en":
        word = folded(word)
        stemmer = stemmer if _INFLECTED.search(word) else None
    return str(stemmer.stemWord(word)) if stemmer is not None else word


def folded(word: str) -> str:
    """Return an English word with British and American spellings made one."""
    if len(word) > LONGEST_WORD:
        return word
    for pattern, replacement in _SPELLING if _VARIES.search(word) else ():
        word, changed = pattern.subn(replacement, word)
        if changed:
            break
    return word


@lru_cache(maxsize=8)
def stop_stems(language: str = "en") -> frozenset[str]:
    """Stems of the language's function words (see `stop_words`)."""
    return frozenset(stem(word, language) for word in stop_words(language))


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """Function words of a language, as spaCy lists them; none of a language that it does not know.

    Its list is read without spaCy itself.
    """
    package = find_spec("spacy")
    folders = package.submodule_search_locations if package and language.isalpha() else None
    for folder in folders or ():
        listed = Path(folder) / "lang" / SPACY_CODES.get(language, language) / "stop_words.py"
        if listed.is_file():
            words: Iterable[str] = runpy.run_path(str(listed))["STOP_WORDS"]
            return frozenset(word.lower() for word in words)
    return frozenset()


@lru_cache(maxsize=1024)
def written_in(text: str, language: str) -> bool:
    """Whether a text may be in a language: no other has two more of its function words, or more, in the text."""
    words = re.findall(r"\w+", text.lower())
    most = max(sum(word in stop_words(code) for word in words) for code in _STEMMERS)
    return most - sum(word in stop_words(language) for word in words) < 2
