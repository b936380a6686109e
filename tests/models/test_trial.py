"""One theme tried on a fitted corpus: what it takes is what the workspace takes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import themefile
from models.batch import PassageBatch
from models.seeded import ThemeFinder
from models.trial import Trial
from schema import Phrase, Theme, ThemeSet

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample"
FRENCH = (
    Theme(
        "nuage",
        "Informatique en nuage",
        "",
        "Le logiciel et l'informatique en nuage.",
        tuple(map(Phrase, ("informatique en nuage", "logiciel libre", "serveurs"))),
    ),
    Theme("sante", "Santé", "", "La santé publique.", tuple(map(Phrase, ("santé", "hôpital")))),
)
UNHEARD = Theme("cricket", "Cricket", "", "Bat and ball.", tuple(map(Phrase, ("googly", "wicket keeper"))))
DEFAULT = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8")).themes[:6]
THEMES = ThemeSet("Two languages", "1", (*(replace(theme, seeds=theme.seeds[:5]) for theme in DEFAULT), *FRENCH))
SAID = (
    "Le ministère publie chaque année un {a} sur la {b} des services",
    "Les agents de la {b} lisent le {a} avec soin",
    "Un {a} de la commune parle de {b} et de budget",
    "Les habitants demandent une {b} plus simple, dit le {a}",
)
THINGS = ("rapport", "bilan", "document", "guide", "registre", "formulaire", "dossier", "tableau")
MATTERS = ("qualité", "lenteur", "présence", "sécurité", "gestion", "mairie", "région", "santé")


def french(rng: np.random.Generator) -> str:
    said = [frame.format(a=rng.choice(THINGS), b=rng.choice(MATTERS)) for frame in rng.permutation(SAID)[:2]]
    some = ["Le logiciel libre et l'informatique en nuage aident"] if rng.random() < 0.12 else []
    return ". ".join([*said, *some]) + "."


@pytest.fixture(scope="module")
def batch() -> PassageBatch:
    """40 of the embedded reports, and 30 of ten passages in French."""
    rng = np.random.default_rng(1)
    paths = sorted((SAMPLE / "reports").rglob("*.md"))[:40]
    bodies = [path.read_text(encoding="utf-8").split("---\n", 2)[2].splitlines() for path in paths]
    reports = [[line for line in body if line and not line.startswith("#")] for body in bodies]
    languages = ["en"] * sum(map(len, reports)) + ["fr"] * 300
    reports += [[french(rng) for _ in range(10)] for _ in range(30)]
    texts = [text for report in reports for text in report]
    numbers = np.repeat(np.arange(len(reports)), list(map(len, reports)))
    return PassageBatch(texts, [""] * len(texts), [""] * len(texts), languages, numbers)


@pytest.fixture(scope="module")
def finder(batch: PassageBatch) -> ThemeFinder:
    return ThemeFinder(THEMES).fit(batch)


def test_a_theme_tried_as_it_is_takes_what_it_takes_in_its_file_in_each_language(
    finder: ThemeFinder, batch: PassageBatch
) -> None:
    built = finder.score(batch, np.ones(len(batch), dtype=np.bool_))
    trial = Trial(finder, batch.reports)
    assert built.assigned[:, [0, 6, 7]].any(axis=0).all()
    for number, theme in enumerate(THEMES.themes):
        tried = trial.try_theme(theme)
        assert tried.assigned.tolist() == built.assigned[:, number].tolist()
        np.testing.assert_allclose(tried.probability, built.probability[:, number], atol=0.005)


def test_a_theme_that_nobody_speaks_of_moves_no_other(finder: ThemeFinder, batch: PassageBatch) -> None:
    known = np.ones(len(batch), dtype=np.bool_)
    alone = finder.score(batch, known).probability
    beside = ThemeFinder(replace(THEMES, themes=(*THEMES.themes, UNHEARD))).fit_prepared(finder.corpus_)
    found = beside.score(batch, known).probability
    assert found[:, :-1].tobytes() == alone.tobytes()
    assert not found[:, -1].any()


def test_a_theme_tried_where_no_theme_of_the_file_is_spoken_of_takes_what_it_takes_beside_one(
    finder: ThemeFinder, batch: PassageBatch
) -> None:
    silent = ThemeFinder(ThemeSet("Silent", "1", (UNHEARD,))).fit_prepared(finder.corpus_)
    tried = Trial(silent, batch.reports).try_theme(THEMES.themes[1])
    assert tried.assigned.sum() > 0.5 * finder.score(batch, np.ones(len(batch), dtype=np.bool_)).assigned[:, 1].sum()
