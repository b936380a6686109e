"""Whether a corpus speaks of a theme at all, by how many of its words lie near the theme's."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

_THERE = 0.9  # of themes, beforehand
_DOUBTED = -2.0  # spreads below the middle theme, at which that still holds
_PER_SPREAD = 1.5  # log odds
_LEAST, _MOST = -2.0, 2.5  # log odds that nearness takes or adds
_LEAST_SPREAD = 0.12  # themes of one file are seldom more alike


class Presence:
    """Probability that a theme is there, before its seeds are looked for.

    A theme that a corpus is silent of has few words near it there, whatever its seeds: compared with
    the middle theme of the file, in robust spreads of logarithms. It is weak evidence beside the
    seeds themselves, and bounded so: from 0.55 to 0.99.
    Not for files of which most themes have seeds there by chance alone: the middle one of the themes
    whose seeds stand somewhere is taken to be there.
    """

    def fit(self, nearness: NDArray[np.float64]) -> "Presence":
        """Learn what is usual from themes' mean log frequencies of near words, of shape (n_themes,)."""
        told = np.log(np.maximum(nearness, 1e-9))
        self.centre_ = float(np.median(told))
        self.spread_ = max(1.4826 * float(np.median(np.abs(told - self.centre_))), _LEAST_SPREAD)
        return self

    def of(self, nearness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of shape (n_themes,)."""
        z = (np.log(np.maximum(nearness, 1e-9)) - self.centre_) / self.spread_
        return np.asarray(expit(logit(_THERE) + np.clip(_PER_SPREAD * (z - _DOUBTED), _LEAST, _MOST)))
