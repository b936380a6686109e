"""Page images with a passage marked on them. Call it in a process of its own: pdfium parses hostile bytes."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from corpus.limits import read_file
from corpus.readers.archive import member_bytes
from corpus.readers.pdf import open_pdf
from errors import InvalidSetting, UnreadableFile
from schema import Box

MAX_WIDTH, MAX_PIXELS = 3000, 20_000_000
_MARK = (255, 214, 0, 90)
_MARGIN = 0.004


def render_page(path: Path, member: str | None, page: int, boxes: Sequence[Box], width: int = 900) -> bytes:
    """Return a page of a PDF as PNG, with the boxes that lie on it marked.

    Parameters
    ----------
    path, member : Path, str or None
        The file, or the archive and the file's path inside it.
    page : int
        1-based page index.
    boxes : sequence of Box
        As fractions of the page; boxes of other pages are passed over.
    width : int
        Width of the image in pixels, at most `MAX_WIDTH`.

    Raises
    ------
    InvalidSetting
        There is no such page, or the width makes no sense.
    UnreadableFile
        The file cannot be opened, or the page cannot be drawn.
    """
    if not 1 <= width <= MAX_WIDTH:
        raise InvalidSetting(f"A page image cannot be {width} pixels wide.", f"Choose 1 to {MAX_WIDTH}.")
    with open_pdf(_bytes(path, member), path.name) as document:
        if not 1 <= page <= len(document):
            raise InvalidSetting(f"{path.name} has no page {page}; it has {len(document)}.", "Choose another page.")
        sheet = document[page - 1]
        points = sheet.get_width(), sheet.get_height()
        scale = width / points[0] if points[0] > 0 else 0.0
        if not 0 < width * points[1] * scale <= MAX_PIXELS:
            raise UnreadableFile(f"Page {page} of {path.name} is too large to draw.", "Open the file itself.")
        image = sheet.render(scale=scale).to_pil().convert("RGB")
    return _png(_marked(image, [box for box in boxes if box.page == page]))


def _bytes(path: Path, member: str | None) -> bytes:
    return read_file(path) if member is None else member_bytes(path, member)


def _marked(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    wide, high = image.size
    for box in boxes:
        left, right = sorted((box.left - _MARGIN, box.right + _MARGIN))
        top, bottom = sorted((box.top - _MARGIN, box.bottom + _MARGIN))
        draw.rectangle((left * wide, top * high, right * wide, bottom * high), fill=_MARK)
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=False)
    return stream.getvalue()
