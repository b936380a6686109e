"""Worked examples: Newcombe (1998), Statistics in Medicine 17, 857–872 (Table I) and 873–890 (Table II)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as distributions

from errors import InvalidSetting
from stats.intervals import (
    critical_value,
    difference_critical,
    difference_interval,
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
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
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


@given(shares, shares, sizes, sizes, st.floats(0, 0.9), levels)
def test_p_value_and_interval_of_a_difference_agree(
    p: float, q: float, n: float, m: float, correlation: float, level: float
) -> None:
    pair, size, r, df = (array(p), array(q)), (array(n), array(m)), array(correlation), array(12.0)
    low, high = difference_interval(pair, size, r, critical_value(level, df))
    p_value = float(2 * distributions.t.sf(float(difference_critical(pair, size, r)[0]), 12.0))
    assert -1 <= low[0] <= p - q <= high[0] <= 1
    if abs(p_value - (1 - level)) > 1e-6:
        assert (low[0] > 0 or high[0] < 0) == (p_value < 1 - level)


@given(shares, shares, sizes, sizes)
def test_ratio_leaves_one_out_just_where_the_difference_leaves_zero_out(p: float, q: float, n: float, m: float) -> None:
    """Both invert the same statistic A - r B, at r = 1 (Donner and Zou 2012, equation 9)."""
    assume(min(p, q) > 1e-4)
    pair, size = (array(p), array(q)), (array(n), array(m))
    low, high = ratio_interval(pair, size, NORMAL)
    down, up = difference_interval(pair, size, array(0.0), NORMAL)
    assert low[0] <= p / q * (1 + 1e-9)
    assert high[0] >= p / q * (1 - 1e-9)
    if min(abs(low[0] - 1), abs(high[0] - 1)) > 1e-6:
        assert (low[0] > 1, high[0] < 1) == (down[0] > 0, up[0] < 0)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, float("nan")])
def test_a_level_outside_zero_and_one_is_refused(level: float) -> None:
    with pytest.raises(InvalidSetting, match="not between 0 and 1"):
        critical_value(level, array(5.0))
