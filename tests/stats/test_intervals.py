"""Worked examples: Newcombe (1998), Statistics in Medicine 17, 857–872 (Table I), and 873–890 (method 7).

Ends of method 7 are not taken from its table but sought here by the method's definition.
"""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as distributions
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlog1py, xlogy

from errors import InvalidSetting
from stats.intervals import (
    critical_value,
    difference_interval,
    difference_root,
    ratio_interval,
    score_interval,
)

NORMAL = np.array(1.959964)
shares = st.floats(0, 1)
sizes = st.floats(1, 1e5)
levels = st.floats(0.5, 0.999)


def array(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_score_interval_as_published(count: int, n: int, low: float, high: float) -> None:
    ends = score_interval(array(count / n), array(n), NORMAL)
    assert (float(ends[0][0]), float(ends[1][0])) == pytest.approx((low, high), abs=5e-5)


PAIRS = [
    ((56, 70), (48, 80)),
    ((9, 10), (3, 10)),
    ((6, 7), (2, 7)),
    ((5, 56), (0, 29)),
    ((0, 10), (0, 20)),
    ((0, 10), (0, 10)),
    ((10, 10), (0, 20)),
    ((10, 10), (0, 10)),
]
"""Successes and trials on two sides: the pairs that Newcombe (1998), Table II, compares methods by."""


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_difference_interval_ends_where_the_profile_likelihood_has_fallen(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    """By its definition (method 7): all differences whose likeliest shares, sought numerically, are likely enough."""

    def fallen(difference: float) -> float:
        low, high = max(0.0, -difference), min(1.0, 1 - difference)
        supposed = [low, high]
        if high > low:
            sought = minimize_scalar(
                lambda q: -log_likelihood(q + difference, q),
                bounds=(low, high),
                method="bounded",
                options={"xatol": 1e-12},
            )
            supposed.append(float(sought.x))
        best = max(log_likelihood(min(max(q + difference, 0.0), 1.0), q) for q in supposed)
        return 2 * (log_likelihood(a[0] / a[1], b[0] / b[1]) - best) - 1.959964**2

    def log_likelihood(p: float, q: float) -> float:
        return float(sum(xlogy(x, s) + xlog1py(n - x, -s) for (x, n), s in ((a, p), (b, q))))

    values, n = (array(a[0] / a[1]), array(b[0] / b[1])), (array(a[1]), array(b[1]))
    low, high = (float(end[0]) for end in difference_interval(values, n, array(0.0), NORMAL))
    estimate = a[0] / a[1] - b[0] / b[1]
    assert low == pytest.approx(brentq(fallen, -1 + 1e-9, estimate), abs=1e-5)
    assert high == pytest.approx(1.0 if estimate == 1 else brentq(fallen, estimate, 1 - 1e-9), abs=1e-5)


def test_difference_of_nothing_found_ends_where_nothing_would_be_found_too_seldom() -> None:
    """No success in n trials: the likelihood ratio of p on one side is -2n log(1 - p), in closed form."""
    ends = difference_interval((array(0.0), array(0.0)), (array(10.0), array(20.0)), array(0.0), NORMAL)
    assert float(ends[1][0]) == pytest.approx(1 - np.exp(-(1.959964**2) / 20), abs=1e-9)
    assert float(ends[0][0]) == pytest.approx(-(1 - np.exp(-(1.959964**2) / 40)), abs=1e-9)


@given(shares, sizes, st.floats(1, 200), levels)
def test_score_interval_holds_its_estimate_within_bounds_and_has_width(
    p: float, n: float, df: float, lv: float
) -> None:
    low, high = score_interval(array(p), array(n), critical_value(lv, array(df)))
    assert 0 <= low[0] <= p <= high[0] <= 1
    assert high[0] > low[0]


@given(shares, sizes, levels, levels)
def test_score_interval_widens_with_the_level(p: float, n: float, one: float, other: float) -> None:
    narrow, wide = (score_interval(array(p), array(n), critical_value(lv, array(9.0))) for lv in sorted((one, other)))
    assert wide[0][0] <= narrow[0][0] + 1e-12
    assert wide[1][0] >= narrow[1][0] - 1e-12


def test_root_at_no_difference_is_the_likelihood_ratio_of_a_two_by_two_table() -> None:
    """Aspirin and heart attacks, Agresti (2007), An Introduction to Categorical Data Analysis, 2.4: G² = 25.37."""
    pair, size = (array(189 / 11034), array(104 / 11037)), (array(11034), array(11037))
    root = float(difference_root(pair, size, array(0.0), array(0.0))[0])
    assert root**2 == pytest.approx(25.37, abs=5e-3)
    assert root == -float(difference_root(pair[::-1], size[::-1], array(0.0), array(0.0))[0]) > 0


def test_what_groups_share_of_their_publishers_divides_the_likelihood_ratio() -> None:
    """Rao and Scott (1987): equal shares and sizes whose estimates correlate by r differ by 1 - r of the variance."""
    pair, size = (array(0.3), array(0.2)), (array(50.0), array(50.0))
    alone, shared = (float(difference_root(pair, size, array(r), array(0.0))[0]) for r in (0.0, 0.75))
    assert shared == pytest.approx(2 * alone)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
@pytest.mark.parametrize(("a", "b"), [((36, 40), (16, 80)), ((8, 15), (4, 15)), ((3, 20), (1, 90))])
def test_ratio_interval_ends_where_the_profile_likelihood_has_fallen(
    a: tuple[int, int], b: tuple[int, int], correlation: float
) -> None:
    """By its definition, with the likeliest shares sought numerically; what they share divides it (Rao and Scott)."""

    def log_likelihood(p: float, q: float) -> float:
        return float(sum(xlogy(x, s) + xlogy(n - x, 1 - s) for (x, n), s in ((a, p), (b, q))))

    values, n = (array(a[0] / a[1]), array(b[0] / b[1])), (array(a[1]), array(b[1]))
    most = log_likelihood(a[0] / a[1], b[0] / b[1])
    for end in ratio_interval(values, n, array(correlation), NORMAL):
        ratio = float(end[0])
        bounds = (1e-9, min(1, 1 / ratio) - 1e-9)
        best = minimize_scalar(lambda q, r=ratio: -log_likelihood(r * q, q), bounds=bounds, method="bounded")
        of_a, of_b = ratio * best.x * (1 - ratio * best.x) / a[1], ratio**2 * best.x * (1 - best.x) / b[1]
        left = 1 - 2 * correlation * np.sqrt(of_a * of_b) / (of_a + of_b)
        assert 2 * (most + best.fun) / left == pytest.approx(1.959964**2, abs=1e-2 if correlation else 1e-3)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"), [(0.0, 0.2, 0.0, None), (0.2, 0.0, None, np.inf), (0.0, 0.0, np.nan, np.nan)]
)
def test_ratio_of_what_was_not_found(a: float, b: float, low: float | None, high: float | None) -> None:
    ends = ratio_interval((array(a), array(b)), (array(30.0), array(50.0)), array(0.0), NORMAL)
    for end, known in zip(ends, (low, high), strict=True):
        assert 0 < end[0] < np.inf if known is None else np.array_equal(end, [known], equal_nan=True)


@given(shares, shares, sizes, sizes, st.floats(0, 0.9), levels)
def test_p_value_and_interval_of_a_difference_agree(
    p: float, q: float, n: float, m: float, correlation: float, level: float
) -> None:
    pair, size, r, df = (array(p), array(q)), (array(n), array(m)), array(correlation), array(12.0)
    low, high = difference_interval(pair, size, r, critical_value(level, df))
    p_value = float(2 * distributions.t.sf(abs(float(difference_root(pair, size, r, array(0.0))[0])), 12.0))
    assert -1 <= low[0] <= p - q <= high[0] <= 1
    assert low[0] < high[0]
    if abs(p_value - (1 - level)) > 1e-9:
        assert (low[0] > 0 or high[0] < 0) == (p_value < 1 - level)


@given(shares, shares, sizes, sizes, st.floats(0, 0.9), levels, levels)
def test_difference_interval_widens_with_the_level(
    p: float, q: float, n: float, m: float, correlation: float, one: float, other: float
) -> None:
    narrow, wide = (
        difference_interval(
            (array(p), array(q)), (array(n), array(m)), array(correlation), critical_value(level, array(9.0))
        )
        for level in sorted((one, other))
    )
    assert wide[0][0] <= narrow[0][0] + 1e-6
    assert wide[1][0] >= narrow[1][0] - 1e-6


@given(shares, shares, sizes, sizes, st.floats(0, 0.9))
def test_ratio_leaves_one_out_just_where_the_difference_leaves_zero_out(
    p: float, q: float, n: float, m: float, correlation: float
) -> None:
    assume(min(p, q) > 1e-4)
    pair, size, r = (array(p), array(q)), (array(n), array(m)), array(correlation)
    low, high = ratio_interval(pair, size, r, NORMAL)
    down, up = difference_interval(pair, size, r, NORMAL)
    assert low[0] <= p / q * (1 + 1e-9)
    assert high[0] >= p / q * (1 - 1e-9)
    if abs(abs(float(difference_root(pair, size, r, array(0.0))[0])) - NORMAL) > 1e-9:
        assert (low[0] > 1, high[0] < 1) == (down[0] > 0, up[0] < 0)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, float("nan")])
def test_a_level_outside_zero_and_one_is_refused(level: float) -> None:
    with pytest.raises(InvalidSetting, match="not between 0 and 1"):
        critical_value(level, array(5.0))
