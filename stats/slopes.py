"""Slope of report-level values on time, with a variance that small clustered samples can carry."""

from dataclasses import dataclass

import numpy as np

from stats.design import sum_by
from stats.panel import Floats, Integers


@dataclass(frozen=True)
class Slope:
    """Least-squares slopes of T themes.

    Parameters
    ----------
    estimate : ndarray, shape (T,)
        Change of the value per unit of time.
    variance : ndarray, shape (T,)
        Bias-reduced cluster-robust variance.
    df : float
        Satterthwaite degrees of freedom; NaN where time does not vary.
    coefficients : ndarray, shape (R,)
        What each report's value contributes: ``estimate = coefficients @ values``.
    """

    estimate: Floats
    variance: Floats
    df: float
    coefficients: Floats


def slope(values: Floats, time: Floats, weights: Floats, clusters: Integers) -> Slope:
    """Fit a straight line by weighted least squares, with CR2 variance over clusters.

    Parameters
    ----------
    values : ndarray, shape (R, T)
        Report-level shares, or 0/1 for reach.
    time, weights : ndarray, shape (R,)
        Year, and weight of each report.
    clusters : ndarray of int, shape (R,)
        Publisher of each report, or a different number for each report (then CR2 is HC2).

    References
    ----------
    Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
    regression with multi-stage samples. Survey Methodology 28, 169–181 (variance and degrees
    of freedom). Pustejovsky, J. E. and Tipton, E. (2018). Journal of Business & Economic
    Statistics 36, 672–683 (weighted case).

    Notes
    -----
    When not to use it: for humped or stepped series the straight line is a summary, not a
    description. With fewer than about six clusters the degrees of freedom say little.
    """
    x = time - np.average(time, weights=weights) if len(time) else time
    root = np.sqrt(weights)
    basis = np.column_stack([root / np.sqrt(weights.sum()), root * x / np.sqrt((weights * x**2).sum() or np.nan)])
    scale = np.sqrt((weights * x**2).sum() or np.nan)
    coefficients = weights * x / scale**2
    estimate = coefficients @ values
    intercept = np.average(values, axis=0, weights=weights)
    residuals = root[:, np.newaxis] * (values - intercept - np.outer(x, estimate))
    _, clusters = np.unique(clusters, return_inverse=True)
    adjusted = _adjust(basis, clusters) / scale
    scores = sum_by(clusters, int(clusters.max()) + 1, adjusted[:, np.newaxis] * residuals)
    return Slope(estimate, (scores**2).sum(axis=0), _satterthwaite(basis, adjusted, clusters), coefficients)


def _adjust(basis: Floats, clusters: Integers) -> Floats:
    """Return (I - H_kk)^(-1/2) times the slope's column of `basis`, cluster by cluster, shape (R,).

    With Q_k the cluster's rows of the orthonormal `basis` and Q_k'Q_k = U diag(g) U', the
    adjustment acts within the span of Q_k only: Q_k U diag((1 - g)^(-1/2)) U' e_slope.
    """
    products = np.einsum("ri,rj->rij", basis, basis).reshape(-1, 4)
    gram = sum_by(clusters, int(clusters.max()) + 1, products).reshape(-1, 2, 2)
    values, vectors = np.linalg.eigh(gram)
    spread = 1 - values
    factor = np.where(spread > 1e-9, 1 / np.sqrt(np.maximum(spread, 1e-9)), 0.0)
    direction = np.einsum("kij,kj,kj->ki", vectors, factor, vectors[:, 1, :])
    return np.asarray((basis * direction[clusters]).sum(axis=1), dtype=np.float64)


def _satterthwaite(basis: Floats, adjusted: Floats, clusters: Integers) -> float:
    """Return 2 E(V)^2 / Var(V) for independent values of equal weighted variance."""
    own = np.bincount(clusters, adjusted**2)
    u = sum_by(clusters, len(own), basis * adjusted[:, np.newaxis])
    s = u.T @ u
    diagonal = own - (u**2).sum(axis=1)
    squares = (own**2 - 2 * own * (u**2).sum(axis=1)).sum() + np.trace(s @ s)
    return float(diagonal.sum() ** 2 / squares) if squares > 0 else float("nan")
