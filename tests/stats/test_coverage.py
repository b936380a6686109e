"""Simulated corpora with known truth: a small run of `benchmarks.coverage` with pinned floors.

Seeds are fixed, so a failure is a change of method, not bad luck. Floors allow for the noise of
so few corpora; the benchmark's table has the rest.
"""

import numpy as np
import pytest

from benchmarks.coverage import coverage, truth_of
from benchmarks.simulated import WORLDS, World, corpus
from benchmarks.verdicts import false_verdicts, power

FLOORS = {("share", 4): 94.0, ("share", 12): 93.5, ("change", 4): 94.5, ("change", 12): 93.5, ("contrast", 4): 95.0,
          ("contrast", 12): 95.0}  # fmt: skip


@pytest.mark.parametrize("claim", ["share", "change", "contrast"])
@pytest.mark.parametrize("n_reports", [4, 12])
def test_intervals_cover_and_naive_ones_do_not(claim: str, n_reports: int) -> None:
    worlds = [WORLDS[i] for i in (1, 3, 4)]
    table = [coverage(claim, n_reports, world, replicates=6, seed=2) for world in worlds]
    ours, lenient, naive = (100 * np.mean([t[f"{m} covers"].mean() for t in table]) for m in ("95%", "90%", "naive"))
    assert ours >= FLOORS[claim, n_reports]
    assert lenient >= FLOORS[claim, n_reports] - 5
    assert lenient < ours
    assert naive < ours - 5


def test_shuffled_years_seldom_rise_or_fall() -> None:
    world = World("publishers differ", rho=0.1, rho_publisher=0.05)
    panel = corpus(world, truth_of("change"), 11, np.random.default_rng(8))
    rates = false_verdicts(panel, shuffles=40, seed=8)
    assert rates["any"] <= 0.05
    assert rates["uncorrected"] <= 0.05


def test_large_rises_are_found() -> None:
    table = power(World("passages agree", rho=0.05), n_reports=11, replicates=4, seed=5)
    called = table["called rising"].tolist()
    assert called[-1] >= 0.8
    assert called[0] <= 0.05
