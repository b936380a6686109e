"""The year in which a theme's level plainly changed."""

import numpy as np
import pandas as pd
from scipy.special import stdtr

from schema import BREAKS, Measure, Weighting
from stats.design import MIN_PUBLISHERS, Sample, sum_over
from stats.intervals import critical_value
from stats.multiplicity import q_values
from stats.panel import Floats, Panel
from stats.slopes import SlopeFitter

MIN_REPORTS_A_SIDE = 6
"""Reports that must lie on either side of a step for it to be tried."""


def breaks(
    panel: Panel,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the themes whose level stepped up or down, with the first year of the new level.

    Every year with enough reports before and after it is tried. A step is shown where its
    q-value is at most `alpha`, its interval leaves zero out, and it describes the reports
    better than a straight line does. Intervals and p-values are corrected for the years tried.

    Parameters
    ----------
    panel : Panel
        R reports, T themes; reports of unknown year are left out.
    measure, weighting, conf_level, alpha
        As in `stats.trends.changes`.

    Returns
    -------
    DataFrame
        As `schema.BREAKS`; themes without a plain step have no row.

    Raises
    ------
    InvalidSetting
        An option does not exist.

    References
    ----------
    A two-sample contrast at every split with Bonferroni's correction: Hawkins, D. M. (1977).
    Testing a sequence of observations for a shift in location. Journal of the American
    Statistical Association 72, 180–186; James, B., James, K. L. and Siegmund, D. (1987),
    Biometrika 74, 71–83. Variance as in `stats.slopes.SlopeFitter`.

    Notes
    -----
    When not to use it: for a theme that rises steadily, or for two steps; the best single step
    is all that is looked for. Contiguous years without reports blur the year by as much.
    """
    panel = panel.take(panel.facets["year"].notna().to_numpy(dtype=np.bool_))
    sample = Sample.from_panel(panel, measure, weighting)
    years = panel.facets["year"].to_numpy(dtype=np.float64)
    starts = [
        year
        for year in np.unique(years)
        if min((years < year).sum(), (years >= year).sum()) >= MIN_REPORTS_A_SIDE and len(np.unique(years)) > 2
    ]
    if not starts or not panel.theme_ids:
        return BREAKS.empty()
    by_publisher = len(np.unique(sample.publishers)) >= MIN_PUBLISHERS
    clusters = sample.publishers if by_publisher else np.arange(len(years))
    fitter = SlopeFitter(sample, clusters)
    fits = [fitter.fit((years >= start).astype(np.float64)) for start in starts]
    scores = np.array([np.abs(fit.estimate) / fit.error for fit in fits])
    best = scores.argmax(axis=0)
    themes = np.arange(len(panel.theme_ids))
    step, error, df = (
        np.array([getattr(fit, name) for fit in fits])[best, themes] for name in ("estimate", "error", "df")
    )
    half = critical_value(1 - (1 - conf_level) / len(starts), df) * error
    p = np.minimum(2 * stdtr(df, -scores[best, themes]) * len(starts), 1.0)
    frame = pd.DataFrame(
        {
            "theme_id": list(panel.theme_ids),
            "year": np.array(starts)[best].astype(np.int64),
            "step": step,
            "conf_low": step - half,
            "conf_high": step + half,
            "conf_level": conf_level,
            "p_value": p,
            "q_value": q_values(p),
            "method": f"best of {len(starts)} steps, CR2 over {'publishers' if by_publisher else 'reports'}",
        }
    )
    line = _explained(sample, years)
    stepped = np.array([_explained(sample, (years >= start).astype(np.float64)) for start in starts])[best, themes]
    plain = (frame["q_value"] <= alpha) & (half < np.abs(step)) & (stepped > line)
    return BREAKS.validate(frame[plain])


def _explained(sample: Sample, time: Floats) -> Floats:
    """Return the weighted sum of squares that a straight line in `time` explains, shape (T,)."""
    x = time - np.average(time, weights=sample.weights)
    lever = sample.weights * x
    return np.asarray(sum_over(lever, sample.values) ** 2 / (lever @ x), dtype=np.float64)
