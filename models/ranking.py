"""Ranking texts for themes: by their seeds, by meaning, and by what the corpus says beside these.

A first ranking joins seed matches, words that mean nearly the same as a seed, and the
likeness of the text's vector to the theme's. It is then smoothed over the corpus: feedback
(Rocchio 1971, with graded instead of binary relevance) in the TF-IDF space and a ridge
regression in the latent space learn which terms go with a high first rank, so that texts
are found that hold no seed. Passages and stretches are ranked in the same way, each by
themselves (`Grain`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from models.features import Words, rate
from models.seeds import SeedMatcher
from models.space import Latent, Meaning, theme_vector
from models.vectors import unit
from schema import Theme

_NEAR = 0.3
_LEAST_LOWER = 0.05  # of the standard deviation: where most texts say the same, the lower half has no width
_TENTH = 1.2816  # standard deviations from the median to the lowest tenth of a normal distribution


@dataclass(frozen=True, slots=True)
class Grain:
    """How one kind of text is ranked.

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
    """

    centre: float
    steepness: float
    ridge: float
    by_meaning: bool
    soft: float
    votes: float
    first: float
    by_null: bool


PASSAGES = Grain(2.5, 4.0, ridge=60.0, by_meaning=True, soft=1.0, votes=1.0, first=0.7, by_null=True)
STRETCHES = Grain(2.0, 6.0, ridge=60.0, by_meaning=False, soft=0.5, votes=0.5, first=0.3, by_null=False)


@dataclass(frozen=True, slots=True)
class Views:
    """Texts of one grain in every space; row by row the same texts."""

    lengths: NDArray[np.float64]
    stems: sp.csr_matrix
    tfidf: sp.csr_matrix
    dense: NDArray[np.float64]
    meaning: NDArray[np.float64]


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

    def fit(self, words: Words) -> Views:
        """Learn the spaces and return the corpus in them."""
        self.latent.fit(words.terms)
        self._usual = self.meaning.texts(words.stems).mean(axis=0)
        views = self.views(words)
        self._mean = views.dense.mean(axis=0)
        centred = views.dense - self._mean
        self._factor = cho_factor(centred.T @ centred + self.grain.ridge * np.eye(centred.shape[1]))
        self._n = len(centred)
        return views

    def views(self, words: Words) -> Views:
        """Texts in the spaces."""
        tfidf = self.latent.tfidf(words.terms)
        dense = self.latent.dense(tfidf)
        meaning = self.centred(self.meaning.texts(words.stems))
        if self.grain.by_meaning or not dense.shape[1]:
            dense = np.hstack([dense, meaning])
        lengths = np.asarray(words.stems.sum(axis=1), dtype=np.float64).ravel()
        return Views(lengths, words.stems, tfidf, dense, meaning)

    def centred(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Vectors less the corpus's usual one, rows of unit length."""
        return unit(vectors - self._usual)

    def regress(self, views: Views, relevance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Ridge weights, of shape (n_dimensions + 1, n_themes), the intercept last; on the fitted corpus."""
        usual = relevance.mean(axis=0)
        weights = cho_solve(self._factor, (views.dense - self._mean).T @ (relevance - usual))
        return np.vstack([weights, usual - self._mean @ weights])


class ThemeWords:
    """What a theme's seeds and description are in the corpus's words, for some themes.

    Parameters
    ----------
    themes : sequence of Theme
    matcher : SeedMatcher
        The matcher of these themes.
    meaning : Meaning
    """

    def __init__(self, themes: Sequence[Theme], matcher: SeedMatcher, meaning: Meaning) -> None:
        self.owner = matcher.theme_of_seed
        self.n_themes = len(themes)
        self.meaning = meaning
        dimensions = meaning.word_vectors_.shape[1]
        self._seeds = np.array([meaning.phrase(p.text) for _, p in matcher.seeds]).reshape(-1, dimensions)
        self._descriptions = np.array([meaning.phrase(f"{t.label}. {t.description}") for t in themes])
        self._closeness = meaning.closeness(self._seeds)

    def of(self, use: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Theme vectors (n_themes, n_dimensions) and weights of near words (n_stems, n_themes) by some seeds."""
        members = [np.flatnonzero((self.owner == k) & use) for k in range(self.n_themes)]
        none = np.zeros((1, self._seeds.shape[1]))
        vectors = [
            theme_vector(self._seeds[seeds] if len(seeds) else none, self._descriptions[k])
            for k, seeds in enumerate(members)
        ]
        near = [
            np.maximum(self._closeness[:, seeds].max(axis=1) - _NEAR, 0) / (1 - _NEAR)
            if len(seeds)
            else np.zeros(self.meaning.n_stems_)
            for seeds in members
        ]
        worth = self.meaning.content_ * self.meaning.idf_ / 5
        return np.array(vectors), np.stack(near, axis=1) * worth[:, None]


class Ranker:
    """Rank the texts of one grain for some themes by some of their seeds.

    Parameters
    ----------
    level : Level
        Fitted.
    words : ThemeWords
    use : ndarray of bool, shape (n_seeds,)
    beside : Ranker, optional
        A fitted ranker of other themes, to which the usual spreads belong: one theme alone has none.

    References
    ----------
    Rocchio, J. J. (1971). Relevance feedback in information retrieval. In The SMART
    Retrieval System, 313-323.

    Efron, B. (2004). Large-scale simultaneous hypothesis testing: the choice of a null
    hypothesis. JASA 99(465), 96-104 (the empirical null that scores are scaled by).
    """

    def __init__(self, level: Level, words: ThemeWords, use: NDArray[np.bool_], beside: "Ranker | None" = None) -> None:
        self.level = level
        self._beside = beside
        vectors, self._near = words.of(use)
        self._themes = level.centred(vectors)
        self._member = np.zeros((len(use), words.n_themes))
        self._member[use, words.owner[use]] = 1.0
        self._scale: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    def fit(self, views: Views, seeds: sp.csr_matrix) -> NDArray[np.float64]:
        """Learn from the corpus, and return its scores.

        Parameters
        ----------
        views : Views
            Those that the level's `fit` gave.
        seeds : csr_matrix, shape (n_texts, n_seeds)
            Log frequencies.
        """
        n = max(seeds.shape[0], 2)
        rarity = np.log(n / np.maximum(np.asarray((seeds > 0).sum(axis=0)).ravel(), 1)) / np.log(n)
        self._worth = self._member * rarity[:, None]
        first = self._first(views, seeds, learn=True)
        relevance = self._relevance(first)
        self._usual = relevance.mean(axis=0)
        self._weights = self.level.regress(views, relevance)
        towards = np.asarray(views.tfidf.T @ (relevance - self._usual))
        self._length = np.maximum(np.linalg.norm(towards, axis=0), 1e-9)
        self.term_weights_: NDArray[np.float64] = towards / self._length
        return self._joined(views, first, np.ones(len(first), dtype=np.bool_), learn=True)

    def score(self, views: Views, seeds: sp.csr_matrix, known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Scores of shape (n_texts, n_themes), standardised on the fitted corpus.

        `known` tells the texts that the ranker was fitted on, of shape (n_texts,).
        """
        return self._joined(views, self._first(views, seeds, learn=False), known, learn=False)

    def _relevance(self, first: NDArray[np.float64]) -> NDArray[np.float64]:
        """Graded relevance in [0, 1] of a first rank in standard deviations."""
        grain = self.level.grain
        return np.asarray(1 / (1 + np.exp(-grain.steepness * (first - grain.centre))))

    def _first(self, views: Views, seeds: sp.csr_matrix, *, learn: bool) -> NDArray[np.float64]:
        near = np.log1p(rate(views.lengths)[:, None] * (views.stems[:, : len(self._near)] @ self._near))
        total = (
            self._standard("seeds", np.asarray(seeds @ self._worth), learn=learn)
            + self.level.grain.soft * self._standard("likeness", views.meaning @ self._themes.T, learn=learn)
            + self.level.grain.soft * self._standard("near", near, learn=learn)
        )
        return self._standard("first", total, learn=learn)

    def _joined(
        self, views: Views, first: NDArray[np.float64], known: NDArray[np.bool_], *, learn: bool
    ) -> NDArray[np.float64]:
        latent = views.dense @ self._weights[:-1] + self._weights[-1]
        # a text has no vote on itself: what it gave to the weights is taken out again
        own = np.where(known[:, None], self._relevance(first) - self._usual, 0.0) / self._length
        length = np.asarray(views.tfidf.multiply(views.tfidf).sum(axis=1)).reshape(-1, 1)
        votes = np.asarray(views.tfidf @ self.term_weights_) - length * own
        grain = self.level.grain
        total = (
            self._standard("latent", latent, learn=learn, null=grain.by_null)
            + grain.votes * self._standard("votes", votes, learn=learn, null=grain.by_null)
            + grain.first * first
        )
        return self._standard("total", total, learn=learn, null=grain.by_null)

    def _standard(
        self, part: str, values: NDArray[np.floating], *, learn: bool, null: bool = False
    ) -> NDArray[np.float64]:
        if learn:
            centre, spread = null_scale(values) if null else usual_scale(values)
            least = least_spread(self._beside._scale[part][1]) if self._beside is not None else 0.0
            self._scale[part] = centre, np.maximum(spread, least)
        centre, spread = self._scale[part]
        return np.asarray((values - centre) / spread, dtype=np.float64)


def usual_scale(values: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each column; a column that hardly varies takes half the usual one."""
    return np.asarray(values.mean(axis=0)), _not_tiny(np.asarray(values.std(axis=0)))


def null_scale(values: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Median of each column, and the scale of its lower half.

    Texts on the theme do not reach there, so that a common theme is not shrunk for being
    common (Efron 2004).
    """
    centre = np.median(values, axis=0)
    lower = (centre - np.quantile(values, 0.1, axis=0)) / _TENTH
    return np.asarray(centre), _not_tiny(np.maximum(lower, _LEAST_LOWER * values.std(axis=0)))


def least_spread(spread: NDArray[np.float64]) -> float:
    """Half the usual spread of some columns, which none is taken to fall below."""
    positive = spread[spread > 0]
    return 0.5 * float(np.median(positive)) if len(positive) else 1.0


def _not_tiny(spread: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(spread, least_spread(spread))
