"""Probabilities without a label, against a simulation in which the truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from models.calibration import Calibration, HiddenSeeds, Ranks, weights_of
from models.presence import Presence

SLOPE, INTERCEPT, HIT, STRAY = 0.9, -4.2, 0.15, 0.001
SEEDED = 0.35  # of a theme's passages
THERE = 0.9
N_PASSAGES, N_THEMES = 6_000, 8
NOWHERE = np.zeros((1, 1), dtype=np.bool_)


def simulated(seed: int, slope: float, intercept: float, *, absent: int | None = None) -> list[HiddenSeeds]:
    """Draw four rounds of hidden seeds from the model's own formula; an absent theme has strays alone.

    One score in a hundred is so high that its passage is surely on the theme, as the model asks.
    """
    chance = np.random.default_rng(seed)
    rounds = []
    for _ in range(4):
        about = chance.random((N_PASSAGES, N_THEMES)) < 0.06
        scores = chance.normal(0, 1, about.shape) + 10 * about * chance.random(about.shape)
        truth = chance.random(about.shape) < expit(slope * scores + intercept)
        if absent is not None:
            truth[:, absent] = False
        hits = chance.random(about.shape) < np.where(truth, HIT, STRAY)
        tested = np.ones(N_THEMES, dtype=np.bool_)
        rounds.append(HiddenSeeds(alone(scores), hits, tested))
    return rounds


def there(n: int) -> Presence:
    """Themes that are most likely there."""
    return Presence(np.full(n, THERE), np.full(n, THERE))


def alone(scores: NDArray[np.float64], stretches: NDArray[np.float64] | None = None) -> Ranks:
    """Ranks without rivals."""
    none = np.zeros_like(scores)
    return Ranks(scores, none if stretches is None else stretches, none)


def fitted(rounds: list[HiddenSeeds], *, unseeded: int | None = None) -> Calibration:
    """Fit on the first round's scores, of which `SEEDED` of those likely on the theme hold a seed."""
    scores = rounds[0].ranks.scores
    chance = np.random.default_rng(9)
    seeded = chance.random(scores.shape) < SEEDED * expit(SLOPE * scores + INTERCEPT)
    if unseeded is not None:
        seeded[:, unseeded] = np.arange(len(seeded)) == 0  # one seed, where chance put it
    return Calibration().fit(rounds, rounds[0].ranks, seeded, there(N_THEMES))


@pytest.mark.parametrize(("slope", "intercept"), [(SLOPE, INTERCEPT), (1.3, -3.5), (1.0, -5.0)])
def test_the_true_probabilities_are_found(slope: float, intercept: float) -> None:
    rounds = simulated(1, slope, intercept)
    found = fitted(rounds)
    scores = rounds[0].ranks.scores
    truth = expit(slope * scores + intercept)
    error = np.abs(found.predict(alone(scores), NOWHERE) - truth)
    assert error.mean() < 0.015
    assert np.average(error, weights=truth) < 0.12
    assert found.predict(alone(scores), NOWHERE).mean() == pytest.approx(truth.mean(), rel=0.25)
    assert found.stray_rate_ < 0.004


def test_an_absent_theme_is_taken_down_and_the_others_are_not() -> None:
    rounds = simulated(2, SLOPE, INTERCEPT, absent=3)
    shift = fitted(rounds).shift_
    assert shift[3] < -1.5
    others = np.delete(shift, 3)
    assert (others <= 0).all()
    assert others.min() > -0.6


@pytest.mark.parametrize("weight", [0.0, 0.6, 2.0])
def test_the_weight_of_the_stretch_is_found(weight: float) -> None:
    chance = np.random.default_rng(3)
    shape = (20_000, 4)
    scores, around = chance.normal(1, 1.5, shape), chance.normal(0, 1, shape)
    truth = chance.random(shape) < expit(scores + weight * around - 3)
    hits = chance.random(shape) < np.where(truth, HIT, STRAY)
    hidden = HiddenSeeds(alone(scores, around), hits, np.ones(4, dtype=np.bool_))
    assert weights_of([hidden])[0] == pytest.approx(weight, abs=0.15)


def test_a_few_hidden_seeds_do_not_tell_what_a_stretch_says() -> None:
    chance = np.random.default_rng(3)
    scores, around = chance.normal(1, 1.5, (2_000, 1)), chance.normal(0, 1, (2_000, 1))
    hits = np.zeros_like(scores, dtype=np.bool_)
    hits[np.argsort(-(scores + 2 * around)[:, 0])[:29]] = True
    ranks, tested = alone(scores, around), np.ones(1, dtype=np.bool_)
    assert weights_of([HiddenSeeds(ranks, hits, tested)]) == (0.0, 0.0)
    hits[0] = True
    assert weights_of([HiddenSeeds(ranks, hits, tested)])[0] > 1


def test_where_hidden_seeds_tell_nothing_the_curve_is_the_usual_one() -> None:
    scores = np.random.default_rng(8).normal(0, 1, (50, 1))
    none, tested = np.zeros((50, 1), dtype=np.bool_), np.ones(1, dtype=np.bool_)
    seeded = scores > 2
    found = Calibration().fit([HiddenSeeds(alone(scores), none, tested)], alone(scores), seeded, there(1))
    assert found.slope_ == pytest.approx(np.exp(0.2), rel=0.03)
    assert found.intercept_ == pytest.approx(-4.3, abs=0.1)


def test_the_weight_of_rivals_is_found() -> None:
    chance = np.random.default_rng(5)
    scores = chance.normal(1, 1.5, (20_000, 4))
    ranks = Ranks.of(scores, np.zeros_like(scores), np.ones(4, dtype=np.bool_))
    truth = chance.random(scores.shape) < expit(scores - 0.2 * ranks.rivals - 3)
    hits = chance.random(scores.shape) < np.where(truth, HIT, STRAY)
    stretch, rival = weights_of([HiddenSeeds(ranks, hits, np.ones(4, dtype=np.bool_))])
    assert stretch == pytest.approx(0, abs=0.1)
    assert rival == pytest.approx(0.2, abs=0.1)


def test_rivals_are_the_highest_of_the_others() -> None:
    scores = np.array([[3.0, 1.0, -1.0], [-1.0, -2.0, -3.0], [2.0, 2.0, 0.0]])
    every = np.ones(3, dtype=np.bool_)
    assert Ranks.of(scores, scores, every).rivals.tolist() == [[1, 3, 3], [0, 0, 0], [2, 2, 2]]
    assert Ranks.of(scores[:, :1], scores[:, :1], every[:1]).rivals.tolist() == [[0], [0], [0]]
    assert Ranks.of(scores, scores, np.array([False, True, True])).rivals.tolist() == [[1, 0, 1], [0, 0, 0], [2, 0, 2]]
    assert Ranks.of(scores, scores, ~every).rivals.tolist() == [[0] * 3] * 3


def test_themes_of_which_no_seed_stands_anywhere_tell_nothing_of_the_others() -> None:
    rounds = simulated(7, SLOPE, INTERCEPT)
    known = fitted(rounds)
    silent = [
        HiddenSeeds(
            alone(np.hstack([r.ranks.scores, r.ranks.scores])),
            np.hstack([r.hits, np.zeros_like(r.hits)]),
            np.ones(2 * N_THEMES, dtype=np.bool_),
        )
        for r in rounds
    ]
    seeded = np.random.default_rng(9).random(rounds[0].ranks.scores.shape) < SEEDED * expit(
        SLOPE * rounds[0].ranks.scores + INTERCEPT
    )
    both = np.hstack([seeded, np.zeros_like(seeded)])
    found = Calibration().fit(silent, silent[0].ranks, both, there(2 * N_THEMES))
    assert found.shift_[N_THEMES:].tolist() == [0.0] * N_THEMES
    assert (found.slope_, found.intercept_, found.hit_rate_) == pytest.approx(
        (known.slope_, known.intercept_, known.hit_rate_), rel=0.02
    )


def test_a_stretch_that_speaks_against_counts_nothing() -> None:
    chance = np.random.default_rng(4)
    scores, around = chance.normal(1, 1.5, (20_000, 2)), chance.normal(0, 1, (20_000, 2))
    hits = chance.random(scores.shape) < expit(scores - around - 5)
    assert weights_of([HiddenSeeds(alone(scores, around), hits, np.ones(2, dtype=np.bool_))])[0] == 0


def test_a_higher_score_is_never_less_probable() -> None:
    found = fitted(simulated(4, SLOPE, INTERCEPT))
    scores = np.repeat(np.linspace(-5, 12, 50)[:, None], N_THEMES, axis=1)
    probability = found.predict(alone(scores), NOWHERE)
    assert (np.diff(probability, axis=0) >= 0).all()
    assert probability.min() >= 0
    assert probability.max() <= 1


def untested(rounds: list[HiddenSeeds], theme: int) -> list[HiddenSeeds]:
    """Rounds in which a theme had no seed to hide."""
    return [HiddenSeeds(r.ranks, r.hits, np.arange(N_THEMES) != theme) for r in rounds]


def test_a_theme_without_a_hidden_seed_is_judged_by_the_others_curve() -> None:
    rounds = simulated(5, SLOPE, INTERCEPT, absent=0)
    scores = rounds[0].ranks.scores
    found = fitted(untested(rounds, 0)).predict(alone(scores), NOWHERE)[:, 0]
    assert found.mean() == pytest.approx(THERE * expit(SLOPE * scores[:, 0] + INTERCEPT).mean(), rel=0.25)


def test_passages_are_as_much_less_probable_as_their_theme_is() -> None:
    rounds = simulated(5, SLOPE, INTERCEPT)
    ranks = rounds[0].ranks
    found = fitted(rounds)
    given, seeded = (found.predict(ranks, where) / THERE for where in (NOWHERE, ~NOWHERE))
    assert given.max() <= 1
    at_large = np.where(np.arange(N_THEMES) == 2, 0.1, 1.0)
    found.there_ = Presence(at_large, np.ones(N_THEMES))
    np.testing.assert_allclose(found.predict(ranks, NOWHERE), given * at_large)
    np.testing.assert_allclose(found.predict(ranks, ~NOWHERE), seeded)


def test_a_theme_whose_passages_hold_none_of_its_seeds_is_taken_down() -> None:
    shift = fitted(untested(simulated(7, SLOPE, INTERCEPT), 2), unseeded=2).shift_
    assert shift[2] < -3
    assert np.delete(shift, 2).min() > -0.6


def test_a_dearth_of_seeds_speaks_against_passages_that_hold_none() -> None:
    rounds = simulated(7, SLOPE, INTERCEPT)
    found = fitted(untested(rounds, 2), unseeded=2)
    without, held = (found.predict(rounds[0].ranks, np.full((1, 1), seeds))[:, 2] for seeds in (False, True))
    assert (found.seeded_shift_ >= found.shift_).all()
    assert found.seeded_shift_[2] > -1 > -3 > found.shift_[2]
    assert (held >= without).all()
    assert held.sum() > 5 * without.sum()


def test_hidden_seeds_that_turn_up_outweigh_a_dearth_of_seen_ones() -> None:
    assert fitted(simulated(7, SLOPE, INTERCEPT), unseeded=2).shift_[2] > -1


def test_a_theme_that_is_hardly_there_beforehand_needs_more_to_be_believed() -> None:
    calibration = fitted(simulated(7, SLOPE, INTERCEPT))
    nothing = np.zeros(101)
    surely, doubtfully = calibration.shift(nothing, 0.99), calibration.shift(nothing, 0.5)
    assert doubtfully < -1 < surely < 0
    told = -np.arange(101.0)  # for the lowest shift
    assert calibration.shift(told, 0.5) <= calibration.shift(told, 0.99) < -3


def test_without_a_single_hit_nothing_breaks_and_little_is_believed() -> None:
    scores = np.random.default_rng(6).normal(0, 1, (500, 2))
    nothing = HiddenSeeds(alone(scores), np.zeros(scores.shape, dtype=np.bool_), np.array([True, True]))
    none = np.zeros(scores.shape, dtype=np.bool_)
    found = Calibration().fit([nothing], alone(scores), none, there(2))
    probability = found.predict(alone(scores), NOWHERE)
    assert np.isfinite(probability).all()
    assert (probability >= 0.5).mean() < 0.02
