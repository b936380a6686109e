"""Whether a theme is there, by the words near it."""

import numpy as np
import pytest

from models.presence import Presence, usual_themes

USUAL = np.array([0.9, 1.0, 1.0, 1.1, 1.2])


def test_the_middle_theme_is_there_and_one_with_far_fewer_near_words_is_doubted() -> None:
    presence = Presence().fit(USUAL, USUAL)
    of = presence.of(np.array([1.0, np.exp(-2 * 0.1413), 0.1, 5.0]))
    assert presence.centre_ == pytest.approx(0.0)
    assert presence.spread_ == pytest.approx(1.4826 * np.log(1.1))
    np.testing.assert_allclose(of, [0.991, 0.9, 0.549, 0.991], atol=0.001)


def test_themes_that_are_all_alike_are_not_told_apart_by_a_trifle() -> None:
    presence = Presence().fit(np.full(6, 2.0), np.full(3, 2.0))
    assert presence.spread_ == 0.12
    assert presence.of(np.array([1.9]))[0] > 0.98


def test_one_theme_alone_is_compared_with_the_usual_ones_and_many_are_with_each_other() -> None:
    far = np.full(1, 0.5)
    assert Presence().fit(far, USUAL).of(far)[0] == pytest.approx(0.549, abs=0.001)
    assert Presence().fit(far, np.full(3, 0.5)).of(far)[0] == pytest.approx(0.991, abs=0.001)
    assert Presence().fit(np.full(20, 0.5), USUAL).of(far)[0] == pytest.approx(0.991, abs=0.001)


def test_the_usual_themes_are_written_as_a_person_writes_them() -> None:
    assert len(usual_themes()) == 10
    assert {len(theme.seeds) for theme in usual_themes()} == {5}
    assert all(theme.description for theme in usual_themes())


def test_no_near_word_at_all_is_no_error() -> None:
    assert Presence().fit(np.zeros(3), np.zeros(2)).of(np.zeros(3)).tolist() == pytest.approx([0.991] * 3, abs=0.001)
    assert Presence().fit(USUAL, USUAL).of(np.zeros(1))[0] == pytest.approx(0.549, abs=0.001)
