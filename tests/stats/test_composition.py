import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import InvalidSetting, NotEnoughData
from stats.alikeness import alikeness
from stats.composition import PARTS, composition
from stats.design import Cells, Sample
from stats.intervals import critical_value
from stats.panel import Panel
from tests.stats.counts import panel


def values(built: Panel, theme: str = "t00", **options: object) -> dict[str, float]:
    frame = composition(built, **options)  # type: ignore[arg-type]  # options vary by test
    rows = frame[frame["theme_id"] == theme]
    return dict(zip(rows["part"], rows["estimate"], strict=True))


def test_parts_by_hand() -> None:
    """Foster, Haltiwanger and Krizan (2001), equation 2, with two publishers staying, one gone, one new.

    Shares 2019: A 0.2, B 0.4, gone 0.6 (mean 0.4); 2020: A 0.4 twice, B 0.4, new 0.8 (mean 0.5);
    reference 0.45. Weights: A 1/3 to 1/2, B 1/3 to 1/4, gone 1/3, new 1/4.
    """
    built = panel(
        [10] * 7,
        [2, 4, 6, 4, 4, 4, 8],
        year=[2019] * 3 + [2020] * 4,
        publisher=["A", "B", "gone", "A", "A", "B", "new"],
    )
    within = (1 / 3 + 1 / 2) / 2 * 0.2
    mix = (0.3 - 0.45) * (1 / 2 - 1 / 3) + (0.4 - 0.45) * (1 / 4 - 1 / 3)
    moved = (0.8 - 0.45) / 4 - (0.6 - 0.45) / 3
    found = values(built)
    assert found == pytest.approx({"total": 0.1, "within": within, "mix": mix, "came or went": moved})
    assert composition(built)["n_matched"].unique().tolist() == [2]
    strangers = composition(panel([10, 10], [2, 4], year=[2019, 2020], publisher=["A", "B"]))
    assert strangers["method"].str.startswith("no publisher reported in both periods").all()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1).map(np.random.default_rng), st.sampled_from(["publisher", "country"]))
def test_parts_sum_to_the_total_exactly(rng: np.random.Generator, facet: str) -> None:
    n = rng.integers(1, 20, 30)
    built = panel(
        n,
        rng.binomial(n[:, np.newaxis], rng.random((30, 2))),
        year=[2019, 2020, *rng.integers(2019, 2021, 28)],
        publisher=[[None, "A", "B", "C"][i] for i in rng.integers(0, 4, 30)],
        country=[[None, "GB", "NL"][i] for i in rng.integers(0, 3, 30)],
    )
    for weighting in ("report", "passage"):
        found = values(built, facet=facet, weighting=weighting)
        assert found["total"] == pytest.approx(sum(found[part] for part in PARTS[1:]), abs=1e-12)


def moved_mix(rng: np.random.Generator) -> Panel:
    """Return two years of forty reports by eight publishers that differ, of which the wordier come in."""
    shares = np.array([0.02, 0.05, 0.05, 0.1, 0.1, 0.2, 0.3, 0.4])
    early = rng.choice(8, 40, p=np.array([5, 5, 5, 5, 3, 3, 2, 2]) / 30)
    late = rng.choice(8, 40, p=np.array([2, 2, 3, 3, 5, 5, 5, 5]) / 30)
    publisher = np.concatenate([early, late])
    n = rng.integers(8, 20, 80)
    assigned = rng.binomial(n[:, np.newaxis], np.tile(shares[publisher][:, np.newaxis], 10))
    return panel(n, assigned, year=[2019] * 40 + [2020] * 40, publisher=[f"P{i}" for i in publisher])


def test_where_only_the_mix_moved_the_within_part_holds_zero_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(6)
    held, mixed = [], []
    for _ in range(20):
        frame = composition(moved_mix(rng), conf_level=0.9)
        within, mix = frame[frame["part"] == "within"], frame[frame["part"] == "mix"]
        held.append(((within["conf_low"] <= 0) & (within["conf_high"] >= 0)).mean())
        mixed.append((mix["conf_low"] > 0).mean())
    assert 0.88 <= np.mean(held) <= 0.99
    assert np.mean(mixed) > 0.4


def test_one_period_is_not_enough() -> None:
    with pytest.raises(NotEnoughData, match="two periods"):
        composition(panel([5, 5], [1, 2], year=[2020, 2020]))


def test_periods_must_not_overlap_and_years_are_no_mix() -> None:
    built = panel([5, 5], [1, 2], year=[2019, 2020])
    with pytest.raises(InvalidSetting, match="2019 is in both"):
        composition(built, ([2019], [2019, 2020]))
    with pytest.raises(InvalidSetting, match="cannot be split by year"):
        composition(built, facet="year")


def test_interval_of_the_whole_change_report_by_report() -> None:
    """The variance of a difference of two means: sums over pairs of reports, alike as far as METHODS has it."""
    rng = np.random.default_rng(4)
    publishers = np.tile(np.arange(8), 7)[:50]
    late = np.arange(50) >= 22
    n = rng.integers(8, 30, 50)
    told = panel(
        n,
        rng.binomial(n, np.clip(0.25 + 0.1 * rng.normal(size=8)[publishers], 0.02, 0.9)),
        year=[2022 if it else 2018 + i % 2 for i, it in enumerate(late)],
        publisher=[f"P{i}" for i in publishers],
    )
    frame = composition(told, ((2018, 2019), (2022,)))
    sample = Sample.from_panel(told, "share", "report")
    cells = Cells.of(sample, late.astype(np.int64), 2)
    alike = alikeness(sample, cells)
    rho, rho_pub = alike.within_report[0], alike.within_publisher[0]
    assert rho_pub > 0
    words = np.array([n[~late].sum(), n[late].sum()])
    share = ((cells.means[:, 0] * words + 1) / (words + 2))[late.astype(int)]
    c = np.where(late, 1 / late.sum(), -1 / (~late).sum()) * np.sqrt(share * (1 - share))
    shared = rho_pub * ((publishers[:, None] == publishers) & ~np.eye(50, dtype=bool))
    variance, part = (
        (np.outer(c, c) * (np.diag(1 / n + rho * (1 - 1 / n)) + shared)).sum(),
        (np.outer(c, c) * shared).sum(),
    )
    half = critical_value(0.95, alike.df(np.array([part / variance])))[0] * np.sqrt(variance)
    whole = frame[frame["part"] == "total"].iloc[0]
    assert whole["conf_high"] - whole["estimate"] == pytest.approx(half)
    assert whole["estimate"] - whole["conf_low"] == pytest.approx(half)
    assert frame[["period_a", "period_b"]].drop_duplicates().to_numpy().tolist() == [["2018–2019", "2022"]]


def test_a_change_is_no_more_than_all() -> None:
    frame = composition(panel([1, 1, 1, 1], [0, 0, 1, 1], year=[2019, 2019, 2020, 2020], publisher=list("ABAB")))
    assert np.abs(frame[["conf_low", "conf_high"]].to_numpy(dtype=np.float64)).max() == 1
