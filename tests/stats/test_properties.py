"""What must hold for every question: order is nothing, duplicates are nothing, a higher level is wider."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.breaks import breaks
from stats.composition import composition
from stats.contrasts import contrasts, year_on_year
from stats.cooccurrence import cooccurrence
from stats.panel import Panel
from stats.prevalence import prevalence
from stats.ranks import ranks
from stats.similarity import similarity
from stats.trends import changes, trends
from tests.stats.counts import tables

Question = Callable[[Panel, float], pd.DataFrame]


def pairs(panel: Panel, level: float) -> pd.DataFrame:
    """Return which themes go together, of those that can be told, names in order, for passages shared by a rule."""
    first, second = panel.n_assigned[:, :, np.newaxis], panel.n_assigned[:, np.newaxis, :]
    shared = np.maximum(np.minimum(first, second) // 2, first + second - panel.n_passages[:, np.newaxis, np.newaxis])
    found = cooccurrence(panel, shared, level).dropna(subset=["odds_ratio"])
    names = np.sort(found[["theme_a", "theme_b"]].to_numpy(dtype=object), axis=1)
    return found.assign(theme_a=names[:, 0], theme_b=names[:, 1]).reset_index(drop=True)


QUESTIONS: dict[str, Question] = {
    "prevalence": lambda panel, level: prevalence(panel, "country", conf_level=level),
    "trends": lambda panel, level: trends(panel, conf_level=level),
    "changes": lambda panel, level: changes(panel, conf_level=level),
    "changes by country": lambda panel, level: changes(panel, "country", conf_level=level),
    "contrasts": lambda panel, level: contrasts(panel, "country", conf_level=level),
    "year on year": lambda panel, level: year_on_year(panel, conf_level=level),
    "composition": lambda panel, level: composition(panel, conf_level=level),
    "ranks": lambda panel, level: ranks(panel, conf_level=level),
    "similarity": lambda panel, level: similarity(panel, "country", conf_level=level),
    "themes that go together": pairs,
}
ESTIMATES = ("estimate", "slope_per_year", "difference", "similarity", "odds_ratio")
seeds = st.integers(0, 2**32 - 1)
every = pytest.mark.parametrize("name", QUESTIONS)


def drawn(seed: int, size: int = 60, themes: int = 9, copies: int = 1) -> Panel:
    """Return a panel of reports by nine publishers in three countries; copies of them are marked as such."""
    rng = np.random.default_rng(seed)
    n = rng.integers(1, 30, size)
    assigned = rng.binomial(n[:, np.newaxis], rng.beta(0.5, 3, (size, themes)))
    ids = [f"r{i:05d}" for i in range(size)]
    reports, counts = tables(
        np.tile(n, copies),
        np.tile(assigned, (copies, 1)),
        year=list(np.tile(2019 + np.arange(size) % 5, copies)),
        publisher=list(np.tile([f"P{i}" for i in rng.integers(0, 9, size)], copies)),
        country=list(np.tile([["GB", "NL", "SE"][i] for i in rng.integers(0, 3, size)], copies)),
        duplicate_of=[*([None] * size), *(ids * (copies - 1))],
    )
    return Panel.from_tables(reports, counts)


def shuffled(panel: Panel, rng: np.random.Generator) -> Panel:
    rows, columns = rng.permutation(len(panel.report_ids)), rng.permutation(len(panel.theme_ids))
    return replace(
        panel,
        report_ids=panel.report_ids[rows],
        theme_ids=tuple(panel.theme_ids[column] for column in columns),
        n_passages=panel.n_passages[rows],
        n_assigned=panel.n_assigned[rows][:, columns],
        facets=panel.facets.iloc[rows].reset_index(drop=True),
        n_passages_new=panel.n_passages_new[rows],
        n_assigned_new=panel.n_assigned_new[rows][:, columns],
    )


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    keys = [
        name
        for name in ("theme_id", "theme_a", "theme_b", "year", "country", "group_a", "group_b", "part")
        if name in frame
    ]
    return frame.sort_values(keys).reset_index(drop=True)


@every
@settings(deadline=None, max_examples=3)
@given(seeds)
def test_order_of_reports_and_themes_changes_nothing(name: str, seed: int) -> None:
    panel = drawn(seed)
    one, other = (ordered(QUESTIONS[name](p, 0.95)) for p in (panel, shuffled(panel, np.random.default_rng(seed))))
    pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-6, atol=1e-9)


@every
@settings(deadline=None, max_examples=2)
@given(seeds)
def test_marked_duplicates_change_nothing(name: str, seed: int) -> None:
    pd.testing.assert_frame_equal(QUESTIONS[name](drawn(seed, copies=2), 0.95), QUESTIONS[name](drawn(seed), 0.95))


@every
@settings(deadline=None, max_examples=3)
@given(seeds)
def test_intervals_hold_their_estimate_and_widen_with_the_level(name: str, seed: int) -> None:
    panel, narrower = drawn(seed), None
    for level in (0.5, 0.9, 0.99):
        frame = QUESTIONS[name](panel, level)
        low, high = (frame[end].to_numpy(dtype=np.float64) for end in ("conf_low", "conf_high"))
        estimate = frame[next(column for column in ESTIMATES if column in frame)].to_numpy(dtype=np.float64)
        assert ((low <= estimate + 1e-12) & (estimate <= high + 1e-12) & (low < high)).all()
        if narrower is not None:
            assert ((low <= narrower[0] + 1e-9) & (high >= narrower[1] - 1e-9)).all()
        narrower = (low, high)


@pytest.mark.parametrize(
    "name", ["prevalence", "trends", "changes", "contrasts", "composition", "similarity", "themes that go together"]
)
def test_more_reports_narrow_intervals_on_average(name: str) -> None:
    widths = []
    for size in (30, 90, 270):
        frames = [QUESTIONS[name](drawn(seed, size), 0.95) for seed in range(8)]
        widths.append(np.mean([(frame["conf_high"] - frame["conf_low"]).mean() for frame in frames]))
    assert (np.diff(widths) < 0).all()


def test_steps_do_not_depend_on_order() -> None:
    panel = drawn(5, 200)
    assigned = panel.n_assigned.copy()
    late = (panel.facets["year"] >= 2021).to_numpy(dtype=np.bool_)
    assigned[late, 0] = panel.n_passages[late]
    stepped = replace(panel, n_assigned=assigned)
    one, other = (ordered(breaks(p)) for p in (stepped, shuffled(stepped, np.random.default_rng(1))))
    assert one["theme_id"].tolist()[:1] == ["t00"]
    pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=1e-6)
