"""Counts of words and seeds: headings count half, marks count nothing, languages keep their places."""

import numpy as np

from models.annotator import Annotator
from models.features import Features, PassageBatch, features
from models.seeds import SeedMatcher
from schema import Phrase, Theme

THEMES = (
    Theme("cloud", "Cloud", "G", "D", (Phrase("cloud"), Phrase("data centre")), (Phrase("weather"),)),
    Theme("risk", "Risk", "G", "D", (Phrase("risk"), Phrase("Risiko", "de"))),
)


def counted(texts: list[str], headings: list[str], languages: list[str | None]) -> tuple[Features, Annotator]:
    annotator = Annotator()
    batch = PassageBatch(texts, headings, languages, np.zeros(len(texts), dtype=np.int64))
    return features(batch, annotator, SeedMatcher(THEMES, annotator)), annotator


def count_of(found: Features, annotator: Annotator, passage: int, word: str) -> float:
    number = int(annotator.annotate([word]).stems[0])
    return float(found.words[passage, number])


def test_words_and_headings() -> None:
    found, annotator = counted(["Clouds and a cloud, 7 risks."], ["The cloud. Risk › Planning"], [None])
    assert count_of(found, annotator, 0, "cloud") == 2.5
    assert count_of(found, annotator, 0, "risk") == 1.5
    assert count_of(found, annotator, 0, "planning") == 0.5
    assert found.words[0, :2].sum() == 0  # neither marks nor numbers


def test_seeds_are_damped_and_those_of_the_heading_count_half() -> None:
    found, _ = counted(["Cloud cloud cloud.", "Nothing."], ["", "A cloud"], ["en", "en"])
    np.testing.assert_allclose(found.seeds[:, 0], [np.log(4), np.log(2) / 2], rtol=1e-6)
    assert found.matched[:, 0].tolist() == [True, False]


def test_barred_passages() -> None:
    found, _ = counted(["Cloud weather.", "Cloud."], ["weather", "weather"], ["en", "en"])
    assert found.barred.tolist() == [[True, False], [False, False]]


def test_passages_of_several_languages_keep_their_places() -> None:
    texts = ["Risiko und Cloud", "Risiko and risk", "Das Risiko", "data centres at risk"]
    found, _ = counted(texts, [""] * 4, ["de", "en", "de", None])
    words = [texts[p][a:b] for p, a, b in zip(found.spans.passage, found.spans.start, found.spans.end, strict=True)]
    assert words == ["Risiko", "Cloud", "risk", "Risiko", "data centres", "risk"]
    assert found.spans.passage.tolist() == [0, 0, 1, 2, 3, 3]
    assert found.matched.any(axis=1).all()


def test_an_empty_passage_has_a_row_of_nothing() -> None:
    found, _ = counted(["", "cloud"], ["", ""], ["en", "fr"])
    assert found.words.shape[0] == 2
    assert found.words[0].nnz == 0
    assert not found.seeds[0].any()
