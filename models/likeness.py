"""How near texts lie to themes in meaning: mean word vectors, set against what is usual in their language."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.languages import Groups, less, means, numbered, scales
from models.vectors import Vectors, unit
from schema import Theme

_WORD = re.compile(r"\w+")
_USUAL, _PLAINLY, _RARE, _ENOUGH = 0.9, 2.0, 1e-3, 30
"""What speaks of a theme is nearer to it than this part of the corpus, and than its mean by so many spreads; how
rare a word is that counts half; texts, from which a language has a usual likeness of its own."""

Floats = NDArray[np.float64]


class Likeness:
    """How texts lie to themes, by the mean vectors of their words, rare words counting more.

    The vectors are centred on the texts of the same language, and likenesses are cosines in spreads above the mean
    of these texts. In each language a theme is what its seeds of that language say, and all that it says
    where it has none. Not for a language that none of the corpus is in: its texts are like no theme.

    Parameters
    ----------
    elsewhere : sequence of str
        Passages of the corpus, whatever they are about.
    languages : sequence of str
        ISO 639-1 code of the language of each.
    themes : sequence of Theme
    vectors : Vectors

    References
    ----------
    Arora, S., Liang, Y. and Ma, T. (2017). A simple but tough-to-beat baseline for sentence
    embeddings. ICLR.
    """

    def __init__(
        self, elsewhere: Sequence[str], languages: Sequence[str], themes: Sequence[Theme], vectors: Vectors
    ) -> None:
        self._vectors = vectors
        self._places: dict[str, int] = {}
        self._known = np.zeros((0, vectors.embed(["a"]).shape[1]))
        self._languages = sorted(set(languages)) or [""]
        groups = numbered(languages, self._languages)
        self._rarity = _rarity(elsewhere, languages)
        seen = self._means(elsewhere)
        shape = (len(self._languages), len(themes))
        self._centres = means(seen, groups) if len(seen) else np.zeros((1, self._known.shape[1]))
        said = [[_said(theme, language) for theme in themes] for language in self._languages]
        self._aims = np.array([unit(self._means(some) - self._centres[at]) for at, some in enumerate(said)])
        self._levels, self._spreads, self._usual = np.zeros(shape), np.ones(shape), np.full(shape, -np.inf)
        if len(seen) > 1:
            self._levels, self._spreads = scales(self._cosines(seen, groups), groups, _level_and_spread)
            self._usual = _usual(self._spreads_above(seen, groups), groups)

    def of(self, texts: Sequence[str], languages: Sequence[str], theme: int) -> tuple[Floats, NDArray[np.int64]]:
        """Likeness of texts to one theme, and how many other themes are nearer, each of shape (n_texts,)."""
        groups = numbered(languages, self._languages)
        likenesses = self._spreads_above(self._means(texts), groups)
        likenesses[groups < 0] = -np.inf
        return likenesses[:, theme], (likenesses > likenesses[:, [theme]]).sum(axis=1)

    def usual(self, languages: Sequence[str], theme: int) -> Floats:
        """What a tenth of the corpus in each text's language passes in likeness to one theme, 2 or more; (n_texts,)."""
        return np.asarray(self._usual[numbered(languages, self._languages), theme])

    def _spreads_above(self, vectors: Floats, groups: Groups) -> Floats:
        return np.asarray((self._cosines(vectors, groups) - self._levels[groups]) / self._spreads[groups])

    def _cosines(self, vectors: Floats, groups: Groups) -> Floats:
        """Cosines of texts to the themes as their language tells them, of shape (n_texts, n_themes)."""
        towards = unit(less(vectors, self._centres, groups))
        out = np.zeros((len(vectors), self._aims.shape[1]))
        for number, aims in enumerate(self._aims):
            out[groups == number] = towards[groups == number] @ aims.T
        return out

    def _means(self, texts: Sequence[str]) -> Floats:
        words = [_words(text) for text in texts]
        self._learn(sorted({word for some in words for word in some if word not in self._places}))
        column = np.array([self._places[word] for some in words for word in some], dtype=np.int64)
        sizes = np.array([len(some) for some in words], dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(sizes)])
        sums = sp.csr_array((np.ones(len(column)), column, ends), shape=(len(texts), len(self._known))) @ self._known
        return np.asarray(sums / np.maximum(sizes, 1)[:, np.newaxis], dtype=np.float64)

    def _learn(self, words: list[str]) -> None:
        """Keep the vectors of words not seen before."""
        rarity = np.array([self._rarity.get(word, 1.0) for word in words])
        vectors = self._vectors.embed(words).astype(np.float64) * rarity[:, np.newaxis] if words else self._known[:0]
        self._places |= {word: len(self._places) + at for at, word in enumerate(words)}
        self._known = np.concatenate([self._known, vectors])


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if len(word) > 2]


def _rarity(texts: Sequence[str], languages: Sequence[str]) -> dict[str, float]:
    """Return what each word weighs, by the language that it is commonest in."""
    rarity: dict[str, float] = {}
    for language in set(languages):
        spoken = zip(texts, languages, strict=True)
        counts = Counter(word for text, code in spoken if code == language for word in _words(text))
        total = counts.total()
        for word, n in counts.items():
            rarity[word] = min(rarity.get(word, 1.0), _RARE / (_RARE + n / total))
    return rarity


def _said(theme: Theme, language: str) -> str:
    own = [seed.text for seed in theme.seeds if seed.language == language]
    return " ".join(own or [theme.label, theme.description, *(seed.text for seed in theme.seeds)])


def _level_and_spread(cosines: Floats) -> tuple[Floats, Floats]:
    return cosines.mean(axis=0), np.maximum(cosines.std(axis=0), _RARE)


def _usual(likenesses: Floats, groups: Groups) -> Floats:
    """Return what few texts of a language pass, of shape (n_languages, n_themes); few of all for a rare language."""
    of_all = np.quantile(likenesses, _USUAL, axis=0)
    parts = [likenesses[groups == number] for number in range(int(groups.max()) + 1)]
    return np.maximum([np.quantile(p, _USUAL, axis=0) if len(p) >= _ENOUGH else of_all for p in parts], _PLAINLY)
