"""Do the intervals cover, do shuffled years stay silent, and what can be detected.

Run ``python -m benchmarks.coverage`` from the root of the repository (some minutes; ``--quick`` one
minute). Corpora come from `benchmarks.simulated`, where the truth is known; `benchmarks.verdicts` has
what is not about single intervals. A smaller run with pinned floors is `tests/stats/test_coverage.py`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from benchmarks.simulated import SHARES, WORLDS, Floats, World, corpus
from benchmarks.told import Told, deviates, facet_of
from benchmarks.verdicts import (
    SIMILAR,
    composition_holds,
    false_claims,
    false_differences,
    false_verdicts,
    power,
    similarity_covers,
)
from schema import WEIGHTINGS, Measure, Weighting
from stats.contrasts import contrasts
from stats.panel import Panel
from stats.trends import changes, trends

SIZES = (3, 5, 9, 10, 30, 100, 300)
BANDS = (0.0, 0.3, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, np.inf)
CLAIMS = ("share", "change", "contrast")
UNEQUAL = ((3, 50), (5, 100), (10, 300), (30, 30))
LEVELS = (0.95, 0.9)
LEAST = (0.93, 0.875)
"""What 95 % and 90 % intervals of any one share in any one world should cover."""
_BAND_NAMES = [*(f"up to {bound:g}" for bound in BANDS[1:-1]), f"more than {BANDS[-2]:g}"]
_THEMES_A_SHARE = 4
_YEARS = 6
_GROUPS = 4
_RESAMPLES = 200
_MANY, _BOUND = 10, 0.02
_Z = 1.959964


@dataclass(frozen=True)
class Interval:
    """Intervals of one method for one corpus, shape (claims, T) each."""

    low: Floats
    high: Floats


def truth_of(claim: str) -> Floats:
    """Return true shares by cell and theme: a quarter rises, a quarter falls, half stand still."""
    base = np.repeat(SHARES, _THEMES_A_SHARE)
    if claim == "contrast":
        return np.asarray(base * (1 + np.linspace(-0.4, 0.4, _GROUPS)[:, np.newaxis]))
    direction = np.tile([0.0, 0.0, 1.0, -1.0], len(SHARES))
    return np.asarray(base * (1 + np.linspace(-0.5, 0.5, _YEARS)[:, np.newaxis] * direction))


def target_of(claim: str, truth: Floats) -> Floats:
    """Return what the intervals should cover, shape (claims, T)."""
    if claim == "share":
        return truth
    if claim == "change":
        return np.asarray((truth[-1:] - truth[:1]) / (_YEARS - 1))
    return np.array([truth[a] - truth[b] for a, b in combinations(range(_GROUPS), 2)])


def ours(
    claim: str, panel: Panel, level: float, measure: Measure = "share", weighting: Weighting = "report"
) -> Interval:
    """Return the intervals Themeline gives."""
    if claim == "contrast":
        frame = contrasts(panel, "country", None, measure, weighting, level)
    else:
        frame = (trends if claim == "share" else changes)(panel, None, measure, weighting, level)
    low, high = (frame[name].to_numpy(dtype=np.float64).reshape(-1, len(panel.theme_ids)) for name in _ENDS)
    return Interval(low, high)


def naive(claim: str, panel: Panel) -> Interval:
    """Return 95 % intervals that take every passage as independent of all others."""
    codes = _cells(claim, panel)
    n = np.bincount(codes, panel.n_passages).astype(np.float64)[:, np.newaxis]
    p = np.array([panel.n_assigned[codes == cell].sum(axis=0) for cell in range(len(n))]) / n
    variance = p * (1 - p) / n
    x = (np.arange(len(n)) - np.average(np.arange(len(n)), weights=n[:, 0]))[:, np.newaxis]
    if claim == "share":
        estimate, spread = p, variance
    elif claim == "change":
        lever = n * x / (n * x**2).sum()
        estimate, spread = (lever * p).sum(axis=0, keepdims=True), (lever**2 * variance).sum(axis=0, keepdims=True)
    else:
        pairs = list(combinations(range(len(n)), 2))
        estimate = np.array([p[a] - p[b] for a, b in pairs])
        spread = np.array([variance[a] + variance[b] for a, b in pairs])
    return Interval(estimate - _Z * np.sqrt(spread), estimate + _Z * np.sqrt(spread))


def bootstrap(claim: str, panel: Panel, rng: np.random.Generator) -> Interval:
    """Return 95 % percentile intervals from resampling the reports of each cell."""
    codes = _cells(claim, panel)
    values = panel.n_assigned / panel.n_passages[:, np.newaxis]
    means = []
    for cell in range(int(codes.max()) + 1):
        rows = np.flatnonzero(codes == cell)
        weights = rng.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), _RESAMPLES) / len(rows)
        means.append(weights @ values[rows])
    cells = np.array(means)
    if claim == "change":
        x = np.arange(len(cells)) - (len(cells) - 1) / 2
        cells = np.tensordot(x / (x**2).sum(), cells, axes=1)[np.newaxis]
    elif claim == "contrast":
        cells = np.array([cells[a] - cells[b] for a, b in combinations(range(len(cells)), 2)])
    low, high = np.quantile(cells, [0.025, 0.975], axis=1)
    return Interval(low, high)


def expected(claim: str, world: World, panel: Panel, truth: Floats) -> Floats:
    """Return how many independent passages on each theme a claim rests on in expectation, shape (claims, T).

    That of a cell is its true share times its effective size; a contrast rests on the smaller of
    two, a change on all years.
    """
    counts = truth / Told.of(claim, world, panel, truth).designs
    if claim == "share":
        return np.asarray(counts)
    if claim == "change":
        return np.asarray(counts.sum(axis=0, keepdims=True))
    return np.array([np.minimum(counts[a], counts[b]) for a, b in combinations(range(len(truth)), 2)])


def coverage(claim: str, n_reports: int, world: World, replicates: int, seed: int) -> pd.DataFrame:
    """Return, by share, how often intervals cover and how wide they are.

    Returns
    -------
    DataFrame
        One row a share; columns claim, n_reports, world, share, the independent passages expected,
        coverage and width of each method, and the simulation's standard errors of our coverage, of
        all shares together and of each.
    """
    rng = np.random.default_rng([seed, n_reports, WORLDS.index(world) if world in WORLDS else 99, CLAIMS.index(claim)])
    truth = truth_of(claim)
    target = target_of(claim, truth)
    levels = {f"{level:.0%}": level for level in LEVELS}
    methods = {name: partial(ours, claim, level=level) for name, level in levels.items()}
    methods |= {"naive": partial(naive, claim), "bootstrap": partial(bootstrap, claim, rng=rng)}
    rows = []
    for _ in range(replicates):
        panel = corpus(world, truth, n_reports, rng, "country" if claim == "contrast" else "year")
        row: dict[str, Floats] = {"expected": _by_share(expected(claim, world, panel, truth))}
        deviate = deviates(claim, world, panel, truth)
        row |= {f"told all, {name} covers": _by_share(deviate <= norm.isf((1 - lv) / 2)) for name, lv in levels.items()}
        for name, method in methods.items():
            interval = method(panel)
            row[f"{name} covers"] = _by_share((interval.low <= target) & (target <= interval.high))
            row[f"{name} width"] = _by_share(interval.high - interval.low)
        rows.append(pd.DataFrame(row))
    table = sum(rows[1:], rows[0]) / replicates
    for name in levels:
        held = np.array([row[f"{name} covers"] for row in rows])
        table[f"{name} error"] = held.mean(axis=1).std(ddof=1) / np.sqrt(replicates)
        table[f"{name} error of share"] = held.std(axis=0, ddof=1) / np.sqrt(replicates)
    return table.assign(claim=claim, n_reports=n_reports, world=world.name, share=SHARES)


def other_measures(claim: str, n_reports: int, world: World, replicates: int, seed: int) -> pd.Series:
    """Return how often 95 % intervals of reach, and of what is weighted by passage, cover.

    True reach is that of a large corpus of the same world.
    """
    truth, facet = truth_of(claim), "country" if claim == "contrast" else "year"
    alone = replace(world, n_publishers=0)
    large = corpus(alone, truth, 4000, np.random.default_rng(seed), facet)
    codes = _cells(claim, large)
    spoken = large.n_assigned > 0
    weights = {"report": np.ones(len(codes)), "passage": large.n_passages.astype(np.float64)}
    measures: dict[tuple[Measure, Weighting], Floats] = {("share", "passage"): truth}
    for weighting in WEIGHTINGS:
        sums = [(weights[weighting] * (codes == cell)) @ spoken for cell in range(len(truth))]
        measures["reach", weighting] = np.array(sums) / np.bincount(codes, weights[weighting])[:, np.newaxis]
    rng = np.random.default_rng([seed, n_reports])
    found: dict[str, list[float]] = {}
    for _ in range(replicates):
        panel = corpus(world, truth, n_reports, rng, facet)
        for (measure, weighting), values in measures.items():
            interval, target = ours(claim, panel, 0.95, measure, weighting), target_of(claim, values)
            held = float(((interval.low <= target) & (target <= interval.high)).mean())
            found.setdefault(f"{claim}: {measure} by {weighting}", []).append(held)
    return pd.Series({name: np.mean(values) for name, values in found.items()})


_ENDS = ("conf_low", "conf_high")
_VARIED = (1, 2, 5)
"""Worlds for the other measures: passages agree, publishers differ, lengths differ."""


def _cells(claim: str, panel: Panel) -> NDArray[np.int64]:
    return panel.groups(facet_of(claim))[1]


def _by_share(values: NDArray[np.float64] | NDArray[np.bool_]) -> Floats:
    return np.asarray(values.reshape(-1, len(SHARES), _THEMES_A_SHARE).mean(axis=(0, 2)), dtype=np.float64)


def _print(title: str, table: pd.DataFrame, decimals: int = 1) -> None:
    """Print a table of fractions as per cent, in Markdown."""
    print(f"\n**{title}**\n")
    flat = (100 * table).round(decimals).reset_index(names=table.index.name or "")
    rows = [[str(name) for name in flat.columns], ["---", *["--:"] * (flat.shape[1] - 1)]]
    rows += [[_written(value) for value in row] for row in flat.itertuples(index=False)]
    print("\n".join(f"| {' | '.join(row)} |" for row in rows), flush=True)


def _written(value: object) -> str:
    if isinstance(value, float):
        return "–" if np.isnan(value) else f"{value:g}"
    return str(value)


def _by_measure(options: argparse.Namespace) -> pd.DataFrame:
    columns = {}
    for n in [size for size in options.sizes if size <= 100]:
        rows = [
            other_measures(claim, n, WORLDS[world], max(options.replicates // 2, 4), options.seed)
            for claim in options.claims
            for world in _VARIED
        ]
        columns[n] = pd.concat(rows).groupby(level=0).mean()
    return pd.DataFrame(columns)


def _intervals(options: argparse.Namespace) -> None:
    tables = []
    for claim in options.claims:
        for n in options.sizes:
            replicates = max(round(options.replicates * min(1.0, (10 / n) ** 0.4)), 4)
            tables += [coverage(claim, n, world, replicates, options.seed) for world in WORLDS]
    _print("Other measures: 95 % intervals by reports a cell", _by_measure(options))
    table = pd.concat(tables)
    table["independent passages"] = pd.cut(table["expected"], BANDS, labels=_BAND_NAMES)
    table["cells"] = np.where(table["n_reports"] < 10, "3 to 9", "10 and more")
    for claim in options.claims:
        part = table[table["claim"] == claim]
        numbers = [name for name in table.columns if str(name).endswith(("covers", "width"))]
        _print(f"{claim}, by reports a cell", part.groupby("n_reports", sort=False)[numbers].mean())
        _print(f"{claim}: standard errors of the simulation", _errors(part), 2)
        _print(f"{claim}: 95 % intervals by share", part.pivot_table("95% covers", "n_reports", "share", sort=False))
        for level in LEVELS:
            by_world = part.pivot_table(f"{level:.0%} covers", "world", "n_reports", sort=False)
            _print(f"{claim}: {100 * level:g} % intervals by world", by_world)
        banded = part.pivot_table(["95% covers", "90% covers"], "independent passages", "cells", observed=True)
        banded.columns = [f"{name}, {cells}" for name, cells in banded.columns]
        _print(f"{claim}: by the independent passages expected to be on the theme", banded)
        _print(f"{claim}: single worlds outside two points (below the level, from 3 to 9 reports)", _outside(part), 2)
        _print(f"{claim}: single shares of single worlds too low by more than chance", _too_low(part), 1)


def _errors(part: pd.DataFrame) -> pd.DataFrame:
    """Return standard errors of the mean over worlds, and the largest of a single world, by reports a cell."""
    worlds = part.groupby(["n_reports", "world"], sort=False)[[f"{level:.0%} error" for level in LEVELS]].first()
    by_size = worlds.groupby("n_reports", sort=False)
    mean = (worlds**2).groupby("n_reports", sort=False).sum() ** 0.5 / by_size.size().iloc[0]
    return mean.join(by_size.max().add_prefix("largest of a world, "))


def _outside(part: pd.DataFrame) -> pd.DataFrame:
    """Return the worlds and sizes that leave the bounds, with standard error and what the told test covers there."""
    tables = []
    for level in LEVELS:
        names = {
            f"{level:.0%} covers": "covers",
            f"{level:.0%} error": "error",
            f"told all, {level:.0%} covers": "told all",
        }
        worlds = part.groupby(["n_reports", "world"], sort=False)[list(names)].mean().rename(columns=names)
        many = worlds.index.get_level_values("n_reports") >= _MANY
        off = worlds["covers"] - level
        left = worlds[np.where(many, off.abs() > _BOUND, off < 0)]
        left.index = [f"{world}, {n} reports, {100 * level:g} %" for n, world in left.index.to_list()]
        tables.append(left)
    return pd.concat(tables).rename_axis("single worlds")


def _too_low(part: pd.DataFrame) -> pd.DataFrame:
    """Return worlds, sizes and shares covered less than `LEAST` by two standard errors, and how many are at all."""
    tables = []
    for level, least in zip(LEVELS, LEAST, strict=True):
        names = {f"{level:.0%} covers": "covers", f"{level:.0%} error of share": "error"}
        cells = part.set_index(["world", "n_reports", "share"])[list(names)].rename(columns=names)
        low = cells[cells["covers"] + 2 * cells["error"] < least]
        low.index = [f"{world}, {n} reports, {100 * share:g} %, {level:.0%}" for world, n, share in low.index.to_list()]
        count = f"all of {len(cells)} below {100 * least:g} of {100 * level:g} %: {(cells['covers'] < least).sum()}"
        tables += [low, pd.DataFrame({"covers": np.nan, "error": np.nan}, index=[count])]
    return pd.concat(tables).rename_axis("single shares")


def _verdicts(options: argparse.Namespace) -> None:
    world = World("as the embedded corpus", rho=0.1, rho_publisher=0.03)
    found, claimed = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        panel = corpus(world, truth_of("change"), 11, rng)
        for facet in ("country", "sector"):
            panel.facets[facet] = pd.array(rng.choice(["A", "B", "C"], len(panel.n_passages)), dtype="string")
        found.append(false_verdicts(panel, options.shuffles // 10, seed))
        claimed.append(false_claims(panel, options.shuffles // 10, seed))
    shuffled = f"Years shuffled within publishers {options.shuffles} times"
    _print(f"{shuffled}: called rising or falling", pd.DataFrame(found).mean().to_frame("changes").T)
    _print(f"{shuffled}: any claim in what is shown", pd.DataFrame(claimed).mean().to_frame("shuffles with a claim"))
    rows = {
        f"{a} and {b} reports": pd.DataFrame(
            [false_differences(world, (a, b), options.replicates, options.seed) for world in WORLDS]
        ).mean()
        for a, b in UNEQUAL
    }
    _print("Two groups without a difference", pd.DataFrame(rows).T, 2)
    for n in (5, 11, 50):
        table = power(world, n, options.replicates, options.seed).set_index("points")
        _print(f"Power by the share risen, {n} reports a year", table)
    rows = {
        f"{n} reports a period, rho {rho}": composition_holds(n, rho, options.replicates, options.seed)
        for n in (12, 30, 100, 300)
        for rho in (0.0, 0.1, 0.3)
    }
    _print("Only the mix moved: intervals of the part within publishers that hold zero", pd.DataFrame(rows).T)
    rows = {
        f"{world.name}, {n} reports a group": similarity_covers(world, n, options.replicates, options.seed)
        for world in SIMILAR
        for n in (6, 12, 40, 150)
    }
    _print("Similarity of groups: 95 % intervals", pd.DataFrame(rows).T)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=60, help="corpora a world, claim and size of up to 10")
    parser.add_argument("--shuffles", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="reports a cell")
    parser.add_argument("--claims", nargs="*", choices=CLAIMS, default=CLAIMS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-verdicts", action="store_true", help="intervals only")
    parser.add_argument("--quick", action="store_true", help="a tenth of the corpora and shuffles, three sizes")
    options = parser.parse_args(arguments)
    if options.quick:
        options.replicates, options.shuffles, options.sizes = 8, 100, (3, 10, 100)
    if options.claims:
        _intervals(options)
    if not options.no_verdicts:
        _verdicts(options)


if __name__ == "__main__":
    main()
