"""The blocks that a summary is laid out in, the same for every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from views.brief.summary import Quotation


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: a lead sentence, plain text, a remark or the user's own note."""

    text: str
    kind: Literal["lead", "plain", "remark", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """A table of text cells with its caption; the first column names the row."""

    caption: str
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A chart as SVG, with its caption and what it says to those who cannot see it."""

    svg: str
    alt_text: str
    caption: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its number in the list of passages at the end."""

    number: int
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values."""

    pairs: tuple[tuple[str, str], ...]


_CONTENTS_FROM = 8
"""Sections from which a table of contents helps."""
Block = Heading | Paragraph | Items | DataTable | Figure | Quote | Pairs


def title_of(blocks: Sequence[Block]) -> str:
    """Return the text of the first heading."""
    return next(block.text for block in blocks if isinstance(block, Heading))


def contents_of(blocks: Sequence[Block]) -> list[str]:
    """Return the headings of the sections, for a table of contents; none where they are few."""
    sections = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    return sections if len(sections) >= _CONTENTS_FROM else []
