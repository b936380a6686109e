"""Stems: words known again inflected and in either spelling, and the stems of function words.

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
_WRITTEN_TWICE = str.maketrans({"’": "'", "œ": "oe", "æ": "ae"})
_BASE = "="  # before a base: "fin" is the stem of "finais", and no base of it
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
_BASES: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        (r"((?<!stud)i|u|tr|se|\bfor|fakt)en$", r"\1um"), (r"(tik)a$", r"\1um"),  # Zentren, Praktika
        (r"(thm|ism|vir|zykl)en$", r"\1us"), (r"(risik|kont|szenari)en$", r"\1o"), (r"(firm|skal|them)en$", r"\1a"),
        (r"(material|prinzip|privileg)ien$", r"\1"), (r"bauten$", "bau"), (r"mata$", "ma"), (r"ible[mnrs]?$", "ibel"),
        (r"(\w\w[aioypw]|\w[^\Wa]u|um|em)s$", r"\1"), (r"([lnr]s|em)e[ns]?$", r"\1"),  # Apps, Zentrums; Kurse, Probleme
    ),
    "es": (
        (r"^(?!antes|dios)(.*[^s])s$", r"\1"), (r"(?<=[bdjlnrsxyz])es$", ""), (r"ces$", "z"),  # usos, talleres, luces
        (r"^regímenes$", "régimen"), (r"á(\w*n)es$", r"a\1"), (r"é(\w*n)es$", r"e\1"), (r"í(\w*n)es$", r"i\1"),
        (r"ó(\w*n)es$", r"o\1"), (r"ú(\w*n)es$", r"u\1"),  # imágenes
        (r"(ope|áne|óne|ére|\w\wos)as?$", r"\1o"),  # europeas, valiosas
    ),
    "fr": (
        (r"^(?!(?:foi|mai|moi|plu)s)(.*[^s])s$", r"\1"), (r"^(?!peux)(.+[ae]u)x$", r"\1"),  # emplois; jeux
        (r"(trav|vitr|\bb)aux$", r"\1ail"), (r"\bpubliques?$", "public"), (r"(nouv|jum)elles?$", r"\1eau"),
        (r"(?<=\w\w)ives?$", "if"), (r"\b(pet|inéd)ites?$", r"\1it"), (r"euses?$", "eur"), (r"trices?$", "teur"),
    ),
    "it": (
        (r"i$", "o"), (r"i$", "io"), (r"(?<=[^r])i$", "e"), (r"e$", "a"), (r"ghi$", "go"), (r"chi$", "co"),
        (r"ghe$", "ga"), (r"che$", "ca"), (r"(an|ern|iv)e$", r"\1o"), (r"uomini$", "uomo"), (r"tric[ei]$", "tore"),
    ),
    "nl": (
        (r"(ie|ei|ij|ui|eu|oe|ou|[lnr])zen?$", r"\1s"), (r"(ie|ei|ij|ui|eu|oe|[lr])ven?$", r"\1f"),  # huizen, brieven
        (r"([aeou])([bcdfgklmnprst])en?$", r"\1\1\2"), (r"([^\Waeiou])\1en?$", r"\1"),  # sociale; slimme
        (r"(ie|oe|ui|ij|eu|ou|aa|ee|oo|uu|[^\Waeiou])([^\Waeiou])(?<!aard)e$", r"\1\2"),  # publieke, sterke
        (r"(?<=[^\Waeiou]{2})en$", ""), (r"(?<=[^\Waeiou]e)[ns]$", ""),  # kansen; gemeenten, gemeentes
        (r"(dag|weg|pad|bedrag|verdrag|slag|verbod|gebrek|oorlog|regel|kind|u|or)(?:er)?en$", r"\1"),
        (r"steden$", "stad"), (r"leden$", "lid"), (r"schepen$", "schip"), (r"(?<!dat)a$", "um"), (r"ea$", "eum"),
        (r"([bpky]|unt|ert|ant|[gk]et|lot|gegeven)s$", r"\1"),  # apps, experts
    ),
    "pt": (
        (r"[õã]es$", "ão"), (r"ns$", "m"), (r"(?<!\bm)ais$", "al"), (r"[eé]is$", "el"), (r"óis$", "ol"),
        (r"uis$", "ul"), (r"(?<=\w\w)(?<![aou])e?is$", "il"), (r"ízes$", "iz"), (r"eses$", "ês"),
        (r"([áéó]ri)as?$", r"\1o"), (r"^(?!(?:ante|mai|sei|doi|deu)s)(.*[^s])s$", r"\1"),
    ),
}  # fmt: skip
"""Endings of inflected words that Snowball does not bring to the word's own, and what may stand in their place."""


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
def _bases_in(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(ending), own) for ending, own in _BASES.get(language, ()))


def bases(word: str, language: str) -> frozenset[str]:
    """Return a lower-case word and what it may be an inflection of, by the endings of its language.

    Most of these are no words, so hold them against words only: "travaux" and "travail" are forms of one, as one is
    among the bases of the other, or both have one in common ("publics", "publiques"). Empty of English and of
    languages that the rules do not know; Snowball sees most inflections of each by itself.
    """
    if language not in _BASES or len(word) > LONGEST_WORD:
        return frozenset()
    return frozenset({word, *(ending.sub(own, word) for ending, own in _bases_in(language))})


def known_by(word: str, language: str) -> frozenset[str]:
    """Return what a lower-case word of another language than English is known again by: its stem and its bases."""
    plain = word.translate(_WRITTEN_TWICE)
    return frozenset({stem(plain, language), *(_BASE + base for base in bases(plain, language))})


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
