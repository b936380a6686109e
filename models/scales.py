"""What scores are measured in: their centre and spread over all texts, or over those without the theme."""

import numpy as np
from numpy.typing import NDArray

_LEAST_LOWER = 0.05  # of the standard deviation: where most texts say the same, the lower half has no width
_TENTH = 1.2816  # standard deviations from the median to the lowest tenth of a normal distribution


def usual_scale(values: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each column; a column that hardly varies takes half the usual one."""
    return np.asarray(values.mean(axis=0)), _not_tiny(np.asarray(values.std(axis=0)))


def null_scale(values: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median of each column, and the scale of its lower half.

    Texts on the theme do not reach there, so that a common theme is not shrunk for being
    common (Efron 2004).
    """
    centre = np.median(values, axis=0)
    lower = (centre - np.quantile(values, 0.1, axis=0)) / _TENTH
    return np.asarray(centre), _not_tiny(np.maximum(lower, _LEAST_LOWER * values.std(axis=0)))


def least_spread(spread: NDArray[np.float64]) -> float:
    """Half the usual spread of some columns, which none is taken to fall below."""
    positive = spread[spread > 0]
    return 0.5 * float(np.median(positive)) if len(positive) else 1.0


def _not_tiny(spread: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(spread, least_spread(spread))
