import numpy as np
import pytest
from scipy.stats import t

from stats.panel import Panel
from stats.similarity import similarity
from tests.stats.counts import panel

ONE = np.array([0.3, 0.2, 0.1, 0.05, 0.02, 0.02])
OTHER = ONE[::-1]


def countries(rng: np.random.Generator, reports: int, **shares: np.ndarray) -> Panel:
    names = [name for name in shares for _ in range(reports)]
    n = rng.integers(10, 20, len(names))
    mean = np.array([shares[name] for name in names])
    return panel(n, rng.binomial(n[:, np.newaxis], rng.beta(mean * 9, (1 - mean) * 9)), country=names)


def test_cosine_of_exact_profiles() -> None:
    built = panel([10] * 6, [[3, 4]] * 3 + [[4, 3]] * 3, country=["GB"] * 3 + ["NL"] * 3)
    assert similarity(built, "country")["similarity"].iloc[0] == pytest.approx(24 / 25)


def test_like_groups_are_more_alike_than_unlike_ones() -> None:
    frame = similarity(countries(np.random.default_rng(1), 30, A=ONE, B=ONE, C=OTHER), "country")
    values = dict(zip(frame["group_a"] + frame["group_b"], frame["similarity"], strict=True))
    assert values["AB"] > 0.9
    assert values["AC"] < 0.6
    assert ((frame["conf_low"] < frame["similarity"]) & (frame["similarity"] <= frame["conf_high"])).all()
    assert frame["conf_high"].loc[frame["group_b"] == "C"].max() < frame["conf_low"].iloc[0]


@pytest.mark.parametrize(("other", "truth"), [(OTHER, float(ONE @ OTHER / (ONE @ ONE))), (ONE, 1.0)])
def test_intervals_cover_the_true_cosine(other: np.ndarray, truth: float) -> None:
    rng = np.random.default_rng(5)
    frames = [similarity(countries(rng, 12, A=ONE, B=other), "country").iloc[0] for _ in range(50)]
    held = np.mean([row["conf_low"] <= truth <= row["conf_high"] for row in frames])
    assert held >= 0.88


def test_groups_of_two_reports_and_unknown_values_are_left_out() -> None:
    names = ["GB"] * 3 + ["NL"] * 3 + ["SE"] * 2 + [None] * 3
    frame = similarity(panel([10] * 11, [[1, 2]] * 11, country=names), "country")
    assert frame[["group_a", "group_b"]].to_numpy().tolist() == [["GB", "NL"]]


def test_nil_profiles_have_no_likeness() -> None:
    built = panel([10] * 6, [[0, 0]] * 6, country=["GB"] * 3 + ["NL"] * 3)
    assert similarity(built, "country")["similarity"].iloc[0] == 0


@pytest.mark.parametrize("clustered", [True, False])
def test_interval_is_the_jackknife_by_its_definition(clustered: bool) -> None:
    """Efron and Tibshirani (1993), An Introduction to the Bootstrap, equation 11.5."""
    rng = np.random.default_rng(3)
    publisher = [f"P{i}" for i in np.arange(20) % (7 if clustered else 4)]
    names = publisher if clustered else [f"r{i}" for i in range(20)]
    n, country = rng.integers(10, 20, 20), np.array(["A"] * 9 + ["B"] * 11)
    rare = np.where(country[:, np.newaxis] == "A", [2, 9, 9, 4, 4], [9, 2, 9, 4, 4])
    assigned = rng.binomial(n[:, np.newaxis], rng.beta(1, rare))

    def cosine(kept: np.ndarray) -> float:
        part = {group: kept & (country == group) for group in "AB"}
        mean = {group: (assigned[rows] / n[rows, np.newaxis]).mean(axis=0) for group, rows in part.items()}
        errors = {}
        for group, rows in part.items():
            off = (assigned[rows] / n[rows, np.newaxis] - mean[group]) / rows.sum()
            of_unit = {unit: off[np.array(names)[rows] == unit].sum(axis=0) for unit in set(np.array(names)[rows])}
            scale = np.sqrt(len(of_unit) / (len(of_unit) - 1))
            errors[group] = {unit: scale * value for unit, value in of_unit.items()}
        length = [mean[g] @ mean[g] - sum(e @ e for e in errors[g].values()) for g in "AB"]
        shared = sum(e @ errors["B"][name] for name, e in errors["A"].items() if name in errors["B"])
        return float((mean["A"] @ mean["B"] - shared) / np.sqrt(length[0] * length[1]))

    units = sorted(set(names))
    without = np.array([cosine(np.array(names) != unit) for unit in units])
    variance = (len(units) - 1) / len(units) * ((without - without.mean()) ** 2).sum()
    row = similarity(panel(n, assigned, country=list(country), publisher=publisher), "country").iloc[0]
    assert row["similarity"] == pytest.approx(cosine(np.ones(20, dtype=np.bool_)), rel=1e-9)
    error = (row["similarity"] - row["conf_low"]) / t.ppf(0.975, len(units) - 2)
    assert error == pytest.approx(np.sqrt(variance), rel=0.05 if clustered else 1e-6)
    assert row["method"].endswith("publishers" if clustered else "reports")
