import io
import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from corpus.pages import render_page
from errors import InvalidSetting, UnreadableFile
from schema import Box

PDF = Path(__file__).parents[1] / "data" / "reading" / "report.pdf"


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_page_is_drawn_as_wide_as_asked_with_only_its_own_boxes_marked() -> None:
    box = Box(3, 0.2, 0.4, 0.6, 0.5)
    bare, marked = (
        image(render_page(PDF, None, 3, (), 400)),
        image(render_page(PDF, None, 3, (box, Box(2, 0, 0, 1, 1)), 400)),
    )
    assert bare.size == marked.size
    assert bare.width == 400
    inside = (int(0.4 * bare.width), int(0.45 * bare.height))
    outside = (int(0.4 * bare.width), int(0.9 * bare.height))
    changed = [
        (x, y)
        for x in range(bare.width)
        for y in range(bare.height)
        if bare.getpixel((x, y)) != marked.getpixel((x, y))
    ]
    assert inside in changed
    assert outside not in changed
    edges = (0.196 * bare.width, 0.604 * bare.width, 0.396 * bare.height, 0.504 * bare.height)
    across, down = ([place[axis] for place in changed] for axis in (0, 1))
    assert (min(across), max(across), min(down), max(down)) == pytest.approx(edges, abs=2)


def test_pages_are_drawn_from_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(PDF, "sub/report.pdf")
    assert render_page(tmp_path / "a.zip", "sub/report.pdf", 4, (), 100) == render_page(PDF, None, 4, (), 100)


@pytest.mark.parametrize(("page", "width"), [(0, 400), (5, 400), (1, 0), (1, 100_000)])
def test_pages_and_widths_that_do_not_exist_are_refused(page: int, width: int) -> None:
    with pytest.raises(InvalidSetting):
        render_page(PDF, None, page, (), width)


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    shutil.copy(PDF.with_name("report.docx"), tmp_path / "a.pdf")
    with pytest.raises(UnreadableFile):
        render_page(tmp_path / "a.pdf", None, 1, ())
