"""Seed phrases: what they meet, what they do not, and what excluded phrases do."""

from collections.abc import Sequence

import numpy as np
import pytest

from models.annotator import Annotator
from models.seeds import SeedMatcher
from schema import Phrase, Theme


def theme(*seeds: str | Phrase, exclude: Sequence[str | Phrase] = ()) -> Theme:
    plain = [tuple(p if isinstance(p, Phrase) else Phrase(p) for p in phrases) for phrases in (seeds, exclude)]
    return Theme("t", "T", "G", "D", plain[0], plain[1])


def found(themes: Sequence[Theme] | Theme, texts: Sequence[str] | str, language: str | None = None) -> list[list[str]]:
    """Return, text by text, the words that seeds matched."""
    several = [themes] if isinstance(themes, Theme) else list(themes)
    given = [texts] if isinstance(texts, str) else list(texts)
    annotator = Annotator()
    tokens = annotator.annotate(given, language)
    matches, _ = SeedMatcher(several, annotator).match(tokens, language)
    out: list[list[str]] = [[] for _ in given]
    for text, first, last in zip(matches.text.tolist(), matches.first, matches.last, strict=True):
        out[text].append(given[text][tokens.starts[first] : tokens.ends[last]])
    return out


def barred(one: Theme, text: str) -> bool:
    annotator = Annotator()
    _, bars = SeedMatcher([one], annotator).match(annotator.annotate([text]))
    return bool(bars[0, 0])


@pytest.mark.parametrize(
    ("seed", "text", "expected"),
    [
        ("digitise", "They digitised, are digitizing and will digitise.", ["digitised", "digitizing", "digitise"]),
        ("legacy system", "Our LEGACY SYSTEMS and a legacy-system.", ["LEGACY SYSTEMS", "legacy-system"]),
        ("cyber security", "cyber security cyber-security cybersecurity Cyber\u2013Security",
         ["cyber security", "cyber-security", "cybersecurity", "Cyber\u2013Security"]),
        ("cyber-security", "cyber security, cybersecurity", ["cyber security", "cybersecurity"]),
        ("cybersecurity", "cyber security, cyber-security", ["cyber security", "cyber-security"]),
        ("wellbeing", "well-being, well being and wellbeing", ["well-being", "well being", "wellbeing"]),
        ("well-being", "wellbeing and Well Being", ["wellbeing", "Well Being"]),
        ("digiti*", "Digitised digitisation, dignity and prodigy", ["Digitised", "digitisation"]),
        ("smart cit*", "smart cities, a smart citizen and a city", ["smart cities", "smart citizen"]),
        ("test and learn", "We test and learn; testing and learning.", ["test and learn", "testing and learning"]),
        ("AI", "AI and ai, not a paid aide", ["AI", "ai"]),
        ("5G", "A 5G mast", ["5G"]),
        ("COVID-19", "after COVID-19 and Covid-19", ["COVID-19", "Covid-19"]),
    ],
)  # fmt: skip
def test_a_seed_meets_its_forms(seed: str, text: str, expected: list[str]) -> None:
    assert found(theme(seed), text) == [expected]


@pytest.mark.parametrize(
    ("seed", "text"),
    [
        ("legacy system", "A legacy. System failure."),
        ("legacy system", "legacy, system"),
        ("legacy system", "the system of legacy"),
        ("cloud", "uncloudy, a cloudburst"),
        ("digiti*", "prodigitise"),
        ("AI", "aim, said, A.I.D."),
        ("resilience", ""),
        ("absent phrase", "Nothing of it."),
    ],
)
def test_and_nothing_else(seed: str, text: str) -> None:
    assert found(theme(seed), text) == [[]]


def test_a_phrase_does_not_reach_into_the_next_text() -> None:
    assert found(theme("legacy system"), ["a legacy", "system"]) == [[], []]


def test_an_excluded_phrase_that_holds_a_seed_cancels_it_there_alone() -> None:
    weather = theme("cloud", exclude=["under a cloud"])
    text = "He left under a cloud. The cloud hosts our data under clouds."
    assert found(weather, text) == [["cloud", "clouds"]]
    assert not barred(weather, text)
    assert barred(weather, "He left under a cloud.")


def test_any_other_excluded_phrase_keeps_the_passage_out() -> None:
    fire = theme("resilience", exclude=["rubber band"])
    assert barred(fire, "The resilience of rubber bands is known.")
    assert not barred(fire, "The resilience of a rubber. Band practice.")


def test_excluded_phrases_hold_for_their_theme_alone() -> None:
    with_, without = theme("cloud", exclude=["storm cloud"]), theme("cloud")
    assert found([with_, without], "A storm cloud.") == [["cloud"]]


def test_seeds_of_one_language_speak_there_alone() -> None:
    one = theme(Phrase("Resilienz", "de"), Phrase("resilience", "en"), Phrase("cloud"))
    text = "Resilienz, resilience, cloud"
    assert found(one, text, "de") == [["Resilienz", "cloud"]]
    assert found(one, text, "en") == [["resilience", "cloud"]]
    assert found(one, text, None) == [["resilience", "cloud"]]
    assert found(one, text, "fr") == [["cloud"]]


def test_a_word_that_another_language_also_has_is_found_in_each() -> None:
    annotator = Annotator()
    matcher = SeedMatcher([theme("cloud", "legacy system", exclude=["cloud nine"])], annotator)
    for text, language, n in (("Die Cloud und das Board", "de", 1), ("No system.", "en", 0)):
        assert len(matcher.match(annotator.annotate([text], language), language)[0].seed) == n
    clouds = ["The Cloud.", "Clouds and legacy systems.", "On cloud nine."]
    assert matcher.match(annotator.annotate(clouds, "en"), "en")[0].text.tolist() == [0, 1, 1]
    assert matcher.match(annotator.annotate(["Das Legacy System"], "de"), "de")[0].text.tolist() == [0]


@pytest.mark.parametrize(
    ("language", "seed", "text", "expected"),
    [
        ("de", "Datenethik", "Die Daten-Ethik-Kommission zur Datenethik", ["Daten-Ethik", "Datenethik"]),
        ("de", "KI", "KI-Systeme, KI-gestützt und Kiel", ["KI", "KI"]),
        ("fr", "jeu de données", "Les jeux de données et leurs enjeux", ["jeux de données"]),
        ("de", "Rechenzentrum", "Neue Rechenzentren des Zentrums", ["Rechenzentren"]),
        ("es", "imagen médica", "Las imágenes médicas", ["imágenes médicas"]),
        ("pt", "decisão automatizada", "As decisões automatizadas", ["decisões automatizadas"]),
        ("nl", "persoonsgegeven", "Persoonsgegevens van burgers", ["Persoonsgegevens"]),
        ("it", "ente locale", "Gli enti locali", ["enti locali"]),
        ("nl", "data ethiek", "Data-ethiek of dataethiek", ["Data-ethiek", "dataethiek"]),
        ("fr", "continuité d'activité", "La continuité d’activité coûte", ["continuité d’activité"]),
        ("fr", "mise en œuvre", "Sa mise en oeuvre", ["mise en oeuvre"]),
        ("ja", "データ倫理", "我々はデータ倫理を学ぶ。", ["データ倫理"]),
        ("zh", "AI", "讨论AI问题", ["AI"]),
        ("de", "u\u0308berwachen", "Sie überwachen es", ["überwachen"]),
    ],
)
def test_compounds_apostrophes_ligatures_and_scripts_without_spaces(
    language: str, seed: str, text: str, expected: list[str]
) -> None:
    assert found(theme(seed), text, language) == [expected]


def test_excluded_phrases_of_one_language() -> None:
    one = theme("cloud", exclude=[Phrase("rubber", "de")])
    assert not barred(one, "cloud rubber")


def test_overlapping_seeds_are_all_found() -> None:
    themes = [theme("data ethics", "ethics"), theme("ethics committee")]
    assert found(themes, "the data ethics committee") == [["data ethics", "ethics", "ethics committee"]]


def test_repetition_is_counted() -> None:
    annotator = Annotator()
    matcher = SeedMatcher([theme("cloud", "legacy"), theme("risk")], annotator)
    tokens = annotator.annotate(["Cloud and cloud, risk.", "", "Legacy risk, risks, risky risk."])
    matches, bars = matcher.match(tokens)
    assert matches.counts(3, 3).toarray().tolist() == [[2, 0, 1], [0, 0, 0], [0, 1, 3]]
    assert not bars.any()
    assert matcher.theme_of_seed.tolist() == [0, 0, 1]
    assert np.all(np.diff(matches.text) >= 0)


@pytest.mark.parametrize("seed", ["*", "!!!", "-", "\0", "😀", "…", "a" * 10_000, "a " * 500])
def test_strange_seeds_match_nothing_and_break_nothing(seed: str) -> None:
    assert found(theme(seed, "cloud"), "A plain cloud; a !!! … - *.") == [["cloud"]]


def test_a_word_of_thousands_of_letters_is_not_tried_as_two(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    plain = Annotator.inflections

    def counting(self: Annotator, word: str, language: str | None = None, *, alone: bool = False) -> frozenset[int]:
        asked.append(word)
        return plain(self, word, language, alone=alone)

    monkeypatch.setattr(Annotator, "inflections", counting)
    found(theme("a" * 5_000, "wellbeing"), "Well-being.")

    assert {len(word) for word in asked} <= {*range(3, 10), 5_000}


def test_themes_without_a_match_leave_empty_arrays() -> None:
    assert found([theme("absent")], ["", ""]) == [[], []]
    assert found([theme("absent")], []) == []
