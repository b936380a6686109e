"""Which groups have the same priorities: how alike the theme profiles of two groups are."""

from itertools import combinations

import numpy as np
import pandas as pd

from schema import SIMILARITY, Facet, Measure, Weighting
from stats.design import MIN_PUBLISHERS, Sample, sum_by, sum_over
from stats.intervals import critical_value
from stats.panel import Flags, Floats, Integers, Panel

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
    longer and so less alike; publishers that are in both groups make them more alike. Lengths and
    product are corrected for it. The interval comes from the jackknife: each publisher is left out
    once, of both groups at once, or each report where a group has fewer than three publishers or
    the two together fewer than six.

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
    a handful of themes. Where reports are the units it speaks of these publishers only.
    """
    values, codes = panel.groups(facet)
    sample = Sample.from_panel(panel, measure, weighting)
    groups = [codes == code for code in range(len(values))]
    kept = [code for code, value in enumerate(values) if value is not None and groups[code].sum() >= MIN_REPORTS]
    by_report = {code: _Profile(sample, groups[code], np.arange(len(codes))) for code in kept}
    by_publisher = {} if facet == "publisher" else {c: _Profile(sample, groups[c], sample.publishers) for c in kept}
    rows = []
    for a, b in combinations(kept, 2):
        clustered = bool(by_publisher) and _enough(by_publisher[a], by_publisher[b])
        profiles = by_publisher if clustered else by_report
        estimate, error, df = _jackknife(profiles[a], profiles[b])
        half = float(critical_value(conf_level, np.array(df))) * error
        rows.append(
            (
                facet,
                str(values[a]),
                str(values[b]),
                estimate,
                max(estimate - half, -1.0),
                min(estimate + half, 1.0),
                conf_level,
                int(groups[a].sum()),
                int(groups[b].sum()),
                f"cosine corrected for chance, jackknife over {'publishers' if clustered else 'reports'}",
            )
        )
    return SIMILARITY.validate(pd.DataFrame(rows, columns=list(SIMILARITY.names)))


class _Profile:
    """A group's profile and its squared length, for all units and with each left out.

    `means` has shape (n + 1, T) and `squares` (n + 1,); the last row is the whole group's. The
    squared length is less by the variance of the means, which chance adds to it. `parts`, shape
    (n, T), are what each unit adds to the means' error.
    """

    def __init__(self, sample: Sample, mask: Flags, units: Integers) -> None:
        self.units, codes = np.unique(units[mask], return_inverse=True)
        self.n = len(self.units)
        w: Floats = np.bincount(codes, sample.weights[mask]).astype(np.float64)[:, np.newaxis]
        y = sum_by(codes, self.n, sample.values[mask], sample.weights[mask])
        count = np.append(np.full(self.n, self.n - 1.0), self.n)[:, np.newaxis]
        weight = np.maximum(_without(w), 1e-12)
        self.means = _without(y) / weight
        spread = _without(y**2) - 2 * self.means * _without(w * y) + self.means**2 * _without(w**2)
        chance = spread / weight**2 * count / np.maximum(count - 1, 1)
        length = (self.means**2).sum(axis=1)
        self.squares = np.maximum(length - chance.sum(axis=1), _LEAST_OF_LENGTH * length)
        self.parts = (y - self.means[-1] * w) / weight[-1] * np.sqrt(self.n / max(self.n - 1, 1))


_LEAST_OF_LENGTH = 0.1


def _without(rows: Floats) -> Floats:
    """Return the column sums with each row left out, and last the sum of all."""
    total = rows.sum(axis=0, keepdims=True)
    return np.concatenate([total - rows, total])


def _enough(a: _Profile, b: _Profile) -> bool:
    return min(a.n, b.n) >= MIN_REPORTS and len(np.union1d(a.units, b.units)) >= MIN_PUBLISHERS


def _jackknife(a: _Profile, b: _Profile) -> tuple[float, float, float]:
    """Return the cosine, at most 1, its standard error and its degrees of freedom."""
    _, in_a, in_b = np.intersect1d(a.units, b.units, return_indices=True)
    shared = (a.parts[in_a] * b.parts[in_b]).sum(axis=1)
    common = float(shared.sum())
    without_a = _cosine(sum_over(b.means[-1], a.means.T) - common, a.squares, b.squares[-1:])
    without_b = _cosine(sum_over(a.means[-1], b.means.T) - common, b.squares, a.squares[-1:])
    product = (a.means[in_a] * b.means[in_b]).sum(axis=1) - (common - shared)
    without_both = _cosine(product, a.squares[in_a], b.squares[in_b])
    parts = np.concatenate([np.delete(without_a[:-1], in_a), np.delete(without_b[:-1], in_b), without_both])
    variance = (len(parts) - 1) / len(parts) * float(((parts - parts.mean()) ** 2).sum())
    estimate = float(np.clip(without_a[-1], -1.0, 1.0))
    return estimate, max(float(np.sqrt(variance)), 1e-6), len(parts) - 2.0


def _cosine(product: Floats, square: Floats, other: Floats) -> Floats:
    """Return the cosines; 0 where a profile is nil."""
    length = np.sqrt(square * other)
    return np.asarray(np.divide(product, length, out=np.zeros_like(product), where=length > 0), dtype=np.float64)
