"""Which seeds of a theme stand in what may be quoted, known again where they are inflected."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from models.stems import known_by, stem
from schema import Theme

_WORD = re.compile(r"\w+")
_HEARD, _NAMED = 0.25, 0.1
_RICH, _SAME_START = 12, 5


class Seeds:
    """The seeds of a theme, known again in the evidence of a passage where they are inflected."""

    def __init__(self, theme: Theme) -> None:
        spoken = Counter(seed.language for seed in theme.seeds)
        self.n_seeds = spoken.pop(None, 0) + max(spoken.values(), default=0)  # in one language
        self._keys = {_key(seed.text) for seed in theme.seeds} | {_joined(seed.text) for seed in theme.seeds}
        self._seeds = theme.seeds
        self._found: dict[tuple[str, str], str | None] = {}
        self._starts = tuple(_joined(seed.text[:-1]) for seed in theme.seeds if seed.text.endswith("*"))

    def held(self, evidence: Collection[str], text: str, language: str = "en") -> frozenset[str]:
        """Return the keys of the seeds among the phrases that spoke for the theme and stand in a text."""
        keys = (self.key(phrase, language) for phrase in evidence if stands(phrase, text))
        return frozenset(key for key in keys if key is not None)

    def places(self, evidence: Collection[str], text: str, language: str = "en") -> list[int]:
        """Return where the seeds among the phrases that spoke for the theme begin in a text."""
        known = [phrase for phrase in evidence if self.know(phrase, language)]
        return sorted(found.start() for phrase in known for found in re.finditer(re.escape(phrase), text))

    def needed(self, evidence: Sequence[str], languages: Sequence[str] = ()) -> int:
        """Return how many different seeds a passage must hold to be quoted.

        Two where the theme has many seeds, since some of many have other meanings. One more where hardly any is
        ever heard, though as many passages could hold them all, or hardly any of its passages holds one: the corpus
        hardly speaks of the theme then.

        Parameters
        ----------
        evidence : sequence of str
            What spoke for the theme in each of its passages of the whole corpus, joined by "; ".
        languages : sequence of str, optional
            Those of the passages, by default English.
        """
        spoken = [
            {key for phrase in one.split("; ") if (key := self.key(phrase, language)) is not None}
            for one, language in zip(evidence, languages or ["en"] * len(evidence), strict=True)
        ]
        heard = frozenset[str]().union(*spoken)
        named = sum(map(bool, spoken))
        silent = len(heard) < _HEARD * min(self.n_seeds, named) or named < _NAMED * len(evidence)
        return 1 + (self.n_seeds >= _RICH) + silent

    def know(self, phrase: str, language: str = "en") -> bool:
        """Whether a phrase is a seed in some inflection."""
        return self.key(phrase, language) is not None

    def key(self, phrase: str, language: str = "en") -> str | None:
        """Return the key of the seed that a phrase is in some inflection, if it is one."""
        if (phrase, language) not in self._found:
            self._found[phrase, language] = self._key_of(phrase, language)
        return self._found[phrase, language]

    def _key_of(self, phrase: str, language: str) -> str | None:
        joined, own = _joined(phrase), _key(phrase)
        if own in self._keys or joined in self._keys or joined.startswith(self._starts):
            return own
        if language == "en":
            return None
        words = _words(phrase, language)
        seeds = (seed.text for seed in self._seeds if seed.language in (None, language))
        return next((_key(seed) for seed in seeds if _meet(words, _words(seed, language))), None)


def apart(seeds: frozenset[str], evidence: Collection[str], text: str) -> int:
    """Return how many seeds have no word in common, as "privacy" and "data privacy" do, and make no one phrase."""
    side_by_side = _side_by_side(seeds, evidence, text)
    taken: dict[str, set[str]] = {}
    for seed in sorted(seeds, key=lambda one: (len(one), one)):
        starts = {word[:_SAME_START] for word in seed.split()}
        if not any(starts & other or {seed, one} in side_by_side for one, other in taken.items()):
            taken[seed] = starts
    return len(taken)


def beside(evidence: Collection[str], text: str) -> str:
    """Return what a text says beside the phrases that spoke for its theme, which may have other meanings."""
    for phrase in sorted(evidence, key=len, reverse=True):
        text = text.replace(phrase, " ")
    return text


def stands(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text, and in Latin letters not within a word."""
    latin, at = phrase < "\u0250", text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (latin and (text[at - 1 : at].isalpha() or text[end : end + 1].isalpha())):
            return True
        at = text.find(phrase, at + 1)
    return False


def _side_by_side(seeds: frozenset[str], evidence: Collection[str], text: str) -> frozenset[frozenset[str]]:
    """Return the pairs of seeds with no word between them somewhere: "the COVID-19 pandemic" names one thing."""
    spoken = [phrase for phrase in evidence if _key(phrase) in seeds]
    stand = sorted((*found.span(), _key(phrase)) for phrase in spoken for found in re.finditer(re.escape(phrase), text))
    return frozenset(
        frozenset({first, second})
        for (_, end, first), (start, _, second) in pairwise(stand)
        if not _WORD.search(text[end:start])
    )


@lru_cache(maxsize=50_000)
def _key(phrase: str) -> str:
    return " ".join(stem(word) for word in _WORD.findall(phrase.lower()))


@lru_cache(maxsize=50_000)
def _words(phrase: str, language: str) -> tuple[frozenset[str], ...]:
    return tuple(known_by(word, language) for word in _WORD.findall(phrase.lower()))


def _meet(words: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> bool:
    return bool(words) and len(words) == len(others) and not any(map(frozenset.isdisjoint, words, others))


def _joined(phrase: str) -> str:
    return "".join(_WORD.findall(phrase.lower()))
