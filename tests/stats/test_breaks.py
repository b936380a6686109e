import numpy as np

from stats.breaks import breaks
from stats.panel import Panel
from tests.stats.counts import panel

STEP = [0.02, 0.02, 0.02, 0.25, 0.25, 0.25]
RISE = [0.02, 0.07, 0.12, 0.17, 0.22, 0.27]
STEADY = [0.1] * 6


def series(*shapes: list[float], seed: int = 1, reports: int = 11) -> Panel:
    rng = np.random.default_rng(seed)
    year = np.repeat(np.arange(2019, 2025), reports)
    publisher = np.concatenate([rng.permutation(12)[:reports] for _ in range(6)])
    n = rng.integers(11, 16, len(year))
    assigned = rng.binomial(n[:, np.newaxis], np.repeat(np.array(shapes).T, reports, axis=0))
    return panel(n, assigned, year=list(year), publisher=[f"P{i}" for i in publisher])


def test_a_step_is_dated_and_a_steady_rise_is_not_a_step() -> None:
    frame = breaks(series(STEP, RISE, STEADY))
    assert frame["theme_id"].tolist() == ["t00"]
    assert frame["year"].tolist() == [2022]
    assert frame["conf_low"].iloc[0] < 0.23 < frame["conf_high"].iloc[0]


def test_themes_that_stand_still_seldom_step() -> None:
    found = sum(len(breaks(series(*[STEADY] * 10, seed=seed))) for seed in range(10))
    assert found <= 2


def test_too_few_reports_or_years_have_no_step() -> None:
    assert len(breaks(series(STEP, reports=1))) == 0
    assert len(breaks(panel([10] * 20, [0] * 10 + [9] * 10, year=[2019] * 10 + [2020] * 10))) == 0
