"""What a reader hands on: blocks of text in reading order, before they become passages."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from schema import Box, MetadataValue

Kind = Literal["heading", "body", "list", "table", "caption", "footnote", "contents", "references", "boilerplate"]


class Place(NamedTuple):
    """Where a stretch of a block stands on paper: from character `start` on, inside `box`."""

    start: int
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table, caption or note.

    `level` is 1 to 6 for a heading and 0 otherwise; `page` counts from 1 and is null where the
    format has no pages; `places` are in order of `start`.
    """

    text: str
    kind: Kind = "body"
    level: int = 0
    page: int | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something a reader could not read, and what the user can do about it."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """One report as its reader found it.

    `found` are metadata that the file itself states; `page_labels` are the printed labels, from
    page 1 on; `removed` is furniture taken out of the text as (page, reason, text); `quality` is
    the text quality in [0, 1], null if unscored.
    """

    format: str
    blocks: tuple[Block, ...]
    found: tuple[MetadataValue, ...] = ()
    n_pages: int | None = None
    page_labels: tuple[str | None, ...] = ()
    removed: tuple[tuple[int | None, str, str], ...] = ()
    flaws: tuple[Flaw, ...] = ()
    quality: float | None = None
