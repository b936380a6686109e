"""How well scores and decisions agree with the editors' topics, as ``../shared/eval/score_digitalgov.py`` has it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

POSTS_A_YEAR = 20
YEARS_NEEDED = 5
CLEAR_SLOPE = 2.5  # times its standard error
THRESHOLDS_TRIED = 60

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Answer:
    """What a method says of each post: all of shape (n_posts, n_themes).

    `score` ranks posts within a theme, `found` tells whether any passage was assigned, `share` what part of them was.
    """

    score: Floats
    found: Flags
    share: Floats

    def of(self, rows: NDArray[np.int64]) -> "Answer":
        """Answer for some of the posts."""
        return Answer(self.score[rows], self.found[rows], self.share[rows])


@dataclass(frozen=True)
class Quality:
    """The four figures; nan where a sample has too few years, or no topic with a clear slope."""

    mean_average_precision: float
    macro_f1: float
    trend_r: float
    direction: float
    n_clear: int


def pooled(scores: Floats, decided: Flags, owner: NDArray[np.int64], n_posts: int) -> Answer:
    """Passages to posts: score is the mean and half the largest; posts without passages score lowest.

    Parameters
    ----------
    scores, decided : ndarray, shape (n_passages, n_themes)
    owner : ndarray of int64, shape (n_passages,)
    n_posts : int
    """
    shape = (n_posts, scores.shape[1])
    total, highest, found = np.zeros(shape), np.full(shape, scores.min(initial=0.0)), np.zeros(shape)
    np.add.at(total, owner, scores)
    np.maximum.at(highest, owner, scores)
    np.add.at(found, owner, decided)
    n = np.maximum(np.bincount(owner, minlength=n_posts), 1)[:, None]
    return Answer(total / n + highest / 2, found > 0, found / n)


def best_threshold(scores: Floats, owner: NDArray[np.int64], rows: NDArray[np.int64], topics: Flags) -> float:
    """The one threshold for passages of all themes that gives the best macro F1 of the posts `rows`, labels known."""
    n_posts = int(owner.max()) + 1
    highest = np.full((max(n_posts, int(rows.max()) + 1), scores.shape[1]), -np.inf)
    np.maximum.at(highest, owner, scores)
    tried = np.unique(np.quantile(highest[np.isfinite(highest)], np.linspace(0.5, 0.999, THRESHOLDS_TRIED)))
    return float(max(tried, key=lambda threshold: macro_f1(topics, highest[rows] >= threshold)))


def macro_f1(topics: Flags, found: Flags) -> float:
    """Mean over themes of F1."""
    return float(
        np.mean([f1_score(truth, said, zero_division=0) for truth, said in zip(topics.T, found.T, strict=True)])
    )


def judge(answer: Answer, topics: Flags, year: NDArray[np.int64], least: int = POSTS_A_YEAR) -> Quality:
    """Judge an answer for labelled posts; row by row the same posts.

    Parameters
    ----------
    answer : Answer
    topics : ndarray of bool, shape (n_posts, n_themes)
    year : ndarray of int64, shape (n_posts,)
    least : int
        Posts that a year must have to count in the trend.

    Notes
    -----
    Topics that none of the posts carries, in a sample, are left out.
    """
    used = topics.any(axis=0)
    truth, scores = topics[:, used], answer.score[:, used]
    precision = [average_precision_score(t, s) for t, s in zip(truth.T, scores.T, strict=True)]
    return Quality(
        float(np.mean(precision)),
        macro_f1(truth, answer.found[:, used]),
        *_trend(answer.share[:, used], truth, year, least),
    )


def _trend(share: Floats, topics: Flags, year: NDArray[np.int64], least: int) -> tuple[float, float, int]:
    """Mean correlation of yearly shares, fraction of clear slopes that have the same sign, and how many are clear."""
    years = np.array([y for y in np.unique(year) if (year == y).sum() >= least])
    if len(years) < YEARS_NEEDED:
        return float("nan"), float("nan"), 0
    human = np.array([topics[year == y].mean(axis=0) for y in years])
    ours = np.array([share[year == y].mean(axis=0) for y in years])
    x = years - years.mean()
    clear = [abs(slope_t(x, column)) > CLEAR_SLOPE for column in human.T]
    same = (np.sign(x @ human) == np.sign(x @ ours))[clear]
    r = [correlation(one, other) for one, other in zip(human.T, ours.T, strict=True)]
    return float(np.mean(r)), float(same.mean()) if len(same) else float("nan"), len(same)


def correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation; 0 where either does not vary."""
    return 0.0 if one.std() == 0 or other.std() == 0 else float(np.corrcoef(one, other)[0, 1])


def slope_t(x: Floats, y: Floats) -> float:
    """Slope of y on x, which is centred, over its standard error."""
    slope = (x @ y) / (x @ x)
    residual = y - y.mean() - slope * x
    error = np.sqrt((residual @ residual) / (len(x) - 2) / (x @ x))
    return float(slope / error) if error > 0 else 0.0
