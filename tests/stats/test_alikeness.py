"""Worked examples: Kish (1965), Survey Sampling, sections 5.4 (design effect) and 11.7 (weights)."""

import numpy as np
import pytest

from stats.alikeness import Alikeness, alikeness, design_effects
from stats.design import Cells, Sample
from tests.stats.counts import panel


def one_cell(sample: Sample) -> Cells:
    return Cells.of(sample, np.zeros(len(sample.sizes), dtype=np.int64), 1)


def alike(rho: float, rho_publisher: float = 0.0, df_publishers: float = 0.0) -> Alikeness:
    return Alikeness(*(np.array([value]) for value in (rho, rho_publisher, 40.0, df_publishers, 1.0)))


def test_design_effect_of_equal_reports_is_kishs() -> None:
    """With b = 150 passages a report and roh = 0.05, deff = 1 + (b - 1) roh = 8.45: errors 2.9 times as wide."""
    sample = Sample.from_panel(panel([150] * 20, np.arange(20)), "share", "report")
    design, df = design_effects(sample, one_cell(sample), alike(0.05))
    assert design[0, 0] * 20 * 150 == pytest.approx(8.45)
    assert df[0, 0] == 40


def test_effective_size_of_weighted_reports_is_kishs() -> None:
    """Reports that are wholly alike within count once: n = (sum w)^2 / sum w^2."""
    sample = Sample.from_panel(panel([1, 2, 3, 4], [0, 1, 1, 2]), "share", "passage")
    design, _ = design_effects(sample, one_cell(sample), alike(1.0))
    assert 1 / design[0, 0] == pytest.approx(10**2 / (1 + 4 + 9 + 16))


def test_reports_of_one_publisher_add_their_correlation_and_satterthwaites_degrees_of_freedom() -> None:
    """Two publishers of two reports, five passages each; Satterthwaite (1946), equation 17."""
    sample = Sample.from_panel(panel([5] * 4, [0, 1, 2, 3], publisher=["A", "A", "B", "B"]), "share", "report")
    design, df = design_effects(sample, one_cell(sample), alike(0.2, 0.1, 8.0))
    reports, publishers = 4 / 16 * (1 / 5 + 0.2 * 4 / 5), 4 / 16 * 0.1
    assert design[0, 0] == pytest.approx(reports + publishers)
    assert df[0, 0] == pytest.approx((reports + publishers) ** 2 / (reports**2 / 40 + publishers**2 / 8))


def test_alikeness_of_publishers_is_the_analysis_of_variance() -> None:
    """Equal groups: (MSB - MSW) / (MSB + (k - 1) MSW), Donner (1986), section 2, on reach, whose p (1 - p) is known."""
    rng = np.random.default_rng(8)
    of_publisher = rng.beta(2, 3, (60, 3))
    spoken = rng.random((60, 10, 3)) < of_publisher[:, np.newaxis]
    names = [f"P{i}" for i in np.repeat(np.arange(60), 10)]
    sample = Sample.from_panel(panel([1] * 600, spoken.reshape(600, 3), publisher=names), "reach", "report")
    found = alikeness(sample, one_cell(sample))
    means = spoken.mean(axis=1)
    between = 10 * means.var(axis=0, ddof=1)
    within = ((spoken - means[:, np.newaxis]) ** 2).sum(axis=(0, 1)) / (60 * 9)
    expected = (between - within) / (between + 9 * within)
    information = (means.mean(axis=0) * (1 - means.mean(axis=0))) / (
        means.mean(axis=0) * (1 - means.mean(axis=0))
    ).sum()
    half_own = 1 / (1 / 4 + information / 2 + (information**2).sum() / 4)
    np.testing.assert_allclose(found.df_publishers, 59 * half_own, rtol=0.02)
    assert found.within_publisher.mean() == pytest.approx(expected.mean(), abs=0.01)
    np.testing.assert_allclose(found.within_publisher, (expected + expected.mean()) / 2, atol=0.03)


def test_publishers_of_one_report_each_tell_nothing_of_their_alikeness() -> None:
    names = [*[f"P{i}" for i in range(30)], *["A"] * 4, *["B"] * 4]
    sample = Sample.from_panel(panel([5] * 38, [1] * 38, publisher=names), "share", "report")
    assert (alikeness(sample, one_cell(sample)).df_publishers == 0).all()


def test_one_report_tells_nothing_of_alikeness_however_many_themes_it_has() -> None:
    sample = Sample.from_panel(panel([12], np.arange(10)[np.newaxis]), "share", "report")
    np.testing.assert_array_equal(alikeness(sample, one_cell(sample)).df_reports, 1)


@pytest.mark.parametrize(("kept", "least", "most"), [(1.0, 0.9, 1.0), (0.0, 0.0, 0.1), (0.5, 0.4, 0.6)])
def test_what_publishers_have_in_common_between_groups_is_found(kept: float, least: float, most: float) -> None:
    """Publishers keep a group's share in the next with probability `kept`, which is its correlation between groups."""
    rng = np.random.default_rng(6)
    first, other = (rng.beta(2, 6, (80, 12)) for _ in range(2))
    second = np.where(rng.random(first.shape) < kept, first, other)
    spoken = rng.binomial(10, np.repeat([first, second], 6, axis=1).reshape(960, 12))
    names, codes = [f"P{i}" for i in np.tile(np.repeat(np.arange(80), 6), 2)], np.repeat([0, 1], 480)
    sample = Sample.from_panel(panel([10] * 960, spoken, publisher=names), "share", "report")
    found = alikeness(sample, Cells.of(sample, codes, 2), between=True)
    assert least <= found.between.mean() <= most
    assert found.within_publisher.mean() == pytest.approx(1 / 9, abs=0.02)


def test_frequent_themes_may_change_more_between_groups_than_rare_ones() -> None:
    """Publishers keep what sets them apart on themes of 2 %, and lose it on themes of 40 %."""
    rng = np.random.default_rng(7)
    share, kept = np.repeat([0.4, 0.15, 0.05, 0.02], 4), np.repeat([0.2, 0.6, 0.9, 1.0], 4)
    first, other = (rng.beta(share * 9, (1 - share) * 9, (120, 16)) for _ in range(2))
    second = np.where(rng.random(first.shape) < kept, first, other)
    spoken = rng.binomial(10, np.repeat([first, second], 4, axis=1).reshape(960, 16))
    names, codes = [f"P{i}" for i in np.tile(np.repeat(np.arange(120), 4), 2)], np.repeat([0, 1], 480)
    sample = Sample.from_panel(panel([10] * 960, spoken, publisher=names), "share", "report")
    found = alikeness(sample, Cells.of(sample, codes, 2), between=True).between.reshape(4, 4).mean(axis=1)
    np.testing.assert_allclose(found, [0.2, 0.6, 0.9, 1.0], atol=0.2)
    assert (np.diff(found) >= 0).all()


def test_rare_themes_lean_on_a_line_where_there_is_one() -> None:
    """Passages on frequent themes agree, on rarer ones less and less, on those of one passage in two hundred not."""
    rng = np.random.default_rng(5)
    share = np.repeat([0.4, 0.2, 0.1, 0.05, 0.005], 6)
    alike = np.repeat([0.3, 0.2, 0.12, 0.04, 0.001], 6)
    k = 1 / alike - 1
    spoken = rng.binomial(12, rng.beta(share * k, (1 - share) * k, (200, 30)))
    sample = Sample.from_panel(panel([12] * 200, spoken), "share", "report")
    found = alikeness(sample, one_cell(sample)).within_report
    assert found[-6:].mean() < 0.05
    np.testing.assert_allclose(found[:18].reshape(3, 6).mean(axis=1), [0.3, 0.2, 0.12], atol=0.05)


def test_publishers_are_less_alike_on_rare_themes_where_the_themes_say_so() -> None:
    """By the plain average, which rare themes leant on before, those of 1 % would have 0.09."""
    rng = np.random.default_rng(9)
    share, truth = np.repeat([0.4, 0.2, 0.05, 0.01], 6), np.repeat([0.2, 0.12, 0.04, 0.01], 6)
    k = 1 / truth - 1
    of_publisher = np.repeat(rng.beta(share * k, (1 - share) * k, (150, 24)), 4, axis=0).clip(1e-9, 1 - 1e-9)
    spoken = rng.binomial(10, rng.beta(of_publisher * 3, (1 - of_publisher) * 3))
    names = [f"P{i}" for i in np.repeat(np.arange(150), 4)]
    sample = Sample.from_panel(panel([10] * 600, spoken, publisher=names), "share", "report")
    found = alikeness(sample, one_cell(sample)).within_publisher.reshape(4, 6).mean(axis=1)
    np.testing.assert_allclose(found[:2], [0.2, 0.12], atol=0.03)
    np.testing.assert_allclose(found[2:], [0.04, 0.01], atol=0.02)


def test_reach_has_as_many_degrees_of_freedom_as_reports_less_cells() -> None:
    """Korn and Graubard (1998), units less strata: of nine themes none tells another how alike its passages are."""
    counts = np.random.default_rng(1).binomial(12, 0.1, (18, 9))
    sample = Sample.from_panel(panel([12] * 18, counts), "reach", "report")
    cells = Cells.of(sample, np.repeat(np.arange(6), 3), 6)
    np.testing.assert_allclose(alikeness(sample, cells, by_publisher=False).df_reports, 18 - 6)
