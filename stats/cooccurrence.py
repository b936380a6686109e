"""Which themes go together in the same passages."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr

from errors import InvalidSetting
from schema import COOCCURRENCE
from stats.design import MIN_PUBLISHERS, Sample, n_repeated
from stats.intervals import critical_value
from stats.multiplicity import q_values
from stats.panel import Floats, Integers, Panel


def cooccurrence(panel: Panel, together: NDArray[np.integer], conf_level: float = 0.95) -> pd.DataFrame:
    """Return for every two themes how much more often they share a passage than chance has it.

    Within each report the passages form a two by two table (theme A or not, theme B or not); the
    Mantel–Haenszel odds ratio pools the tables. That two themes are both frequent in some
    reports does not count: only what happens inside a report does. The variance is the larger of
    that for one odds ratio common to all reports and the one that reports show from one to the
    next: publishers, where six of them have two reports or more. The first is as good as known;
    the second has one degree of freedom less than there are publishers.

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
    units, clustered = _units(panel)
    pairs = np.array(list(combinations(range(shape[1]), 2)), dtype=np.int64).reshape(-1, 2)
    sums = sum((_counted(panel, together, pairs, *block) for block in _blocks(units)), np.zeros((7, len(pairs))))
    n_units = len(np.unique(units))
    log_ratio, common, varied = mantel_haenszel(sums)
    varied = varied * n_units / max(n_units - 1, 1)
    error = np.sqrt(np.maximum(common, varied))
    df = np.where(varied > common, max(n_units - 1.0, 1.0), np.inf)
    half = critical_value(conf_level, df) * error
    p = 2 * stdtr(df, -np.abs(log_ratio) / error)
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


def strata_sums(both: Floats, first: Floats, second: Floats, size: Integers, starts: Integers) -> Floats:
    """Return what `mantel_haenszel` needs of S strata, shape (7, P); sums of parts add up.

    Parameters
    ----------
    both, first, second : ndarray, shape (S, P)
        Members of each stratum with both properties, with the first, and with the second.
    size : ndarray of int, shape (S,)
        Members of each stratum.
    starts : ndarray of int
        Where each sampled unit's strata begin; the first is 0.

    References
    ----------
    As `cooccurrence`; in the notation of Robins, Breslow and Greenland (1986), section 2.

    Notes
    -----
    When not to use it: as `cooccurrence`.
    """
    n = size[:, np.newaxis]
    neither = n - first - second + both
    r, s = both * neither / n, (first - both) * (second - both) / n
    agree = (both + neither) / n
    of_unit, other = np.add.reduceat(r, starts), np.add.reduceat(s, starts)
    products = ((agree, r), (agree, s), (of_unit, of_unit), (of_unit, other), (other, other))
    return np.array([r.sum(axis=0), s.sum(axis=0), *(np.einsum("sp,sp->p", a, b) for a, b in products)])


def mantel_haenszel(sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the log of the common odds ratio, its variance if common, and its variance from unit to unit.

    Parameters
    ----------
    sums : ndarray, shape (7, P)
        As `strata_sums`.

    Returns
    -------
    tuple of ndarray
        Shape (P,) each; NaN where the ratio is nil, infinite or undefined.

    References
    ----------
    As `cooccurrence`; Robins, Breslow and Greenland (1986), equation 3.

    Notes
    -----
    When not to use it: as `cooccurrence`.
    """
    defined = (sums[0] > 0) & (sums[1] > 0)
    r, s, agree_r, agree_s, rr, rs, ss = np.where(defined, sums, np.nan)
    common = agree_r / (2 * r**2) + (agree_s + r - agree_r) / (2 * r * s) + (s - agree_s) / (2 * s**2)
    varied = rr / r**2 - 2 * rs / (r * s) + ss / s**2
    return np.log(r / s), common, np.maximum(varied, 0.0)


_BLOCK = 100
"""Reports counted at once, so that their tables stay in a processor's cache."""


def _blocks(units: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Yield reports in blocks that hold units whole, and where in the block each unit begins."""
    order = np.argsort(units, kind="stable")
    starts = np.flatnonzero(np.diff(units[order], prepend=-1))
    ends = np.append(starts[1:], len(order))
    first = 0
    while first < len(starts):
        last = max(int(np.searchsorted(ends, starts[first] + _BLOCK, side="right")), first + 1)
        yield order[starts[first] : ends[last - 1]], starts[first:last] - starts[first]
        first = last


def _counted(panel: Panel, together: NDArray[np.integer], pairs: Integers, rows: Integers, starts: Integers) -> Floats:
    a, b = pairs.T
    assigned = panel.n_assigned[rows].astype(np.float64)
    both = together[rows][:, a, b].astype(np.float64)
    return strata_sums(both, assigned[:, a], assigned[:, b], panel.n_passages[rows], starts)


def _units(panel: Panel) -> tuple[Integers, bool]:
    """Return the publisher of each report where there are enough, else the report itself."""
    publishers = Sample.from_panel(panel, "share", "report").publishers
    enough = n_repeated(publishers) >= MIN_PUBLISHERS
    return (publishers if enough else np.arange(len(publishers))), enough
