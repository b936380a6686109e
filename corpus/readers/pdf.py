"""PDF to blocks with pdfium: characters with their boxes, gathered into lines, laid out as text."""

import ctypes
from collections.abc import Iterator
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.blocks import Flaw, Parsed
from corpus.clean import plain
from corpus.layout.lines import Line, Page
from corpus.layout.text import lay_out
from errors import LimitExceeded, UnreadableFile

MAX_PAGES = 5_000
_HEAVY = 600
_WIDE_GAP = 1.3
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
        labels = tuple(document.get_page_label(index) or None for index in range(len(document)))
    laid = lay_out(pages)
    return Parsed("pdf", laid.blocks, (), len(pages), labels, laid.removed, _flaws(pages), None)


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


def _flaws(pages: list[Page]) -> tuple[Flaw, ...]:
    empty = [str(page.number) for page in pages if not page.lines]
    if not empty:
        return ()
    return (Flaw(f"No text layer on page {', '.join(empty)}; OCR not done.", "Run OCR on the file, then build again."),)


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
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page, i) & 0x1FFFFF or 0xFFFD) for i in range(count))
    boxes = np.zeros((count, 4), np.float32)
    start = boxes.ctypes.data
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    for _ in map(_char_box, repeat(handle), range(count), range(start, start + 16 * count, 16)):
        pass
    return text, boxes


def _lines(text_page: pdfium.PdfTextPage, number: int, origin: float, top: float) -> Iterator[Line]:
    text, boxes = _characters(text_page)
    start = 0
    for row, line in enumerate(text.split("\r\n")):
        stop = start + len(line)
        for first, last in _stretches(line, boxes[start:stop]):
            yield _line(
                text_page,
                line[first:last],
                start + first,
                boxes[start + first : start + last],
                number,
                row,
                origin,
                top,
            )
        start = stop + 2


def _stretches(line: str, boxes: _Floats) -> Iterator[tuple[int, int]]:
    """Yield where a line's characters stand without a wide gap between them."""
    inked = np.array([i for i, c in enumerate(line) if not c.isspace() and c != "\x02"], np.intp)
    if not len(inked):
        return
    left, right = boxes[inked, 0], boxes[inked, 2]
    height = np.maximum(boxes[inked, 1] - boxes[inked, 3], 1.0)
    gaps = left[1:] - right[:-1]
    cuts = np.flatnonzero((gaps > _WIDE_GAP * height[1:]) | (gaps < -3 * height[1:])) + 1
    edges = [0, *cuts.tolist(), len(inked)]
    for first, last in zip(edges, edges[1:], strict=False):
        end = int(inked[last - 1]) + 1
        yield int(inked[first]), len(line) if last == len(inked) and line.endswith("\x02") else end


def _line(text_page, text, index, boxes, number, row, origin, top):
    inked = [i for i, c in enumerate(text) if not c.isspace()]
    ink = boxes[inked]
    weight = raw.FPDFText_GetFontWeight(text_page, index + inked[0])
    sizes = ink[:, 1] - ink[:, 3]
    body = plain(text) + ("\x02" if text.endswith("\x02") else "")
    return Line(
        body,
        number,
        float(ink[:, 0].min()) - origin,
        top - float(ink[:, 1].max()),
        float(ink[:, 2].max()) - origin,
        top - float(ink[:, 3].min()),
        float(np.median(sizes)),
        weight >= _HEAVY,
        row,
    )
