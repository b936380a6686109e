"""Lines of a page to regions in reading order: across the page, then column by column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.layout.lines import Line

_FEWEST_LINES = 4
_FEWEST_WORDS = 3.5
_FILLED = 0.55
_EDGE_GRID = 3.0
_FEWEST_EVEN, _EVEN, _MOSTLY = 6, 0.08, 0.7
_MOST_NESTED = 3


def regions(lines: Sequence[Line], nested: int = 0) -> list[list[Line]]:
    """Return the lines grouped into columns (or full-width stretches), in reading order.

    A gutter is accepted only where both sides hold at least four lines of prose that fill most
    of their column, so that the cells of a table stay on their rows.
    """
    ordered = sorted(lines, key=lambda line: (line.top, line.left))
    gutter = _gutter(ordered) if nested < _MOST_NESTED else None
    if gutter is None:
        return [ordered] if ordered else []
    found: list[list[Line]] = []
    for band, split in _bands(ordered, gutter):
        if not split:
            found.append(band)
            continue
        found += regions([line for line in band if line.right <= gutter + 1], nested + 1)
        found += regions([line for line in band if line.right > gutter + 1], nested + 1)
    return found


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the x just left of the column edge that sorts the most lines into columns."""
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    low, high = min(line.left for line in lines), max(line.right for line in lines)
    width = high - low
    edges = Counter(round(line.left / _EDGE_GRID) for line in lines)
    best, best_score = None, 0
    for edge, count in edges.items():
        x = (edge - 0.7) * _EDGE_GRID
        if count + edges.get(edge + 1, 0) < _FEWEST_LINES or not low + 0.15 * width < x < high - 0.15 * width:
            continue
        score = sum(len(band) for band, split in _bands(lines, x) if split)
        if score > best_score:
            best, best_score = x, score
    return best


def _bands(lines: Sequence[Line], gutter: float) -> Iterator[tuple[list[Line], bool]]:
    """Yield stretches of lines from top to bottom, and whether each is set in two columns."""
    plain: list[Line] = []
    for run, crossing in _runs(lines, gutter):
        if not crossing and _two_columns(run, gutter):
            if plain:
                yield plain, False
                plain = []
            yield run, True
        else:
            plain += run
    if plain:
        yield plain, False


def _runs(lines: Sequence[Line], gutter: float) -> Iterator[tuple[list[Line], bool]]:
    run: list[Line] = []
    crossed = False
    for line in lines:
        crosses = line.left < gutter - 1 and line.right > gutter + 1
        if run and crosses != crossed:
            yield run, crossed
            run = []
        crossed = crosses
        run.append(line)
    if run:
        yield run, crossed


def _two_columns(run: Sequence[Line], gutter: float) -> bool:
    left = [line for line in run if line.right <= gutter + 1]
    right = [line for line in run if line.right > gutter + 1]
    if min(len(left), len(right)) < _FEWEST_LINES:
        return False
    beside = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    return beside > 2 * right[0].size and _is_prose(left) and _is_prose(right)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines read as running text that fills most of the column's width.

    Its lines hold several words each or, in a narrow column, stand at one distance and mostly go on in
    the middle of a sentence, as the cells of a table do not.
    """
    widths = sorted(line.width for line in lines)
    words = sum(line.text.count(" ") + 1 for line in lines)
    if widths[len(lines) // 2] < _FILLED * widths[9 * len(lines) // 10]:  # which may be two columns side by side
        return False
    return words >= _FEWEST_WORDS * len(lines) or _is_even(lines)


def _is_even(lines: Sequence[Line]) -> bool:
    if len(lines) < _FEWEST_EVEN:
        return False
    going_on = sum(line.text[:1].islower() for line in lines)
    steps = sorted(step for above, below in pairwise(lines) if (step := below.top - above.top) > 1)
    usual = steps[len(steps) // 2] if steps else 0.0
    even = sum(abs(step - usual) < _EVEN * usual for step in steps)
    return going_on >= len(lines) / 2 and even >= _MOSTLY * len(steps)
