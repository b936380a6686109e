"""Worked example: the Berkeley admissions of 1973, Bickel, Hammel and O'Connell (1975), Science 187, 398–404.

Six departments as strata; admitted or not by men or women. The Mantel–Haenszel odds ratio of
admission, men to women, and its interval are those that R prints for mantelhaen.test(UCBAdmissions):
0.9047, from 0.7719 to 1.0603.
"""

import numpy as np
import pytest
from scipy.stats import t

from errors import InvalidSetting
from stats.cooccurrence import cooccurrence, mantel_haenszel, strata_sums
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
    men_in, men_out, women_in, _ = (column[:, np.newaxis].astype(np.float64) for column in BERKELEY.T)
    counts = men_in, men_in + men_out, men_in + women_in, BERKELEY.sum(axis=1)
    log_ratio, variance, _ = mantel_haenszel(strata_sums(*counts, np.arange(6)))
    half = 1.959964 * np.sqrt(variance[0])
    ends = [float(np.exp(log_ratio[0] + sign * half)) for sign in (0, -1, 1)]
    assert ends == pytest.approx([0.9047, 0.7719, 1.0603], abs=5e-5)


def test_departments_that_disagree_widen_the_interval() -> None:
    """Department A favoured women, the others neither: the common ratio's interval says too much."""
    men_in, men_out, women_in, _ = BERKELEY.T
    together = np.zeros((6, 2, 2), dtype=np.int64)
    together[:, 0, 1] = together[:, 1, 0] = men_in
    frame = cooccurrence(panel(BERKELEY.sum(axis=1), np.column_stack([men_in + men_out, men_in + women_in])), together)
    a, b, c, d = BERKELEY.T.astype(np.float64)
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    error = np.sqrt(6 / 5 * ((r / r.sum() - s / s.sum()) ** 2).sum())
    assert frame["odds_ratio"].iloc[0] == pytest.approx(0.9047, abs=5e-5)
    assert frame["conf_low"].iloc[0] == pytest.approx(0.9047 * np.exp(-t.ppf(0.975, 5) * error), rel=1e-3)
    assert frame["n_together"].iloc[0] == men_in.sum()


def test_publishers_that_pair_two_themes_each_in_its_own_way_are_the_units() -> None:
    rng = np.random.default_rng(4)
    publisher = np.arange(96) % 8
    n = np.full(96, 20)
    pairs_both = rng.random((96, 20)) < np.where(publisher < 2, 0.9, 0.1)[:, np.newaxis]
    first = rng.random((96, 20)) < 0.3
    second = np.where(pairs_both, first, rng.random((96, 20)) < 0.3)
    passages = np.stack([first, second], axis=2).astype(np.int64)
    together, assigned = np.einsum("rpa,rpb->rab", passages, passages), passages.sum(axis=1)
    known = cooccurrence(panel(n, assigned, publisher=[f"P{i}" for i in publisher]), together).iloc[0]
    unknown = cooccurrence(panel(n, assigned), together).iloc[0]
    assert known["method"].endswith("publishers as units")
    assert unknown["method"].endswith("reports as units")
    assert np.log(known["conf_high"] / known["conf_low"]) > 1.5 * np.log(unknown["conf_high"] / unknown["conf_low"])


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


def test_reports_counted_in_blocks_give_what_all_at_once_give() -> None:
    rng = np.random.default_rng(6)
    passages = (rng.random((350, 9, 3)) < 0.3).astype(np.int64)
    together, assigned = np.einsum("rpa,rpb->rab", passages, passages), passages.sum(axis=1)
    publisher = rng.integers(0, 20, 350)
    found = cooccurrence(panel([9] * 350, assigned, publisher=[f"P{i}" for i in publisher]), together).iloc[2]
    a = together[:, 1, 2].astype(np.float64)
    b, c = assigned[:, 1] - a, assigned[:, 2] - a
    r, s = a * (9 - a - b - c) / 9, b * c / 9
    assert found["odds_ratio"] == pytest.approx(r.sum() / s.sum())
    of_publisher = np.bincount(publisher, r / r.sum() - s / s.sum())
    both, first, second = (x[:, np.newaxis] for x in (a, a + b, a + c))
    common = mantel_haenszel(strata_sums(both, first, second, np.full(350, 9), np.arange(350)))[1][0]
    error = np.sqrt(max(common, 20 / 19 * (of_publisher**2).sum()))
    assert np.log(found["conf_high"] / found["odds_ratio"]) == pytest.approx(t.ppf(0.975, 19) * error)
