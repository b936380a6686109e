"""Sub-topics of a theme: words that go together in its passages, and come back in random halves of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.factors import factors
from models.stems import stem, stop_stems

_A_SUBTOPIC = 20
"""Passages for each sub-topic looked for."""
_MOST_READ, _MOST_TERMS = 1500, 600
_TELLING, _COMMON = 2.5, 0.3
_NAMED, _COMPARED, _ALIKE = 3, 12, 0.25
Words = tuple[list[str], list[str]]
"""The stems of a text's words, and the words."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class SubTopic:
    """A sub-topic.

    Attributes
    ----------
    terms : tuple of str
        Its most telling words, in lower case and in the form in which they are commonest.
    forms : tuple of str
        These words in every form in which they stand in the passages.
    holds : tuple of int
        Indices of the passages that hold one of the forms.
    """

    terms: tuple[str, ...]
    forms: tuple[str, ...]
    holds: tuple[int, ...]


class SubTopicFinder:
    """Find the sub-topics of themes in one corpus.

    Non-negative factors of TF-IDF, over words that are commoner in a theme's passages than
    elsewhere. A factor is kept if both random halves of the passages, factorised by themselves,
    show one with much the same words. Deterministic. A passage may belong to several or to none.
    Not for saying how a theme divides: the number of sub-topics is a choice.

    Parameters
    ----------
    elsewhere : sequence of str
        Passages of the corpus, whatever they are about.
    language : str
        ISO 639-1 code of the language that most passages are in.

    References
    ----------
    Lee, D. D. and Seung, H. S. (1999). Learning the parts of objects by non-negative matrix
    factorization. Nature 401, 788-791. Boutsidis, C. and Gallopoulos, E. (2008). SVD based
    initialization: a head start for nonnegative matrix factorization. Pattern Recognition 41.
    """

    def __init__(self, elsewhere: Sequence[str], language: str = "en") -> None:
        self.language = language
        self._stops = stop_stems(language)
        self._stems: dict[str, str] = {}
        self._read: dict[str, Words] = {}
        self._elsewhere = _counted([self._keys(text) for text in elsewhere])
        self._n_elsewhere = max(len(elsewhere), 1)

    def find(self, texts: Sequence[str], most: int = 6) -> tuple[SubTopic, ...]:
        """Return the sub-topics of a theme's passages, largest first; none where there are few passages."""
        n_factors = min(most, len(texts) // _A_SUBTOPIC)
        if n_factors < 2:
            return ()
        read = [texts[i] for i in np.linspace(0, len(texts) - 1, min(len(texts), _MOST_READ)).astype(int)]
        keys = [self._keys(text) for text in read]
        telling = self._telling(keys)
        if len(telling) < 2 * _COMPARED:
            return ()
        matrix = _weighed(keys, list(telling)) @ sp.diags_array(np.log(list(telling.values())))
        order = np.random.default_rng(0).permutation(len(read))
        halves = [factors(matrix[np.sort(half)], n_factors) for half in np.array_split(order, 2)]
        named = [
            _names(factor, list(telling))
            for factor in factors(matrix, n_factors)
            if all(max(_likeness(factor, other) for other in half) >= _ALIKE for half in halves)
        ]
        found = self._described([keys for keys in dict.fromkeys(named) if keys], texts)
        return tuple(sorted(found, key=lambda one: (-len(one.holds), one.terms)))

    def _telling(self, texts: Sequence[Sequence[str]]) -> dict[str, float]:
        """Return words and pairs of some texts, but not most, and how many times as common they are as elsewhere."""
        here = _counted(texts)
        least, highest = max(3, len(texts) // 100), _COMMON * len(texts)
        size = len(texts) / self._n_elsewhere
        ratios = {key: n / (size * (self._elsewhere[key] + 1)) for key, n in here.items() if least <= n <= highest}
        told = sorted((key for key, ratio in ratios.items() if ratio > _TELLING), key=lambda key: (-here[key], key))
        return {key: ratios[key] for key in sorted(told[:_MOST_TERMS])}

    def _keys(self, text: str) -> list[str]:
        """Return the stems of the content words of a text and of its pairs of neighbouring ones."""
        stems, _ = self._words(text)
        return [one for one in stems if one] + [f"{one} {other}" for one, other in pairwise(stems) if one and other]

    def _words(self, text: str) -> Words:
        """Return the stems of a text's words, nothing for function words, and the words."""
        if text not in self._read:
            words = _WORD.findall(text.lower())
            for word in words:
                if word not in self._stems:
                    self._stems[word] = self._stemmed(word)
            self._read[text] = [self._stems[word] for word in words], words
        return self._read[text]

    def _stemmed(self, word: str) -> str:
        found = stem(word, self.language) if len(word) > 2 else ""
        return "" if found in self._stops else found

    def _described(self, named: Sequence[Sequence[str]], texts: Sequence[str]) -> list[SubTopic]:
        """Return the sub-topics of some stems, with the passages that hold one of their forms."""
        seen: dict[str, Counter[str]] = {key: Counter() for keys in named for key in keys}
        begins = {key.split()[0] for key in seen}
        for stems, words in map(self._words, texts):
            for start in (at for at, one in enumerate(stems) if one in begins):
                for end in (start + 1, start + 2):
                    key = " ".join(stems[start:end])
                    if key in seen and end <= len(stems):
                        seen[key][" ".join(words[start:end])] += 1
        lowered = [text.lower() for text in texts]
        return [_subtopic([seen[key] for key in keys], lowered) for keys in named]


def _counted(texts: Sequence[Sequence[str]]) -> Counter[str]:
    """Return in how many texts each of their words and pairs stands."""
    return Counter(chain.from_iterable(map(set, texts)))


def _weighed(texts: Sequence[Sequence[str]], keys: Sequence[str]) -> sp.csr_array:
    """Return the damped counts of some words times their inverse document frequency, rows of unit length."""
    place = {key: at for at, key in enumerate(keys)}
    held = [[place[key] for key in text if key in place] for text in texts]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in held])])
    column = np.array([at for one in held for at in one], dtype=np.int64)
    counts = sp.csr_array((np.ones(len(column)), column, ends), shape=(len(texts), len(keys)))
    counts.sum_duplicates()
    seen = np.bincount(counts.indices, minlength=len(keys))
    counts.data = 1 + np.log(counts.data)
    weighed = counts @ sp.diags_array(np.log((1 + len(texts)) / (1 + seen)) + 1)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sp.csr_array(sp.diags_array(1 / np.maximum(lengths, 1e-9)) @ weighed)


def _subtopic(seen: Sequence[Counter[str]], lowered: Sequence[str]) -> SubTopic:
    terms = tuple(min(forms, key=lambda form: (-forms[form], form)) for forms in seen)
    every = sorted({form for forms in seen for form in forms})
    begins = {form.split()[0] for form in every}
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in every)
    stands = re.compile(rf"(?<!\w)(?:{either})(?!\w)")
    near = {i for word in begins for i, text in enumerate(lowered) if word in text}
    return SubTopic(terms, tuple(every), tuple(i for i in sorted(near) if stands.search(lowered[i])))


def _likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the part of their strongest terms that two factors share."""
    first, second = (set(np.argsort(-factor, kind="stable")[:_COMPARED].tolist()) for factor in (one, other))
    return len(first & second) / len(first | second)


def _names(factor: NDArray[np.float64], vocabulary: list[str]) -> tuple[str, ...]:
    """Return a factor's strongest terms, each saying something that those before it do not."""
    named: list[str] = []
    for i in np.argsort(-factor, kind="stable").tolist():
        words = set(vocabulary[i].split())
        if factor[i] > 0 and not any(words & set(one.split()) for one in named):
            named.append(vocabulary[i])
        if len(named) == _NAMED:
            break
    return tuple(named)
