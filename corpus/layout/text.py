"""Pages of lines to blocks in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import Block, Place
from corpus.clean import join_broken
from corpus.layout.lines import Line, Page


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The blocks of a report, and the furniture that was taken out as (page, reason, text)."""

    blocks: tuple[Block, ...]
    removed: tuple[tuple[int | None, str, str], ...]


def lay_out(pages: Sequence[Page]) -> LaidOut:
    """Return the text of the pages as blocks."""
    blocks = []
    for page in pages:
        run: list[Line] = []
        for line in page.lines:
            if run and not (0 <= line.top - run[-1].top < 1.5 * line.size and abs(line.size - run[-1].size) < 1):
                blocks.append(_block(run, page))
                run = []
            run.append(line)
        if run:
            blocks.append(_block(run, page))
    return LaidOut(tuple(blocks), ())


def _block(run: list[Line], page: Page) -> Block:
    text = " ".join(join_broken("\n".join(line.text for line in run), {}).split())
    return Block(text, "body", 0, page.number, (Place(0, page.box(run[0])),))
