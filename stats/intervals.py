"""Intervals for shares and for differences of shares, from effective sample sizes."""

import numpy as np
from scipy import stats as distributions

from errors import InvalidSetting
from stats.panel import Floats


def critical_value(conf_level: float, df: Floats) -> Floats:
    """Return the two-sided quantile of Student's t.

    Raises
    ------
    InvalidSetting
        `conf_level` is not between 0 and 1.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1–25.

    Notes
    -----
    When not to use it: with an estimate whose degrees of freedom are unknown.
    """
    if not 0 < conf_level < 1:
        raise InvalidSetting(f"The confidence level {conf_level} is not between 0 and 1.", "Use 0.95, for instance.")
    return np.asarray(distributions.t.ppf((1 + conf_level) / 2, df), dtype=np.float64)


def score_interval(share: Floats, n: Floats, critical: Floats) -> tuple[Floats, Floats]:
    """Return the score interval of a share worth `n` independent passages.

    Parameters
    ----------
    share, n, critical : ndarray, broadcastable
        Shares in [0, 1]; effective sample sizes, at least 1; quantiles of Student's t.

    Returns
    -------
    tuple of ndarray
        Lower and upper ends: in [0, 1], around `share`, never equal.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.
    Effective size and t quantile: Korn, E. L. and Graubard, B. I. (1998). Survey Methodology
    24, 193–201; Franco, C. et al. (2019). Journal of Survey Statistics and Methodology 7, 334–364.

    Notes
    -----
    When not to use it: for a share known to come from independent passages of one report, the
    exact binomial interval is at hand.
    """
    square = critical**2 / n
    centre = (share + square / 2) / (1 + square)
    half = np.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    low = np.where(share <= 0, 0.0, np.minimum(np.maximum(centre - half, 0.0), share))
    high = np.where(share >= 1, 1.0, np.maximum(np.minimum(centre + half, 1.0), share))
    return low, high


def difference_interval(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats, critical: Floats
) -> tuple[Floats, Floats]:
    """Return the interval of the difference of two shares, from their score intervals.

    Parameters
    ----------
    shares, sizes : pairs of ndarray, broadcastable
        Shares of A and B and their effective sizes.
    correlation : ndarray
        Correlation of the two estimates (publishers that are in both groups).
    critical : ndarray
        Quantiles of Student's t.

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873–890, method 10. With correlation:
    Zou, G. Y. (2007). Psychological Methods 12, 399–413, equation 15.

    Notes
    -----
    When not to use it: for two measures of the same reports, which a paired test compares.
    """
    (low_a, high_a), (low_b, high_b) = (
        score_interval(share, n, critical) for share, n in zip(shares, sizes, strict=True)
    )
    down = _combine(shares[0] - low_a, high_b - shares[1], correlation)
    up = _combine(high_a - shares[0], shares[1] - low_b, correlation)
    difference = shares[0] - shares[1]
    return np.maximum(difference - down, -1.0), np.minimum(difference + up, 1.0)


def difference_critical(shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats) -> Floats:
    """Return the quantile at which the interval of the difference just reaches zero.

    Its tail probability is the two-sided p-value that agrees with `difference_interval`.

    References
    ----------
    A test as the inversion of an interval: Lehmann, E. L. and Romano, J. P. (2005). Testing
    Statistical Hypotheses, 3rd edition, section 3.5. The interval: `difference_interval`.

    Notes
    -----
    When not to use it: with another interval than that one.
    """
    low = np.zeros(np.broadcast_shapes(shares[0].shape, shares[1].shape))
    high = np.full(low.shape, _CRITICAL_MAX)
    positive = shares[0] >= shares[1]
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        ends = difference_interval(shares, sizes, correlation, middle)
        outside = np.where(positive, ends[0] > 0, ends[1] < 0)
        low, high = np.where(outside, middle, low), np.where(outside, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)


def ratio_interval(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], critical: Floats
) -> tuple[Floats, Floats]:
    """Return the interval of the ratio of two shares, from their score intervals.

    Parameters
    ----------
    shares, sizes, critical
        As in `difference_interval`; the two estimates are taken as uncorrelated.

    Returns
    -------
    tuple of ndarray
        Lower and upper ends; the upper end is infinite where the interval of B reaches zero, and
        both are NaN where both shares are nil.

    References
    ----------
    Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the
    normal mean and standard deviation. Statistical Methods in Medical Research 21, 347–359;
    MOVER-R: Newcombe, R. G. (2016), Statistical Methods in Medical Research 25, 1774–1778.

    Notes
    -----
    When not to use it: to decide whether groups differ; the difference does that.
    """
    (low_a, high_a), (low_b, high_b) = (
        score_interval(share, n, critical) for share, n in zip(shares, sizes, strict=True)
    )
    a, b = shares
    down = a * b - np.sqrt(np.maximum((a * b) ** 2 - low_a * (2 * a - low_a) * high_b * (2 * b - high_b), 0.0))
    up = a * b + np.sqrt(np.maximum((a * b) ** 2 - high_a * (2 * a - high_a) * low_b * (2 * b - low_b), 0.0))
    none = (a == 0) & (b == 0)
    low, high = np.zeros_like(a), np.full_like(a, np.inf)
    np.divide(down, high_b * (2 * b - high_b), out=low, where=np.abs(high_b * (2 * b - high_b)) > _TINY)
    np.divide(up, low_b * (2 * b - low_b), out=high, where=low_b * (2 * b - low_b) > _TINY)
    return np.where(none, np.nan, np.maximum(low, 0.0)), np.where(none, np.nan, high)


_TINY = 1e-12
_CRITICAL_MAX = 60.0
_BISECTIONS = 40


def _combine(one: Floats, other: Floats, correlation: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(one**2 + other**2 - 2 * correlation * one * other, 0.0)))
