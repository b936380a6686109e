"""The spaces in which passages and themes are compared: weighted words, latent topics, word vectors."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD

from models.annotator import Annotator, stop_stems
from models.vectors import Vectors

_SMOOTHING = 1e-3
_TOO_COMMON = 0.5
_SEEN_AT_LEAST = 3


class Space:
    """TF-IDF, latent semantic and static-vector views of stem counts, learned from one corpus.

    Parameters
    ----------
    annotator : Annotator
    vectors : Vectors
    n_components : int
        Latent dimensions at most; a sixth of the passages in small corpora.

    References
    ----------
    Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6).
    Arora, S., Liang, Y. and Ma, T. (2017). A simple but tough-to-beat baseline for sentence
    embeddings. ICLR (the weight a / (a + p) of a word).
    """

    def __init__(self, annotator: Annotator, vectors: Vectors, n_components: int = 200) -> None:
        self.annotator = annotator
        self.vectors = vectors
        self.n_components = n_components

    def fit(self, words: sp.csr_matrix) -> "Space":
        """Learn weights and dimensions from stem counts of shape (n_passages, n_stems)."""
        n, width = words.shape
        stop = stop_stems()
        surface = [self.annotator.word(i) for i in range(width)]
        content = np.array([i > 1 and word not in stop and len(word) > 1 for i, word in enumerate(surface)])
        frequency = np.asarray((words > 0).sum(axis=0)).ravel()
        total = max(float(frequency.sum()), 1.0)
        self.n_stems_ = width
        self.content_: NDArray[np.bool_] = content
        known = content & (frequency >= min(_SEEN_AT_LEAST, max(n // 50, 1))) & (frequency <= max(_TOO_COMMON * n, 1))
        self.idf_: NDArray[np.float64] = np.where(content, np.log(max(n, 2) / np.maximum(frequency, 1)), 0.0)
        self._weights = np.where(known, self.idf_ + 1.0, 0.0)
        self._rarity = np.where(content, _SMOOTHING / (_SMOOTHING + frequency / total), 0.0)
        self.word_vectors_: NDArray[np.float32] = self.vectors.embed(surface)
        dimensions = min(self.n_components, n // 6, int(known.sum()) - 1)
        self._svd = None
        if dimensions >= 2:
            self._svd = TruncatedSVD(dimensions, n_iter=3, random_state=0).fit(self.tfidf(words))
        self._vector_mean = np.zeros(self.word_vectors_.shape[1])
        self._vector_mean = self._averages(words).mean(axis=0)
        return self

    def tfidf(self, words: sp.csr_matrix) -> sp.csr_matrix:
        """Rows of unit length, log-damped counts times inverse document frequency."""
        damped = sp.csr_matrix(words[:, : self.n_stems_], copy=True)
        damped.data = np.log1p(damped.data)
        weighted = sp.csr_matrix(damped @ sp.diags(self._weights))
        length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        return sp.csr_matrix(sp.diags(1.0 / np.maximum(length, 1e-9)) @ weighted)

    def dense(self, words: sp.csr_matrix, tfidf: sp.csr_matrix) -> NDArray[np.float64]:
        """Latent dimensions beside vector dimensions, of shape (n_passages, n_dimensions)."""
        meaning = self.meaning(words)
        if self._svd is None:
            return meaning
        return np.hstack([unit(self._svd.transform(tfidf)), meaning])

    def meaning(self, words: sp.csr_matrix) -> NDArray[np.float64]:
        """Static vectors of passages, centred on the corpus, rows of unit length."""
        return unit(self._averages(words) - self._vector_mean)

    def _averages(self, words: sp.csr_matrix) -> NDArray[np.float64]:
        rare = sp.csr_matrix(words[:, : self.n_stems_] @ sp.diags(self._rarity))
        return unit(np.asarray(rare @ self.word_vectors_, dtype=np.float64))

    def phrase(self, text: str) -> NDArray[np.float64]:
        """Mean vector of the content words of a phrase, of shape (n_dimensions,)."""
        numbers = [int(i) for i in self.annotator.annotate([text]).stems]
        content = [i for i in numbers if i < self.n_stems_ and self.content_[i]]
        if not content:
            return np.zeros(self.word_vectors_.shape[1])
        return np.asarray(self.word_vectors_[content].mean(axis=0), dtype=np.float64)

    def theme(self, phrases: NDArray[np.float64], description: NDArray[np.float64]) -> NDArray[np.float64]:
        """Vector of a theme from its phrases (n_phrases, n_dimensions) and its description."""
        both = unit(unit(phrases.mean(axis=0)[None]) + 0.5 * unit(description[None]))
        return np.asarray(unit(both - self._vector_mean)[0])

    def closeness(self, phrases: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cosine of every known word with every phrase, of shape (n_stems, n_phrases)."""
        centre = self.word_vectors_[self.content_].mean(axis=0) if self.content_.any() else 0.0
        return unit(self.word_vectors_ - centre) @ unit(phrases - centre).T


def unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Scale rows to unit length; a row of zeros stays so."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float64)
