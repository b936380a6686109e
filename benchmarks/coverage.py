"""Do the intervals cover, do shuffled years stay silent, and what can be detected.

Run ``python -m benchmarks.coverage`` from the root of the repository (some minutes). Corpora come
from `benchmarks.simulated`, where the truth is known. A smaller run with pinned floors is
`tests/stats/test_coverage.py`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.simulated import WORLDS, Floats, World, corpus, shuffled_years
from schema import FALLING, RISING
from stats.contrasts import contrasts
from stats.panel import Panel
from stats.trends import changes, trends

SHARES = np.array([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4])
SIZES = (3, 5, 9, 10, 30, 100, 300)
CLAIMS = ("share", "change", "contrast")
LEVELS = (0.95, 0.9)
_THEMES_A_SHARE = 4
_YEARS = 6
_GROUPS = 4
_RESAMPLES = 200
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


def ours(claim: str, panel: Panel, level: float) -> Interval:
    """Return the intervals Themeline gives."""
    if claim == "contrast":
        frame = contrasts(panel, "country", conf_level=level)
    else:
        frame = (trends if claim == "share" else changes)(panel, conf_level=level)
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


def coverage(claim: str, n_reports: int, world: World, replicates: int, seed: int) -> pd.DataFrame:
    """Return, by share, how often intervals cover and how wide they are.

    Returns
    -------
    DataFrame
        One row a share; columns claim, n_reports, world, share, and coverage and width of each
        method.
    """
    rng = np.random.default_rng([seed, n_reports, WORLDS.index(world) if world in WORLDS else 99, CLAIMS.index(claim)])
    truth = truth_of(claim)
    target = target_of(claim, truth)
    methods = {f"{level:.0%}": partial(ours, claim, level=level) for level in LEVELS}
    methods |= {"naive": partial(naive, claim), "bootstrap": partial(bootstrap, claim, rng=rng)}
    rows = []
    for _ in range(replicates):
        panel = corpus(world, truth, n_reports, rng, "country" if claim == "contrast" else "year")
        row: dict[str, Floats] = {}
        for name, method in methods.items():
            interval = method(panel)
            row[f"{name} covers"] = _by_share((interval.low <= target) & (target <= interval.high))
            row[f"{name} width"] = _by_share(interval.high - interval.low)
        rows.append(pd.DataFrame(row))
    table = sum(rows[1:], rows[0]) / replicates
    return table.assign(claim=claim, n_reports=n_reports, world=world.name, share=SHARES)


def false_verdicts(panel: Panel, shuffles: int, seed: int) -> pd.Series:
    """Return what comes out when years are shuffled within publishers, so that nothing changes.

    Returns
    -------
    Series
        `any`: fraction of shuffles with a riser or faller; `themes`: fraction of themes called
        so; `uncorrected`: fraction of themes with p at most 0.05.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(shuffles):
        frame = changes(shuffled_years(panel, rng))
        called = frame["verdict"].isin([RISING, FALLING]).to_numpy(dtype=np.bool_)
        small = frame["p_value"].to_numpy(dtype=np.float64) <= 0.05
        found.append((called.any(), called.mean(), small.mean()))
    return pd.Series(np.mean(found, axis=0), index=["any", "themes", "uncorrected"])


def power(world: World, n_reports: int, replicates: int, seed: int) -> pd.DataFrame:
    """Return how often a rise from 5 % is called rising, by the points risen over six years.

    One theme in four rises; the others stand still at shares from 2 to 20 %.
    """
    rng = np.random.default_rng(seed)
    still = np.tile([0.02, 0.05, 0.1, 0.2], 6)
    rows = []
    for points in (0.0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2):
        rise = np.linspace(0.0, points, _YEARS)[:, np.newaxis] + np.full(8, 0.05)
        truth = np.hstack([rise, np.tile(still, (_YEARS, 1))])
        called = []
        for _ in range(replicates):
            verdict = changes(corpus(world, truth, n_reports, rng))["verdict"]
            moved = verdict.isin([RISING, FALLING]).to_numpy(dtype=np.bool_)
            wrong = np.concatenate([(verdict[:8] == FALLING).to_numpy(dtype=np.bool_), moved[8:]])
            called.append(((verdict[:8] == RISING).mean(), wrong.sum() / max(moved.sum(), 1)))
        detected, false = np.mean(called, axis=0)
        rows.append({"points": points, "called rising": detected, "false among called": false})
    return pd.DataFrame(rows)


_ENDS = ("conf_low", "conf_high")


def _cells(claim: str, panel: Panel) -> NDArray[np.int64]:
    return panel.groups("country" if claim == "contrast" else "year")[1]


def _by_share(values: NDArray[np.float64] | NDArray[np.bool_]) -> Floats:
    return np.asarray(values.reshape(-1, len(SHARES), _THEMES_A_SHARE).mean(axis=(0, 2)), dtype=np.float64)


def _print(title: str, table: pd.DataFrame) -> None:
    print(f"\n## {title}\n")
    print((100 * table).round(1).to_string())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of the whole benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=60, help="corpora a world, claim and size")
    parser.add_argument("--shuffles", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="reports a cell")
    parser.add_argument("--claims", nargs="+", choices=CLAIMS, default=CLAIMS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    tables = []
    for claim in options.claims:
        for n in options.sizes:
            replicates = max(options.replicates * 10 // max(n, 10), 10)
            tables += [coverage(claim, n, world, replicates, options.seed) for world in WORLDS]
    table = pd.concat(tables)
    numbers = [name for name in table.columns if str(name).endswith(("covers", "width"))]
    _print("By claim and reports a cell, %", table.groupby(["claim", "n_reports"], sort=False)[numbers].mean())
    for by in ("share", "world"):
        wide = table.pivot_table("95% covers", ["claim", "n_reports"], by, sort=False)
        _print(f"Coverage of 95 % intervals by {by}, %", wide)
    world = World("as the embedded corpus", rho=0.1, rho_publisher=0.03)
    shuffled = [
        false_verdicts(corpus(world, truth_of("change"), 11, np.random.default_rng(s)), options.shuffles // 10, s)
        for s in range(10)
    ]
    _print("Years shuffled within publishers: false verdicts, %", pd.DataFrame(shuffled).mean().to_frame().T)
    for n in (5, 11, 50):
        _print(f"Power, {n} reports a year, %", power(world, n, options.replicates, options.seed).set_index("points"))


if __name__ == "__main__":
    main()
