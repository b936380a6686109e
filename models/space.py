"""The spaces in which texts and themes are compared: weighted terms, latent topics, word vectors."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.annotator import NUMBER, Annotator
from models.stems import stop_stems, stop_words
from models.vectors import Vectors, unit

_SMOOTHING = 1e-3
_LATENT = 130
_ITERATIONS = 7  # with fewer, one report more or less turns the space


class Latent:
    """Term counts as TF-IDF vectors and as places in the latent space of one corpus.

    Parameters
    ----------
    skipped : int
        Leading terms that are left out.
    n_components : int
        Latent dimensions at most; a sixth of the texts in small corpora.

    References
    ----------
    Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6).
    """

    def __init__(self, skipped: int = 0, n_components: int = _LATENT) -> None:
        self.skipped = skipped
        self.n_components = n_components

    def fit(self, terms: sp.csr_matrix) -> "Latent":
        """Learn weights and dimensions from counts of shape (n_texts, n_terms)."""
        n, width = terms.shape
        seen = np.asarray((terms > 0).sum(axis=0)).ravel()
        used = (seen > 0) & (np.arange(width) >= self.skipped)
        self.weights_: NDArray[np.float64] = np.where(used, np.log(max(n, 2) / np.maximum(seen, 1)) + 1.0, 0.0)
        dimensions = min(self.n_components, n // 6, int(used.sum()) - 1)
        self.components_: NDArray[np.float32] = np.zeros((width, 0), dtype=np.float32)
        if dimensions >= 2:
            from sklearn.decomposition import TruncatedSVD  # slow to import, and a kept fit needs none

            found = TruncatedSVD(dimensions, n_iter=_ITERATIONS, random_state=0).fit(self.tfidf(terms))
            self.components_ = np.ascontiguousarray(found.components_.T, dtype=np.float32)
        return self

    def tfidf(self, terms: sp.csr_matrix) -> sp.csr_matrix:
        """Log-damped counts times inverse document frequency, of the shape of `terms`, rows of unit length."""
        damped = sp.csr_matrix(terms, copy=True)
        damped.data = np.log1p(damped.data)
        weighted = sp.csr_matrix(damped @ sp.diags(self.weights_))
        weighted.eliminate_zeros()
        length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        return sp.csr_matrix(sp.diags(1.0 / np.maximum(length, 1e-9)) @ weighted)

    def dense(self, tfidf: sp.csr_matrix) -> NDArray[np.float64]:
        """Latent dimensions of shape (n_texts, n_dimensions), rows of unit length; none in a tiny corpus."""
        return unit(_sums(tfidf, self.components_))


class Meaning:
    """Static vectors of words, texts and phrases, as one corpus weighs them.

    Parameters
    ----------
    annotator : Annotator
    vectors : Vectors

    References
    ----------
    Arora, S., Liang, Y. and Ma, T. (2017). A simple but tough-to-beat baseline for sentence
    embeddings. ICLR (the weight a / (a + p) of a word).
    """

    def __init__(self, annotator: Annotator, vectors: Vectors) -> None:
        self.annotator = annotator
        self.vectors = vectors

    def fit(self, stems: sp.csr_matrix, forms: sp.csr_matrix) -> "Meaning":
        """Learn how rare words are, and what stems mean: the mean of the words they are written as.

        Parameters
        ----------
        stems : csr_matrix, shape (n_passages, n_stems)
            Counts.
        forms : csr_matrix, shape (n_stems, n_words)
            How often each stem is written as each word.
        """
        n, width = stems.shape
        surface = [self.annotator.word(i) for i in range(width)]
        content = np.array([self._says(i, word) for i, word in enumerate(surface)], dtype=np.bool_)
        seen = np.asarray((stems > 0).sum(axis=0)).ravel()
        total = max(float(seen.sum()), 1.0)
        self.n_stems_ = width
        self.content_: NDArray[np.bool_] = content
        self.idf_: NDArray[np.float64] = np.where(content, np.log(max(n, 2) / np.maximum(seen, 1)), 0.0)
        self._rarity = np.where(content, _SMOOTHING / (_SMOOTHING + seen / total), 0.0)
        words = self.vectors.embed([self.annotator.surface(i) for i in range(forms.shape[1])])
        usual = sp.diags(1.0 / np.maximum(np.asarray(forms.sum(axis=1)).ravel(), 1.0)) @ forms
        self.word_vectors_: NDArray[np.float32] = np.asarray(usual @ words, dtype=np.float32)
        self._centre = self.word_vectors_[content].mean(axis=0) if content.any() else np.zeros(1)
        self._directions = unit(self.word_vectors_ - self._centre)
        return self

    def content(self, language: str) -> NDArray[np.bool_]:
        """Stems that are no function words in a language, nor in English, of shape (n_stems,)."""
        function = stop_words(language)
        return self.content_ & [self.annotator.word(i) not in function for i in range(self.n_stems_)]

    def texts(self, stems: sp.csr_matrix) -> NDArray[np.float64]:
        """Vectors of texts (n_texts, n_dimensions) from their stem counts, rows of unit length, not yet centred."""
        rare = sp.csr_matrix(stems[:, : self.n_stems_] @ sp.diags(self._rarity))
        return unit(_sums(rare, self.word_vectors_))

    def words(self, text: str) -> NDArray[np.float64]:
        """Vectors of the content words of a text, known to the corpus or not, of shape (n_words, n_dimensions)."""
        numbers = [int(i) for i in self.annotator.annotate([text]).stems]
        words = [(i, self.annotator.word(i)) for i in numbers]
        vectors = [
            self.word_vectors_[i] if i < self.n_stems_ else self.vectors.embed([word])[0]
            for i, word in words
            if self._says(i, word)
        ]
        return np.array(vectors, dtype=np.float64).reshape(-1, self.word_vectors_.shape[1])

    def phrase(self, text: str) -> NDArray[np.float64]:
        """Mean vector of the content words of a phrase, of shape (n_dimensions,)."""
        words = self.words(text)
        return words.mean(axis=0) if len(words) else np.zeros(self.word_vectors_.shape[1])

    def closeness(self, phrases: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cosine of every known word with every phrase, of shape (n_stems, n_phrases)."""
        return np.asarray(self._directions @ unit(phrases - self._centre).T)

    @staticmethod
    def _says(stem: int, word: str) -> bool:
        """Whether a stem, by number and as it is written, is that of a content word."""
        return stem > NUMBER and len(word) > 1 and word not in stop_stems()


def _sums(weights: sp.csr_matrix, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sums of weighted vectors, of shape (n_texts, n_dimensions); of a few texts quickly, with the same result."""
    held = np.unique(weights.indices)
    if len(held) < len(vectors) // 2:  # a product takes all vectors as float64
        weights, vectors = weights[:, held], vectors[held]
    return np.asarray(weights @ vectors, dtype=np.float64)


def theme_vector(phrases: NDArray[np.float64], description: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vector of a theme, of unit length, from its phrases (n_phrases, n_dimensions) and its description."""
    return np.asarray(unit(unit(phrases.mean(axis=0)[None]) + 0.5 * unit(description[None]))[0])
