"""Likeness to a theme is set against what is usual in the language of a text."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.likeness import Likeness
from schema import Phrase, Theme

OLD = Theme("old", "Old", "Estate", "Old systems.", (Phrase("mainframe", "en"), Phrase("altsystem", "de")))
NEW = Theme("new", "New", "Estate", "New systems.", (Phrase("cloud", "en"), Phrase("wolke", "de")))
ENGLISH = ["sheep graze", "people like", "mainframe people", "cloud sheep"] * 10
GERMAN = ["schafe weiden", "leute lieben", "altsystem leute", "wolke schafe"] * 10


class Points:
    """Vectors with one axis for the old, one for the new and one for German."""

    def embed(self, words: list[str]) -> NDArray[np.float32]:
        german = {word for text in GERMAN for word in text.split()}
        rows = [(w in ("mainframe", "altsystem"), w in ("cloud", "wolke"), 3 * (w in german), 1) for w in words]
        return np.array(rows, dtype=np.float32).reshape(-1, 4)


@pytest.fixture(scope="module")
def measure() -> Likeness:
    return Likeness(ENGLISH + GERMAN, ["en"] * 40 + ["de"] * 40, [OLD, NEW], Points())


def test_a_text_is_compared_with_others_in_its_language(measure: Likeness) -> None:
    likeness, nearer = measure.of(["mainframe", "altsystem", "wolke"], ["en", "de", "de"], 0)
    assert likeness[0] > 1
    assert likeness[1] > 1 > likeness[2]
    assert nearer.tolist() == [0, 0, 1]
    assert np.allclose(measure.usual(["en"], 0), measure.usual(["de"], 0))


def test_a_language_of_which_the_corpus_has_nothing_is_like_no_theme(measure: Likeness) -> None:
    likeness, _ = measure.of(["mainframe"], ["nl"], 0)
    assert likeness[0] == -np.inf


def test_one_text_says_nothing_of_what_is_usual() -> None:
    assert Likeness(["sheep"], ["en"], [OLD], Points()).usual(["en"], 0)[0] == -np.inf
    assert Likeness([], [], [OLD], Points()).of(["mainframe"], ["en"], 0)[0].shape == (1,)
