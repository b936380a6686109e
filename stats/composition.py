"""Did reports change what they say, or did other reports come in: a change split into its parts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from errors import InvalidSetting, NotEnoughData
from schema import COMPOSITION, Facet, Measure, Weighting
from stats.alikeness import Alikeness, alikeness
from stats.design import Cells, Sample, sum_by, sum_over
from stats.intervals import critical_value
from stats.panel import Floats, Integers, Panel

PARTS = ("total", "within", "mix", "came or went")


def composition(
    panel: Panel,
    periods: tuple[Sequence[int], Sequence[int]] | None = None,
    facet: Facet = "publisher",
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Split each theme's change between two periods exactly into parts.

    `within` is change inside the values of the facet (publishers) that are in both periods,
    `mix` is change of their weight, `came or went` is what values of only one period add or
    take. The parts sum to `total`.

    Parameters
    ----------
    panel : Panel
        R reports, T themes.
    periods : pair of sequences of int, optional
        Earlier and later years; by default the first and the last year.
    facet : Facet
        Publisher, or sector and so on.
    measure, weighting, conf_level
        As in `stats.prevalence.prevalence`.

    Returns
    -------
    DataFrame
        As `schema.COMPOSITION`, parts within themes.

    Raises
    ------
    NotEnoughData
        A period holds no report.
    InvalidSetting
        The facet is "year", the periods overlap, or an option does not exist.

    References
    ----------
    Griliches, Z. and Regev, H. (1995). Firm productivity in Israeli industry 1979–1988. Journal
    of Econometrics 65, 175–203; as written by Foster, L., Haltiwanger, J. and Krizan, C. J.
    (2001), in: New Developments in Productivity Analysis, University of Chicago Press, equation 2.

    Notes
    -----
    When not to use it: to generalise `within` beyond the publishers seen; its interval is about
    chance in their reports, not about which publishers there might be.
    """
    if facet == "year":
        raise InvalidSetting("A change over years cannot be split by year.", "Choose another facet.")
    early, late = _periods(panel, periods)
    chosen = early | late
    panel, early = panel.take(chosen), early[chosen]
    sample = Sample.from_panel(panel, measure, weighting)
    values = sample.publishers if facet == "publisher" else panel.groups(facet)[1]
    _, values = np.unique(values, return_inverse=True)
    coefficients, n_matched = _coefficients(sample.weights, early, values)
    cells = Cells.of(sample, np.where(early, 0, 1), 2)
    alike = alikeness(sample, cells)
    estimate = sum_over(coefficients, sample.values)
    variance, df = linear_variance(sample, cells, alike, coefficients)
    half = critical_value(conf_level, df) * np.sqrt(variance)
    themes = len(panel.theme_ids)
    frame = pd.DataFrame(
        {
            "theme_id": np.repeat(np.array(panel.theme_ids, dtype=object), len(PARTS)),
            "part": np.tile(np.array(PARTS, dtype=object), themes),
            "estimate": estimate.T.ravel(),
            "conf_low": np.maximum(estimate - half, -1.0).T.ravel(),
            "conf_high": np.minimum(estimate + half, 1.0).T.ravel(),
        }
    )
    years = panel.facets["year"].to_numpy(dtype=np.int64)
    named = {"period_a": _name(years[early]), "period_b": _name(years[~early])}
    method = np.repeat("linear in report shares, t; " + alike.units, len(PARTS))
    if not n_matched:
        method[:] = f"no {facet} reported in both periods: all of the change came or went, the other parts are nil"
    return COMPOSITION.validate(
        frame.assign(conf_level=conf_level, facet=facet, n_matched=n_matched, method=method, **named)
    )


def linear_variance(sample: Sample, cells: Cells, alike: Alikeness, coefficients: Floats) -> tuple[Floats, Floats]:
    """Return variance and degrees of freedom of sums ``coefficients @ values``, shape (K, T), under `alikeness`.

    Parameters
    ----------
    coefficients : ndarray, shape (K, R)
        K sums over R reports.

    References
    ----------
    The variance of a linear form under `stats.alikeness.alikeness`; the share's pull to one half as in
    `stats.slopes.SlopeFitter`; degrees of freedom as in `stats.alikeness.design_effects`.

    Notes
    -----
    The share behind p (1 - p) is the cell's, drawn to one half by one success and one failure.
    When not to use it: for one cell's mean, whose score interval respects 0 and 1.
    """
    n = np.bincount(cells.codes, sample.sizes)[:, np.newaxis]
    share = ((cells.means * n + 1) / (n + 2))[cells.codes]
    spread = np.sqrt(share * (1 - share))
    own = coefficients**2
    floor = sum_over(own / sample.sizes, spread**2)
    every = sum_over(own, spread**2)
    reports = np.asarray(floor + (every - floor) * alike.within_report)
    between = _between(sample.publishers, coefficients, spread, every) * alike.within_publisher
    total = np.maximum(reports + between, floor * 1e-9)
    return total, alike.df(np.divide(between, total, out=np.zeros_like(total), where=total > 0))


def _between(publishers: Integers, coefficients: Floats, spread: Floats, every: Floats) -> Floats:
    """Return the sums over pairs of reports of one publisher, shape (K, T)."""
    n = int(publishers.max()) + 1
    pairs = [(sum_by(publishers, n, row[:, np.newaxis] * spread) ** 2).sum(axis=0) for row in coefficients]
    return np.asarray(np.array(pairs) - every, dtype=np.float64)


def _coefficients(weights: Floats, early: NDArray[np.bool_], values: Integers) -> tuple[Floats, int]:
    """Return what each report's value adds to total, within, mix, came or went: shape (4, R)."""
    n = int(values.max()) + 1
    a, b = (np.bincount(values[rows], weights[rows], n) for rows in (early, ~early))
    share_a, share_b = a / a.sum(), b / b.sum()
    matched = (a > 0) & (b > 0)
    sign = np.where(early, -1.0, 1.0)
    inside = weights / np.where(early, a[values], b[values])
    overall = weights / np.where(early, a.sum(), b.sum())
    total = sign * overall
    within = sign * inside * ((share_a + share_b) / 2 * matched)[values]
    shift = (share_b - share_a) * matched
    mix = inside * (shift / 2)[values] - shift.sum() * overall / 2
    return np.array([total, within, mix, total - within - mix]), int(matched.sum())


def _periods(
    panel: Panel, periods: tuple[Sequence[int], Sequence[int]] | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    years = panel.facets["year"]
    if periods is None:
        periods = ([years.min()], [years.max()]) if years.nunique() > 1 else ([], [])
    both = set(periods[0]) & set(periods[1])
    if both:
        raise InvalidSetting(f"The year {min(both)} is in both periods.", "Let one period end before the other begins.")
    early, late = (years.isin(list(period)).to_numpy(dtype=np.bool_) for period in periods)
    if not early.any() or not late.any():
        raise NotEnoughData("A change needs reports in two periods.", "Widen the selection of years.")
    return early, late


def _name(years: Integers) -> str:
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first}–{last}"
