"""Which seeds are hidden in turn, and which of the places they stand in tell something."""

import numpy as np
import pytest

from models.batch import PassageBatch
from models.hiding import Hiding, rounds_of
from models.seeded import Prepared, read_themes
from schema import Phrase, Theme

TEXTS = [
    "The cloud platform was paid for by the month.",
    "A cloud platform, and beside it another platform.",
    "Rain fell from a cloud.",
    "The platform was level with the train.",
    *(f"The council mended road {n} and kept data on it." for n in range(200)),
]


@pytest.fixture(scope="module")
def corpus() -> Prepared:
    return Prepared(
        PassageBatch(TEXTS, [""] * len(TEXTS), [""] * len(TEXTS), ["en"] * len(TEXTS), np.arange(len(TEXTS)))
    )


def rounds(corpus: Prepared, *seeds: str) -> list[Hiding]:
    theme = Theme("t", "T", "G", "Something.", tuple(map(Phrase, seeds)))
    _, words, counts = read_themes((theme,), corpus)
    return rounds_of(words.owner, words.n_themes, counts)


def found(one: Hiding) -> list[int]:
    return np.flatnonzero(one.hits[:, 0]).tolist()


def test_each_seed_is_hidden_once_and_stands_where_it_stands(corpus: Prepared) -> None:
    told = rounds(corpus, "train", "rain", "month", "xylophone", "level")
    assert [one.hidden.tolist() for one in told] == [
        [True, False, False, False, True],
        [False, True, False, False, False],
        [False, False, True, False, False],
        [False, False, False, True, False],
    ]
    assert [found(one) for one in told] == [[3], [2], [0], []]
    assert [one.tested.tolist() for one in told] == [[True]] * 4


def test_a_seed_within_another_tells_nothing_and_one_beside_it_does(corpus: Prepared) -> None:
    whole, part, *_ = rounds(corpus, "cloud platform", "platform")
    assert found(whole) == []
    assert not whole.tested[0]  # wherever it stands, "platform" stands too
    assert found(part) == [1, 3]  # not the first, where "cloud platform" stands in its place
    assert part.tested[0]


@pytest.mark.parametrize(("common", "judged"), [("data", False), ("xylophone", True)])
def test_rare_seeds_that_stand_nowhere_judge_a_theme_only_where_no_other_does(
    corpus: Prepared, common: str, judged: bool
) -> None:
    told = rounds(corpus, common, "marimba quartet")
    assert any(one.tested.any() for one in told) == judged
