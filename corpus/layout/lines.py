"""What stands on a page: lines of text with their place, size and weight."""

from dataclasses import dataclass

from schema import Box


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text on one base line without a wide gap inside.

    Coordinates are in points from the top left of the page, as it is shown. `size` is the height
    of its characters' cells, `bold` whether all of it is set in a heavy weight.
    """

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Vertical middle in points."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page as extracted: its size in points and its lines in the file's order."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    def box(self, line: Line) -> Box:
        """Return a line's place as fractions of the page."""
        return Box(
            self.number,
            _fraction(line.left, self.width),
            _fraction(line.top, self.height),
            _fraction(line.right, self.width),
            _fraction(line.bottom, self.height),
        )


def _fraction(value: float, whole: float) -> float:
    return round(min(max(value / whole, 0.0), 1.0), 5) if whole > 0 else 0.0
