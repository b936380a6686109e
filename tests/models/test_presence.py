"""Whether a corpus speaks of a theme at all: where its seeds stand, and what is said near it."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit

from models.batch import PassageBatch
from models.hiding import Hiding
from models.presence import Presence, SeedRanks, usual_themes
from models.seeded import Prepared, ThemeFinder, held, hidden_seeds, read_themes
from models.stems import written_in
from models.trial import Trial
from schema import Phrase, Theme, ThemeSet

PLAIN = [
    f"The agency published its {thing} {verb} and asked other departments what they {need} of it."
    for thing in ("data strategy", "budget report", "service standard", "risk register", "training plan")
    for verb in ("in spring", "after a review", "with partners", "for the third year", "on its website")
    for need in ("expect", "need", "know", "want")
]
STRAYS = ("A court may ask for it.", "It must match the record.", "It serves residents of the town.")
COURTS = [f"{text} {STRAYS[n % 12]}" if n % 12 < len(STRAYS) else text for n, text in enumerate(PLAIN)]
TENNIS = [
    f"Our tennis players won {n} matches on the grass court with a new racket and a faster serve." for n in range(2, 14)
]
TENNIS_THEME = Theme(
    "tennis",
    "Tennis",
    "Sport",
    "The game of tennis and its tournaments.",
    tuple(map(Phrase, ("court", "match", "racket", "serve", "tie break"))),
)


def batch_of(texts: list[str], languages: list[str] | None = None) -> PassageBatch:
    none = [""] * len(texts)
    return PassageBatch(texts, none, none, languages or ["en"] * len(texts), np.arange(len(texts)))


def told(texts: list[str]) -> NDArray[np.float64]:
    """What each seed of the theme of tennis tells."""
    corpus = Prepared(batch_of(texts))
    _, words, seeds = read_themes((TENNIS_THEME,), corpus)
    return hidden_seeds(corpus, words, seeds, np.zeros((len(texts), 1)))[1].log_odds()


def standing(n: list[int], mean: list[float]) -> SeedRanks:
    return SeedRanks(np.array(n), np.array(mean))


def test_a_seed_where_the_others_would_place_it_is_meant_and_one_anywhere_strays() -> None:
    odds = standing([100, 100, 100, 0], [2.5, 0.3, 1.2, 0.0]).log_odds()
    # variances 1.8 and 0.3 between seeds, 2 between a seed's passages, of which each has a hundred
    apart = np.log(0.32 / 1.82) / 2
    assert odds[0] == 5.0
    assert odds[1] == pytest.approx(apart - 2.2**2 / 1.82 / 2)
    assert odds[2] == pytest.approx(apart + 0.75**2 / 0.32 / 2 - 1.3**2 / 1.82 / 2)
    assert odds[3] == 0.0


def test_one_passage_tells_less_than_many_and_a_higher_rank_never_less() -> None:
    few, many = standing([1, 1], [0.0, 2.5]).log_odds(), standing([50, 50], [0.0, 2.5]).log_odds()
    assert many[0] < few[0] < 0 < few[1] < many[1]
    rising = standing([4] * 60, np.linspace(-3, 9, 60).tolist()).log_odds()
    assert (np.diff(rising) >= 0).all()


def test_ranks_are_read_where_hidden_seeds_stand_in_spreads_of_all_passages() -> None:
    ranks = np.array([[0.0], [0.0], [0.0], [4.0]])
    stands = sp.csr_matrix(np.array([[1, 0], [0, 0], [0, 0], [1, 0], [0, 1]], dtype=np.bool_))
    one = Hiding(np.array([True, False]), np.zeros((5, 1), dtype=np.bool_), np.array([True]), stands)
    found = SeedRanks.of([(ranks, one)], np.array([0, 0]))  # the fifth passage is company
    assert found.n.tolist() == [2, 0]
    assert found.mean.tolist() == pytest.approx([(3 - 1) / np.sqrt(3) / 2, 0.0])


def test_a_theme_is_there_by_its_seeds_or_by_what_is_said_near_it_and_hardly_without_both() -> None:
    owner = np.array([0, 1, 2, 3])
    found = standing([20, 20, 20, 0], [3.0, 0.0, 0.0, 0.0])
    of = Presence.of(found, owner, np.array([-0.5, 0.3, -1.0, 0.0]))
    # a seed in earnest adds log(1/2 + e^5/2) but at most 4, a stray takes nearly log(1/2); nothing leaves nine to one
    assert of.at_large[0] == pytest.approx(expit(np.log(9) + 4 - 1.75), abs=1e-3)
    assert of.at_large[1] == pytest.approx(expit(np.log(9) - 0.608 + 1.05), abs=1e-3)
    assert of.at_large[2] < 0.15
    assert of.at_large[3] == pytest.approx(0.9)
    # where a seed stands, words that are missing near the theme tell half as much
    assert of.at_seeds[2] == pytest.approx(expit(np.log(9) - 0.608 - 1.75), abs=1e-3)
    assert (of.at_seeds >= of.at_large).all()
    assert of.at_seeds[[1, 3]].tolist() == of.at_large[[1, 3]].tolist()


def test_many_strays_take_two_log_odds_at_large_and_all_they_are_worth_where_they_stand() -> None:
    of = Presence.of(standing([50] * 5, [0.0] * 5), np.zeros(5, dtype=np.int64), np.array([-1.2]))
    assert of.at_large[0] == pytest.approx(expit(np.log(9) - 2 - 4.2))
    assert of.at_seeds[0] == pytest.approx(expit(np.log(9) + 5 * np.log(0.5 + 0.5 * np.exp(-2.542)) - 2.1), abs=1e-3)


def test_seeds_that_stray_over_a_corpus_are_told_from_seeds_that_stand_together() -> None:
    strays, meant = (told(texts)[:4] for texts in (COURTS, [*PLAIN, *TENNIS]))
    assert (strays[[0, 1, 3]] < -2).all()  # court, match and serve; no racket stands there
    assert strays[2] == 0
    assert (meant == 5).all()


def test_familiarity_hangs_neither_on_the_number_of_seeds_nor_on_the_length_of_the_description() -> None:
    corpus = Prepared(batch_of([*PLAIN, *TENNIS]))
    alike = [
        usual_themes("en")[0],
        replace(usual_themes("en")[0], seeds=usual_themes("en")[0].seeds * 4),
        replace(usual_themes("en")[0], description=" ".join([usual_themes("en")[0].description] * 3)),
    ]
    seeded = np.ones((len(PLAIN) + len(TENNIS), 3), dtype=np.bool_)
    found = corpus.spoken.familiarity(alike, seeded, corpus.meaning)
    assert found[0] == pytest.approx(found[1])
    assert found[0] == pytest.approx(found[2], abs=0.1)  # the label counts once


def test_what_is_usual_is_near_and_a_theme_of_no_known_seed_tells_nothing() -> None:
    corpus = Prepared(batch_of(PLAIN))
    themes = (*usual_themes("en"), TENNIS_THEME)
    heard = np.zeros((len(PLAIN), len(themes)), dtype=np.bool_)
    assert corpus.spoken.familiarity(themes, heard, corpus.meaning).tolist() == [0.0] * len(themes)
    heard[0] = True
    found = corpus.spoken.familiarity(themes, heard, corpus.meaning)
    assert np.median(found[:-1]) == pytest.approx(0.0)
    assert found[-1] < -0.5


def test_each_language_is_compared_with_itself_by_the_seeds_that_speak_it() -> None:
    german = [f"Die Verwaltung legt ihren Haushalt für das Jahr 20{n} vor und berichtet." for n in range(10, 50)]
    texts = [*PLAIN, *german]
    corpus = Prepared(batch_of(texts, ["en"] * len(PLAIN) + ["de"] * len(german)))
    both = (Phrase("budget report", "en"), Phrase("Haushalt", "de"))
    budget = Theme("budget", "Budget", "G", "", both)
    _, words, seeds = read_themes((budget,), corpus)
    seeded = held(seeds.matched, words.owner, 1)
    assert seeded[: len(PLAIN)].any()
    assert seeded[len(PLAIN) :].all()
    in_german = seeded & (np.arange(len(texts)) >= len(PLAIN))[:, None]
    found, alone = (
        corpus.spoken.familiarity((theme,), in_german, corpus.meaning)[0]
        for theme in (budget, replace(budget, seeds=both[1:]))
    )
    assert found == pytest.approx(alone)
    tennis = replace(budget, label="Tennis", seeds=(Phrase("Aufschlag", "de"), Phrase("Schläger", "de")))
    assert found > corpus.spoken.familiarity((tennis,), in_german, corpus.meaning)[0]


def test_wildcards_and_labels_without_words_leave_it_to_the_rest() -> None:
    corpus = Prepared(batch_of(PLAIN))
    seeded = np.ones((len(PLAIN), 1), dtype=np.bool_)
    usual = usual_themes("en")[0]
    told = replace(usual, seeds=(*usual.seeds, Phrase("qx*")))
    assert corpus.spoken.familiarity((told,), seeded, corpus.meaning) == pytest.approx(
        corpus.spoken.familiarity((usual,), seeded, corpus.meaning)
    )
    nothing = Theme("t", "7", "G", "", (Phrase("qx*"),))
    assert np.isfinite(corpus.spoken.familiarity((nothing,), seeded, corpus.meaning)).all()


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl", "pt"])
def test_the_usual_themes_are_written_as_a_person_writes_them_in_the_language_of_the_reports(language: str) -> None:
    themes = usual_themes(language)
    assert len(themes) == 10
    assert {len(theme.seeds) for theme in themes} == {5}
    assert all(theme.description for theme in themes)
    others = {"en", "de", "es", "fr", "it", "nl", "pt"} - {language}
    said = " ".join(f"{theme.label}. {theme.description}" for theme in themes)
    assert written_in(said, language)
    assert not any(written_in(said, other) for other in others)


def test_a_language_without_usual_themes_has_the_english_ones() -> None:
    assert usual_themes("fi") == usual_themes("en")


def test_what_is_usual_in_french_is_what_french_themes_have() -> None:
    texts = [
        f"Le {what} de la mairie décrit {on} et {more}."
        for what in ("rapport", "plan", "projet")
        for on in ("les services numériques", "la sécurité des systèmes", "les innovations des équipes", "le budget")
        for more in ("le travail à distance", "les économies", "la transformation", "l'accès des citoyens")
    ]
    corpus = Prepared(batch_of(texts, ["fr"] * len(texts)))
    seeded = np.ones((len(texts), 10), dtype=np.bool_)
    found = corpus.spoken.familiarity(usual_themes("fr"), seeded, corpus.meaning)
    assert np.median(found) == pytest.approx(0.0)
    assert corpus.spoken.usual[0] != pytest.approx(Prepared(batch_of(texts)).spoken.usual[0])


def test_a_description_in_another_language_than_the_reports_tells_nothing() -> None:
    corpus = Prepared(batch_of([*PLAIN, *TENNIS]))
    seeded = np.ones((len(PLAIN) + len(TENNIS), 3), dtype=np.bool_)
    alike = [
        replace(TENNIS_THEME, label="7", description=""),
        replace(TENNIS_THEME, label="Tennis", description="Das Spiel mit dem Ball und die Turniere, die es gibt."),
        replace(TENNIS_THEME, label="Tennis", description="The game with the ball and the tournaments that are held."),
    ]
    bare, foreign, own = corpus.spoken.familiarity(alike, seeded, corpus.meaning)
    assert foreign == pytest.approx(bare)
    assert own != pytest.approx(bare)


def test_what_company_says_is_no_sign_that_a_collection_speaks_of_a_theme() -> None:
    texts = [*PLAIN, *TENNIS]
    none = [""] * len(texts)
    batch = PassageBatch(texts, none, none, ["en"] * len(texts), np.arange(len(texts)), n_company=len(TENNIS))
    finder = ThemeFinder(ThemeSet("x", "1", (TENNIS_THEME,))).fit(batch)
    assert not finder.heard_.any()
    assert finder.calibration_.there_.at_large.tolist() == pytest.approx([0.9])
    assert not finder.score(batch_of(PLAIN), np.ones(len(PLAIN), dtype=np.bool_)).assigned.any()
    tried = Trial(finder, np.arange(len(PLAIN))).try_theme(TENNIS_THEME)
    assert tried.presence == pytest.approx(0.9)
    assert not tried.assigned.any()


def test_a_language_counts_as_many_times_as_passages_in_it_hold_a_seed() -> None:
    german = [f"Die Verwaltung legt ihren Haushalt für das Jahr 20{n} vor und berichtet." for n in range(10, 50)]
    corpus = Prepared(batch_of([*PLAIN, *german], ["en"] * len(PLAIN) + ["de"] * len(german)))
    theme = Theme("budget", "Budget", "G", "", (Phrase("budget report", "en"), Phrase("Haushalt", "de")))

    def found(n_english: int, n_german: int) -> float:
        seeded = np.zeros((len(PLAIN) + len(german), 1), dtype=np.bool_)
        seeded[:n_english] = seeded[len(PLAIN) : len(PLAIN) + n_german] = True
        return float(corpus.spoken.familiarity((theme,), seeded, corpus.meaning)[0])

    assert found(3, 1) == pytest.approx(0.75 * found(1, 0) + 0.25 * found(0, 1))
    assert found(1, 0) != pytest.approx(found(0, 1))
