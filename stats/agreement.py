"""How often the themes are right: agreement of assignments with labels given by people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from errors import InvalidSetting, NotEnoughData
from schema import Estimate
from stats.intervals import critical_value, score_interval
from stats.panel import Floats


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and F1 of T themes, shape (T,) each; NaN where undefined."""

    precision: Floats
    recall: Floats
    f1: Floats

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the themes that occur in labels or assignments."""
        return float(np.nanmean(self.f1)) if np.isfinite(self.f1).any() else float("nan")


def agreement(assigned: NDArray[np.bool_], labelled: NDArray[np.bool_]) -> Agreement:
    """Compare assignments with labels of the same passages.

    Parameters
    ----------
    assigned, labelled : ndarray of bool, shape (n_passages, T)
        The machine's and the person's decisions.

    Raises
    ------
    InvalidSetting
        The shapes differ.

    References
    ----------
    van Rijsbergen, C. J. (1979). Information Retrieval, 2nd edition, chapter 7. Macro average:
    Sokolova, M. and Lapalme, G. (2009). Information Processing and Management 45, 427–437, table 3.

    Notes
    -----
    When not to use it: for labels given after seeing the machine's answer, or for a sample not
    drawn at random; neither says how often the machine is right.
    """
    if assigned.shape != labelled.shape:
        raise InvalidSetting(
            f"Assignments of shape {assigned.shape} and labels of shape {labelled.shape} do not match.",
            "Give both for the same passages and themes.",
        )
    both, made, true = ((x.sum(axis=0)).astype(np.float64) for x in (assigned & labelled, assigned, labelled))
    return Agreement(_ratio(both, made), _ratio(both, true), _ratio(2 * both, made + true))


def precision(right: int, checked: int, conf_level: float = 0.95) -> Estimate:
    """Return how often a theme is right, from a random sample of its passages labelled blind.

    Parameters
    ----------
    right, checked : int
        Passages the person agreed with, and passages labelled.

    Raises
    ------
    NotEnoughData
        No passage was labelled.
    InvalidSetting
        More are right than were labelled.

    References
    ----------
    Wilson, E. B. (1927), as in `stats.intervals.score_interval`.

    Notes
    -----
    When not to use it: for passages picked by hand, or all from one report.
    """
    if checked < 1:
        raise NotEnoughData("No passage of this theme was labelled.", "Label a random sample of its passages.")
    if not 0 <= right <= checked:
        raise InvalidSetting(f"{right} of {checked} passages cannot be right.", "Count each labelled passage once.")
    share, n = np.array(right / checked), np.array(float(checked))
    low, high = score_interval(share, n, critical_value(conf_level, np.array(np.inf)))
    return Estimate(float(share), float(low), float(high), conf_level, 0, checked, "precision", "score interval")


def calibration_error(scores: Floats, labelled: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error: how far scores are from the frequencies they announce.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Probabilities in [0, 1].
    labelled : ndarray of bool, shape (n,)
        Whether the person said so.
    bins : int
        Bins of equal width.

    References
    ----------
    Naeini, M. P., Cooper, G. and Hauskrecht, M. (2015). Obtaining well calibrated probabilities
    using Bayesian binning. Proceedings of AAAI 29, 2901–2907 (ECE).

    Notes
    -----
    When not to use it: to compare samples of different size; few passages a bin raise it by chance.
    """
    if not len(scores):
        return float("nan")
    index = np.minimum((scores * bins).astype(np.int64), bins - 1)
    gap = np.bincount(index, scores, bins) - np.bincount(index, labelled.astype(np.float64), bins)
    return float(np.abs(gap).sum() / len(scores))


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    return np.asarray(np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator > 0))
