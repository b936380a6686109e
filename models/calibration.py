"""From scores to probabilities without a label: what hidden seeds tell.

Hide some seeds of each theme, rank passages by the others, and look where the hidden ones
turn up. Among passages that are surely about the theme a hidden seed is found at a rate
``hit``, among passages that surely are not at a rate ``stray``; in between the rate rises
with the score as the probability of the theme does::

    P(hidden seed | score) = stray + (hit - stray) * P(theme | score)

so that the curve of the hidden seeds, rescaled between its two ends, is the calibration.
It is fitted over all themes together, which a few dozen passages suffice for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

_PRIOR_MEAN = np.array([0.7, 0.2, -3.5, -1.2, -5.5])
_PRIOR_SPREAD = np.array([0.5, 0.3, 1.0, 0.7, 1.5])
_BINS = 48


@dataclass(frozen=True, slots=True)
class HiddenSeeds:
    """Scores made without some seeds, and where those seeds stand.

    Attributes
    ----------
    scores, around : ndarray of float64, shape (n_passages, n_themes)
        Score of the passage, and of the passages around it.
    hits : ndarray of bool, shape (n_passages, n_themes)
        Whether a hidden seed of the theme stands in the passage.
    """

    scores: NDArray[np.float64]
    around: NDArray[np.float64]
    hits: NDArray[np.bool_]


class Calibration:
    """Probability of a theme from a passage's score and that of its surroundings.

    The probability is ``expit(slope * score + context * around + intercept)``; slope,
    context and intercept are found with the two rates by penalised maximum likelihood.
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

        def loss(parameters: NDArray[np.float64]) -> float:
            rate = _rate(parameters, score, around)
            likelihood = hits * np.log(rate) + (n - hits) * np.log1p(-rate)
            penalty = (((parameters - _PRIOR_MEAN) / _PRIOR_SPREAD) ** 2).sum() / 2
            return float(penalty - likelihood.sum())

        found = minimize(loss, _PRIOR_MEAN, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-6})
        self.slope_, self.context_ = float(np.exp(found.x[0])), float(np.maximum(found.x[1], 0))
        self.intercept_ = float(found.x[2])
        self.hit_rate_, self.stray_rate_ = float(expit(found.x[3])), float(expit(found.x[4]))
        return self

    def predict(self, scores: NDArray[np.float64], around: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of the same shape as `scores`."""
        return np.asarray(expit(self.slope_ * scores + self.context_ * around + self.intercept_))


def _rate(
    parameters: NDArray[np.float64], score: NDArray[np.float64], around: NDArray[np.float64]
) -> NDArray[np.float64]:
    slope, context, intercept, hit, stray = parameters
    probability = expit(np.exp(slope) * score + max(context, 0.0) * around + intercept)
    low = expit(stray)
    return np.asarray(np.clip(low + (expit(hit) - low) * probability, 1e-9, 1 - 1e-9))


def _cells(hidden: HiddenSeeds) -> tuple[NDArray[np.float64], ...]:
    """Sum passages with nearly the same score and surroundings: score, around, n, hits."""
    score, around = hidden.scores.ravel(), hidden.around.ravel()
    x = np.clip(((score + 3) * 4).astype(int), 0, _BINS - 1)
    y = np.clip(((around + 2) * 4).astype(int), 0, _BINS - 1)
    cell = x * _BINS + y
    n = np.bincount(cell, minlength=_BINS**2).astype(float)
    used = n > 0
    weights = (score, around, hidden.hits.ravel().astype(float))
    total_score, total_around, hits = (np.bincount(cell, weights=w, minlength=_BINS**2)[used] for w in weights)
    return total_score / n[used], total_around / n[used], n[used], hits.astype(np.float64)
