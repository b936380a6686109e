"""What scores are measured in: their centre and spread over all texts, or over those without the theme."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Heard = NDArray[np.bool_]
"""Columns of themes of which a seed stands somewhere: the others say nothing of what is usual."""

_LEAST_LOWER = 0.05  # of the standard deviation: where most texts say the same, the lower half has no width
_TENTH = 1.2816  # standard deviations from the median to the lowest tenth of a normal distribution


def usual_scale(values: Floats, heard: Heard | None = None) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column; one that hardly varies takes half the usual one of those `heard`."""
    return np.asarray(values.mean(axis=0)), _not_tiny(np.asarray(values.std(axis=0)), heard)


def null_scale(values: Floats, heard: Heard | None = None) -> tuple[Floats, Floats]:
    """Median of each column, and the scale of its lower half; `heard` as with `usual_scale`.

    Texts on the theme do not reach there, so that a common theme is not shrunk for being
    common (Efron 2004).
    """
    centre = np.median(values, axis=0)
    lower = (centre - np.quantile(values, 0.1, axis=0)) / _TENTH
    return np.asarray(centre), _not_tiny(np.maximum(lower, _LEAST_LOWER * values.std(axis=0)), heard)


def least_spread(spread: Floats, heard: Heard | None = None) -> float:
    """Half the usual spread of some columns, or of those `heard` if any is, which none is taken to fall below."""
    told = spread[heard] if heard is not None and heard.any() else spread
    positive = told[told > 0]
    return 0.5 * float(np.median(positive)) if len(positive) else 1.0


def _not_tiny(spread: Floats, heard: Heard | None) -> Floats:
    return np.maximum(spread, least_spread(spread, heard))
