"""The door of the summary room: a summary in, a file's bytes out."""

from collections.abc import Callable, Mapping, Sequence

from errors import InvalidSetting
from views.brief.docx import docx
from views.brief.html import html
from views.brief.markdown import markdown
from views.brief.outline import Block
from views.brief.pdf import pdf

_RENDERERS: Mapping[str, Callable[[Sequence[Block]], bytes]] = {"md": markdown, "html": html, "docx": docx, "pdf": pdf}
FORMATS = tuple(_RENDERERS)


def rendered(blocks: Sequence[Block], format: str) -> bytes:
    """Return a summary's blocks (`views.brief.outline.outline`) as a file; the same blocks give the same bytes.

    Parameters
    ----------
    blocks : sequence of Block
        What `outline` returned; outline once to write several formats.
    format : str
        One of `FORMATS`.

    Raises
    ------
    InvalidSetting
        There is no such format.
    """
    if format not in _RENDERERS:
        raise InvalidSetting(f"There is no summary format “{format}”.", f"Choose one of {', '.join(FORMATS)}.")
    return _RENDERERS[format](blocks)
