from itertools import combinations

import numpy as np
import pytest

from schema import CONTRAST_VERDICTS, VERDICTS
from views.palette import GREY, GROUP_COLOURS, HEAT, INKS, VERDICT_MARKS, contrast_ratio, group_colours

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def lab(colour: str, seen_by: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(_BLIND[seen_by]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ linear / np.array([0.9505, 1.0, 1.089]), 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_ratio_of_black_and_white() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marks_and_text_stand_out_from_the_background(mode: str) -> None:
    ink = INKS[mode]  # type: ignore[index]  # the parameter is one of its keys
    for colour in [*GROUP_COLOURS.values(), GREY, ink.zero, *(mark.colour for mark in VERDICT_MARKS.values())]:
        assert contrast_ratio(colour, ink.background) >= 3
    assert contrast_ratio(ink.text, ink.background) >= 4.5
    assert contrast_ratio(ink.muted, ink.background) >= 4.5


@pytest.mark.parametrize("seen_by", list(_BLIND))
def test_group_colours_stay_apart_for_colour_blind_readers(seen_by: str) -> None:
    for first, second in combinations(GROUP_COLOURS.values(), 2):
        assert np.linalg.norm(lab(first, seen_by) - lab(second, seen_by)) > 18, (first, second)


def test_heat_labels_can_be_read_on_their_cells() -> None:
    for at, colour in enumerate(HEAT):
        text = "#ffffff" if at / (len(HEAT) - 1) > 0.6 else "#000000"
        assert contrast_ratio(text, colour) >= 4.5


def test_every_verdict_has_its_own_symbol() -> None:
    for verdicts in (VERDICTS, CONTRAST_VERDICTS):
        assert len({VERDICT_MARKS[verdict].symbol for verdict in verdicts}) == len(verdicts)


def test_group_colours_keep_known_groups_and_give_others_what_is_left() -> None:
    colours = group_colours(["Data and AI", "My own", *(f"group {n}" for n in range(7))])
    assert colours["Data and AI"] == GROUP_COLOURS["Data and AI"]
    assert colours["My own"] != GROUP_COLOURS["Data and AI"]
    assert colours["group 6"] == GREY
