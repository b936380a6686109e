"""The spaces of one grain of text, passages or stretches, and how texts are ranked there."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from models import languages
from models.features import Words
from models.kinds import Peers
from models.languages import Groups
from models.space import Latent, Meaning
from models.vectors import unit


@dataclass(frozen=True, slots=True)
class Grain:
    """How texts of one grain are ranked.

    Attributes
    ----------
    centre, steepness : float
        Relevance is ``expit(steepness * (first - centre))``, first in standard deviations.
    ridge : float
        Penalty of the regression.
    by_meaning : bool
        Whether the regression also sees the text's vector.
    soft : float
        Weight of likeness and of near words beside the seeds' one, in the first ranking.
    votes, first : float
        Weights of feedback and first ranking beside the regression's one.
    by_null : bool
        Whether scores are scaled by the texts without the theme (`null_scale`), not by all.
    rounds : int
        Rounds of feedback.
    """

    centre: float
    steepness: float
    ridge: float
    by_meaning: bool
    soft: float
    votes: float
    first: float
    by_null: bool
    rounds: int


PASSAGES = Grain(2.5, 4.0, ridge=60.0, by_meaning=True, soft=1.0, votes=1.0, first=0.7, by_null=True, rounds=2)
STRETCHES = Grain(2.0, 6.0, ridge=60.0, by_meaning=False, soft=0.5, votes=0.5, first=0.3, by_null=False, rounds=1)


@dataclass(frozen=True, slots=True)
class Placed:
    """Texts in the spaces of terms; row by row the same texts. `latent` is of shape (n_texts, n_dimensions)."""

    words: Words
    tfidf: sp.csr_matrix
    latent: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Views:
    """Texts of one grain in every space; row by row the same texts.

    `groups` tells in which language what is usual is taken out, `kinds` what ranks are compared with
    (`models.kinds`).
    """

    groups: Groups
    kinds: Groups
    lengths: NDArray[np.float64]
    stems: sp.csr_matrix
    tfidf: sp.csr_matrix
    dense: NDArray[np.float64]
    meaning: NDArray[np.float64]

    def rows(self, which: NDArray[np.bool_]) -> "Views":
        """Some of the texts."""
        if which.all():
            return self
        lengths, dense, meaning = self.lengths[which], self.dense[which], self.meaning[which]
        stems, tfidf = sp.csr_matrix(self.stems[which]), sp.csr_matrix(self.tfidf[which])
        return Views(self.groups[which], self.kinds[which], lengths, stems, tfidf, dense, meaning)


class Level:
    """The spaces of one grain, learned from a corpus; themes come later.

    Parameters
    ----------
    grain : Grain
    meaning : Meaning
    latent : Latent
    """

    def __init__(self, grain: Grain, meaning: Meaning, latent: Latent) -> None:
        self.grain = grain
        self.meaning = meaning
        self.latent = latent

    def learn(self, words: Words) -> Placed:
        """Learn the latent space from a corpus, and return the corpus in it."""
        self.latent.fit(words.terms)
        return self.place(words)

    def place(self, words: Words) -> Placed:
        """Texts in the latent space."""
        tfidf = self.latent.tfidf(words.terms)
        return Placed(words, tfidf, self.latent.dense(tfidf))

    def fit(self, placed: Placed, peers: Peers, groups: Groups, kinds: Groups) -> Views:
        """Learn what is usual in the corpus, and return the corpus in all spaces."""
        self.peers, related = peers, peers.languages_
        texts = self.meaning.texts(placed.words.stems)
        self._usual, self._usual_of = texts.mean(axis=0), languages.means(texts, groups, related)
        views = self.views(placed, groups, kinds)
        self._mean, self._mean_of = views.dense.mean(axis=0), languages.means(views.dense, groups, related)
        centred = languages.less(views.dense, self._mean_of, groups)
        self._factor = cho_factor(centred.T @ centred + self.grain.ridge * np.eye(centred.shape[1]))
        return views

    def views(self, placed: Placed, groups: Groups, kinds: Groups) -> Views:
        """Texts in all spaces."""
        words, dense = placed.words, placed.latent
        meaning = unit(languages.less(self.meaning.texts(words.stems), self._usual_of, groups))
        if self.grain.by_meaning or not dense.shape[1]:
            dense = np.hstack([dense, meaning])
        lengths = np.asarray(words.stems.sum(axis=1), dtype=np.float64).ravel()
        return Views(groups, kinds, lengths, words.stems, placed.tfidf, dense, meaning)

    def centred(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Vectors less the corpus's usual one, rows of unit length."""
        return unit(vectors - self._usual)

    def regress(self, views: Views, relevance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ridge weights, of shape (n_dimensions + 1, n_themes), the intercept last; on the fitted corpus."""
        usual = languages.means(relevance, views.groups, self.peers.languages_)
        told = languages.less(relevance, usual, views.groups)
        weights = cho_solve(self._factor, languages.less(views.dense, self._mean_of, views.groups).T @ told)
        return np.vstack([weights, relevance.mean(axis=0) - self._mean @ weights])
