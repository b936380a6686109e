"""How alike passages of one report and reports of one publisher are, and what a cell is worth for it.

With the variance of a cell's mean as ``p (1 - p) D``, ``1 / D`` is the effective number of
independent passages behind it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from stats.design import (
    MIN_PUBLISHERS,
    Cells,
    Sample,
    combine,
    n_repeated,
    pairs_of,
    parts_of_design,
    sum_by,
    sum_over,
)
from stats.panel import Floats

_PRIOR_WEIGHT = 2.0
_PRIOR_RHO = 0.1
_ROUNDS = 5
_MIN_THEMES = 8
_STEPS = 12
_LOG_RANGE = -20.0, 3.0


@dataclass(frozen=True)
class Alikeness:
    """How alike passages are, by theme.

    Parameters
    ----------
    within_report : ndarray, shape (T,)
        Correlation of two passages of one report.
    within_publisher : ndarray, shape (T,)
        Correlation of two reports' shares, of one publisher, on the scale of single passages.
    df_reports, df_publishers : ndarray, shape (T,)
        Degrees of freedom behind the two; `df_publishers` is 0 where publishers were too few
        to estimate their alikeness, which is then taken as nil.
    between : ndarray, shape (T,)
        What part of `within_publisher` reports of one publisher in different cells have in
        common; 1 where nothing was asked about it.
    """

    within_report: Floats
    within_publisher: Floats
    df_reports: Floats
    df_publishers: Floats
    between: Floats

    def df(self, part: Floats) -> Floats:
        """Return the degrees of freedom of variances of which publishers make up `part`, shape (..., T).

        References
        ----------
        Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance
        components. Biometrics Bulletin 2, 110–114, equation 17.

        Notes
        -----
        When not to use it: for a variance that does not rest on both correlations.
        """
        part = np.where(self.df_publishers > 0, np.clip(part, 0.0, 1.0), 0.0)
        return np.asarray(1 / (part**2 / np.maximum(self.df_publishers, 1.0) + (1 - part) ** 2 / self.df_reports))

    @property
    def units(self) -> NDArray[np.object_]:
        """What is taken as sampled for each theme, in words, shape (T,)."""
        return np.where(self.within_publisher > 0, "publishers as units", "reports as units").astype(object)


def alikeness(sample: Sample, cells: Cells, *, by_publisher: bool = True, between: bool = False) -> Alikeness:
    """Estimate how alike passages of one report and reports of one publisher are.

    Two sums over deviations from the cell means, of squares and of cross products within
    publishers, are set equal to their expectations under
    ``Cov(y_i, y_j) = p (1 - p) [(1/n_i + rho (1 - 1/n_i)) 1(i = j) + rho_pub 1(same publisher, i != j)]``.
    Rare themes lean on what all themes show: for rho a line in the log odds of the theme's share,
    as far as the themes lie along one, for rho_pub one with a logarithmic link.

    Parameters
    ----------
    sample : Sample
        R reports, T themes.
    cells : Cells
        The cells whose means are removed first.
    by_publisher : bool
        False where publishers are not sampled (a cell is one publisher).
    between : bool
        True where cells are compared: cross products between cells then tell how much of what
        reports of one publisher have in common they have in common across cells.

    References
    ----------
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992). Variance Components, section 5.2
    (analysis-of-variance estimators for unbalanced data). Donner, A. (1986). A review of
    inference procedures for the intraclass correlation coefficient. International Statistical
    Review 54, 67–82. Leaning on a line by as much as it is there: Efron, B. and Morris, C. (1973).
    Stein's estimation rule and its competitors. Journal of the American Statistical Association
    68, 117–130. The link: McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, second
    edition, section 9.2 (quasi-likelihood).

    Notes
    -----
    When not to use it: to describe one theme's correlation for its own sake. Rare themes are
    shrunk towards the others, which serves intervals but not such a description.
    """
    df_publishers = min(int((cells.n_publishers - 1).sum()), n_repeated(sample.publishers) - 1) if by_publisher else 0
    df_publishers = df_publishers if df_publishers >= MIN_PUBLISHERS - 1 else 0
    parts = parts_of_design(sample, cells)
    moments = _Moments.of(sample, cells, parts)
    across = _Across.of(sample, cells) if between and df_publishers else None
    spread = cells.means * (1 - cells.means)
    start = _PRIOR_RHO if parts[1].any() else 1.0
    rho, rho_publisher = np.full(spread.shape[1], start), np.zeros(spread.shape[1])
    shares = cells.n_reports @ cells.means / max(cells.n_reports.sum(), 1)
    odds = logit(np.clip(shares, _LEAST_SHARE, 1 - _LEAST_SHARE))
    information = half = np.full_like(rho, _PRIOR_WEIGHT)
    part = np.ones_like(rho)
    for _ in range(_ROUNDS):
        variance = spread / np.maximum(1 - combine(parts, rho, rho_publisher), 0.2)
        information = moments.counted @ variance
        found = moments.of_squares(variance, rho_publisher)
        rho = found.leaning(information, _PRIOR_WEIGHT, found.line(odds, start))
        if df_publishers:
            found = moments.of_products(variance, rho)
            if across is not None:
                found, part = across.joined(found, variance, odds)
            half = np.maximum(information, _PRIOR_WEIGHT)
            rho_publisher = np.minimum(found.leaning(information, half, found.curve(odds)), rho)
    trust = _trust(sample.sizes) ** 2
    df_reports = float(trust.sum() ** 2 / max((trust**2).sum(), 1e-12)) - len(cells.n_reports)
    shared = _shared(information, _PRIOR_WEIGHT) if df_reports >= 1 and parts[1].any() else np.ones_like(information)
    df_shared = df_publishers * _shared(information, half)
    return Alikeness(rho, rho_publisher, max(df_reports, 1.0) * shared, df_shared, part)


_LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class _Ratio:
    """A correlation of each theme as what was observed over what is expected of a correlation of one, shape (T,)."""

    observed: Floats
    expected: Floats

    def average(self, fallback: float) -> Floats:
        """Return the ratio of the sums for each theme."""
        total = float(self.expected.sum())
        return np.full(len(self.observed), self.observed.sum() / total if total > 0 else fallback)

    def line(self, odds: Floats, fallback: float) -> Floats:
        """Return the ratios along a line in the odds, whose rise is drawn to nil as far as it may be chance."""
        average = self.average(fallback)
        weights = np.maximum(self.expected, 0.0)
        telling = weights > 0
        if telling.sum() < _MIN_THEMES:
            return average
        x = odds - weights @ odds / weights.sum()
        off = np.divide(self.observed, weights, out=average.copy(), where=telling) - average
        scale = max(float(weights @ x**2), 1e-12)
        rise = float((weights * x) @ off) / scale
        chance = float(weights @ (off - rise * x) ** 2) / (telling.sum() - 2) / scale
        rise = max(0.0, rise**2 - chance) / rise if rise else 0.0
        return np.asarray(np.clip(average + rise * x, 0.0, 1.0))

    def curve(self, odds: Floats) -> Floats:
        """Return the ratios along a line in the odds with a logarithmic link, whose rise is drawn to nil likewise."""
        average, weights = self.average(0.0), np.maximum(self.expected, 0.0)
        telling = int((weights > 0).sum())
        if telling < _MIN_THEMES or average[0] <= 0:
            return average
        x = odds - weights @ odds / weights.sum()
        basis, line = np.column_stack([np.ones_like(x), x]), np.array([np.log(average[0]), 0.0])
        for _ in range(_STEPS):
            mean = weights * np.exp(np.clip(basis @ line, *_LOG_RANGE))
            off = self.observed - mean
            step = np.linalg.lstsq(basis.T @ (basis * mean[:, np.newaxis]), basis.T @ off, rcond=None)[0]
            line = line + step / max(float(np.abs(basis @ step).max()), 1.0)
        centred = x - mean @ x / mean.sum()
        chance = float((centred**2) @ off**2) / max(float(mean @ centred**2) ** 2, 1e-300) * telling / (telling - 2)
        rise = max(0.0, line[1] ** 2 - chance) / line[1] if line[1] else 0.0
        shape = np.exp(np.clip(rise * x, *_LOG_RANGE))
        return np.asarray(np.clip(self.observed.sum() / (weights @ shape) * shape, 0.0, 1.0))

    def leaning(self, information: Floats, weight: Floats | float, target: Floats) -> Floats:
        """Return the ratios in [0, 1], each theme leaning on its target by `weight`, in units of `information`."""
        total, expected = float(information.sum()), float(self.expected.sum())
        if total <= 0 or expected <= 0:
            return target
        lean = weight / total * expected
        return np.asarray(np.clip((self.observed + lean * target) / np.maximum(self.expected + lean, 1e-12), 0.0, 1.0))


@dataclass(frozen=True)
class _Moments:
    """Sums over each cell that multiply 1, rho and rho_pub: three rows of shape (C,)."""

    squares: Floats
    products: Floats
    counted: Floats
    observed_squares: Floats
    observed_products: Floats

    def of_squares(self, variance: Floats, rho_publisher: Floats) -> _Ratio:
        """Return rho as a ratio, at the variances of single passages, shape (C, T)."""
        floor, excess, alike = self.squares @ variance
        return _Ratio(self.observed_squares - floor - alike * rho_publisher, excess)

    def of_products(self, variance: Floats, rho: Floats) -> _Ratio:
        """Return rho_pub as a ratio."""
        floor, excess, alike = self.products @ variance
        return _Ratio(self.observed_products - floor - excess * rho, alike)

    @classmethod
    def of(cls, sample: Sample, cells: Cells, parts: Floats) -> "_Moments":
        w, u = cells.shares, _trust(sample.sizes)
        pair = pairs_of(sample, cells)
        together = np.bincount(pair, u)[pair]
        others = np.bincount(pair, w)[pair] - w
        b = u * (together - u) / together
        counted, pairs = cells.total(u**2), cells.total(b)
        squares, products = [], []
        for diagonal, d in zip((1 / sample.sizes, 1 - 1 / sample.sizes), parts[:2], strict=True):
            squares.append(cells.total(u**2 * diagonal * (1 - 2 * w)) + counted * d)
            products.append(pairs * d - 2 * cells.total(diagonal * w * b))
        squares.append(counted * parts[2] - 2 * cells.total(u**2 * others))
        products.append(pairs - 2 * cells.total(b * others) + pairs * parts[2])
        deviations = sample.values - cells.means[cells.codes]
        squared = deviations**2
        n_pairs = int(pair.max(initial=-1)) + 1
        sums = sum_by(pair, n_pairs, deviations, u) / np.sqrt(np.bincount(pair, u))[:, np.newaxis]
        return cls(
            squares=np.array(squares),
            products=np.array(products),
            counted=counted,
            observed_squares=sum_over(u**2, squared),
            observed_products=(sums**2).sum(axis=0) - sum_over(u**2 / together, squared),
        )


@dataclass(frozen=True)
class _Across:
    """Cross products of one publisher's reports in different cells: their sums, and what multiplies rho_pub in them.

    `weights` has shape (C, C), to be applied to the roots of the cells' variances on either side.
    """

    observed: Floats
    weights: Floats

    @classmethod
    def of(cls, sample: Sample, cells: Cells) -> "_Across":
        n_cells, n_publishers = len(cells.n_reports), int(sample.publishers.max(initial=0)) + 1
        u = _trust(sample.sizes)
        key, pair = np.unique(cells.codes * n_publishers + sample.publishers, return_inverse=True)
        place = key // n_publishers, key % n_publishers
        together = np.bincount(pair, u)
        sums = sum_by(pair, len(key), sample.values - cells.means[cells.codes], u) / np.sqrt(together)[:, np.newaxis]
        root, share = np.zeros((n_cells, n_publishers)), np.zeros((n_cells, n_publishers))
        root[place], share[place] = np.sqrt(together), np.bincount(pair, cells.shares)
        less = (root * share) @ root.T
        weights = (root @ root.T) * (1 + share @ share.T) - less - less.T
        np.fill_diagonal(weights, 0.0)
        return cls((sum_by(place[1], n_publishers, sums) ** 2).sum(axis=0) - (sums**2).sum(axis=0), weights)

    def joined(self, within: _Ratio, variance: Floats, odds: Floats) -> tuple[_Ratio, Floats]:
        """Return rho_pub from products within and across cells, and the part of it found across, along the odds."""
        root = np.sqrt(variance)
        across = _Ratio(self.observed, np.asarray((root * (self.weights @ root)).sum(axis=0)))
        inside, outside = within.curve(odds), across.curve(odds)
        part = np.clip(np.divide(outside, inside, out=np.ones_like(inside), where=inside > 0), 0.0, 1.0)
        both = _Ratio(within.observed + part * across.observed, within.expected + part**2 * across.expected)
        return both, part


def design_effects(sample: Sample, cells: Cells, alike: Alikeness) -> tuple[Floats, Floats]:
    """Return D and its degrees of freedom for each cell and theme, shape (C, T) each.

    References
    ----------
    As `alikeness` and `Alikeness.df`.

    Notes
    -----
    When not to use it: for cells whose reports are a census; then nothing is left to chance.
    """
    parts = parts_of_design(sample, cells)
    design = np.clip(combine(parts, alike.within_report, alike.within_publisher), 1e-12, 1.0)
    return design, alike.df(np.outer(parts[2], alike.within_publisher) / design)


def _trust(sizes: Floats) -> Floats:
    """Return the inverse variance of each report's value at a middling alikeness, largest 1, shape (R,)."""
    inverse = 1 / (_PRIOR_RHO + (1 - _PRIOR_RHO) / sizes)
    return np.asarray(inverse / inverse.max(initial=1e-12), dtype=np.float64)


def _shared(information: Floats, weight: Floats | float) -> Floats:
    """Return how many times its own degrees of freedom a theme has that leans on all by `weight` (`_Ratio.leaning`).

    The average over themes rests on all their degrees of freedom, the theme's own part on its own:
    Satterthwaite's rule for the sum of the two.
    """
    total = float(information.sum())
    if total <= 0:
        return np.ones_like(information)
    own, part = information / (information + weight), information / total
    return np.asarray(1 / (own**2 + 2 * own * (1 - own) * part + (1 - own) ** 2 * (part**2).sum()))
