"""Whether a corpus speaks of a theme at all, by how many of its words lie near the theme's."""

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from models import themefile
from schema import Theme

_THERE = 0.9  # of themes, beforehand
_DOUBTED = -2.0  # spreads below the middle theme, at which that still holds
_PER_SPREAD = 1.5  # log odds
_LEAST, _MOST = -2.0, 2.5  # log odds that nearness takes or adds
_LEAST_SPREAD = 0.12  # themes of one file are seldom more alike
_EVERY, _SEEDS = 3, 5  # of the default file's themes, and of their seeds
_AS_MANY = 5  # themes of the file that these count for


class Presence:
    """Probability that a theme is there, before its seeds are looked for.

    A theme that a corpus is silent of has few words near it there, whatever its seeds: compared with
    the middle theme, in robust spreads of logarithms. It is weak evidence beside the
    seeds themselves, and bounded so: from 0.55 to 0.99. Some themes of the default file are
    compared with too, as if five more stood in the file: one theme alone has no middle.
    Not for files of which most themes have seeds there by chance alone: the middle one of the themes
    whose seeds stand somewhere is taken to be there.
    """

    def fit(self, nearness: NDArray[np.float64], usual: NDArray[np.float64]) -> "Presence":
        """Learn what is usual.

        Parameters
        ----------
        nearness : ndarray of float64, shape (n_themes,)
            Mean log frequency of near words (`models.ranking.nearness`) of the themes whose seeds stand somewhere.
        usual : ndarray of float64, shape (n_usual,)
            That of `usual_themes`.
        """
        told = _log(np.concatenate([nearness, usual]))
        weights = np.concatenate([np.ones(len(nearness)), np.full(len(usual), _AS_MANY / len(usual))])
        self.centre_ = _median(told, weights)
        self.spread_ = max(1.4826 * _median(np.abs(told - self.centre_), weights), _LEAST_SPREAD)
        return self

    def of(self, nearness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of shape (n_themes,)."""
        z = (_log(nearness) - self.centre_) / self.spread_
        return np.asarray(expit(logit(_THERE) + np.clip(_PER_SPREAD * (z - _DOUBTED), _LEAST, _MOST)))


@cache
def usual_themes() -> tuple[Theme, ...]:
    """Every third theme of the default file, with as many seeds as a person writes."""
    themes = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8")).themes
    return tuple(replace(theme, seeds=theme.seeds[:_SEEDS]) for theme in themes[::_EVERY])


def _log(nearness: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.log(np.maximum(nearness, 1e-9)))


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(np.quantile(values, 0.5, weights=weights, method="inverted_cdf"))
