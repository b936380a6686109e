"""Pages of lines to blocks in reading order."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import NamedTuple

from corpus.blocks import Block, Place
from corpus.clean import plain
from corpus.hyphens import SOFT_BREAK, breaks_words, join_lines, words_of
from corpus.layout.columns import regions
from corpus.layout.floats import set_bare_pages, set_floats
from corpus.layout.furniture import furniture, printed_labels
from corpus.layout.headings import Entry, classify
from corpus.layout.lines import Line, Page
from corpus.layout.paragraphs import Paragraph, joined_over_breaks, paragraphs_of, setting_of
from corpus.layout.rows import BULLET, Row, rows_of

_NOTE_NUMBER = re.compile(r"^(\d{1,3}|[*†‡§])(?=[^\s\d.)])")
_ROUND = re.compile(r"o(?=\s+[A-Z“\"(\d])")
_LEADERS = re.compile(r"(?:\s?\.){4,}\s*")
_BACK_COVER = 2  # pages: its inner and its outer side


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The blocks of a report, the printed page labels, and the furniture taken out as (page, reason, text)."""

    blocks: tuple[Block, ...]
    labels: tuple[str | None, ...]
    removed: tuple[tuple[int | None, str, str], ...]


def lay_out(pages: Sequence[Page], outline: Sequence[Entry] = (), labels: Sequence[str | None] = ()) -> LaidOut:
    """Return the text of the pages as blocks in reading order.

    Parameters
    ----------
    pages : sequence of Page
        All pages of the report.
    outline : sequence of Entry
        The file's own outline; empty where it has none.
    labels : sequence of str or None
        The file's own page labels; empty where it has none.
    """
    taken = furniture(pages, labels)
    removed = tuple(
        (page.number, taken[id(line)], line.text) for page in pages for line in page.lines if id(line) in taken
    )
    found = [
        rows for page in pages for rows in _page_rows(page, [line for line in page.lines if id(line) not in taken])
    ]
    setting = setting_of(found)
    by_region = [paragraphs_of(rows, setting) for rows in found]
    classify([paragraph for region in by_region for paragraph in region], setting, outline)
    for region in by_region:
        set_floats(region, setting)
    set_bare_pages([paragraph for region in by_region for paragraph in region])
    paragraphs = joined_over_breaks(by_region)
    words = _words(pages)
    by_number = {page.number: page for page in pages}
    blocks = [_block(paragraph, by_number, words) for paragraph in paragraphs]
    bearing = {page for page, _, _ in removed}
    return LaidOut(
        tuple(_cover_apart([block for block in blocks if block.text], bearing, len(pages))),
        tuple(own or printed for own, printed in zip_longest(labels, printed_labels(pages, taken))),
        removed,
    )


def _page_rows(page: Page, lines: Sequence[Line]) -> list[list[Row]]:
    """Return the rows of each region of a page in reading order; each ruled table is a region of its own."""
    if not page.tables:
        return [rows_of(region) for region in regions(lines)]
    in_tables = {id(line) for area in page.tables for line in lines if area.holds(line)}
    found: list[list[Row]] = []
    for region in regions([line for line in lines if id(line) not in in_tables]):
        cuts = [area.top for area in page.tables if region[0].top < area.top < region[-1].top]
        for above, below in pairwise([float("-inf"), *cuts, float("inf")]):
            found.append(rows_of([line for line in region if above <= line.top < below]))
    for area in page.tables:
        rows = rows_of(sorted(filter(area.holds, lines), key=lambda line: (line.top, line.left)))
        place = next((i for i, held in enumerate(found) if held and held[0].line.top > area.top), len(found))
        found.insert(place, [row if row.cells else Row(row.line, (row.line,)) for row in rows])
    return [rows for rows in found if rows]


class _Words(NamedTuple):
    """The words of a report, and whether it breaks them at line ends; none are held of one without such a line."""

    counts: Mapping[str, int]
    breaking: bool


def _words(pages: Sequence[Page]) -> _Words:
    lines = [line.text for page in pages for line in page.lines]
    if not any(line.endswith(("-", SOFT_BREAK)) for line in lines):
        return _Words({}, breaking=True)
    counts = words_of(lines)
    return _Words(counts, breaks_words(lines, counts))


def _block(paragraph: Paragraph, pages: dict[int, Page], words: _Words) -> Block:
    lines = paragraph.lines
    if paragraph.kind == "table":
        texts = [" | ".join(cell.text for cell in row.cells) or row.line.text for row in paragraph.rows]
        text = plain("\n".join(texts or [line.text for line in lines]))
        return Block(text, "table", 0, paragraph.first.page, _outer_place(lines, pages))
    if paragraph.kind == "list":
        lines = [_without_bullet(lines[0]), *lines[1:]]
    elif paragraph.kind == "footnote":
        lines = [replace(lines[0], text=_NOTE_NUMBER.sub(r"\1 ", lines[0].text)), *lines[1:]]
    text, starts = join_lines([_without_leaders(line.text) for line in lines], words.counts, breaking=words.breaking)
    places = tuple(Place(start, pages[line.page].box(line)) for start, line in zip(starts, lines, strict=True))
    return Block(text.strip(), paragraph.kind, paragraph.level, paragraph.first.page, places)


def _cover_apart(blocks: Sequence[Block], bearing: Collection[int], n_pages: int) -> Iterator[Block]:
    """Yield the blocks, headings on the back cover outside of the last chapter: one level above all of the page.

    A back cover bears neither page number nor running head, as the pages before it do.
    """
    last = max(bearing, default=0)
    behind = n_pages / 2 < len(bearing) and n_pages - _BACK_COVER <= last
    lift = min((b.level for b in blocks if b.kind == "heading" and (b.page or 0) > last), default=1) - 1
    for block in blocks:
        outside = behind and block.kind == "heading" and (block.page or 0) > last
        yield replace(block, level=block.level - lift) if outside else block


def _without_leaders(text: str) -> str:
    return _LEADERS.sub(" … ", text) if ".." in text or ". ." in text else text


def _without_bullet(line: Line) -> Line:
    match = BULLET.match(line.text) or _ROUND.match(line.text)
    return replace(line, text=line.text[match.end() :].lstrip()) if match else line


def _outer_place(lines: Sequence[Line], pages: dict[int, Page]) -> tuple[Place, ...]:
    boxes = [pages[line.page].box(line) for line in lines]
    outer = boxes[0]._replace(
        left=min(box.left for box in boxes),
        top=min(box.top for box in boxes),
        right=max(box.right for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )
    return (Place(0, outer),)
