"""Which themes go together in the same passages."""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats as distributions

from errors import InvalidSetting
from schema import COOCCURRENCE
from stats.design import MIN_PUBLISHERS, Sample, sum_by
from stats.intervals import critical_value
from stats.multiplicity import q_values
from stats.panel import Floats, Integers, Panel


def cooccurrence(panel: Panel, together: NDArray[np.integer], conf_level: float = 0.95) -> pd.DataFrame:
    """Return for every two themes how much more often they share a passage than chance has it.

    Within each report the passages form a two by two table (theme A or not, theme B or not); the
    Mantel–Haenszel odds ratio pools the tables. That two themes are both frequent in some
    reports does not count: only what happens inside a report does. The variance is the larger of
    that for one odds ratio common to all reports and the one that reports show from one to the
    next: publishers, where six of them have two reports or more.

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
    Variance for a common ratio: Robins, J., Breslow, N. and Greenland, S. (1986). Estimators of the
    Mantel–Haenszel variance consistent in both sparse data and large-strata limiting models.
    Biometrics 42, 311–323. Variance from one cluster to the next: linearisation, Binder, D. A. (1983). On
    the variances of asymptotically normal estimators from complex surveys. International
    Statistical Review 51, 279–292.

    Notes
    -----
    When not to use it: for themes whose descriptions overlap, which go together by definition,
    or to say that one theme brings the other about.
    """
    shape = (len(panel.report_ids), len(panel.theme_ids), len(panel.theme_ids))
    if together.shape != shape:
        raise InvalidSetting(f"Counts of shape {together.shape} do not fit the panel.", f"Give shape {shape}.")
    publishers, clustered = _units(panel)
    pairs = np.array(list(combinations(range(shape[1]), 2)), dtype=np.int64).reshape(-1, 2)
    rows = [_against_others(panel, together, theme, publishers) for theme in range(shape[1] - 1)]
    log_ratio, error = np.concatenate(rows, axis=1) if rows else np.empty((2, 0))
    df = np.array(max(float(publishers.max(initial=0)), 1.0))
    half = critical_value(conf_level, df) * error
    p = 2 * distributions.t.sf(np.abs(log_ratio) / error, df)
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
                "method": f"Mantel–Haenszel odds ratio, {'publishers' if clustered else 'reports'} as units",
            }
        )
    )


def mantel_haenszel(both: Floats, first: Floats, second: Floats, size: Integers) -> tuple[Floats, Floats, Floats]:
    """Return the log of the common odds ratio of S strata, its variance, and what each stratum adds to its error.

    Parameters
    ----------
    both, first, second : ndarray, shape (S, P)
        Members of each stratum with both properties, with the first, and with the second.
    size : ndarray of int, shape (S,)
        Members of each stratum.

    Returns
    -------
    tuple of ndarray
        Shapes (P,), (P,) and (S, P); NaN where the ratio is nil, infinite or undefined.

    References
    ----------
    As `cooccurrence`; Robins, Breslow and Greenland (1986), equation 3.

    Notes
    -----
    When not to use it: as `cooccurrence`.
    """
    n = size[:, np.newaxis]
    only_first, only_second = first - both, second - both
    neither = n - first - only_second
    r, s = both * neither / n, only_first * only_second / n
    agree = (both + neither) / n
    sum_r, sum_s = r.sum(axis=0), s.sum(axis=0)
    defined = (sum_r > 0) & (sum_s > 0)
    sum_r, sum_s = np.where(defined, sum_r, np.nan), np.where(defined, sum_s, np.nan)
    agree_r, agree_s = (np.einsum("sp,sp->p", agree, part) for part in (r, s))
    variance = (
        agree_r / (2 * sum_r**2)
        + (agree_s + sum_r - agree_r) / (2 * sum_r * sum_s)
        + (sum_s - agree_s) / (2 * sum_s**2)
    )
    return np.log(sum_r / sum_s), variance, r / sum_r - s / sum_s


def _against_others(panel: Panel, together: NDArray[np.integer], theme: int, units: Integers) -> Floats:
    """Return log odds ratios of a theme and those behind it, and their standard errors: shape (2, P)."""
    counts = together[:, theme, theme + 1 :], panel.n_assigned[:, theme, np.newaxis], panel.n_assigned[:, theme + 1 :]
    both, first, second = (count.astype(np.float64) for count in counts)
    log_ratio, common, parts = mantel_haenszel(both, first, second, panel.n_passages)
    n = int(units.max(initial=0)) + 1
    varied = (sum_by(units, n, parts) ** 2).sum(axis=0) * n / max(n - 1, 1)
    return np.array([log_ratio, np.sqrt(np.maximum(common, varied))])


def _units(panel: Panel) -> tuple[Integers, bool]:
    """Return the publisher of each report where there are enough, else the report itself."""
    publishers = Sample.from_panel(panel, "share", "report").publishers
    enough = np.count_nonzero(np.bincount(publishers) > 1) >= MIN_PUBLISHERS
    return (np.unique(publishers, return_inverse=True)[1] if enough else np.arange(len(publishers))), bool(enough)
