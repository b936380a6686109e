"""Colours and symbols, chosen for colour-blind readers and for light and dark screens.

Every mark colour keeps a contrast of 3:1 or more on both backgrounds, every text colour 4.5:1
on its own; the group colours stay apart under protanopia, deuteranopia and tritanopia. Colour
never speaks alone: verdicts have a symbol and a word, groups a label.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, NO_DIFFERENCE, RISING, TOO_FEW

Mode = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of everything that is not data, on one background."""

    background: str
    text: str
    muted: str
    grid: str
    zero: str


INKS: Mapping[Mode, Ink] = {
    "light": Ink(background="#ffffff", text="#1f2430", muted="#5b6270", grid="#e3e6eb", zero="#6b7280"),
    "dark": Ink(background="#0e1117", text="#f2f4f8", muted="#aab1bd", grid="#2c313b", zero="#8d95a3"),
}

BLUE, ORANGE, BRICK, GREY = "#106df9", "#e07806", "#b43a21", "#7b818c"
SIDE_A, SIDE_B = BLUE, ORANGE

GROUP_COLOURS: Mapping[str, str] = {
    "Technology and estate": BLUE,
    "Data and AI": "#6957aa",
    "People and skills": ORANGE,
    "Service and citizens": "#18a866",
    "Money and governance": "#8d91b9",
    "Risk and resilience": BRICK,
    "Place and planet": "#0f7161",
}

HEAT = ("#eaf2fe", "#bcd6fb", "#82b1f5", "#4a87e8", "#1f5fc9", "#123f92", "#0a2357")
"""Steps of the sequential scale, light to dark."""


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """How a verdict looks: colour, a symbol in text, and the shape of its point in a chart."""

    colour: str
    symbol: str
    shape: str


CROSSED = "M-1,-.6L-.6,-1L0,-.4L.6,-1L1,-.6L.4,0L1,.6L.6,1L0,.4L-.6,1L-1,.6L-.4,0Z"
"""A cross on its side, as a path: what cannot be told."""


VERDICT_MARKS: Mapping[str, VerdictMark] = {
    RISING: VerdictMark(BLUE, "▲", "triangle-up"),
    FALLING: VerdictMark(BRICK, "▼", "triangle-down"),
    NO_CHANGE: VerdictMark(GREY, "●", "circle"),
    TOO_FEW: VerdictMark(GREY, "×", CROSSED),
    HIGHER: VerdictMark(SIDE_A, "▶", "triangle-right"),
    LOWER: VerdictMark(SIDE_B, "◀", "triangle-left"),
    NO_DIFFERENCE: VerdictMark(GREY, "●", "circle"),
}


def group_colours(groups: Iterable[str]) -> dict[str, str]:
    """Return a colour for each theme group, in order of first appearance.

    Known groups keep their own colour; others take what is left over, then grey.
    """
    names = list(dict.fromkeys(groups))
    left_over = [colour for name, colour in GROUP_COLOURS.items() if name not in names]
    return {name: GROUP_COLOURS.get(name) or (left_over.pop(0) if left_over else GREY) for name in names}


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two ``#rrggbb`` colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
