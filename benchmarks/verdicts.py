"""Do shuffled years stay silent, what can be detected, and do splits and likenesses hold.

Printed by ``python -m benchmarks.coverage``; corpora come from `benchmarks.simulated`.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.simulated import SHARES, Floats, Integers, World, corpus, panel, report_shares, shuffled_years
from schema import FALLING, HIGHER, LOWER, REST, RISING, Facet
from stats.breaks import breaks
from stats.composition import PARTS, composition
from stats.contrasts import contrasts
from stats.multiplicity import BESIDE, DATED, OVERALL, RATE, STEPS, WITHIN, lessened, together
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
    """Return how often shuffled years bring forth any claim, by table and page, with the parts of the rate they use.

    A Theme page shows changes, changes within one facet, the last year against two others, and dated steps;
    a summary shows changes, changes within all facets, and each group against the rest.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(shuffles):
        panel = shuffled_years(observed, rng)
        years = [str(year) for year in panel.groups("year")[0]]
        pairs = [(years[-1], years[-2]), (years[-1], years[0])]
        within = [changes(panel, facet) for facet in _SPLITS]
        tables = {
            "changes": together([changes(panel)], OVERALL),
            "within one facet": together(within[:1], WITHIN),
            "last year against earlier ones": together([contrasts(panel, "year", pairs)], STEPS),
            "within all facets": together(within, WITHIN),
            "groups against the rest": together([_against_rest(panel, facet) for facet in _SPLITS], BESIDE),
        }
        claims = {
            name: any(frame["verdict"].isin(_CLAIMS).any() for frame in frames) for name, frames in tables.items()
        }
        claims["dated steps"] = bool((lessened(breaks(panel), DATED)["q_value"] <= RATE).any())
        pages = {f"any on {page}": any(claims[name] for name in shown) for page, shown in _PAGES.items()}
        found.append(claims | pages)
    return pd.DataFrame(found).mean()


def _against_rest(panel: Panel, facet: Facet) -> pd.DataFrame:
    return contrasts(panel, facet, [(str(group), REST) for group in panel.groups(facet)[0]])


_SPLITS: tuple[Facet, ...] = ("country", "sector")
_PAGES = {
    "the Overview": ("changes", "last year against earlier ones", "dated steps"),
    "a Theme page": ("changes", "within one facet", "last year against earlier ones", "dated steps"),
    "a summary": ("changes", "within all facets", "groups against the rest"),
}


def false_differences(world: World, sizes: tuple[int, int], replicates: int, seed: int) -> pd.Series:
    """Return how often 28 themes without a difference between two groups of `sizes` reports bring forth a claim.

    Returns
    -------
    Series
        `any claim`; `p below 0.001`: fraction of themes; `95% covers`: the intervals.
    """
    rng = np.random.default_rng([seed, *sizes])
    truth = np.repeat(SHARES, 4)
    found = []
    for _ in range(replicates):
        built = corpus(world, np.array([truth, truth]), max(sizes), rng, "country")
        codes = built.groups("country")[1]
        place = np.concatenate([np.arange(count) for count in np.bincount(codes)])
        frame = contrasts(built.take(place < np.array(sizes)[codes]), "country")
        held = (frame["conf_low"] <= 0) & (frame["conf_high"] >= 0)
        called = bool(frame["verdict"].isin(_CLAIMS).any())
        found.append((float(called), float((frame["p_value"] < 0.001).mean()), float(held.mean())))
    return pd.Series(np.mean(found, axis=0), index=["any claim", "p below 0.001", "95% covers"])


def power(world: World, n_reports: int, replicates: int, seed: int, points: Sequence[float] = POINTS) -> pd.DataFrame:
    """Return how often a rise from 5 % is called rising on a page, by the points risen over six years.

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
            frame = together([changes(corpus(world, truth, n_reports, rng))], OVERALL)[0]
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
