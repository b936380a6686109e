"""The language of a text, from an unpacked copy of the model that may not be there or be damaged."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import language
from corpus.language import language_of

TEXTS = {
    "en": "The council publishes how it uses data and who may see it.",
    "fr": "La commune publie la manière dont elle utilise les données de ses habitants.",
    "nl": "De gemeente maakt bekend hoe zij met gegevens van inwoners omgaat.",
    "el": "Ο δήμος δημοσιεύει πώς χρησιμοποιεί τα δεδομένα.",
}


@pytest.fixture(autouse=True)
def _own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    language._identifier.cache_clear()
    yield
    language._identifier.cache_clear()


def kept(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "share" / "themeline").rglob("*.npy"))


def answers() -> dict[str, tuple[str, float]]:
    language._identifier.cache_clear()
    return {code: language_of(text) for code, text in TEXTS.items()}


def test_the_copy_answers_as_the_model_and_comes_back_when_it_is_damaged(tmp_path: Path) -> None:
    assert not kept(tmp_path)
    unpacked = answers()
    assert {code: found for code, (found, _) in unpacked.items()} == {code: code for code in TEXTS}
    assert len(kept(tmp_path)) == 6
    assert answers() == unpacked
    assert isinstance(language._identifier().tk_nextmove, memoryview)
    moves = next(file for file in kept(tmp_path) if file.stem == "moves")
    for damage in (b"", moves.read_bytes()[:5000], None):  # emptied, cut short, gone
        moves.unlink() if damage is None else moves.write_bytes(damage)
        assert answers() == unpacked
        assert len(kept(tmp_path)) == 6
        assert moves.stat().st_size > 1_000_000


def test_an_environment_that_takes_no_copy_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("a file in the way")
    assert language_of(TEXTS["fr"])[0] == "fr"
