"""What a test could know at best: the same tests, told how alike passages and reports truly are.

Where these too cover more than they say, what is left is that passages on a rare theme are counted one by one.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from benchmarks.simulated import Floats, Integers, World, correlations
from schema import Facet
from stats.alikeness import Alikeness, design_effects
from stats.design import Cells, Sample, sum_by
from stats.intervals import difference_root
from stats.panel import Panel


@dataclass(frozen=True)
class Told:
    """One corpus with its true correlations: `designs` (C, T) are the variances of cell means over p (1 - p)."""

    sample: Sample
    cells: Cells
    alike: Alikeness
    designs: Floats

    @classmethod
    def of(cls, claim: str, world: World, panel: Panel, truth: Floats) -> "Told":
        """Return what is true of a corpus of `world`."""
        sample, codes = Sample.from_panel(panel, "share", "report"), panel.groups(facet_of(claim))[1]
        cells, sure = Cells.of(sample, codes, len(truth)), np.full(truth.shape[1], 1e9)
        alike = Alikeness(*correlations(world, truth), sure, sure, np.ones(truth.shape[1]))
        return cls(sample, cells, alike, design_effects(sample, cells, alike)[0])


def facet_of(claim: str) -> Facet:
    """Return the facet whose values are a claim's cells."""
    return "country" if claim == "contrast" else "year"


def deviates(claim: str, world: World, panel: Panel, truth: Floats) -> Floats:
    """Return how many standard errors each estimate lies from the truth, shape (claims, T), told all but shares."""
    told = Told.of(claim, world, panel, truth)
    means = told.cells.means
    if claim == "share":
        return np.abs(means - truth) / np.sqrt(truth * (1 - truth) * told.designs)
    if claim == "change":
        return _slope_deviates(told, world, truth)
    a, b = np.array(list(combinations(range(len(truth)), 2))).T
    weights = np.zeros((len(truth), int(told.sample.publishers.max()) + 1))
    np.add.at(weights, (told.cells.codes, told.sample.publishers), told.cells.shares)
    shared = np.outer((weights @ weights.T)[a, b], told.alike.within_publisher)
    correlation = shared / np.sqrt(told.designs[a] * told.designs[b])
    sizes = 1 / told.designs[a], 1 / told.designs[b]
    return np.abs(difference_root((means[a], means[b]), sizes, correlation, truth[a] - truth[b]))


def _slope_deviates(told: Told, world: World, truth: Floats) -> Floats:
    """A score test: the error at the supposed slope, around the level found."""
    sample, codes = told.sample, told.cells.codes
    x = codes - codes.mean()
    lever = x / (x @ x)
    slope = (truth[-1] - truth[0]) / (len(truth) - 1)
    supposed = np.clip(sample.values.mean(axis=0) + np.outer(x, slope), 0.0, 1.0)
    parts = lever[:, np.newaxis] * np.sqrt(supposed * (1 - supposed))
    n = sample.sizes[:, np.newaxis]
    variance = (parts**2 * (1 / n + told.alike.within_report * (1 - 1 / n))).sum(axis=0)
    variance += told.alike.within_publisher * (_squares(sample.publishers, parts) - (parts**2).sum(axis=0))
    variance += world.drift**2 * _squares(sample.publishers, (lever * x)[:, np.newaxis] * supposed)
    error = np.sqrt(np.maximum(variance, 1e-30))
    return np.asarray(np.abs(lever @ sample.values - slope)[np.newaxis] / error)


def _squares(publishers: Integers, parts: Floats) -> Floats:
    return np.asarray((sum_by(publishers, int(publishers.max()) + 1, parts) ** 2).sum(axis=0))
