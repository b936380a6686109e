"""Lines on one height to rows, and rows to text or tables."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from corpus.layout.lines import Line

BULLET = re.compile(r"[•‣◦▪▫■□●○◆◇★☐☑☒⁃∙√✔✓✗►▶▸➔➤➢❖❑❒–—\-*\uf0b7\uf0a7\uf0d8·]")
_MARKER = re.compile(
    rf"(?:{BULLET.pattern}|o|[^\w\s]|\(?\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}[.)]?|\(?[A-Za-z][.)]|\[\d{{1,3}}\]|\(?[ivx]{{1,5}}[.)])"
)
_MOST_BETWEEN = 3
_NEAR = 0.9  # of a line's height: a gap that a word space may fill
_SMALLER, _RAISED = 0.8, 0.1


class Row(NamedTuple):
    """What stands on one height of a region: a line of text, or the cells of a table row."""

    line: Line
    cells: tuple[Line, ...] = ()


def rows_of(region: Sequence[Line]) -> list[Row]:
    """Return a region's rows from top to bottom; markers are part of their line."""
    rows: list[list[Line]] = []
    for line in region:
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return _settle([_row(sorted(row, key=lambda line: line.left)) for row in rows])


def _beside(line: Line, other: Line) -> bool:
    return abs(line.middle - other.middle) < 0.5 * min(line.bottom - line.top, other.bottom - other.top)


def _row(cells: Sequence[Line]) -> Row:
    if len(cells) == 1:
        return Row(cells[0])
    healed = _healed(cells)
    if len(healed) == 1:
        return Row(healed[0])
    longest = max(cells, key=lambda cell: len(cell.text))
    line = replace(
        longest,
        text=" ".join(cell.text for cell in cells),
        left=cells[0].left,
        right=cells[-1].right,
        top=min(cell.top for cell in cells),
        bottom=max(cell.bottom for cell in cells),
        bold=all(cell.bold for cell in cells),
        raised=cells[0].raised or _is_mark(cells[0], longest),
    )
    marked = len(cells) == 2 and _MARKER.fullmatch(cells[0].text)
    return Row(line, () if marked else tuple(cells))


def _healed(cells: Sequence[Line]) -> list[Line]:
    """Return the cells as one if only raised numbers, which point to notes, have split a line; these go."""
    healed: list[Line] = []
    marked = False
    end = 0.0
    for cell in cells:
        before = healed[-1] if healed else None
        if before is None or cell.left - end > _NEAR * max(cell.size, before.size):
            healed.append(cell)
        elif _is_mark(cell, before):
            marked = True
        else:
            marked = marked or cell.raised
            text = f"{before.text} {cell.text.lstrip('0123456789 ') if cell.raised else cell.text}"
            healed[-1] = replace(before, text=text, right=cell.right, bold=before.bold and cell.bold)
        end = cell.right
    return healed if marked else list(cells)


def _is_mark(cell: Line, beside: Line) -> bool:
    """Whether a cell is nothing but a small raised number."""
    small = cell.text.isdecimal() and len(cell.text) < 4 and cell.size < _SMALLER * beside.size
    return small and cell.bottom < beside.bottom - _RAISED * beside.size


def _settle(rows: list[Row]) -> list[Row]:
    """Make narrow rows between table rows part of the table, and a lone row of cells text."""
    tabular = [index for index, row in enumerate(rows) if row.cells]
    if not tabular:
        return rows
    width = max(row.line.right for row in rows) - min(row.line.left for row in rows)
    settled = list(rows)
    for before, after in pairwise(tabular):
        between = range(before + 1, after)
        narrow = all(rows[i].line.width < 0.6 * width for i in between)
        if len(between) <= _MOST_BETWEEN and narrow:
            for i in between:
                settled[i] = Row(rows[i].line, (rows[i].line,))
    for index in tabular:
        alone = not any(0 <= near < len(settled) and settled[near].cells for near in (index - 1, index + 1))
        if alone and len(settled[index].cells) == 2:
            settled[index] = Row(settled[index].line)
    return settled
