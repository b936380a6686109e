"""A summary as a tagged PDF (PDF/UA-1): text travels to the typesetter as data, never as markup."""

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Pairs, Paragraph, Quote, contents_of, title_of
from views.escape import plain
from views.evidence import phrase_spans, segments
from views.export import CREATED
from views.language import say, tag
from views.wording import quote_marks

_TEMPLATE = Path(__file__).parent / "summary.typ"


def pdf(blocks: Sequence[Block]) -> bytes:
    """Return a summary's blocks as a PDF file; the same blocks give the same bytes."""
    language, _, region = tag().partition("-")
    content = json.dumps(
        {
            "title": plain(title_of(blocks)),
            "language": language,
            "region": region,
            "quote_marks": quote_marks(),
            "contents_title": say("Contents"),
            "contents": [plain(text) for text in contents_of(blocks)],
            "blocks": [_data(block) for block in blocks],
        }
    )
    pages = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent).compile(
        format="pdf", sys_inputs={"summary": content}, pdf_standards=["ua-1"], timestamp=int(CREATED.timestamp())
    )
    if not isinstance(pages, bytes):
        raise TypeError(f"A PDF comes as bytes, not as {type(pages).__name__}.")
    return pages


def _data(block: Block) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": plain(block.text)}
        case Paragraph():
            return {"kind": block.kind, "text": plain(block.text)}
        case Items():
            kind = "numbered" if block.numbered else "items"
            return {"kind": kind, "texts": [plain(text) for text in block.texts]}
        case DataTable():
            rows = [[plain(cell) for cell in row] for row in block.frame.astype(str).to_numpy().tolist()]
            names = [plain(str(name)) for name in block.frame.columns]
            return {"kind": "table", "caption": plain(block.caption), "names": names, "rows": rows}
        case Figure():
            return {"kind": "figure", "svg": block.svg, "alt": plain(block.alt_text)}
        case Quote():
            text, evidence = block.quotation.text, block.quotation.evidence
            pieces = [[plain(piece.text), piece.marked] for piece in segments(text, phrase_spans(text, evidence))]
            cited = plain(block.quotation.citation)
            spoken = {"language": block.quotation.language or tag().partition("-")[0]}
            return {"kind": "quote", "number": block.number, "pieces": pieces, "cited": cited, **spoken}
        case Pairs():
            return {"kind": "pairs", "pairs": [[_named(name), plain(value)] for name, value in block.pairs]}


def _named(name: str) -> str:
    return say("{name}: {value}", name=plain(name), value="").rstrip(" ")
