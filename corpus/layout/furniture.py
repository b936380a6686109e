"""Running heads, feet and page numbers: what stands on many pages at the same place."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from corpus.layout.lines import Line, Page

_EDGE = 0.14
_ROWS = 5
_BAND = 0.02
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|sida|side|pagina)?[\s|–—-]*(\d{1,4})(?:\s*(?:of|/|von|de|av)\s*\d{1,4})?[\s|–—-]*", re.I
)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_HEAD, _FOOT, _NUMBER = "running head", "running foot", "page number"

Removed = tuple[int | None, str, str]


def furniture(pages: Sequence[Page], labels: Sequence[str | None] = ()) -> dict[int, str]:
    """Return the furniture among the lines of the pages: why each is removed, by ``id(line)``.

    A line near the top or bottom edge is furniture if the same words (numbers aside) stand at
    the same height on at least three pages (two in a report of up to four pages), or if it is
    nothing but the page's number.

    Parameters
    ----------
    labels : sequence of str or None
        The page labels that the file itself gives, if it does.
    """
    edges = [(page, line) for page in pages for line in _edge_lines(page)]
    found: dict[int, str] = {}
    places: dict[tuple[str, int], list[tuple[Page, Line]]] = defaultdict(list)
    for page, line in edges:
        band = round(line.middle / page.height / _BAND)
        places[_pattern(line.text), band].append((page, line))
    enough = 3 if len(pages) > 4 else 2
    for (pattern, band), lines in places.items():
        around = {page.number for near in (band - 1, band, band + 1) for page, _ in places.get((pattern, near), ())}
        if _LETTERS.search(pattern) and _recurs(sorted(around), enough, len(pages)):
            found |= {id(line): _HEAD if line.middle < page.height / 2 else _FOOT for page, line in lines}
    labelled = {id(line) for page, line in edges if _own_label(page, labels) == line.text.strip(" -–—|").lower()}
    return found | dict.fromkeys(labelled | _page_numbers(edges, len(pages)), _NUMBER)


def _recurs(numbers: Sequence[int], enough: int, n_pages: int) -> bool:
    """Whether pages follow each other (every page, or every left or right one) often enough."""
    if len(numbers) >= max(enough, n_pages / 4):
        return True
    run = longest = 1
    for before, after in pairwise(numbers):
        run = run + 1 if after - before <= 2 else 1
        longest = max(longest, run)
    return longest >= enough


def printed_labels(pages: Sequence[Page], taken: Mapping[int, str]) -> tuple[str | None, ...]:
    """Return the page number printed on each page, where the pages number themselves consistently.

    `taken` is what `furniture` found.
    """
    numbered = ((page, line) for page in pages for line in page.lines if taken.get(id(line)) == _NUMBER)
    printed = {page.number: number for page, line in numbered if (number := _number(line.text)) is not None}
    return tuple(str(printed[page.number]) if page.number in printed else None for page in pages)


def _own_label(page: Page, labels: Sequence[str | None]) -> str | None:
    label = labels[page.number - 1] if page.number <= len(labels) else None
    return label.lower() if label else None


def _edge_lines(page: Page) -> list[Line]:
    """Return the lines of the outermost rows near the top and bottom edge."""
    if page.height <= 0:
        return []
    by_top = sorted(page.lines, key=lambda line: line.middle)
    top = [line for line in by_top if line.middle < _EDGE * page.height]
    bottom = [line for line in reversed(by_top) if line.middle > (1 - _EDGE) * page.height]
    return [*_outer_rows(top), *_outer_rows(bottom)]


def _outer_rows(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    rows = 0
    for line in lines:
        if not kept or abs(line.middle - kept[-1].middle) > line.size / 2:
            rows += 1
        if rows > _ROWS:
            break
        kept.append(line)
    return kept


def _pattern(text: str) -> str:
    return " ".join(_NUMBERS.sub("#", text.lower()).split())


def _number(text: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def _page_numbers(edges: Sequence[tuple[Page, Line]], n_pages: int) -> set[int]:
    """Return ids of lines that are numbers counting up with the pages."""
    numbered = [(page, line, number) for page, line in edges if (number := _number(line.text)) is not None]
    shifts = Counter(shift for page, shift in {(page.number, number - page.number) for page, _, number in numbered})
    enough = 3 if n_pages > 4 else 2
    steady = {
        shift for shift, count in shifts.items() if count >= (2 if shift == 0 else enough) or n_pages == 1 == shift + 1
    }
    return {id(line) for page, line, number in numbered if number - page.number in steady}
