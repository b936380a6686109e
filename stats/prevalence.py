"""How much of the text is about each theme: share and reach with their intervals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schema import PREVALENCE, Facet, Measure, Weighting
from stats.alikeness import alikeness, design_effects
from stats.design import Cells, Sample
from stats.intervals import critical_value, score_interval
from stats.panel import Floats, Integers, Panel

MIN_REPORTS = 3
"""Reports below which a cell is marked "too few reports"; its wide interval is still given."""


@dataclass(frozen=True)
class CellEstimates:
    """Estimates of C cells and T themes, before they become rows.

    Parameters
    ----------
    estimate, n_effective, df : ndarray, shape (C, T)
        The mean, the independent passages it is worth, and the degrees of freedom behind that.
    n_reports, n_passages : ndarray of int, shape (C,)
        Reports and passages of each cell.
    units : ndarray of str, shape (T,)
        What is taken as sampled, in words.
    """

    estimate: Floats
    n_effective: Floats
    df: Floats
    n_reports: Integers
    n_passages: Integers
    units: NDArray[np.object_]

    def interval(self, conf_level: float) -> tuple[Floats, Floats]:
        """Return lower and upper ends, shape (C, T) each."""
        return score_interval(self.estimate, self.n_effective, critical_value(conf_level, self.df))

    def frame(self, theme_ids: tuple[str, ...], conf_level: float) -> pd.DataFrame:
        """Return one row a cell and theme, cells outermost, with the columns of `schema.PREVALENCE`."""
        low, high = self.interval(conf_level)
        n_cells, n_themes = self.estimate.shape
        few = np.where(self.n_reports < MIN_REPORTS, "; too few reports", "").astype(object)
        method = "score interval, effective n, " + self.units + few[:, np.newaxis]
        return pd.DataFrame(
            {
                "theme_id": np.tile(np.array(theme_ids, dtype=object), n_cells),
                "estimate": self.estimate.ravel(),
                "conf_low": low.ravel(),
                "conf_high": high.ravel(),
                "conf_level": np.full(n_cells * n_themes, conf_level),
                "n_reports": np.repeat(self.n_reports, n_themes),
                "n_passages": np.repeat(self.n_passages, n_themes),
                "method": method.ravel(),
            }
        )


def prevalence(
    panel: Panel,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Return share or reach of every theme, in all reports or by the values of a facet.

    Parameters
    ----------
    panel : Panel
        R reports, T themes.
    by : Facet, optional
        Adds a column of this name; reports whose value is unknown form a group with null.
    measure : {"share", "reach"}
        Fraction of a report's passages on the theme, or whether it has any.
    weighting : {"report", "passage"}
        Mean over reports, or over reports weighted by their passages.
    conf_level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        As `schema.PREVALENCE`, themes within groups, and the facet's column.

    Raises
    ------
    InvalidSetting
        The facet, measure, weighting or confidence level does not exist.

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data. Survey Methodology 24,
    193–201. See also `stats.alikeness.alikeness` and `stats.intervals.score_interval`.

    Notes
    -----
    When not to use it: to say that two groups differ or that years differ, because overlapping
    intervals do not decide that; use `stats.contrasts` and `stats.trends.changes`.
    """
    values, codes = panel.groups(by)
    sample = Sample.from_panel(panel, measure, weighting)
    cells = estimate_cells(sample, panel.n_passages, codes, by_publisher=by != "publisher")
    frame = cells.frame(panel.theme_ids, conf_level)
    if by is not None:
        frame[by] = column_of(panel, by, np.repeat(np.arange(len(cells.n_reports)), len(panel.theme_ids)), values)
    return PREVALENCE.validate(frame)


def estimate_cells(
    sample: Sample, n_passages: Integers, codes: Integers, *, by_publisher: bool = True
) -> CellEstimates:
    """Return the estimates of the cells that `codes` (shape (R,), from 0 without gaps) name.

    References
    ----------
    As `prevalence`.

    Notes
    -----
    When not to use it: for cells that overlap; each report belongs to one.
    """
    n_cells = int(codes.max(initial=-1)) + 1
    cells = Cells.of(sample, codes, n_cells)
    alike = alikeness(sample, cells, by_publisher=by_publisher)
    design, df = design_effects(sample, cells, alike)
    return CellEstimates(
        estimate=cells.means,
        n_effective=1 / design,
        df=df,
        n_reports=cells.n_reports,
        n_passages=np.bincount(codes, n_passages, n_cells).astype(np.int64),
        units=alike.units,
    )


def column_of(panel: Panel, by: Facet, index: Integers, values: list[object]) -> "pd.Series[str]":
    """Return the values at `index`, of shape (n,), as a column of the facet's type."""
    return pd.Series([values[i] for i in index], dtype=panel.facets[by].dtype)
