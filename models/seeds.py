"""Seed phrases against tokens: where each seed, and each excluded phrase, stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.annotator import Annotator, Tokens
from schema import Phrase, Theme

_SHORTEST_PART = 3
_LONGEST_WORD = 40  # letters; longer ones are not tried as two words


@dataclass(frozen=True, slots=True)
class Matches:
    """Places where seeds stand in a batch of texts; one entry a place.

    Attributes
    ----------
    text : ndarray of int64, shape (n_matches,)
        Index of the text.
    seed : ndarray of int64, shape (n_matches,)
        Index of the seed among all seeds of all themes, in order.
    first, last : ndarray of int64, shape (n_matches,)
        First and last token.
    """

    text: NDArray[np.int64]
    seed: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def counts(self, n_texts: int, n_seeds: int) -> sp.csr_matrix:
        """Occurrences by text and seed, of shape (n_texts, n_seeds)."""
        ones = np.ones(len(self.text), dtype=np.float32)
        return sp.csr_matrix((ones, (self.text, self.seed)), shape=(n_texts, n_seeds))


class SeedMatcher:
    """Find the seeds of themes in tokens, inflected as they may be and with or without hyphens.

    A seed matches lemma by lemma within one sentence part (by stems and endings in other languages than English, where
    a few inflections are missed, and some words that only look alike are met); one that is a single word in -ing is a
    noun ("training" does not match "train"). "cyber security" also matches
    "cyber-security" and "cybersecurity", "wellbeing" also "well-being". A word ending in
    ``*`` matches every word that begins so. An excluded phrase that contains a seed cancels
    the seed where the longer phrase stands, and keeps passages in which no seed stands beside it out of the
    theme; any other excluded phrase keeps all passages that hold it out of the theme.

    Parameters
    ----------
    themes : sequence of Theme
    annotator : Annotator
        The annotator that also reads the texts.
    """

    _n_forms = -1  # no words seen yet

    def __init__(self, themes: Sequence[Theme], annotator: Annotator) -> None:
        self.themes = tuple(themes)
        self.annotator = annotator
        self.seeds: tuple[tuple[int, Phrase], ...] = tuple(
            (k, seed) for k, theme in enumerate(themes) for seed in theme.seeds
        )
        self._forms: dict[tuple[str, str | None], list[tuple[str, ...]]] = {}
        self.theme_of_seed: NDArray[np.int64] = np.array([k for k, _ in self.seeds], dtype=np.int64)

    def match(
        self,
        tokens: Tokens,
        language: str | None = None,
        places: "Places | None" = None,
        beside: NDArray[np.bool_] | None = None,
    ) -> tuple[Matches, NDArray[np.bool_]]:
        """Find all seeds in `tokens`.

        Parameters
        ----------
        tokens : Tokens
        language : str, optional
        places : Places, optional
            Those of the same tokens, where they are at hand.
        beside : ndarray of bool, shape (n_texts, n_themes), optional
            Texts that a seed stands beside, in their heading.

        Returns
        -------
        matches : Matches
            Seed matches that no longer excluded phrase cancels, ordered by text and place.
        barred : ndarray of bool, shape (n_texts, n_themes)
            Texts that an excluded phrase keeps out of a theme.
        """
        finder = places or Places(tokens)
        found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
        barred = np.zeros((tokens.n_texts, len(self.themes)), dtype=np.bool_)
        seeded = np.zeros_like(barred) if beside is None else beside.copy()
        cancelled = [self._cancelled(k, finder, barred, language) for k in range(len(self.themes))]
        for index, (k, seed) in enumerate(self.seeds):
            if not speaks(seed, language):
                continue
            lengths_at: dict[int, int] = {}
            for pattern in self._patterns(seed.text, language):
                lengths_at.update({int(start): len(pattern) for start in finder.find(pattern)})
            kept = [(s, n) for s, n in lengths_at.items() if not _covered(s, n, cancelled[k])]
            if kept:
                starts = np.array([s for s, _ in kept], dtype=np.int64)
                lengths = np.array([n for _, n in kept], dtype=np.int64)
                found.append((np.full(len(kept), index, dtype=np.int64), starts, starts + lengths - 1))
                seeded[finder.text_of[starts], k] = True
        for k, spans in enumerate(cancelled):
            texts = finder.text_of[[start for start, _ in spans]]
            barred[texts, k] |= ~seeded[texts, k]
        return _ordered(found, finder.text_of), barred

    def _cancelled(
        self, k: int, finder: "Places", barred: NDArray[np.bool_], language: str | None
    ) -> list[tuple[int, int]]:
        theme = self.themes[k]
        seed_patterns = [p for s in theme.seeds for p in self._patterns(s.text, language)]
        spans: list[tuple[int, int]] = []
        for phrase in theme.exclude:
            if not speaks(phrase, language):
                continue
            for pattern in self._patterns(phrase.text, language):
                starts = finder.find(pattern)
                if any(_contains(pattern, seed) for seed in seed_patterns):
                    spans += [(int(s), int(s) + len(pattern)) for s in starts]
                else:
                    barred[finder.text_of[starts], k] = True
        return spans

    def _patterns(self, phrase: str, language: str | None) -> list[tuple[frozenset[int], ...]]:
        if self._n_forms != self.annotator.n_forms:  # a new word may be an inflection of any other
            self._n_forms = self.annotator.n_forms
            self._found: dict[tuple[str, str | None], list[tuple[frozenset[int], ...]]] = {}
        if (phrase, language) not in self._forms:
            self._forms[phrase, language] = self._forms_of(phrase, language)
        if (phrase, language) not in self._found:
            patterns = (self._pattern(words, language) for words in self._forms[phrase, language])
            self._found[phrase, language] = list(dict.fromkeys(pattern for pattern in patterns if pattern))
        return self._found[phrase, language]

    def _forms_of(self, phrase: str, language: str | None) -> list[tuple[str, ...]]:
        """The phrase in words, joined up or split as compounds are, each word in lower case."""
        phrase = unicodedata.normalize("NFC", phrase.strip())  # as texts are
        words = re.split(r"[\s\-‐‑–]+", phrase)
        forms = [phrase]
        if len(words) == 2 and not any("*" in w for w in words):
            forms.append("".join(words))
        one = len(words) == 1 and len(phrase) <= _LONGEST_WORD and phrase.isalpha()
        if one and (phrase if language in (None, "en") else phrase[1:]).islower():  # a capital may be that of any noun
            cuts = range(_SHORTEST_PART, len(phrase) - _SHORTEST_PART + 1)
            forms += [f"{phrase[:i]} {phrase[i:]}" for i in cuts]
        return [tuple(word for part in form.split() for word in self._words(part, language)) for form in forms]

    def _words(self, part: str, language: str | None) -> list[str]:
        wild = part.endswith("*") and len(part) > 1
        return [part.lower()] if wild else self.annotator.split(part, language)

    def _pattern(self, words: tuple[str, ...], language: str | None) -> tuple[frozenset[int], ...]:
        elements = tuple(
            self.annotator.starting_with(word[:-1])
            if word.endswith("*")
            else self.annotator.inflections(word, language, alone=len(words) == 1)
            for word in words
        )
        return elements if elements and all(elements) else ()


def speaks(phrase: Phrase, language: str | None) -> bool:
    """Whether a phrase speaks in texts of a language."""
    return phrase.language is None or phrase.language == (language or "en")


def _contains(longer: tuple[frozenset[int], ...], shorter: tuple[frozenset[int], ...]) -> bool:
    n = len(shorter)
    return any(all(a & b for a, b in zip(longer[i : i + n], shorter, strict=True)) for i in range(len(longer) - n + 1))


def _covered(start: int, length: int, spans: list[tuple[int, int]]) -> bool:
    return any(begin <= start and start + length <= end for begin, end in spans)


def _ordered(
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]], text_of: NDArray[np.int64]
) -> Matches:
    empty = np.zeros(0, dtype=np.int64)
    seed, first, last = (np.concatenate([empty, *(f[i] for f in found)]) for i in range(3))
    order = np.lexsort((seed, first))
    return Matches(text_of[first[order]], seed[order], first[order], last[order])


class Places:
    """Places of word sequences, found through the rarest word of each."""

    def __init__(self, tokens: Tokens) -> None:
        self.words = tokens.words
        self.order = np.argsort(tokens.words, kind="stable")
        self.sorted = tokens.words[self.order]
        self._present = frozenset(np.unique(self.sorted).tolist())
        self.text_of = tokens.text_of()

    def find(self, pattern: tuple[frozenset[int], ...]) -> NDArray[np.int64]:
        """Start tokens of `pattern`, of shape (n_places,), in order."""
        if not pattern or any(element.isdisjoint(self._present) for element in pattern):
            return np.zeros(0, dtype=np.int64)
        places = [self._places(element) for element in pattern]
        rarest = min(range(len(pattern)), key=lambda j: len(places[j]))
        starts = places[rarest] - rarest
        starts = starts[(starts >= 0) & (starts + len(pattern) <= len(self.words))]
        for j, element in enumerate(pattern):
            if j != rarest:
                starts = starts[np.isin(self.words[starts + j], list(element))]
        return np.sort(starts)

    def _places(self, element: frozenset[int]) -> NDArray[np.int64]:
        numbers = np.array(sorted(element), dtype=self.sorted.dtype)  # of another type, all words would be copied
        low = np.searchsorted(self.sorted, numbers)
        high = np.searchsorted(self.sorted, numbers, side="right")
        parts = [self.order[a:b] for a, b in zip(low, high, strict=True)]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
