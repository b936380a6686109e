"""What stands around a passage in its report."""

import numpy as np
from numpy.typing import NDArray

_REACH = 6
_DECAY = 2.0


def neighbours(scores: NDArray[np.float64], reports: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean score of the passages around each passage, nearer ones counting more, itself not.

    Parameters
    ----------
    scores : ndarray of float64, shape (n_passages, n_themes)
    reports : ndarray of int64, shape (n_passages,)
        Number of the report of each passage, reports one after the other.

    Returns
    -------
    ndarray of float64, shape (n_passages, n_themes)
        Zero for a passage that is alone in its report.
    """
    total = np.zeros_like(scores)
    weight = np.zeros(len(scores))
    for distance in range(1, min(_REACH, len(scores) - 1) + 1):
        share = np.exp(-distance / _DECAY)
        left = np.flatnonzero(reports[distance:] == reports[:-distance])
        right = left + distance
        total[left] += share * scores[right]
        total[right] += share * scores[left]
        weight[left] += share
        weight[right] += share
    return total / np.maximum(weight, 1e-9)[:, None]
