"""A summary as Markdown: headings, sentences, tables and quotations; charts stand as their words."""

from collections.abc import Sequence

import pandas as pd

from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Pairs, Paragraph, Quote
from views.escape import markdown_text
from views.language import say
from views.wording import quoted


def markdown(blocks: Sequence[Block]) -> bytes:
    """Return a summary's blocks as a Markdown file; the same blocks give the same bytes."""
    return ("\n\n".join(map(_block, blocks)) + "\n").encode("utf-8")


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {markdown_text(block.text)}"
        case Paragraph():
            text = markdown_text(block.text)
            return {"lead": f"**{text}**", "plain": text, "remark": f"*{text}*", "note": f"> {text}"}[block.kind]
        case Items():
            marks = (f"{at}." if block.numbered else "-" for at in range(1, len(block.texts) + 1))
            return "\n".join(f"{mark} {markdown_text(text)}" for mark, text in zip(marks, block.texts, strict=True))
        case DataTable():
            return f"**{say('Table: {text}', text=markdown_text(block.caption))}**\n\n{_table(block.frame)}"
        case Figure():
            return f"*{say('Chart: {text}', text=markdown_text(block.alt_text))}*"
        case Quote():
            quotation = block.quotation
            words = quoted(markdown_text(quotation.text))
            return f"> {words}\n>\n> — \\[{block.number}\\] {markdown_text(quotation.citation)}"
        case Pairs():
            pairs = ((markdown_text(name), markdown_text(value)) for name, value in block.pairs)
            return "\n".join(f"- {say('{name}: {value}', name=name, value=value)}" for name, value in pairs)


def _table(frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    rows = [names, ["---"] * len(names), *frame.astype(str).to_numpy().tolist()]
    cells = [row if at == 1 else [markdown_text(cell) for cell in row] for at, row in enumerate(rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
