"""The spaces in which passages and themes are compared, on a corpus small enough to work by hand."""

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from models.annotator import Annotator
from models.space import Latent, Meaning, theme_vector
from models.vectors import unit


class TwoAxes:
    """Vectors by the first letter: a word of a–m points one way, another the other."""

    def embed(self, words: list[str]) -> NDArray[np.float32]:
        return np.array([[1.0, 0.1] if word[:1] < "n" else [0.1, 1.0] for word in words], dtype=np.float32)


TEXTS = ["cloud data", "cloud hosting", "risk storm", "storm water", "the cloud", "water risk"]


def fitted(texts: list[str] = TEXTS) -> tuple[Meaning, Latent, sp.csr_matrix, Annotator]:
    annotator = Annotator()
    tokens = annotator.annotate(texts)
    counts = sp.csr_matrix(
        (np.ones(len(tokens.stems), dtype=np.float32), (tokens.text_of(), tokens.stems)),
        shape=(len(texts), len(annotator)),
    )
    forms = sp.csr_matrix((np.ones(len(tokens.stems)), (tokens.stems, tokens.words)))
    return Meaning(annotator, TwoAxes()).fit(counts, forms), Latent(skipped=2).fit(counts), counts, annotator


def test_rarer_words_weigh_more_and_function_words_nothing() -> None:
    meaning, latent, _, annotator = fitted()
    cloud, data, the = (int(annotator.annotate([word]).stems[0]) for word in ("cloud", "data", "the"))
    assert meaning.idf_[cloud] == pytest.approx(np.log(6 / 3))
    assert meaning.idf_[data] == pytest.approx(np.log(6 / 1))
    assert latent.weights_[data] == pytest.approx(np.log(6 / 1) + 1)
    assert meaning.idf_[the] == 0
    assert not meaning.content_[:2].any()
    assert not latent.weights_[:2].any()


def test_rows_have_unit_length() -> None:
    meaning, latent, counts, _ = fitted()
    tfidf = latent.tfidf(counts)
    np.testing.assert_allclose(np.sqrt(tfidf.multiply(tfidf).sum(axis=1)), 1, rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(meaning.texts(counts), axis=1), 1, rtol=1e-6)
    assert (latent.tfidf(sp.csr_matrix((2, counts.shape[1]))).toarray() == 0).all()


def test_phrases_lie_near_passages_that_mean_the_same() -> None:
    meaning, _, counts, _ = fitted()
    theme = theme_vector(meaning.phrase("cloud hosting")[None], meaning.phrase("data in the cloud"))
    texts = meaning.texts(counts)
    likeness = texts @ theme
    assert min(likeness[[0, 1, 4]]) > 0.9
    assert max(likeness[[2, 3]]) < 0.5


def test_closeness_is_a_cosine() -> None:
    meaning, _, _, _ = fitted()
    close = meaning.closeness(np.array([meaning.phrase("cloud"), meaning.phrase("storm")]))
    assert close.shape == (meaning.n_stems_, 2)
    assert np.abs(close).max() <= 1 + 1e-6


@pytest.mark.parametrize("texts", [["cloud"], [""], ["the the"], ["7", "8"]])
def test_a_corpus_of_next_to_nothing(texts: list[str]) -> None:
    _, latent, counts, _ = fitted(texts)
    dense = latent.dense(latent.tfidf(counts))
    assert dense.shape[0] == len(texts)
    assert np.isfinite(dense).all()


def test_latent_places_of_many_texts() -> None:
    _, latent, counts, _ = fitted(TEXTS * 3)
    dense = latent.dense(latent.tfidf(counts))
    assert dense.shape == (18, 3)
    assert dense[0] @ dense[1] > dense[0] @ dense[3]


def test_unit_leaves_zeros() -> None:
    np.testing.assert_allclose(unit(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0.0, 0.0]])


def test_a_word_that_the_corpus_does_not_hold_still_means_something_but_weighs_nothing_there() -> None:
    meaning, _, _, annotator = fitted()
    np.testing.assert_allclose(meaning.words("the lagoon risk"), [[1.0, 0.1], [0.1, 1.0]], rtol=1e-6)
    assert meaning.words("of the").shape == (0, 2)
    assert (meaning.phrase("of the") == 0).all()
    wider = sp.csr_matrix(np.ones((1, len(annotator)), dtype=np.float32))
    assert wider.shape[1] > meaning.n_stems_
    assert np.isfinite(meaning.texts(wider)).all()


def test_a_stem_means_what_the_words_mean_that_it_is_written_as_whichever_comes_first() -> None:
    class Forms:
        def embed(self, words: list[str]) -> NDArray[np.float32]:
            known = {"storm": (1.0, 0.0), "storms": (0.0, 1.0)}
            return np.array([known.get(word, (0.0, 0.0)) for word in words], dtype=np.float32).reshape(-1, 2)

    told = []
    for texts in (["storm", "storms", "storms"], ["storms", "storms", "storm"]):
        annotator = Annotator()
        tokens = annotator.annotate(texts)
        stems = sp.csr_matrix((np.ones(len(tokens.stems)), (tokens.text_of(), tokens.stems)))
        forms = sp.csr_matrix((np.ones(len(tokens.stems)), (tokens.stems, tokens.words)))
        told.append(Meaning(annotator, Forms()).fit(stems, forms).phrase("storm").tolist())
    assert told[0] == told[1] == pytest.approx([1 / 3, 2 / 3])
