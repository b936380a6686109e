"""Which seeds stand in a text, inflected as they may be, and how many of them are apart."""

from dataclasses import replace

from models.seed_evidence import Seeds, apart, beside, stands
from schema import Phrase, Theme

THEME = Theme(
    "legacy-it", "Legacy IT", "Estate", "Old systems.", tuple(map(Phrase, ("mainframe", "legacy system", "obsol*")))
)


def test_seeds_are_known_in_any_inflection() -> None:
    seeds = Seeds(THEME)
    assert all(map(seeds.know, ("Mainframes", "legacy-systems", "obsolescence")))
    assert not any(map(seeds.know, ("legacy", "system", "frame")))


def test_and_in_those_of_the_language_that_a_passage_is_in() -> None:
    seeds = Seeds(Theme("t", "T", "G", "D.", (Phrase("jeu de données"), Phrase("loi", "fr"), Phrase("remuneración"))))
    assert seeds.know("Jeux de données", "fr")
    assert not seeds.know("jeux de données")
    assert seeds.know("remuneraciones", "es")
    assert not seeds.know("remuneraciones", "fr")
    assert not seeds.know("enjeux", "fr")
    text = "Des jeux de données, un jeu de données."
    assert len(seeds.held(["jeux de données", "jeu de données"], text, "fr")) == 1
    assert seeds.places(["jeux de données"], text, "fr") == [4]
    data = Seeds(Theme("t", "T", "G", "D.", (Phrase("remuneración"),)))
    assert data.needed(["remuneraciones"] * 9) == 2
    assert data.needed(["remuneraciones"] * 9, ["es"] * 9) == 1


def test_a_theme_hardly_heard_of_needs_two_seeds() -> None:
    many = Theme("t", "T", "G", "D.", tuple(Phrase(f"{letter}word") for letter in "abcdefghi"))
    assert Seeds(many).needed(["aword; bword"] * 9) == 2
    assert Seeds(many).needed(["aword; bword; cword"] * 9) == 1
    assert Seeds(many).needed(["aword; bword; cword", *["other"] * 20]) == 2
    rich = Theme("t", "T", "G", "D.", tuple(Phrase(f"{letter}word") for letter in "abcdefghijkl"))
    assert Seeds(rich).needed(["aword; bword; cword"] * 12) == 2
    assert Seeds(rich).needed(["aword; bword"] * 12) == 3
    assert Seeds(rich).needed(["aword; bword"] * 8) == 2  # so few passages cannot hold many
    spoken = tuple(Phrase(f"{letter}word", code) for code in ("de", "en", "fr") for letter in "abcd")
    assert Seeds(replace(many, seeds=spoken)).n_seeds == 4


def test_a_phrase_within_a_word_does_not_stand_there() -> None:
    assert stands("bot", "A bot answers.")
    assert not stands("bot", "Robots answer.")
    assert stands("技術的負債", "その技術的負債は")
    assert Seeds(THEME).held(["mainframe", "Obsolete"], "Mainframes; the mainframe.") == {"mainfram"}


def test_seeds_with_a_word_in_common_or_side_by_side_are_not_apart() -> None:
    assert (
        apart(frozenset({"mainfram", "legaci system"}), ["mainframe", "legacy system"], "a legacy system mainframe")
        == 1
    )
    assert (
        apart(frozenset({"mainfram", "legaci system"}), ["mainframe", "legacy system"], "mainframe or legacy system")
        == 2
    )
    assert apart(frozenset({"system", "legaci system"}), ["system", "legacy system"], "the legacy system") == 1


def test_what_is_said_beside_the_seeds() -> None:
    assert beside(["legacy system", "system"], "Old legacy systems cost.").split() == ["Old", "s", "cost."]
