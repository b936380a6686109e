"""Rows to paragraphs: where one ends and the next begins, and which go on over a column or page."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.blocks import Kind
from corpus.hyphens import SOFT_BREAK
from corpus.layout.lines import Line
from corpus.layout.rows import BULLET, Row

SMALL = 0.93
_ITEM = re.compile(
    rf"(?:{BULLET.pattern}\s*(?=\S)|o\s+(?=[A-Z“\"(\d])|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)]\s+(?=\S))"
)
NOTE = re.compile(r"(\d{1,3}|[*†‡§])(?:[.)]?\s+(?=\S)|(?=[A-Z“\"(]|https?:))")
SOURCE = re.compile(r"(?:Notes?|Sources?|Quellen?|Källa)\s*:")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*$")
_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*(?:\s?\d{1,3})?$|[.!?]\s?\[\d+\]$")
_TAIL = 32  # characters that tell how a line ends
_GAP = 1.22
_WIDE = 2.2
_INDENT = 0.7
_SHORT = 0.12
_FEWEST_WORDS, _SURELY_OPEN = 8, 25
_LEADERS = re.compile(r"(?:\s?[.…]){4}\s{0,3}(?:\d{1,4}|[ivxlc]+)$")


@dataclass
class Paragraph:
    """Lines that belong together, with what they were found to be; `margin` is their column's right edge."""

    lines: list[Line]
    kind: Kind = "body"
    level: int = 0
    margin: float = 0.0
    rows: list[Row] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """The first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """The last line."""
        return self.lines[-1]

    @property
    def words(self) -> int:
        """Number of words, by spaces."""
        return sum(line.text.count(" ") + 1 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a report is set: the size of its body text, and the usual line pitch of each size."""

    body: float
    pitch: Mapping[float, float]

    def usual_pitch(self, size: float) -> float:
        """Return the usual distance between the tops of two lines of this size, in points."""
        return self.pitch.get(rounded(size), 1.3 * size)


def rounded(size: float) -> float:
    """Return a size in half points, so that equal styles compare equal."""
    return round(2 * size) / 2


def setting_of(regions: Sequence[Sequence[Row]]) -> Setting:
    """Return the body size and line pitches of a report, from its regions of rows."""
    weight: dict[float, int] = defaultdict(int)
    pitches: dict[float, list[float]] = defaultdict(list)
    for rows in regions:
        above: Row | None = None
        size = 0.0
        for row in rows:
            line, before = row.line, size
            size = rounded(line.size)
            weight[size] += len(line.text)
            if above is not None and size == before and not (above.cells or row.cells):
                step = line.top - above.line.top
                if 0 < step < 2.5 * line.size:
                    pitches[size].append(step)
            above = row
    usual = {size: sorted(steps)[2 * len(steps) // 5] for size, steps in pitches.items() if len(steps) > 4}
    return Setting(max(weight, key=weight.__getitem__, default=10.0), usual)


def paragraphs_of(rows: Sequence[Row], setting: Setting) -> list[Paragraph]:
    """Return the paragraphs, list items and tables of one region."""
    found: list[Paragraph] = []
    texts = [row.line for row in rows if not row.cells] or [row.line for row in rows]
    left, right = _margins(texts)
    for row in rows:
        previous = found[-1] if found else None
        if row.cells:
            if previous is not None and previous.kind == "table":
                previous.lines.append(row.line)
                previous.rows.append(row)
            else:
                found.append(Paragraph([row.line], "table", rows=[row]))
        elif previous is None or previous.kind == "table" or _breaks(previous, row.line, (left, right), setting):
            found.append(Paragraph([row.line], "list" if _ITEM.match(row.line.text) else "body", margin=right))
        else:
            previous.lines.append(row.line)
    return found


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Return the left and right edge of the text, a few stray lines aside."""
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    return lefts[len(lefts) // 10], rights[(9 * len(rights)) // 10]


def _breaks(paragraph: Paragraph, line: Line, margins: tuple[float, float], setting: Setting) -> bool:
    """Whether `line` begins a new paragraph below `paragraph`."""
    above = paragraph.last
    tail = above.text[-_TAIL:]
    ended = _ENDED.search(tail) is not None
    short = _is_short(above, margins)
    if (
        _differs(above, line)
        or (tail.count(".") + tail.count("…") > 3 and _LEADERS.search(tail))
        or SOURCE.match(line.text)
        or above.level != line.level
    ):
        return True
    if line.raised and NOTE.match(line.text):
        return True
    if _is_apart(paragraph, line, setting.usual_pitch(line.size), closed=ended or short):
        return True
    if above.bold != line.bold and not _runs_on(above, line, short):
        return True
    if line.size < SMALL * setting.body:
        if _next_note(paragraph, line):
            return True
        if _is_note(paragraph):
            return False
    if _ITEM.match(line.text) and _begins_item(paragraph, line, ended or short):
        return True
    if paragraph.kind == "list":
        outdented = line.left < paragraph.first.left - 1
        return outdented or (line.left < paragraph.first.left + 1 and short and ended)
    indented = line.left - max(above.left, margins[0]) > _INDENT * line.size and above.left < margins[0] + 1
    return (indented and (ended or short)) or (short and ended)


def _is_apart(paragraph: Paragraph, line: Line, usual: float, *, closed: bool) -> bool:
    """Whether a line stands farther below a paragraph than lines of one paragraph do.

    Some paragraphs are set wider than the rest of the report: their own pitch counts, and a line that
    goes on with the sentence shows it first.
    """
    above = paragraph.last
    pitch = line.top - above.top
    if -line.size <= pitch <= _GAP * usual + 0.5:
        return False
    own = above.top - paragraph.lines[-2].top if len(paragraph.lines) > 1 else 0.0
    wide = 0 < pitch < _WIDE * line.size and not closed
    return not (wide and (line.text[:1].islower() or abs(pitch - own) < 0.5))


def _is_note(paragraph: Paragraph) -> bool:
    return paragraph.first.raised or NOTE.match(paragraph.first.text) is not None


def _runs_on(above: Line, line: Line, short: bool) -> bool:
    """Whether a sentence that begins in bold goes on in plain weight, or the other way round."""
    return not short and (line.text[:1].islower() or not _ENDED.search(above.text))


def _begins_item(paragraph: Paragraph, line: Line, closed: bool) -> bool:
    """Whether a marker at the head of a line is one: a dash or number may also fall there by chance."""
    if BULLET.match(line.text) and not line.text.startswith(("-", "–", "—", "*")):
        return True
    indented = line.text.startswith("o ") and line.left > paragraph.last.left + 2
    return closed or indented or line.left < paragraph.last.left - 2


def _next_note(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line in small print begins the next numbered note."""
    begun, held = NOTE.match(line.text), NOTE.match(paragraph.first.text)
    if begun is None or _SENTENCE_END.search(paragraph.last.text):
        return begun is not None
    return held is not None and begun[1].isdecimal() and held[1].isdecimal() and int(begun[1]) == int(held[1]) + 1


def _differs(above: Line, line: Line) -> bool:
    return abs(above.size - line.size) > 0.08 * max(above.size, line.size)


def _is_short(line: Line, margins: tuple[float, float]) -> bool:
    left, right = margins
    return line.right < right - _SHORT * (right - left)


def joined_over_breaks(regions: Sequence[Sequence[Paragraph]]) -> list[Paragraph]:
    """Return all paragraphs in order, those cut by the end of a column or page made whole.

    Notes, captions and tables that stand between both parts follow the whole paragraph.
    """
    found: list[Paragraph] = []
    for region in regions:
        for index, paragraph in enumerate(region):
            open_one = _open(found)
            between = region[:index] or found[-1:]
            if open_one is not None and _is_rest(open_one, paragraph, between, first=index == 0):
                open_one.lines += paragraph.lines
            elif paragraph.kind == "list" and found:
                found.insert(_place_in_list(found), paragraph)
            else:
                found.append(paragraph)
    return found


def _place_in_list(found: Sequence[Paragraph]) -> int:
    """Return where a list item goes: before floats, if these stand behind its list or lead-in sentence."""
    place = len(found)
    while place and _all_floating(found[place - 1 : place]):
        place -= 1
    before = found[place - 1] if place else None
    joins = before is not None and (before.kind == "list" or before.last.text.endswith(":"))
    return place if joins else len(found)


def _open(found: Sequence[Paragraph]) -> Paragraph | None:
    """Return the last paragraph of running text."""
    for paragraph in reversed(found):
        if paragraph.kind in ("body", "list"):
            return paragraph
        if paragraph.kind == "heading":
            return None
    return None


def _all_floating(paragraphs: Sequence[Paragraph]) -> bool:
    return all(paragraph.kind in ("table", "caption", "footnote") for paragraph in paragraphs)


def _is_rest(before: Paragraph, after: Paragraph, between: Sequence[Paragraph], *, first: bool) -> bool:
    """Whether `after`, the first of its region or not, is the rest of `before`."""
    floating = _all_floating(between)
    if not first and not floating:
        return _stands_open(before, after)
    # Below a table or a box's caption a new sentence begins a new paragraph; notes end a page without it.
    below = floating and (not first or before.last.page == after.first.page)
    return _goes_on(before, after) and not (below and _ENDED.search(before.last.text))


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether `after`, which begins a column or page, is the rest of `before`."""
    if after.kind != "body" or abs(before.last.size - after.first.size) > 0.6 or before.last.bold != after.first.bold:
        return False
    if not 0 <= after.first.page - before.last.page <= 2:
        return False
    text, head = before.last.text, after.first.text[:1]
    if text.endswith((SOFT_BREAK, "-")):
        return True
    if _ENDED.search(text):
        return before.words > _FEWEST_WORDS and not _had_room(before, after.first)
    if head.islower() or head in "(“‘\"'" or (before.kind == "body" and before.words > _SURELY_OPEN):
        return True
    return before.words > _FEWEST_WORDS and not _had_room(before, after.first)


def _stands_open(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph breaks off inside a bracket that the next one closes: a stray break of line."""
    text = " ".join(line.text for line in before.lines)
    open_bracket = text.count("(") > text.count(")") and not _ENDED.search(text)
    closes = after.kind == before.kind == "body" and re.match(r"[^().]{0,80}\)", after.first.text) is not None
    return open_bracket and closes and after.first.page == before.last.page


def _had_room(before: Paragraph, following: Line) -> bool:
    """Whether the next word would have fitted on the last line: if so, the paragraph had ended there."""
    word = following.text.partition(" ")[0]
    width = following.width * (len(word) + 1) / max(len(following.text), 1)
    return before.last.right + width < before.margin - 1
