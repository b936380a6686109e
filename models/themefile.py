"""Theme files: read, checked line by line, and written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from errors import InvalidThemeFile
from schema import Phrase, Theme, ThemeSet

DEFAULT = Path(__file__).parent / "themes" / "public-sector-digital.yaml"
_MOST_BYTES = 1_000_000
_FILE_KEYS = {"name", "version", "themes"}
_THEME_KEYS = {"id", "label", "group", "description", "seeds", "exclude"}
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st
su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
"""Codes of ISO 639-1."""
_FEW = 2
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was compiled
_OPENING = (
    yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken
)  # fmt: skip
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the check noticed: `line` counts from 1; errors stop a build, warnings do not."""

    line: int
    level: Literal["error", "warning"]
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.level}: {self.message} {self.remedy}"


def load(text: str, name: str = "theme file") -> ThemeSet:
    """Read a theme file's text.

    Raises
    ------
    InvalidThemeFile
        It breaks a rule; the message names line and remedy of the first breach and counts the others.
    """
    themes, findings = _parse(text)
    errors = [f for f in findings if f.level == "error"]
    if errors or themes is None:
        first = errors[0]
        more = f" ({len(errors) - 1} more: run `python -m pipeline themes check {name}`.)" if len(errors) > 1 else ""
        raise InvalidThemeFile(f"{name}, line {first.line}: {first.message}", first.remedy + more)
    return themes


def check(text: str) -> list[Finding]:
    """Return everything wrong or doubtful in a theme file's text, by line."""
    return sorted(_parse(text)[1], key=lambda f: (f.line, f.level))


def lines_of(text: str) -> dict[tuple[str, Phrase | None], int]:
    """Return the line on which each seed of a valid theme file stands, by theme id and seed; a theme's own by None."""
    root = yaml.compose(text, Loader=_LOADER)
    reader = _Reader()
    if isinstance(root, yaml.MappingNode):
        reader.file(root)
    return reader.lines


def dump(themes: ThemeSet) -> str:
    """Write themes as the text of a theme file that `load` reads back the same."""
    rows = [
        {
            "id": theme.id,
            "label": theme.label,
            "group": theme.group,
            "description": theme.description,
            "seeds": _phrases_out(theme.seeds),
            **({"exclude": _phrases_out(theme.exclude)} if theme.exclude else {}),
        }
        for theme in themes.themes
    ]
    content = {"name": themes.name, "version": themes.version, "themes": rows}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _phrases_out(phrases: tuple[Phrase, ...]) -> list[str] | dict[str, list[str]]:
    languages = list(dict.fromkeys(p.language for p in phrases))
    if languages == [None]:
        return [p.text for p in phrases]
    return {language or "any": [p.text for p in phrases if p.language == language] for language in languages}


# ---------------------------------------------------------------- reading, with lines


def _parse(text: str) -> tuple[ThemeSet | None, list[Finding]]:
    if len(text.encode("utf-8", "replace")) > _MOST_BYTES:
        return None, [Finding(1, "error", "The file is larger than 1 MB.", "Split it.")]
    try:
        flaw = _flaw(text)
        root = yaml.compose(text, Loader=_LOADER) if flaw is None else None
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not valid YAML"
        return None, [Finding(mark.line + 1 if mark else 1, "error", f"{problem}.", "Check indentation and quotes.")]
    if flaw is not None:
        return None, [flaw]
    if not isinstance(root, yaml.MappingNode):
        return None, [Finding(1, "error", "The file holds no `name`, `version` and `themes`.", "See the default file.")]
    reader = _Reader()
    return reader.file(root), reader.findings


def _flaw(text: str) -> Finding | None:
    """Return what forbids to read a file, told from its tokens alone."""
    depth = 0
    for token in yaml.scan(text, Loader=_LOADER):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            return Finding(1, "error", "The file uses YAML anchors (& or *).", "Write values out, or quote them.")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _DEEPEST:
            return Finding(1, "error", "The file is nested too deeply.", "A theme file has four levels.")
    return None


class _Reader:
    """Walk the YAML nodes, keeping what is wrong with its line."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.lines: dict[tuple[str, Phrase | None], int] = {}
        self._owner: dict[tuple[str, str | None], str] = {}

    def file(self, root: yaml.MappingNode) -> ThemeSet | None:
        entries = self._entries(root, _FILE_KEYS, "the file")
        for key in sorted(_FILE_KEYS - entries.keys()):
            self._error(root, f"The file has no `{key}`.", f"Add a line `{key}: …`.")
        name, version = (self._text(entries.get(key), key) for key in ("name", "version"))
        node = entries.get("themes")
        if node is not None and not isinstance(node, yaml.SequenceNode):
            self._error(node, "`themes` is not a list.", "Begin each theme with `- id: …`.")
        nodes = node.value if isinstance(node, yaml.SequenceNode) else []
        if isinstance(node, yaml.SequenceNode) and not nodes:
            self._error(node, "`themes` is empty.", "Add at least one theme.")
        themes = [theme for theme in map(self._theme, nodes) if theme is not None]
        self._repeated_ids(nodes)
        return ThemeSet(name, version, tuple(themes))

    def _theme(self, node: yaml.Node) -> Theme | None:
        if not isinstance(node, yaml.MappingNode):
            self._error(
                node, "A theme is not a set of `key: value` lines.", "Give it id, label, group, description, seeds."
            )
            return None
        entries = self._entries(node, _THEME_KEYS, "a theme")
        for key in ("id", "label", "description", "seeds"):
            if key not in entries:
                self._error(node, f"The theme has no `{key}`.", f"Add `{key}: …`.")
        values = {key: self._text(entries.get(key), key) for key in ("id", "label", "group", "description")}
        if values["id"] and not _KEBAB.fullmatch(values["id"]):
            self._error(entries["id"], f"The id {values['id']!r} is not kebab-case.", "Use a-z, 0-9 and hyphens.")
        seeds = list(self._phrases(entries.get("seeds"), "seeds"))
        exclude = list(self._phrases(entries.get("exclude"), "exclude"))
        if "seeds" in entries and not seeds:
            self._error(entries["seeds"], "The theme has no seeds.", "Give it some five phrases that speak for it.")
        elif 0 < len(seeds) < _FEW:
            self._warn(entries["seeds"], "The theme has one seed.", "Five or more find it far better.")
        self._clashes(seeds, exclude, values["id"])
        self.lines[values["id"], None] = node.start_mark.line + 1
        for phrase, item in seeds:
            self.lines.setdefault((values["id"], phrase), item.start_mark.line + 1)
        return Theme(
            values["id"],
            values["label"],
            values["group"] or "Other",
            values["description"],
            tuple(phrase for phrase, _ in seeds),
            tuple(phrase for phrase, _ in exclude),
        )

    def _clashes(
        self, seeds: list[tuple[Phrase, yaml.Node]], exclude: list[tuple[Phrase, yaml.Node]], theme: str
    ) -> None:
        barred = {phrase_key(phrase) for phrase, _ in exclude}
        mine: set[tuple[str, str | None]] = set()
        for phrase, node in seeds:
            key = phrase_key(phrase)
            if key in barred:
                self._error(node, f"{phrase.text!r} is a seed and excluded.", "Keep one of the two.")
            if key in mine:
                self._warn(node, f"The seed {phrase.text!r} stands twice.", "Remove one.")
            elif key in self._owner:
                self._warn(
                    node, f"The seed {phrase.text!r} also belongs to {self._owner[key]}.", "Give it to one theme."
                )
            mine.add(key)
            self._owner.setdefault(key, theme)

    def _phrases(self, node: yaml.Node | None, key: str) -> Iterator[tuple[Phrase, yaml.Node]]:
        if isinstance(node, yaml.MappingNode):
            for language, phrases in node.value:
                code = str(language.value)
                if code != "any" and code not in _LANGUAGES.split():
                    remedy = "Use its code of two letters (ISO 639-1), as in `en`, or `any`."
                    self._error(language, f"{code!r} is not a language.", remedy)
                yield from self._listed(phrases, key, None if code == "any" else code)
        elif node is not None:
            yield from self._listed(node, key, None)

    def _listed(self, node: yaml.Node, key: str, language: str | None) -> Iterator[tuple[Phrase, yaml.Node]]:
        if not isinstance(node, yaml.SequenceNode):
            self._error(node, f"`{key}` is not a list.", f"Write `{key}: [first phrase, second phrase]`.")
            return
        for item in node.value:
            text = self._text(item, key)
            if text and (text == "*" or "*" in text.replace("* ", " ").removesuffix("*")):
                self._error(item, f"In {text!r} the * is not at the end of a word.", "Write it as in `digiti*`.")
            elif text:
                yield Phrase(text, language), item

    def _repeated_ids(self, nodes: list[yaml.Node]) -> None:
        seen: dict[str, int] = {}
        for node in nodes:
            if not isinstance(node, yaml.MappingNode):
                continue
            for key, value in node.value:
                if key.value == "id" and isinstance(value, yaml.ScalarNode):
                    if value.value in seen:
                        before = seen[value.value]
                        self._error(
                            value, f"The id {value.value!r} stands in line {before} too.", "Rename one of them."
                        )
                    seen.setdefault(value.value, value.start_mark.line + 1)

    def _entries(self, node: yaml.MappingNode, allowed: set[str], where: str) -> dict[str, yaml.Node]:
        entries: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in allowed:
                self._error(key, f"{name!r} is not a key of {where}.", f"Keys are {', '.join(sorted(allowed))}.")
            elif name in entries:
                self._error(key, f"{name!r} stands twice in {where}.", "Keep one of the two.")
            else:
                entries[name] = value
        return entries

    def _text(self, node: yaml.Node | None, key: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._error(node, f"`{key}` is not plain text.", "Write one value, in quotes if it holds a colon.")
            return ""
        text = " ".join(str(node.value).split())
        if not text:
            self._error(node, f"`{key}` is empty.", "Give it a value or remove it.")
        return text

    def _error(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.findings.append(Finding(node.start_mark.line + 1, "error", message, remedy))

    def _warn(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.findings.append(Finding(node.start_mark.line + 1, "warning", message, remedy))


def phrase_key(phrase: Phrase) -> tuple[str, str | None]:
    """Return what two ways to write one phrase have in common: capitals, spaces and hyphens are no difference."""
    return " ".join(re.split(r"[\s-]+", phrase.text.casefold())), phrase.language
