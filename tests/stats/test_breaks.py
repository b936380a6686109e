import numpy as np
import pytest

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


NILE = """
1120 1160 963 1210 1160 1160 813 1230 1370 1140 995 935 1110 994 1020 960 1180 799 958 1140 1100 1210 1150 1250 1260
1220 1030 1100 774 840 874 694 940 833 701 916 692 1020 1050 969 831 726 456 824 702 1120 1100 832 764 821 768 845
864 862 698 845 744 796 1040 759 781 865 845 944 984 897 822 1010 771 676 649 846 812 742 801 1040 860 874 848 890
744 749 838 1050 918 986 797 923 975 815 1020 906 901 1170 912 746 919 718 714 740
"""


def test_the_nile_fell_to_a_new_level_in_1899() -> None:
    """Cobb (1978), The problem of the Nile, Biometrika 65, 243–251: mean flow 1098 until 1898, 850 from 1899 on."""
    flow = [int(value) for value in NILE.split()]
    frame = breaks(panel([2000] * 100, flow, year=list(range(1871, 1971))))
    assert frame["year"].tolist() == [1899]
    assert 2000 * frame["step"].iloc[0] == pytest.approx(849.97 - 1097.75, abs=0.01)
    assert 2000 * frame["conf_high"].iloc[0] < -100
