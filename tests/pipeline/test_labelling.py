"""Labelling: a random order that is ever the same, rounds that tell no answer, and what finished rounds say."""

from pathlib import Path

import pytest

from pipeline import labelling
from pipeline.labelling import Drawn, Label
from pipeline.results import Results
from stats.agreement import precision

SAMPLE = Drawn(tuple(f"t{n}" for n in range(13)), tuple(f"l{n}" for n in range(40)))


def test_the_order_is_random_the_same_again_and_of_counted_passages(results: Results) -> None:
    theme_id = results.themes.ids[0]
    sample = labelling.drawn(results, theme_id)
    assert labelling.drawn(results, theme_id) == sample
    column = list(results.panel.theme_ids).index(theme_id)
    assert len(sample.taken) == int(results.panel.n_assigned[:, column].sum())
    assert not set(sample.taken) & set(sample.left)
    assert list(sample.taken) != sorted(sample.taken)


def test_a_round_mixes_what_is_taken_with_what_is_left() -> None:
    first, second = SAMPLE.round(0), SAMPLE.round(1)
    assert set(first) == {*SAMPLE.taken[:10], *SAMPLE.left[:5]}
    assert set(second) == {*SAMPLE.taken[10:], *SAMPLE.left[5:10]}
    assert SAMPLE.round(2) == []
    kinds = "".join(passage_id[0] for passage_id in first)
    assert "lt" in kinds
    assert "tl" in kinds


def test_only_finished_rounds_say_how_often_a_theme_is_right() -> None:
    given: dict[str, Label] = {}
    for done, passage_id in enumerate(SAMPLE.round(0)):
        at = labelling.standing(SAMPLE, given)
        assert (at.passage_id, at.n_done, at.n_of_round, at.right, at.missed) == (passage_id, done, 15, None, None)
        given[passage_id] = "yes" if passage_id[0] == "t" else "no"
    given |= {"t0": "no", "t1": "unsure", "l0": "yes", "t12": "no"}  # the last one is of a round begun

    at = labelling.standing(SAMPLE, given)
    assert (at.right, at.missed) == (precision(8, 9), precision(1, 5))
    assert (at.n_right, at.n_missed, at.n_unsure, at.n_done, at.n_of_round) == (8, 1, 1, 1, 8)

    given |= dict.fromkeys(SAMPLE.round(1), "yes")
    at = labelling.standing(SAMPLE, given)
    assert (at.passage_id, at.right) == (None, precision(11, 12))


def test_a_theme_that_takes_nothing_has_nothing_to_label() -> None:
    at = labelling.standing(Drawn((), ("l0",)), {})
    assert (at.passage_id, at.right, at.n_of_round) == (None, None, 0)


def test_labels_go_to_the_workspace_and_come_back(tmp_path: Path) -> None:
    labelling.label(tmp_path, "x", "a-1", "yes")
    assert labelling.labels(tmp_path, "x") == {"a-1": "yes"}
    labelling.label(tmp_path, "x", "a-1", None)
    assert labelling.labels(tmp_path, "x") == {}


@pytest.mark.parametrize("n_labelled", [3, 15, 20])
def test_labels_of_an_earlier_engine_count_where_they_are_first_in_order(n_labelled: int) -> None:
    order = [passage_id for number in (0, 1) for passage_id in SAMPLE.round(number)]
    given: dict[str, Label] = dict.fromkeys(order[:n_labelled], "yes")
    assert (labelling.standing(SAMPLE, given).right is not None) == (n_labelled >= 15)
