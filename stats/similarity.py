"""Which groups have the same priorities: how alike the theme profiles of two groups are."""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schema import Column, Facet, Measure, Table, Weighting
from stats.design import Sample
from stats.intervals import critical_value
from stats.panel import Floats, Panel

SIMILARITY = Table(
    "similarity",
    "two groups of a facet",
    ("facet", "group_a", "group_b"),
    (
        Column("facet", "text", "the facet that the groups are values of"),
        Column("group_a", "text", "value of the facet"),
        Column("group_b", "text", "value of the facet"),
        Column("similarity", "number", "cosine of the two theme profiles: 1 for the same priorities"),
        Column("conf_low", "number", "lower end of the interval", nullable=True),
        Column("conf_high", "number", "upper end of the interval", nullable=True),
        Column("conf_level", "number", "confidence level"),
        Column("n_reports_a", "integer", "reports in group A"),
        Column("n_reports_b", "integer", "reports in group B"),
        Column("method", "text", "how the interval was computed"),
    ),
)

MIN_REPORTS = 3
"""Groups with fewer reports are left out: nothing can be said about their profile."""


def similarity(
    panel: Panel,
    facet: Facet,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Return the cosine of the theme profiles of every two groups of a facet, with interval.

    A profile is the group's share (or reach) of every theme. The cosine is computed on the scale
    of arctanh by the jackknife over reports: each report is left out once.

    Parameters
    ----------
    panel : Panel
        R reports, T themes; at least two themes.
    facet : Facet
        Whose values are compared; unknown values are left out.
    measure, weighting, conf_level
        As in `stats.prevalence.prevalence`.

    Returns
    -------
    DataFrame
        As `SIMILARITY`, one row for each pair of groups with enough reports.

    Raises
    ------
    InvalidSetting
        An option does not exist.

    References
    ----------
    Arvesen, J. N. (1969). Jackknifing U-statistics. Annals of Mathematical Statistics 40,
    2076–2100 (several samples); Miller, R. G. (1974). The jackknife: a review. Biometrika 61,
    1–15, section 3 (transformation first).

    Notes
    -----
    When not to use it: to find which theme makes the difference (`stats.contrasts` does), or
    with a handful of themes. Few reports make a profile uneven, and so less like any other: the
    jackknife takes out most, not all, of that.
    """
    values, codes = panel.groups(facet)
    sample = Sample.from_panel(panel, measure, weighting)
    profiles = [_Profile.of(sample, codes == code) for code in range(len(values))]
    kept = [code for code, value in enumerate(values) if value is not None and profiles[code].n >= MIN_REPORTS]
    rows = []
    for a, b in combinations(kept, 2):
        estimate, error = _jackknife(profiles[a], profiles[b])
        half = float(critical_value(conf_level, np.array(profiles[a].n + profiles[b].n - 2.0))) * error
        rows.append(
            (
                facet,
                str(values[a]),
                str(values[b]),
                np.tanh(estimate),
                np.tanh(estimate - half),
                np.tanh(estimate + half),
                conf_level,
                profiles[a].n,
                profiles[b].n,
                "cosine, jackknife over reports on the arctanh scale",
            )
        )
    return SIMILARITY.validate(pd.DataFrame(rows, columns=list(SIMILARITY.names)))


class _Profile:
    """A group's profile and its profiles with each report left out, shapes (T,) and (n, T)."""

    def __init__(self, whole: Floats, without: Floats) -> None:
        self.whole = whole
        self.without = without
        self.n = len(without)

    @classmethod
    def of(cls, sample: Sample, mask: NDArray[np.bool_]) -> "_Profile":
        values, weights = sample.values[mask], sample.weights[mask][:, np.newaxis]
        total, weight = (weights * values).sum(axis=0), weights.sum()
        if len(values) < 2:
            return cls(total / max(weight, 1.0), values)
        return cls(total / weight, (total - weights * values) / (weight - weights))


def _jackknife(a: _Profile, b: _Profile) -> tuple[float, float]:
    """Return the bias-corrected arctanh of the cosine and its standard error."""
    whole = float(_angle(a.whole[np.newaxis], b.whole)[0])
    estimate, variance = whole, 0.0
    for mine, other in ((a, b), (b, a)):
        parts = _angle(mine.without, other.whole)
        estimate += (mine.n - 1) * (whole - float(parts.mean()))
        variance += (mine.n - 1) / mine.n * float(((parts - parts.mean()) ** 2).sum())
    return estimate, max(float(np.sqrt(variance)), 1e-6)


def _angle(rows: Floats, profile: Floats) -> Floats:
    """Return arctanh of the cosine of each row of `rows` with `profile`; 0 where either is nil."""
    length = np.linalg.norm(rows, axis=1) * np.linalg.norm(profile)
    cosine = np.divide(rows @ profile, length, out=np.zeros(len(rows)), where=length > 0)
    return np.asarray(np.arctanh(np.clip(cosine, -1 + 1e-9, 1 - 1e-9)))
