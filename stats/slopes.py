"""Slope of report-level values on time, with a variance that small clustered samples can carry."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, logit, polygamma

from stats.design import Sample, sum_by, sum_over
from stats.panel import Flags, Floats, Integers


@dataclass(frozen=True)
class Slope:
    """Least-squares slopes of T themes.

    Parameters
    ----------
    estimate : ndarray, shape (T,)
        Change of the value per unit of time.
    variance : ndarray, shape (T,)
        Bias-reduced cluster-robust variance.
    ordinary : ndarray, shape (T,)
        The usual variance, for independent reports of equal spread.
    df : float
        Satterthwaite degrees of freedom of `variance`.
    coefficients : ndarray, shape (R,)
        What each report's value contributes: ``estimate = coefficients @ values``.
    """

    estimate: Floats
    variance: Floats
    ordinary: Floats
    df: float
    coefficients: Floats


def slope(values: Floats, time: Floats, weights: Floats, clusters: Integers) -> Slope:
    """Fit a straight line by weighted least squares, with CR2 variance over clusters.

    Parameters
    ----------
    values : ndarray, shape (R, T)
        Report-level shares, or 0/1 for reach.
    time, weights : ndarray, shape (R,)
        Year, and weight of each report; R is at least 3 and time takes two values or more.
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
    x = time - np.average(time, weights=weights)
    root = np.sqrt(weights)
    scale = np.sqrt((weights * x**2).sum())
    basis = np.column_stack([root / np.sqrt(weights.sum()), root * x / scale])
    coefficients = weights * x / scale**2
    estimate = sum_over(coefficients, values)
    intercept = sum_over(weights, values) / weights.sum()
    _, clusters = np.unique(clusters, return_inverse=True)
    n_clusters = int(clusters.max()) + 1
    adjusted = _adjust(basis, clusters) / scale
    lever = adjusted * root
    fitted = np.outer(np.bincount(clusters, lever), intercept) + np.outer(np.bincount(clusters, lever * x), estimate)
    variance = ((sum_by(clusters, n_clusters, values, lever) - fitted) ** 2).sum(axis=0)
    left = sum_over(weights, values**2) - weights.sum() * intercept**2 - scale**2 * estimate**2
    ordinary = np.maximum(left, 0.0) / (len(time) - 2) / scale**2
    df = _satterthwaite(basis, adjusted, clusters)
    return Slope(estimate, variance, ordinary, df, coefficients)


def moderate(fit: Slope, usable: Flags, mean: Floats, spread: Floats) -> tuple[Floats, float]:
    """Let the themes tell together how large the cluster-robust variance is for a share's size.

    The ratio of the variance to p (1 - p) follows a line in the log odds of the theme's share
    (frequent themes show how publishers differ, rare ones chance) and varies about it. The less it
    varies beyond what chance has it, the more each theme's ratio is drawn to the line and its
    degrees of freedom grow, to those of all themes together at most.

    Parameters
    ----------
    fit : Slope
        T themes.
    usable : ndarray of bool, shape (T,)
        Themes that occur often enough to inform the others.
    mean, spread : ndarray, shape (T,)
        Mean share of each theme, between 0 and 1 for the usable ones, and p (1 - p), never nil.

    Returns
    -------
    tuple
        Variance, shape (T,), and its degrees of freedom.

    References
    ----------
    Smyth, G. K. (2004). Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments. Statistical Applications in Genetics and Molecular
    Biology 3, article 3, sections 4 and 6.2. A prior that follows a line: Sartor, M. A. et al. (2006).
    Intensity-based hierarchical Bayes method improves testing for differentially expressed genes
    in microarray experiments. BMC Bioinformatics 7, 538.

    Notes
    -----
    When not to use it: for a handful of themes, which cannot tell chance from difference; with
    fewer than eight usable themes the variance is returned as it came.
    """
    usable = usable & (fit.variance > 0)
    if usable.sum() < _MIN_THEMES:
        return fit.variance, fit.df
    ratio = fit.variance / spread
    logs = np.log(ratio[usable]) - digamma(fit.df / 2) + np.log(fit.df / 2)
    odds = logit(mean[usable])
    x = np.clip(logit(np.clip(mean, 1e-9, 1 - 1e-9)), odds.min(), odds.max()) - odds.mean()
    rise = float(x[usable] @ logs / max(float(x[usable] @ x[usable]), 1e-12))
    line = logs.mean() + rise * x
    excess = float(((logs - line[usable]) ** 2).sum() / (usable.sum() - 2) - polygamma(1, fit.df / 2))
    prior_df, common = np.inf, np.exp(line)
    if excess > 0:
        prior_df = 2 * _inverse_trigamma(excess)
        common = np.exp(line + digamma(prior_df / 2) - np.log(prior_df / 2))
    prior_df = min(prior_df, fit.df * float(usable.sum()))
    moderated = (prior_df * common + fit.df * ratio) / (prior_df + fit.df) * spread
    return np.asarray(moderated, dtype=np.float64), fit.df + prior_df


_MIN_THEMES = 8
_MIN_REPORTS_WITH_THEME = 6


@dataclass(frozen=True)
class FittedSlope:
    """Slopes ready for a test: estimate, error and degrees of freedom, shape (T,) each."""

    estimate: Floats
    error: Floats
    df: Floats


class SlopeFitter:
    """Fits slopes of one sample, moderates their variance, and holds it above a floor.

    Two floors say which variance is too small to be believed: that of independent passages, and
    half of what the themes in general (their median) show at such a share. The share behind a
    floor is drawn to one half by one success and one failure, in passages for the first and in
    what the clusters are worth for the second: where none of twelve publishers speaks of a theme,
    a thirteenth may. Where the themes are spread more evenly over reports than chance has it, as
    if written to a plan, the first floor is lower by as much, to a tenth at least.

    Parameters
    ----------
    sample : Sample
        R reports, T themes.
    clusters : ndarray of int, shape (R,)
        As in `slope`.

    References
    ----------
    The floors' share: Laplace's, see Agresti, A. and Coull, B. A. (1998). Approximate is better than
    "exact" for interval estimation of binomial proportions. The American Statistician 52, 119–126.

    Notes
    -----
    When not to use it: as `slope`.
    """

    def __init__(self, sample: Sample, clusters: Integers) -> None:
        self._sample, self._clusters = sample, np.unique(clusters, return_inverse=True)[1]
        weights = sample.weights / sample.weights.sum()
        mean = sum_over(weights, sample.values)
        self._mean = mean
        often = (sample.values > 0).sum(axis=0) >= _MIN_REPORTS_WITH_THEME
        self._telling: Flags = often & (sample.values < 1).any(axis=0)
        n = sample.sizes.sum()
        self._alone = self._spread = _spread(sum_over(sample.sizes, sample.values) / n, n)
        if self._told_by_themes:
            self._scale = (mean * (1 - mean))[self._telling]
            sums = sum_by(self._clusters, int(self._clusters.max()) + 1, sample.values, weights)
            of_mean = ((sums - np.outer(np.bincount(self._clusters, weights), mean)) ** 2).sum(axis=0)
            worth = 1 / max(float(np.median(of_mean[self._telling] / self._scale)), 1e-12)
            self._spread = _spread(mean, worth)

    def fit(self, time: Floats) -> FittedSlope:
        """Fit slopes on `time`, shape (R,).

        References
        ----------
        See `slope`, `moderate` and the class.

        Notes
        -----
        When not to use it: as `slope`.
        """
        sample = self._sample
        fit = slope(sample.values, time, sample.weights, self._clusters)
        variance, df = moderate(fit, self._telling, self._mean, self._spread)
        error = np.sqrt(np.maximum(variance, self._floor(fit, variance)))
        return FittedSlope(fit.estimate, np.asarray(error), np.full(error.shape, df))

    @property
    def _told_by_themes(self) -> bool:
        return int(self._telling.sum()) >= _MIN_THEMES

    def _floor(self, fit: Slope, variance: Floats) -> Floats:
        """Return the least variance that is believed, shape (T,)."""
        alone = self._alone * (fit.coefficients**2 / self._sample.sizes).sum()
        if not self._told_by_themes:
            return np.asarray(alone)
        telling = self._telling
        evenness = float(np.median(fit.ordinary[telling] / alone[telling]))
        alone = alone * np.clip(evenness, _LEAST_OF_CHANCE, 1.0)
        typical = float(np.median(variance[telling] / self._scale))
        return np.asarray(np.maximum(alone, _LEAST_OF_TYPICAL * typical * self._spread))


def _spread(share: Floats, n: float) -> Floats:
    """Return p (1 - p) for a share with one success and one failure added."""
    drawn = (share * n + 1) / (n + 2)
    return np.asarray(drawn * (1 - drawn))


_LEAST_OF_TYPICAL = 0.5
_LEAST_OF_CHANCE = 0.1


def _inverse_trigamma(value: float) -> float:
    """Solve trigamma(y) = value for y > 0 by Newton's method (Smyth 2004, appendix)."""
    y = 0.5 + 1 / value
    for _ in range(30):
        trigamma = float(polygamma(1, y))
        y += trigamma * (1 - trigamma / value) / float(polygamma(2, y))
    return y


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
