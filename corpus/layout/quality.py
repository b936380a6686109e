"""How well the text layer of each page reads, and which pages have none."""

import re
from collections.abc import Sequence

from corpus.blocks import Flaw
from corpus.layout.lines import Line, Page

_POOR = 0.6
_FEWEST_CHARACTERS = 40
_MOST_NAMED = 12
_PLAUSIBLE = re.compile(r"\S*(?:[^\W\d_]{1,30}|\d)\S*")
_INKED = re.compile(r"\S*[^\s.…·_]\S*")
_LONE = re.compile(r"(?<!\S)[^\W\d_](?!\S)")
_ODD = re.compile(r"[^\w\s.,;:!?()\[\]'\"’‘“”«»–—\-/%&+=*#@§©€$£<>|•…·\u0300-\u036f]")


def judge(pages: Sequence[Page]) -> tuple[float | None, tuple[Flaw, ...]]:
    """Return the text quality of a report in [0, 1], and what to tell the user about its pages.

    The score of a page is the share of its characters that are letters, digits or usual
    punctuation, times the share of its words that look like words; the report's is their mean,
    weighted by characters. It is null where no page has text.
    """
    scores = {page.number: page_quality(page.lines) for page in pages if page.lines}
    empty = [page.number for page in pages if not page.lines]
    poor = [number for number, (score, size) in scores.items() if score < _POOR and size >= _FEWEST_CHARACTERS]
    flaws = []
    if empty:
        flaws.append(Flaw(f"No text layer on {_named(empty)}; OCR not done.", "Run OCR on the file and build again."))
    if poor:
        flaws.append(Flaw(f"The text of {_named(poor)} is garbled.", "Compare with the page; export the file again."))
    total = sum(size for _, size in scores.values())
    quality = sum(score * size for score, size in scores.values()) / total if total else None
    return quality, tuple(flaws)


def page_quality(lines: Sequence[Line]) -> tuple[float, int]:
    """Return the score of a page's text in [0, 1], and its number of characters."""
    text = " ".join(line.text for line in lines)
    words = _INKED.findall(text)
    if not words:
        return 0.0, 0
    plain = 1 - len(_ODD.findall(text)) / len(text)
    plausible = min(len(_PLAUSIBLE.findall(text)) / len(words), 1.0)
    lone = len(_LONE.findall(text)) / len(words)
    return plain * plausible * (1.0 if lone < 0.3 else 1.3 - lone), len(text)


def _named(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_NAMED])) + (", …" if len(numbers) > _MOST_NAMED else "")
    return f"page {shown}" if len(numbers) == 1 else f"{len(numbers)} pages ({shown})"
