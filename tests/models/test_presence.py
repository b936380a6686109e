"""Whether a theme is there, by the words near it."""

import numpy as np
import pytest

from models.presence import Presence

USUAL = np.array([0.9, 1.0, 1.0, 1.1, 1.2])


def test_the_middle_theme_is_there_and_one_with_far_fewer_near_words_is_doubted() -> None:
    presence = Presence().fit(USUAL)
    of = presence.of(np.array([1.0, np.exp(-2 * 0.1413), 0.1, 5.0]))
    assert presence.centre_ == pytest.approx(0.0)
    assert presence.spread_ == pytest.approx(1.4826 * np.log(1.1))
    np.testing.assert_allclose(of, [0.991, 0.9, 0.549, 0.991], atol=0.001)


def test_themes_that_are_all_alike_are_not_told_apart_by_a_trifle() -> None:
    presence = Presence().fit(np.full(6, 2.0))
    assert presence.spread_ == 0.12
    assert presence.of(np.array([1.9]))[0] > 0.98


def test_no_near_word_at_all_is_no_error() -> None:
    assert Presence().fit(np.zeros(3)).of(np.zeros(3)).tolist() == pytest.approx([0.991] * 3, abs=0.001)
    assert Presence().fit(USUAL).of(np.zeros(1))[0] == pytest.approx(0.549, abs=0.001)
