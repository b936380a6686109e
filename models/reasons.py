"""What spoke for themes in passages: phrases that stand there, words that pulled, and the nearest seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.batch import Pairs
from models.features import Spans, Vocabulary
from models.seeds import SeedMatcher, speaks

_WORDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """Where seeds of a theme stand in a passage, in the order of its text.

    Attributes
    ----------
    phrases : tuple of str
        As they stand there, each once.
    places : tuple of (int, int)
        Each first character and the one after the last, of every seed that stands there.
    """

    phrases: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


_NOWHERE = Standing((), ())


def standing(matcher: SeedMatcher, spans: Spans, texts: Sequence[str], pairs: Pairs) -> list[Standing]:
    """Return where the seeds of a theme stand in a passage, one entry a pair; nothing where none does."""
    n_themes = len(matcher.themes)
    asked = (pairs[0] * n_themes + pairs[1]).tolist()
    stands = spans.passage * n_themes + matcher.theme_of_seed[spans.seed]
    kept = np.isin(stands, asked)
    found: dict[int, list[tuple[int, int]]] = {}
    for key, start, end in zip(*(column[kept].tolist() for column in (stands, spans.start, spans.end)), strict=True):
        found.setdefault(key, []).append((start, end))
    told = {}
    for key, spots in found.items():
        places, text = tuple(sorted(set(spots))), texts[key // n_themes]
        told[key] = Standing(tuple(dict.fromkeys([text[start:end] for start, end in places])), places)
    return [told.get(key, _NOWHERE) for key in asked]


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """How words pull passages to themes.

    Attributes
    ----------
    vocabulary : Vocabulary
    tfidf : csr_matrix, shape (n_passages, n_terms)
    weights : ndarray of float64, shape (n_terms, n_themes)
    """

    vocabulary: Vocabulary
    tfidf: sp.csr_matrix
    weights: NDArray[np.float64]

    def words(self, pairs: Pairs) -> list[tuple[str, ...]]:
        """Return words and pairs of words that pulled a passage to a theme most, a word not beside its own pair."""
        passages, themes = pairs
        told: list[tuple[str, ...]] = []
        names: dict[int, str] = {}
        first_word = self.vocabulary.n_stems
        bounds = np.append(np.flatnonzero(np.diff(passages, prepend=-1)), len(passages))
        for low, high in pairwise(bounds.tolist()):
            held = slice(*self.tfidf.indptr[passages[low] : passages[low] + 2])
            terms, value = self.tfidf.indices[held], self.tfidf.data[held]
            terms, value = terms[terms >= first_word], value[terms >= first_word]
            pull = value[:, np.newaxis] * self.weights[np.ix_(terms, themes[low:high])]
            order = np.argsort(-pull, axis=0, kind="stable")
            for column in range(high - low):
                strongest = order[:, column]
                pulling = terms[strongest[pull[strongest, column] > 0]].tolist()
                told.append(self._shown(pulling, names))
        return told

    def _shown(self, terms: Sequence[int], names: dict[int, str]) -> tuple[str, ...]:
        shown: list[str] = []
        used: set[str] = set()
        for term in terms:
            if term not in names:
                names[term] = self.vocabulary.text(term)
            words = names[term].split()
            if used.isdisjoint(words):
                shown.append(names[term])
                used.update(words)
            if len(shown) == _WORDS_SHOWN:
                break
        return tuple(shown)


def nearest_seeds(
    matcher: SeedMatcher,
    vectors: NDArray[np.float32],
    meaning: NDArray[np.float64],
    languages: Sequence[str | None],
    pairs: Pairs,
) -> list[str]:
    """Return the seed of a theme whose vector is nearest to a passage's: what it means, where no seed stands in it.

    Of the seeds in the passage's language, where the theme has any.

    Parameters
    ----------
    matcher : SeedMatcher
    vectors : ndarray of float32, shape (n_seeds, n_dimensions)
    meaning : ndarray of float64, shape (n_passages, n_dimensions)
    languages : sequence of str or None, length n_passages
    pairs : Pairs
    """
    groups: dict[tuple[int, str | None], list[int]] = {}
    for at, (passage, theme) in enumerate(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)):
        groups.setdefault((theme, languages[passage]), []).append(at)
    told = [""] * len(pairs[0])
    for (theme, language), places in groups.items():
        every = np.flatnonzero(matcher.theme_of_seed == theme)
        own = [j for j in every.tolist() if speaks(matcher.seeds[j][1], language)] or every.tolist()
        near = meaning[pairs[0][places]] @ vectors[own].T
        for at, best in zip(places, near.argmax(axis=1).tolist(), strict=True):
            told[at] = matcher.seeds[own[best]][1].text
    return told
