"""From scores to probabilities without a label: what hidden seeds tell.

Hide some seeds of each theme, rank passages and stretches by the others, and look where the
hidden ones turn up. They tell, first, how much the stretch that a passage stands in speaks for
the passage, and how much another theme that it speaks of more speaks against (`weights_of`).
Then, among passages that are surely about the theme a hidden seed is found at a rate ``hit``,
among passages that surely are not at a rate ``stray``; in between the rate rises with the score
as the probability of the theme does::

    P(hidden seed | score) = stray + (hit - stray) * P(theme | score)

so that the curve of the hidden seeds, rescaled between its two ends, is the calibration.
It is fitted over all themes together, which a few dozen passages suffice for. ``hit`` may grow
with the score (`_growth`). A theme loses odds (`shift_`) as its hidden seeds turn up more rarely,
and, where none of its seeds stands, as fewer of its passages hold any of them, than other themes' do: a
theme that is absent also has its highest scores, but not its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.special import expit, xlogy

from models.presence import Presence
from models.scales import null_scale

# log slope, intercept, log odds of hit and of stray: as thirty themes gave them on the embedded reports
# (with all their seeds, and with five) and on posts; one theme's few hidden seeds tell little beside
_PRIOR_MEAN = np.array([0.2, -4.3, -3.3, -9.0])
_PRIOR_SPREAD = np.array([0.2, 0.5, 1.0, 2.0])
_BINS = 64
_SURE = 0.01  # of all passages and themes, taken to be on their theme
_HITS_NEEDED = 30
_HEAVIEST, _RIVAL = 6.0, 0.3  # times the passage's own score
_FASTEST = 0.2
_ALTERNATIONS = 3  # of the curve of all themes and what each theme differs by
_OWN_SPREAD, _ABSENT_SPREAD = 1.0, 4.0  # log odds that themes lose, those that are there and those that are not
_LUCK_SPREAD = 0.7  # standard deviation of the logarithm of a theme's hit rate
_SHIFTS, _LUCKS = np.linspace(-16.0, 4.0, 101), np.linspace(-3.0, 3.0, 25)  # log odds; in standard deviations
_OWN = np.exp(-((_SHIFTS / _OWN_SPREAD) ** 2) / 2) / _OWN_SPREAD
_ABSENT = np.where(_SHIFTS <= 0, 2 * np.exp(-((_SHIFTS / _ABSENT_SPREAD) ** 2) / 2) / _ABSENT_SPREAD, 0.0)
_VISIBLE = (0.2, 0.35, 0.6)  # of a theme's passages that hold a seed: believed as if three themes had told
_LEAST_LUCK = 0.25
_PER_ODD = 10  # cells a unit of log odds


@dataclass(frozen=True, slots=True)
class Ranks:
    """Ranks of passages for themes, in standard deviations; all of shape (n_passages, n_themes).

    Attributes
    ----------
    scores, stretches : ndarray of float64
        Of the passage, and of the stretch that it stands in.
    rivals : ndarray of float64
        The passage's highest for any other theme, not below zero.
    """

    scores: NDArray[np.float64]
    stretches: NDArray[np.float64]
    rivals: NDArray[np.float64]

    @classmethod
    def of(cls, scores: NDArray[np.float64], stretches: NDArray[np.float64], heard: NDArray[np.bool_]) -> "Ranks":
        """Ranks for all themes of a file; those that are `heard`, of shape (n_themes,), are each other's rivals."""
        if scores.shape[1] < 2 or not len(scores):
            return cls(scores, stretches, np.zeros_like(scores))
        among = np.where(heard, scores, -np.inf)
        second, first = np.partition(among, -2, axis=1)[:, -2:].T[:, :, None]
        return cls(scores, stretches, np.maximum(np.where(among == first, second, first), 0.0))


@dataclass(frozen=True, slots=True)
class HiddenSeeds:
    """Ranks made without some seeds, and where those seeds stand.

    Attributes
    ----------
    ranks : Ranks
    hits : ndarray of bool, shape (n_passages, n_themes)
        Whether a hidden seed of the theme stands in the passage.
    tested : ndarray of bool, shape (n_themes,)
        Themes that had a seed hidden.
    """

    ranks: Ranks
    hits: NDArray[np.bool_]
    tested: NDArray[np.bool_]

    def first(self, n: int) -> "HiddenSeeds":
        """The first n passages alone."""
        ranks = Ranks(self.ranks.scores[:n], self.ranks.stretches[:n], self.ranks.rivals[:n])
        return HiddenSeeds(ranks, self.hits[:n], self.tested)


class Calibration:
    """Probability of a theme from a passage's score, that of the stretch around it, and that of other themes.

    The probability is ``expit(slope * joined + intercept + shift)``, ``joined`` being the score plus
    `stretch_weight_` times the stretch's less `rival_weight_` times the strongest other theme's,
    scaled by the passages without the theme, and the shift the theme's own and never above zero, another where
    one of its seeds stands; all of it times the probability that the corpus speaks of the theme;
    slope and intercept are found with the two rates by penalised maximum likelihood.
    Not valid where seeds are ambiguous in the same way throughout (every seed of the theme
    also means something else); a labelled sample tells.

    References
    ----------
    Elkan, C. and Noto, K. (2008). Learning classifiers from only positive and unlabeled
    data. KDD, eq. 1 (the case without strays, and with a constant rate of labels).

    Li, K.-C. and Duan, N. (1989). Regression analysis under link violation. Annals of
    Statistics 17(3), 1009-1052 (why the weight may be found by a regression whose link is wrong).
    """

    def fit(
        self,
        rounds: Sequence[HiddenSeeds],
        ranks: Ranks,
        seeded: NDArray[np.bool_],
        there: Presence,
        n_company: int = 0,
    ) -> "Calibration":
        """Fit the curve on rounds of hidden seeds, for the ranks that all seeds gave.

        Parameters
        ----------
        rounds : sequence of HiddenSeeds
        ranks : Ranks
        seeded : ndarray of bool, shape (n_passages, n_themes)
            Whether a seed of the theme stands in the passage.
        there : Presence
            Probability that the corpus speaks of each theme: with it its passages' are multiplied.
        n_company : int
            Passages at the end that are company. What stretches and rivals say is learned from the others
            if these hold hidden seeds enough.

        Notes
        -----
        Themes of which no seed stands anywhere tell nothing of the others, and have no shift.
        """
        heard: NDArray[np.bool_] = np.asarray(seeded.any(axis=0))
        rounds = [HiddenSeeds(r.ranks, r.hits, r.tested & heard) for r in rounds]
        own = [r.first(len(seeded) - n_company) for r in rounds]
        told = sum(int(r.hits[:, r.tested].sum()) for r in own)
        self.stretch_weight_, self.rival_weight_ = weights_of(own if told >= _HITS_NEEDED else rounds)
        self.scale_ = null_scale(self.total(ranks), heard)
        scaled = [self.joined_anew(r.ranks, heard) for r in rounds]
        self.there_ = there
        self.shift_: NDArray[np.float64] = np.zeros(ranks.scores.shape[1])
        self.seeded_shift_: NDArray[np.float64] = self.shift_
        self.slope_ = 1.0
        for _ in range(_ALTERNATIONS):
            self._fit_curve([x + self.shift_ / self.slope_ for x in scaled], rounds)
            self._fit_shifts(scaled, rounds, self._odds(ranks), seeded, there)
            self.shift_[~heard] = self.seeded_shift_[~heard] = 0.0
        return self

    def _fit_curve(self, scaled: Sequence[NDArray[np.float64]], rounds: Sequence[HiddenSeeds]) -> None:
        """The curve of all themes, given what each theme's own log odds add to its scores."""
        cells = [_cells(x, r.hits, r.tested) for x, r in zip(scaled, rounds, strict=True)]
        score, n, hits = (np.concatenate([np.zeros(0), *(c[i] for c in cells)]) for i in range(3))
        self.growth_ = _growth(score, n, hits)

        def loss(parameters: NDArray[np.float64]) -> float:
            rate = _rate(parameters, self.growth_, score)
            likelihood = hits * np.log(rate) + (n - hits) * np.log1p(-rate)
            penalty = (((parameters - _PRIOR_MEAN) / _PRIOR_SPREAD) ** 2).sum() / 2
            return float(penalty - likelihood.sum())

        found = scipy.optimize.minimize(
            loss, _PRIOR_MEAN, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-6}
        )
        self.slope_, self.intercept_ = float(np.exp(found.x[0])), float(found.x[1])
        self.hit_rate_, self.stray_rate_ = float(expit(found.x[2])), float(expit(found.x[3]))

    def _fit_shifts(
        self,
        scaled: Sequence[NDArray[np.float64]],
        rounds: Sequence[HiddenSeeds],
        odds: NDArray[np.float64],
        seeded: NDArray[np.bool_],
        there: Presence,
    ) -> None:
        """Each theme's own log odds, given the curve; `odds` are those without any."""
        told = [
            self.by_hidden([(x[:, k], r.hits[:, k]) for x, r in zip(scaled, rounds, strict=True) if r.tested[k]])
            for k in range(odds.shape[1])
        ]
        by_hidden = np.array([self.shift(hits, there.at_seeds[k]) for k, hits in enumerate(told)])
        heard = seeded.any(axis=0)
        self.visibility_, self.luck_ = _visibility((odds + by_hidden)[:, heard], seeded[:, heard])
        both = [hits + self.by_seen(odds[:, k], seeded[:, k]) for k, hits in enumerate(told)]
        self.shift_ = np.array([self.shift(evidence, there.at_large[k]) for k, evidence in enumerate(both)])
        self.seeded_shift_ = np.maximum(by_hidden, self.shift_)

    @staticmethod
    def shift(evidence: NDArray[np.float64], there: float) -> float:
        """Log odds to take from a theme: the posterior mean, never above zero.

        Beforehand a theme that is there differs from the others by a normal amount, `_OWN_SPREAD`
        wide; one that hardly is there loses a half-normal one, `_ABSENT_SPREAD` wide. Odds are
        never added: strays of a common seed would look like a broader theme.

        Parameters
        ----------
        evidence : ndarray of float64, shape (n_shifts,)
            Log likelihood of each shift of the grid: that of hidden seeds, that of seen ones, or both.
        there : float
            Probability, beforehand, that the corpus speaks of the theme.
        """
        posterior = np.exp(evidence - evidence.max()) * (there * _OWN + (1 - there) * _ABSENT)
        return min(float(posterior @ _SHIFTS / posterior.sum()), 0.0)

    def by_hidden(self, rounds: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> NDArray[np.float64]:
        """Log likelihood of each shift by where a theme's hidden seeds turn up, of shape (n_shifts,).

        The theme's hit rate may differ from the others' (log-normal, `_LUCK_SPREAD` wide).

        Parameters
        ----------
        rounds : sequence of (ndarray of float64, ndarray of bool), each of shape (n_passages,)
            Joined scores without the hidden seeds, and whether one of these stands there.
        """
        if not rounds:
            return np.zeros(len(_SHIFTS))
        score = np.concatenate([scores for scores, _ in rounds])
        hits = np.concatenate([found for _, found in rounds]).astype(float)
        logit = self.slope_ * score + self.intercept_
        cell = np.clip(((logit + 8) * 3).astype(int), 0, _BINS - 1)
        n = np.bincount(cell, minlength=_BINS).astype(float)
        used = n > 0
        logit, score, hits, n = (
            *(np.bincount(cell, weights=w, minlength=_BINS)[used] / n[used] for w in (logit, score)),
            np.bincount(cell, weights=hits, minlength=_BINS)[used],
            n[used],
        )
        high = self.hit_rate_ * np.exp(self.growth_ * np.maximum(score, 0.0) + _LUCK_SPREAD * _LUCKS[:, None, None])
        rate = self.stray_rate_ + (high - self.stray_rate_) * expit(logit + _SHIFTS[:, None])
        rate = np.clip(rate, 1e-9, 1 - 1e-9)
        return _over_luck(np.log(rate) @ hits + np.log1p(-rate) @ (n - hits))

    def by_seen(self, odds: NDArray[np.float64], seeded: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Log likelihood of each shift by how many of a theme's passages hold a seed of it, of shape (n_shifts,).

        Their number is taken as Poisson, with the usual rate (`visibility_`) times a theme's own luck
        (log-normal, `luck_` wide).

        Parameters
        ----------
        odds : ndarray of float64, shape (n_passages,)
            Log odds before any shift.
        seeded : ndarray of bool, shape (n_passages,)
        """
        cell = np.clip(np.rint((odds + 15) * _PER_ODD).astype(int), 0, 30 * _PER_ODD)
        n = np.bincount(cell, minlength=30 * _PER_ODD + 1)
        probability = expit(np.arange(len(n)) / _PER_ODD - 15 + _SHIFTS[:, None])
        held = probability @ np.bincount(cell[seeded], minlength=len(n))
        expected = self.visibility_ * np.exp(self.luck_ * _LUCKS)[:, None] * (probability @ n) + 1e-9
        return _over_luck(xlogy(held, expected / np.maximum(held, 1e-300)) + held - expected)

    def predict(self, ranks: Ranks, seeded: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Probabilities of shape (n_passages, n_themes).

        `seeded`, of the same shape, tells where a seed of the theme stands: that hardly any of its passages
        holds one speaks against those that hold none.
        """
        there = np.where(seeded, self.there_.at_seeds, self.there_.at_large)
        shift = np.where(seeded, self.seeded_shift_, self.shift_)
        return np.asarray(there * expit(self._odds(ranks) + shift))

    def total(self, ranks: Ranks) -> NDArray[np.float64]:
        """Scores of passages, stretches and rivals as one."""
        return ranks.scores + self.stretch_weight_ * ranks.stretches - self.rival_weight_ * ranks.rivals

    def joined_anew(self, ranks: Ranks, heard: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Scores as one, each theme on the scale of the passages without it (`null_scale`)."""
        total = self.total(ranks)
        centre, spread = null_scale(total, heard)
        return np.asarray((total - centre) / spread)

    def _odds(self, ranks: Ranks) -> NDArray[np.float64]:
        """Log odds before any shift."""
        centre, spread = self.scale_
        return np.asarray(self.slope_ * (self.total(ranks) - centre) / spread + self.intercept_)


def _over_luck(likelihood: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log likelihood of each shift from that of each luck and shift, luck taken as standard normal."""
    most = likelihood.max(axis=0)
    weights = np.exp(-(_LUCKS**2) / 2)
    return np.asarray(np.log(weights @ np.exp(likelihood - most) / weights.sum()) + most)


def _visibility(odds: NDArray[np.float64], seeded: NDArray[np.bool_]) -> tuple[float, float]:
    """Share of a theme's passages that hold a seed of it: its median over themes, and its spread in logs."""
    probability = expit(odds)
    rates = ((probability * seeded).sum(axis=0) + 0.5) / (probability.sum(axis=0) + 1.0)
    told = np.log(np.concatenate([rates, _VISIBLE]))
    spread = float(scipy.stats.median_abs_deviation(told, scale="normal"))
    return float(np.exp(np.median(told))), max(spread, _LEAST_LUCK)


def weights_of(rounds: Sequence[HiddenSeeds]) -> tuple[float, float]:
    """How much a stretch's score says for a passage, and a rival's against, in units of the passage's own.

    The ratios of the weights in a logistic regression of hidden seeds, from 0 to 6 and from 0 to 0.3.
    Where each paragraph speaks of something else the stretch says nothing; in short posts on one
    subject it says much; fewer than thirty hidden seeds cannot tell which.
    """
    told = [r for r in rounds if r.hits[:, r.tested].any()]
    if not told:
        return 0.0, 0.0
    columns = [
        np.concatenate([getattr(r.ranks, name)[:, r.tested].ravel() for r in told])
        for name in ("scores", "stretches", "rivals")
    ]
    hits = np.concatenate([r.hits[:, r.tested].ravel() for r in told]).astype(float)
    steps = zip(columns, ((3, 3, _BINS), (3, 5, _BINS), (0, 2, _BINS)), strict=True)
    cell = np.zeros(len(hits), dtype=np.int64)
    for values, (least, per_unit, bins) in steps:
        cell = cell * bins + np.clip(((values + least) * per_unit).astype(int), 0, bins - 1)
    n = np.bincount(cell).astype(float)
    used = n > 0
    means = [np.bincount(cell, weights=values)[used] / n[used] for values in columns]
    found, n = np.bincount(cell, weights=hits)[used], n[used]
    from sklearn.linear_model import LogisticRegression  # slow to import, and a kept fit needs none

    rows = np.repeat(np.stack(means, axis=1), 2, axis=0)
    labels, times = np.tile([1, 0], len(n)), np.stack([found, n - found], axis=1).ravel()
    own, around, against = LogisticRegression().fit(rows, labels, sample_weight=times).coef_[0]
    if own <= 0:
        return 0.0, 0.0
    heaviest = _HEAVIEST if hits.sum() >= _HITS_NEEDED else 0.0
    return float(np.clip(around / own, 0.0, heaviest)), float(np.clip(-against / own, 0.0, _RIVAL))


def _rate(parameters: NDArray[np.float64], growth: float, score: NDArray[np.float64]) -> NDArray[np.float64]:
    slope, intercept, hit, stray = parameters
    probability = expit(np.exp(slope) * score + intercept)
    high = expit(hit) * np.exp(growth * np.maximum(score, 0.0))
    low = expit(stray)
    return np.asarray(np.clip(low + (high - low) * probability, 1e-9, 1 - 1e-9))


def _growth(score: NDArray[np.float64], n: NDArray[np.float64], hits: NDArray[np.float64]) -> float:
    """How fast hidden seeds grow more frequent with the score where every passage is on its theme.

    Passages that say much of a theme hold more of its seeds; without this the curve would take
    the best passages' rate for that of all. Poisson regression over the `_SURE` highest scores.
    """
    order = np.argsort(-score, kind="stable")
    top = order[np.cumsum(n[order]) <= _SURE * n.sum()]
    if hits[top].sum() < _HITS_NEEDED:
        return 0.0
    centred = score[top] - np.average(score[top], weights=n[top])

    def loss(growth: float) -> float:
        weight = n[top] * np.exp(growth * centred)
        return float(hits[top].sum() * np.log(weight.sum()) - growth * (hits[top] * centred).sum())

    return float(scipy.optimize.minimize_scalar(loss, bounds=(0.0, _FASTEST), method="bounded").x)


def _cells(
    scores: NDArray[np.float64], hits: NDArray[np.bool_], tested: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], ...]:
    """Sum passages with nearly the same score: score, n, hits."""
    score = scores[:, tested].ravel()
    cell = np.clip(((score + 3) * 3).astype(int), 0, _BINS - 1)
    n = np.bincount(cell, minlength=_BINS).astype(float)
    used = n > 0
    weights = (score, hits[:, tested].ravel().astype(float))
    total, found = (np.bincount(cell, weights=w, minlength=_BINS)[used] for w in weights)
    return total / n[used], n[used], np.asarray(found, dtype=np.float64)
