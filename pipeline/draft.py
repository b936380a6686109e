"""A theme file being edited: what has changed, as text that a link can carry, and the file that comes of it."""

import base64
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from errors import InvalidSetting
from models import themefile
from models.themefile import Finding
from schema import Phrase, Theme, ThemeSet

_LANGUAGE = re.compile(r"([a-z]{2}):\s*(.*)")
_LARGEST = 500_000  # characters of a draft once unpacked
_FIELDS = ("id", "label", "group", "description")


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """Changes to a theme file.

    Attributes
    ----------
    edited : tuple of Theme
        A theme with the id of one in the file takes its place; others are new.
    left_out : tuple of str
        Ids of themes that the new file does not hold.
    opened : str
        Id of the theme being edited; empty for none.
    name : str
        Name of the new file; empty for the old one's.
    """

    edited: tuple[Theme, ...] = ()
    left_out: tuple[str, ...] = ()
    opened: str = ""
    name: str = ""

    def all_themes(self, file: ThemeSet) -> tuple[Theme, ...]:
        """Return every theme in the file's order, new ones last, those left out among them."""
        edited = {theme.id: theme for theme in self.edited}
        known = tuple(edited.pop(theme.id, theme) for theme in file.themes)
        return (*known, *edited.values())

    def applied(self, file: ThemeSet) -> ThemeSet:
        """Return the themes as they are to be saved; a changed file gets the next version."""
        themes = tuple(theme for theme in self.all_themes(file) if theme.id not in self.left_out)
        changed = themes != file.themes
        return ThemeSet(self.name or file.name, _next(file.version) if changed else file.version, themes)

    def with_theme(self, file: ThemeSet, theme: Theme) -> "ThemeDraft":
        """Return the draft with one theme changed or added, and open."""
        others = tuple(other for other in self.edited if other.id != theme.id)
        if theme in file.themes:
            return replace(self, edited=others, opened=theme.id)
        place = next((i for i, other in enumerate(self.edited) if other.id == theme.id), len(others))
        return replace(self, edited=(*others[:place], theme, *others[place:]), opened=theme.id)

    def with_words(self, file: ThemeSet, theme_id: str, field: str, value: str | tuple[Phrase, ...]) -> "ThemeDraft":
        """Return the draft with one field of a theme changed, and the theme open; no group is “Other”."""
        changes: dict[str, Any] = {field: value or "Other" if field == "group" else value}
        theme = next((theme for theme in self.all_themes(file) if theme.id == theme_id), None)
        return self if theme is None else self.with_theme(file, replace(theme, **changes))

    def with_phrase(self, file: ThemeSet, theme_id: str, field: str, phrase: str) -> "ThemeDraft":
        """Return the draft with a phrase more among a theme's seeds or its excluded phrases."""
        held = next((getattr(theme, field) for theme in self.all_themes(file) if theme.id == theme_id), ())
        return self.with_words(file, theme_id, field, tuple(dict.fromkeys((*held, Phrase(phrase)))))

    def added(self, file: ThemeSet, label: str) -> "ThemeDraft":
        """Return the draft with a new theme of this name, and open."""
        taken = {theme.id for theme in self.all_themes(file)}
        stem = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "theme"
        numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
        theme_id = stem if stem not in taken else next(other for other in numbered if other not in taken)
        return self.with_theme(file, Theme(theme_id, label, "Other", label, ()))

    def merged(self, file: ThemeSet, into: str, other: str) -> "ThemeDraft":
        """Return the draft with a theme's phrases given to another, and the theme left out."""
        themes = {theme.id: theme for theme in self.all_themes(file)}
        one, two = themes[into], themes[other]
        seeds = tuple(dict.fromkeys((*one.seeds, *two.seeds)))
        exclude = tuple(phrase for phrase in dict.fromkeys((*one.exclude, *two.exclude)) if phrase not in seeds)
        return self.with_theme(file, replace(one, seeds=seeds, exclude=exclude)).without(file, other)

    def without(self, file: ThemeSet, theme_id: str) -> "ThemeDraft":
        """Return the draft with a theme left out; a new one is gone."""
        opened = "" if self.opened == theme_id else self.opened
        if theme_id not in file.ids:
            return replace(self, edited=tuple(t for t in self.edited if t.id != theme_id), opened=opened)
        return replace(self, left_out=tuple(dict.fromkeys((*self.left_out, theme_id))), opened=opened)

    def brought_back(self, theme_id: str) -> "ThemeDraft":
        """Return the draft with a theme no longer left out."""
        return replace(self, left_out=tuple(other for other in self.left_out if other != theme_id))


def file_text(file: ThemeSet, draft: ThemeDraft) -> str:
    """Return the text of the new theme file; themes left out stand at its end as a comment, to be brought back."""
    text = themefile.dump(draft.applied(file))
    gone = tuple(theme for theme in draft.all_themes(file) if theme.id in draft.left_out)
    if not gone:
        return text
    lines = themefile.dump(ThemeSet("-", "-", gone)).split("themes:\n", 1)[1].splitlines()
    return text + "\n".join(["# Left out; without the # they count again.", *(f"#{line}" for line in lines), ""])


def problems(text: str) -> list[Finding]:
    """Return what makes a theme file's text invalid."""
    return [finding for finding in themefile.check(text) if finding.level == "error"]


def theme_problems(theme: Theme) -> list[Finding]:
    """Return what makes one theme invalid, whatever the others are."""
    return problems(themefile.dump(ThemeSet("draft", "1", (theme,))))


def shared_seeds(themes: Sequence[Theme], theme: Theme) -> list[tuple[str, str]]:
    """Return the theme's seeds that another theme holds too, each with that theme's name."""
    others = [other for other in themes if other.id != theme.id]
    holder = {themefile.phrase_key(seed): other.label for other in reversed(others) for seed in other.seeds}
    keys = ((seed.text, themefile.phrase_key(seed)) for seed in theme.seeds)
    return [(text, holder[key]) for text, key in keys if key in holder]


# ---------------------------------------------------------------- phrases as lines


def phrases_text(phrases: Sequence[Phrase]) -> str:
    """Write phrases one a line, with their language in front where they have one."""
    return "\n".join(f"{p.language}: {p.text}" if p.language else p.text for p in phrases)


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """Read phrases from lines, or from between commas; ``fr:`` in front of a line gives its language."""
    found: list[Phrase] = []
    for line in text.splitlines():
        marked = _LANGUAGE.fullmatch(line.strip())
        language, rest = (marked[1], marked[2]) if marked else (None, line)
        words = (" ".join(part.split()) for part in re.split(r"[,;]", rest))
        found += [Phrase(part, language) for part in words if part]
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------- the draft as text


def to_text(draft: ThemeDraft) -> str:
    """Write a draft as letters and digits that `from_text` reads back the same; nothing for no draft."""
    if draft == ThemeDraft():
        return ""
    rows = [
        [*(getattr(theme, name) for name in _FIELDS), phrases_text(theme.seeds), phrases_text(theme.exclude)]
        for theme in draft.edited
    ]
    content = json.dumps([rows, draft.left_out, draft.opened, draft.name], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(content.encode(), 9)).decode().rstrip("=")


def from_text(text: str, file: ThemeSet) -> ThemeDraft:
    """Read a draft; what it says of a theme that the file holds in the same words is dropped.

    Raises
    ------
    InvalidSetting
        It is not the text of a draft.
    """
    if not text:
        return ThemeDraft()
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content = zlib.decompressobj().decompress(packed, _LARGEST)
        rows, left_out, opened, name = json.loads(content)
        themes = [_theme(*map(str, row)) for row in rows]
        gone = tuple(str(theme_id) for theme_id in left_out)
    except (ValueError, TypeError, KeyError, zlib.error, RecursionError) as error:
        raise InvalidSetting("The link's draft of the themes cannot be read.", "Begin again.") from error
    edited = tuple({theme.id: theme for theme in themes if theme not in file.themes}.values())
    return ThemeDraft(edited, tuple(i for i in gone if i in file.ids), str(opened), str(name))


def _theme(theme_id: str, label: str, group: str, description: str, seeds: str, exclude: str) -> Theme:
    theme_id, label, group, description = (" ".join(part.split()) for part in (theme_id, label, group, description))
    return Theme(theme_id, label, group, description, phrases_of(seeds), phrases_of(exclude))


def _next(version: str) -> str:
    """Return the version after this one: "2" after "1", "1.3" after "1.2"."""
    numbered = re.fullmatch(r"(.*?)(\d{1,9})", version)
    return f"{numbered[1]}{int(numbered[2]) + 1}" if numbered else f"{version}.1"
