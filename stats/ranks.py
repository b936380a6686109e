"""Which themes matter most, and how sure their order is."""

import numpy as np
import pandas as pd

from schema import RANKS, Facet, Measure, Weighting
from stats.design import Sample, sum_over
from stats.intervals import critical_value, difference_root
from stats.panel import Flags, Floats, Integers, Panel
from stats.prevalence import CellEstimates, column_of, estimate_cells


def ranks(
    panel: Panel,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Return the rank of every theme with the best and the worst rank the evidence admits.

    Each theme is compared with every other at a level raised for the number of comparisons: it
    ranks behind those that are larger beyond doubt, and before those that are smaller; equal
    estimates share the better rank. Each
    theme's rank lies within its bounds with probability `conf_level` or more.

    Parameters are those of `stats.prevalence.prevalence`.

    Returns
    -------
    DataFrame
        As `schema.RANKS`, themes within groups, and the facet's column.

    Raises
    ------
    InvalidSetting
        An option does not exist.

    References
    ----------
    Mogstad, M., Romano, J. P., Shaikh, A. M. and Wilhelm, D. (2024). Inference for ranks with
    applications to mobility across neighbourhoods and academic achievement across countries.
    Review of Economic Studies 91, 476–518, section 3.1 (marginal confidence sets), with
    Bonferroni's correction and the test of `stats.intervals.difference_root`.

    Notes
    -----
    When not to use it: to compare two themes chosen in advance, or to read all ranks as one
    order; the bounds hold theme by theme.
    """
    values, codes = panel.groups(by)
    sample = Sample.from_panel(panel, measure, weighting)
    cells = estimate_cells(sample, panel.n_passages, codes, by_publisher=by != "publisher")
    n_themes = len(panel.theme_ids)
    level = 1 - (1 - conf_level) / max(n_themes - 1, 1)
    above, below = _compared(cells, _rivalry(sample, codes, cells.estimate), level)
    low, high = cells.interval(conf_level)
    rows = len(cells.n_reports)
    frame = pd.DataFrame(
        {
            "theme_id": np.tile(np.array(panel.theme_ids, dtype=object), rows),
            "rank": (1 + _larger(cells.estimate).sum(axis=2)).ravel(),
            "rank_low": (1 + above).ravel(),
            "rank_high": (n_themes - below).ravel(),
            "estimate": cells.estimate.ravel(),
            "conf_low": low.ravel(),
            "conf_high": high.ravel(),
            "conf_level": conf_level,
            "method": f"likelihood ratios against all other themes at {level:.5f}",
        }
    )
    if by is not None:
        frame[by] = column_of(panel, by, np.repeat(np.arange(rows), n_themes), values)
    return RANKS.validate(frame)


_ALIKE = 1e-12
"""Estimates this near are equal: they are sums of weights, which are rounded."""


def _larger(estimate: Floats) -> Flags:
    """Whether, in each cell, the second theme's estimate is larger than the first's, shape (C, T, T)."""
    return np.asarray(estimate[:, np.newaxis, :] > estimate[:, :, np.newaxis] + _ALIKE)


def _compared(cells: CellEstimates, correlation: Floats, level: float) -> tuple[Integers, Integers]:
    """Return how many themes are surely above and surely below each, shape (C, T) each."""
    shares = cells.estimate[:, :, np.newaxis], cells.estimate[:, np.newaxis, :]
    sizes = cells.n_effective[:, :, np.newaxis], cells.n_effective[:, np.newaxis, :]
    df = np.minimum(cells.df[:, :, np.newaxis], cells.df[:, np.newaxis, :])
    root = difference_root(shares, sizes, correlation, np.zeros(1))
    surely = np.abs(root) > critical_value(level, df)
    return (surely & (root < 0)).sum(axis=2), (surely & (root > 0)).sum(axis=2)


def _rivalry(sample: Sample, codes: Integers, means: Floats) -> Floats:
    """Return the correlation of themes over reports where negative, else nil, shape (T, T)."""
    deviations = sample.values - means[codes]
    products = sum_over(deviations.T, deviations)
    scale = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    return np.asarray(np.minimum(np.divide(products, scale, out=np.zeros_like(products), where=scale > 0), 0.0))
