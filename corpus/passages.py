"""Blocks to passages of about 40 to 150 words, with exact offsets.

A body paragraph of 40 to 150 words is one passage as it stands. Shorter neighbours under the
same heading are joined until they reach 40 words; longer paragraphs are split at sentence ends.
A list stays together with its lead-in sentence, and a row of a table whole. Captions, notes,
tables, contents, reference lists and boilerplate are passages of their own kind; of these only
captions and notes of 25 words or more count towards shares, and never a line of dashes.

Positions number prose (body and lists) in reading order first, then everything else in reading
order, so that the k-th paragraph of a plain document has position k whatever else surrounds it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from corpus.blocks import Block, Place
from corpus.sentences import count_words, offset_of_word, sentence_ends
from schema import Box, Passage

SHORTEST, LONGEST = 40, 150
LEAST_NOTE = 25
MOST_CHARACTERS = 3000
_TARGET = 95
_SLICE = 120
_PROSE = ("body", "list")
_LOOSE = ("contents", "references", "table")
_ROWS = ("contents", "table")
"""Kinds of a line an entry."""
_JOINT = " › "


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the document's text that may become (part of) a passage."""

    start: int
    end: int
    words: int
    kind: str
    block: int
    page: int | None
    places: tuple[Place, ...] = ()

    def part(self, start: int, end: int, words: int) -> "_Piece":
        """Return a stretch of this piece."""
        return _Piece(start, end, words, self.kind, self.block, self.page, self.places)


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring pieces that make one passage."""

    pieces: tuple[_Piece, ...]
    heading: str

    @property
    def words(self) -> int:
        return sum(piece.words for piece in self.pieces)


def cut(blocks: Sequence[Block], page_labels: Sequence[str | None] = ()) -> tuple[str, tuple[Passage, ...]]:
    """Return the document's text and its passages.

    Parameters
    ----------
    blocks : sequence of Block
        In reading order, with normalised text.
    page_labels : sequence of str or None
        The printed label of each page, from page 1 on; empty where there are none.

    Returns
    -------
    (str, tuple of Passage)
        ``text[p.start:p.end] == p.text`` for each passage; positions count from 1.
    """
    text, spans = _lay_out(blocks)
    groups = list(_groups(text, blocks, spans))
    prose = [group for group in groups if group.pieces[0].kind in _PROSE]
    others = [group for group in groups if group.pieces[0].kind not in _PROSE]
    passages = (_passage(k, group, text, page_labels) for k, group in enumerate([*prose, *others], 1))
    return text, tuple(passages)


def _lay_out(blocks: Sequence[Block]) -> tuple[str, list[tuple[int, int]]]:
    pieces: list[str] = []
    spans = []
    offset = 0
    for index, block in enumerate(blocks):
        if index:
            gap = "\n" if block.kind == "list" == blocks[index - 1].kind else "\n\n"
            pieces.append(gap)
            offset += len(gap)
        spans.append((offset, offset + len(block.text)))
        pieces.append(block.text)
        offset += len(block.text)
    return "".join(pieces), spans


def _groups(text: str, blocks: Sequence[Block], spans: Sequence[tuple[int, int]]) -> Iterator[_Group]:
    """Walk the blocks, section by section, and yield the pieces of each passage."""
    path: list[tuple[int, str]] = []
    run: list[_Piece] = []
    for index, (block, (start, end)) in enumerate(zip(blocks, spans, strict=True)):
        if not block.text.strip():
            continue
        if run and (block.kind != run[-1].kind) and not (block.kind in _PROSE and run[-1].kind in _PROSE):
            yield from _section(run, text, _JOINT.join(title for _, title in path))
            run = []
        if block.kind == "heading":
            path = [*((level, title) for level, title in path if level < block.level), (block.level, block.text)]
            continue
        run.append(
            _Piece(start, end, count_words(block.text), block.kind, index, block.page, _shifted(block.places, start))
        )
    if run:
        yield from _section(run, text, _JOINT.join(title for _, title in path))


def _shifted(places: Sequence[Place], by: int) -> tuple[Place, ...]:
    return tuple(Place(place.start + by, place.box) for place in places)


def _section(run: Sequence[_Piece], text: str, heading: str) -> Iterator[_Group]:
    """Group the pieces between two headings; they are all prose, or all of one other kind."""
    if run[0].kind in _PROSE:
        groups = _prose(run, text)
    elif run[0].kind in _LOOSE:
        groups = _packed([part for piece in run for part in _split(piece, text)])
    else:
        groups = [[part] for piece in run for part in _split(piece, text)]
    for group in groups:
        yield _Group(tuple(group), heading)


def _prose(run: Sequence[_Piece], text: str) -> list[list[_Piece]]:
    """Group body paragraphs and lists: whole paragraphs alone, short neighbours together."""
    groups: list[list[_Piece]] = []
    pending: list[_Piece] = []
    for unit in _units(run, text):
        words = sum(piece.words for piece in unit)
        if words >= SHORTEST or _too_long(unit, unit):
            _settle(groups, pending)
            pending = []
            groups += _packed([part for piece in unit for part in _split(piece, text)])
            continue
        gathered = sum(piece.words for piece in pending)
        if gathered >= SHORTEST or _too_long(pending, unit):
            _settle(groups, pending)
            pending = []
        pending += unit
    _settle(groups, pending)
    return groups


def _units(run: Sequence[_Piece], text: str) -> Iterator[list[_Piece]]:
    """Yield paragraphs one by one and lists whole, each list with its short lead-in sentence."""
    unit: list[_Piece] = []
    for piece in run:
        lead_in = len(unit) == 1 and unit[0].words < SHORTEST and text[unit[0].end - 1] == ":"
        joins = piece.kind == "list" and unit and (unit[-1].kind == "list" or lead_in)
        if unit and not joins:
            yield unit
            unit = []
        unit.append(piece)
    if unit:
        yield unit


def _settle(groups: list[list[_Piece]], pending: list[_Piece]) -> None:
    """Make the gathered short pieces a group, or add them to the short group just before them."""
    if not pending:
        return
    if sum(piece.words for piece in pending) < SHORTEST and groups:
        last = groups[-1]
        gathered = len(last) > 1 and all(piece.words < SHORTEST for piece in last)
        follows = last[-1].block == pending[0].block - 1
        if gathered and follows and sum(p.words for p in [*last, *pending]) <= LONGEST and not _too_long(last, pending):
            last += pending
            return
    groups.append(list(pending))


def _too_long(first: Sequence[_Piece], then: Sequence[_Piece]) -> bool:
    return bool(first) and then[-1].end - first[0].start > MOST_CHARACTERS


def _packed(parts: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pack parts in order into groups of at most `LONGEST` words, as even as they come."""
    total = sum(part.words for part in parts)
    if total <= LONGEST and parts[-1].end - parts[0].start <= MOST_CHARACTERS:
        return [list(parts)]
    return [list(parts[i:j]) for i, j in _best_cuts(parts)]


def _best_cuts(parts: Sequence[_Piece]) -> list[tuple[int, int]]:
    """Cut a sequence of small parts so that each stretch has 40 to 150 words and is near 95."""
    cost = [0.0] + [float("inf")] * len(parts)
    came = [0] * (len(parts) + 1)
    for end in range(1, len(parts) + 1):
        words = 0
        for start in range(end - 1, -1, -1):
            words += parts[start].words
            fits = words <= LONGEST and parts[end - 1].end - parts[start].start <= MOST_CHARACTERS
            if start < end - 1 and not fits:
                break
            penalty = (words - _TARGET) ** 2 + (10**6 if words < SHORTEST else 0)
            if cost[start] + penalty < cost[end]:
                cost[end], came[end] = cost[start] + penalty, start
    cuts = []
    end = len(parts)
    while end:
        cuts.append((came[end], end))
        end = came[end]
    return cuts[::-1]


def _split(piece: _Piece, text: str) -> list[_Piece]:
    """Return the piece itself if it is short enough, else its sentences gathered into parts."""
    if piece.words <= LONGEST and piece.end - piece.start <= MOST_CHARACTERS:
        return [piece]
    body = text[piece.start : piece.end]
    sentences: list[_Piece] = []
    start = 0
    for end in accumulate(map(len, body.splitlines(keepends=True))) if piece.kind in _ROWS else sentence_ends(body):
        for part in _sliced(piece, text, piece.start + start, piece.start + end):
            if sentences and not part.words and part.end - sentences[-1].start <= MOST_CHARACTERS:
                sentences[-1] = sentences[-1].part(sentences[-1].start, part.end, sentences[-1].words)
            else:
                sentences.append(part)
        start = end
    if not sentences:
        return [piece]
    return [piece.part(sentences[i].start, sentences[j - 1].end, sum(s.words for s in sentences[i:j]))
            for i, j in _best_cuts(sentences)]  # fmt: skip


def _sliced(piece: _Piece, text: str, start: int, end: int) -> Iterator[_Piece]:
    """Yield a sentence whole, or in slices at white space where it is itself too long."""
    while start < end:
        stop = end
        if end - start > MOST_CHARACTERS or count_words(text[start:end]) > LONGEST:
            stop = _slice_end(text, start, end)
        stretch = text[start:stop]
        body = stretch.strip()
        if body:
            first = start + len(stretch) - len(stretch.lstrip())
            yield piece.part(first, first + len(body), count_words(body))
        start = stop


def _slice_end(text: str, start: int, end: int) -> int:
    """Return where to cut an overlong sentence: before its 120th word, or at a fixed width without words."""
    window = text[start : min(end, start + MOST_CHARACTERS)]
    return start + offset_of_word(window, _SLICE)


def _passage(position: int, group: _Group, text: str, page_labels: Sequence[str | None]) -> Passage:
    first, last = group.pieces[0], group.pieces[-1]
    start, end = first.start, last.end
    boxes = _boxes(group.pieces)
    page = boxes[0].page if boxes else first.page
    final = boxes[-1].page if boxes else last.page
    listed = sum(piece.words for piece in group.pieces if piece.kind == "list")
    kind = first.kind if first.kind not in _PROSE else ("list" if 2 * listed > group.words else "body")
    needed = 1 if kind in _PROSE else LEAST_NOTE if kind in ("caption", "footnote") else math.inf
    counted = group.words >= needed
    label = page_labels[page - 1] if page and page <= len(page_labels) else None
    return Passage(position, start, end, text[start:end], group.heading, kind, counted, page, final, label, boxes)


def _boxes(pieces: Sequence[_Piece]) -> tuple[Box, ...]:
    """Return the boxes of the lines that a passage covers, neighbours in a column as one."""
    merged: list[Box] = []
    for piece in pieces:
        starts = [place.start for place in piece.places]
        ends = [*starts[1:], max(piece.end, *starts, 0) + 1] if starts else []
        for place, stop in zip(piece.places, ends, strict=True):
            if place.start >= piece.end or stop <= piece.start:
                continue
            if merged and _adjoins(merged[-1], place.box):
                merged[-1] = _union(merged[-1], place.box)
            else:
                merged.append(place.box)
    return tuple(merged)


def _adjoins(above: Box, below: Box) -> bool:
    height = below.bottom - below.top
    near = above.bottom - height <= below.top <= above.bottom + 2.5 * height
    beside = below.left < above.right and above.left < below.right
    return above.page == below.page and near and beside


def _union(a: Box, b: Box) -> Box:
    return Box(a.page, min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))
