"""Slope of report-level values on time, with a variance that small clustered samples can carry."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import digamma, logit, polygamma

from stats.design import Sample, sum_by, sum_over
from stats.intervals import critical_value, lower_end
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
    df : float
        Satterthwaite degrees of freedom of `variance`, for normal values.
    df_seen : ndarray, shape (T,)
        The same from the kurtosis of what the clusters add to `variance`: fewer where one or two
        clusters make up most of it. At most `df`.
    coefficients : ndarray, shape (R,)
        What each report's value contributes: ``estimate = coefficients @ values``.
    """

    estimate: Floats
    variance: Floats
    df: float
    df_seen: Floats
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
    Statistics 36, 672–683 (weighted case). `df_seen`: Shoemaker, L. H. (2003). Fixing the F test
    for equal variances. The American Statistician 57, 105–114, equation 1.

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
    squares = (sum_by(clusters, n_clusters, values, lever) - fitted) ** 2
    variance = squares.sum(axis=0)
    df = _satterthwaite(basis, adjusted, clusters)
    return Slope(estimate, variance, df, np.minimum(df, _df_by_kurtosis(squares)), coefficients)


def moderate(fit: Slope, usable: Flags, mean: Floats, worth: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Let the themes tell together how large the cluster-robust variance is for a share's size.

    The ratio of the variance to p (1 - p) follows a line in the log odds of the theme's share
    (frequent themes show how publishers differ, rare ones chance) and varies about it. The less it
    varies beyond what chance has it, the more each theme's variance is drawn to the line and its
    degrees of freedom grow, by those of all themes together at most. The line is fitted to the
    ratios themselves, not to their logarithms, which chance pulls down where clusters are few; each
    theme counts for as much as the variance of its share can be known, and the line rises only as
    far as that is not chance.

    What the line says of a theme is never less than half of what it says in the middle, at the
    share drawn to one half by half a success and half a failure: where none of twelve publishers
    speaks of a theme, a thirteenth may.

    Where a theme moves, clusters that speak more of it move further: if all move alike in log odds, the
    ratio grows with the square of ``slope (1 - 2 p) / (p (1 - p))``. By how much, the themes tell too, from
    nil to what clusters that differ as theirs do could make of it. `FittedSlope.pull` is what it adds.

    How far a theme is drawn to the line follows from `Slope.df_seen`. Its quantile does not: where
    one or two clusters make up a theme, its slope is far off just when its variance is large.

    Parameters
    ----------
    fit : Slope
        T themes.
    usable : ndarray of bool, shape (T,)
        Themes that occur often enough to tell how themes differ; eight or more, of some variance.
    mean : ndarray, shape (T,)
        Mean share of each theme, between 0 and 1 for the usable ones.
    worth : float
        How many independent passages the clusters are worth.

    Returns
    -------
    tuple
        Variance were the slope nil, its degrees of freedom, what the line says of variance over p (1 - p),
        and what the square of a supposed slope adds to the variance, shape (T,) each.

    References
    ----------
    Smyth, G. K. (2004). Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments. Statistical Applications in Genetics and Molecular
    Biology 3, article 3, sections 4 and 6.2, by weights: DerSimonian, R. and Kacker, R. (2007).
    Random-effects model for meta-analysis of clinical trials: an update. Contemporary Clinical Trials
    28, 105–114. A prior that follows a line: Sartor, M. A. et al. (2006). Intensity-based
    hierarchical Bayes method improves testing for differentially expressed genes
    in microarray experiments. BMC Bioinformatics 7, 538. The line by quasi-likelihood: McCullagh, P.
    and Nelder, J. A. (1989). Generalized Linear Models, second edition, sections 8.2 and 9.2. Moves alike in
    log odds: Oehlert, G. W. (1992). A note on the delta method. The American Statistician 46, 27–29. Half a
    success: Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial
    proportion. Statistical Science 16, 101–133, section 3.1.3 (Jeffreys). The quantile: Efron, B. (1969).
    Student's t-test under symmetry conditions. Journal of the American Statistical Association 64,
    1278–1302; Benjamini, Y. (1983). Is the t test really conservative when the parent distribution is
    long-tailed? The same, 78, 645–654.

    Notes
    -----
    When not to use it: for a handful of themes, which cannot tell chance from difference.
    """
    seen, least = (mean > 0) & (mean < 1), _spread(mean, worth, _JEFFREYS)
    spread = np.where(seen, mean * (1 - mean), least)
    ratio, weights, leverage = fit.variance / spread, _precision(fit.df, spread, worth), ((1 - 2 * mean) / spread) ** 2
    moved, pull = np.maximum(fit.estimate**2 - fit.variance, 0.0) * leverage, 0.0
    for _ in range(_TURNS):
        common = _line(logit(mean[seen]), (ratio / (1 + pull * moved))[seen], weights[seen], _odds(mean))
        typical = float(np.median(common[usable]))
        pull = _pull((ratio / common - 1)[usable], moved[usable], weights[usable], 1 / (worth * typical))
    own = fit.df_seen[usable] / 2
    left = np.log((ratio / common / (1 + pull * moved))[usable]) - digamma(own) + np.log(own)
    excess = _excess(left, polygamma(1, own), weights[usable])
    prior_df = 2 * _inverse_trigamma(excess) if excess > 0 else np.inf
    prior_df = min(prior_df, fit.df * float(usable.sum()))
    prior = np.maximum(common * spread, _LEAST_OF_TYPICAL * typical * least)
    both = prior_df + fit.df_seen
    variance = (prior_df * prior + fit.df_seen * fit.variance) / both
    added = prior_df / both * pull * common * spread * leverage
    return np.asarray(variance), np.full(variance.shape, prior_df + fit.df), common, np.asarray(added)


def _pull(off: Floats, moved: Floats, weights: Floats, most: float) -> float:
    """Return the slope of `off` on `moved` through the origin, drawn to nil as far as it may be chance."""
    lever = weights * moved / max(float(weights @ moved**2), _TINY**2)
    found = float(lever @ off)
    chance = float(((lever * (off - found * moved)) ** 2).sum()) * len(off) / (len(off) - 1)
    return min(found * max(0.0, 1 - chance / found**2), most) if found > 0 else 0.0


def _excess(left: Floats, chance: Floats, weights: Floats) -> float:
    """Return by how much values of known variances vary more than these, by DerSimonian and Kacker's equation 6."""
    parts = weights / weights.sum()
    found = parts @ (left - parts @ left) ** 2 - (parts * (1 - parts)) @ chance
    return float(found / (1 - parts @ parts))


def _odds(share: Floats) -> Floats:
    return np.asarray(logit(np.clip(share, _TINY, 1 - _TINY)))


def _precision(df: float, spread: Floats, worth: float) -> Floats:
    """Return one over the squared relative error of a variance, for shares of `worth` independent passages.

    Two over `df`, as for normal values, and the excess kurtosis of a passage that is on the theme or not.
    """
    return np.asarray(1 / (2 / df + np.maximum(1 / spread - 6, 0.0) / worth))


def _line(odds: Floats, ratio: Floats, weights: Floats, at: Floats) -> Floats:
    """Return the ratios that a line in the odds expects, by gamma quasi-likelihood with a logarithmic link.

    Its rise is drawn to nil as far as it may be chance. `at` says where, within the odds it was fitted to.
    """
    centre = float(weights @ odds / weights.sum())
    basis = np.column_stack([np.ones_like(odds), odds - centre])
    inverse = np.linalg.pinv(basis * np.sqrt(weights)[:, np.newaxis]) * np.sqrt(weights)
    line = np.array([np.log(weights @ ratio / weights.sum()), 0.0])
    for _ in range(_ROUNDS):
        step = inverse @ (ratio / np.exp(basis @ line) - 1)
        line = line + step / max(float(np.abs(basis @ step).max()), 1.0)
    chance = ((inverse[1] * (ratio / np.exp(basis @ line) - 1)) ** 2).sum() * len(odds) / max(len(odds) - 2, 1)
    rise = line[1] * max(0.0, 1 - chance / max(line[1] ** 2, _TINY))
    level = weights @ (ratio / np.exp(rise * basis[:, 1])) / weights.sum()
    return np.asarray(level * np.exp(rise * (np.clip(at, odds.min(), odds.max()) - centre)))


_TINY = 1e-9
_ROUNDS, _TURNS = 25, 4
_LEAST_OF_TYPICAL = 0.5
_JEFFREYS, _LAPLACE = 0.5, 1.0
_MIN_THEMES = 8
_MIN_REPORTS_WITH_THEME = 6


@dataclass(frozen=True)
class FittedSlope:
    """Slopes ready for a test.

    Parameters
    ----------
    estimate, error, df : ndarray, shape (T,)
        Slope, standard error were it nil, and degrees of freedom.
    level, ratio, pull : ndarray, shape (T,)
        Mean share, by how much the variance grows with p (1 - p), and with the square of the slope.
    times, parts : ndarray, shape (Y,)
        Distinct times, from their mean, and what part of the variance reports of each time have.
    steepest : float
        Slope where every value is nil until the mean time and one after it.
    """

    estimate: Floats
    error: Floats
    df: Floats
    level: Floats
    ratio: Floats
    pull: Floats
    times: Floats
    parts: Floats
    steepest: float

    def interval(self, conf_level: float) -> tuple[Floats, Floats]:
        """Return the slopes that a test of each does not refute: lower and upper ends, shape (T,) each.

        No share is less than nil or more than one. A slope so steep that the line through the mean would be is
        supposed to be one of that line, cut there, and to vary by as much more as its p (1 - p) is more than that
        of the line found: who has hardly heard of a theme cannot tell how many others speak of it ever more.
        What clusters that move further add (`moderate`) is that of the slope supposed too, no steeper than such a line.

        References
        ----------
        A score test's variance is that under what is supposed: Rao, C. R. (1948). Large sample tests of
        statistical hypotheses. Proceedings of the Cambridge Philosophical Society 44, 50–57; for shares Wilson (1927),
        as in `stats.intervals.score_interval`.

        Notes
        -----
        When not to use it: to test for no slope; it leaves zero out just where estimate over error does.
        """
        up = np.repeat([1.0, -1.0], len(self.level))
        columns = self.estimate, self.error**2, self.df, self.level, self.ratio, self.pull
        estimate, least, df, level, ratio, pull = (np.tile(column, 2) for column in columns)
        estimate, critical = up * estimate, critical_value(conf_level, df)
        within = np.minimum(level, 1 - level) / np.abs(self.times).max()

        def spread(slope: Floats) -> Floats:
            line = np.clip(level + np.outer(self.times, up * slope), 0.0, 1.0)
            return np.asarray(self.parts @ (line * (1 - line)), dtype=np.float64)

        known = np.maximum(spread(estimate), level * (1 - level))

        def root(supposed: Floats) -> Floats:
            more = np.maximum(spread(supposed) - known, 0.0)
            moving = pull * np.minimum(np.abs(supposed), within) ** 2
            return np.asarray((estimate - supposed) / np.sqrt(least + ratio * more + moving))

        far = np.maximum(estimate - critical * np.sqrt(least + ratio / 4 + pull * within**2), -self.steepest)
        below, above = np.split(lower_end(root, critical, np.minimum(far, estimate), estimate), 2)
        return below, -above


class SlopeFitter:
    """Fits slopes of one sample whose variance the themes tell together (`moderate`).

    Where fewer than eight themes can tell, the variance is that of each theme by itself, and not
    less than that of independent passages at the theme's share drawn to one half by one success
    and one failure: of reports that all say the same, the next may differ.

    Parameters
    ----------
    sample : Sample
        R reports, T themes.
    clusters : ndarray of int, shape (R,)
        As in `slope`.

    References
    ----------
    One success and one failure: Laplace's, see Agresti, A. and Coull, B. A. (1998). Approximate is
    better than "exact" for interval estimation of binomial proportions. The American Statistician
    52, 119–126.

    Notes
    -----
    When not to use it: as `slope`.
    """

    def __init__(self, sample: Sample, clusters: Integers) -> None:
        self._sample, self._clusters = sample, np.unique(clusters, return_inverse=True)[1]
        self._weights = sample.weights / sample.weights.sum()
        self._mean = sum_over(self._weights, sample.values)
        often = (sample.values > 0).sum(axis=0) >= _MIN_REPORTS_WITH_THEME
        self._telling: Flags = often & (sample.values < 1).any(axis=0)

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
        telling = self._telling & (fit.variance > 0)
        if telling.sum() >= _MIN_THEMES:
            variance, df, ratio, pull = moderate(fit, telling, self._mean, self._worth)
        else:
            n = sample.sizes.sum()
            share = sum_over(sample.sizes, sample.values) / n
            spread = _spread(share, n, _LAPLACE)
            variance = np.maximum(fit.variance, spread * (fit.coefficients**2 / sample.sizes).sum())
            df, ratio, pull = np.full(spread.shape, fit.df), variance / spread, np.zeros_like(spread)
        times, place = np.unique(time, return_inverse=True)
        parts = np.bincount(place, fit.coefficients**2) / (fit.coefficients**2).sum()
        centred, steepest = times - self._weights @ time, float(np.abs(fit.coefficients).sum() / 2)
        return FittedSlope(fit.estimate, np.sqrt(variance), df, self._mean, ratio, pull, centred, parts, steepest)

    @cached_property
    def _worth(self) -> float:
        """How many independent passages the clusters are worth, for the middle one of the telling themes."""
        sums = sum_by(self._clusters, int(self._clusters.max()) + 1, self._sample.values, self._weights)
        of_cluster = np.bincount(self._clusters, self._weights)
        of_mean = ((sums - np.outer(of_cluster, self._mean)) ** 2).sum(axis=0)
        ratio = of_mean[self._telling] / (self._mean * (1 - self._mean))[self._telling]
        return 1 / max(float(np.median(ratio)), 1e-12)


def _spread(share: Floats, n: float, added: float) -> Floats:
    """Return p (1 - p) for a share of `n` with so many successes and as many failures added."""
    drawn = (share * n + added) / (n + 2 * added)
    return np.asarray(drawn * (1 - drawn))


def _df_by_kurtosis(squares: Floats) -> Floats:
    """Return the degrees of freedom of sums of squares of K clusters, shape (T,), from their kurtosis.

    K - 1 where the clusters are as if drawn from a normal distribution, two where one makes up all.
    """
    n, total = len(squares), squares.sum(axis=0)
    kurtosis = np.divide(n * (squares**2).sum(axis=0), total**2, out=np.full(total.shape, float(n)), where=total > 0)
    return np.asarray(2 * n / (kurtosis - (n - 3) / (n - 1)))


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
