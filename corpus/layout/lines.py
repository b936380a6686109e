"""What stands on a page: lines of text with their place, size and weight."""

from dataclasses import dataclass
from typing import NamedTuple

from schema import Box


@dataclass(slots=True, eq=False)  # not frozen: a report has thousands, and freezing costs more than all the rest
class Line:
    """A stretch of text on one base line without a wide gap inside.

    Coordinates are in points from the top left of the page with its text upright. `size` is the height
    of its characters' cells, `bold` and `italic` whether all of it is set so, `raised` whether it
    begins with a raised number, as notes do, `level` the level of the heading that the file tags it as,
    `coloured` whether it is bold and not in black or grey.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    raised: bool = False
    level: int = 0
    coloured: bool = False

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Vertical middle in points."""
        return (self.top + self.bottom) / 2


class Area(NamedTuple):
    """A rectangle in points from the top left of the page with its text upright."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, line: Line) -> bool:
        """Whether the middle of a line stands inside."""
        return self.left - 1 < (line.left + line.right) / 2 < self.right + 1 and self.top < line.middle < self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    """One page as extracted: its size in points, its lines in the file's order, and its ruled tables.

    All of it is turned so that its text is upright; `turn` is how far (in degrees, clockwise) it has
    to be turned to be as the page is shown.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Area, ...] = ()
    turn: int = 0

    def box(self, line: Line) -> Box:
        """Return a line's place as fractions of the page as it is shown."""
        width, height = self.width or 1.0, self.height or 1.0
        left, top, right, bottom = line.left / width, line.top / height, line.right / width, line.bottom / height
        if self.turn or not (0.0 <= left <= right <= 1.0 and 0.0 <= top <= bottom <= 1.0):
            left, top, right, bottom = self._inside(left, top, right, bottom)
        return Box(self.number, round(left, 5), round(top, 5), round(right, 5), round(bottom, 5))

    def _inside(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Return a place turned as the page is shown, no part of it outside."""
        left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)
        for _ in range(self.turn // 90):
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        left, top = min(left, 1.0), min(top, 1.0)
        return left, top, max(left, right), max(top, bottom)
