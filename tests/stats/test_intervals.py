"""Worked examples: Newcombe (1998), Statistics in Medicine 17, 857–872 (Table I) and 873–890 (Table II, method 5)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as distributions

from errors import InvalidSetting
from stats.intervals import (
    critical_value,
    difference_interval,
    difference_score,
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


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0533, 0.3377),
        ((9, 10), (3, 10), 0.1821, 0.8370),
        ((6, 7), (2, 7), 0.0544, 0.8478),
        ((5, 56), (0, 29), -0.0313, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.7225, 1.0),
        ((10, 10), (0, 10), 0.6777, 1.0),
    ],
)
def test_difference_interval_as_published(a: tuple[int, int], b: tuple[int, int], low: float, high: float) -> None:
    values, n = (array(a[0] / a[1]), array(b[0] / b[1])), (array(a[1]), array(b[1]))
    ends = difference_interval(values, n, array(0.0), NORMAL)
    assert (float(ends[0][0]), float(ends[1][0])) == pytest.approx((low, high), abs=5e-5)


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


def test_score_of_equal_shares_is_the_test_of_two_proportions() -> None:
    """Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, section 3.1."""
    pooled = (56 + 48) / 150
    expected = 0.2 / np.sqrt(pooled * (1 - pooled) * (1 / 70 + 1 / 80))
    score = difference_score((array(0.8), array(0.6)), (array(70), array(80)), array(0.0), array(0.0))
    assert float(score[0]) == pytest.approx(expected)
    assert expected == pytest.approx(2.650, abs=5e-4)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"), [((36, 40), (16, 80), 2.940, 7.152), ((8, 15), (4, 15), 0.815, 5.336)]
)
def test_ratio_interval_as_published(a: tuple[int, int], b: tuple[int, int], low: float, high: float) -> None:
    """Koopman (1984), Biometrics 40, 513–517; Gart and Nam (1988), Biometrics 44, 323–338, Table 1."""
    values, n = (array(a[0] / a[1]), array(b[0] / b[1])), (array(a[1]), array(b[1]))
    ends = ratio_interval(values, n, array(0.0), NORMAL)
    assert (float(ends[0][0]), float(ends[1][0])) == pytest.approx((low, high), abs=5e-4)


@given(shares, shares, sizes, sizes, st.floats(0, 0.9), levels)
def test_p_value_and_interval_of_a_difference_agree(
    p: float, q: float, n: float, m: float, correlation: float, level: float
) -> None:
    pair, size, r, df = (array(p), array(q)), (array(n), array(m)), array(correlation), array(12.0)
    low, high = difference_interval(pair, size, r, critical_value(level, df))
    p_value = float(2 * distributions.t.sf(abs(float(difference_score(pair, size, r, array(0.0))[0])), 12.0))
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
    if abs(abs(float(difference_score(pair, size, r, array(0.0))[0])) - NORMAL) > 1e-9:
        assert (low[0] > 1, high[0] < 1) == (down[0] > 0, up[0] < 0)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, float("nan")])
def test_a_level_outside_zero_and_one_is_refused(level: float) -> None:
    with pytest.raises(InvalidSetting, match="not between 0 and 1"):
        critical_value(level, array(5.0))
