"""What judges the peers, on posts that can be counted by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.themes.__main__ import Outcome, run, table
from benchmarks.themes.judging import Answer, Quality, best_threshold, judge, pooled
from benchmarks.themes.peers import keywords

TOPICS = np.array([[1], [0], [1], [0]], dtype=np.bool_)


def test_passages_become_posts() -> None:
    owner = np.array([0, 0, 2])
    answer = pooled(np.array([[0.2], [0.6], [0.1]]), np.array([[False], [True], [False]]), owner, 3)
    assert answer.score[:, 0] == pytest.approx([0.4 + 0.3, 0.0, 0.1 + 0.05])
    assert answer.found[:, 0].tolist() == [True, False, False]
    assert answer.share[:, 0] == pytest.approx([0.5, 0.0, 0.0])


def test_the_threshold_is_the_best_for_the_labels_given() -> None:
    scores = np.array([[0.9], [0.3], [0.7], [0.2]])
    threshold = best_threshold(scores, np.arange(4), np.arange(4), TOPICS)
    assert 0.3 < threshold <= 0.7


def test_precision_and_f1_by_hand() -> None:
    answer = Answer(np.array([[0.9], [0.8], [0.7], [0.1]]), np.array([[1], [1], [0], [0]]) > 0, np.zeros((4, 1)))
    found = judge(answer, TOPICS, np.full(4, 2020))
    assert found.mean_average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert found.macro_f1 == pytest.approx(0.5)
    assert np.isnan(found.trend_r)  # a single year


def test_trends_over_years_with_enough_posts() -> None:
    year = np.repeat(np.arange(2010, 2017), 20)
    rise = np.concatenate([np.arange(20) < 2 * k for k in range(7)])[:, None]
    falling = Answer(rise.astype(float), rise, 1.0 - np.concatenate([np.full(20, k / 7) for k in range(7)])[:, None])
    found = judge(falling, rise, year)
    assert found.trend_r == pytest.approx(-1)
    assert (found.direction, found.n_clear) == (0.0, 1)
    assert judge(Answer(falling.score, rise, 1 - falling.share), rise, year).direction == 1.0
    few = judge(falling, rise, year, least=21)
    assert np.isnan(few.trend_r)


def test_keywords_are_whole_phrases_in_any_case_and_number() -> None:
    found = keywords(["Open Data and open datasets", "reopen data", "APIs"], [{"seeds": ["open data", "api"]}], Path())
    assert found["decided"][:, 0].tolist() == [True, False, True]


def test_a_method_that_fails_is_a_row_that_says_why(tmp_path: Path) -> None:
    why = run("keywords", tmp_path, Path(sys.executable))
    assert why.startswith("failed (1): FileNotFoundError")
    quality = Quality(0.5, 0.4, float("nan"), 1.0, 3)
    good = Outcome(dict.fromkeys(("all", "even", "odd"), quality), {"cpu": 2.0, "wall": 4.0, "memory": 5e6})
    rows = table({"corex": Outcome({}, {}, f"{why} | no"), "lda": good}, 1000).splitlines()
    assert " / no |" in rows[2]
    assert "0.500 · 0.500 · 0.500" in rows[3]
    assert "– · – · –" in rows[3]
    assert "| 2 | 4 | 500 | 5 |" in rows[3]
    assert len({row.count("|") for row in rows}) == 1
