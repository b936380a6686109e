"""From scores to probabilities without a label: what hidden seeds tell.

Hide some seeds of each theme, rank passages by the others, and look where the hidden ones
turn up. Among passages that are surely about the theme a hidden seed is found at a rate
``hit``, among passages that surely are not at a rate ``stray``; in between the rate rises
with the score as the probability of the theme does::

    P(hidden seed | score) = stray + (hit - stray) * P(theme | score)

so that the curve of the hidden seeds, rescaled between its two ends, is the calibration.
It is fitted over all themes together, which a few dozen passages suffice for. ``hit`` may grow
with the score (`_growth`), and a theme whose hidden seeds are missing loses odds (`shift_`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit

_PRIOR_MEAN = np.array([0.0, 0.1, -4.0, -1.8, -7.0])
_PRIOR_SPREAD = np.array([0.5, 0.2, 1.0, 0.7, 1.5])
_BINS = 64
_SURE = 0.01  # of all passages and themes, taken to be on their theme
_HITS_NEEDED = 30
_FASTEST = 0.2
_PRICE = float(np.log(9))  # prior odds that a theme is there
_SHIFT_SPREAD, _LUCK_SPREAD = 4.0, 0.7  # standard deviations, in log odds and in log rate


@dataclass(frozen=True, slots=True)
class HiddenSeeds:
    """Scores made without some seeds, and where those seeds stand.

    Attributes
    ----------
    scores, around : ndarray of float64, shape (n_passages, n_themes)
        Score of the passage, and of the passages around it.
    hits : ndarray of bool, shape (n_passages, n_themes)
        Whether a hidden seed of the theme stands in the passage.
    tested : ndarray of bool, shape (n_themes,)
        Themes that had a seed hidden.
    """

    scores: NDArray[np.float64]
    around: NDArray[np.float64]
    hits: NDArray[np.bool_]
    tested: NDArray[np.bool_]


class Calibration:
    """Probability of a theme from a passage's score and that of its surroundings.

    The probability is ``expit(slope * score + context * around + intercept + shift)``, the shift
    being the theme's own and never above zero; slope, context and intercept are found with the two
    rates by penalised maximum likelihood.
    Not valid where seeds are ambiguous in the same way throughout (every seed of the theme
    also means something else); a labelled sample tells.

    References
    ----------
    Elkan, C. and Noto, K. (2008). Learning classifiers from only positive and unlabeled
    data. KDD, eq. 1 (the case without strays, and with a constant rate of labels).
    """

    def fit(self, rounds: Sequence[HiddenSeeds]) -> "Calibration":
        """Fit the curve on rounds of hidden seeds."""
        cells = [_cells(r) for r in rounds if r.hits.size]
        score, around, n, hits = (np.concatenate([c[i] for c in cells] or [np.zeros(0)]) for i in range(4))

        self.growth_ = _growth(score, n, hits)

        def loss(parameters: NDArray[np.float64]) -> float:
            rate = _rate(parameters, self.growth_, score, around)
            likelihood = hits * np.log(rate) + (n - hits) * np.log1p(-rate)
            penalty = (((parameters - _PRIOR_MEAN) / _PRIOR_SPREAD) ** 2).sum() / 2
            return float(penalty - likelihood.sum())

        found = minimize(loss, _PRIOR_MEAN, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-6})
        self.slope_, self.context_ = float(np.exp(found.x[0])), float(np.maximum(found.x[1], 0))
        self.intercept_ = float(found.x[2])
        self.shift_: NDArray[np.float64] = np.zeros(rounds[0].scores.shape[1])
        self.hit_rate_, self.stray_rate_ = float(expit(found.x[3])), float(expit(found.x[4]))
        self.shift_ = np.array([self._shift_of(rounds, k) for k in range(len(self.shift_))])
        return self

    def _shift_of(self, rounds: Sequence[HiddenSeeds], theme: int) -> float:
        """Log odds to take from one theme; nothing where its hidden seeds turn up as others' do.

        A theme that is absent also has its highest scores; that its seeds are not found there
        gives it away. Its hit rate may differ from the others' (log-normal); only where that does
        not explain the dearth, odds are taken, on a prior belief that one theme in ten is absent.
        """
        tested = [r for r in rounds if r.tested[theme]]
        if not tested:
            return 0.0
        score = np.concatenate([r.scores[:, theme] for r in tested])
        around = np.concatenate([r.around[:, theme] for r in tested])
        hits = np.concatenate([r.hits[:, theme] for r in tested]).astype(float)
        logit = self.slope_ * score + self.context_ * around + self.intercept_
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

    def predict(self, scores: NDArray[np.float64], around: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of the same shape as `scores`."""
        return np.asarray(expit(self.slope_ * scores + self.context_ * around + self.intercept_ + self.shift_))


def _rate(
    parameters: NDArray[np.float64], growth: float, score: NDArray[np.float64], around: NDArray[np.float64]
) -> NDArray[np.float64]:
    slope, context, intercept, hit, stray = parameters
    probability = expit(np.exp(slope) * score + max(context, 0.0) * around + intercept)
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


def _cells(hidden: HiddenSeeds) -> tuple[NDArray[np.float64], ...]:
    """Sum passages with nearly the same score and surroundings: score, around, n, hits."""
    score, around = hidden.scores[:, hidden.tested].ravel(), hidden.around[:, hidden.tested].ravel()
    x = np.clip(((score + 3) * 3).astype(int), 0, _BINS - 1)
    y = np.clip(((around + 2) * 3).astype(int), 0, _BINS - 1)
    cell = x * _BINS + y
    n = np.bincount(cell, minlength=_BINS**2).astype(float)
    used = n > 0
    weights = (score, around, hidden.hits[:, hidden.tested].ravel().astype(float))
    total_score, total_around, hits = (np.bincount(cell, weights=w, minlength=_BINS**2)[used] for w in weights)
    return total_score / n[used], total_around / n[used], n[used], hits.astype(np.float64)
