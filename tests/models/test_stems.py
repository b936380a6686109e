"""Stems, spellings made one, and function words."""

import re
from pathlib import Path

import pytest
import snowballstemmer
import spacy.util
from snowballstemmer.english_stemmer import EnglishStemmer

from models.stems import bases, folded, stem, stop_stems, written_in

REPORTS = Path(__file__).parents[2] / "corpus" / "sample" / "reports"


@pytest.mark.parametrize(
    "forms",
    [
        ("digitise", "digitising", "digitised", "digitises", "digitize", "digitizing"),
        ("organisation", "organisations", "organization", "organizational", "organisational"),
        ("programme", "programmes", "program", "programs"),
        ("centre", "centres", "center", "centers"),
        ("behaviour", "behaviours", "behavior"),
        ("analyse", "analysed", "analyze", "analyzed"),
        ("labelled", "labeled"),
        ("modelling", "modeling"),
        ("ageing", "aging"),
        ("defence", "defense"),
        ("licence", "licenses"),
        ("city", "cities"),
        ("pilot", "pilots", "piloted", "piloting"),
    ],
)
def test_inflections_and_spellings_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("council", "counsel"), ("universal", "university"), ("hour", "horse")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_spelling_is_folded_in_english_alone() -> None:
    assert stem("städte", "de") == stem("stadt", "de")
    assert stem("centre", "fr") != "center"
    assert stem("häuser", "tlh") == "häuser"


def test_bases_are_what_a_word_may_be_an_inflection_of() -> None:
    assert bases("travaux", "fr") >= {"travaux", "travail"}
    assert bases("travail", "fr") == {"travail"}
    assert bases("publiques", "fr") & bases("publics", "fr") == {"public"}
    assert bases("services", "en") == bases("slutsatser", "sv") == bases("x" * 61, "fr") == frozenset()


def test_words_passed_by_are_those_that_the_rules_leave_alone() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(REPORTS.rglob("*.md"))).lower()
    words = {folded(word) for word in re.findall(r"[\w’'-]+", text)}
    snowball = snowballstemmer.stemmer("english")
    assert len(words) > 4000
    assert not [word for word in words if stem(word) != snowball.stemWord(word)]


def test_function_words() -> None:
    assert {"the", "of", "and"} <= stop_stems()
    assert "der" in stop_stems("de")
    assert stem("data") not in stop_stems()
    assert stop_stems("tlh") == stop_stems("../lang/en") == frozenset()


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pl"])
def test_function_words_are_the_librarys_own(language: str) -> None:
    listed = spacy.util.get_lang_class(language).Defaults.stop_words
    assert stop_stems(language) == {stem(word.lower(), language) for word in listed}


def test_the_rules_in_c_stem_as_those_in_python() -> None:
    words = [
        "reliability",
        "reliably",
        "relied",
        "generously",
        "news",
        "skis",
        "dying",
        "agreed",
        "organisations",
        "data's",
        "consigned",
        "proceed",
    ]
    in_c, in_python = snowballstemmer.stemmer("english"), EnglishStemmer()
    assert type(in_c) is not type(in_python)
    assert [in_c.stemWord(word) for word in words] == [in_python.stemWord(word) for word in words]


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("Fire crews and the alarms that they answer.", "en", "de"),
        ("Brände und die Wachen, die zu ihnen fahren.", "de", "en"),
        ("Les incendies et les casernes de la ville.", "fr", "en"),
    ],
)
def test_a_text_is_written_in_the_language_whose_function_words_it_holds(text: str, language: str, other: str) -> None:
    assert written_in(text, language)
    assert not written_in(text, other)


def test_a_text_without_function_words_may_be_in_any_language() -> None:
    assert all(written_in("Cyber security", language) for language in ("en", "fr", "zh", ""))
