import numpy as np
import pytest
from scipy.sparse import csr_array

from errors import InvalidSetting, NotEnoughData
from stats.keyness import keyness


def flags(n: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    in_a = np.arange(size) < n
    return in_a, ~in_a


def test_log_odds_and_variance_are_equations_15_to_20_by_hand() -> None:
    """Monroe, Colaresi and Quinn (2008): y = 20 of 100 against 5 of 100, prior of 50 words in 25:175."""
    counts = csr_array(np.array([[5, 20], [5, 20], [5, 20], [5, 20], [1, 19], [1, 19], [1, 19], [2, 38]]))
    frame = keyness(counts, ["w", "other"], *flags(4, 8), prior_size=50.0)
    row = frame[frame["term"] == "w"].iloc[0]
    alpha = 50 * 25 / 200
    a, rest_a, b, rest_b = 20 + alpha, 80 + 50 - alpha, 5 + alpha, 95 + 50 - alpha
    assert row["log_odds"] == pytest.approx(np.log(a / rest_a) - np.log(b / rest_b))
    half = (row["conf_high"] - row["conf_low"]) / 2
    assert half / 2.446912 == pytest.approx(np.sqrt(1 / a + 1 / rest_a + 1 / b + 1 / rest_b), rel=1e-6)
    assert (row["n_a"], row["n_b"], row["n_reports_a"], row["n_reports_b"]) == (20, 5, 4, 4)


def test_one_report_that_repeats_a_term_does_not_make_it_telling() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson([2.0, 2.0, 30.0, 30.0], (40, 4))
    counts[0, 0] += 60
    counts[:20, 1] += 3
    frame = keyness(csr_array(counts), ["shouted", "spread", "x", "y"], *flags(20, 40)).set_index("term")
    assert frame["q_value"].to_dict()["shouted"] > 0.05
    assert frame["q_value"].to_dict()["spread"] < 0.001


def test_groups_from_one_source_give_few_telling_terms() -> None:
    rng = np.random.default_rng(2)
    rates = rng.gamma(0.5, 4, 300)
    counts = rng.poisson(rates * rng.gamma(2, 0.5, (40, 300)))
    frame = keyness(csr_array(counts), [f"w{i}" for i in range(300)], *flags(20, 40))
    assert (frame["q_value"] <= 0.05).mean() < 0.02
    within = (frame["conf_low"] <= 0) & (frame["conf_high"] >= 0)
    assert within.mean() > 0.93


def test_terms_nobody_uses_have_no_row_and_the_most_telling_comes_first() -> None:
    counts = csr_array(np.array([[9, 5, 0, 5]] * 4 + [[1, 5, 0, 5]] * 4))
    assert keyness(counts, ["telling", "b", "unused", "d"], *flags(4, 8))["term"].tolist()[0] == "telling"
    assert "unused" not in keyness(counts, ["telling", "b", "unused", "d"], *flags(4, 8))["term"].tolist()


def test_groups_must_be_apart_and_large_enough() -> None:
    counts = csr_array(np.ones((8, 2), dtype=np.int64))
    in_a, in_b = flags(4, 8)
    with pytest.raises(InvalidSetting, match="do not fit"):
        keyness(counts, ["a", "b"], in_a, in_a)
    with pytest.raises(NotEnoughData, match="between 2 and 4"):
        keyness(counts, ["a", "b"], in_a & (np.arange(8) < 2), in_b)


def test_words_of_a_few_publishers_do_not_tell_their_countries_apart() -> None:
    rng = np.random.default_rng(3)
    publishers = np.repeat(np.arange(8), 10)
    rates = rng.gamma(0.5, 4, 200) * rng.gamma(2, 0.5, (8, 200))
    counts, terms = csr_array(rng.poisson(rates[publishers])), [f"w{i}" for i in range(200)]
    alone, clustered = (keyness(counts, terms, *flags(40, 80), publishers=units) for units in (None, publishers))
    assert (alone["q_value"] <= 0.05).mean() > 0.2
    assert (clustered["q_value"] <= 0.05).mean() < 0.03
    assert clustered["method"].iloc[0].endswith("publishers as units")
    few = keyness(counts, terms, *flags(20, 80), publishers=publishers)
    assert few["method"].iloc[0].endswith("reports as units")
