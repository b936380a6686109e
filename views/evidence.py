"""Passages behind a number: what spoke in them, where they stand, how they look."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from views.escape import safe_html
from views.language import say

Span = tuple[int, int]

_WORD = re.compile(r"[\w'’]+")
_ENDING = r"(?:['’]?s|es|d|ed|ing)?"
_QUOTE_STYLE = "margin:0;line-height:1.55;overflow-wrap:anywhere"
_SMALL_STYLE = "margin:.35rem 0 0;font-size:.85rem;opacity:.85"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a passage, marked where a phrase spoke for the theme."""

    text: str
    marked: bool


def phrase_spans(text: str, phrases: Iterable[str]) -> list[Span]:
    """Return where `phrases` stand in `text`, in any case and with the usual English endings.

    Parameters
    ----------
    text : str
        A passage.
    phrases : iterable of str
        Seeds or surface phrases; ``*`` stands for any ending.

    Returns
    -------
    list of (start, end)
        Sorted, without overlaps.
    """
    found: list[Span] = []
    for phrase in phrases:
        words = [re.escape(word) for word in _WORD.findall(phrase)]
        if words:
            ending = r"\w*" if phrase.rstrip().endswith("*") else _ENDING
            pattern = r"(?<!\w)" + r"[\s\-‐‑–]+".join(words) + ending + r"(?!\w)"
            found += [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return _merged(found)


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """Cut `text` at `spans`; joined again, the segments give `text`."""
    cut: list[Segment] = []
    at = 0
    for start, end in _merged(spans):
        if start > at:
            cut.append(Segment(text[at:start], marked=False))
        cut.append(Segment(text[start:end], marked=True))
        at = end
    if at < len(text):
        cut.append(Segment(text[at:], marked=False))
    return tuple(cut)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def place(page: int | None, page_label: str | None = None, format: str | None = None) -> str:
    """Return where a passage stands: "p. 12", "p. xii (page 14 of the file)", "slide 3" or ""."""
    if page is None:
        return ""
    if format == "pptx":
        return say("slide {page}", page=str(page))
    if page_label and page_label != str(page):
        return say("p. {label} (page {page} of the file)", label=page_label, page=str(page))
    return say("p. {page}", page=str(page))


def citation(*, publisher: str | None, title: str | None, year: int | None, place: str = "") -> str:
    """Return "Publisher, Title, Year, p. 12"; what is unknown is left out.

    `place` is what `views.evidence.place` returned.
    """
    parts = [publisher, title or say("Untitled report"), str(year) if year is not None else say("undated"), place]
    return ", ".join(part for part in parts if part)


def passage_html(text: str, spans: Sequence[Span] = ()) -> str:
    """Return a passage as escaped HTML with its `spans` in ``<mark>``."""
    pieces = (
        f"<mark>{safe_html(piece.text)}</mark>" if piece.marked else safe_html(piece.text)
        for piece in segments(text, spans)
    )
    return "".join(pieces).replace("\n", "<br>")


def spoke_for(phrases: Sequence[str], nearest_seed: str = "") -> str:
    """Return what spoke for a theme: its seeds that stand in the passage, or words and the seed nearest in meaning."""
    quoted = ", ".join(phrases)
    if not nearest_seed:
        return f"Spoke for the theme: {quoted}" if quoted else ""
    pulled = f"; words that pulled: {quoted}" if quoted else ""
    return f"No seed of the theme stands here. Nearest in meaning: {nearest_seed}{pulled}"


def card_html(text: str, *, cited: str, spans: Sequence[Span] = (), heading: str = "", spoke: str = "") -> str:
    """Return a passage with its citation as one piece of escaped HTML.

    Parameters
    ----------
    text : str
        The passage.
    cited : str
        Its citation.
    spans : sequence of (start, end)
        What to mark in it.
    heading : str
        Heading path under which it stands.
    spoke : str
        What spoke for the theme (`spoke_for`).
    """
    above = f'<p style="{_SMALL_STYLE};margin:0 0 .35rem">{safe_html(heading)}</p>' if heading else ""
    below = f'<p style="{_SMALL_STYLE}">{safe_html(spoke)}</p>' if spoke else ""
    return (
        f'<figure style="margin:0">{above}<blockquote style="{_QUOTE_STYLE}">{passage_html(text, spans)}</blockquote>'
        f'<figcaption style="{_SMALL_STYLE}"><cite>{safe_html(cited)}</cite></figcaption>{below}</figure>'
    )
