"""Which passages to quote, and which of their sentences: about the theme, readable alone, from different voices."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import fsum

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from models.readable import Span, doer, excerpts, fluency, holds_doubt
from models.stems import stem, stop_stems
from models.vectors import StaticVectors, Vectors, unit
from schema import Theme

_WORD = re.compile(r"\w+")
_COMMON_WORD = re.compile(r"(?<![\w.])[a-z]\w*")
_REPEATED_FROM = 3
"""Passages that hold the same sentence, from which it is boilerplate."""
_CONSIDERED, _SURE = 500, 0.9
"""How many passages are looked at, the surest ones, and how sure these must be."""
_CLOSE, _DENSE, _SEEDS, _LENGTH, _IDEAL = 1.0, 0.5, 0.2, 0.3, 55
_SAME_PUBLISHER, _SAME_YEAR, _SAME_SUBTOPIC, _SAME_WORDS = 0.25, 0.1, 0.15, 1.0
_USUAL, _TELLING, _HEARD, _NAMED, _RARE = 0.9, 0.5, 0.25, 0.1, 1e-3
_PLAINLY, _BESIDE, _NEARER, _MANY, _A_VOCABULARY = 2.0, 1.0, 1, 50, 1000
"""Spreads above the corpus by which an excerpt must be alike to its theme, and, where there are `_MANY` passages, by
which what it says beside the seeds; and how many other themes may be nearer."""
_RICH, _OPENS, _SAME_START, _FALLS = 12, 0.3, 5, 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be quoted.

    Attributes
    ----------
    id, report_id, text : str
    score : float
        Its probability of the theme.
    evidence : tuple of str
        What spoke for the theme, as it stands in the text.
    sentence_ends : tuple of int
        Offsets behind each sentence; the last is ``len(text)``.
    publisher, year : str or None, int or None
    subtopics : tuple of int
        Sub-topics that it belongs to.
    """

    id: str
    report_id: str
    text: str
    score: float
    evidence: tuple[str, ...]
    sentence_ends: tuple[int, ...]
    publisher: str | None = None
    year: int | None = None
    subtopics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotable:
    """Whole sentences of a passage: ``text[start:end]``."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of a candidate that can be quoted, and what they are worth; `opens` if the first holds a seed."""

    candidate: Candidate
    span: Span
    words: frozenset[str]
    seeds: frozenset[str]
    opens: bool = False
    worth: float = 0.0

    @property
    def text(self) -> str:
        """The sentences."""
        return self.candidate.text[slice(*self.span)]


class Chooser:
    """Find and rate what can be quoted from one corpus; `choose` then chooses.

    Of each passage, the run of sentences that speaks of the theme most densely and can be read
    alone; then greedy maximal marginal relevance, with a penalty for a publisher, year or
    sub-topic already quoted, and for shared words. Only what holds a seed of the theme, is
    more alike to the theme than the corpus by two standard deviations, and more so than to all other
    themes but one, is taken, from each report once; where there are many passages, only what is so
    without its seeds as well. Not a sample: it shows what is said, not how often.

    Parameters
    ----------
    elsewhere : sequence of str
        Passages of the corpus, whatever they are about.
    themes : sequence of Theme
        All themes of the file, which an excerpt is held against.
    vectors : Vectors, optional
        By default the installed static vectors.

    References
    ----------
    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking for
    reordering documents and producing summaries. SIGIR, 335-336.
    """

    def __init__(self, elsewhere: Sequence[str], themes: Sequence[Theme], vectors: Vectors | None = None) -> None:
        self._stops = stop_stems()
        self._common = frozenset(word for text in elsewhere for word in _COMMON_WORD.findall(text))
        self._place = {theme.id: at for at, theme in enumerate(themes)}
        self._meaning = _Meaning(elsewhere, themes, vectors or StaticVectors())

    def excerpts(self, candidates: Sequence[Candidate], theme: Theme, n_seeds: int = 1) -> list[Excerpt]:
        """Return all that can be quoted on a theme.

        Parameters
        ----------
        candidates : sequence of Candidate
            The passages assigned to the theme.
        theme : Theme
        n_seeds : int
            Seeds without a word in common that an excerpt must hold; see `Seeds.needed`.
        """
        seeds, repeated = Seeds(theme), _repeated(candidates)
        sure = [one for one in candidates if one.score >= _SURE and seeds.held(one, (0, len(one.text)))]
        found = [
            Excerpt(one, span, _content(one.text[slice(*span)], self._stops), held, _opens(one, span, seeds))
            for one in sorted(sure, key=lambda one: (-one.score, one.id))[:_CONSIDERED]
            for span in excerpts(one.text, one.sentence_ends)
            if (held := seeds.held(one, span)) and not repeated & _sentences(one, span)
        ]
        found = [one for one in found if self._known(one.text) and _apart(one.seeds, _side_by_side(one)) >= n_seeds]
        return self._rated(found, theme, choosy=len(candidates) >= _MANY) if found else []

    def _known(self, text: str) -> bool:
        """Whether what a text says does something is a word of the corpus, no name; a small corpus cannot tell."""
        name = doer(text)
        return not name or len(self._common) < _A_VOCABULARY or name in self._common

    def _rated(self, found: list[Excerpt], theme: Theme, *, choosy: bool) -> list[Excerpt]:
        """Return the excerpts that are on the theme, with their worth; the `choosy` also look beside its seeds."""
        place = self._place[theme.id]
        likeness, nearer = self._meaning.likeness([one.text for one in found], place)
        on_theme = (likeness > self._meaning.usual[place]) & (nearer <= _NEARER)
        if choosy:
            beside, nearer = self._meaning.likeness([_beside_seeds(one) for one in found], place)
            on_theme &= (beside > _BESIDE) & (nearer <= _NEARER)
        telling = _telling(found, on_theme)
        close, dense = _ranked(likeness), _ranked(_density(found))
        return [
            replace(one, worth=_worth(one, float(close[i]), float(dense[i]), telling))
            for i, one in enumerate(found)
            if on_theme[i] and max(telling[seed] for seed in one.seeds) >= _TELLING
        ]


def choose(
    found: Sequence[Excerpt], most: int, quoted: Collection[str] = (), *, in_doubt: bool = False
) -> list[Quotable]:
    """Return what to quote, the best first; fewer than `most` where less can be quoted, or is worth much less.

    Parameters
    ----------
    found : sequence of Excerpt
        What `Chooser.excerpts` found.
    most : int
    quoted : collection of str
        Ids of reports not to be quoted again.
    in_doubt : bool
        Only what holds a word of doubt or dispute.
    """
    best: dict[str, Excerpt] = {}
    for one in found:
        known = best.get(one.candidate.id)
        if not in_doubt or holds_doubt(one.text):
            best[one.candidate.id] = one if known is None or one.worth > known.worth else known
    least = max((one.worth for one in found), default=0.0) - _FALLS
    left = [one for one in best.values() if one.candidate.report_id not in quoted and one.worth >= least]
    taken: list[Excerpt] = []
    while left and len(taken) < most:
        chosen = max(left, key=lambda one: (_marginal(one, taken), one.candidate.id))
        taken.append(chosen)
        left = [one for one in left if one.candidate.report_id != chosen.candidate.report_id]
    return [Quotable(one.candidate.id, *one.span) for one in taken]


def _worth(one: Excerpt, close: float, dense: float, telling: Mapping[str, float]) -> float:
    """Return how good an excerpt is by itself: sure, alike to the theme, full of its words, fluent, not long."""
    spoken = sum(sorted((telling[seed] for seed in one.seeds), reverse=True)[:3])
    length = abs(np.log(len(_WORD.findall(one.text)) / _IDEAL))
    fluent = fluency(one.candidate.text, one.span)
    fluent += _OPENS * one.opens
    return float(one.candidate.score + _CLOSE * close + _DENSE * dense + _SEEDS * spoken + fluent - _LENGTH * length)


def _marginal(one: Excerpt, taken: Sequence[Excerpt]) -> float:
    mine, worth = one.candidate, one.worth
    for other in (excerpt.candidate for excerpt in taken):
        worth -= _SAME_PUBLISHER * (mine.publisher is not None and mine.publisher == other.publisher)
        worth -= _SAME_YEAR * (mine.year is not None and mine.year == other.year)
        worth -= _SAME_SUBTOPIC * bool(set(mine.subtopics) & set(other.subtopics))
    shared = (len(one.words & other.words) / max(min(len(one.words), len(other.words)), 1) for other in taken)
    return worth - _SAME_WORDS * max(shared, default=0.0)


def _telling(found: Sequence[Excerpt], on_theme: NDArray[np.bool_]) -> dict[str, float]:
    """Return how often the excerpts that hold a seed are on the theme: rarely, for one with another common meaning."""
    seen: dict[str, list[bool]] = {}
    for one, true in zip(found, on_theme, strict=True):
        for seed in one.seeds:
            seen.setdefault(seed, []).append(bool(true))
    return {seed: (sum(some) + 0.5) / (len(some) + 1) for seed, some in seen.items()}


class Seeds:
    """The seeds of a theme, known again in the evidence of a passage in any inflection."""

    def __init__(self, theme: Theme) -> None:
        spoken = Counter(seed.language for seed in theme.seeds)
        self.n_seeds = spoken.pop(None, 0) + max(spoken.values(), default=0)  # in one language
        self._keys = {_key(seed.text) for seed in theme.seeds} | {_joined(seed.text) for seed in theme.seeds}
        self._starts = tuple(_joined(seed.text[:-1]) for seed in theme.seeds if seed.text.endswith("*"))

    def held(self, candidate: Candidate, span: Span) -> frozenset[str]:
        """Return the keys of the seeds that stand between the ends of a span."""
        part = candidate.text[slice(*span)]
        return frozenset(_key(phrase) for phrase in candidate.evidence if self.know(phrase) and phrase in part)

    def needed(self, evidence: Sequence[str]) -> int:
        """Return how many different seeds a passage must hold to be quoted.

        Two where the theme has many seeds, since some of many have other meanings. One more where hardly any is
        ever heard, or hardly any of its passages holds one: the corpus hardly speaks of the theme then.

        Parameters
        ----------
        evidence : sequence of str
            What spoke for the theme in each of its passages of the whole corpus, joined by "; ".
        """
        spoken = [{_key(phrase) for phrase in one.split("; ") if self.know(phrase)} for one in evidence]
        heard = frozenset[str]().union(*spoken)
        named = sum(map(bool, spoken))
        silent = len(heard) < _HEARD * self.n_seeds or named < _NAMED * len(evidence)
        return 1 + (self.n_seeds >= _RICH) + silent

    def know(self, phrase: str) -> bool:
        """Whether a phrase is a seed in some inflection."""
        joined = _joined(phrase)
        return (
            _key(phrase) in self._keys
            or joined in self._keys
            or (bool(self._starts) and joined.startswith(self._starts))
        )


@lru_cache(maxsize=50_000)
def _key(phrase: str) -> str:
    return " ".join(stem(word) for word in _WORD.findall(phrase.lower()))


def _apart(seeds: frozenset[str], side_by_side: frozenset[frozenset[str]]) -> int:
    """Return how many seeds have no word in common, as "privacy" and "data privacy" do, and make no one phrase."""
    taken: dict[str, set[str]] = {}
    for seed in sorted(seeds, key=lambda one: (len(one), one)):
        starts = {word[:_SAME_START] for word in seed.split()}
        if not any(starts & other or {seed, one} in side_by_side for one, other in taken.items()):
            taken[seed] = starts
    return len(taken)


def _side_by_side(one: Excerpt) -> frozenset[frozenset[str]]:
    """Return the pairs of seeds with no word between them somewhere: "the COVID-19 pandemic" names one thing."""
    spoken = [phrase for phrase in one.candidate.evidence if _key(phrase) in one.seeds]
    stand = sorted(
        (*found.span(), _key(phrase)) for phrase in spoken for found in re.finditer(re.escape(phrase), one.text)
    )
    return frozenset(
        frozenset({first, second})
        for (_, end, first), (start, _, second) in pairwise(stand)
        if not _WORD.search(one.text[end:start])
    )


def _opens(candidate: Candidate, span: Span, seeds: "Seeds") -> bool:
    """Whether the first sentence of a span holds a seed."""
    end = next((end for end in candidate.sentence_ends if end > span[0] + 1), span[1])
    return bool(seeds.held(candidate, (span[0], min(end, span[1]))))


def _beside_seeds(one: Excerpt) -> str:
    """Return what an excerpt says beside the phrases that spoke for its theme, which may have other meanings."""
    text = one.text
    for phrase in sorted(one.candidate.evidence, key=len, reverse=True):
        text = text.replace(phrase, " ")
    return text


def _joined(phrase: str) -> str:
    return "".join(_WORD.findall(phrase.lower()))


def _content(text: str, stops: frozenset[str]) -> frozenset[str]:
    return frozenset(one for word in _WORD.findall(text.lower()) if (one := stem(word)) not in stops and len(one) > 2)


def _sentences(candidate: Candidate, span: Span) -> frozenset[str]:
    """Return the sentences of a passage between the ends of a span, told by their words."""
    ends = candidate.sentence_ends
    return frozenset(
        " ".join(_WORD.findall(candidate.text[start:end].lower()))
        for start, end in zip((0, *ends), ends, strict=False)
        if start >= span[0] - 1 and end <= span[1] + 2
    )


def _repeated(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the sentences that stand in so many passages that they are boilerplate."""
    counts = Counter(sentence for one in candidates for sentence in _sentences(one, (0, len(one.text))))
    return frozenset(sentence for sentence, n in counts.items() if n >= _REPEATED_FROM)


def _density(found: Sequence[Excerpt]) -> NDArray[np.float64]:
    """Return how much of each excerpt are words that excerpts with several seeds share."""
    spoken, everywhere = Counter[str](), Counter[str]()
    for one in found:
        everywhere.update(one.words)
        spoken.update(dict.fromkeys(one.words, len(one.seeds) - 1))
    told = {word: float(np.log1p(n**2 / everywhere[word])) for word, n in spoken.items()}
    # the exact sum, since the order of a set is another in each process
    return np.array([fsum(told[word] for word in one.words) / max(len(one.words), 1) for one in found])


class _Meaning:
    """Mean word vectors of texts, rare words counting more, centred on a corpus, and how they lie to themes.

    `usual` are the likenesses to each theme that a tenth of the corpus passes.

    References
    ----------
    Arora, S., Liang, Y. and Ma, T. (2017). A simple but tough-to-beat baseline for sentence
    embeddings. ICLR.
    """

    def __init__(self, elsewhere: Sequence[str], themes: Sequence[Theme], vectors: Vectors) -> None:
        self._vectors = vectors
        self._places: dict[str, int] = {}
        self._known = np.zeros((0, vectors.embed(["a"]).shape[1]))
        counts = Counter(word for text in elsewhere for word in _words(text))
        total = max(sum(counts.values()), 1)
        self._rarity = {word: _RARE / (_RARE + n / total) for word, n in counts.items()}
        means = self._means(elsewhere)
        self._centre = means.mean(axis=0) if len(elsewhere) else np.zeros(self._known.shape[1])
        about = [" ".join([one.label, one.description, *(seed.text for seed in one.seeds)]) for one in themes]
        self._aims = unit(self._means(about) - self._centre)
        cosines = unit(means - self._centre) @ self._aims.T
        enough = len(elsewhere) > 1
        self._level = cosines.mean(axis=0) if enough else np.zeros(len(themes))
        self._spread = np.maximum(cosines.std(axis=0), _RARE) if enough else np.ones(len(themes))
        usual = (np.quantile(cosines, _USUAL, axis=0) - self._level) / self._spread if enough else self._level
        self.usual = np.maximum(usual, _PLAINLY) if enough else np.full(len(themes), -np.inf)

    def likeness(self, texts: Sequence[str], theme: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Likeness of texts to one theme, and how many other themes are nearer, each of shape (n_texts,)."""
        cosines = unit(self._means(texts) - self._centre) @ self._aims.T
        likenesses = np.asarray((cosines - self._level) / self._spread, dtype=np.float64)
        return likenesses[:, theme], (likenesses > likenesses[:, [theme]]).sum(axis=1)

    def _means(self, texts: Sequence[str]) -> NDArray[np.float64]:
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


def _ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each value's rank, from 0 for the lowest to 1 for the highest; the same values have the same."""
    return np.asarray((pd.Series(values).rank() - 1) / max(len(values) - 1, 1), dtype=np.float64)
