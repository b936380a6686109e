"""Which themes go together in the same passages."""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats as distributions

from errors import InvalidSetting
from schema import COOCCURRENCE
from stats.intervals import critical_value
from stats.multiplicity import q_values
from stats.panel import Floats, Integers, Panel


def cooccurrence(panel: Panel, together: NDArray[np.integer], conf_level: float = 0.95) -> pd.DataFrame:
    """Return for every two themes how much more often they share a passage than chance has it.

    Within each report the passages form a two by two table (theme A or not, theme B or not); the
    Mantel–Haenszel odds ratio pools the tables. That two themes are both frequent in some
    reports does not count: only what happens inside a report does.

    Parameters
    ----------
    panel : Panel
        R reports, T themes.
    together : ndarray of int, shape (R, T, T)
        Passages of each report assigned to both themes, for the panel's reports and themes.
    conf_level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        As `schema.COOCCURRENCE`, one row for each pair; odds ratio and interval are null where
        no report has passages with and without both themes.

    Raises
    ------
    InvalidSetting
        `together` has another shape.

    References
    ----------
    Mantel, N. and Haenszel, W. (1959). Journal of the National Cancer Institute 22, 719–748.
    Variance: Robins, J., Breslow, N. and Greenland, S. (1986). Estimators of the Mantel–Haenszel
    variance consistent in both sparse data and large-strata limiting models. Biometrics 42, 311–323.

    Notes
    -----
    When not to use it: for themes whose descriptions overlap, which go together by definition,
    or to say that one theme brings the other about.
    """
    shape = (len(panel.report_ids), len(panel.theme_ids), len(panel.theme_ids))
    if together.shape != shape:
        raise InvalidSetting(f"Counts of shape {together.shape} do not fit the panel.", f"Give shape {shape}.")
    pairs = np.array(list(combinations(range(shape[1]), 2)), dtype=np.int64).reshape(-1, 2)
    rows = [_odds_ratio(panel.n_passages, panel.n_assigned, together, pair) for pair in pairs]
    log_ratio, error = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    half = critical_value(conf_level, np.array(np.inf)) * error
    p = 2 * distributions.norm.sf(np.abs(log_ratio) / error)
    names = np.array(panel.theme_ids, dtype=object)
    return COOCCURRENCE.validate(
        pd.DataFrame(
            {
                "theme_a": names[pairs[:, 0]],
                "theme_b": names[pairs[:, 1]],
                "n_together": together.sum(axis=0)[pairs[:, 0], pairs[:, 1]],
                "odds_ratio": np.exp(log_ratio),
                "conf_low": np.exp(log_ratio - half),
                "conf_high": np.exp(log_ratio + half),
                "conf_level": conf_level,
                "q_value": q_values(np.asarray(p, dtype=np.float64)),
                "method": "Mantel–Haenszel odds ratio over reports, Robins–Breslow–Greenland variance",
            }
        )
    )


def _odds_ratio(passages: Integers, assigned: Integers, together: NDArray[np.integer], pair: Integers) -> Floats:
    """Return log odds ratio and its standard error; NaN where it is nil, infinite or undefined."""
    first, second = assigned[:, pair[0]], assigned[:, pair[1]]
    a = together[:, pair[0], pair[1]].astype(np.float64)
    b, c = first - a, second - a
    d = passages - a - b - c
    r, s = a * d / passages, b * c / passages
    if r.sum() == 0 or s.sum() == 0:
        return np.array([np.nan, np.nan])
    p, q = (a + d) / passages, (b + c) / passages
    variance = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    return np.array([np.log(r.sum() / s.sum()), np.sqrt(variance)])
