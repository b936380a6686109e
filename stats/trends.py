"""How each theme moves: its share or reach by year, and its change per year with a verdict."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr

from errors import InvalidSetting
from schema import CHANGES, FALLING, NO_CHANGE, RISING, TOO_FEW, TRENDS, Facet, Measure, Weighting
from stats.design import MIN_PUBLISHERS, Sample
from stats.multiplicity import q_values, verdicts
from stats.panel import Flags, Floats, Panel
from stats.prevalence import column_of, estimate_cells
from stats.slopes import FittedSlope, SlopeFitter

MIN_YEARS = 3
MIN_REPORTS_FOR_CHANGE = 6
"""Fewer years or reports than these carry no verdict but "too few reports"."""


def trends(
    panel: Panel,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Return share or reach of every theme by year, and by the values of a facet.

    Parameters are those of `stats.prevalence.prevalence`. Reports of unknown year are left out;
    a year without reports has no row.

    Returns
    -------
    DataFrame
        As `schema.TRENDS`: themes within years within groups, and the facet's column.

    Raises
    ------
    InvalidSetting
        The facet is "year", or an option does not exist.

    References
    ----------
    As `stats.prevalence.prevalence`; each year (of each group) is one cell.

    Notes
    -----
    When not to use it: to read a rise from two intervals that do not overlap; that is the
    question `changes` answers.
    """
    panel = _dated(panel, by)
    years, year_codes = panel.groups("year")
    values, group_codes = panel.groups(by)
    found, codes = np.unique(group_codes * max(len(years), 1) + year_codes, return_inverse=True)
    sample = Sample.from_panel(panel, measure, weighting)
    cells = estimate_cells(sample, panel.n_passages, codes, by_publisher=by != "publisher")
    frame = cells.frame(panel.theme_ids, conf_level)
    rows = np.repeat(found, len(panel.theme_ids))
    frame["year"] = column_of(panel, "year", rows % max(len(years), 1), years)
    if by is not None:
        frame[by] = column_of(panel, by, rows // max(len(years), 1), values)
    return TRENDS.validate(frame)


def changes(
    panel: Panel,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the change per year of every theme, with test and verdict.

    A theme is called rising or falling where its q-value is at most `alpha` and its interval
    leaves zero out. The q-value corrects for all rows of the answer. Reports of unknown year
    are left out.

    Parameters
    ----------
    panel, by, measure, weighting, conf_level
        As in `stats.prevalence.prevalence`.
    alpha : float
        False discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        As `schema.CHANGES`: themes within groups, and the facet's column. Slope and interval
        are null where years or reports do not suffice to compute them.

    Raises
    ------
    InvalidSetting
        The facet is "year", or an option does not exist.

    References
    ----------
    See `stats.slopes.slope`, `stats.slopes.moderate` and `stats.multiplicity.q_values`.

    Notes
    -----
    When not to use it: a series that rises and falls again has no slope to speak of and comes
    out as "no detectable change"; look at `trends`.
    """
    panel = _dated(panel, by)
    values, codes = panel.groups(by)
    sample = Sample.from_panel(panel, measure, weighting)
    years = panel.facets["year"].to_numpy(dtype=np.float64)
    n_groups = int(codes.max(initial=-1)) + 1
    parts = [_changes_of(panel, sample, years, codes == group, by != "publisher") for group in range(n_groups)]
    frame = pd.concat([part.frame(panel.theme_ids, conf_level) for part in parts]) if parts else CHANGES.empty()
    frame["q_value"] = q_values(frame["p_value"].to_numpy(dtype=np.float64))
    frame["verdict"] = verdicts(frame, alpha, (RISING, FALLING, NO_CHANGE, TOO_FEW))
    if by is not None:
        frame[by] = column_of(panel, by, np.repeat(np.arange(n_groups), len(panel.theme_ids)), values).to_numpy()
        frame[by] = frame[by].astype(panel.facets[by].dtype)
    return CHANGES.validate(frame)


@dataclass(frozen=True)
class _Change:
    fit: FittedSlope | None
    tested: bool
    n_reports: int
    n_passages: int
    method: str

    def frame(self, theme_ids: tuple[str, ...], conf_level: float) -> pd.DataFrame:
        slope, p, df = (np.full(len(theme_ids), np.nan) for _ in range(3))
        low, high = slope, slope
        if self.fit is not None:
            slope, df, (low, high) = self.fit.estimate, self.fit.df, self.fit.interval(conf_level)
            p = 2 * stdtr(df, -np.abs(slope) / self.fit.error)
        return pd.DataFrame(
            {
                "theme_id": list(theme_ids),
                "slope_per_year": slope,
                "conf_low": low,
                "conf_high": high,
                "p_value": p if self.tested else np.nan,
                "conf_level": conf_level,
                "n_reports": self.n_reports,
                "n_passages": self.n_passages,
                "method": [self.method + f", t with {df:.1f} df" * bool(df > 0) for df in df],
            }
        )


def _changes_of(panel: Panel, sample: Sample, years: Floats, mask: Flags, by_publisher: bool) -> _Change:
    part, time = sample.take(mask), years[mask]
    n_reports, n_years = len(time), len(np.unique(time))
    n_publishers = len(np.unique(part.publishers))
    cluster = by_publisher and n_publishers >= MIN_PUBLISHERS
    tested = n_years >= MIN_YEARS and n_reports >= MIN_REPORTS_FOR_CHANGE
    n_passages = int(panel.n_passages[mask].sum())
    if n_years < 2 or n_reports < 3:
        return _Change(None, False, n_reports, n_passages, "too few years or reports")
    clusters = part.publishers if cluster else np.arange(n_reports)
    fit = SlopeFitter(part, clusters).fit(time)
    method = f"least squares, CR2 over {_unit(panel.facets['publisher'][mask], cluster)}"
    return _Change(fit, tested, n_reports, n_passages, method)


def _unit(publisher: "pd.Series[str]", cluster: bool) -> str:
    """Return what was taken as sampled, in words; reports of unknown publishers stand for themselves."""
    known, unknown = publisher.nunique(), int(publisher.isna().sum())
    if not cluster or not known:
        return f"{len(publisher)} reports"
    return f"{known} publishers" + f" and {unknown} reports of unknown publishers" * bool(unknown)


def _dated(panel: Panel, by: Facet | None) -> Panel:
    if by == "year":
        raise InvalidSetting("A trend by year cannot be split by year.", "Choose another facet.")
    return panel.take(panel.facets["year"].notna().to_numpy(dtype=np.bool_))
