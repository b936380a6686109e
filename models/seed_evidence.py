"""Which seeds of a theme stand in what may be quoted, known again in any inflection."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from models.stems import stem
from schema import Theme

_WORD = re.compile(r"\w+")
_HEARD, _NAMED = 0.25, 0.1
_RICH, _SAME_START = 12, 5


class Seeds:
    """The seeds of a theme, known again in the evidence of a passage in any inflection."""

    def __init__(self, theme: Theme) -> None:
        spoken = Counter(seed.language for seed in theme.seeds)
        self.n_seeds = spoken.pop(None, 0) + max(spoken.values(), default=0)  # in one language
        self._keys = {_key(seed.text) for seed in theme.seeds} | {_joined(seed.text) for seed in theme.seeds}
        self._starts = tuple(_joined(seed.text[:-1]) for seed in theme.seeds if seed.text.endswith("*"))

    def held(self, evidence: Collection[str], text: str) -> frozenset[str]:
        """Return the keys of the seeds among the phrases that spoke for the theme and stand in a text."""
        return frozenset(_key(phrase) for phrase in evidence if self.know(phrase) and stands(phrase, text))

    def places(self, evidence: Collection[str], text: str) -> list[int]:
        """Return where the seeds among the phrases that spoke for the theme begin in a text."""
        known = [phrase for phrase in evidence if self.know(phrase)]
        return sorted(found.start() for phrase in known for found in re.finditer(re.escape(phrase), text))

    def needed(self, evidence: Sequence[str]) -> int:
        """Return how many different seeds a passage must hold to be quoted.

        Two where the theme has many seeds, since some of many have other meanings. One more where hardly any is
        ever heard, though as many passages could hold them all, or hardly any of its passages holds one: the corpus
        hardly speaks of the theme then.

        Parameters
        ----------
        evidence : sequence of str
            What spoke for the theme in each of its passages of the whole corpus, joined by "; ".
        """
        spoken = [{_key(phrase) for phrase in one.split("; ") if self.know(phrase)} for one in evidence]
        heard = frozenset[str]().union(*spoken)
        named = sum(map(bool, spoken))
        silent = len(heard) < _HEARD * min(self.n_seeds, named) or named < _NAMED * len(evidence)
        return 1 + (self.n_seeds >= _RICH) + silent

    def know(self, phrase: str) -> bool:
        """Whether a phrase is a seed in some inflection."""
        joined = _joined(phrase)
        return (
            _key(phrase) in self._keys
            or joined in self._keys
            or (bool(self._starts) and joined.startswith(self._starts))
        )


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


def _joined(phrase: str) -> str:
    return "".join(_WORD.findall(phrase.lower()))
