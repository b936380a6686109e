"""What stands beside the text of a page: notes at its foot, and the bits of tables and figures."""

import re
from collections import defaultdict
from collections.abc import Sequence

from corpus.layout.paragraphs import NOTE, SMALL, Paragraph, Setting

_FIGURE = re.compile(r"(?:Figure|Fig\.|Chart|Graph|Map|Table|Abbildung|Tabelle|Tableau|Figur|Tabell)\b")
_ENDED = re.compile(r"[.!?:;][\"”’)\]]*(?:\d{1,3})?$")
_SCRAP_WORDS, _LABEL_WORDS, _LEGEND_WORDS = 12, 25, 80


def set_floats(region: Sequence[Paragraph], setting: Setting) -> None:
    """Set, in place, which paragraphs of a region are notes and which belong to a table or figure.

    Notes are numbered small print, or begin with a raised number, and only such stands below them.
    Words between a figure's caption and its source, and scraps next to a table, are part of the
    figure or table.
    """
    _set_notes(region, setting)
    _set_figure_text(region)
    for paragraphs in (region, region[::-1]):
        beside = False
        for paragraph in paragraphs:
            if beside and _is_scrap(paragraph, _SCRAP_WORDS):
                paragraph.kind = "table"
            beside = paragraph.kind == "table"


def set_bare_pages(paragraphs: Sequence[Paragraph]) -> None:
    """Mark, in place, the few words on a page that holds no sentence (a divider or back cover) as boilerplate."""
    pages: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        pages[paragraph.first.page].append(paragraph)
    for held in pages.values():
        if sum(p.words for p in held) < _LABEL_WORDS and all(
            _is_scrap(p, _LABEL_WORDS) or p.kind == "table" for p in held
        ):
            for paragraph in held:
                paragraph.kind = "boilerplate"


def _set_notes(region: Sequence[Paragraph], setting: Setting) -> None:
    first = len(region)
    for index in range(len(region) - 1, -1, -1):
        paragraph = region[index]
        small = paragraph.first.size < SMALL * setting.body
        if not (small or paragraph.first.raised):
            break
        if paragraph.kind in ("body", "list") and NOTE.match(paragraph.first.text):
            paragraph.kind = "footnote"
            first = index
    for paragraph in region[first:]:
        if paragraph.kind == "body":  # the rest of a note that has more than one paragraph
            paragraph.kind = "footnote"


def _set_figure_text(region: Sequence[Paragraph]) -> None:
    most_words = 0
    captions = [_FIGURE.match(p.first.text) is not None for p in region if p.kind == "caption"]
    for paragraph in region:
        if paragraph.kind == "caption":
            figure = captions.pop(0)
            sourced = bool(captions) and not captions[0]
            most_words = (_LEGEND_WORDS if sourced else _LABEL_WORDS) if figure else 0
        elif _is_scrap(paragraph, most_words):
            paragraph.kind = "table"
        elif paragraph.kind != "table":
            most_words = 0
    below = False
    for paragraph in reversed(region):  # the words in a figure whose caption stands below it
        if below and _is_scrap(paragraph, _SCRAP_WORDS):
            paragraph.kind = "table"
        figure = paragraph.kind == "caption" and _FIGURE.match(paragraph.first.text) is not None
        below = figure or (below and paragraph.kind == "table")


def _is_scrap(paragraph: Paragraph, most_words: int) -> bool:
    """Whether a paragraph is a few words that make no sentence."""
    ended = _ENDED.search(paragraph.last.text) is not None
    return paragraph.kind in ("body", "list") and paragraph.words < most_words and not ended
