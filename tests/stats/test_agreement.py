import numpy as np
import pytest

from errors import InvalidSetting, NotEnoughData
from stats.agreement import agreement, calibration_error, precision


def test_precision_recall_and_f1_by_hand() -> None:
    assigned = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=np.bool_)
    labelled = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0]], dtype=np.bool_)
    found = agreement(assigned, labelled)
    np.testing.assert_allclose(found.precision, [2 / 3, 1 / 2, np.nan])
    np.testing.assert_allclose(found.recall, [2 / 3, 1 / 2, np.nan])
    assert found.macro_f1 == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_precision_as_newcombe_published() -> None:
    """15 of 148: Newcombe (1998), Statistics in Medicine 17, 857–872, Table I."""
    found = precision(15, 148)
    assert (found.conf_low, found.conf_high) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert found.n_passages == 148


def test_precision_needs_labels_that_add_up() -> None:
    with pytest.raises(NotEnoughData):
        precision(0, 0)
    with pytest.raises(InvalidSetting, match="4 of 3"):
        precision(4, 3)
    with pytest.raises(InvalidSetting, match="do not match"):
        agreement(np.zeros((2, 1), dtype=np.bool_), np.zeros((3, 1), dtype=np.bool_))


def test_calibration_error_by_hand() -> None:
    scores = np.array([0.95, 0.95, 0.15, 0.15, 1.0])
    labelled = np.array([True, False, False, False, True])
    assert calibration_error(scores, labelled) == pytest.approx((abs(2.9 - 2) + abs(0.3 - 0)) / 5)
    assert calibration_error(np.array([0.0, 1.0]), np.array([False, True])) == 0
