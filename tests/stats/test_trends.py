from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from errors import InvalidSetting
from schema import FALLING, NO_CHANGE, RISING, TOO_FEW, VERDICTS, Facet
from stats.design import Sample
from stats.panel import Panel
from stats.prevalence import prevalence
from stats.slopes import SlopeFitter
from stats.trends import changes, trends
from tests.stats.counts import panel

YEARS = tuple(range(2019, 2025))


def planted(series: dict[str, list[int]], reports: int = 11, seed: int = 1) -> Panel:
    """Return a panel of twelve publishers whose shares by year, in per cent, are given."""
    rng = np.random.default_rng(seed)
    year = np.repeat(YEARS, reports)
    publisher = np.concatenate([rng.permutation(12)[:reports] for _ in YEARS])
    n = rng.integers(11, 16, len(year))
    shares = np.repeat(np.array(list(series.values())).T / 100, reports, axis=0)
    assigned = rng.binomial(n[:, np.newaxis], shares)
    return panel(n, assigned, year=list(year), publisher=[f"P{i}" for i in publisher])


SHAPES = {
    "up": [2, 5, 9, 13, 18, 22],
    "up slowly": [2, 4, 7, 9, 12, 15],
    "step": [0, 0, 0, 11, 12, 12],
    "down": [16, 13, 11, 8, 5, 2],
    "hump": [0, 8, 15, 10, 5, 2],
    **{f"steady {share}": [share] * 6 for share in (1, 2, 3, 4, 5, 6, 7, 8, 9, 12)},
}


def test_planted_shapes_get_their_verdicts() -> None:
    verdicts = dict(zip(SHAPES, changes(planted(SHAPES))["verdict"], strict=True))
    assert {name for name, verdict in verdicts.items() if verdict == RISING} == {"up", "up slowly", "step"}
    assert {name for name, verdict in verdicts.items() if verdict == FALLING} == {"down"}
    assert verdicts["hump"] == verdicts["steady 9"] == NO_CHANGE


def test_slope_is_the_least_squares_line_by_hand() -> None:
    built = panel([10, 10, 20, 10], [[1], [2], [8], [5]], year=[2019, 2020, 2021, 2022])
    shares, years = np.array([0.1, 0.2, 0.4, 0.5]), np.arange(4.0)
    expected = np.polyfit(years, shares, 1)[0]
    weighted = np.polyfit(years, shares, 1, w=np.sqrt([10, 10, 20, 10]))[0]
    assert changes(built)["slope_per_year"].iloc[0] == pytest.approx(expected)
    assert changes(built, weighting="passage")["slope_per_year"].iloc[0] == pytest.approx(weighted)


@pytest.mark.parametrize("alpha", [0.05, 0.3])
@pytest.mark.parametrize("conf_level", [0.8, 0.95, 0.999])
def test_nothing_moves_whose_interval_holds_zero(alpha: float, conf_level: float) -> None:
    frame = changes(planted(SHAPES), alpha=alpha, conf_level=conf_level)
    assert set(frame["verdict"]) <= set(VERDICTS)
    rising, falling = frame[frame["verdict"] == RISING], frame[frame["verdict"] == FALLING]
    assert (rising["conf_low"] > 0).all()
    assert (falling["conf_high"] < 0).all()
    assert (pd.concat([rising, falling])["q_value"] <= alpha).all()
    assert ((frame["conf_low"] < frame["slope_per_year"]) & (frame["slope_per_year"] < frame["conf_high"])).all()


def test_identical_counts_in_reports_of_uneven_length_are_no_change() -> None:
    """One passage in every report: shares differ by length alone, and far less than chance has it."""
    lengths = np.tile([12, 13, 14, 15, 13, 14, 12, 15, 14, 13, 14], 6) + np.repeat([0, 0, 0, 0, 0, 1], 11)
    names = [f"P{i}" for i in np.tile(np.arange(11), 6)]
    built = panel(lengths, np.ones(66, dtype=np.int64), year=list(np.repeat(YEARS, 11)), publisher=names)
    frame = changes(built)
    assert frame["verdict"].tolist() == [NO_CHANGE]


def test_reports_written_to_a_plan_may_show_small_changes_but_no_others() -> None:
    rng = np.random.default_rng(9)
    n = rng.integers(12, 16, 66)
    year = np.repeat(YEARS, 11)
    assigned = np.ones((66, 12), dtype=np.int64) + (rng.random((66, 12)) < 0.1)
    assigned[:, 0] = np.where(year >= 2022, 2, 1)
    names = [f"P{i}" for i in np.tile(np.arange(11), 6)]
    verdicts = changes(panel(n, assigned, year=list(year), publisher=names))["verdict"].tolist()
    assert verdicts == [RISING] + [NO_CHANGE] * 11


def test_a_theme_that_never_occurs_still_has_an_interval() -> None:
    frame = changes(planted({"never": [0] * 6}))
    assert frame["conf_low"].iloc[0] < 0 < frame["conf_high"].iloc[0]
    assert frame["verdict"].tolist() == [NO_CHANGE]


@pytest.mark.parametrize(
    ("years", "size"), [([2019, 2020], 10), ([2019, 2020, 2021], 1), ([2019], 10)], ids=["years", "reports", "one year"]
)
def test_too_few_years_or_reports_carry_no_verdict(years: list[int], size: int) -> None:
    count = len(years) * size
    frame = changes(panel([10] * count, [3, *[1] * (count - 1)], year=list(np.repeat(years, size))))
    assert frame["verdict"].tolist() == [TOO_FEW]
    assert frame[["p_value", "q_value"]].isna().all(axis=None)
    assert bool(frame["slope_per_year"].isna().iloc[0]) == bool(frame["conf_low"].isna().iloc[0])


def test_q_values_count_all_groups_shown_together() -> None:
    one = planted({"up": SHAPES["up"], "steady": [9] * 6})
    names = ["GB" if i % 2 else "NL" for i in range(len(one.n_passages))]
    facets = one.facets.assign(country=pd.array(names, dtype="string"))
    split = Panel(
        one.report_ids, one.theme_ids, one.n_passages, one.n_assigned, facets, one.n_passages_new, one.n_assigned_new
    )
    frame = changes(split, by="country")
    assert frame["country"].tolist() == ["GB", "GB", "NL", "NL"]
    smallest = frame["p_value"].min()
    assert frame.loc[frame["p_value"] == smallest, "q_value"].iloc[0] <= 4 * smallest
    assert (frame["q_value"] >= frame["p_value"]).all()


def test_trends_have_a_row_a_year_with_reports_and_leave_unknown_years_out() -> None:
    frame = trends(panel([5, 5, 5], [1, 2, 3], year=[2019, None, 2021]))
    assert frame["year"].tolist() == [2019, 2021]
    assert frame["estimate"].tolist() == pytest.approx([0.2, 0.6])
    assert frame["n_reports"].tolist() == [1, 1]


def test_trends_by_facet_match_trends_of_the_part() -> None:
    one = planted({"up": SHAPES["up"]})
    frame = trends(one, by="publisher")
    first = frame[frame["publisher"] == "P0"]
    rows = (one.facets["publisher"] == "P0").to_numpy(dtype=np.bool_)
    assert first["year"].tolist() == sorted(one.facets["year"][rows])
    assert first["n_passages"].sum() == one.n_passages[rows].sum()


@pytest.mark.parametrize("function", [trends, changes])
def test_year_by_year_is_refused(function: object) -> None:
    with pytest.raises(InvalidSetting, match="cannot be split by year"):
        function(panel([5], [1]), by="year")  # type: ignore[operator]  # both take the facet


def test_method_names_what_was_taken_as_sampled() -> None:
    built = planted({"up": SHAPES["up"]})
    publisher = built.facets["publisher"].mask(built.facets["publisher"].isin(["P0", "P1"]))
    some = replace(built, facets=built.facets.assign(publisher=publisher))
    nobody = replace(built, facets=built.facets.assign(publisher=publisher.mask(publisher.notna())))
    told = [changes(panel)["method"].iloc[0] for panel in (built, some, nobody)]
    assert "CR2 over 12 publishers, " in told[0]
    assert f"CR2 over 10 publishers and {publisher.isna().sum()} reports of unknown publishers, " in told[1]
    assert "CR2 over 66 reports, " in told[2]


def test_six_reports_of_three_years_are_enough_and_few_publishers_leave_reports_the_units() -> None:
    years, n = [2019, 2019, 2020, 2020, 2021, 2021], [10, 12, 14, 16, 18, 20]
    told = panel(n, [1, 3, 3, 2, 6, 9], year=years, publisher=list("ABABAB"))
    row = changes(told).iloc[0]
    fit = SlopeFitter(Sample.from_panel(told, "share", "report"), np.arange(6)).fit(np.array(years, dtype=np.float64))
    assert [row["conf_low"], row["conf_high"]] == pytest.approx([float(end[0]) for end in fit.interval(0.95)])
    assert row["verdict"] != TOO_FEW
    assert changes(told.take(np.arange(6) < 5))["verdict"].tolist() == [TOO_FEW]


@pytest.mark.parametrize("by", ["publisher", "country"])
def test_the_only_year_of_a_group_is_the_group(by: Facet) -> None:
    rng = np.random.default_rng(5)
    n = rng.integers(8, 20, 40)
    publishers = np.arange(40) % 8
    told = panel(
        n,
        rng.binomial(n, 0.1 + 0.05 * publishers),
        publisher=[f"P{i}" for i in publishers],
        country=["GB" if i < 20 else "NL" for i in range(40)],
    )
    for name in ("estimate", "conf_low", "conf_high", "method"):
        assert trends(told, by)[name].tolist() == prevalence(told, by)[name].tolist()
