"""Where groups differ: the difference of a theme's share or reach between two groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtr

from errors import InvalidSetting
from schema import CONTRASTS, HIGHER, LOWER, NO_DIFFERENCE, REST, TOO_FEW, Facet, Measure, Weighting
from stats.alikeness import Alikeness, alikeness, design_effects
from stats.design import MIN_PUBLISHERS, Cells, Sample, n_repeated, sum_over
from stats.intervals import critical_value, difference_interval, difference_root, ratio_interval, score_interval
from stats.multiplicity import q_values, verdicts
from stats.panel import Flags, Floats, Integers, Panel
from stats.prevalence import MIN_REPORTS
from stats.slopes import SlopeFitter

Group = str | int | tuple[str | int, ...]
"""A facet value, a tuple of values, or `schema.REST`."""


def contrasts(
    panel: Panel,
    facet: Facet,
    pairs: Sequence[tuple[Group, Group]] | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return the difference of every theme between groups of a facet, with test and verdict.

    A theme is called higher or lower in A where its q-value is at most `alpha` and the interval
    of the difference leaves zero out. The q-value corrects for all rows of the answer.

    Parameters
    ----------
    panel : Panel
        R reports, T themes.
    facet : Facet
        Whose values are compared.
    pairs : sequence of pairs, optional
        Each side a value, a tuple of values, or `schema.REST` (all known values that the
        other side does not name). By default all pairs of known values.
    measure, weighting, conf_level
        As in `stats.prevalence.prevalence`.
    alpha : float
        False discovery rate of the verdicts.

    Returns
    -------
    DataFrame
        As `schema.CONTRASTS`, themes within pairs, and behind them `ratio`, `ratio_low` and
        `ratio_high`: estimate_a over estimate_b, null where B's may be nil.

    Raises
    ------
    InvalidSetting
        An option does not exist, or a pair names a value without reports or one value twice.

    References
    ----------
    See `stats.intervals.difference_root`, the test that intervals and p-values rest on.

    Notes
    -----
    When not to use it: to explain a difference. Groups differ in years, publishers and kinds of
    report; `stats.composition` says how much of a change is mix.
    """
    values, codes = panel.groups(facet)
    known = [str(value) for value in values if value is not None]
    chosen = [_sides(pair, known) for pair in (combinations(known, 2) if pairs is None else pairs)]
    if not chosen or not panel.theme_ids:
        return CONTRASTS.empty()
    sample = Sample.from_panel(panel, measure, weighting)
    cells = Cells.of(sample, codes, len(values))
    alike = alikeness(sample, cells, by_publisher=facet != "publisher", between=True)
    sides = list(dict.fromkeys(side for pair in chosen for side in pair))
    members = [np.isin(codes, [known.index(value) for value in side.values]) for side in sides]
    groups = _Groups.of(sample, panel.n_passages, alike, members)
    index = np.array([[sides.index(side) for side in pair] for pair in chosen])
    least = _own_ways(sample, members, index) if facet == "year" and alike.df_publishers.any() else None
    frame = _compare(groups, index[:, 0], index[:, 1], conf_level, least)
    names = np.array([side.label for side in sides], dtype=object)
    n_themes = len(panel.theme_ids)
    frame["theme_id"] = list(panel.theme_ids) * len(chosen)
    frame["group_a"] = np.repeat(names[index[:, 0]], n_themes)
    frame["group_b"] = np.repeat(names[index[:, 1]], n_themes)
    frame["facet"] = facet
    frame["conf_level"] = conf_level
    frame["q_value"] = q_values(frame["p_value"].to_numpy(dtype=np.float64))
    frame["verdict"] = verdicts(frame, alpha, (HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW))
    frame["method"] = np.tile("likelihood ratio of two shares, effective n, " + alike.units, len(chosen))
    return CONTRASTS.validate(frame)


def year_on_year(
    panel: Panel,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return `contrasts` of each year (A) with the year of reports before it (B).

    References
    ----------
    As `contrasts`.

    Notes
    -----
    When not to use it: to judge a trend; a steady rise may show in no single year.
    """
    years = [str(year) for year in panel.groups("year")[0] if year is not None]
    pairs = list(zip(years[1:], years[:-1], strict=True))
    return contrasts(panel, "year", pairs, measure, weighting, conf_level, alpha)


@dataclass(frozen=True)
class _Groups:
    """G groups, which may overlap: estimates of shape (G, T), counts of shape (G,)."""

    estimate: Floats
    design: Floats
    df: Floats
    n_reports: Integers
    n_passages: Integers
    common: Floats
    """Covariance of two groups' means through publishers in both, over p (1 - p) rho, shape (G, G)."""
    alike: Alikeness

    @classmethod
    def of(cls, sample: Sample, n_passages: Integers, alike: Alikeness, members: list[Flags]) -> "_Groups":
        means, designs, dfs, own = [], [], [], []
        by_publisher = np.zeros((len(members), int(sample.publishers.max(initial=0)) + 1))
        for row, mask in enumerate(members):
            part = sample.take(mask)
            cell = Cells.of(part, np.zeros(len(part.sizes), dtype=np.int64), 1)
            design, df = design_effects(part, cell, alike)
            means.append(cell.means[0])
            designs.append(design[0])
            dfs.append(df[0])
            own.append((cell.shares**2).sum())
            by_publisher[row] = np.bincount(part.publishers, cell.shares, by_publisher.shape[1])
        return cls(
            np.array(means),
            np.array(designs),
            np.array(dfs),
            np.array([int(mask.sum()) for mask in members]),
            np.array([int(n_passages[mask].sum()) for mask in members]),
            by_publisher @ by_publisher.T - np.diag(own),
            alike,
        )

    def correlation(self, a: Integers, b: Integers) -> Floats:
        """Return the correlation of the means of groups `a` and `b` through their publishers, shape (P, T)."""
        shared = np.outer(self.common[a, b], self.alike.between * self.alike.within_publisher)
        return np.asarray(np.clip(shared / np.sqrt(self.design[a] * self.design[b]), 0.0, _MOST_ALIKE))

    def df_of_difference(self, a: Integers, b: Integers, correlation: Floats) -> Floats:
        """Return Satterthwaite's degrees of freedom of the differences, shape (P, T).

        What two groups share of their publishers cancels, so that reports decide.
        """
        one, other = self.design[a], self.design[b]
        variance = one + other - 2 * correlation * np.sqrt(one * other)
        own = np.diag(self.common)[a] + np.diag(self.common)[b]
        left = own[:, np.newaxis] - 2 * np.outer(self.common[a, b], self.alike.between)
        return self.alike.df(left * self.alike.within_publisher / variance)


_MOST_ALIKE = 0.95


def _own_ways(sample: Sample, members: list[Flags], index: Integers) -> Floats:
    """Return the variance of each difference from publisher to publisher, over p (1 - p), shape (P, T).

    Over years publishers go their own way, so that less of what they have in common cancels than
    their alikeness within a year would have it.
    """
    rows = []
    for a, b in index:
        either = members[a] | members[b]
        part = sample.take(either)
        n = np.array([part.sizes.sum()])
        share = (sum_over(part.sizes, part.values) + 1) / (n + 2)
        enough = (
            n_repeated(part.publishers) >= MIN_PUBLISHERS and min(members[a].sum(), members[b].sum()) >= MIN_REPORTS
        )
        error = SlopeFitter(part, part.publishers).fit(members[a][either].astype(np.float64)).error if enough else 0.0
        rows.append(error**2 / (share * (1 - share)))
    return np.array(rows)


def _compare(groups: _Groups, a: Integers, b: Integers, conf_level: float, least: Floats | None) -> pd.DataFrame:
    shares = groups.estimate[a], groups.estimate[b]
    sizes = 1 / groups.design[a], 1 / groups.design[b]
    correlation = groups.correlation(a, b)
    if least is not None:
        variance = groups.design[a] + groups.design[b] - 2 * correlation * np.sqrt(groups.design[a] * groups.design[b])
        wider = np.maximum(least / variance, 1.0)
        sizes = sizes[0] / wider, sizes[1] / wider
    df = groups.df_of_difference(a, b, correlation)
    critical = critical_value(conf_level, df)
    low, high = difference_interval(shares, sizes, correlation, critical)
    ratio_low, ratio_high = ratio_interval(shares, sizes, correlation, critical)
    enough = np.minimum(groups.n_reports[a], groups.n_reports[b]) >= MIN_REPORTS
    root = difference_root(shares, sizes, correlation, np.zeros_like(low))
    p = 2 * stdtr(df, -np.abs(root))
    matrices = {
        "estimate_a": shares[0],
        "estimate_b": shares[1],
        "difference": shares[0] - shares[1],
        "conf_low": low,
        "conf_high": high,
        "p_value": np.where(enough[:, np.newaxis], p, np.nan),
        "ratio": np.divide(*shares, out=np.full_like(low, np.nan), where=shares[1] > 0),
        "ratio_low": ratio_low,
        "ratio_high": np.where(np.isfinite(ratio_high), ratio_high, np.nan),
    }
    for side, group in (("a", a), ("b", b)):
        ends = score_interval(
            groups.estimate[group], 1 / groups.design[group], critical_value(conf_level, groups.df[group])
        )
        matrices |= {f"conf_low_{side}": ends[0], f"conf_high_{side}": ends[1]}
        for name, counts in (("n_reports", groups.n_reports), ("n_passages", groups.n_passages)):
            matrices[f"{name}_{side}"] = np.broadcast_to(counts[group][:, np.newaxis], low.shape)
    return pd.DataFrame({name: matrix.ravel() for name, matrix in matrices.items()})


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: the values it takes in, and what it is called."""

    label: str
    values: tuple[str, ...]


def _sides(pair: tuple[Group, Group], known: list[str]) -> tuple[_Side, _Side]:
    a, b = (tuple(map(str, side)) if isinstance(side, tuple) else (str(side),) for side in pair)
    missing = [value for value in (*a, *b) if value not in known and value != REST]
    both = [value for value in a if value in b]
    if missing or both:
        wrong = "is on both sides of a comparison" if both else "belongs to no report in this selection"
        raise InvalidSetting(
            f"The value {(both or missing)[0]} of a facet {wrong}.", f"Compare two of {', '.join(known)}."
        )
    return _side(a, b, known), _side(b, a, known)


def _side(values: tuple[str, ...], other: tuple[str, ...], known: list[str]) -> _Side:
    if values != (REST,):
        return _Side(", ".join(values), values)
    rest = tuple(value for value in known if value not in other)
    if not rest:
        raise InvalidSetting(f"Beside {', '.join(other)} no reports are left to compare with.", "Widen the selection.")
    return _Side(REST, rest)
