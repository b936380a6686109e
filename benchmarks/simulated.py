"""Corpora whose true shares are known: publishers that differ, reports that differ, passages that agree."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import beta

from stats.panel import Panel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
SHARES = np.array([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4])
_NODES, _WEIGHTS = hermegauss(40)


@dataclass(frozen=True)
class World:
    """How a corpus comes about.

    Parameters
    ----------
    name : str
        What it is called in the tables.
    rho, rho_publisher : float
        Correlation of two passages of one report, and of two reports of one publisher.
    n_publishers : int
        Publishers that come back year after year; 0 gives every report its own.
    missing : float
        Probability that a publisher skips a year (others publish more then).
    lengths : tuple of int
        Fewest and most passages a report has; drawn log-uniformly.
    shape : {"beta", "logit"}
        How shares of reports are spread around the mean.
    drift : float
        Standard deviation of the publishers' own change a year, relative to their share.
    nested : bool
        Whether each cell has publishers of its own, as countries do.
    unlike : bool
        Whether themes differ in both correlations, from a fifth to nearly twice those given.
    """

    name: str
    rho: float = 0.1
    rho_publisher: float = 0.0
    n_publishers: int = 12
    missing: float = 0.15
    lengths: tuple[int, int] = (6, 25)
    shape: Literal["beta", "logit"] = "beta"
    drift: float = 0.0
    nested: bool = False
    unlike: bool = False


WORLDS = (
    World("independent passages", rho=0.0),
    World("passages agree", rho=0.1),
    World("publishers differ", rho=0.15, rho_publisher=0.05),
    World("publishers differ much", rho=0.3, rho_publisher=0.15),
    World("logit-normal", rho=0.15, rho_publisher=0.05, shape="logit"),
    World("lengths 1 to 150", rho=0.1, lengths=(1, 150)),
    World("40 publishers", rho=0.15, rho_publisher=0.05, n_publishers=40),
    World("one publisher", rho=0.1, n_publishers=1),
    World("each cell its own publishers", rho=0.15, rho_publisher=0.05, nested=True),
    World("publishers go their own way", rho=0.15, rho_publisher=0.05, drift=0.15),
    World("themes differ in all this", rho=0.2, rho_publisher=0.08, unlike=True),
)
_UNLIKE = (0.2, 0.6, 1.0, 1.4, 1.8)


def corpus(world: World, truth: Floats, n_reports: int, rng: np.random.Generator, facet: str = "year") -> Panel:
    """Return a panel of `n_reports` in each of C cells of a facet, with shares `truth` (C, T) on average."""
    cell = np.repeat(np.arange(len(truth)), n_reports)
    publisher = _publishers(world, cell, n_reports, rng)
    low, high = np.log(world.lengths[0]), np.log(world.lengths[1] + 1)
    n = np.floor(np.exp(rng.uniform(low, high, len(cell)))).astype(np.int64)
    spread = _logit_shares if world.shape == "logit" else _beta_shares
    shares = spread(world, truth, cell, publisher, rng)
    return panel(n, rng.binomial(n[:, np.newaxis], shares), cell, publisher, facet)


def correlations(world: World, truth: Floats) -> tuple[Floats, Floats]:
    """Return the true correlations of passages of a report and of reports of a publisher, shape (T,) each."""
    if world.shape == "logit":
        return _logit_correlations(world, truth.mean(axis=0))
    factor = np.resize(_UNLIKE, truth.shape[1]) if world.unlike else np.ones(truth.shape[1])
    return world.rho * factor, world.rho_publisher * factor


def panel(n: Integers, assigned: Integers, cell: Integers, publisher: Integers, facet: str = "year") -> Panel:
    """Return a panel from counts; cells are years from 2019, or values of another facet."""
    size = len(n)
    facets = pd.DataFrame(
        {
            "year": pd.array(2019 + cell if facet == "year" else [2020] * size, dtype="Int64"),
            "country": [f"C{c:02d}" for c in cell] if facet == "country" else ["C00"] * size,
            "sector": ["health"] * size,
            "publisher": [f"P{p:04d}" for p in publisher],
            "language": ["en"] * size,
            "quality": 1.0,
        }
    ).astype(dict.fromkeys(("country", "sector", "publisher", "language"), "string"))
    themes = tuple(f"t{theme:02d}" for theme in range(assigned.shape[1]))
    ids = np.array([f"r{i:05d}" for i in range(size)], dtype=object)
    return Panel(ids, themes, n, assigned, facets, n, assigned)


def shuffled_years(observed: Panel, rng: np.random.Generator) -> Panel:
    """Return the panel with years exchanged at random among the reports of each publisher."""
    order = np.lexsort((rng.random(len(observed.n_passages)), observed.groups("publisher")[1]))
    straight = np.argsort(observed.groups("publisher")[1], kind="stable")
    years = observed.facets["year"].to_numpy(dtype=np.float64)
    years[straight] = years[order]
    facets = observed.facets.assign(year=pd.array(years, dtype="Int64"))
    return replace(observed, facets=facets)


def report_shares(shares: Floats, rho: Floats | float, rng: np.random.Generator) -> Floats:
    """Return shares of reports spread around `shares`, so that two passages of one correlate by `rho`."""
    if np.max(rho) <= 0:
        return shares
    k = 1 / rho - 1
    shares = np.clip(shares, 1e-9, 1 - 1e-9)
    return np.clip(rng.beta(np.maximum(shares * k, 1e-9), np.maximum((1 - shares) * k, 1e-9)), 0.0, 1.0)


def _publishers(world: World, cell: Integers, n_reports: int, rng: np.random.Generator) -> Integers:
    if world.n_publishers == 0:
        return np.arange(len(cell))
    columns: list[Integers] = []
    for _ in range(int(cell.max()) + 1):
        present = np.flatnonzero(rng.random(world.n_publishers) >= world.missing)
        present = present if len(present) else np.arange(world.n_publishers)
        offset = len(columns) * world.n_publishers * world.nested
        columns.append(offset + np.resize(rng.permutation(present), n_reports))
    return np.concatenate(columns)


def _beta_shares(world: World, truth: Floats, cell: Integers, publisher: Integers, rng: np.random.Generator) -> Floats:
    """Publisher shares around the mean, report shares around the publisher's: two beta steps."""
    uniform = rng.random((publisher.max() + 1, truth.shape[1]))
    shares = truth[cell]
    rho, rho_publisher = correlations(world, truth)
    if world.rho_publisher:
        k = 1 / rho_publisher - 1
        pairs, of_report = np.unique(cell * len(uniform) + publisher, return_inverse=True)
        mean, drawn = truth[pairs // len(uniform)], uniform[pairs % len(uniform)]
        shares = np.asarray(beta.ppf(drawn, mean * k, (1 - mean) * k), dtype=np.float64)[of_report]
    if world.drift:
        own = np.clip(rng.normal(0.0, world.drift, uniform.shape), -0.35, 0.35)
        shares = np.clip(shares * (1 + own[publisher] * (cell - cell.mean())[:, np.newaxis]), 0.0, 1.0)
    return report_shares(shares, (rho - rho_publisher) / (1 - rho_publisher), rng)


def _logit_shares(world: World, truth: Floats, cell: Integers, publisher: Integers, rng: np.random.Generator) -> Floats:
    """Normal effects of publishers and reports on the logit scale, centred so that the mean is the truth."""
    spread, part = _logit_spread(world)
    effect = part * rng.normal(size=(publisher.max() + 1, truth.shape[1]))[publisher]
    effect = spread * (effect + np.sqrt(1 - part**2) * rng.normal(size=effect.shape))
    return np.asarray(expit(_centre(truth, spread)[cell] + effect))


def _logit_spread(world: World) -> tuple[float, float]:
    """Return the spread of reports' logits, and the part of it (as a correlation's root) that is the publisher's."""
    return float(np.sqrt(world.rho * np.pi**2 / 3 / (1 - world.rho))), float(np.sqrt(world.rho_publisher / world.rho))


def _logit_correlations(world: World, share: Floats) -> tuple[Floats, Floats]:
    spread, part = _logit_spread(world)
    weights = _WEIGHTS / _WEIGHTS.sum()
    own = spread * np.sqrt(1 - part**2) * _NODES
    of_report = expit(_centre(share, spread)[:, np.newaxis, np.newaxis] + spread * part * _NODES[:, np.newaxis] + own)
    of_publisher = of_report @ weights
    most = share * (1 - share)
    return (of_report**2 @ weights @ weights - share**2) / most, (of_publisher**2 @ weights - share**2) / most


def _centre(truth: Floats, spread: float) -> Floats:
    low, high = np.full(truth.shape, -30.0), np.full(truth.shape, 30.0)
    for _ in range(60):
        middle = (low + high) / 2
        mean = expit(middle[..., np.newaxis] + spread * _NODES) @ _WEIGHTS / _WEIGHTS.sum()
        low, high = np.where(mean < truth, middle, low), np.where(mean < truth, high, middle)
    return np.asarray((low + high) / 2, dtype=np.float64)
