"""Plain text to blocks: paragraphs by empty lines, wrapped lines joined, simple headings and lists."""

import re
from collections.abc import Callable
from functools import partial

from corpus.blocks import Block
from corpus.clean import plain
from corpus.hyphens import breaks_words, join_lines, words_of
from corpus.markup import visible

_EMPTY = re.compile(r"\n[ \t]*\n[ \t\n]*|\n*\f\n*")
_RULE = re.compile(r"[=\-~*_#]{3,}")
_ITEM = re.compile(r"\s*(?:[-*•‣◦–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|(?:Chapter|Section|Part|Annex|Appendix)\s+[\dA-Z]+[.:]?)\s+[A-Z]"
)
_LONGEST_HEADING = 80

Joiner = Callable[[list[str]], tuple[str, list[int]]]


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs, headings and list items of plain text.

    A text without any empty line has one paragraph a line.
    """
    paragraphs = [part for part in _EMPTY.split(text) if part.strip()]
    if len(paragraphs) == 1 and _long_lines(text):
        paragraphs = text.split("\n")
    join = _joiner(text)
    return tuple(block for paragraph in paragraphs for block in _blocks(paragraph.strip("\n"), join))


def _joiner(text: str) -> Joiner:
    """Return how lines of this text are joined: whether it breaks words at line ends, its own words tell."""
    if "-\n" not in text:
        return partial(join_lines, vocabulary={})
    lines = [plain(line) for line in text.split("\n")]
    words = words_of(lines)
    return partial(join_lines, vocabulary=words, breaking=breaks_words(lines, words))


def _long_lines(text: str) -> bool:
    lines = [len(line) for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and sorted(lines)[len(lines) // 2] > 120


def _blocks(paragraph: str, join: Joiner) -> list[Block]:
    lines = [line for line in paragraph.split("\n") if line.strip()]
    if not lines:
        return []
    if len(lines) > 1 and _RULE.fullmatch(lines[1].strip()) and len(lines[0]) <= _LONGEST_HEADING:
        heading = Block(visible(lines[0]), "heading", 2 if lines[1].startswith("-") else 1)
        return [heading, *_blocks("\n".join(lines[2:]), join)]
    lines = [line for line in lines if not _RULE.fullmatch(line.strip())]
    if len(lines) == 1 and _is_heading(lines[0].strip()):
        return [Block(visible(lines[0].strip("# ")), "heading", _level(lines[0].strip()))]
    return [block for item in _items(lines) if (block := _block(item, join)).text]


def _is_heading(line: str) -> bool:
    if len(line) > _LONGEST_HEADING or line.endswith((".", ";", ",", ":")):
        return False
    shouted = line.isupper() and sum(c.isalpha() for c in line) > 3
    return shouted or line.startswith("#") or _NUMBERED.match(line) is not None


def _level(line: str) -> int:
    if line.startswith("#"):
        return min(len(line) - len(line.lstrip("#")), 6)
    number = line.split()[0].rstrip(".")
    return min(1 + number.count("."), 6) if number[0].isdigit() else 1


def _items(lines: list[str]) -> list[list[str]]:
    """Return the lines grouped so that each list item begins a group."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if _ITEM.match(line) and groups[-1]:
            groups.append([])
        groups[-1].append(line)
    return groups


def _block(lines: list[str], join: Joiner) -> Block:
    text = visible(join([plain(line) for line in lines])[0])
    return Block(text, "list" if _ITEM.match(lines[0]) else "body") if lines else Block("")
