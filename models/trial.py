"""One theme tried on a corpus at once, beside a finder that was fitted there.

Everything that needs all themes stays as the finder has it: the corpus's spaces, the usual
spreads of ranks, and the curve from ranks to probabilities. Only the theme's own ranks are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit

from models.calibration import HiddenSeeds, Ranks
from models.features import SeedCounts, Spans
from models.hiding import rounds_of
from models.presence import Presence, SeedRanks
from models.ranking import NEAR, ThemeWords
from models.scales import least_spread, null_scale
from models.seedcheck import NEARLY_ALL, strays
from models.seeded import DECIDED_AT, Rankers, ThemeFinder, held, read_themes
from models.seeds import SeedMatcher
from models.stems import stem
from models.withheld import Withheld
from schema import Phrase, Theme

_PRIOR_TERMS = 500.0
_LIKELY, _SURE, _DOUBTED = 0.2, 0.9, 0.7  # probabilities
_TELLING = 2.0  # standard errors
_TRIED, _SHOWN = 24, 8  # phrases
_FEWEST = 2  # passages
_KEPT = 8  # answers
_AWAY = 0.5  # of a phrase's passages that hold no seed
_NEARER = 2  # other themes
_ON_THEME, _OFF_THEME = 0.5, 0.25  # of a phrase's passages that the theme takes


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """What one theme takes of the corpus.

    Attributes
    ----------
    theme : Theme
    probability : ndarray of float64, shape (n_passages,)
    assigned, seeded : ndarray of bool, shape (n_passages,)
        Whether the theme takes the passage, and whether a seed stands in it.
    presence : float
        Probability that the corpus speaks of the theme, as far as it concerns passages without a seed.
    n_by_seed, n_taken_by_seed : tuple of int, length n_seeds
        Passages that each seed stands in, in the theme's order, and of these those that the theme takes.
    pull : ndarray of float64, shape (n_terms,)
        How much each term of the corpus speaks for the theme.
    vector : ndarray of float64, shape (n_dimensions,)
        What the theme means.
    spans : Spans
        Where its seeds stand.
    withheld : Withheld, optional
        Why none of the passages that hold a seed is taken; None where some are, or none holds one.
    """

    theme: Theme
    probability: NDArray[np.float64]
    assigned: NDArray[np.bool_]
    seeded: NDArray[np.bool_]
    presence: float
    n_by_seed: tuple[int, ...]
    n_taken_by_seed: tuple[int, ...]
    pull: NDArray[np.float64]
    vector: NDArray[np.float64]
    spans: Spans
    withheld: Withheld | None = None

    def doubted(self) -> bool:
        """Whether the corpus hardly seems to speak of it, so that none but passages with a seed are taken."""
        return bool(self.seeded.any()) and self.presence < DECIDED_AT

    def silent(self) -> list[str]:
        """Return seeds that match no passage."""
        return [seed.text for seed, n in zip(self.theme.seeds, self.n_by_seed, strict=True) if not n]

    def loud(self) -> list[str]:
        """Return seeds that match nearly every passage."""
        seeds = zip(self.theme.seeds, self.n_by_seed, strict=True)
        return [seed.text for seed, n in seeds if n >= NEARLY_ALL * len(self.assigned)]

    def astray(self) -> list[str]:
        """Return seeds that often mean something else, those of nearly every passage aside."""
        seeds = zip(self.theme.seeds, self.n_by_seed, self.n_taken_by_seed, strict=True)
        loud = self.loud()
        return [seed.text for seed, held, taken in seeds if strays(held, taken) and seed.text not in loud]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase of the corpus worth adding or excluding, and where it stands among the passages looked at.

    Attributes
    ----------
    phrase : str
    n_passages, n_reports : int
        Passages it stands in, in any inflection, and their reports.
    n_taken : int
        Of these passages, those that the theme takes.
    n_unseeded : int
        Of these passages, those in which no seed of the theme stands.
    """

    phrase: str
    n_passages: int
    n_reports: int
    n_taken: int
    n_unseeded: int


class Trial:
    """Try themes on the corpus of a fitted finder, one at a time, each well within a second.

    Parameters
    ----------
    finder : ThemeFinder
        Fitted.
    reports : ndarray of int64, shape (n_passages,)
        Number of each passage's report; of the passages that the finder was fitted on the first
        `n_passages`, so that others may have kept them company.

    Notes
    -----
    Not for a corpus that few themes were fitted on: the curve from ranks to probabilities is theirs.
    """

    def __init__(self, finder: ThemeFinder, reports: NDArray[np.int64]) -> None:
        self.finder = finder
        self.reports = reports
        self._kept: dict[tuple[Theme, tuple[str, ...]], Tried] = {}
        self._lock = Lock()  # phrases get their numbers from the corpus's annotator
        words = sp.csr_matrix(finder.corpus_.views[0].tfidf[: len(reports), finder.corpus_.vocabulary.n_stems :])
        self._stands = sp.csr_matrix((np.ones_like(words.data), words.indices, words.indptr), shape=words.shape)

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.reports)

    def try_theme(self, theme: Theme, left_out: tuple[str, ...] = ()) -> Tried:
        """Return what a theme takes.

        Parameters
        ----------
        theme : Theme
            With one seed or more.
        left_out : tuple of str
            Ids of the finder's themes that will not stand beside it.
        """
        asked = theme, left_out
        with self._lock:
            if asked not in self._kept:
                self._kept[asked] = self._try(theme, left_out)
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
            return self._kept[asked]

    def _try(self, theme: Theme, left_out: tuple[str, ...]) -> Tried:
        corpus = self.finder.corpus_
        _, words, seeds = read_themes((theme,), corpus)
        rounds = rounds_of(words.owner, 1, seeds)
        several, use = _Several(words, 1 + len(rounds)), np.concatenate([_all(words), *(~r.hidden for r in rounds)])
        rankers = Rankers(corpus, several, use, self.finder.rankers_)
        ranks = rankers.fit(several.counts(seeds))
        around = ranks.stretches[corpus.annotated.stretch_of]
        seeded = held(seeds.matched, words.owner, words.n_themes)
        rivals = self._rivals((theme.id, *left_out))
        alone = [Ranks(ranks.passages[:, [i]], around[:, [i]], rivals) for i in range(1 + len(rounds))]
        hidden = [HiddenSeeds(alone[i], one.hits, one.tested) for i, one in enumerate(rounds, start=1)]
        n = len(self)
        by_seed = SeedRanks.of([(alone[i].scores[:n], one) for i, one in enumerate(rounds, start=1)], words.owner)
        familiarity = corpus.spoken.familiarity((theme,), seeded[:n], corpus.meaning)
        presence = Presence.of(by_seed, words.owner, familiarity)
        before = self._before(alone[0])
        shift, at_seeds = self._shifts(before, seeded[:, 0], hidden, presence)
        odds = (before + np.where(seeded[:, 0], at_seeds, shift))[:n]
        probability = np.where(seeded[:n, 0], presence.at_seeds, presence.at_large) * expit(odds)
        kinds = corpus.views[0].kinds[:n]
        silent = corpus.peers.silent(seeded[:n], kinds, self.reports)[kinds, 0] | ~seeded[:n, 0].any()
        probability[seeds.barred[:n, 0] | (silent & ~seeded[:n, 0])] = 0.0
        assigned = probability >= DECIDED_AT
        matched = seeds.matched[:n]
        n_by_seed, n_taken = (tuple(map(int, np.asarray(m.sum(axis=0)).ravel())) for m in (matched, matched[assigned]))
        pull, vector = rankers.passages.term_weights_[:, 0], rankers.passages.themes_[0]
        holding, withheld = np.flatnonzero(seeded[:n, 0]), None
        if len(holding) and not assigned[holding].any():
            unrivalled = self._before(replace(alone[0], rivals=np.zeros_like(rivals)))
            odds_at = (before[holding], unrivalled[holding], at_seeds, float(presence.at_seeds[0]))
            names = self._nearest(holding, (theme.id, *left_out))
            withheld = Withheld.of(*odds_at, seeds.barred[holding, 0], names)
        return Tried(
            theme,
            probability,
            assigned,
            seeded[:n, 0],
            float(presence.at_large[0]),
            n_by_seed,
            n_taken,
            pull,
            vector,
            seeds.spans,
            withheld,
        )

    def _rivals(self, but: tuple[str, ...]) -> NDArray[np.float64]:
        """Highest rank of each passage for any theme of the file but some, of shape (n_passages, 1)."""
        scores = self.finder.ranks_.scores[:, self._others(but)]
        return np.asarray(scores.max(axis=1, initial=0.0))[:, None]

    def _nearest(self, passages: NDArray[np.int64], but: tuple[str, ...]) -> list[str]:
        """Ids of the themes that have these ranks; empty if there is no other theme."""
        others = np.flatnonzero(self._others(but))
        if not len(others):
            return [""] * len(passages)
        scores = self.finder.ranks_.scores[passages][:, others]
        return [self.finder.themes.ids[other] for other in others[scores.argmax(axis=1)].tolist()]

    def _others(self, but: tuple[str, ...]) -> NDArray[np.bool_]:
        return np.asarray(self.finder.heard_ & np.array([other not in but for other in self.finder.themes.ids]))

    def _before(self, ranks: Ranks) -> NDArray[np.float64]:
        """Log odds by the curve of all themes, of shape (n_passages,), before what `_shifts` says."""
        fitted = self.finder.calibration_
        total = fitted.total(ranks)
        centre, spread = null_scale(total)
        scaled = (total[:, 0] - centre[0]) / max(float(spread[0]), least_spread(fitted.scale_[1], self.finder.heard_))
        return np.asarray(fitted.slope_ * scaled + fitted.intercept_)

    def _shifts(
        self, odds: NDArray[np.float64], seeded: NDArray[np.bool_], hidden: list[HiddenSeeds], presence: Presence
    ) -> tuple[float, float]:
        """What this theme's own seeds take of its log odds, and where one of them stands (see `Calibration`)."""
        fitted = self.finder.calibration_
        told = [(fitted.joined_anew(h.ranks)[:, 0], h.hits[:, 0]) for h in hidden if h.tested[0]]
        by_hidden = fitted.by_hidden(told)
        shift = fitted.shift(by_hidden + fitted.by_seen(odds, seeded), float(presence.at_large[0]))
        return shift, max(fitted.shift(by_hidden, float(presence.at_seeds[0])), shift)

    def standing(self, phrases: Sequence[str]) -> SeedCounts:
        """Return where phrases stand as seeds would; of its passages the first `len` are those of this corpus."""
        corpus = self.finder.corpus_
        with self._lock:
            matcher = SeedMatcher((Theme("tried", "", "", "", tuple(map(Phrase, phrases))),), corpus.annotator)
            return corpus.annotated.seeds(matcher)

    def worth_adding(self, tried: Tried, inside: NDArray[np.bool_]) -> list[Suggestion]:
        """Return phrases that tell the theme's passages from others, and find some that no seed finds.

        Only phrases that mean something near the theme are returned (`_near`): in some dozens of passages
        names of places and turns of phrase also tell.

        Parameters
        ----------
        tried : Tried
        inside : ndarray of bool, shape (n_passages,)
            The passages looked at.

        References
        ----------
        Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words. Political Analysis
        16, 372-403 (log odds with an informative prior).
        """
        told = log_odds(self._stands, tried.assigned, tried.probability < _LIKELY)
        told[tried.pull[self._first :] <= 0] = 0.0
        found = self._placed(self._phrases(told, tried, near=True), tried, inside)
        return [s for s in found if s.n_unseeded and s.n_taken >= _ON_THEME * s.n_passages][:_SHOWN]

    def worth_excluding(self, tried: Tried, entering: NDArray[np.bool_], inside: NDArray[np.bool_]) -> list[Suggestion]:
        """Return phrases that tell doubtful passages from those surely on the theme.

        Doubtful are passages that hold a seed and are not taken, or barely, and some of those
        that an edit brought in.

        Parameters
        ----------
        tried : Tried
        entering, inside : ndarray of bool, shape (n_passages,)
            The passages that the edit brought in, and those looked at.
        """
        doubtful = (tried.seeded | entering) & (tried.probability < _DOUBTED)
        told = log_odds(self._stands, doubtful, tried.probability >= _SURE)
        found = self._placed(self._phrases(told, tried, near=False), tried, inside)
        # an excluded phrase shuts out every passage it stands in: one that seldom stands beside a seed is not its sense
        beside = [s for s in found if s.n_unseeded <= _AWAY * s.n_passages]
        return [s for s in beside if s.n_taken <= _OFF_THEME * s.n_passages][:_SHOWN]

    @property
    def _first(self) -> int:
        return self.finder.corpus_.vocabulary.n_stems

    def _phrases(self, told: NDArray[np.float64], tried: Tried, *, near: bool) -> list[str]:
        """The words and pairs that tell most; none that shares words with a better one, or is a part of a seed."""
        vocabulary = self.finder.corpus_.vocabulary
        parts = {stem(word) for seed in tried.theme.seeds for word in seed.text.lower().split()}
        found: list[str] = []
        used: set[str] = set()
        for i in np.argsort(-told, kind="stable"):
            if told[i] < _TELLING or len(found) == _TRIED:
                break
            phrase = vocabulary.text(int(i) + self._first)
            stems = {stem(word) for word in phrase.split()}
            if not phrase.replace(" ", "").isalpha() or stems & used or stems <= parts:
                continue
            if not near or self._near(phrase, tried):
                found.append(phrase)
                used |= stems
        return found

    def _near(self, phrase: str, tried: Tried) -> bool:
        """Whether a phrase is near a theme in meaning, and few other themes of the file are nearer to it."""
        level = self.finder.corpus_.passages
        with self._lock:
            vector = level.centred(level.meaning.phrase(phrase)[None])[0]
        own = float(vector @ tried.vector)
        others = np.array([theme != tried.theme.id for theme in self.finder.themes.ids])
        nearer = (self.finder.rankers_.passages.themes_ @ vector)[others] > own
        return own >= NEAR and int(nearer.sum()) <= _NEARER

    def _placed(self, phrases: list[str], tried: Tried, inside: NDArray[np.bool_]) -> list[Suggestion]:
        """Phrases with where they stand as seeds would; those of a seed or an excluded phrase are left out."""
        known = {phrase.text.casefold() for phrase in (*tried.theme.seeds, *tried.theme.exclude)}
        phrases = [phrase for phrase in phrases if phrase not in known]
        matched = sp.csc_matrix(self.standing(phrases).matched[: len(self)])
        found = []
        for number, phrase in enumerate(phrases):
            rows = matched.indices[matched.indptr[number] : matched.indptr[number + 1]]
            rows = rows[inside[rows]]
            taken, unseeded = int(tried.assigned[rows].sum()), int((~tried.seeded[rows]).sum())
            if len(rows) >= _FEWEST:
                n_reports = len(np.unique(self.reports[rows]))
                found.append(Suggestion(phrase, len(rows), n_reports, taken, unseeded))
        return found


def log_odds(stands: sp.csr_matrix, here: NDArray[np.bool_], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How strongly each term tells some passages from others, in standard errors.

    Log odds of the passages it stands in, with a prior in the proportions of both together.

    Parameters
    ----------
    stands : csr_matrix, shape (n_passages, n_terms)
        One where a term stands.
    here, there : ndarray of bool, shape (n_passages,)

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words. Political Analysis
    16, 372-403, equations 15, 16, 18 and 22.
    """
    a, b = (np.asarray(stands.T @ group.astype(np.float64)) for group in (here, there))
    if not a.sum() or not b.sum():
        return np.zeros(stands.shape[1])
    prior = _PRIOR_TERMS * (a + b) / (a + b).sum()
    logits, variance = [], np.zeros(len(a))
    for times in (a, b):
        times = np.maximum(times + prior, 1e-9)
        rest = times.sum() - times
        logits.append(np.log(times / rest))
        variance += 1 / times + 1 / rest
    told = (logits[0] - logits[1]) / np.sqrt(variance)
    return np.where(a >= _FEWEST, told, 0.0)


def _all(words: ThemeWords) -> NDArray[np.bool_]:
    return np.ones(len(words.owner), dtype=np.bool_)


class _Several(ThemeWords):
    """One theme's words several times over, so that all rounds of hidden seeds are ranked together."""

    def __init__(self, words: ThemeWords, times: int) -> None:
        self.owner = np.repeat(np.arange(times), len(words.owner))
        self.n_themes = times
        self.meaning = words.meaning
        self.seeds = np.tile(words.seeds, (times, 1))
        self._descriptions = np.repeat(words._descriptions, times, axis=0)
        self._closeness = np.tile(words._closeness, times)
        self._told = np.tile(words._told, times)

    def counts(self, seeds: SeedCounts) -> SeedCounts:
        """Counts of the seeds, repeated in the same way."""
        each = (seeds.passages, seeds.stretches, seeds.matched)
        passages, stretches, matched = (sp.csr_matrix(sp.hstack([m] * self.n_themes)) for m in each)
        return SeedCounts(passages, stretches, matched, seeds.barred, seeds.spans)
