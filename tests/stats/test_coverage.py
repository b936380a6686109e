"""Simulated corpora with known truth: a small run of `benchmarks.coverage` with pinned floors.

Seeds are fixed, so a failure is a change of method, not bad luck. Floors allow for the noise of
so few corpora; the benchmark's table has the rest.
"""

import numpy as np
import pytest

from benchmarks.coverage import coverage, truth_of
from benchmarks.simulated import WORLDS, World, corpus
from benchmarks.verdicts import SIMILAR, composition_holds, false_verdicts, power, similarity_covers

BOUNDS = {
    ("share", 4): (95.0, 97.5),
    ("share", 12): (94.0, 97.0),
    ("change", 4): (95.0, 99.5),
    ("change", 12): (94.0, 97.5),
    ("contrast", 4): (95.0, 99.5),
    ("contrast", 12): (94.5, 97.5),
}
"""Per cent that 95 % intervals may cover: a method that became too generous fails too."""


@pytest.mark.parametrize("claim", ["share", "change", "contrast"])
@pytest.mark.parametrize("n_reports", [4, 12])
def test_intervals_cover_and_naive_ones_do_not(claim: str, n_reports: int) -> None:
    worlds = [WORLDS[i] for i in (1, 3, 4)]
    table = [coverage(claim, n_reports, world, replicates=6, seed=2) for world in worlds]
    ours, lenient, naive = (100 * np.mean([t[f"{m} covers"].mean() for t in table]) for m in ("95%", "90%", "naive"))
    least, most = BOUNDS[claim, n_reports]
    assert least <= ours <= most
    assert lenient >= least - 5
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


def test_where_only_the_mix_moved_the_rest_holds_zero_and_parts_sum() -> None:
    found = composition_holds(n_reports=30, rho=0.1, replicates=8, seed=2)
    assert 0.94 <= found["95%"] <= 0.99
    assert 0.89 <= found["90%"] < found["95%"]
    assert found["sum is exact"] == 1


def test_likeness_of_groups_with_publishers_of_their_own_is_covered() -> None:
    """Taking reports as units, one half of these intervals would hold the truth."""
    found = similarity_covers(SIMILAR[3], n_reports=40, replicates=6, seed=2)
    assert found["covers"] >= 0.92
    assert abs(found["bias"]) < 0.05
