"""The door of the summary room: a summary in, a file's bytes out."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from errors import InvalidSetting
from views.language import speaking

if TYPE_CHECKING:  # what is written is made of libraries that take a second to load
    from views.brief.blocks import Block
    from views.brief.summary import Length, Summary

FORMATS = ("md", "html", "docx", "pdf")
"""Formats of prose, which `rendered` knows."""
SLIDES = ("png", "svg")
"""Formats of one chart for a slide."""
FILE_FORMATS = (*FORMATS, "xlsx", *SLIDES)
"""All formats, which `written` knows."""


def written(summary: "Summary", format: str, length: "Length" = "full") -> bytes:
    """Return a summary as a file; the same summary gives the same bytes.

    Parameters
    ----------
    summary : Summary
        What to write.
    format : str
        One of `FILE_FORMATS`: prose as Markdown, HTML, DOCX or PDF, its tables as XLSX, one
        chart for a slide as PNG or SVG.
    length : {"full", "short"}
        As in `views.brief.outline.outline`; a workbook is always whole.

    Raises
    ------
    InvalidSetting
        There is no such format.
    """
    with speaking(summary.language):
        if format == "xlsx":
            from views.brief.workbook import workbook  # as `_renderer` says

            return workbook(summary)
        if format in SLIDES:
            from views.brief.slide import slide  # as `_renderer` says

            return slide(summary, format)
        return rendered(_outlined(summary, length), format)


@lru_cache(maxsize=2)
def _outlined(summary: "Summary", length: "Length") -> tuple["Block", ...]:
    """Return the outline of the summary written last, whose charts are drawn once for all formats."""
    from views.brief.outline import outline  # as `_renderer` says

    return outline(summary, length)


def ready(format: str) -> None:
    """Load what one of `FILE_FORMATS` takes, and start what draws its charts, before there is a summary to write."""
    if format == "xlsx":
        from views.brief import workbook  # noqa: F401 - as `_renderer` says
    else:
        from views.brief import outline, slide  # noqa: F401 - as `_renderer` says
        from views.charts.canvas import start_drawing

        start_drawing()
    if format in FORMATS:
        _renderer(format)


def rendered(blocks: Sequence["Block"], format: str) -> bytes:
    """Return blocks as a file of prose, in the language spoken: outline once to write several formats.

    Raises
    ------
    InvalidSetting
        There is no such format.
    """
    if format not in FORMATS:
        raise InvalidSetting(f"There is no summary format “{format}”.", f"Choose one of {', '.join(FILE_FORMATS)}.")
    return _renderer(format)(blocks)


def _renderer(format: str) -> Callable[[Sequence["Block"]], bytes]:
    """Import what one format needs: the libraries of all together take half a second."""
    match format:
        case "md":
            from views.brief.markdown import markdown

            return markdown
        case "html":
            from views.brief.html import html

            return html
        case "docx":
            from views.brief.docx import docx

            return docx
        case _:
            from views.brief.pdf import pdf

            return pdf
