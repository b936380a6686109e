"""Intervals for shares and for differences of shares, from effective sample sizes."""

from collections.abc import Callable

import numpy as np
from scipy.special import rel_entr, stdtrit

from errors import InvalidSetting
from stats.panel import Floats


def critical_value(conf_level: float, df: Floats) -> Floats:
    """Return the two-sided quantiles of Student's t, of the shape of `df`.

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
    return np.asarray(stdtrit(df, (1 + conf_level) / 2), dtype=np.float64)


def score_interval(share: Floats, n: Floats, critical: Floats) -> tuple[Floats, Floats]:
    """Return the score interval of a share worth `n` independent passages.

    Parameters
    ----------
    share, n, critical : ndarray, of shapes that broadcast, (C, T) for instance
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


def difference_root(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats, difference: Floats
) -> Floats:
    """Return how far the difference of two shares lies above a supposed `difference`, as a normal deviate.

    It is the signed root of the likelihood ratio: of the shares found to the likeliest that differ
    as supposed. Where the groups share publishers, the ratio is divided by what is left of the
    variance of the difference, at the supposed shares.

    Parameters
    ----------
    shares, sizes : pairs of ndarray, of shapes that broadcast, (P, T) for instance
        Shares of A and B and their effective sizes.
    correlation : ndarray
        Correlation of the two estimates (publishers that are in both groups).
    difference : ndarray
        Supposed true share of A less that of B.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions.
    Statistics in Medicine 17, 873–890, method 7 (profile likelihood). Likeliest shares in closed
    form: Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
    Medicine 4, 213–226, appendix 1. Likelihood ratios divided by design effects: Rao, J. N. K. and
    Scott, A. J. (1987). On simple adjustments to chi-square tests with sample survey data. Annals of
    Statistics 15, 385–397; as effective sizes: the same (1992), Biometrics 48, 577–585.

    Notes
    -----
    When not to use it: for two measures of the same reports, which a paired test compares.
    """
    share_b = _likeliest(shares, sizes, difference)
    supposed = share_b + difference, share_b
    return _signed_root(shares[0] - shares[1] - difference, shares, supposed, sizes, correlation)


def difference_interval(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats, critical: Floats
) -> tuple[Floats, Floats]:
    """Return the differences of two shares that `difference_root` does not refute.

    Parameters
    ----------
    shares, sizes, correlation
        As in `difference_root`.
    critical : ndarray
        Quantiles of Student's t.

    References
    ----------
    As `difference_root`.

    Notes
    -----
    When not to use it: as `difference_root`. It leaves zero out just where that test refutes zero.
    """
    a, b, n, m, r, t = _both_ways(shares, sizes, correlation, critical)

    def root(difference: Floats) -> Floats:
        return difference_root((a, b), (n, m), r, difference)

    low = lower_end(root, t, np.full(a.shape, -1.0), a - b)
    below, above = np.split(low, 2)
    return below, -above


def ratio_interval(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats, critical: Floats
) -> tuple[Floats, Floats]:
    """Return the ratios of two shares that the likelihood ratio does not refute.

    Parameters
    ----------
    shares, sizes, correlation, critical
        As in `difference_interval`.

    Returns
    -------
    tuple of ndarray
        Lower and upper ends; the upper end is infinite where B's share is nil, and both are NaN
        where both shares are nil. The interval leaves one out just where that of the difference
        leaves zero out: both rest on the same test.

    References
    ----------
    As `difference_root`; likeliest shares at a ratio: Koopman, P. A. R. (1984). Confidence intervals
    for the ratio of two binomial proportions. Biometrics 40, 513–517; Miettinen and Nurminen (1985).

    Notes
    -----
    When not to use it: to decide whether groups differ; the difference does that.
    """
    a, b, n, m, r, t = _both_ways(shares, sizes, correlation, critical)

    def root(log_ratio: Floats) -> Floats:
        ratio = np.exp(log_ratio)
        share_b = _likeliest_of_ratio((a, b), (n, m), ratio)
        return _signed_root(a - ratio * b, (a, b), (ratio * share_b, share_b), (n, m), r, ratio)

    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.clip(np.log(a / b), -_LOG_MAX, _LOG_MAX)
    low = np.exp(lower_end(root, t, np.full(a.shape, -_LOG_MAX), np.where(a + b > 0, estimate, 0.0)))
    low = np.where(a > 0, low, np.where(b > 0, 0.0, np.nan))
    below, above = np.split(low, 2)
    with np.errstate(divide="ignore"):
        return below, 1 / above


_LOG_MAX = 40.0
_STEPS = 15


def _both_ways(
    shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], correlation: Floats, critical: Floats
) -> tuple[Floats, ...]:
    """Return A with B and then B with A: the upper end of one is the lower end of the other, turned."""
    a, b, n, m, r, t = np.broadcast_arrays(*shares, *sizes, correlation, critical)
    return tuple(np.concatenate(pair).astype(np.float64) for pair in ((a, b), (b, a), (n, m), (m, n), (r, r), (t, t)))


def _signed_root(
    gap: Floats,
    observed: tuple[Floats, Floats],
    supposed: tuple[Floats, Floats],
    sizes: tuple[Floats, Floats],
    correlation: Floats,
    ratio: Floats | float = 1.0,
) -> Floats:
    """Return the signed root of the likelihood ratio, for A's share against `ratio` times B's."""
    p, q = (np.clip(share, _TINY, 1 - _TINY) for share in supposed)
    deviance = sum(
        2 * n * (rel_entr(o, s) + rel_entr(1 - o, 1 - s)) for o, s, n in zip(observed, (p, q), sizes, strict=True)
    )
    a, b = p * (1 - p) / sizes[0], ratio**2 * q * (1 - q) / sizes[1]
    left = np.maximum(a + b - 2 * correlation * np.sqrt(a * b), _TINY * (a + b))
    return np.asarray(np.sign(gap) * np.sqrt(np.maximum(deviance, 0.0) * (a + b) / left), dtype=np.float64)


def _likeliest(shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], difference: Floats) -> Floats:
    """Return the likeliest share of B when A's is larger by `difference`: the root of a cubic."""
    (a, b), (n, m) = shares, sizes
    total, in_a, in_b = n + m, a * n, b * m
    square = (n + 2 * m) * difference - total - in_a - in_b
    linear = (m * difference - total - 2 * in_b) * difference + in_a + in_b
    third = square / (3 * total)
    q = third**3 - square * linear / (6 * total**2) + in_b * difference * (1 - difference) / (2 * total)
    p = np.copysign(np.sqrt(np.maximum(third**2 - linear / (3 * total), _TINY**2)), q)
    angle = (np.pi + np.arccos(np.clip(q / p**3, -1.0, 1.0))) / 3
    root = 2 * p * np.cos(angle) - third
    return np.asarray(np.clip(root, np.maximum(0.0, -difference), np.minimum(1.0, 1 - difference)), dtype=np.float64)


def _likeliest_of_ratio(shares: tuple[Floats, Floats], sizes: tuple[Floats, Floats], ratio: Floats) -> Floats:
    """Return the likeliest share of B when A's is `ratio` times as large: the root of a quadratic."""
    (a, b), (n, m) = shares, sizes
    square, both = (n + m) * ratio, a * n + b * m
    linear = n * ratio + b * m * ratio + a * n + m
    root = 2 * both / (linear + np.sqrt(np.maximum(linear**2 - 4 * square * both, 0.0)))
    return np.asarray(np.clip(root, 0.0, np.minimum(1.0, 1 / ratio)), dtype=np.float64)


def lower_end(root: Callable[[Floats], Floats], critical: Floats, far: Floats, estimate: Floats) -> Floats:
    """Return where a test stops to refute supposed values between `far` and the estimate, by false position.

    Zero is tried first and stays on its side, so that ends and tests agree to the last digit.

    Parameters
    ----------
    root : callable
        How far the estimate lies above supposed values, as a deviate; it falls towards the estimate.
    critical, far, estimate : ndarray of one shape
        Quantiles that refute, values from which to look, and estimates.

    References
    ----------
    Dowell, M. and Jarratt, P. (1971). A modified regula falsi method for computing the root of an
    equation. BIT 11, 168–174 (the Illinois method).

    Notes
    -----
    When not to use it: where a test may refute a value and not one that is further off.
    """

    def surplus(supposed: Floats) -> Floats:
        deviate = root(supposed)
        return np.asarray(deviate / (np.abs(deviate) + critical) - 0.5, dtype=np.float64)

    nil = np.zeros(far.shape)
    refuted = (estimate > 0) & (surplus(nil) > 0)
    first, last = np.where(refuted, nil, far), np.where(refuted, estimate, np.minimum(estimate, 0.0))
    old, new, value_old, value_new = first, last, surplus(first), surplus(last)
    beyond = value_old <= 0
    for _ in range(_STEPS):
        rise = value_new - value_old
        step = np.divide(value_new * (new - old), rise, out=(new - old) / 2, where=rise != 0)
        point = np.clip(new - step, first, last)
        value = surplus(point)
        same = (value > 0) == (value_new > 0)
        old, value_old = np.where(same, old, new), np.where(same, value_old / 2, value_new)
        new, value_new = point, value
    return np.asarray(np.where(beyond, first, new), dtype=np.float64)


_TINY = 1e-12
