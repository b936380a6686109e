"""What pdfium knows of a page's characters and drawn lines, asked through plain addresses.

One call a word has to cost next to nothing, which is why these calls go around ctypes' conversions.
"""

import ctypes
import math
from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.hyphens import SOFT_BREAK
from corpus.layout.lines import Area

Floats = npt.NDArray[np.float32]
_HEAVY, _SAMPLED = 600, 24
_COLOURED = 32  # of 255, between the strongest and the weakest of red, green and blue
_MOST_TAGS, _LONGEST_TAG = 5_000, 64
_ITALIC = 1 << 6
_THIN, _FEWEST_DRAWN, _MOST_OBJECTS = 3.0, 6, 20_000


def _plain(function: Any, *arguments: Any, returns: Any = ctypes.c_int) -> Callable[..., int]:  # noqa: ANN401 - ctypes has no types for these
    """Return a pdfium function of a handle that takes plain addresses."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(returns, ctypes.c_void_p, *arguments)(address)


_ADDRESS, _INDEX = ctypes.c_void_p, ctypes.c_int
_char_cell = _plain(raw.FPDFText_GetLooseCharBox, _INDEX, _ADDRESS)
_char_ink = _plain(raw.FPDFText_GetCharBox, _INDEX, *[_ADDRESS] * 4)
_char_origin = _plain(raw.FPDFText_GetCharOrigin, _INDEX, *[_ADDRESS] * 2)
_char_angle = _plain(raw.FPDFText_GetCharAngle, _INDEX, returns=ctypes.c_float)
_font_weight = _plain(raw.FPDFText_GetFontWeight, _INDEX)
_fill_colour = _plain(raw.FPDFText_GetFillColor, _INDEX, *[_ADDRESS] * 4)
_font_info = _plain(raw.FPDFText_GetFontInfo, _INDEX, _ADDRESS, ctypes.c_ulong, _ADDRESS)
_count_objects = _plain(raw.FPDFPage_CountObjects)
_object_at = _plain(raw.FPDFPage_GetObject, _INDEX, returns=_ADDRESS)
_object_type = _plain(raw.FPDFPageObj_GetType)
_text_object = _plain(raw.FPDFText_GetTextObject, _INDEX, returns=_ADDRESS)
_marked_content = _plain(raw.FPDFPageObj_GetMarkedContentID)
_tags_of = _plain(raw.FPDF_StructTree_GetForPage, returns=_ADDRESS)
_close_tags = _plain(raw.FPDF_StructTree_Close, returns=None)
_count_tags = _plain(raw.FPDF_StructTree_CountChildren)
_tag_at = _plain(raw.FPDF_StructTree_GetChildAtIndex, _INDEX, returns=_ADDRESS)
_count_inner = _plain(raw.FPDF_StructElement_CountChildren)
_inner_at = _plain(raw.FPDF_StructElement_GetChildAtIndex, _INDEX, returns=_ADDRESS)
_inner_content = _plain(raw.FPDF_StructElement_GetChildMarkedContentID, _INDEX)
_tag_type = _plain(raw.FPDF_StructElement_GetType, _ADDRESS, ctypes.c_ulong, returns=ctypes.c_ulong)
_object_bounds = _plain(raw.FPDFPageObj_GetBounds, *[_ADDRESS] * 4)


class Frame(NamedTuple):
    """The visible part of a page in its own coordinates, and how far it is turned clockwise to be read."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def turned(self, boxes: Floats) -> Floats:
        """Return boxes (left, top, right, bottom), of shape (n, 4), as points from the top left of the turned page."""
        left, top, right, bottom = boxes.T
        if self.rotation == 90:
            edges = (bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
        elif self.rotation == 180:
            edges = (self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
        elif self.rotation == 270:
            edges = (self.top - top, self.right - right, self.top - bottom, self.right - left)
        else:
            edges = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        return np.column_stack(edges)


def address(opened: Any) -> int:  # noqa: ANN401 - a page or text page; ctypes has no types for these
    """Return the handle of an opened page or text page."""
    return ctypes.cast(opened.raw, ctypes.c_void_p).value or 0


def text_turn(handle: int, count: int) -> int:
    """Return how far (in degrees, clockwise) a page has to be turned for most of its text to be upright."""
    angles = list(map(_char_angle, repeat(handle), range(0, count, max(count // _SAMPLED, 1))))
    if not any(angles):
        return 0
    turns = Counter(-round(math.degrees(angle) / 90) % 4 for angle in angles)  # told clockwise
    return 90 * max(turns, key=lambda turn: (turns[turn], -turn), default=0)


def page_text(text_page: pdfium.PdfTextPage) -> str:
    """Return a page's characters, one for each index that pdfium knows."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(memoryview(buffer).cast("B")[: 2 * max(written - 1, 0)]).decode("utf-16-le", "replace")
    if len(text) != count:
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page, i) or 0xFFFD) for i in range(count))
    return text.replace("\ufffe", SOFT_BREAK)


def cells(handle: int, indices: Sequence[int]) -> Floats:
    """Return the cells of characters (left, top, right, bottom) in page coordinates, of shape (n, 4)."""
    boxes = np.zeros((len(indices), 4), np.float32)
    start = boxes.ctypes.data
    deque(map(_char_cell, repeat(handle), indices, range(start, start + 16 * len(indices), 16)), maxlen=0)
    return boxes


def is_bold(handle: int, at: int) -> bool:
    """Whether a character is set in a heavy weight."""
    return _font_weight(handle, at) >= _HEAVY


def is_italic(handle: int, at: int) -> bool:
    """Whether a character is set in italics."""
    flags = ctypes.c_int()
    _font_info(handle, at, None, 0, ctypes.addressof(flags))
    return bool(flags.value & _ITALIC)


def is_coloured(handle: int, at: int) -> bool:
    """Whether a character is filled with a colour that is no shade of grey."""
    values = (ctypes.c_uint * 4)()
    _fill_colour(handle, at, *(ctypes.addressof(values) + 4 * n for n in range(4)))
    return max(values[:3]) - min(values[:3]) > _COLOURED


def is_raised(handle: int, at: int, beside: int) -> bool:
    """Whether the ink of a character begins well above the base line of the one beside it."""
    values = (ctypes.c_double * 6)()
    left, right, bottom, top, x, y = (ctypes.addressof(values) + 8 * n for n in range(6))
    _char_ink(handle, at, left, right, bottom, top)
    _char_origin(handle, beside, x, y)
    _, _, ink_bottom, ink_top, _, base = values
    return base < ink_bottom < ink_top and ink_bottom - base > 0.25 * (ink_top - base)


def heading_tags(page: int) -> dict[int, int]:
    """Return the levels of a page's headings as the file tags them, by the number of their marked content."""
    tree = _tags_of(page)
    if not tree:
        return {}
    levels: dict[int, int] = {}
    pending = [(_tag_at(tree, index), 0) for index in range(min(_count_tags(tree), _MOST_TAGS))]
    for _ in range(_MOST_TAGS):
        if not pending:
            break
        tag, level = pending.pop()
        if not tag:
            continue
        level = level or _heading_level(tag)
        for index in range(min(_count_inner(tag), _MOST_TAGS)):
            content = _inner_content(tag, index)
            if content < 0:
                pending.append((_inner_at(tag, index), level))
            elif level:
                levels[content] = level
    _close_tags(tree)
    return levels


def _heading_level(tag: int) -> int:
    buffer = ctypes.create_string_buffer(_LONGEST_TAG)
    size = _tag_type(tag, ctypes.addressof(buffer), _LONGEST_TAG)
    name = buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace") if size <= _LONGEST_TAG else ""
    return int(name[1]) if len(name) == 2 and name[0] == "H" and name[1] in "123456" else 0


def marked_content(handle: int, at: int) -> int:
    """Return the number of the marked content that a character belongs to; -1 if none."""
    found = _text_object(handle, at)
    return _marked_content(found) if found else -1


def drawn_lines(handle: int, frame: Frame) -> list[Area]:
    """Return the thin upright and level lines drawn on a page."""
    count = _count_objects(handle)
    if count > _MOST_OBJECTS:
        return []
    objects = list(map(_object_at, repeat(handle), range(count)))
    paths = [
        found for found, kind in zip(objects, map(_object_type, objects), strict=True) if kind == raw.FPDF_PAGEOBJ_PATH
    ]
    if len(paths) < _FEWEST_DRAWN:
        return []
    bounds = np.zeros((len(paths), 4), np.float32)  # left, bottom, right, top
    start = bounds.ctypes.data
    for place, found in zip(range(start, start + 16 * len(paths), 16), paths, strict=True):
        _object_bounds(found, place, place + 4, place + 8, place + 12)
    thin = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) < _THIN
    edges = frame.turned(bounds[thin][:, [0, 3, 2, 1]])
    return [Area(*edge) for edge in edges.tolist()]
