"""Which paragraphs are headings or captions, and how deep a heading is."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import log
from typing import NamedTuple

from corpus.clean import one_line
from corpus.layout.paragraphs import SMALL, SOURCE, Paragraph, Setting, rounded

_LARGER, _MUCH_LARGER = 1.1, 1.25
_MOST_TAGGED = 0.3
_MOST_WORDS, _MOST_BOLD_WORDS, _MOST_ITALIC_WORDS = 30, 20, 12
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Box|Chart|Graph|Map|Exhibit|Annex (?:Figure|Table)|Abbildung|Tabelle|Tableau|Figur|Tabell)"
    r"\s*[A-Z]{0,2}\.?\d[\d.]*(?:\s*[.:|–—-]|\s+[A-Z“\"]|$)"
)
_NAME_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_CLOSED = (".", ";", ",", ":")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file's outline."""

    title: str
    level: int
    page: int | None


def classify(paragraphs: Sequence[Paragraph], setting: Setting, outline: Sequence[Entry]) -> None:
    """Set the kind of each paragraph, and the level of each heading, in place.

    Headings named in the outline, or tagged as such where there is none, take their level from it
    and lend it to others set in the same style; other styles are ranked by size and weight.
    """
    titles = _by_title(outline)
    tagged = _is_tagged_well(paragraphs)
    known: dict[_Style, Counter[int]] = defaultdict(Counter)
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        if paragraph.kind == "table":
            continue
        level = _tagged_level(paragraph) if tagged else _outline_level(paragraph, titles)
        if level:
            paragraph.kind, paragraph.level = "heading", level
            known[_style(paragraph)][level] += 1
        else:
            _look(paragraph, setting, following)
    _promote([p for p in paragraphs if p.kind == "heading" and p.level])
    _set_levels([p for p in paragraphs if p.kind == "heading" and not p.level], known)


def _is_tagged_well(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the file tags headings, and not half of its text as such."""
    tagged = sum(paragraph.words for paragraph in paragraphs if paragraph.first.level)
    return 0 < tagged < _MOST_TAGGED * sum(paragraph.words for paragraph in paragraphs)


def _tagged_level(paragraph: Paragraph) -> int:
    return paragraph.first.level if paragraph.words <= 2 * _MOST_WORDS else 0


def _promote(listed: Sequence[Paragraph]) -> None:
    """Lift headings that the outline hangs too deep: much larger than others there, nearer to shallower ones."""
    sizes: dict[int, list[float]] = defaultdict(list)
    for heading in listed:
        sizes[heading.level].append(max(heading.first.size, 1.0))
    usual = {level: sorted(found)[(len(found) - 1) // 2] for level, found in sizes.items()}
    for heading in listed:
        size = max(heading.first.size, 1.0)
        if size > _MUCH_LARGER * usual[heading.level]:
            shallower = [level for level in usual if level <= heading.level]
            heading.level = min(shallower, key=lambda level: (abs(log(size / usual[level])), level))


def _by_title(outline: Sequence[Entry]) -> Mapping[str, list[Entry]]:
    titles: dict[str, list[Entry]] = defaultdict(list)
    for entry in outline:
        titles[_key(entry.title)].append(entry)
    titles.pop("", None)
    return titles


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _outline_level(paragraph: Paragraph, titles: Mapping[str, Sequence[Entry]]) -> int:
    if not titles or len(paragraph.lines) > 4 or paragraph.words > 2 * _MOST_WORDS:
        return 0
    entries = titles.get(_key(" ".join(line.text for line in paragraph.lines)), ())
    page = paragraph.first.page
    return next((entry.level for entry in entries if entry.page is None or entry.page == page), 0)


def _look(paragraph: Paragraph, setting: Setting, following: Paragraph | None) -> None:
    """Set the kind of a paragraph by how it looks, how it begins and what it stands above."""
    text = one_line(" ".join(line.text for line in paragraph.lines[:3]))
    size, words = paragraph.first.size, paragraph.words
    if (_CAPTION.match(text) and words <= 60) or (SOURCE.match(text) and size < SMALL * setting.body):
        paragraph.kind = "caption"
    elif not _LETTERS.search(text):
        paragraph.kind = "table"
    elif _is_heading(paragraph, setting) or _heads(paragraph, following, setting):
        paragraph.kind = "heading"


def _is_heading(paragraph: Paragraph, setting: Setting) -> bool:
    size, bold = paragraph.first.size, all(line.bold for line in paragraph.lines)
    text = paragraph.last.text.rstrip()
    # A coloured line is no part of the text, and a colon below it opens what it stands above.
    closed = (text.removesuffix(":") if paragraph.first.coloured else text).endswith(_CLOSED)
    if paragraph.kind == "list" and not bold and size < _LARGER * setting.body:
        return False
    if size >= _LARGER * setting.body:
        return paragraph.words <= _MOST_WORDS and not closed
    return bold and size >= 0.97 * setting.body and paragraph.words <= _MOST_BOLD_WORDS and not closed


def _heads(paragraph: Paragraph, following: Paragraph | None, setting: Setting) -> bool:
    """Whether one line in bold or italics stands above a paragraph that is not, as a heading no larger than it.

    A name of a few words may stand above a paragraph in the same italics, a definition say.
    """
    line = paragraph.first
    if following is None or len(paragraph.lines) > 1 or following.first.page != line.page or paragraph.kind != "body":
        return False
    alike = following.first.bold if line.bold else following.first.italic
    plain = not alike or (paragraph.words <= _NAME_WORDS and len(following.lines) > 1)
    # What heads a box in small print ends with it, and would head all that follows.
    as_large = line.size >= 0.97 * max(following.first.size, setting.body)
    words = len(line.text) >= 3 and paragraph.words <= _MOST_ITALIC_WORDS and not line.text[:2].islower()
    closed = line.text.endswith((*_CLOSED, "?", "!"))
    below = 0 < following.first.top - line.top < 3 * line.size
    prose = following.kind in ("body", "list") and following.words > paragraph.words
    return (line.bold or line.italic) and plain and as_large and words and not closed and below and prose


class _Style(NamedTuple):
    """What tells headings of one level from those of another: the first of two in order stands above."""

    size: float
    bold: bool
    coloured: bool


def _style(paragraph: Paragraph) -> _Style:
    return _Style(rounded(paragraph.first.size), paragraph.first.bold, paragraph.first.coloured)


def _set_levels(headings: Sequence[Paragraph], known: Mapping[_Style, Counter[int]]) -> None:
    styles = sorted({*known, *map(_style, headings)}, reverse=True)
    levels: dict[_Style, int] = {}
    last = 0
    for style in styles:
        last = known[style].most_common(1)[0][0] if style in known else min(last + 1, 6)
        levels[style] = last
    for heading in headings:
        heading.level = levels[_style(heading)]
