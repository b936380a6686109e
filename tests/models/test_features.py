"""Counts of words and seeds: headings count half, marks count nothing, languages keep their places."""

import numpy as np
import pytest

from models.annotator import Annotator
from models.batch import PassageBatch
from models.features import Annotated, SeedCounts, Vocabulary, Words
from models.seeds import SeedMatcher
from schema import Phrase, Theme

THEMES = (
    Theme("cloud", "Cloud", "G", "D", (Phrase("cloud"), Phrase("data centre")), (Phrase("weather"),)),
    Theme("risk", "Risk", "G", "D", (Phrase("risk"), Phrase("Risiko", "de"))),
)


def annotated(
    texts: list[str],
    headings: list[str] | None = None,
    languages: list[str | None] | None = None,
    titles: list[str] | None = None,
    reports: list[int] | None = None,
) -> Annotated:
    none = [""] * len(texts)
    numbers = np.array(reports or [0] * len(texts), dtype=np.int64)
    batch = PassageBatch(texts, headings or none, titles or none, languages or ["en"] * len(texts), numbers)
    return Annotated(batch, Annotator())


def words(found: Annotated) -> tuple[Words, Words]:
    return found.words(Vocabulary(found.annotator).fit(found))


def seeds(found: Annotated) -> SeedCounts:
    return found.seeds(SeedMatcher(THEMES, found.annotator))


def count_of(found: Annotated, passage: int, word: str, *, stretch: bool = False) -> float:
    number = int(found.annotator.annotate([word]).stems[0])
    return float(words(found)[int(stretch)].stems[passage, number])


def test_words_and_headings() -> None:
    found = annotated(["Clouds and a cloud, 7 risks."], ["The cloud. Risk › Planning"], [None])
    assert count_of(found, 0, "cloud") == 2.5
    assert count_of(found, 0, "risk") == 1.5
    assert count_of(found, 0, "planning") == 0.5
    assert words(found)[0].stems[0, :2].sum() == 0  # neither marks nor numbers


def test_titles_count_in_stretches_most_and_less_the_longer_the_report() -> None:
    short = annotated(["Roads."], titles=["Cloud"])
    assert count_of(short, 0, "cloud") == 0.5
    assert count_of(short, 0, "cloud", stretch=True) == 4
    long = annotated(["road " * 400] * 4, titles=["Cloud"] * 4)
    assert long.n_stretches == 4
    assert count_of(long, 0, "cloud", stretch=True) == 2


def test_stretches_are_even_and_never_cross_reports() -> None:
    found = annotated(["road " * 100] * 12, reports=[0] * 10 + [1] * 2)
    sizes = np.bincount(found.stretch_of).tolist()
    assert sizes == [5, 5, 2]
    stems = words(found)[1].stems
    assert stems.sum(axis=1).ravel().tolist() == [[500, 500, 200]]


def test_seeds_count_by_frequency_and_those_of_the_heading_half() -> None:
    found = seeds(annotated(["Cloud cloud cloud.", "Nothing."], ["", "A cloud"]))
    expected = [np.log1p(300 * 3 / 103), np.log1p(300 * 0.5 / 101)]
    np.testing.assert_allclose(found.passages[:, [0]].toarray().ravel(), expected, rtol=1e-6)
    assert found.stretches[0, 0] == pytest.approx(np.log1p(300 * 3.5 / 104))
    assert found.matched[:, [0]].toarray().ravel().tolist() == [True, False]


def test_barred_passages() -> None:
    found = seeds(annotated(["Cloud weather.", "Cloud."], ["weather", "weather"]))
    assert found.barred.tolist() == [[True, False], [False, False]]


def test_passages_of_several_languages_keep_their_places() -> None:
    texts = ["Risiko und Cloud", "Risiko and risk", "Das Risiko", "data centres at risk"]
    found = seeds(annotated(texts, languages=["de", "en", "de", None]))
    shown = [texts[p][a:b] for p, a, b in zip(found.spans.passage, found.spans.start, found.spans.end, strict=True)]
    assert shown == ["Risiko", "Cloud", "risk", "Risiko", "data centres", "risk"]
    assert found.spans.passage.tolist() == [0, 0, 1, 2, 3, 3]
    assert (found.matched.sum(axis=1) > 0).all()


def test_an_empty_passage_has_a_row_of_nothing() -> None:
    found = annotated(["", "cloud"], languages=["en", "fr"])
    assert words(found)[0].stems.shape[0] == 2
    assert words(found)[0].stems[0].nnz == 0
    assert seeds(found).passages[0].nnz == 0


def test_no_passage_at_all() -> None:
    found = annotated([])
    assert found.n_stretches == 0
    assert words(found)[0].stems.shape[0] == 0
    assert seeds(found).barred.shape == (0, 2)


def test_terms_are_words_stems_and_pairs_that_bridge_function_words_only() -> None:
    found = annotated(["The quality of data, 7 clouds."] * 3 + ["Roads."] * 6)
    vocabulary = Vocabulary(found.annotator).fit(found)
    texts = [vocabulary.text(i) for i in range(vocabulary.n_stems, len(vocabulary))]
    assert {"quality", "data", "clouds", "quality data"} == set(texts) - {"roads"}
    counts = found.words(vocabulary)[0].terms
    assert counts[0].sum() == 7  # three words, their stems, one pair


def test_terms_of_too_few_or_too_many_passages_are_left_out() -> None:
    found = annotated(["cloud road", "cloud", "cloud risk"] * 60 + ["lamp", "lamp"])
    vocabulary = Vocabulary(found.annotator).fit(found)
    assert {vocabulary.text(i) for i in range(vocabulary.n_stems, len(vocabulary))} == {
        "road", "risk", "cloud road", "cloud risk",
    }  # fmt: skip
