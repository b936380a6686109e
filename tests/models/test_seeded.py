"""The finder on a corpus of some hundreds of passages with a known truth."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from models import themefile
from models.assignments import assignment_table, report_scores, report_theme_table
from models.batch import LEAST_KEPT, Found, PassageBatch, pairs_of
from models.seeded import Scores, ThemeFinder
from schema import ASSIGNMENTS, REPORT_THEMES, Phrase, Theme, ThemeSet

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample"
VITICULTURE = Theme(
    "viticulture",
    "Viticulture",
    "Farming",
    "Growing grapes and making wine.",
    tuple(map(Phrase, ("vineyard", "wine", "grape", "winemaker", "harvest of grapes", "cellar", "vine", "vintage"))),
)
DEFAULT = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"))
THEMES = replace(DEFAULT, themes=(*DEFAULT.themes, VITICULTURE))


def paragraphs(path: Path) -> list[str]:
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    return [line for line in body.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def batch() -> PassageBatch:
    reports = [paragraphs(path) for path in sorted((SAMPLE / "reports").rglob("*.md"))]
    texts = [text for report in reports for text in report]
    numbers = np.repeat(np.arange(len(reports)), [len(report) for report in reports])
    return PassageBatch(texts, [""] * len(texts), [""] * len(texts), ["en"] * len(texts), numbers)


@pytest.fixture(scope="module")
def gold(batch: PassageBatch) -> NDArray[np.bool_]:
    names = [path.relative_to(SAMPLE / "reports").as_posix() for path in sorted((SAMPLE / "reports").rglob("*.md"))]
    first = np.searchsorted(batch.reports, np.arange(len(names)))
    out = np.zeros((len(batch), len(THEMES.themes)), dtype=np.bool_)
    with (SAMPLE / "gold.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["report"] in names:
                place = first[names.index(row["report"])] + int(row["paragraph"]) - 1
                out[place, THEMES.ids.index(row["theme"])] = True
    return out


@pytest.fixture(scope="module")
def finder(batch: PassageBatch) -> ThemeFinder:
    return ThemeFinder(THEMES).fit(batch)


@pytest.fixture(scope="module")
def scores(finder: ThemeFinder, batch: PassageBatch) -> Scores:
    return finder.score(batch, np.ones(len(batch), dtype=np.bool_))


@pytest.fixture(scope="module")
def answer(finder: ThemeFinder, batch: PassageBatch) -> Found:
    return finder.find(batch, np.ones(len(batch), dtype=np.bool_))


def test_most_decisions_agree_with_the_gold(scores: Scores, gold: NDArray[np.bool_]) -> None:
    right = (scores.assigned & gold).sum()
    assert right / scores.assigned.sum() > 0.8
    assert right / gold.sum() > 0.55  # without headings and titles, which the pipeline gives
    assert np.array_equal(scores.assigned, scores.probability >= 0.5)


def test_an_absent_theme_is_hardly_ever_assigned(scores: Scores) -> None:
    assert scores.assigned[:, THEMES.ids.index("viticulture")].mean() < 0.005


def test_paraphrases_without_a_seed_are_found(
    finder: ThemeFinder, scores: Scores, batch: PassageBatch, gold: NDArray[np.bool_]
) -> None:
    unseeded = ~scores.seeded
    found = scores.assigned & unseeded
    assert found.sum() > 50
    assert (found & gold).sum() / found.sum() > 0.6
    assert (found & gold).sum() / (gold & unseeded).sum() > 0.2


def test_the_same_batch_gives_the_same_bytes(scores: Scores, batch: PassageBatch) -> None:
    again = ThemeFinder(THEMES).fit(batch).score(batch, np.ones(len(batch), dtype=np.bool_))
    assert scores.probability.tobytes() == again.probability.tobytes()


def test_evidence_stands_in_the_text(finder: ThemeFinder, scores: Scores, batch: PassageBatch) -> None:
    seeded = scores.seeded
    shown = 0
    pairs = pairs_of(scores.assigned & seeded)
    for i, phrases in zip(pairs[0].tolist(), finder.evidence(scores, batch.texts, pairs), strict=True):
        assert phrases
        assert len(set(phrases)) == len(phrases)
        assert all(phrase in batch.texts[i] for phrase in phrases)
        shown += 1
    assert shown > 300


def test_without_a_seed_the_evidence_is_words(finder: ThemeFinder, scores: Scores, batch: PassageBatch) -> None:
    without = scores.assigned & ~scores.seeded
    told = finder.evidence(scores, batch.texts, pairs_of(without))
    assert all(1 <= len(words) <= 4 for words in told)
    nothing = np.zeros_like(without)
    assert finder.evidence(scores, batch.texts, pairs_of(nothing)) == []
    assert finder.nearest_seeds(scores, batch.languages, pairs_of(nothing)) == []


def test_an_assignment_carries_the_place_of_every_seed_that_stands_there(
    finder: ThemeFinder, answer: Found, batch: PassageBatch
) -> None:
    frame = tables(batch)[1]
    text_of = dict(zip(frame["passage_id"], batch.texts, strict=True))
    found = assignment_table(THEMES, frame, answer)
    told = found.dropna(subset="seed_places")
    assert len(told) > 300
    for passage, evidence, places in told[["passage_id", "evidence", "seed_places"]].itertuples(index=False):
        spans = [tuple(map(int, place.split("-"))) for place in places.split("; ")]
        assert spans == sorted(set(spans))
        assert "; ".join(dict.fromkeys(text_of[passage][start:end] for start, end in spans)) == evidence
    assert found.loc[found["nearest_seed"].notna(), "seed_places"].isna().all()
    assert (told["seed_places"].str.count("; ") > told["evidence"].str.count("; ")).any()  # a phrase that stands twice


def test_without_a_seed_the_nearest_one_is_told(
    finder: ThemeFinder, answer: Found, scores: Scores, batch: PassageBatch
) -> None:
    found = assignment_table(THEMES, tables(batch)[1], answer)
    without = (scores.assigned & ~scores.seeded).sum()
    assert found["nearest_seed"].notna().sum() == without > 10
    assert not (found["nearest_seed"].notna() & ~found["assigned"]).any()
    seeds_of = {theme.id: {seed.text for seed in theme.seeds} for theme in finder.themes.themes}
    told = found.dropna(subset="nearest_seed")
    assert all(seed in seeds_of[theme] for theme, seed in zip(told["theme_id"], told["nearest_seed"], strict=True))
    assert told.groupby("theme_id")["nearest_seed"].nunique().max() > 1


def tables(batch: PassageBatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    owners = [f"r{n:03d}" for n in batch.reports]
    passages = pd.DataFrame(
        {
            "passage_id": [f"{owner}-{i}" for i, owner in enumerate(owners)],
            "report_id": owners,
            "repeated": [i % 10 == 0 for i in range(len(batch))],
        }
    )
    reports = pd.DataFrame({"report_id": [*dict.fromkeys(owners), "r999"]})
    return reports.assign(source=reports["report_id"] + ".md"), passages


def test_assignments_as_a_table(answer: Found, scores: Scores, batch: PassageBatch) -> None:
    _, passages = tables(batch)
    found = assignment_table(THEMES, passages, answer)
    assert list(found.columns) == list(ASSIGNMENTS.empty().columns)
    assert found["score"].min() >= LEAST_KEPT == 0.05
    assert found["score"].max() <= 1
    assert found["assigned"].sum() == scores.assigned.sum()
    assert not found.duplicated(["passage_id", "theme_id"]).any()
    doubtful = (answer.probability >= LEAST_KEPT) & ~answer.assigned
    nearly = assignment_table(
        THEMES, passages, replace(answer, probability=np.where(doubtful, 0.49997, answer.probability))
    )
    assert ((nearly["score"] >= 0.5) == nearly["assigned"]).all()
    text_of = dict(zip(passages["passage_id"], batch.texts, strict=True))
    assert (found["report_id"] == found["passage_id"].str.rpartition("-")[0]).all()
    first = found[found["assigned"].to_numpy(dtype=bool)].iloc[0]
    assert any(phrase.lower() in text_of[first["passage_id"]].lower() for phrase in first["evidence"].split("; "))


def test_counts_by_report_and_theme(answer: Found, scores: Scores, batch: PassageBatch) -> None:
    reports, passages = tables(batch)
    found = report_theme_table(THEMES, reports, passages, answer)
    assert list(found.columns) == list(REPORT_THEMES.empty().columns)
    assert len(found) == len(reports) * len(THEMES.themes)
    wide = found.pivot(index="report_id", columns="theme_id", values="n_assigned")[list(THEMES.ids)]
    expected = pd.DataFrame(scores.assigned).groupby(passages["report_id"]).sum()
    assert (wide.loc[expected.index].to_numpy(dtype=int) == expected.to_numpy(dtype=int)).all()
    new = ~passages["repeated"].to_numpy()
    assert found["n_assigned_new"].sum() == scores.assigned[new].sum()
    assert found.groupby("report_id")["n_passages_new"].first().sum() == new.sum()
    empty = found[found["report_id"] == "r999"]
    assert empty["share"].isna().all()
    assert (empty["n_passages"] == 0).all()
    assert empty["kind"].isna().all()
    assert set(answer.kinds) == {"en 1"}
    kinds = np.where(passages["report_id"] == "r001", "en 2", "en 1").tolist()
    other = report_theme_table(THEMES, reports, passages, replace(answer, kinds=kinds))
    assert other.loc[other["kind"] == "en 2", "report_id"].unique().tolist() == ["r001"]


def test_scores_of_whole_reports() -> None:
    stretches = np.array([[4.0, -2.0], [0.0, 0.0], [8.0, -8.0]])
    found = report_scores(stretches, np.array([0, 0, 1]), 3)
    odds = np.array([[(2 + 4) / 2, (-1 + 0) / 2], [8, -8]]) / 4  # mean and highest, in parts of 4
    np.testing.assert_allclose(found[:2], 1 / (1 + np.exp(-odds)))
    assert (found[2] == 0).all()


def small(texts: list[str], themes: ThemeSet = THEMES) -> Scores:
    numbers = np.arange(len(texts), dtype=np.int64)
    batch = PassageBatch(texts, [""] * len(texts), [""] * len(texts), [None] * len(texts), numbers)
    return ThemeFinder(themes).fit(batch).score(batch, np.ones(len(texts), dtype=np.bool_))


@pytest.mark.parametrize(
    "texts",
    [["The legacy mainframe is out of support."], [""], ["7 8 9"], ["the of and"] * 3, ["\0", "😀", "x" * 3_000]],
)
def test_next_to_nothing_is_scored_without_harm(texts: list[str]) -> None:
    found = small(texts)
    assert found.probability.shape == (len(texts), len(THEMES.themes))
    assert np.isfinite(found.probability).all()
    assert ((found.probability >= 0) & (found.probability <= 1)).all()


def test_themes_whose_seeds_match_nothing() -> None:
    found = small(["The council mended a road."] * 5 + ["Nurses wrote notes."] * 5, ThemeSet("N", "1", (VITICULTURE,)))
    assert not found.assigned.any()


def test_a_collection_that_is_silent_on_most_themes_of_the_file() -> None:
    topics = {
        "cyber-security": "A ransomware gang encrypted drive {n}|The phishing test caught {n} clerks|"
        "Malware lay on laptop {n}",
        "open-data-and-standards": "Set {n} of open data was put online|The open data portal had {n} visits|"
        "A common data standard removed {n} fields",
        "sustainability-and-climate": "Carbon emissions fell by {n} tonnes|Solar panels made {n} units|"
        "Net zero asks {n} vans",
        "": "Visitors to the desk numbered {n}|The library lent {n} books|Parking permits went to {n} homes|"
        "Trees along avenue {n} were pruned|The pool closed for {n} days|Births came to {n}|Rent of {n} was paid|"
        "Allotment {n} was let|The museum hung {n} paintings|Minutes were read by {n} members|Round {n} was late",
    }
    chance = np.random.default_rng(4)
    told = [list(topics)[i] for i in chance.choice(4, 900, p=[0.1, 0.08, 0.08, 0.74])]
    tails = [
        "No decision was needed.",
        "The matter returns in May.",
        "Figures were checked.",
        "A note is kept on file.",
    ]
    texts = []
    for topic in told:
        said = [
            text.format(n=chance.integers(3, 900)) + "." for text in chance.permutation(topics[topic].split("|"))[:3]
        ]
        texts.append(" ".join([*said, *chance.choice(tails, 2, replace=False)]))
    batch = PassageBatch(texts, [""] * 900, [""] * 900, ["en"] * 900, np.arange(900) // 15)
    finder = ThemeFinder(DEFAULT).fit(batch)
    found = finder.score(batch, np.ones(900, dtype=np.bool_))
    for topic in sorted(topics.keys() - {""}):
        right = np.array([topic == one for one in told])
        assert found.assigned[right, DEFAULT.ids.index(topic)].mean() > 0.9, topic
    silent = ~found.seeded.any(axis=0)
    assert silent.sum() > 20
    assert not found.assigned[:, silent].any()


def test_a_seed_in_the_heading_counts_beside_an_excluded_phrase() -> None:
    text = "The vintage wine bar had a cellar of grapes from the winemaker"
    texts = [f"{text}, year {n}." for n in range(20)] + ["A wine bar in town."] * 2 + ["Roads were mended."] * 100
    headings = [""] * 20 + ["", "Vineyard and grape harvest"] + [""] * 100
    theme = replace(VITICULTURE, exclude=(Phrase("wine bar"),))
    none = [""] * len(texts)
    batch = PassageBatch(texts, headings, none, ["en"] * len(texts), np.arange(len(texts)))
    found = ThemeFinder(ThemeSet("N", "1", (theme,))).fit(batch).score(batch, np.ones(len(texts), dtype=np.bool_))
    assert found.probability[20, 0] == 0 < found.probability[21, 0]


def test_an_excluded_phrase_keeps_a_passage_out_whatever_it_says() -> None:
    texts = [f"The vineyard and its wine, year {n}, in a cellar." for n in range(20)]
    texts += ["The vineyard and its wine in a cellar by the rubber band."] + ["Roads were mended."] * 100
    theme = replace(VITICULTURE, exclude=(Phrase("rubber band"),))
    found = small(texts, ThemeSet("N", "1", (theme,)))
    assert found.probability[20, 0] == 0
    assert (found.probability[:20, 0] > 0.05).all()
