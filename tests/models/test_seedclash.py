"""Seeds that never count, and those that two themes share, told as the finder matches them."""

from collections.abc import Collection, Sequence

import numpy as np
import pytest

from models.annotator import Annotator
from models.seedclash import SeedClashes
from models.seeds import SeedMatcher
from models.themefile import DEFAULT, Finding, lines_of, load

FILE = """\
name: Two themes
version: "1"
themes:
  - {{id: a, label: A, description: D, seeds: {}, exclude: {}}}
  - {{id: b, label: B, description: D, seeds: {}}}
"""
WHOLE = "The seed {!r} never counts: the excluded {!r} matches it too."
WITHIN = "The seed {!r} never counts: the excluded {!r} stands in it, and keeps out every passage that holds it."
SHARED = "The seed {!r} is also matched by {!r} of {}."


def found(file: str, languages: Collection[str] = ()) -> list[Finding]:
    return SeedClashes(load(file).themes, languages).findings(lines_of(file))


def said(seeds: str, exclude: str = "[unheard]", others: str = "[zebra]", languages: Collection[str] = ()) -> list[str]:
    return [f.message for f in found(FILE.format(seeds, exclude, others), languages)]


@pytest.mark.parametrize(
    ("seeds", "exclude", "expected"),
    [
        ("[robot, arm]", "[robots]", [WHOLE.format("robot", "robots")]),
        ("[digitisation]", '["digiti*"]', [WHOLE.format("digitisation", "digiti*")]),
        ('["robot*"]', '["robo*"]', [WHOLE.format("robot*", "robo*")]),
        ("[cyber-security]", "[cybersecurity]", [WHOLE.format("cyber-security", "cybersecurity")]),
        ("[ethical framework, charter]", '["ethic*"]', [WITHIN.format("ethical framework", "ethic*")]),
        ("[cyber security policy]", "[securities]", [WITHIN.format("cyber security policy", "securities")]),
        ("[resilience]", "[cyber resilience]", []),  # cancels where the longer phrase stands
        ("[ethical framework]", "[ethics framework]", []),  # no inflection of each other
        ("[ethics, ethical framework]", '["ethic*"]', [WHOLE.format("ethics", "ethic*")]),  # it cancels, and bars none
        ('["robot*"]', "[robots]", []),  # "robotics" still counts
        ("[cities]", '["citi*"]', []),  # "city" still counts
        ("[program]", "[programming]", []),  # a noun in -ing is no form of another
        ("{en: [robot]}", "{fr: [robots]}", []),
        ("{fr: [réseau]}", "{fr: [réseaux]}", [WHOLE.format("réseau", "réseaux")]),
        ("{de: [offene Daten]}", "[offenen Daten]", [WHOLE.format("offene Daten", "offenen Daten")]),
    ],
)
def test_a_seed_that_an_excluded_phrase_silences_is_named(seeds: str, exclude: str, expected: Sequence[str]) -> None:
    assert said(seeds, exclude) == expected


@pytest.mark.parametrize(
    ("seeds", "others", "expected"),
    [
        ("[skills]", "[skill]", [SHARED.format("skill", "skills", "a")]),  # once, at the later one
        ("[robot]", '["robo*"]', [SHARED.format("robot", "robo*", "b")]),
        ('["robo*"]', "[robot]", [SHARED.format("robot", "robo*", "a")]),
        ('["robo*"]', '["robot*"]', [SHARED.format("robot*", "robo*", "a")]),
        ("[well-being]", "[wellbeing]", [SHARED.format("wellbeing", "well-being", "a")]),
        ("[data]", "[open data]", []),  # a part of a longer seed
        ("[skill]", "[skill]", []),  # which the file's own check says
        ("{fr: [service]}", "{en: [services]}", []),
        ("{en: [skills]}", "{fr: [ecole], any: [skill]}", [SHARED.format("skill", "skills", "a")]),
    ],
)
def test_a_seed_that_another_theme_matches_is_named(seeds: str, others: str, expected: Sequence[str]) -> None:
    assert said(seeds, others=others) == expected


def test_languages_are_told_where_seeds_speak_in_others_too() -> None:
    assert said("[réseau]", "[réseaux]") == []  # in English these are two words
    assert said("[réseau]", "[réseaux]", languages=["en", "fr"]) == [
        WHOLE.format("réseau", "réseaux").replace("never counts", "never counts in reports in fr")
    ]
    assert said("[réseau]", "[réseaux]", languages=["fr"]) == [WHOLE.format("réseau", "réseaux")]
    mixed = SeedClashes(load(FILE.format("[réseau, robot]", "[réseaux, robots]", "[zebra]")).themes, ["en", "fr"])
    assert {seed.text for _, seed in mixed.silenced} == {"robot"}


def test_a_shared_seed_is_no_clash_where_the_other_theme_excludes_it() -> None:
    file = FILE.format('["robo*"]', "[robots]", "[robot]")
    assert found(file) == []


def test_each_finding_stands_on_the_line_of_its_seed() -> None:
    file = FILE.format("[robot, skills]", "[robots]", "[\n      arm,\n      skill]")
    assert [(f.line, f.level) for f in found(file)] == [(4, "warning"), (7, "warning")]


def test_what_is_said_to_be_silent_matches_no_passage_and_the_rest_does() -> None:
    file = FILE.format("[robot, ethical framework, resilience]", '[robots, "ethic*", cyber resilience]', "[zebra]")
    told = {seed.text for _, seed in SeedClashes(load(file).themes).silenced}
    annotator = Annotator()
    texts = ["Robots and a robot.", "Ethical frameworks.", "An ethical framework.", "Resilience. Cyber resilience."]
    matches, barred = SeedMatcher(load(file).themes, annotator).match(annotator.annotate(texts))
    counts = {int(s) for t, s in zip(matches.text, matches.seed, strict=True) if not barred[t, 0]}
    assert {i for i, seed in enumerate(load(file).themes[0].seeds) if seed.text not in told} == counts
    assert np.flatnonzero(barred[:, 0]).tolist() == [0, 1, 2]


def test_the_default_themes_do_not_clash() -> None:
    assert found(DEFAULT.read_text(encoding="utf-8")) == []
