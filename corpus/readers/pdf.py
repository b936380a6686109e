"""PDF to blocks with pdfium: characters with their boxes, gathered into lines, laid out as text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium

from corpus.blocks import Parsed
from corpus.clean import plain
from corpus.hyphens import SOFT_BREAK
from corpus.imprint import imprint
from corpus.layout.furniture import Removed
from corpus.layout.headings import Entry
from corpus.layout.lines import Line, Page
from corpus.layout.paragraphs import rounded
from corpus.layout.quality import judge
from corpus.layout.tables import ruled_tables
from corpus.layout.text import lay_out
from corpus.limits import said
from corpus.metadata import stated
from corpus.readers.pdfium import (
    Frame,
    address,
    cells,
    drawn_lines,
    heading_tags,
    is_bold,
    is_coloured,
    is_italic,
    is_raised,
    marked_content,
    page_text,
    text_turn,
)
from errors import LimitExceeded, UnreadableFile
from schema import MetadataValue

MAX_PAGES = 5_000
MAX_ENTRIES = 5_000
_FRONT = 4
_STANDS_OUT, _LONGEST_TITLE, _MOST_ON_COVER = 1.15, 200, 80
_LETTER = re.compile(r"[^\W\d_]")
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ -|untitled|document\d*|presentation)|\.(?:docx?|pdf|pptx?|indd|qxd|xlsx?)$", re.I
)
_WIDE_GAP, _STEP_BACK = 1.3, 1.5
_BLANK = np.array([chr(code).isspace() or chr(code) in (SOFT_BREAK, "\x00") for code in range(1 << 16)])
# pdfium marks a hyphen by one character, at the end of a line as well as inside it.
_NOTE_MARK = re.compile(
    r"(?:(?:(?<![kcdm]m)(?<=[^\W\d_]{2})|(?<=[.,;:)\]”’\"])|(?<=[.,;:)\]”’\"] ))\d{1,3}|(?<=[^\d.,]\d{4})\d{1,2})(?!\w)"
)
_NUMBER_ENDS = re.compile(r"[^\s\d] ?\d{1,3}(?!\w)|\d{5,6}(?!\w)")
_NUMBERED = re.compile(r"\d{1,3} ?(?=[^\W\d])")
_DIGIT = re.compile(r"\d")
_LINE_END = ord("\n")
_MOST_LEANING, _MEASURED = 12, 7
_INSIDE = re.compile(rf"{SOFT_BREAK}(?=\S)")


def read_pdf(data: bytes, name: str) -> Parsed:
    """Return the blocks of a PDF in reading order, with pages, boxes and what was taken out.

    Raises
    ------
    UnreadableFile
        It is damaged, encrypted or no PDF.
    LimitExceeded
        It has more than `MAX_PAGES` pages.
    """
    with open_pdf(data, name) as document:
        if len(document) > MAX_PAGES:
            raise LimitExceeded(f"{name} has {len(document)} pages; at most {MAX_PAGES} are read.", "Split it.")
        outline = tuple(_outline(document))
        tagged = not outline and document.is_tagged()
        pages = [_page(document, index, tagged=tagged) for index in range(len(document))]
        given = tuple(document.get_page_label(index) or None for index in range(len(document)))
        title = document.get_metadata_value("Title")
    laid = lay_out(pages, outline, given)
    found = (*_stated_title(title), *imprint(_front_lines(pages, laid.removed)), *_shown_title(pages))
    quality, flaws = judge(pages)
    return Parsed("pdf", laid.blocks, found, len(pages), laid.labels, laid.removed, flaws, quality)


def open_pdf(data: bytes, name: str) -> pdfium.PdfDocument:
    """Return an opened PDF.

    Raises
    ------
    UnreadableFile
        It is damaged, encrypted or no PDF.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(f"{name} is protected by a password.", "Save it without a password.") from error
        raise UnreadableFile(f"{name} is not a readable PDF: {said(error)}.", "Download or export it again.") from error


def _outline(document: pdfium.PdfDocument) -> Iterator[Entry]:
    for entry in islice(document.get_toc(max_depth=8), MAX_ENTRIES):
        target = entry.get_dest()
        index = target.get_index() if target else None
        yield Entry(entry.get_title() or "", entry.level + 1, index + 1 if index is not None else None)


def _page(document: pdfium.PdfDocument, index: int, *, tagged: bool) -> Page:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return Page(index + 1, 0.0, 0.0, ())
    left, bottom, right, top = page.get_bbox()
    text = page_text(text_page)
    frame = Frame(left, bottom, right, top, text_turn(address(text_page), len(text)))
    levels = heading_tags(address(page)) if tagged else {}
    lines = tuple(_lines(_Source(address(text_page), text, index + 1, levels), frame))
    tables = ruled_tables(drawn_lines(address(page), frame), lines) if lines else []
    page_turn = page.get_rotation()
    text_page.close()
    page.close()
    return Page(index + 1, *frame.size, lines, tuple(tables), (page_turn - frame.rotation) % 360)


class _Source(NamedTuple):
    """A page's characters: the handle to ask for them, their text, the page's number and its tagged headings."""

    handle: int
    text: str
    number: int
    levels: Mapping[int, int]


def _lines(source: _Source, frame: Frame) -> Iterator[Line]:
    """Yield the lines of a page: words on one height without a wide gap between them."""
    handle, text = source.handle, source.text
    # Word by word: only the first and last character of each are asked for their place, which is what costs time.
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = _BLANK[np.minimum(codes, len(_BLANK) - 1)]
    edges = np.flatnonzero(np.diff(blank, prepend=True, append=True))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts):
        return
    first, last = (frame.turned(cells(handle, at.tolist())) for at in (starts, stops - 1))
    height = np.maximum(np.maximum(first[:, 3] - first[:, 1], last[:, 3] - last[:, 1]), 1.0)
    higher = np.maximum(height[1:], height[:-1])
    gap, drop = first[1:, 0] - last[:-1, 2], np.abs(first[1:, 1] - last[:-1, 1])
    apart = (gap > _WIDE_GAP * higher) | ((gap < -_STEP_BACK * higher) & (drop > 0.5 * higher))
    breaks = np.flatnonzero(codes == _LINE_END)
    ends = np.searchsorted(breaks, starts[1:]) > np.searchsorted(breaks, stops[:-1])
    cuts = np.flatnonzero(apart | ends) + 1
    words = _Words(starts.tolist(), stops.tolist(), first.tolist(), last.tolist())
    for begin, end in pairwise([0, *cuts.tolist(), len(starts)]):
        yield _line(source, words, begin, end)


class _Words(NamedTuple):
    """Where words begin and end in the page's text, and the cells of their first and last characters."""

    starts: list[int]
    stops: list[int]
    first: list[list[float]]
    last: list[list[float]]


def _line(source: _Source, words: _Words, begin: int, end: int) -> Line:
    """Return the line of some neighbouring words; its height is that of its middling word, whatever is raised in it."""
    handle, text, number, levels = source
    measured = words.first[begin : end : (end - begin) // _MEASURED or 1]
    heights = sorted([(bottom - top, top) for _, top, _, bottom in measured])
    height, top = heights[len(heights) // 2]
    start, stop = words.starts[begin], words.stops[end - 1]
    body = text[start:stop]
    if _DIGIT.search(body) and _NUMBER_ENDS.search(body):
        body = _without_marks(handle, body, start)
    body = plain(_INSIDE.sub("-", body) if SOFT_BREAK in body else body)
    if text[stop : stop + 1] == SOFT_BREAK:
        body += SOFT_BREAK
    numbered = _NUMBERED.match(body) if body[:1].isdigit() else None
    middle = words.starts[(begin + end) // 2]
    bold = is_bold(handle, start) and is_bold(handle, middle) and is_bold(handle, stop - 1)
    return Line(
        body,
        number,
        min(words.first[begin][0], words.first[end - 1][0]),
        top,
        max(words.last[begin][2], words.last[end - 1][2]),
        top + height,
        height,
        bold,
        _may_head(body) and is_italic(handle, start) and is_italic(handle, stop - 1),
        numbered is not None and is_raised(handle, start, start + numbered.end()),
        levels.get(marked_content(handle, start), 0) if levels else 0,
        bold and is_coloured(handle, start),
    )


def _may_head(body: str) -> bool:
    """Whether a line is short and open enough to be a heading: only of such ones it matters whether they lean."""
    return body.count(" ") < _MOST_LEANING and not body[:2].islower() and not body.endswith((".", ",", ";", ":"))


def _without_marks(handle: int, body: str, start: int) -> str:
    """Return a line's text without the raised numbers that point to notes."""
    for mark in reversed(list(_NOTE_MARK.finditer(body))):
        before = body[: mark.start()].rstrip()
        if is_raised(handle, start + mark.start(), start + len(before) - 1):
            body = before + body[mark.end() :]
    return body


def _stated_title(title: str) -> tuple[MetadataValue, ...]:
    """Return the title that the file's properties state; the day a file was made is not the report's date."""
    titled, _ = stated([("title", "" if _NO_TITLE.search(title) else title)], "PDF properties", "likely")
    return tuple(titled)


def _front_lines(pages: Sequence[Page], removed: Sequence[Removed]) -> list[tuple[int | None, str]]:
    """Return the lines of the first and last pages, and each running head once."""
    heads = dict.fromkeys(text for _, reason, text in removed if reason != "page number")
    front = [(page.number, line.text) for page in [*pages[:_FRONT], *pages[_FRONT:][-1:]] for line in page.lines]
    return [*front, *((None, text) for text in heads)]


def _shown_title(pages: Sequence[Page]) -> tuple[MetadataValue, ...]:
    """Return the largest lines of the first page, and a subtitle below them, if they clearly stand out."""
    lines = [line for line in pages[0].lines if _LETTER.search(line.text)] if pages else []
    sizes = sorted({rounded(line.size) for line in lines}, reverse=True)
    title = _set_in(sizes[:1], lines)
    if len(sizes) < 2 or sizes[0] < _STANDS_OUT * sizes[1] or not 3 <= len(title) <= _LONGEST_TITLE:
        return ()
    subtitle = _set_in(sizes[1:2], lines)
    below = [line.top for line in lines if rounded(line.size) == sizes[1]]
    cover = sum(line.text.count(" ") + 1 for line in lines if rounded(line.size) < sizes[1]) <= _MOST_ON_COVER
    if cover and len(sizes) > 2 and sizes[1] >= _STANDS_OUT * sizes[2] and len(subtitle) <= _LONGEST_TITLE:
        bottom = max(line.bottom for line in lines if rounded(line.size) == sizes[0])
        if 0 <= min(below) - bottom < 2 * sizes[0]:
            title += f"{'' if title.endswith((':', '?', '!')) else ':'} {subtitle}"
    found, _ = stated([("title", title)], "page 1", "likely")
    return found


def _set_in(sizes: Sequence[float], lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines if rounded(line.size) in sizes)
