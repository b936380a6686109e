"""Parts of a report that are not its argument: title matter, contents, reference lists."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest

from corpus.blocks import Block, Kind
from corpus.sentences import count_words

_CONTENTS = re.compile(
    r"(?:table of |list of )?(?:contents|figures|tables|boxes|charts)(?: and (?:figures|tables|boxes))?|"
    r"inhalt(?:sverzeichnis)?|"
    r"sommaire|table des matières|innehåll(?:sförteckning)?|inhoud(?:sopgave)?|índice|indice",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"(?:\d+\.?\s*)?(?:references?|bibliography|works cited|reference list|literature|literatur(?:verzeichnis)?|"
    r"bibliographie|referenser|källor|referenties|bibliografía)(?: and notes)?",
    re.IGNORECASE,
)
_ENTRY = re.compile(r".*?(?:…|(?:\s?\.){3,})\s*(?:\d{1,4}|[ivxlc]+)\s*|.{3,120}?\s(?:\d{1,3}|[ivxlc]{1,5})", re.DOTALL)
_LEADERS = re.compile(r"…\s*(?:\d{1,4}|[ivxlc]+)\b|(?:\s?[.…]){4}\s{0,3}(?:\d{1,4}|[ivxlc]+)\b")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_FEWEST_WORDS, _FEWEST_IN_SENTENCE = 25, 5
_LAST_COVER, _MOST_PAGES = 4, 5
_LONGEST_ENTRY = 300
_MOST_TITLE_LINES = 8
_TEXT = ("body", "list", "table")
_LISTED = (*_TEXT, "caption")
"""Kinds in a table of contents: an entry of a list of figures reads as the caption it repeats."""


def mark_sections(blocks: Sequence[Block], title: str | None, printed: bool) -> tuple[Block, ...]:
    """Return the blocks with contents, reference lists and title matter marked as such.

    Parameters
    ----------
    title : str or None
        The report's title: its own line above the text is no section.
    printed : bool
        Whether the report has printed pages, so that what stands on pages before the first
        paragraph is its cover.
    """
    return tuple(_title_matter(_listed_sections(blocks), title, printed))


def _listed_sections(blocks: Sequence[Block]) -> list[Block]:
    """Mark what stands below a heading such as Contents or References, and lines with leader dots."""
    marked: list[Block] = []
    section: Kind | None = None
    references, opened = 0, 0
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.kind == "heading":
            if references and block.level > references:
                # Outlines hang annexes below the reference list; they are no part of it.
                block = replace(block, level=block.level - 1)
            else:
                references = block.level if _REFERENCES.fullmatch(block.text.strip(" :.")) else 0
            section = _section_of(block, section, following)
            entry = section == "contents" and _fits_entry(block.text)
            opened = (block.page or 0) if section == "contents" and not entry else opened
            marked.append(replace(block, kind="contents", level=0) if entry else block)
            continue
        if section == "contents" and not (_is_entry(block) and (block.page or 0) - opened <= _MOST_PAGES):
            section = None
        if section and block.kind in (_LISTED if section == "contents" else _TEXT):
            block = replace(block, kind=section)
        elif block.kind in _TEXT and _has_leaders(block.text):
            block = replace(block, kind="contents")
        marked.append(block)
    return marked


def _has_leaders(text: str) -> bool:
    return ("…" in text or ".." in text or ". ." in text) and _LEADERS.search(text) is not None


def _section_of(heading: Block, current: Kind | None, following: Block | None) -> Kind | None:
    text = heading.text.strip(" :.")
    if _CONTENTS.fullmatch(text):
        return "contents"
    if _REFERENCES.fullmatch(text):
        return "references"
    heads = following is not None and following.kind == "body" and count_words(following.text) >= _FEWEST_WORDS
    return current if current == "contents" and _fits_entry(heading.text) and not heads else None


def _is_entry(block: Block) -> bool:
    """Whether a block below the heading Contents is still part of it: no sentence of a paragraph's length."""
    if block.kind == "table":
        lines = block.text.split("\n")
        return sum(_fits_entry(line) for line in lines) >= len(lines) / 3
    return _fits_entry(block.text) or count_words(block.text) < _FEWEST_WORDS


def _fits_entry(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and _ENTRY.fullmatch(text) is not None


def _title_matter(blocks: Sequence[Block], title: str | None, printed: bool) -> list[Block]:
    """Mark what precedes the first paragraph (author lines, dates, a cover's headings) as boilerplate."""
    fewest = _FEWEST_WORDS if printed else _FEWEST_IN_SENTENCE
    first = next((i for i, block in enumerate(blocks) if _is_paragraph(block, fewest)), 0)
    page = (blocks[first].page or 1) if blocks else 1
    if printed and page > _LAST_COVER:
        first = 0
    named = _key(title or "")
    marked = []
    for index, block in enumerate(blocks):
        cover = printed and block.kind in ("heading", "body", "list") and (block.page or 1) < page
        title_line = block.kind in ("body", "list") and not _is_paragraph(block, _FEWEST_IN_SENTENCE)
        is_title = block.kind == "heading" and _key(block.text) == named
        if index < first and (cover or title_line or is_title):
            block = replace(block, kind="boilerplate", level=0)
        marked.append(block)
    return marked


def title_lines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the short lines above the first paragraph: title, authors, publisher, date."""
    return tuple(takewhile(lambda block: not _is_paragraph(block, _FEWEST_IN_SENTENCE), blocks[:_MOST_TITLE_LINES]))


def _is_paragraph(block: Block, fewest_in_sentence: int) -> bool:
    words = count_words(block.text)
    ended = _SENTENCE.search(block.text) is not None or block.text.endswith(":")
    return block.kind in ("body", "list") and (words >= _FEWEST_WORDS or (words >= fewest_in_sentence and ended))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
