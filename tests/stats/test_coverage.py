"""Simulated corpora with known truth: a small run of `benchmarks.coverage` with pinned floors.

Seeds are fixed, so a failure is a change of method, not bad luck. Floors allow for the noise of
so few corpora; the benchmark's table has the rest.
"""

import numpy as np
import pandas as pd
import pytest

from benchmarks.coverage import coverage, truth_of
from benchmarks.simulated import SHARES, WORLDS, World, corpus
from benchmarks.verdicts import (
    SIMILAR,
    composition_holds,
    false_claims,
    false_differences,
    false_verdicts,
    power,
    similarity_covers,
)
from schema import NO_DIFFERENCE
from stats.contrasts import contrasts

BOUNDS = {
    ("share", 4): ((94.5, 96.5), (91.0, 93.0)),
    ("share", 10): ((94.0, 96.5), (90.5, 92.5)),
    ("change", 4): ((95.5, 97.9), (91.5, 93.5)),
    ("change", 10): ((95.0, 97.2), (90.5, 92.4)),
    ("contrast", 4): ((95.5, 97.5), (91.0, 93.0)),
    ("contrast", 10): ((94.5, 96.5), (89.5, 91.7)),
}
"""Per cent that 95 % and 90 % intervals may cover: a method that became too generous fails too."""
LEAST_BY_SHARE = 92.0
"""Per cent that they cover at any one of the true shares from 0.5 to 40 %."""
MOST_OVER_TOLD = 2.2
"""Points by which they may cover more than the same test told the true correlations."""


@pytest.mark.parametrize("claim", ["share", "change", "contrast"])
@pytest.mark.parametrize("n_reports", [4, 10])
def test_intervals_cover_and_naive_ones_do_not(claim: str, n_reports: int) -> None:
    tables = [coverage(claim, n_reports, WORLDS[i], replicates=6, seed=2) for i in (1, 3, 4)]
    names = ("95% covers", "90% covers", "naive covers", "told all, 95% covers")
    by_share = {name: 100 * np.mean([table[name] for table in tables], axis=0) for name in names}
    ours, lenient, naive, told = (float(values.mean()) for values in by_share.values())
    (least, most), (least_lenient, most_lenient) = BOUNDS[claim, n_reports]
    assert least <= ours <= most
    assert least_lenient <= lenient <= most_lenient
    assert by_share["95% covers"].min() >= LEAST_BY_SHARE
    assert ours - told <= MOST_OVER_TOLD
    assert naive < ours - 5


def test_shuffled_years_seldom_rise_or_fall() -> None:
    world = World("publishers differ", rho=0.1, rho_publisher=0.05)
    panel = corpus(world, truth_of("change"), 11, np.random.default_rng(8))
    rates = false_verdicts(panel, shuffles=40, seed=8)
    assert rates["any"] <= 0.05
    assert rates["uncorrected"] <= 0.05


def test_unequal_groups_without_a_difference_seldom_differ() -> None:
    """The score test, here before, brought forth a claim in one corpus of seven."""
    found = false_differences(World("passages agree", rho=0.1), (5, 100), replicates=25, seed=4)
    assert found["any claim"] <= 0.08
    assert found["p below 0.001"] <= 0.002
    assert found["95% covers"] >= 0.94


def test_publishers_that_go_their_own_way_make_no_year_differ() -> None:
    """As if what publishers have in common cancelled between years, four such corpora in ten claimed something."""
    truth = np.tile(np.repeat(SHARES, 4), (6, 1))
    rng = np.random.default_rng(3)
    for _ in range(3):
        frame = contrasts(corpus(WORLDS[9], truth, 50, rng), "year", [("2024", "2019")])
        assert (frame["verdict"] == NO_DIFFERENCE).all()
        assert (frame["p_value"] < 0.05).mean() <= 0.15


def test_groups_that_share_publishers_who_go_their_own_way_are_covered() -> None:
    """As if what publishers have in common cancelled, 91.5 % of these intervals held the truth, and 86 of 90 %."""
    table = coverage("contrast", 300, WORLDS[9], replicates=6, seed=3)
    assert 0.92 <= table["95% covers"].mean() <= 0.97
    assert 0.87 <= table["90% covers"].mean() <= 0.93


def test_what_a_theme_page_shows_seldom_claims_anything_of_shuffled_years() -> None:
    rng = np.random.default_rng(9)
    panel = corpus(World("publishers differ", rho=0.1, rho_publisher=0.05), truth_of("change"), 11, rng)
    for facet in ("country", "sector"):
        panel.facets[facet] = pd.array(rng.choice(["A", "B", "C"], len(panel.n_passages)), dtype="string")
    assert false_claims(panel, shuffles=6, seed=9)["any on a Theme page"] == 0


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
