"""The mean score around a passage, against numbers worked by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.context import neighbours

NEAR, FAR = np.exp(-0.5), np.exp(-1.0)


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)[:, None]


def test_neighbours_count_by_distance_and_a_passage_not_itself() -> None:
    around = neighbours(column(1, 2, 4), np.zeros(3, dtype=np.int64))
    expected = [(NEAR * 2 + FAR * 4) / (NEAR + FAR), (1 + 4) / 2, (NEAR * 2 + FAR * 1) / (NEAR + FAR)]
    np.testing.assert_allclose(around[:, 0], expected)


def test_reports_do_not_touch() -> None:
    around = neighbours(column(1, 3, 100, 5, 7), np.array([0, 0, 1, 2, 2]))
    np.testing.assert_allclose(around[:, 0], [3, 1, 0, 7, 5])


def test_nothing_beyond_six_passages_away() -> None:
    scores = np.zeros((20, 2))
    scores[10, 0] = 1
    around = neighbours(scores, np.zeros(20, dtype=np.int64))
    assert np.flatnonzero(around[:, 0]).tolist() == [4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]
    assert not around[:, 1].any()


def test_one_passage_and_none() -> None:
    assert neighbours(column(5), np.array([0])).tolist() == [[0.0]]
    assert neighbours(np.zeros((0, 3)), np.zeros(0, dtype=np.int64)).shape == (0, 3)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=15))
def test_a_mean_lies_among_the_values_and_a_constant_stays(values: list[float]) -> None:
    reports = np.zeros(len(values), dtype=np.int64)
    around = neighbours(column(*values), reports)
    assert (around >= min(values) - 1e-9).all()
    assert (around <= max(values) + 1e-9).all()
    np.testing.assert_allclose(neighbours(column(*[2.5] * len(values)), reports), 2.5)
