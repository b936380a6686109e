"""The front matter of a Markdown file: YAML, TOML or JSON, capped, without aliases."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from corpus.blocks import Flaw

MAX_BYTES = 64_000
MAX_NESTING = 20
_FENCES = (
    ("---", re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)),
    ("+++", re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)),
)
_REMEDY = "Correct the front matter; the text below it was read."


class _TooMuch(yaml.YAMLError):
    """An alias, or nesting deeper than any front matter needs."""


class _Strings(yaml.BaseLoader):
    """Every scalar as text (so that the country NO stays NO), aliases refused."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _TooMuch("it uses an alias (*name)")
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _TooMuch(f"it is nested more than {MAX_NESTING} deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The text values of the front matter, the body behind it, and what was wrong with it."""

    pairs: tuple[tuple[str, str], ...]
    body: str
    flaws: tuple[Flaw, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Return front matter and body; a file without front matter is all body."""
    for fence, closing in _FENCES:
        first, _, rest = text.lstrip("\n").partition("\n")
        if first.rstrip() != fence:
            continue
        end = closing.search(rest)
        if end is None:
            return FrontMatter((), text)
        return _parsed(fence, rest[: end.start()], rest[end.end() :])
    return _json(text)


def _json(text: str) -> FrontMatter:
    """Return an object that stands before all else on lines of its own; any other text is all body."""
    opened = text.lstrip("\n")
    if not opened.startswith("{"):
        return FrontMatter((), text)
    try:
        values, end = json.JSONDecoder().raw_decode(opened[:MAX_BYTES])
    except (ValueError, RecursionError):  # a brace opens other things too, a shortcode for one
        return FrontMatter((), text)
    if opened[end : end + 1] not in ("", "\n"):
        return FrontMatter((), text)
    return FrontMatter(_text_pairs(values), opened[end:])


def _parsed(fence: str, source: str, body: str) -> FrontMatter:
    if len(source) > MAX_BYTES:
        return FrontMatter((), body, (Flaw(f"The front matter is larger than {MAX_BYTES // 1000} kB.", _REMEDY),))
    try:
        values = tomllib.loads(source) if fence == "+++" else _yaml(source)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return FrontMatter((), body, (Flaw(f"The front matter could not be read: {_cause(error)}.", _REMEDY),))
    if values is None or values == "":
        return FrontMatter((), body)
    if not isinstance(values, Mapping):
        return FrontMatter((), body, (Flaw("The front matter holds no 'key: value' lines.", _REMEDY),))
    return FrontMatter(_text_pairs(values), body)


def _yaml(source: str) -> object:
    loader = _Strings(source)
    try:
        values: object = loader.get_single_data()
        return values
    finally:
        loader.dispose()


def _text_pairs(values: Mapping[object, object]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for key, value in values.items():
        held = value[0] if isinstance(value, list) and len(value) == 1 else value
        if not isinstance(held, list | Mapping):
            pairs.append((str(key), str(held)))
    return tuple(pairs)


def _cause(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"{error.problem} in line {error.problem_mark.line + 2}"
    return " ".join(str(error).split()) or type(error).__name__
