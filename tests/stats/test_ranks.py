import numpy as np
from scipy import stats as distributions

from stats.prevalence import prevalence
from stats.ranks import _larger, ranks
from tests.stats.counts import panel


def test_clear_orders_are_sure_and_ties_are_not() -> None:
    rng = np.random.default_rng(2)
    n = np.full(60, 12)
    frame = ranks(panel(n, rng.binomial(12, [0.5, 0.25, 0.05, 0.05], (60, 4))))
    assert frame["rank"].tolist()[:2] == [1, 2]
    assert frame[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 4], [3, 4]]


def test_three_reports_admit_any_order() -> None:
    frame = ranks(panel([10, 10, 10], [[1, 0, 2], [0, 1, 1], [2, 1, 0]]))
    assert frame["rank_low"].tolist() == [1, 1, 1]
    assert frame["rank_high"].tolist() == [3, 3, 3]


def test_bounds_hold_the_true_rank_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(7)
    truth = np.array([0.2, 0.17, 0.14, 0.11, 0.08, 0.05, 0.03, 0.01])
    held = []
    for _ in range(30):
        n = rng.integers(6, 20, 25)
        shares = rng.beta(truth * 9, (1 - truth) * 9, (25, 8))
        frame = ranks(panel(n, rng.binomial(n[:, np.newaxis], shares)), conf_level=0.9)
        held.append(((frame["rank_low"] <= np.arange(1, 9)) & (np.arange(1, 9) <= frame["rank_high"])).mean())
        assert ((frame["rank_low"] <= frame["rank"]) & (frame["rank"] <= frame["rank_high"])).all()
    assert np.mean(held) >= 0.9


def test_estimates_that_differ_by_rounding_only_share_the_better_rank() -> None:
    shares = np.array([0.1, 0.2, 0.3]), np.array([0.3, 0.2, 0.1])
    assert shares[0].sum() != shares[1].sum()
    found = _larger(np.array([[shares[0].sum(), shares[1].sum(), 0.6 + 1e-9, 0.5]]))
    assert (1 + found.sum(axis=2)).tolist() == [[2, 2, 1, 4]]


def test_groups_are_ranked_apart() -> None:
    built = panel([10] * 4, [[9, 1], [8, 1], [1, 9], [1, 8]], country=["GB", "GB", "NL", "NL"])
    assert ranks(built, by="country")["rank"].tolist() == [1, 2, 2, 1]


def test_the_share_behind_a_rank_has_its_interval() -> None:
    counted = panel([10, 10, 10], [[1, 0, 2], [0, 1, 1], [2, 1, 0]])
    frame, shares = ranks(counted), prevalence(counted)
    for column in ("estimate", "conf_low", "conf_high"):
        assert frame[column].tolist() == shares[column].tolist()


def test_bounds_by_hand() -> None:
    """Mogstad, Romano, Shaikh and Wilhelm (2024), section 3.1: 1 + themes surely above, T - themes surely below.

    Forty reports, spoken of by 30, 16 and 12: each pair is the test of two proportions at 1 - 0.05 / 2,
    of themes whose negative correlation over reports counts.
    """
    spoken = np.zeros((40, 3), dtype=np.int64)
    spoken[:30, 0], spoken[24:, 1], spoken[28:, 2] = 1, 1, 1
    frame = ranks(panel(np.ones(40, dtype=np.int64), spoken), measure="reach")
    share = np.array([30, 16, 12]) / 40
    between = np.minimum(np.corrcoef(spoken.T), 0.0)
    t = distributions.t.ppf(1 - 0.025 / 2, 39)

    def sure(a: int, b: int) -> bool:
        pooled = (share[a] + share[b]) / 2
        error = np.sqrt(pooled * (1 - pooled) / 40 * (2 - 2 * between[a, b]))
        return bool((share[a] - share[b]) / error > t)

    assert frame["rank_low"].tolist() == [1 + sum(sure(b, a) for b in range(3)) for a in range(3)]
    assert frame["rank_high"].tolist() == [3 - sum(sure(a, b) for b in range(3)) for a in range(3)]
    assert frame[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3]]
