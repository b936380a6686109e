"""What one cell of reports is worth: weights, alikeness within reports and publishers, effective size.

A cell is a group of reports shown as one number. The variance of its mean is written as
``p (1 - p) D``; ``1 / D`` is the effective number of independent passages behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from errors import InvalidSetting
from schema import MEASURES, WEIGHTINGS, Measure, Weighting
from stats.panel import Floats, Integers, Panel

MIN_PUBLISHERS = 6
"""Publishers of two reports or more below which their alikeness is not estimated.

Claims are then about the reports of these publishers only.
"""

_PRIOR_WEIGHT = 2.0
_PRIOR_RHO = 0.1
_ROUNDS = 5


@dataclass(frozen=True)
class Sample:
    """Report-level values of one measure, with what is needed to average them.

    Parameters
    ----------
    values : ndarray, shape (R, T)
        Share of each report, or 0/1 for reach.
    sizes : ndarray, shape (R,)
        Passages that a value averages over; 1 for reach.
    weights : ndarray, shape (R,)
        1 for ``weighting="report"``, passages for ``weighting="passage"``.
    publishers : ndarray of int, shape (R,)
        Code of the publisher; reports of unknown publishers each have their own.
    """

    values: Floats
    sizes: Floats
    weights: Floats
    publishers: Integers

    @classmethod
    def from_panel(cls, panel: Panel, measure: Measure, weighting: Weighting) -> "Sample":
        """Return the values and weights of a panel.

        Raises
        ------
        InvalidSetting
            The measure or the weighting does not exist.
        """
        _check_choice("measure", measure, MEASURES)
        _check_choice("weighting", weighting, WEIGHTINGS)
        passages = panel.n_passages.astype(np.float64)
        ones = np.ones_like(passages)
        share = measure == "share"
        values = panel.n_assigned / passages[:, np.newaxis] if share else (panel.n_assigned > 0).astype(np.float64)
        return cls(
            values=values,
            sizes=passages if share else ones,
            weights=ones if weighting == "report" else passages,
            publishers=publisher_codes(panel.facets["publisher"]),
        )

    def take(self, rows: NDArray[np.bool_] | Integers) -> "Sample":
        """Return the sample of some reports."""
        return Sample(self.values[rows], self.sizes[rows], self.weights[rows], self.publishers[rows])


@dataclass(frozen=True)
class Cells:
    """Reports sorted into cells, with each cell's sums over its reports.

    Parameters
    ----------
    codes : ndarray of int, shape (R,)
        Cell of each report.
    n_reports, n_publishers : ndarray of int, shape (C,)
        Reports and distinct publishers of each cell.
    shares : ndarray, shape (R,)
        Weight of each report as a fraction of its cell's.
    means : ndarray, shape (C, T)
        Weighted mean of each theme.
    """

    codes: Integers
    n_reports: Integers
    n_publishers: Integers
    shares: Floats
    means: Floats

    def total(self, values: Floats) -> Floats:
        """Return the sums of `values` (shape (R,)) over each cell, shape (C,)."""
        return np.asarray(np.bincount(self.codes, values, len(self.n_reports)), dtype=np.float64)

    @classmethod
    def of(cls, sample: Sample, codes: Integers, n_cells: int) -> "Cells":
        """Sort the reports of a sample into `n_cells` cells, none of them empty."""
        total = np.bincount(codes, sample.weights, n_cells)
        shares = sample.weights / total[codes]
        n_publishers = int(sample.publishers.max(initial=0)) + 1
        pairs = np.unique(codes * n_publishers + sample.publishers)
        return cls(
            codes=codes,
            n_reports=np.bincount(codes, minlength=n_cells),
            n_publishers=np.bincount(pairs // n_publishers, minlength=n_cells),
            shares=shares,
            means=sum_by(codes, n_cells, sample.values, shares),
        )


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
    """

    within_report: Floats
    within_publisher: Floats
    df_reports: Floats
    df_publishers: Floats

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


def alikeness(sample: Sample, cells: Cells, *, by_publisher: bool = True) -> Alikeness:
    """Estimate how alike passages of one report and reports of one publisher are.

    Two sums over deviations from the cell means, of squares and of cross products within
    publishers, are set equal to their expectations under
    ``Cov(y_i, y_j) = p (1 - p) [(1/n_i + rho (1 - 1/n_i)) 1(i = j) + rho_pub 1(same publisher, i != j)]``.
    Rare themes lean on the average over all themes.

    Parameters
    ----------
    sample : Sample
        R reports, T themes.
    cells : Cells
        The cells whose means are removed first.
    by_publisher : bool
        False where publishers are not sampled (a cell is one publisher).

    References
    ----------
    Searle, S. R., Casella, G. and McCulloch, C. E. (1992). Variance Components, section 5.2
    (analysis-of-variance estimators for unbalanced data). Donner, A. (1986). A review of
    inference procedures for the intraclass correlation coefficient. International Statistical
    Review 54, 67–82.

    Notes
    -----
    When not to use it: to describe one theme's correlation for its own sake. Rare themes are
    shrunk towards the average, which serves intervals but not such a description.
    """
    df_publishers = min(int((cells.n_publishers - 1).sum()), n_repeated(sample.publishers) - 1) if by_publisher else 0
    df_publishers = df_publishers if df_publishers >= MIN_PUBLISHERS - 1 else 0
    parts = _parts(sample, cells)
    moments = _Moments.of(sample, cells, parts)
    spread = cells.means * (1 - cells.means)
    start = _PRIOR_RHO if parts[1].any() else 1.0
    rho, rho_publisher = np.full(spread.shape[1], start), np.zeros(spread.shape[1])
    information = half = np.full_like(rho, _PRIOR_WEIGHT)
    for _ in range(_ROUNDS):
        variance = spread / np.maximum(1 - _combine(parts, rho, rho_publisher), 0.2)
        information = moments.counted @ variance
        floor, excess, alike = moments.squares @ variance
        rho = _solve(moments.observed_squares - floor - alike * rho_publisher, excess, information, start)
        if df_publishers:
            floor, excess, alike = moments.products @ variance
            half = np.maximum(information, _PRIOR_WEIGHT)
            rho_publisher = _solve(moments.observed_products - floor - excess * rho, alike, information, 0.0, half)
            rho_publisher = np.minimum(rho_publisher, rho)
    trust = _trust(sample.sizes) ** 2
    df_reports = float(trust.sum() ** 2 / max((trust**2).sum(), 1e-12)) - len(cells.n_reports)
    shared = _shared(information, _PRIOR_WEIGHT) if df_reports >= 1 else np.ones_like(information)
    df_shared = df_publishers * _shared(information, half)
    return Alikeness(rho, rho_publisher, max(df_reports, 1.0) * shared, df_shared)


@dataclass(frozen=True)
class _Moments:
    """Sums over each cell that multiply 1, rho and rho_pub: three rows of shape (C,)."""

    squares: Floats
    products: Floats
    counted: Floats
    observed_squares: Floats
    observed_products: Floats

    @classmethod
    def of(cls, sample: Sample, cells: Cells, parts: Floats) -> "_Moments":
        w, u = cells.shares, _trust(sample.sizes)
        pair = _pairs(sample, cells)
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


def _parts(sample: Sample, cells: Cells) -> Floats:
    """Return what 1, rho and rho_pub are multiplied by in D, shape (3, C)."""
    w = cells.shares
    others = np.bincount(pair := _pairs(sample, cells), w)[pair] - w
    return np.array([cells.total(part) for part in (w**2 / sample.sizes, w**2 * (1 - 1 / sample.sizes), w * others)])


def _pairs(sample: Sample, cells: Cells) -> Integers:
    """Return a code for each cell and publisher, shape (R,)."""
    n_publishers = int(sample.publishers.max(initial=0)) + 1
    pair = np.unique(cells.codes * n_publishers + sample.publishers, return_inverse=True)[1]
    return np.asarray(pair, dtype=np.int64)


def _combine(parts: Floats, rho: Floats, rho_publisher: Floats) -> Floats:
    """Return D, the variance of each cell's mean over p (1 - p), shape (C, T)."""
    floor, excess, alike = parts
    return np.asarray(floor[:, np.newaxis] + np.outer(excess, rho) + np.outer(alike, rho_publisher))


def design_effects(sample: Sample, cells: Cells, alike: Alikeness) -> tuple[Floats, Floats]:
    """Return D and its degrees of freedom for each cell and theme, shape (C, T) each.

    References
    ----------
    As `alikeness` and `Alikeness.df`.

    Notes
    -----
    When not to use it: for cells whose reports are a census; then nothing is left to chance.
    """
    parts = _parts(sample, cells)
    design = np.clip(_combine(parts, alike.within_report, alike.within_publisher), 1e-12, 1.0)
    return design, alike.df(np.outer(parts[2], alike.within_publisher) / design)


def sum_by(codes: Integers, n: int, values: Floats, weights: Floats | None = None) -> Floats:
    """Return the (weighted) sums of the rows of `values` (shape (R, T)) by code, shape (n, T)."""
    ones = np.ones(len(codes)) if weights is None else weights
    chooser = csr_array((ones, (codes, np.arange(len(codes)))), shape=(n, len(codes)))
    return np.asarray(chooser @ values, dtype=np.float64)


def sum_over(weights: Floats, values: Floats) -> Floats:
    """Return ``weights @ values`` of shapes (..., R) and (R, T), on one core.

    A product by BLAS takes a hundred times as long where its threads wait for a busy core.
    """
    return np.asarray(np.einsum("...r,rt->...t", weights, values), dtype=np.float64)


def n_repeated(publishers: Integers) -> int:
    """Return how many publishers have two reports or more; only they tell how alike reports of one publisher are."""
    return int(np.count_nonzero(np.bincount(publishers) > 1))


def _trust(sizes: Floats) -> Floats:
    """Return the inverse variance of each report's value at a middling alikeness, largest 1, shape (R,)."""
    inverse = 1 / (_PRIOR_RHO + (1 - _PRIOR_RHO) / sizes)
    return np.asarray(inverse / inverse.max(initial=1e-12), dtype=np.float64)


def _solve(
    numerator: Floats,
    denominator: Floats,
    information: Floats,
    fallback: float,
    weight: Floats | float = _PRIOR_WEIGHT,
) -> Floats:
    """Return numerator / denominator by theme in [0, 1], each theme leaning on the ratio of sums."""
    total = information.sum()
    if total <= 0 or denominator.sum() <= 0:
        return np.full(len(numerator), fallback)
    lean = weight / total
    ratio = (numerator + lean * numerator.sum()) / np.maximum(denominator + lean * denominator.sum(), 1e-12)
    return np.asarray(np.clip(ratio, 0.0, 1.0), dtype=np.float64)


def _shared(information: Floats, weight: Floats | float) -> Floats:
    """Return how many times its own degrees of freedom a theme has that leans on all by `weight`, as in `_solve`.

    The average over themes rests on all their degrees of freedom, the theme's own part on its own:
    Satterthwaite's rule for the sum of the two.
    """
    total = float(information.sum())
    if total <= 0:
        return np.ones_like(information)
    own, part = information / (information + weight), information / total
    return np.asarray(1 / (own**2 + 2 * own * (1 - own) * part + (1 - own) ** 2 * (part**2).sum()))


def publisher_codes(publisher: "pd.Series[str]") -> Integers:
    """Return a number for each report's publisher, shape (R,); reports of unknown publishers each have their own."""
    codes, names = pd.factorize(publisher)
    codes = codes.astype(np.int64)
    unknown = np.flatnonzero(codes < 0)
    codes[unknown] = len(names) + np.arange(len(unknown))
    return codes


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InvalidSetting(f"There is no {name} {value}.", f"Use one of {', '.join(choices)}.")
