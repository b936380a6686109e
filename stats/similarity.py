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

    A profile is the group's share (or reach) of every theme. Chance makes profiles of few reports
    longer and so less alike; the squared lengths are corrected for it. The interval comes from
    the jackknife over reports: each is left out once.

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
    Correction: Spearman, C. (1904). The proof and measurement of association between two
    things. American Journal of Psychology 15, 72–101 (attenuation). Interval: Arvesen, J. N.
    (1969). Jackknifing U-statistics. Annals of Mathematical Statistics 40, 2076–2100.

    Notes
    -----
    When not to use it: to find which theme makes the difference (`stats.contrasts` does), or with
    a handful of themes. Publishers are not taken as units here.
    """
    values, codes = panel.groups(facet)
    sample = Sample.from_panel(panel, measure, weighting)
    profiles = [_Profile(sample, codes == code) for code in range(len(values))]
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
                estimate,
                max(estimate - half, -1.0),
                min(estimate + half, 1.0),
                conf_level,
                profiles[a].n,
                profiles[b].n,
                "cosine corrected for chance, jackknife over reports",
            )
        )
    return SIMILARITY.validate(pd.DataFrame(rows, columns=list(SIMILARITY.names)))


class _Profile:
    """A group's profile and its squared length, for all reports and with each left out.

    `means` has shape (n + 1, T) and `squares` (n + 1,); the last row is the whole group's. The
    squared length is less by the variance of the means, which chance adds to it.
    """

    def __init__(self, sample: Sample, mask: NDArray[np.bool_]) -> None:
        y, w = sample.values[mask], sample.weights[mask][:, np.newaxis]
        self.n = len(y)
        count = np.append(np.full(self.n, self.n - 1.0), self.n)[:, np.newaxis]
        weight, square = _without(w), _without(w**2)
        self.means = _without(w * y) / np.maximum(weight, 1e-12)
        spread = _without((w * y) ** 2) - 2 * self.means * _without(w**2 * y) + self.means**2 * square
        chance = spread / np.maximum(weight, 1e-12) ** 2 * count / np.maximum(count - 1, 1)
        length = (self.means**2).sum(axis=1)
        self.squares = np.maximum(length - chance.sum(axis=1), _LEAST_OF_LENGTH * length)


_LEAST_OF_LENGTH = 0.1


def _without(rows: Floats) -> Floats:
    """Return the column sums with each row left out, and last the sum of all."""
    total = rows.sum(axis=0, keepdims=True)
    return np.concatenate([total - rows, total])


def _jackknife(a: _Profile, b: _Profile) -> tuple[float, float]:
    """Return the cosine, at most 1, and its standard error."""
    variance = 0.0
    for mine, other in ((a, b), (b, a)):
        parts = _cosine(mine, other)
        variance += (mine.n - 1) / mine.n * float(((parts[:-1] - parts[:-1].mean()) ** 2).sum())
    return float(np.clip(_cosine(a, b)[-1], -1.0, 1.0)), max(float(np.sqrt(variance)), 1e-6)


def _cosine(mine: _Profile, other: _Profile) -> Floats:
    """Return the cosines with each report of `mine` left out; 0 where a profile is nil."""
    length = np.sqrt(mine.squares * other.squares[-1])
    product = mine.means @ other.means[-1]
    return np.asarray(np.divide(product, length, out=np.zeros_like(product), where=length > 0), dtype=np.float64)
