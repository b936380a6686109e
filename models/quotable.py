"""Which passages to quote, and which of their sentences: about the theme, readable alone, from different voices."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.announcing import narrates
from models.likeness import Likeness
from models.naming import Names
from models.readable import Span, doer, excerpts, fluency, holds_doubt
from models.seed_evidence import Seeds, apart, beside
from models.stems import stem, stop_stems
from models.vectors import StaticVectors, Vectors
from schema import Theme

_WORD = re.compile(r"\w+")
_REPEATED_FROM = 3
"""Passages that hold the same sentence, from which it is boilerplate."""
_CONSIDERED, _SURE = 500, 0.85
"""How many passages are looked at, the surest ones, and how sure these must be."""
_CLOSE, _DENSE, _SEEDS, _LENGTH, _IDEAL = 1.0, 0.5, 0.2, 0.3, 55
_SAME_PUBLISHER, _SAME_YEAR, _SAME_SUBTOPIC, _SAME_WORDS = 0.25, 0.1, 0.15, 1.0
_ALONE, _SEVERAL, _OPENS, _A_NAME, _NARRATED = 0.5, 0.3, 0.3, 0.3, 0.6
_TELLING, _A_VOCABULARY, _MOST_NAMES, _FEW, _FALLS, _THE_SAME = 0.5, 1000, 2, 3, 0.3, 0.7
_BESIDE, _PLAINLY, _CLEARLY, _NEARER, _MANY = 1.0, 2.0, 3.0, 1, 50
"""Spreads above the corpus by which what an excerpt says beside the seeds is alike to its theme, where there are
`_MANY` passages; those by which the rest and the whole make up for a seed; and how many themes may be nearer."""


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
    language : str
        ISO 639-1 code of its language.
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
    language: str = "en"
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
    """Sentences of a candidate that can be quoted, and what they are worth.

    `opens` if the first holds a seed, `firm` if they hold as many seeds as a theme asks for.
    """

    candidate: Candidate
    span: Span
    words: frozenset[str]
    seeds: frozenset[str]
    opens: bool = False
    firm: bool = False
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
    themes but one, is taken, from each report as often as `choose` is told; where there are many
    passages, only what is so without its seeds as well, turns on no name, and does not tell what its
    authors did. One seed fewer than asked for is enough where no theme is nearer and the likeness is
    plain without the seeds, or the seed has several words; of these, three at most are chosen. Not a
    sample: it shows what is said, not how often.

    Parameters
    ----------
    elsewhere, languages, themes
        As in `models.likeness.Likeness`; an excerpt is held against all themes of the file.
    vectors : Vectors, optional
        By default the installed static vectors.

    References
    ----------
    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking for
    reordering documents and producing summaries. SIGIR, 335-336.
    """

    def __init__(
        self,
        elsewhere: Sequence[str],
        languages: Sequence[str],
        themes: Sequence[Theme],
        vectors: Vectors | None = None,
    ) -> None:
        self._stops = stop_stems()
        self._names = Names(elsewhere)
        self._place = {theme.id: at for at, theme in enumerate(themes)}
        self._likeness = Likeness(elsewhere, languages, themes, vectors or StaticVectors())

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
        sure = [one for one in candidates if one.score >= _SURE and seeds.held(one.evidence, one.text, one.language)]
        found = [
            Excerpt(one, span, _content(one.text[slice(*span)], self._stops), held, _opens(one, span, seeds))
            for one in sorted(sure, key=lambda one: (-one.score, one.id))[:_CONSIDERED]
            for span in excerpts(one.text, one.sentence_ends, seeds.places(one.evidence, one.text, one.language))
            if (held := seeds.held(one.evidence, one.text[slice(*span)], one.language))
            and not repeated & _sentences(one, span)
        ]
        found = [one for one in found if self._known(one)]
        return self._rated(found, theme, n_seeds, choosy=len(candidates) >= _MANY) if found else []

    def _known(self, one: Excerpt) -> bool:
        """Whether what an English text says does something is a word of the corpus, and no name."""
        name = doer(one.text) if self._tells_names(one) else ""
        return not name or name in self._names.usual

    def _named(self, one: Excerpt) -> tuple[int, bool]:
        """How many names a text holds that the corpus hardly knows, and whether it turns on one."""
        found = self._names.find(one.text, {phrase.lower() for phrase in one.candidate.evidence})
        return (
            (self._names.n_strange(found), any(name.matters for name in found))
            if self._tells_names(one)
            else (0, False)
        )

    def _tells_names(self, one: Excerpt) -> bool:
        """Whether a corpus can tell names from words: of English, and not from a few texts."""
        return one.candidate.language == "en" and len(self._names.usual) >= _A_VOCABULARY

    def _rated(self, found: list[Excerpt], theme: Theme, n_seeds: int, *, choosy: bool) -> list[Excerpt]:
        """Return the excerpts that are on the theme, with their worth; the `choosy` also look beside its seeds."""
        stands = self._standing(found, self._place[theme.id])
        n_apart = np.array([apart(one.seeds, one.candidate.evidence, one.text) for one in found])
        told = stands.near & (stands.rest > _BESIDE) & (stands.nearer_rest <= _NEARER) if choosy else stands.near
        telling = _telling([(one, bool(on)) for one, on, n in zip(found, told, n_apart, strict=True) if n >= n_seeds])
        meant = np.array([max(telling.get(seed, 0.0) for seed in one.seeds) >= _TELLING for one in found])
        phrases = np.array([any(" " in seed for seed in one.seeds) for one in found])
        chosen = told & meant & (n_apart >= n_seeds) | stands.plainly(phrases) & (n_apart >= n_seeds - 1)
        named = [self._named(one) for one in found]
        firm = n_apart >= n_seeds
        if choosy:  # what little speaks for must be clear of names altogether
            chosen &= np.array(
                [n <= _MOST_NAMES * sure and not turns for (n, turns), sure in zip(named, firm, strict=True)]
            )
            chosen &= np.array([not narrates(one.text) for one in found])
        close, dense, alone = _ranked(stands.whole), _ranked(_density(found)), _ranked(stands.rest)
        likened = _CLOSE * close + _DENSE * dense + _ALONE * alone + _SEVERAL * (n_apart > 1)
        return [
            replace(one, firm=bool(firm[i]), worth=_worth(one, telling, sum(named[i])) + float(likened[i]))
            for i, one in enumerate(found)
            if chosen[i]
        ]

    def _standing(self, found: Sequence[Excerpt], place: int) -> "_Standing":
        languages, texts = [one.candidate.language for one in found], [one.text for one in found]
        without = [beside(one.candidate.evidence, one.text) for one in found]
        whole, nearer = self._likeness.of(texts, languages, place)
        near = (whole > self._likeness.usual(languages, place)) & (nearer <= _NEARER)
        return _Standing(near, whole, nearer, *self._likeness.of(without, languages, place))


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """How excerpts stand to a theme: likeness of the whole and of the rest, without its seeds, and themes nearer."""

    near: NDArray[np.bool_]
    whole: NDArray[np.float64]
    nearer: NDArray[np.int64]
    rest: NDArray[np.float64]
    nearer_rest: NDArray[np.int64]

    def plainly(self, phrases: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether no theme is nearer and the whole is clearly near, as is the rest, or a seed has several words."""
        rest = (self.rest > _PLAINLY) & (self.nearer_rest == 0)
        return np.asarray(self.near & (self.nearer == 0) & (self.whole > _CLEARLY) & (rest | phrases))


def choose(
    found: Sequence[Excerpt], most: int, quoted: Collection[str] = (), *, each: int = 1, in_doubt: bool = False
) -> list[Quotable]:
    """Return what to quote, the best first; fewer than `most` where less can be quoted, or is worth much less.

    Parameters
    ----------
    found : sequence of Excerpt
        What `Chooser.excerpts` found.
    most : int
    quoted : collection of str
        Ids of reports not to be quoted again.
    each : int
        Passages of one report at most.
    in_doubt : bool
        Only what holds a word of doubt or dispute.
    """
    best: dict[str, Excerpt] = {}
    for one in found:
        known = best.get(one.candidate.id)
        if not in_doubt or holds_doubt(one.text):
            best[one.candidate.id] = one if known is None or one.worth > known.worth else known
    left = [one for one in best.values() if one.candidate.report_id not in quoted]
    taken: list[Excerpt] = []
    while left and len(taken) < most:
        chosen = max(left, key=lambda one: (_marginal(one, taken), one.candidate.id))
        if len(taken) >= _FEW and not chosen.firm:
            left.remove(chosen)
            continue
        if len(taken) >= _FEW and chosen.worth < min(one.worth for one in taken) - _FALLS:
            break
        taken.append(chosen)
        mine = [one for one in taken if one.candidate.report_id == chosen.candidate.report_id]
        left = [one for one in left if len(mine) < each or one.candidate.report_id != chosen.candidate.report_id]
        left = [one for one in left if one is not chosen and _shared(one, [chosen]) < _THE_SAME]
    return [Quotable(one.candidate.id, *one.span) for one in taken]


def _worth(one: Excerpt, telling: Mapping[str, float], n_names: int) -> float:
    """Return how good an excerpt is by itself: sure, full of telling seeds, fluent, not long, not on its author."""
    spoken = sum(sorted((telling.get(seed, _TELLING) for seed in one.seeds), reverse=True)[:3])
    length = abs(np.log(len(_WORD.findall(one.text)) / _IDEAL))
    fluent = fluency(one.candidate.text, one.span) + _OPENS * one.opens - _A_NAME * n_names
    return float(one.candidate.score + _SEEDS * spoken + fluent - _NARRATED * narrates(one.text) - _LENGTH * length)


def _marginal(one: Excerpt, taken: Sequence[Excerpt]) -> float:
    mine, worth = one.candidate, one.worth
    for other in (excerpt.candidate for excerpt in taken):
        worth -= _SAME_PUBLISHER * (mine.publisher is not None and mine.publisher == other.publisher)
        worth -= _SAME_YEAR * (mine.year is not None and mine.year == other.year)
        worth -= _SAME_SUBTOPIC * bool(set(mine.subtopics) & set(other.subtopics))
    return worth - _SAME_WORDS * _shared(one, taken)


def _shared(one: Excerpt, taken: Sequence[Excerpt]) -> float:
    """Return the largest part of its words that an excerpt, or one of some others, shares with the other."""
    shared = (len(one.words & other.words) / max(min(len(one.words), len(other.words)), 1) for other in taken)
    return max(shared, default=0.0)


def _telling(found: Sequence[tuple[Excerpt, bool]]) -> dict[str, float]:
    """Return how often the excerpts that hold a seed are on the theme: rarely, for one with another common meaning."""
    seen: dict[str, list[bool]] = {}
    for one, on_theme in found:
        for seed in one.seeds:
            seen.setdefault(seed, []).append(on_theme)
    return {seed: (sum(some) + 0.5) / (len(some) + 1) for seed, some in seen.items()}


def _opens(candidate: Candidate, span: Span, seeds: Seeds) -> bool:
    """Whether the first sentence of a span holds a seed."""
    end = next((end for end in candidate.sentence_ends if end > span[0] + 1), span[1])
    return bool(seeds.held(candidate.evidence, candidate.text[span[0] : min(end, span[1])], candidate.language))


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


def _ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each value's rank, from 0 for the lowest to 1 for the highest; the same values have the same."""
    return np.asarray((pd.Series(values).rank() - 1) / max(len(values) - 1, 1), dtype=np.float64)
