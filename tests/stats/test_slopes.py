"""Worked examples: Imbens and Kolesár (2016), Review of Economics and Statistics 98, 701–712, section II.

For two groups the HC2 variance is that of Welch's test, and its Bell–McCaffrey degrees of freedom
have a closed form.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, root
from scipy.special import digamma, logit, polygamma
from scipy.stats import kurtosis, norm

from stats.design import Sample
from stats.slopes import FittedSlope, Slope, SlopeFitter, moderate, slope


def closed_form_df(n: int, m: int) -> float:
    return (n + m) ** 2 * (n - 1) * (m - 1) / (n**2 * (n - 1) + m**2 * (m - 1))


@pytest.mark.parametrize(("n", "m"), [(3, 27), (10, 10), (2, 5)])
def test_two_groups_give_welch_and_its_published_degrees_of_freedom(n: int, m: int) -> None:
    rng = np.random.default_rng(n)
    values = rng.normal(size=(n + m, 2))
    time = np.repeat([0.0, 1.0], [n, m])
    fit = slope(values, time, np.ones(n + m), np.arange(n + m))
    a, b = values[:n], values[n:]
    np.testing.assert_allclose(fit.estimate, b.mean(axis=0) - a.mean(axis=0))
    np.testing.assert_allclose(fit.variance, a.var(axis=0, ddof=1) / n + b.var(axis=0, ddof=1) / m)
    assert fit.df == pytest.approx(closed_form_df(n, m))


def test_clusters_of_equal_size_count_as_their_means() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(24, 1))
    clusters = np.repeat(np.arange(8), 3)
    time = np.repeat([0.0, 1.0], [9, 15])
    fit = slope(values, time, np.ones(24), clusters)
    means = values.reshape(8, 3).mean(axis=1)
    expected = means[:3].var(ddof=1) / 3 + means[3:].var(ddof=1) / 5
    assert fit.variance[0] == pytest.approx(expected)
    assert fit.df == pytest.approx(closed_form_df(3, 5))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_agrees_with_the_matrix_definition(seed: int) -> None:
    """CR2 by its definition, with n × n matrices, for weighted unbalanced clusters."""
    rng = np.random.default_rng(seed)
    n = 18
    time, weights = rng.integers(0, 6, n).astype(float), rng.integers(1, 9, n).astype(float)
    time[:2] = 0.0, 5.0
    clusters = np.concatenate([np.arange(6), rng.integers(0, 6, n - 6)])
    values = rng.normal(size=(n, 2))
    design = np.sqrt(weights)[:, np.newaxis] * np.column_stack([np.ones(n), time])
    scaled = np.sqrt(weights)[:, np.newaxis] * values
    bread = np.linalg.inv(design.T @ design)
    residual_maker = np.eye(n) - design @ bread @ design.T
    columns, variance = [], np.zeros(2)
    for cluster in range(6):
        rows = np.flatnonzero(clusters == cluster)
        block = residual_maker[np.ix_(rows, rows)]
        roots, vectors = np.linalg.eigh(block)
        assume(roots.min() > 1e-6)
        g = vectors / np.sqrt(roots) @ vectors.T @ design[rows] @ bread[:, 1]
        variance = variance + (g @ (residual_maker @ scaled)[rows]) ** 2
        columns.append(residual_maker[:, rows] @ g)
    gram = np.array(columns) @ np.array(columns).T
    fit = slope(values, time, weights, clusters)
    np.testing.assert_allclose(fit.estimate, (bread @ design.T @ scaled)[1])
    np.testing.assert_allclose(fit.variance, variance, rtol=1e-6)
    assert fit.df == pytest.approx(np.trace(gram) ** 2 / (gram**2).sum(), rel=1e-6)


def test_degrees_of_freedom_follow_the_kurtosis_of_the_clusters() -> None:
    """Shoemaker (2003), equation 1: 2n / (kurtosis - (n - 3) / (n - 1)), never above Bell and McCaffrey's."""
    values, time, sign = np.zeros((40, 3)), np.tile([0.0, 1.0], 20), np.tile([-1.0, 1.0], 20)
    values[:, 0] = np.repeat(np.tile([1.0, -1.0], 10), 2) * sign
    values[:2, 1] = sign[:2]
    fit = slope(values, time, np.ones(40), np.repeat(np.arange(20), 2))
    one_of_twenty = kurtosis([1.0] + [0.0] * 19, fisher=False)
    np.testing.assert_allclose(fit.df_seen[1:], 40 / (np.array([one_of_twenty, 20.0]) - 17 / 19))
    assert fit.df_seen[0] == fit.df == pytest.approx(19)


def test_moderation_is_smyths_empirical_bayes_about_a_line() -> None:
    """Smyth (2004), section 6.2: the prior's degrees of freedom solve trigamma(d0 / 2) = var(e) - mean trigamma(d / 2).

    Both by the line's weights, as in DerSimonian and Kacker (2007), equation 6. Here e is what a line in the log odds
    of the share leaves over, as in Sartor et al. (2006); the line solves the quasi-likelihood equations of McCullagh
    and Nelder (1989): ratio / line - 1 sums to nil, and so times the odds,
    weighted by what variances of normal values (2 / df) and of passages (kurtosis of a share) leave uncertain.
    """
    df, worth = np.full(9, 12.0), 200.0
    df[6] = 7.0
    share = np.array([0.01, 0.02, 0.05, 0.05, 0.1, 0.1, 0.2, 0.4, 0.2])
    spread, odds = share * (1 - share), logit(share)
    ratio = np.array([0.3, 0.5, 2.8, 1.0, 0.4, 2.0, 3.2, 1.0, 0.1]) * np.exp(0.7 * odds)
    fit = Slope(np.zeros(9), ratio * spread, 12.0, df, np.ones(9))
    moderated, more, told, pull = moderate(fit, np.arange(9) < 8, share, worth)
    weights = 1 / (2 / 12 + (share**-1 + (1 - share) ** -1 - 6).clip(0) / worth)
    basis = np.column_stack([np.ones(9), odds])

    def equations(line: np.ndarray) -> np.ndarray:
        return np.asarray((weights * (ratio / np.exp(basis @ line) - 1)) @ basis)

    rise = root(equations, [-1.0, 0.5]).x
    bread = np.linalg.inv(basis.T * weights @ basis) @ basis.T * weights
    off = ratio / np.exp(basis @ rise) - 1
    chance = (bread * off**2 @ bread.T)[1, 1] * 9 / 7
    drawn = rise[1] * (1 - chance / rise[1] ** 2)
    assert 0 < drawn < rise[1]
    line = np.average(ratio / np.exp(drawn * odds), weights=weights) * np.exp(drawn * odds)
    e = (np.log(ratio / line) - digamma(df / 2) + np.log(df / 2))[:8]
    parts = weights[:8] / weights[:8].sum()
    about = parts @ (e - parts @ e) ** 2 - (parts - parts**2) @ polygamma(1, df[:8] / 2)
    left = about / (1 - parts @ parts)
    d0 = brentq(lambda d: polygamma(1, d / 2) - left, 0.1, 1e4)
    np.testing.assert_allclose(more, 12 + d0)
    np.testing.assert_allclose(told, line)
    at_half = (share * worth + 0.5) / (worth + 1)
    prior = np.maximum(line * spread, np.median(line[:8]) / 2 * at_half * (1 - at_half))
    assert (prior > line * spread).sum() == 2
    np.testing.assert_allclose(moderated, (d0 * prior + df * ratio * spread) / (d0 + df))
    assert (pull == 0).all()


def test_moderation_weighs_no_more_than_all_themes() -> None:
    ones = np.ones(9)
    share = np.repeat([0.05, 0.1, 0.2], 3)
    ratio, spread = np.tile([0.99, 1.02, 0.99], 3), share * (1 - share)
    fit = Slope(0 * ones, ratio * spread, 12.0, 12 * ones, ones)
    moderated, more, *_ = moderate(fit, ones > 0, share, 1000.0)
    np.testing.assert_allclose(more, 120)
    np.testing.assert_allclose(moderated, (9 + ratio) / 10 * spread)


def test_clusters_that_speak_more_of_a_theme_that_moves_move_further() -> None:
    """The delta method: of clusters alike in log odds the slope is b P (1 - P) / (p (1 - p)), P being their share.

    Its variance, b² (1 - 2p)² Var(P) / (p (1 - p))², comes on top of that of a theme that stands still.
    """
    share = np.tile([0.05, 0.1, 0.2, 0.4], 5)
    spread, ones = share * (1 - share), np.ones(20)
    slopes = np.repeat([0.0, 0.0, 0.1, -0.2, 0.15], 4) * spread / (1 - 2 * share)
    noise = np.tile([1.01, 0.99, 1.0, 1.02, 0.98], 4)
    variance = 1e-4 * spread * noise + 0.002 * (slopes * (1 - 2 * share)) ** 2 / spread
    found = np.sign(slopes) * np.sqrt(slopes**2 + variance)
    fit = Slope(found, variance, 30.0, 30 * ones, ones)
    still, _, ratio, pull = moderate(fit, ones > 0, share, 300.0)
    np.testing.assert_allclose(ratio, 1e-4, rtol=0.05)
    np.testing.assert_allclose(pull, 0.002 * (1 - 2 * share) ** 2 / spread, rtol=0.1)
    np.testing.assert_allclose(still + pull * slopes**2, variance, rtol=0.1)
    _, _, _, most = moderate(fit, ones > 0, share, 1000.0)
    np.testing.assert_allclose(most, pull / 2, rtol=0.1)


def test_a_theme_that_no_publisher_mentions_may_be_mentioned_by_the_next() -> None:
    """With publishers that differ, twelve of them tell less of a rare theme than their thousands of passages."""
    rng = np.random.default_rng(2)
    year, publisher = np.repeat(np.arange(6.0), 60), np.tile(np.arange(12), 30)
    share = rng.beta(0.5, 2, (12, 12))[publisher] * (1 - 0.1 * year[:, np.newaxis])
    values = rng.binomial(20, share) / 20
    values[:, 0] = 0
    sample = Sample(values, np.full(360, 20.0), np.ones(360), publisher)
    one, each = (SlopeFitter(sample, clusters).fit(year).error for clusters in (publisher, np.arange(360)))
    assert one[0] > 1.5 * each[0] > 0


def test_who_has_hardly_heard_of_a_theme_cannot_tell_how_it_moves() -> None:
    """Rao's score test by hand: no line through the mean falls below nil; a steeper one varies as where it is cut."""
    fit = FittedSlope(
        estimate=np.array([0.001, 0.001, -0.03]),
        error=np.array([0.002, 0.002, 0.002]),
        df=np.full(3, np.inf),
        level=np.array([0.3, 0.001, 0.05]),
        ratio=np.full(3, 0.01),
        pull=np.array([0.1, 0.0, 0.0]),
        times=np.array([-1.0, 0.0, 1.0]),
        parts=np.array([0.5, 0.0, 0.5]),
        steepest=0.5,
    )
    low, high = fit.interval(0.95)
    z = norm.ppf(0.975)
    for end in (low[0], high[0]):
        assert (end - 0.001) ** 2 / (0.002**2 + 0.1 * end**2) == pytest.approx(z**2, rel=1e-6)
    for end in (low[1], high[1]):
        cut = 0.001 + abs(end)
        variance = 0.002**2 + 0.01 * (cut * (1 - cut) / 2 - 0.001 * 0.999)
        assert (end - 0.001) ** 2 / variance == pytest.approx(z**2, rel=1e-6)
    assert low[1] < 0.001 - z * 0.002 < 0.001 + z * 0.002 < high[1]
    assert low[2] < -0.03 < high[2] < 0
    assert (fit.interval(0.9)[0] > low).all()


def test_no_interval_holds_a_slope_that_no_shares_have() -> None:
    """Three reports of three years: of values from nil to one the steepest slope is one half a year."""
    sample = Sample(np.array([[0.2], [0.9], [0.3]]), np.full(3, 20.0), np.ones(3), np.arange(3))
    low, high = SlopeFitter(sample, np.arange(3)).fit(np.arange(3.0)).interval(0.95)
    np.testing.assert_allclose([low[0], high[0]], [-0.5, 0.5])


@pytest.mark.parametrize("value", [0.5, 1.0])
def test_reports_that_all_say_the_same_leave_doubt(value: float) -> None:
    """Fourteen reports of two passages, nine themes: nothing varies, and yet the next report may differ."""
    sample = Sample(np.full((14, 9), value), np.full(14, 2.0), np.ones(14), np.arange(14))
    assert (SlopeFitter(sample, np.arange(14)).fit(np.arange(14.0) % 3).error > 0.01).all()


def test_a_handful_of_themes_each_speak_for_themselves() -> None:
    rng = np.random.default_rng(4)
    values, time = rng.binomial(20, 0.2, (30, 5)) / 20, np.arange(30.0) % 6
    found = SlopeFitter(Sample(values, np.full(30, 20.0), np.ones(30), np.arange(30)), np.arange(30)).fit(time)
    alone = slope(values, time, np.ones(30), np.arange(30))
    assert (found.df == alone.df).all()
    assert (found.error >= np.sqrt(alone.variance)).all()
