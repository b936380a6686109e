"""Ranking texts for themes: by their seeds, by meaning, and by what the corpus says beside these.

A first ranking joins seed matches, words that mean nearly the same as a seed, and the
likeness of the text's vector to the theme's. It is then smoothed over the corpus: feedback
(Rocchio 1971, with graded instead of binary relevance) in the TF-IDF space and a ridge
regression in the latent space learn which terms go with a high rank, so that texts
are found that hold no seed; of passages a second round learns from what the first one found.
Passages and stretches are ranked in the same way, each by themselves (`models.level`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit

from models import languages
from models.features import rate
from models.languages import Groups
from models.level import Level, Views
from models.scales import least_spread, null_scale, usual_scale
from models.seeds import SeedMatcher
from models.space import Meaning, theme_vector
from schema import Theme

NEAR = 0.1  # cosine from which a word is near a phrase
_TOLD = 0.5  # weight of a word near the description's closest one, beside the seeds' one
_COHERENT = 2.0  # standard deviations of votes: where feedback counts in full
_ABOUT = 0.5  # of a kind's passages that hold a seed: from there on it is all about the theme


class ThemeWords:
    """What a theme's seeds and description are in the corpus's words, for some themes.

    A word is near a theme if it is near one of its seeds, near all of them on average, or, at half
    the weight, near a word of its label or description.

    Parameters
    ----------
    themes : sequence of Theme
    matcher : SeedMatcher
        The matcher of these themes.
    meaning : Meaning

    Attributes
    ----------
    seeds : ndarray of float64, shape (n_seeds, n_dimensions)
        Vectors of the seeds.
    """

    def __init__(self, themes: Sequence[Theme], matcher: SeedMatcher, meaning: Meaning) -> None:
        self.owner = matcher.theme_of_seed
        self.n_themes = len(themes)
        self.meaning = meaning
        dimensions = meaning.word_vectors_.shape[1]
        self.seeds = np.array([meaning.phrase(p.text) for _, p in matcher.seeds]).reshape(-1, dimensions)
        self._descriptions = np.array([meaning.phrase(f"{t.label}. {t.description}") for t in themes])
        self._closeness = meaning.closeness(self.seeds)
        told = [meaning.closeness(meaning.words(f"{t.label}. {t.description}")) for t in themes]
        self._told = np.stack([closeness.max(axis=1, initial=0.0) for closeness in told], axis=1)

    def of(self, use: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Theme vectors (n_themes, n_dimensions) and weights of near words (n_stems, n_themes) by some seeds."""
        members = [np.flatnonzero((self.owner == k) & use) for k in range(self.n_themes)]
        none = np.zeros((1, self.seeds.shape[1]))
        vectors = [
            theme_vector(self.seeds[seeds] if len(seeds) else none, self._descriptions[k])
            for k, seeds in enumerate(members)
        ]
        near = _TOLD * np.maximum(self._told - NEAR, 0)
        for k, seeds in enumerate(members):
            if len(seeds):
                closeness = self._closeness[:, seeds]
                near[:, k] += np.maximum(closeness.max(axis=1) - NEAR, 0) + np.maximum(closeness.mean(axis=1), 0)
        worth = self.meaning.content_ * self.meaning.idf_ / 10
        return np.array(vectors), near * worth[:, None]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one round learned from graded relevance: of terms, and of latent dimensions.

    Attributes
    ----------
    usual : ndarray of float64, shape (n_groups, n_themes)
        Mean relevance among the texts of each group (`models.languages`).
    length : ndarray of float64, shape (n_themes,)
        The length of the terms' weights before these were made of unit length.
    terms : ndarray of float64, shape (n_terms, n_themes)
    dimensions : ndarray of float64, shape (n_dimensions + 1, n_themes)
        Ridge weights, the intercept last.
    """

    usual: NDArray[np.float64]
    length: NDArray[np.float64]
    terms: NDArray[np.float64]
    dimensions: NDArray[np.float64]

    @classmethod
    def learned(cls, level: Level, views: Views, relevance: NDArray[np.float64]) -> "Feedback":
        """Learn from relevance of shape (n_texts, n_themes) on the corpus that the level was fitted on."""
        usual = languages.means(relevance, views.groups, level.peers.languages_)
        towards = np.asarray(views.tfidf.T @ languages.less(relevance, usual, views.groups))
        length = np.maximum(np.linalg.norm(towards, axis=0), 1e-9)
        return cls(usual, length, towards / length, level.regress(views, relevance))


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

    Attributes
    ----------
    themes_ : ndarray of float64, shape (n_themes, n_dimensions)
        Vectors of the themes.
    coherence_ : ndarray of float64, shape (n_themes,)
        Mean vote of the texts that the first round took for relevant on one another, in standard deviations of all.

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
        self.themes_ = level.centred(vectors)
        self._member = np.zeros((len(use), words.n_themes))
        self._member[use, words.owner[use]] = 1.0
        self._scale: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    def fit(self, views: Views, seeds: sp.csr_matrix, about: NDArray[np.float64]) -> NDArray[np.float64]:
        """Learn from the corpus, and return its scores.

        Parameters
        ----------
        views : Views
            Those that the level's `fit` gave.
        seeds : csr_matrix, shape (n_texts, n_seeds)
            Log frequencies.
        about : ndarray of float64, shape (n_kinds, n_themes)
            Share of the passages of each kind that hold a seed of the theme.
        """
        n = max(seeds.shape[0], 2)
        rarity = np.log(n / np.maximum(np.asarray((seeds > 0).sum(axis=0)).ravel(), 1)) / np.log(n)
        self._worth = self._member * rarity[:, None]
        self._about = np.minimum(about / _ABOUT, 1) ** 2
        self._heard: NDArray[np.bool_] = np.asarray((np.asarray(seeds @ self._member) > 0).any(axis=0))
        first = self._first(views, seeds, learn=True)
        self._feedback: list[Feedback] = []
        total = np.zeros_like(first)
        for step in range(self.level.grain.rounds):
            graded = self._graded(first, total, step, learn=True)
            relevance = self._relevance(graded)
            self._feedback.append(Feedback.learned(self.level, views, relevance))
            own = languages.less(relevance, self._feedback[step].usual, views.groups)
            total = self._joined(views, first, own, step, learn=True)
        return total

    @property
    def term_weights_(self) -> NDArray[np.float64]:
        """Weights of the TF-IDF terms, of shape (n_terms, n_themes)."""
        return self._feedback[-1].terms

    def score(self, views: Views, seeds: sp.csr_matrix, known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Scores of shape (n_texts, n_themes), standardised on the fitted corpus.

        `known` tells the texts that the ranker was fitted on, of shape (n_texts,).
        """
        first = self._first(views, seeds, learn=False)
        own = np.zeros_like(first)
        own[known] = self._given(views.rows(known), first[known])
        return self._joined(views, first, own, len(self._feedback) - 1, learn=False)

    def _given(self, views: Views, first: NDArray[np.float64]) -> NDArray[np.float64]:
        """What texts of the fitted corpus gave to the last round."""
        total = own = np.zeros_like(first)
        for step, told in enumerate(self._feedback):
            if step:
                total = self._joined(views, first, own, step - 1, learn=False)
            relevance = self._relevance(self._graded(first, total, step, learn=False))
            own = languages.less(relevance, told.usual, views.groups)
        return own

    def _graded(
        self, first: NDArray[np.float64], total: NDArray[np.float64], step: int, *, learn: bool
    ) -> NDArray[np.float64]:
        """What a round takes relevance from: the first ranking, and from the second round on the last one too."""
        if not step:
            return first
        found = self._standard(f"found {step}", total, learn=learn)
        return self._standard(f"graded {step}", first + found, learn=learn)

    def _relevance(self, first: NDArray[np.float64]) -> NDArray[np.float64]:
        """Graded relevance in [0, 1] of a first rank in standard deviations."""
        grain = self.level.grain
        return np.asarray(expit(grain.steepness * (first - grain.centre)))

    def _first(self, views: Views, seeds: sp.csr_matrix, *, learn: bool) -> NDArray[np.float64]:
        soft, kinds = self.level.grain.soft, views.kinds
        frequency = rate(views.lengths)[:, None] * (views.stems[:, : len(self._near)] @ self._near)
        near = np.asarray(np.log1p(frequency))
        total = (
            self._standard("seeds", np.asarray(seeds @ self._worth), learn=learn)
            + soft * self._standard("likeness", views.meaning @ self.themes_.T, kinds, learn=learn)
            + soft * self._standard("near", near, kinds, learn=learn)
        )
        return self._standard("first", total, learn=learn)

    def _joined(
        self, views: Views, first: NDArray[np.float64], own: NDArray[np.float64], step: int, *, learn: bool
    ) -> NDArray[np.float64]:
        """Scores by one round's feedback; `own` is what each text gave to it, of shape (n_texts, n_themes)."""
        told, grain = self._feedback[step], self.level.grain
        latent = views.dense @ told.dimensions[:-1] + told.dimensions[-1]
        # a text has no vote on itself: what it gave to the weights is taken out again
        length = np.asarray(views.tfidf.multiply(views.tfidf).sum(axis=1)).reshape(-1, 1)
        votes = np.asarray(views.tfidf @ told.terms) - length * own / told.length
        if learn and not step:
            self.coherence_ = _coherence(votes, own)
        feedback = self._standard(
            f"latent {step}", latent, views.kinds, learn=learn, null=grain.by_null
        ) + grain.votes * self._standard(f"votes {step}", votes, views.kinds, learn=learn, null=grain.by_null)
        total = self.trust_ * feedback + grain.first * first
        return self._standard(f"total {step}", total, learn=learn, null=grain.by_null)

    @property
    def trust_(self) -> NDArray[np.float64]:
        """Weight of feedback, from 0 to 1, of shape (n_themes,): less where what seems relevant is not alike."""
        return np.asarray(np.clip(self.coherence_ / _COHERENT, 0, 1) ** 2)

    def _standard(
        self,
        part: str,
        values: NDArray[np.floating],
        kinds: Groups | None = None,
        *,
        learn: bool,
        null: bool = False,
    ) -> NDArray[np.float64]:
        """Values on the scale of all texts, or of those of the same kind where these are given."""
        among = np.zeros(len(values), dtype=np.int64) if kinds is None else kinds
        if learn:
            scale = partial(null_scale if null else usual_scale, heard=self._heard)
            of_kinds = () if kinds is None else (self.level.peers.kinds_, self._about)
            centre, spread = languages.scales(np.asarray(values, dtype=np.float64), among, scale, *of_kinds)
            if self._beside is not None:
                usual, heard = self._beside._scale[part][1], self._beside._heard
                spread = np.maximum(spread, [[least_spread(of_kind, heard)] for of_kind in usual])
            self._scale[part] = centre, spread
        centre, spread = self._scale[part]
        return languages.less(values, centre, among) / spread[np.maximum(among, 0)]


def _coherence(votes: NDArray[np.float64], relevant: NDArray[np.float64]) -> NDArray[np.float64]:
    standard = (votes - votes.mean(axis=0)) / np.maximum(votes.std(axis=0), 1e-9)
    return np.asarray(np.average(standard, axis=0, weights=np.maximum(relevant, 1e-9)))
