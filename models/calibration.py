"""From scores to probabilities without a label: what hidden seeds tell.

Hide some seeds of each theme, rank passages and stretches by the others, and look where the
hidden ones turn up. They tell, first, how much the stretch that a passage stands in speaks for
the passage (`stretch_weight`). Then, among passages that are surely about the theme a hidden
seed is found at a rate ``hit``, among passages that surely are not at a rate ``stray``; in
between the rate rises with the score as the probability of the theme does::

    P(hidden seed | score) = stray + (hit - stray) * P(theme | score)

so that the curve of the hidden seeds, rescaled between its two ends, is the calibration.
It is fitted over all themes together, which a few dozen passages suffice for. ``hit`` may grow
with the score (`_growth`). A theme loses odds (`shift_`) where its hidden seeds are missing, and
where far fewer of its passages than of other themes' hold any of its seeds: a theme that is
absent also has its highest scores, but not its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit
from scipy.stats import median_abs_deviation
from sklearn.linear_model import LogisticRegression

from models.ranking import null_scale

_PRIOR_MEAN = np.array([0.0, -4.0, -1.8, -7.0])
_PRIOR_SPREAD = np.array([0.5, 1.0, 0.7, 1.5])
_BINS = 64
_SURE = 0.01  # of all passages and themes, taken to be on their theme
_HITS_NEEDED = 30
_HEAVIEST = 6.0  # times the passage's own score
_FASTEST = 0.2
_PRICE = float(np.log(9))  # prior odds that a theme is there
_SHIFT_SPREAD, _LUCK_SPREAD = 4.0, 0.7  # standard deviations, in log odds and in log rate
_VISIBLE = (0.2, 0.35, 0.6)  # of a theme's passages that hold a seed: believed as if three themes had told
_LEAST_LUCK = 0.25
_PER_ODD = 10  # cells a unit of log odds


@dataclass(frozen=True, slots=True)
class HiddenSeeds:
    """Scores made without some seeds, and where those seeds stand.

    Attributes
    ----------
    scores, stretches : ndarray of float64, shape (n_passages, n_themes)
        Score of the passage, and of the stretch that it stands in.
    hits : ndarray of bool, shape (n_passages, n_themes)
        Whether a hidden seed of the theme stands in the passage.
    tested : ndarray of bool, shape (n_themes,)
        Themes that had a seed hidden.
    """

    scores: NDArray[np.float64]
    stretches: NDArray[np.float64]
    hits: NDArray[np.bool_]
    tested: NDArray[np.bool_]


class Calibration:
    """Probability of a theme from a passage's score and that of the stretch around it.

    The probability is ``expit(slope * joined + intercept + shift)``, ``joined`` being the score plus
    `stretch_weight_` times the stretch's, scaled by the passages without the theme, and the shift
    the theme's own and never above zero; slope and intercept are found with the two rates by
    penalised maximum likelihood.
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
        scores: NDArray[np.float64],
        stretches: NDArray[np.float64],
        seeded: NDArray[np.bool_],
    ) -> "Calibration":
        """Fit the curve on rounds of hidden seeds, for the scores that all seeds gave.

        Parameters
        ----------
        rounds : sequence of HiddenSeeds
        scores, stretches : ndarray of float64, shape (n_passages, n_themes)
        seeded : ndarray of bool, shape (n_passages, n_themes)
            Whether a seed of the theme stands in the passage.
        """
        self.stretch_weight_ = stretch_weight(rounds)
        self.scale_ = null_scale(scores + self.stretch_weight_ * stretches)
        scaled = [joined(r, self.stretch_weight_) for r in rounds]
        cells = [_cells(x, r.hits, r.tested) for x, r in zip(scaled, rounds, strict=True)]
        score, n, hits = (np.concatenate([np.zeros(0), *(c[i] for c in cells)]) for i in range(3))
        self.growth_ = _growth(score, n, hits)

        def loss(parameters: NDArray[np.float64]) -> float:
            rate = _rate(parameters, self.growth_, score)
            likelihood = hits * np.log(rate) + (n - hits) * np.log1p(-rate)
            penalty = (((parameters - _PRIOR_MEAN) / _PRIOR_SPREAD) ** 2).sum() / 2
            return float(penalty - likelihood.sum())

        found = minimize(loss, _PRIOR_MEAN, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-6})
        self.slope_, self.intercept_ = float(np.exp(found.x[0])), float(found.x[1])
        self.hit_rate_, self.stray_rate_ = float(expit(found.x[2])), float(expit(found.x[3]))
        unseen = [
            self.shift_of([(x[:, k], r.hits[:, k]) for x, r in zip(scaled, rounds, strict=True) if r.tested[k]])
            for k in range(scores.shape[1])
        ]
        odds = self._odds(scores, stretches) + np.array(unseen)
        self.visibility_, self.luck_ = _visibility(odds, seeded)
        self.shift_: NDArray[np.float64] = np.array(
            [shift + self.shift_for(odds[:, k], seeded[:, k]) for k, shift in enumerate(unseen)]
        )
        return self

    def shift_for(self, odds: NDArray[np.float64], seeded: NDArray[np.bool_]) -> float:
        """Log odds to take from one theme so that its passages hold a seed nearly as often as others' do.

        The number of its passages that hold one is taken as Poisson, with the usual rate
        (`visibility_`) times a theme's own luck (log-normal, `luck_` wide); as in `shift_of`, odds are taken only
        where luck does not explain the dearth.

        Parameters
        ----------
        odds : ndarray of float64, shape (n_passages,)
            Log odds without this shift.
        seeded : ndarray of bool, shape (n_passages,)
        """
        cell = np.clip(np.rint((odds + 15) * _PER_ODD).astype(int), 0, 30 * _PER_ODD)
        n = np.bincount(cell, minlength=30 * _PER_ODD + 1)
        seen = np.bincount(cell[seeded], minlength=len(n))
        middle = np.arange(len(n)) / _PER_ODD - 15

        def loss(parameters: NDArray[np.float64]) -> float:
            probability = expit(middle - abs(parameters[0]))
            expected = self.visibility_ * np.exp(parameters[1]) * float(n @ probability) + 1e-9
            held = float(seen @ probability)
            deviance = expected - held + (held * np.log(held / expected) if held > 0 else 0.0)
            prior = (parameters[0] / _SHIFT_SPREAD) ** 2 / 2 + (parameters[1] / self.luck_) ** 2 / 2
            return float(deviance + prior)

        def loss_of_luck(luck: NDArray[np.float64]) -> float:
            return loss(np.array([0.0, luck[0]]))

        usual = minimize(loss_of_luck, np.zeros(1), method="Nelder-Mead")
        tried = [minimize(loss, np.array([start, 0.0]), method="Nelder-Mead") for start in (1.0, 4.0)]
        absent = min(tried, key=lambda found: float(found.fun))
        return -abs(float(absent.x[0])) if absent.fun + _PRICE < usual.fun else 0.0

    def shift_of(self, rounds: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> float:
        """Log odds to take from one theme; nothing where its hidden seeds turn up as others' do.

        A theme that is absent also has its highest scores; that its seeds are not found there
        gives it away. Its hit rate may differ from the others' (log-normal); only where that does
        not explain the dearth, odds are taken, on a prior belief that one theme in ten is absent.

        Parameters
        ----------
        rounds : sequence of (ndarray of float64, ndarray of bool), each of shape (n_passages,)
            Joined scores without the hidden seeds, and whether one of these stands there.
        """
        if not rounds:
            return 0.0
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
        grown = np.exp(self.growth_ * np.maximum(score, 0.0))

        def loss(parameters: NDArray[np.float64]) -> float:
            shift, luck = -abs(parameters[0]), parameters[1]
            high = self.hit_rate_ * np.exp(luck) * grown
            rate = self.stray_rate_ + (high - self.stray_rate_) * expit(logit + shift)
            rate = np.clip(rate, 1e-9, 1 - 1e-9)
            penalty = (shift / _SHIFT_SPREAD) ** 2 / 2 + (luck / _LUCK_SPREAD) ** 2 / 2
            return float(penalty - (hits * np.log(rate) + (n - hits) * np.log1p(-rate)).sum())

        def loss_of_luck(luck: NDArray[np.float64]) -> float:
            return loss(np.array([0.0, luck[0]]))

        usual = minimize(loss_of_luck, np.zeros(1), method="Nelder-Mead")
        absent = minimize(loss, np.array([2.0, 0.0]), method="Nelder-Mead")
        return -abs(float(absent.x[0])) if absent.fun + _PRICE < usual.fun else 0.0

    def predict(self, scores: NDArray[np.float64], stretches: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of the same shape as `scores`."""
        return np.asarray(expit(self._odds(scores, stretches) + self.shift_))

    def _odds(self, scores: NDArray[np.float64], stretches: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log odds before any shift."""
        centre, spread = self.scale_
        joined = (scores + self.stretch_weight_ * stretches - centre) / spread
        return np.asarray(self.slope_ * joined + self.intercept_)


def joined(hidden: HiddenSeeds, weight: float) -> NDArray[np.float64]:
    """Scores of passages and stretches as one, each theme on the scale of the passages without it."""
    total = hidden.scores + weight * hidden.stretches
    centre, spread = null_scale(total)
    return np.asarray((total - centre) / spread)


def _visibility(odds: NDArray[np.float64], seeded: NDArray[np.bool_]) -> tuple[float, float]:
    """Share of a theme's passages that hold a seed of it: its median over themes, and its spread in logs."""
    probability = expit(odds)
    rates = ((probability * seeded).sum(axis=0) + 0.5) / (probability.sum(axis=0) + 1.0)
    told = np.log(np.concatenate([rates, _VISIBLE]))
    spread = float(median_abs_deviation(told, scale="normal"))
    return float(np.exp(np.median(told))), max(spread, _LEAST_LUCK)


def stretch_weight(rounds: Sequence[HiddenSeeds]) -> float:
    """How much a stretch's score says of a passage, in units of the passage's own, from 0 to 6.

    The ratio of the two weights in a logistic regression of hidden seeds. Where each paragraph
    speaks of something else it is nothing; in short posts on one subject it is large.
    """
    cells = [_cells(r.scores, r.hits, r.tested, r.stretches) for r in rounds if r.hits[:, r.tested].any()]
    if not cells:
        return 0.0
    score, n, hits, stretch = (np.concatenate([c[i] for c in cells]) for i in range(4))
    rows = np.repeat(np.stack([score, stretch], axis=1), 2, axis=0)
    weights = np.stack([hits, n - hits], axis=1).ravel()
    labels = np.tile([1, 0], len(score))
    own, around = LogisticRegression().fit(rows, labels, sample_weight=weights).coef_[0]
    return float(np.clip(around / own, 0.0, _HEAVIEST)) if own > 0 else 0.0


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

    return float(minimize_scalar(loss, bounds=(0.0, _FASTEST), method="bounded").x)


def _cells(
    scores: NDArray[np.float64],
    hits: NDArray[np.bool_],
    tested: NDArray[np.bool_],
    stretches: NDArray[np.float64] | None = None,
) -> tuple[NDArray[np.float64], ...]:
    """Sum passages with nearly the same score (and stretch's score): score, n, hits, stretch's score."""
    score = scores[:, tested].ravel()
    around = stretches[:, tested].ravel() if stretches is not None else np.zeros_like(score)
    x = np.clip(((score + 3) * 3).astype(int), 0, _BINS - 1)
    y = np.clip(((around + 3) * 5).astype(int), 0, _BINS - 1)
    cell = x * _BINS + y
    n = np.bincount(cell, minlength=_BINS**2).astype(float)
    used = n > 0
    weights = (score, hits[:, tested].ravel().astype(float), around)
    total, found, total_around = (np.bincount(cell, weights=w, minlength=_BINS**2)[used] for w in weights)
    return total / n[used], n[used], np.asarray(found, dtype=np.float64), total_around / n[used]
