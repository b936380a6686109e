import numpy as np
import pytest

from errors import InvalidSetting
from schema import CONTRAST_VERDICTS, HIGHER, LOWER, NO_DIFFERENCE, REST, TOO_FEW, WEIGHTINGS, Facet
from stats.alikeness import alikeness
from stats.contrasts import contrasts, year_on_year
from stats.design import Cells, Sample
from stats.intervals import critical_value, difference_interval
from stats.panel import Panel
from stats.prevalence import prevalence
from stats.slopes import SlopeFitter
from tests.stats.counts import panel


def countries(sizes: dict[str, int], shares: dict[str, list[float]], seed: int = 3) -> Panel:
    """Return a panel of countries with the given numbers of reports and shares of two themes."""
    rng = np.random.default_rng(seed)
    names = [name for name, size in sizes.items() for _ in range(size)]
    n = rng.integers(10, 16, len(names))
    assigned = rng.binomial(n[:, np.newaxis], np.array([shares[name] for name in names]))
    return panel(n, assigned, country=names)


FOUR = countries(
    {"GB": 30, "NL": 30, "SE": 30, "AU": 2},
    {"GB": [0.3, 0.1], "NL": [0.05, 0.1], "SE": [0.06, 0.1], "AU": [0.9, 0.1]},
)


def test_a_large_difference_is_found_and_an_equal_share_is_not() -> None:
    frame = contrasts(FOUR, "country", [("GB", "NL"), ("NL", "GB")])
    assert frame["verdict"].tolist() == [HIGHER, NO_DIFFERENCE, LOWER, NO_DIFFERENCE]
    assert frame["difference"].iloc[0] == pytest.approx(-frame["difference"].iloc[2])
    assert frame["conf_low"].iloc[0] == pytest.approx(-frame["conf_high"].iloc[2])


@pytest.mark.parametrize("n", [9, 18, 100])
def test_a_theme_that_all_reports_speak_of_has_an_interval(n: int) -> None:
    """Weights of a ninth add up to a little more than one."""
    publishers = [f"P{i}" for i in np.tile(np.arange(n) % 8, 2)]
    told = panel([8] * 2 * n, [3] * 2 * n, country=["GB"] * n + ["NL"] * n, publisher=publishers)
    for weighting in WEIGHTINGS:
        frame = contrasts(told, "country", None, "reach", weighting)
        assert frame[["conf_low", "conf_high", "conf_low_a", "conf_high_b", "p_value"]].notna().all(axis=None)
        assert frame["conf_low"].iloc[0] < 0 < frame["conf_high"].iloc[0]


def test_all_pairs_of_known_values_by_default() -> None:
    frame = contrasts(FOUR, "country")
    pairs = frame[["group_a", "group_b"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [["AU", "GB"], ["AU", "NL"], ["AU", "SE"], ["GB", "NL"], ["GB", "SE"], ["NL", "SE"]]
    assert set(frame["verdict"]) <= set(CONTRAST_VERDICTS)


def test_two_reports_are_too_few_for_a_verdict_but_keep_their_interval() -> None:
    frame = contrasts(FOUR, "country", [("AU", "GB")])
    assert frame["verdict"].tolist() == [TOO_FEW, TOO_FEW]
    assert frame["q_value"].isna().all()
    assert (frame["conf_low"] < frame["conf_high"]).all()


def test_groups_are_those_of_prevalence() -> None:
    frame = contrasts(FOUR, "country", [("GB", "NL")])
    table = prevalence(FOUR, by="country")
    britain = table[table["country"] == "GB"]
    for ours, theirs in (("estimate_a", "estimate"), ("conf_low_a", "conf_low"), ("conf_high_a", "conf_high")):
        np.testing.assert_allclose(frame[ours].astype(float), britain[theirs].astype(float))


def test_a_value_may_be_called_rest() -> None:
    """No value of a report is read as the name of all others."""
    named = panel([10] * 9, [3, 4, 5, 0, 1, 0, 7, 7, 8], country=["GB"] * 3 + ["rest"] * 3 + ["NL"] * 3)
    one, all_others = (contrasts(named, "country", [("GB", side)]).iloc[0] for side in ("rest", REST))
    assert one["estimate_b"] == pytest.approx(1 / 30)
    assert all_others["estimate_b"] == pytest.approx(23 / 60)
    assert contrasts(named, "country", [("rest", REST)]).iloc[0]["estimate_b"] == pytest.approx(34 / 60)


def test_rest_and_several_values_are_groups_too() -> None:
    frame = contrasts(FOUR, "country", [("GB", REST), (("NL", "SE"), ("GB", "AU"))])
    assert frame[["group_a", "group_b"]].drop_duplicates().to_numpy().tolist() == [["GB", REST], ["NL, SE", "GB, AU"]]
    assert frame["n_reports_b"].tolist() == [62, 62, 32, 32]


def test_years_are_named_by_number_or_text() -> None:
    built = panel([10] * 8, [1, 2, 1, 2, 5, 6, 5, 6], year=[2019] * 4 + [2023] * 4)
    assert contrasts(built, "year", [(2019, 2023)]).equals(contrasts(built, "year", [("2019", "2023")]))


def test_verdict_q_value_and_interval_agree() -> None:
    for level in (0.8, 0.95, 0.999):
        frame = contrasts(FOUR, "country", conf_level=level)
        higher, lower = frame[frame["verdict"] == HIGHER], frame[frame["verdict"] == LOWER]
        assert (higher["conf_low"] > 0).all()
        assert (lower["conf_high"] < 0).all()
        tested = frame[frame["p_value"].notna()]
        beyond = (tested["conf_low"] > 0) | (tested["conf_high"] < 0)
        assert (beyond == (tested["p_value"] < 1 - level)).all()


@pytest.mark.parametrize(
    ("pair", "match"),
    [
        (("GB", "FR"), "FR of a facet belongs to no report"),
        (("GB", ("GB", "NL")), "GB of a facet is on both sides"),
        ((("GB", "NL", "SE", "AU"), REST), "no reports are left"),
    ],
)
def test_a_pair_that_makes_no_sense_is_refused(pair: tuple[str, str], match: str) -> None:
    with pytest.raises(InvalidSetting, match=match):
        contrasts(FOUR, "country", [pair])


def test_each_year_is_held_against_the_one_before() -> None:
    built = panel([10] * 9, [1, 1, 1, 5, 5, 5, 5, 5, 5], year=[2019] * 3 + [2021] * 3 + [2022] * 3)
    frame = year_on_year(built)
    assert frame[["group_a", "group_b"]].to_numpy().tolist() == [["2021", "2019"], ["2022", "2021"]]
    assert frame["difference"].tolist() == pytest.approx([0.4, 0.0])
    assert len(year_on_year(panel([10], [1]))) == 0


def test_ratio_stands_beside_the_difference_and_is_open_where_b_may_be_nil() -> None:
    frame = contrasts(FOUR, "country", [("GB", "NL")])
    assert frame["ratio"].iloc[0] == pytest.approx(frame["estimate_a"].iloc[0] / frame["estimate_b"].iloc[0])
    assert 1 < frame["ratio_low"].iloc[0] < frame["ratio"].iloc[0] < frame["ratio_high"].iloc[0]
    never = panel([10] * 6, [3, 4, 5, 0, 0, 0], country=["GB"] * 3 + ["NL"] * 3)
    row = contrasts(never, "country").iloc[0]
    assert np.isnan(row["ratio"])
    assert np.isnan(row["ratio_high"])
    assert row["ratio_low"] > 0


@pytest.mark.parametrize(("facet", "pair"), [("country", ("GB", "NL")), ("year", ("2023", "2019"))])
def test_interval_of_a_difference_report_by_report(facet: Facet, pair: tuple[str, str]) -> None:
    """Its variance as METHODS writes it: sums over pairs of reports; of years at least what publishers show."""
    rng = np.random.default_rng(8)
    publishers = np.tile(np.arange(10), 6)
    n = rng.integers(8, 40, 60)
    shares = np.clip(0.2 + 0.08 * rng.normal(size=10)[publishers, None] + [0.0, 0.1], 0.02, 0.9)
    told = panel(
        n,
        rng.binomial(n[:, None], shares),
        year=[2019] * 30 + [2023] * 30,
        country=["GB" if publisher < 6 else "NL" for publisher in publishers],
        publisher=[f"P{i}" for i in publishers],
    )
    frame = contrasts(told, facet, [pair])
    sample, (values, codes) = Sample.from_panel(told, "share", "report"), told.groups(facet)
    alike = alikeness(sample, Cells.of(sample, codes, 2), between=True)
    a, b = (np.array([str(values[code]) == group for code in codes]) for group in pair)
    same = publishers[:, None] == publishers
    apart = np.outer(a / a.sum() - b / b.sum(), a / a.sum() - b / b.sum())
    for theme, (_, row) in enumerate(frame.iterrows()):
        rho, rho_pub, part = alike.within_report[theme], alike.within_publisher[theme], alike.between[theme]
        each = np.diag(1 / n + rho * (1 - 1 / n))
        alone = each + rho_pub * (same & ~np.eye(60, dtype=bool))
        within = np.where(a[:, None] == a, alone, part * rho_pub * same)
        variance, sizes = (apart * within).sum(), [(np.outer(g, g) * alone).sum() / g.sum() ** 2 for g in (a, b)]
        correlation = (sizes[0] + sizes[1] - variance) / 2 / np.sqrt(sizes[0] * sizes[1])
        df = alike.df(np.full(2, 1 - (apart * each).sum() / variance))[theme]
        widened = 1.0
        if facet == "year":
            error = SlopeFitter(sample, sample.publishers).fit(a.astype(np.float64)).error[theme]
            share = (told.n_assigned[:, theme].sum() + 1) / (n.sum() + 2)
            widened = max(error**2 / (share * (1 - share)) / variance, 1.0)
        ends = difference_interval(
            (np.array([row["estimate_a"]]), np.array([row["estimate_b"]])),
            (np.array([1 / sizes[0] / widened]), np.array([1 / sizes[1] / widened])),
            np.array([correlation]),
            critical_value(0.95, np.array([df])),
        )
        assert [row["conf_low"], row["conf_high"]] == pytest.approx([float(end[0]) for end in ends], rel=1e-6)
