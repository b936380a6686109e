"""A summary as one self-contained HTML file: nothing is fetched, it prints well, and it can be read aloud."""

import base64
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from views.brief.blocks import Block, Figure, contents_of, title_of
from views.escape import plain
from views.evidence import phrase_spans, segments
from views.language import say, tag
from views.wording import quote_marks

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: plain(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
)


def html(blocks: Sequence[Block]) -> bytes:
    """Return a summary's blocks as an HTML file; the same blocks give the same bytes."""
    page = _TEMPLATES.get_template("summary.html.jinja")
    kinds = [(type(block).__name__, block) for block in blocks]
    sections = contents_of(blocks)
    words = {
        "tag": tag(),
        "contents": say("Contents"),
        "sections": sections,
        "quote_marks": quote_marks(),
        "to_source": _to_source,
    }
    return page.render(title=title_of(blocks), blocks=kinds, image=_image, marked=_marked, **words).encode("utf-8")


def _to_source(number: int) -> str:
    return say("Passage {n} in the list of passages quoted", n=number)


def _image(figure: Figure) -> str:
    drawn = base64.b64encode(figure.svg.encode("utf-8")).decode("ascii")
    return f"data:image/svg+xml;base64,{drawn}"


def _marked(text: str, evidence: tuple[str, ...]) -> list[tuple[str, bool]]:
    return [(piece.text, piece.marked) for piece in segments(text, phrase_spans(text, evidence))]
