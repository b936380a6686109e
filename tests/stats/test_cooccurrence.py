"""Worked example: the Berkeley admissions of 1973, Bickel, Hammel and O'Connell (1975), Science 187, 398–404.

Six departments as strata; admitted or not by men or women. The Mantel–Haenszel odds ratio of
admission, men to women, and its interval are those that R prints for mantelhaen.test(UCBAdmissions):
0.9047, from 0.7719 to 1.0603.
"""

import numpy as np
import pytest

from errors import InvalidSetting
from stats.cooccurrence import cooccurrence
from tests.stats.counts import panel

BERKELEY = np.array(
    [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ]
)


def test_pooled_odds_ratio_as_published() -> None:
    men_in, men_out, women_in, _ = BERKELEY.T
    built = panel(BERKELEY.sum(axis=1), np.column_stack([men_in + men_out, men_in + women_in]))
    together = np.zeros((6, 2, 2), dtype=np.int64)
    together[:, 0, 1] = together[:, 1, 0] = men_in
    frame = cooccurrence(built, together)
    assert frame["odds_ratio"].iloc[0] == pytest.approx(0.9047, abs=5e-5)
    assert frame["conf_low"].iloc[0] == pytest.approx(0.7719, abs=5e-5)
    assert frame["conf_high"].iloc[0] == pytest.approx(1.0603, abs=5e-5)
    assert frame["n_together"].iloc[0] == men_in.sum()


def test_themes_that_are_frequent_in_the_same_reports_do_not_go_together_by_that() -> None:
    rng = np.random.default_rng(3)
    n, frequent = np.full(80, 20), np.repeat([0.05, 0.6], 40)
    passages = rng.random((80, 20, 2)) < frequent[:, np.newaxis, np.newaxis]
    together = np.einsum("rpa,rpb->rab", passages.astype(np.int64), passages.astype(np.int64))
    frame = cooccurrence(panel(n, passages.sum(axis=1)), together)
    assert frame["conf_low"].iloc[0] < 1 < frame["conf_high"].iloc[0]


def test_themes_that_never_meet_have_no_ratio() -> None:
    frame = cooccurrence(panel([10, 10], [[1, 1], [0, 2]]), np.zeros((2, 2, 2), dtype=np.int64))
    assert frame[["odds_ratio", "conf_low", "conf_high", "q_value"]].isna().all(axis=None)


def test_counts_of_another_shape_are_refused() -> None:
    with pytest.raises(InvalidSetting, match="do not fit the panel"):
        cooccurrence(panel([10], [[1, 1]]), np.zeros((1, 3, 3), dtype=np.int64))
