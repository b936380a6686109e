import numpy as np
import pytest
from numpy.typing import NDArray

from errors import InvalidSetting
from schema import MEASURES, WEIGHTINGS, Measure, Weighting
from stats.alikeness import alikeness
from stats.design import Cells, Sample
from stats.prevalence import prevalence
from tests.stats.counts import panel


def column(frame: object, name: str) -> NDArray[np.float64]:
    return frame[name].to_numpy(dtype=np.float64)  # type: ignore[index, no-any-return]  # a frame


def test_share_and_reach_by_hand() -> None:
    built = panel([10, 40, 10], [[1, 0], [8, 0], [3, 1]])
    expected = {
        ("share", "report"): [(0.1 + 0.2 + 0.3) / 3, 0.1 / 3],
        ("share", "passage"): [12 / 60, 1 / 60],
        ("reach", "report"): [1.0, 1 / 3],
        ("reach", "passage"): [1.0, 10 / 60],
    }
    for (measure, weighting), values in expected.items():
        frame = prevalence(built, measure=measure, weighting=weighting)  # type: ignore[arg-type]  # from the table above
        np.testing.assert_allclose(column(frame, "estimate"), values)
        assert frame["n_reports"].tolist() == [3, 3]
        assert frame["n_passages"].tolist() == [60, 60]


def test_alikeness_of_equal_reports_is_kleinmans_moment_estimate() -> None:
    """Kleinman (1973), Journal of the American Statistical Association 68, 46–54, equal sizes.

    With v the variance of m shares from n passages: s = p q + v / m and rho = (n v / s - 1) / (n - 1).
    """
    assigned = np.array([0, 1, 5, 2, 0, 8, 3, 1, 0, 4])
    sample = Sample.from_panel(panel([10] * 10, assigned), "share", "report")
    alike = alikeness(sample, Cells.of(sample, np.zeros(10, dtype=np.int64), 1))
    shares = assigned / 10
    v, pq = shares.var(ddof=1), shares.mean() * (1 - shares.mean())
    expected = (10 * v / (pq + v / 10) - 1) / 9
    assert alike.within_report[0] == pytest.approx(expected, abs=1e-3)


def test_reports_that_all_agree_within_publishers_make_publishers_the_units() -> None:
    assigned = np.repeat([0, 5, 1, 9, 3, 0, 7, 2], 6)
    names = [f"P{i}" for i in np.repeat(np.arange(8), 6)]
    clustered = prevalence(panel([10] * 48, assigned, publisher=names))
    alone = prevalence(panel([10] * 48, assigned, publisher=[f"P{i}" for i in range(48)]))
    assert clustered["method"].iloc[0].endswith("publishers as units")
    assert alone["method"].iloc[0].endswith("reports as units")
    width = [float(frame["conf_high"].iloc[0] - frame["conf_low"].iloc[0]) for frame in (clustered, alone)]
    assert width[0] > 1.8 * width[1]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("fraction", [0, 1])
@pytest.mark.parametrize("size", [1, 2, 3, 300])
def test_never_a_zero_width_from_no_evidence(measure: Measure, weighting: Weighting, fraction: int, size: int) -> None:
    frame = prevalence(panel([7] * size, [7 * fraction] * size), measure=measure, weighting=weighting)
    low, high = float(frame["conf_low"].iloc[0]), float(frame["conf_high"].iloc[0])
    assert 0 <= low < high <= 1
    assert (low if fraction == 0 else 1 - high) == 0
    assert frame["method"].iloc[0].endswith("too few reports") == (size < 3)


def test_unknown_values_form_their_own_group() -> None:
    frame = prevalence(panel([5, 5, 5], [1, 2, 3], country=["GB", None, "GB"]), by="country")
    assert frame["country"].isna().tolist() == [False, True]
    assert column(frame, "estimate").tolist() == pytest.approx([0.4, 0.4])


def test_the_empty_panel_gives_the_empty_table() -> None:
    assert len(prevalence(panel([], np.zeros((0, 2))), by="country")) == 0


@pytest.mark.parametrize("option", [{"measure": "mood"}, {"weighting": "page"}, {"by": "colour"}, {"conf_level": 95}])
def test_an_option_that_does_not_exist_is_refused(option: dict[str, str]) -> None:
    with pytest.raises(InvalidSetting):
        prevalence(panel([5, 5], [1, 2]), **option)  # type: ignore[arg-type]  # what is tested
