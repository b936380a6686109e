"""How well the text layer of each page reads, and which pages have none."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.blocks import Flaw
from corpus.layout.lines import Line, Page

_POOR = 0.6
_FEWEST_CHARACTERS = 40
_MOST_NAMED = 12
_MOST_LONE = 0.3
_PLAUSIBLE = re.compile(r"[^\W_]")
_INKED = re.compile(r"[^.…·_]")
_ODD = re.compile(r"[^\w\s.,;:!?()\[\]'\"’‘“”«»–—\-/%&+=*#@§©€$£<>|•…·\u0300-\u036f]")


class _Word(NamedTuple):
    """Whether a word is more than dots, holds a letter or digit, and is a lone letter; its odd characters."""

    inked: bool
    plausible: bool
    lone: bool
    odd: int


_USUAL = ".,;:!?()'\"’"
_WHOLE = _Word(inked=True, plausible=True, lone=False, odd=0)


def judge(pages: Sequence[Page]) -> tuple[float | None, tuple[Flaw, ...]]:
    """Return the text quality of a report in [0, 1], and what to tell the user about its pages.

    The score of a page is the share of its characters that are letters, digits or usual
    punctuation, times the share of its words that look like words; the report's is their mean,
    weighted by characters. It is null where no page has text.
    """
    known: dict[str, _Word] = {}
    scores = {page.number: page_quality(page.lines, known) for page in pages if page.lines}
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


def page_quality(lines: Sequence[Line], known: dict[str, _Word] | None = None) -> tuple[float, int]:
    """Return the score of a page's text in [0, 1], and its number of characters.

    `known` holds words judged before; the ones of this page are added to it.
    """
    known = {} if known is None else known
    text = " ".join(line.text for line in lines)
    whole = inked = plausible = odd = lone = 0
    for word in text.split():
        judged = known.get(word)
        if judged is None:
            judged = known[word] = _judged(word)
        if judged is _WHOLE:
            whole += 1
            continue
        inked += judged.inked
        plausible += judged.plausible
        odd += judged.odd
        lone += judged.lone
    inked, plausible = inked + whole, plausible + whole
    if not inked:
        return 0.0, 0
    plain = 1 - odd / len(text)
    share = lone / inked
    return plain * min(plausible / inked, 1.0) * (1.0 if share < _MOST_LONE else 1 + _MOST_LONE - share), len(text)


def _judged(word: str) -> _Word:
    if len(word) > 1 and word.strip(_USUAL).isalnum():  # as most words are
        return _WHOLE
    return _Word(
        _INKED.search(word) is not None,
        _PLAUSIBLE.search(word) is not None,
        len(word) == 1 and word.isalpha(),
        len(_ODD.findall(word)),
    )


def _named(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_MOST_NAMED])) + (", …" if len(numbers) > _MOST_NAMED else "")
    return f"page {shown}" if len(numbers) == 1 else f"{len(numbers)} pages ({shown})"
