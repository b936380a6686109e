"""PDF to blocks with pdfium: characters with their boxes, gathered into lines, laid out as text."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from itertools import islice, repeat

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.blocks import Parsed
from corpus.clean import SOFT_BREAK, plain
from corpus.imprint import imprint
from corpus.layout.furniture import Removed
from corpus.layout.headings import Entry
from corpus.layout.lines import Line, Page
from corpus.layout.quality import judge
from corpus.layout.text import lay_out
from corpus.metadata import stated
from errors import LimitExceeded, UnreadableFile
from schema import MetadataValue

MAX_PAGES = 5_000
MAX_ENTRIES = 5_000
_FRONT = 4
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ -|untitled|document\d*|presentation)|\.(?:docx?|pdf|pptx?|indd|qxd|xlsx?)$", re.I
)
_HEAVY = 600
_WIDE_GAP, _STEP_BACK = 1.3, 1.5
_LINE_END = re.compile(f"(?:(?<=\n)|(?<={SOFT_BREAK})(?!\r))")
_Floats = npt.NDArray[np.float32]

# Plain addresses instead of typed pointers: one call a character has to cost next to nothing.
_char_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


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
        pages = [_page(document, index) for index in range(len(document))]
        given = tuple(document.get_page_label(index) or None for index in range(len(document)))
        outline = tuple(_outline(document))
        properties = document.get_metadata_dict()
    laid = lay_out(pages, outline, given)
    found = (*_properties(properties), *imprint(_front_lines(pages, laid.removed)), *_shown_title(pages))
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
        raise UnreadableFile(f"{name} is not a readable PDF: {error}.", "Download or export it again.") from error


def _outline(document: pdfium.PdfDocument) -> Iterator[Entry]:
    for entry in islice(document.get_toc(max_depth=8), MAX_ENTRIES):
        target = entry.get_dest()
        index = target.get_index() if target else None
        yield Entry(entry.get_title() or "", entry.level + 1, index + 1 if index is not None else None)


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    page = document[index]
    try:
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        return Page(index + 1, 0.0, 0.0, ())
    left, bottom, right, top = page.get_bbox()
    lines = tuple(_lines(text_page, index + 1, left, top))
    text_page.close()
    page.close()
    return Page(index + 1, right - left, top - bottom, lines)


def _characters(text_page: pdfium.PdfTextPage) -> tuple[str, _Floats]:
    """Return a page's characters and their boxes (left, top, right, bottom), of shape (n, 4)."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(memoryview(buffer).cast("B")[: 2 * max(written - 1, 0)]).decode("utf-16-le", "replace")
    if len(text) != count:
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page, i) or 0xFFFD) for i in range(count))
    text = text.replace("\ufffe", SOFT_BREAK)
    boxes = np.zeros((count, 4), np.float32)
    start = boxes.ctypes.data
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    for _ in map(_char_box, repeat(handle), range(count), range(start, start + 16 * count, 16)):
        pass
    return text, boxes


def _lines(text_page: pdfium.PdfTextPage, number: int, origin: float, top: float) -> Iterator[Line]:
    text, boxes = _characters(text_page)
    placed = np.column_stack((boxes[:, 0] - origin, top - boxes[:, 1], boxes[:, 2] - origin, top - boxes[:, 3]))
    text = _with_hyphens(text, placed)
    start = 0
    # pdfium marks a word broken at a line end by one character, with or without a line end behind it.
    for line in _LINE_END.split(text):
        inked = [i for i, c in enumerate(line, start) if not c.isspace() and c != SOFT_BREAK]
        for stretch in _stretches(inked, placed):
            yield _line(text_page, text, stretch, placed, number)
        start += len(line)


def _with_hyphens(text: str, placed: _Floats) -> str:
    """Return the text with a plain hyphen where pdfium's mark stands inside a line, not at its end."""
    characters = list(text)
    for at, character in enumerate(text[:-1]):
        if character == SOFT_BREAK and text[at + 1] != "\r" and at and placed[at + 1, 0] > placed[at - 1, 0]:
            characters[at] = "-"
    return "".join(characters)


def _stretches(inked: list[int], placed: _Floats) -> Iterator[list[int]]:
    """Yield the inked characters of a line that stand without a wide gap between them."""
    if not inked:
        return
    box = placed[inked]
    height = np.maximum(box[:, 3] - box[:, 1], 1.0)
    height = np.maximum(height[1:], height[:-1])
    gaps = box[1:, 0] - box[:-1, 2]
    first = 0
    for cut in np.flatnonzero((gaps > _WIDE_GAP * height) | (gaps < -_STEP_BACK * height)).tolist():
        yield inked[first : cut + 1]
        first = cut + 1
    yield inked[first:]


def _line(text_page: pdfium.PdfTextPage, text: str, inked: list[int], placed: _Floats, number: int) -> Line:
    """Return one line; its height is that of its middling character, whatever is raised or lowered in it."""
    box = placed[inked]
    heights = box[:, 3] - box[:, 1]
    usual = int(np.argsort(heights, kind="stable")[len(inked) // 2])
    end = inked[-1] + 1
    body = plain(text[inked[0] : end])
    if text[end : end + 1] == SOFT_BREAK:
        body += SOFT_BREAK
    return Line(
        body,
        number,
        float(box[:, 0].min()),
        float(box[usual, 1]),
        float(box[:, 2].max()),
        float(box[usual, 3]),
        float(heights[usual]),
        all(raw.FPDFText_GetFontWeight(text_page, at) >= _HEAVY for at in inked[:: max(len(inked) // 4, 1)]),
    )


def _properties(properties: dict[str, str]) -> tuple[MetadataValue, ...]:
    """Return what the file's properties say; the date of making the file is weak evidence of the year."""
    title = properties.get("Title", "")
    titled, _ = stated([("title", "" if _NO_TITLE.search(title) else title)], "PDF properties", "likely")
    created = properties.get("CreationDate", "").removeprefix("D:")[:4]
    dated, _ = stated([("year", created if created.isdecimal() else "")], "PDF properties", "weak")
    return (*titled, *dated)


def _front_lines(pages: Sequence[Page], removed: Sequence[Removed]) -> list[tuple[int | None, str]]:
    """Return the lines of the first and last pages, and each running head once."""
    heads = dict.fromkeys(text for _, reason, text in removed if reason != "page number")
    front = [(page.number, line.text) for page in [*pages[:_FRONT], *pages[_FRONT:][-1:]] for line in page.lines]
    return [*front, *((None, text) for text in heads)]


def _shown_title(pages: Sequence[Page]) -> tuple[MetadataValue, ...]:
    """Return the largest lines of the first page as its title, if they are clearly the largest."""
    lines = [line for line in pages[0].lines if any(c.isalpha() for c in line.text)] if pages else []
    if not lines:
        return ()
    largest = max(line.size for line in lines)
    titled = [line for line in lines if line.size > 0.92 * largest]
    others = [line.size for line in lines if line.size <= 0.92 * largest]
    text = " ".join(line.text for line in titled)
    if not others or largest < 1.15 * max(others) or not 3 <= len(text) <= 200:
        return ()
    found, _ = stated([("title", text)], "page 1", "likely")
    return found
