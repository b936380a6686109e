import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from errors import InvalidSetting
from schema import MEASURES, WEIGHTINGS, Measure, Weighting
from stats.design import Cells, Sample, alikeness
from stats.panel import Panel
from stats.prevalence import prevalence
from tests.stats.counts import panel, tables

counts = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def drawn(rng: np.random.Generator, size: int = 24, themes: int = 3) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    n = rng.integers(1, 30, size)
    return n, rng.binomial(n[:, np.newaxis], rng.beta(0.5, 3, (size, themes)))


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


@settings(deadline=None, max_examples=8)
@given(counts)
def test_intervals_hold_their_estimate_and_widen_with_the_level(rng: np.random.Generator) -> None:
    built = panel(*drawn(rng), country=list(rng.choice(["A", "B", "C"], 24)))
    previous = np.zeros(1)
    for level in (0.5, 0.8, 0.95, 0.99):
        frame = prevalence(built, by="country", conf_level=level)
        low, estimate, high = (column(frame, name) for name in ("conf_low", "estimate", "conf_high"))
        assert ((low >= 0) & (low <= estimate) & (estimate <= high) & (high <= 1)).all()
        assert (high - low >= previous).all()
        previous = high - low


@settings(deadline=None, max_examples=8)
@given(counts)
def test_order_of_reports_and_themes_changes_nothing(rng: np.random.Generator) -> None:
    n, assigned = drawn(rng)
    names = [f"P{i}" for i in rng.integers(0, 9, 24)]
    order, themes = rng.permutation(24), rng.permutation(3)
    straight = prevalence(panel(n, assigned, publisher=names))
    mixed = prevalence(panel(n[order], assigned[order][:, themes], publisher=[names[i] for i in order]))
    for name in ("estimate", "conf_low", "conf_high"):
        np.testing.assert_allclose(column(mixed, name), column(straight, name)[themes], atol=1e-9)


@settings(deadline=None, max_examples=8)
@given(counts)
def test_marked_duplicates_do_not_shrink_an_interval(rng: np.random.Generator) -> None:
    n, assigned = drawn(rng)
    ids = [f"r{i:05d}" for i in range(24)]
    twice = tables(np.tile(n, 2), np.tile(assigned, (2, 1)), duplicate_of=[*([None] * 24), *ids])
    assert prevalence(Panel.from_tables(*twice)).equals(prevalence(panel(n, assigned)))


def test_more_reports_narrow_intervals_on_average() -> None:
    rng = np.random.default_rng(4)
    widths = []
    for size in (3, 6, 12, 24, 48):
        frames = [prevalence(panel(*drawn(rng, size))) for _ in range(6)]
        widths.append(np.mean([(column(f, "conf_high") - column(f, "conf_low")).mean() for f in frames]))
    assert (np.diff(widths) < 0).all()
