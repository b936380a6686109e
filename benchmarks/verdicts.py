"""Do shuffled years stay silent, what can be detected, and do splits and likenesses hold.

Printed by ``python -m benchmarks.coverage``; corpora come from `benchmarks.simulated`.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.simulated import SHARES, Floats, Integers, World, corpus, panel, report_shares, shuffled_years
from schema import FALLING, HIGHER, LOWER, RISING
from stats.breaks import breaks
from stats.composition import PARTS, composition
from stats.contrasts import year_on_year
from stats.panel import Panel
from stats.similarity import similarity
from stats.trends import changes

POINTS = (0.0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2)
_PUBLISHERS = 12
_CLAIMS = (RISING, FALLING, HIGHER, LOWER)


def false_verdicts(observed: Panel, shuffles: int, seed: int) -> pd.Series:
    """Return what comes out when years are shuffled within publishers, so that nothing changes.

    Returns
    -------
    Series
        `any`: fraction of shuffles with a riser or faller; `themes`: fraction of rows called
        so; `uncorrected`: fraction of rows with p at most 0.05.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(shuffles):
        frame = changes(shuffled_years(observed, rng))
        called = frame["verdict"].isin([RISING, FALLING]).to_numpy(dtype=np.bool_)
        small = frame["p_value"].to_numpy(dtype=np.float64) <= 0.05
        found.append((called.any(), called.mean(), small.mean()))
    return pd.Series(np.mean(found, axis=0), index=["any", "themes", "uncorrected"])


def false_claims(observed: Panel, shuffles: int, seed: int) -> pd.Series:
    """Return, by table, how often shuffled years bring forth any claim, and how often any table does.

    Each table has its own false discovery rate; a page may show several.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(shuffles):
        panel = shuffled_years(observed, rng)
        tables = {
            "changes": changes(panel),
            "changes by country": changes(panel, "country"),
            "changes by sector": changes(panel, "sector"),
            "year on year": year_on_year(panel),
        }
        claims = {name: bool(frame["verdict"].isin(_CLAIMS).any()) for name, frame in tables.items()}
        claims["dated steps"] = len(breaks(panel)) > 0
        found.append(claims | {"any of these": any(claims.values())})
    return pd.DataFrame(found).mean()


def power(world: World, n_reports: int, replicates: int, seed: int, points: Sequence[float] = POINTS) -> pd.DataFrame:
    """Return how often a rise from 5 % is called rising, by the points risen over six years.

    One theme in four rises; the others stand still at shares from 2 to 20 %. `interval covers` is
    about the themes called rising or falling only, whose estimates were selected for their size.
    """
    rng = np.random.default_rng(seed)
    still = np.tile([0.02, 0.05, 0.1, 0.2], 6)
    rows = []
    for point in points:
        rise = np.linspace(0.0, point, 6)[:, np.newaxis] + np.full(8, 0.05)
        truth = np.hstack([rise, np.tile(still, (6, 1))])
        slope = (truth[-1] - truth[0]) / 5
        rising, false, covered = [], [], []
        for _ in range(replicates):
            frame = changes(corpus(world, truth, n_reports, rng))
            called = frame["verdict"].isin([RISING, FALLING]).to_numpy(dtype=np.bool_)
            right = (frame["verdict"] == RISING).to_numpy(dtype=np.bool_) & (slope > 0)
            rising.append(right[:8].mean() if point else called[:8].mean())
            false.append((called & ~right).sum() / max(called.sum(), 1))
            held = (frame["conf_low"] <= slope) & (slope <= frame["conf_high"])
            covered.extend(held[called])
        rows.append(
            {
                "points": point,
                "called rising": np.mean(rising),
                "false among called": np.mean(false),
                "interval covers": np.mean(covered) if len(covered) >= 20 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def moved_mix(rng: np.random.Generator, n_reports: int, rho: float, rho_publisher: float) -> Panel:
    """Return two years of reports by twelve publishers that differ; only how much each writes moves."""
    weights = rng.dirichlet(np.full(_PUBLISHERS, 3.0), 2)
    publisher = np.concatenate([rng.choice(_PUBLISHERS, n_reports, p=weights[year]) for year in range(2)])
    themes = np.repeat(SHARES, 4)
    k = 1 / rho_publisher - 1
    of_publisher = rng.beta(themes * k, (1 - themes) * k, (_PUBLISHERS, len(themes)))
    n = rng.integers(6, 26, 2 * n_reports)
    shares = report_shares(of_publisher[publisher], rho, rng)
    cell: Integers = np.repeat(np.arange(2), n_reports)
    return panel(n, rng.binomial(n[:, np.newaxis], shares), cell, publisher)


def composition_holds(n_reports: int, rho: float, replicates: int, seed: int) -> pd.Series:
    """Return how often the within part's interval holds zero where only the mix of publishers moved.

    Returns
    -------
    Series
        `95%` and `90%`: fraction of intervals that hold zero; `sum is exact`: fraction of corpora
        whose parts sum to the total, within 1e-12.
    """
    rng = np.random.default_rng(seed)
    held: dict[str, list[float]] = {"95%": [], "90%": []}
    exact = []
    for _ in range(replicates):
        built = moved_mix(rng, n_reports, rho, 0.1)
        for level, found in ((0.95, held["95%"]), (0.9, held["90%"])):
            frame = composition(built, conf_level=level)
            within = frame[frame["part"] == "within"]
            found.append(float(((within["conf_low"] <= 0) & (within["conf_high"] >= 0)).mean()))
        parts = frame["estimate"].to_numpy(dtype=np.float64).reshape(-1, len(PARTS))
        exact.append(bool(np.abs(parts[:, 0] - parts[:, 1:].sum(axis=1)).max() < 1e-12))
    return pd.Series({name: np.mean(values) for name, values in held.items()} | {"sum is exact": np.mean(exact)})


def similarity_covers(world: World, n_reports: int, replicates: int, seed: int) -> pd.Series:
    """Return how often 95 % intervals hold the true cosine of four groups' profiles of 24 themes."""
    rng = np.random.default_rng(seed)
    one = np.clip(1.5 * rng.dirichlet(np.full(24, 0.8)), 0.002, 0.5)
    other = rng.permutation(one)
    truth = np.array([one, one, (one + other) / 2, other])
    length = np.sqrt((truth**2).sum(axis=1))
    cosine = np.array([truth[a] @ truth[b] / length[a] / length[b] for a, b in combinations(range(4), 2)])
    held: list[Floats] = []
    width, bias = [], []
    for _ in range(replicates):
        frame = similarity(corpus(world, truth, n_reports, rng, "country"), "country")
        low, high = (frame[name].to_numpy(dtype=np.float64) for name in ("conf_low", "conf_high"))
        held.append(((low <= cosine + 1e-9) & (cosine - 1e-9 <= high)).astype(np.float64))
        width.append(high - low)
        bias.append(frame["similarity"].to_numpy(dtype=np.float64) - cosine)
    return pd.Series({"covers": np.mean(held), "width": np.mean(width), "bias": np.mean(bias)})


_MUCH = World("publishers differ much", rho=0.3, rho_publisher=0.15)
SIMILAR = (
    World("passages agree", rho=0.1),
    World("publishers differ", rho=0.15, rho_publisher=0.05),
    _MUCH,
    replace(_MUCH, name="each group its own publishers, which differ much", nested=True),
)
