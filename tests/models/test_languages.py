"""Themes in a corpus of several languages: texts are compared with others in their own."""

from collections.abc import Iterator

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from models.batch import PassageBatch
from models.languages import Relations, less, means, numbered, scales
from models.level import Views
from models.reasons import nearest_seeds
from models.scales import usual_scale
from models.seeded import Scores, ThemeFinder
from schema import Phrase, Theme, ThemeSet

SEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "ethics": {
        "en": ("data ethics", "ethics board"),
        "de": ("Datenethik", "Ethikrat"),
        "fr": ("éthique des données", "comité d’éthique"),
        "cy": ("moeseg data",),
    },
    "floods": {"en": ("flood", "dike"), "de": ("Hochwasser", "Deich"), "fr": ("inondation", "digue")},
}
SAID = {
    "ethics": {
        "en": "Data ethics asks who gains. The ethics board read every proposal to join registers",
        "de": "Datenethik fragt nach dem Nutzen. Der Ethikrat las jeden Antrag auf Verknüpfung der Register",
        "fr": "L'éthique des données demande à qui cela profite. Le comité d'éthique a lu chaque projet de registre",
    },
    "floods": {
        "en": "The flood came at night and the dike held. Sandbags lay ready along the river",
        "de": "Das Hochwasser kam in der Nacht und der Deich hielt. Sandsäcke lagen am Fluss bereit",
        "fr": "L’inondation est venue de nuit et la digue a tenu. Des sacs de sable attendaient au bord du fleuve",
    },
    "": {
        "en": "The library opened on Sundays and lent cookery books. Trees were planted along the road",
        "de": "Die Bibliothek öffnete am Sonntag und verlieh Kochbücher. Entlang der Strasse wurden Bäume gepflanzt",
        "fr": "La bibliothèque a ouvert le dimanche et prêté des livres. Des arbres ont été plantés sur la route",
    },
}
FEW = ("Mae moeseg data yn rhan o waith y cyngor.", "Plannodd y cyngor goed ar hyd y ffordd.", "Mae'r ysgol yn fach.")


def _corpus() -> Iterator[tuple[str, str, str]]:
    rng = np.random.default_rng(3)
    for language in ("en", "de", "fr"):
        words = sorted(set(SAID[""][language].replace(".", "").split()))
        for i in range(60):
            theme = "ethics" if i % 10 == 0 else "floods" if i % 10 == 5 else ""
            yield language, theme, f"{SAID[theme][language]}, {' '.join(rng.choice(words, 5))} {i}."
    for i, text in enumerate(FEW):
        yield "cy", "ethics" if i == 0 else "", text


def _themes() -> ThemeSet:
    return ThemeSet(
        "Two",
        "1",
        tuple(
            Theme(name, name, "", f"About {name}.", tuple(Phrase(text, code) for code in by for text in by[code]))
            for name, by in SEEDS.items()
        ),
    )


@pytest.fixture(scope="module")
def scored() -> tuple[ThemeFinder, Scores, list[str]]:
    """A finder, what it says of the corpus that it was fitted on, and the language of each passage."""
    rows = list(_corpus())
    languages, _, texts = ([row[i] for row in rows] for i in range(3))
    empty, numbers = [""] * len(texts), np.arange(len(texts)) // 3
    batch = PassageBatch(texts, empty, empty, languages, numbers)
    finder = ThemeFinder(_themes()).fit(batch)
    return finder, finder.score(batch, np.ones(len(texts), dtype=np.bool_)), languages


@pytest.fixture(scope="module")
def decided(scored: tuple[ThemeFinder, Scores, list[str]]) -> dict[str, NDArray[np.bool_]]:
    """Whether each passage is on theme, and whether it was said to be, by language."""
    _, scores, languages = scored
    about = np.array([[theme == name for name in SEEDS] for _, theme, _ in _corpus()])
    both = np.stack([about, scores.assigned])
    return {code: both[:, np.array(languages) == code] for code in dict.fromkeys(languages)}


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_a_theme_is_found_in_each_language_and_draws_in_no_language_whole(
    decided: dict[str, NDArray[np.bool_]], language: str
) -> None:
    about, found = decided[language]
    assert (about & found).sum() >= 0.9 * about.sum()
    assert (found & ~about).sum() <= 0.25 * about.sum()


def test_in_a_language_of_a_few_passages_only_seeds_speak(decided: dict[str, NDArray[np.bool_]]) -> None:
    _, found = decided["cy"]
    assert not found[1:].any()


def test_the_nearest_seed_is_one_of_the_passage_s_language(scored: tuple[ThemeFinder, Scores, list[str]]) -> None:
    finder, scores, languages = scored
    codes = ("en", "de", "fr", "cy", "cy")
    pairs = np.array([languages.index(code) for code in codes]), np.array([0, 0, 0, 0, 1])
    told = nearest_seeds(finder.matcher_, finder.seeds_, scores.meaning, languages, pairs)
    assert all(seed in SEEDS["ethics"][code] for seed, code in zip(told[:4], codes[:4], strict=True))
    assert told[4]


def test_what_is_usual_is_taken_out_language_by_language() -> None:
    values = np.array([[1.0], [3.0], [10.0], [30.0], [7.0]])
    groups = numbered(["de", "de", "fr", "fr", "uk"], ("de", "fr"))
    assert groups.tolist() == [0, 0, 1, 1, -1]
    centres = means(values[:4], groups[:4])
    assert centres.tolist() == [[2.0], [20.0]]
    assert less(values, centres, groups).tolist() == [[-1.0], [1.0], [-10.0], [10.0], [0.0]]


def test_a_language_of_few_texts_has_the_spread_of_all() -> None:
    values = np.concatenate([np.arange(40.0), 100 + 10 * np.arange(3.0)])[:, np.newaxis]
    groups = np.repeat([0, 1], [40, 3])
    centres, spreads = scales(values, groups, usual_scale)
    assert centres.ravel().tolist() == [19.5, 110.0]
    assert spreads[0, 0] == pytest.approx(np.arange(40.0).std())
    assert spreads[1, 0] == pytest.approx(np.concatenate([np.arange(40.0) - 19.5, [-10.0, 0.0, 10.0]]).std())


def test_a_small_group_leans_on_the_one_behind_it() -> None:
    values = np.concatenate([[4.0], np.tile([9.0, 11.0], 20)])[:, np.newaxis]
    groups = np.repeat([0, 1], [1, 40])
    assert means(values, groups, Relations((1, 1))).ravel().tolist() == [pytest.approx((4 + 5 * 10) / 6), 10.0]
    centres, spreads = scales(values, groups, usual_scale, Relations((1, 1)))
    assert centres.ravel().tolist() == [pytest.approx((4 + 5 * 10) / 6), 10.0]
    assert spreads[1, 0] == pytest.approx(1.0)
    alone, _ = scales(values, groups, usual_scale, Relations((0, 1)))
    assert alone.ravel().tolist() == [4.0, 10.0]


def test_a_kind_that_is_all_about_a_theme_takes_what_is_usual_from_its_kin() -> None:
    values = np.concatenate([np.tile([-1.0, 1.0], 100), np.tile([7.0, 9.0], 50), np.tile([90.0, 98.0], 50)])[:, None]
    groups, related = np.repeat([0, 1, 2], [200, 100, 100]), Relations((0, 1, 2), (0, 0, 2))
    none, half, all_of_it = (
        scales(values, groups, usual_scale, related, np.array([[0.0], [about], [0.5]])) for about in (0.0, 0.5, 1.0)
    )
    assert none[0].ravel().tolist() == [0.0, 8.0, 94.0]
    assert half[0].ravel().tolist() == [0.0, 4.0, 94.0]
    assert all_of_it[0].ravel().tolist() == [0.0, 0.0, 94.0]
    assert none[1].ravel().tolist() == all_of_it[1].ravel().tolist() == [1.0, 1.0, 4.0]
    alone, _ = scales(values, groups, usual_scale, related, np.array([[1.0], [1.0], [1.0]]))
    assert alone.ravel().tolist() == [0.0, 8.0, 94.0]


def test_kin_tell_what_is_usual_by_their_sizes_and_as_far_as_they_are_not_about_it_themselves() -> None:
    values = np.concatenate([np.zeros(10), np.full(60, 3.0), np.full(30, 9.0)])[:, None]
    groups, related = np.repeat([0, 1, 2], [10, 60, 30]), Relations((0, 1, 2), (0, 0, 0))
    centres, _ = scales(values, groups, usual_scale, related, np.array([[1.0], [0.5], [0.0]]))
    assert centres[0, 0] == pytest.approx((0.5 * 60 * 3 + 30 * 9) / (0.5 * 60 + 30))


def test_some_of_the_texts_keep_their_language_and_their_kind() -> None:
    two = np.zeros((2, 1))
    views = Views(np.array([0, 1]), np.array([2, 3]), two[:, 0], sp.csr_matrix(two), sp.csr_matrix(two), two, two)
    some = views.rows(np.array([False, True]))
    assert (some.groups.tolist(), some.kinds.tolist(), some.dense.shape) == ([1], [3], (1, 1))
