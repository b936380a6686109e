"""Changes to a theme file: what they give, how a link carries them, and the file that comes out."""

import base64
import zlib
from pathlib import Path

import pytest

from errors import InvalidSetting
from models import themefile
from pipeline.draft import (
    ThemeDraft,
    file_text,
    from_text,
    phrases_of,
    phrases_text,
    problems,
    shared_seeds,
    theme_problems,
    to_text,
)
from pipeline.theme_check import check_file
from schema import Phrase, Theme, ThemeSet

LEGACY = Theme("legacy-it", "Legacy IT", "Technology", "Old systems.", (Phrase("mainframe"), Phrase("legacy system")))
CLOUD = Theme("cloud", "Cloud", "Technology", "Rented computers.", (Phrase("cloud"), Phrase("nuage", "fr")))
FILE = ThemeSet("Public sector", "1", (LEGACY, CLOUD))
NONE = ThemeDraft()


def test_a_changed_theme_keeps_its_place_and_the_file_gets_the_next_version() -> None:
    draft = NONE.with_phrase(FILE, "legacy-it", "seeds", "COBOL").with_words(FILE, "legacy-it", "label", "Old IT")
    new = draft.applied(FILE)
    assert new.ids == ("legacy-it", "cloud")
    assert new.labels["legacy-it"] == "Old IT"
    assert [seed.text for seed in new.themes[0].seeds] == ["mainframe", "legacy system", "COBOL"]
    assert new.version == "2"
    assert draft.with_theme(FILE, LEGACY).applied(FILE) == FILE


def test_new_themes_get_ids_of_their_own() -> None:
    draft = NONE.added(FILE, "Cloud").added(FILE, "Cloud").added(FILE, "Ω")
    assert draft.applied(FILE).ids == ("legacy-it", "cloud", "cloud-2", "cloud-3", "theme")
    assert draft.opened == "theme"
    assert theme_problems(draft.edited[0])[0].message == "The theme has no seeds."


def test_a_theme_without_a_group_is_among_others() -> None:
    assert NONE.with_words(FILE, "cloud", "group", "").applied(FILE).themes[1].group == "Other"
    assert NONE.with_words(FILE, "cloud", "label", "").applied(FILE).themes[1].label == ""


def test_seeds_that_another_theme_holds_too() -> None:
    wine = Theme(
        "wine", "Wine", "Other", "Wine.", (Phrase("Legacy-System"), Phrase("nuage"), Phrase("cloud"), Phrase("vine"))
    )
    assert shared_seeds((LEGACY, CLOUD, wine), wine) == [("Legacy-System", "Legacy IT"), ("cloud", "Cloud")]
    assert shared_seeds((LEGACY, CLOUD), LEGACY) == []


def test_merging_gives_the_phrases_over_and_leaves_the_other_out() -> None:
    draft = NONE.with_phrase(FILE, "cloud", "exclude", "mainframe").merged(FILE, "legacy-it", "cloud")
    (merged,) = draft.applied(FILE).themes
    assert [seed.text for seed in merged.seeds] == ["mainframe", "legacy system", "cloud", "nuage"]
    assert merged.exclude == ()  # a seed cannot be excluded as well
    assert draft.brought_back("cloud").applied(FILE).ids == ("legacy-it", "cloud")


def test_the_file_passes_the_check_and_keeps_what_is_left_out_as_a_comment(tmp_path: Path) -> None:
    draft = NONE.added(FILE, "Fibre").with_words(FILE, "fibre", "seeds", phrases_of("fibre, broadband"))
    text = file_text(FILE, draft.without(FILE, "cloud"))
    file = tmp_path / "themes.yaml"
    file.write_text(text, encoding="utf-8")
    assert check_file(file) == []
    assert themefile.load(text).ids == ("legacy-it", "fibre")
    restored = "\n".join(line.removeprefix("#") for line in text.splitlines() if not line.startswith("# Left out"))
    assert themefile.load(restored).ids == ("legacy-it", "fibre", "cloud")


def test_a_file_without_themes_is_no_file() -> None:
    gone = NONE.without(FILE, "cloud").without(FILE, "legacy-it")
    assert problems(file_text(FILE, gone))[0].message == "`themes` is empty."


@pytest.mark.parametrize(
    "label", ["Fibre", "<b>&\"'", "a: b # c", "日本語", "- [x]", "*anchor &ref", "\u202eevil", "null", "1", "'"]
)
def test_a_link_and_a_file_carry_any_name(label: str) -> None:
    draft = NONE.added(FILE, label).with_words(FILE, NONE.added(FILE, label).opened, "seeds", phrases_of("x y\nfr: z"))
    assert from_text(to_text(draft), FILE) == draft
    assert themefile.load(file_text(FILE, draft)).themes == draft.applied(FILE).themes


def test_a_draft_says_nothing_more_once_the_file_holds_it() -> None:
    draft = NONE.with_phrase(FILE, "cloud", "seeds", "hosting").without(FILE, "legacy-it")
    saved = draft.applied(FILE)
    assert from_text(to_text(draft), saved).applied(saved) == saved


BOMB = base64.urlsafe_b64encode(zlib.compress(b'["' + b"a" * 50_000_000 + b'"]')).decode()


@pytest.mark.parametrize("text", ["x", "!!!", "eJw", base64.urlsafe_b64encode(zlib.compress(b"[1,2]")).decode(), BOMB])
def test_what_is_no_draft_is_refused(text: str) -> None:
    with pytest.raises(InvalidSetting, match="cannot be read"):
        from_text(text, FILE)


def test_phrases_as_lines() -> None:
    phrases = phrases_of("cloud\n  data   centre, hosting;\n\nfr: nuage\ncloud")
    assert phrases == (Phrase("cloud"), Phrase("data centre"), Phrase("hosting"), Phrase("nuage", "fr"))
    assert phrases_of(phrases_text(phrases)) == phrases
