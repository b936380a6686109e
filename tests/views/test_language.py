"""Each message has its translation in each language, with the same values; no language says more than English does."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from models.themefile import load
from schema import FALLING, NO_CHANGE, RISING, TOO_FEW, Note
from stats.notes import UNKNOWN
from views import wording
from views.language import LANGUAGES, SOURCE, Language, own_name, say, say_many, say_theme, speaking, tag, whole

ROOT = Path(__file__).resolve().parents[2]
MARKERS = {"say": 1, "message": 1, "say_many": 2, "forms": 2}
OTHERS = [language for language in LANGUAGES if language != SOURCE]
MOVES = {
    "en": ({"rose", "rising"}, {"fell", "falling"}),
    "fr": ({"augmenté", "progressé", "hausse"}, {"diminué", "reculé", "baisse"}),
    "de": ({"stieg", "zugenommen", "zunehmend"}, {"sank", "abgenommen", "abnehmend"}),
    "es": ({"aumentó", "aumento"}, {"disminuyó", "descenso"}),
}
"""Words of rising and of falling."""


def literals(file: Path) -> Iterator[tuple[str, ...]]:
    """Yield the messages that a file marks: one string each, two where a number decides."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            said = node.args[: MARKERS[node.func.id]]
            texts = [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                yield tuple(texts)


def note_literals() -> Iterator[tuple[str]]:
    """Yield topics and messages of `stats.notes`: the texts given to `_note`, right there or by name."""
    for node in ast.walk(ast.parse((ROOT / "stats" / "notes.py").read_text(encoding="utf-8"))):
        given = node.args[1:3] if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_note" else []
        named = [node.value] if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text" else []
        for part in (*given, *named):
            branches = (part.body, part.orelse) if isinstance(part, ast.IfExp) else (part,)
            yield from (
                (one.value,) for one in branches if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
    for facet, texts in UNKNOWN.items():
        yield from [(f"unknown {facet}",), *((text,) for text in texts)]


def wanted() -> dict[str, tuple[str, ...]]:
    files = [*(ROOT / "views").rglob("*.py"), *(ROOT / "pipeline").rglob("*.py")]
    found = [message for file in files if file.name != "language.py" for message in literals(file)]
    return {message[0]: message for message in [*found, *note_literals()]}


def catalogue(language: Language) -> Catalog:
    with (ROOT / "views" / "messages" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_values(language: Language) -> None:
    messages, known = wanted(), catalogue(language)
    assert len(messages) > 200
    plain = [message for message in known if message.id and not message.context]
    assert {message.id if isinstance(message.id, str) else message.id[0] for message in plain} == set(messages)
    for message in plain:
        texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        assert texts == messages[texts[0]]
        assert not message.fuzzy
        assert len(said) == (1 if len(texts) == 1 else known.num_plurals)
        assert all(text.strip() and values(text) == values(texts[0]) for text in said), texts


@pytest.mark.parametrize("language", OTHERS)
def test_the_default_themes_have_their_labels(language: Language) -> None:
    themes = load((ROOT / "models" / "themes" / "public-sector-digital.yaml").read_text(encoding="utf-8")).themes
    with speaking(language):
        kept = [theme.label for theme in themes if say_theme(theme.label) == theme.label]
        assert not [theme.id for theme in themes if say_theme(theme.description) == theme.description]
        assert say_theme("A theme of my own") == "A theme of my own"
    assert len(kept) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", [RISING, FALLING, NO_CHANGE, TOO_FEW])
def test_no_language_says_rose_or_fell_beyond_the_verdict(language: Language, verdict: str) -> None:
    sign = -1 if verdict == FALLING else 1
    change = pd.Series(
        {"verdict": verdict, "slope_per_year": 0.01 * sign, "conf_low": 0.002, "conf_high": 0.02, "conf_level": 0.95}
    )
    size = pd.Series({"estimate": 0.1, "conf_low": 0.05, "conf_high": 0.2})
    with speaking(language):
        said = [
            wording.change_sentence(change, "X", "2019–2024"),
            wording.headline(change, size, "X", "2019–2024"),
            wording.headline(change, size, "X", "2019–2024", "reach"),
            wording.verdict_name(verdict),
        ]
    up, down = MOVES[language]
    for text in said:
        heard = {word.strip(".,;") for word in text.split()}
        assert (bool(heard & up), bool(heard & down)) == (verdict == RISING, verdict == FALLING), text


def test_numbers_and_names_are_written_as_a_language_writes_them() -> None:
    def shown() -> tuple[str, ...]:
        amount = wording.interval(0.098, 0.156).replace(wording.GAP, " ")
        return amount, whole(12345), wording.points(-0.004), wording.group_name("NL", "country"), tag()

    found = {}
    for language in LANGUAGES:
        with speaking(language):
            found[language] = shown()
    assert found == {
        "en": ("9.8–15.6 %", "12,345", "−0.4", "Netherlands", "en-GB"),
        "fr": ("9,8–15,6 %", "12\u202f345", "−0,4", "Pays-Bas", "fr-FR"),
        "de": ("9,8–15,6 %", "12.345", "−0,4", "Niederlande", "de-DE"),
        "es": ("9,8–15,6 %", "12.345", "−0,4", "Países Bajos", "es-ES"),
    }
    assert [own_name(language) for language in LANGUAGES] == ["English", "français", "Deutsch", "español"]


def test_a_language_is_spoken_within_its_block_alone() -> None:
    with pytest.raises(KeyError, match="high"):
        leave_with_an_error()
    assert say("Method") == "Method"


def leave_with_an_error() -> None:
    with speaking("fr"):
        assert say("Method") == "Méthode"
        with speaking("de"):
            assert say_many("{n} report", "{n} reports", 0) == "0 Berichte"
        assert say_many("{n} report", "{n} reports", 0) == "0 rapport"
        say("{low} to {high}", low="1")


def test_notes_are_worded_from_their_values() -> None:
    note = Note(
        "low", "thin years", "English", "Fewer than {n} reports in {years}.", (("n", 3), ("years", ("2019", "2020")))
    )
    assert wording.note_text(note) == "Fewer than 3 reports in 2019 and 2020."
    with speaking("es"):
        assert wording.note_text(note) == "Menos de 3 informes en 2019 y 2020."
    silent = Note("high", "silent language", "English", "None of {n} in {language}.", (("n", 40), ("language", "fi")))
    assert wording.note_text(silent) == "None of 40 in Finnish."
    assert (
        wording.note_text(Note("low", "Few reports", "Each year has two {reports}.")) == "Each year has two {reports}."
    )
