"""Themes from a handful of seeds: scores, decisions and what spoke for them.

A first ranking joins seed matches, words that mean nearly the same as a seed, and the
likeness of the passage's vector to the theme's. It is then smoothed over the corpus: feedback
(Rocchio 1971, with graded instead of binary relevance) in the TF-IDF space and a ridge
regression in the latent space learn which words go with a high first rank, so that passages
are found that hold no seed. `models.calibration` turns the result into probabilities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import Ridge

from models.annotator import Annotator
from models.calibration import Calibration, HiddenSeeds
from models.context import neighbours
from models.features import Features, PassageBatch, Spans, features
from models.seeds import SeedMatcher
from models.space import Space
from models.vectors import StaticVectors, Vectors
from schema import ThemeSet

ENGINE_VERSION = "10"
_NEAR = 0.3
_TENTH = 1.2816  # standard deviations from the median to the lowest tenth of a normal distribution
_FOLDS = 4
_RARE, _FEW = 0.005, 3  # of the passages, or passages: seeds no more frequent than either tell
_WORDS_SHOWN = 4
FIT_AT_MOST = 20_000
DECIDED_AT = 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """What a finder says of a batch.

    Attributes
    ----------
    probability : ndarray of float64, shape (n_passages, n_themes)
    assigned : ndarray of bool, shape (n_passages, n_themes)
    spans : Spans
        Where seeds stand.
    """

    probability: NDArray[np.float64]
    assigned: NDArray[np.bool_]
    spans: Spans
    tfidf: sp.csr_matrix


class ThemeFinder:
    """Find themes, each given by a description and some seed phrases, in passages.

    Parameters
    ----------
    themes : ThemeSet
    vectors : Vectors, optional
        Word vectors; the installed static vectors by default.

    References
    ----------
    Rocchio, J. J. (1971). Relevance feedback in information retrieval. In The SMART
    Retrieval System, 313-323.

    Efron, B. (2004). Large-scale simultaneous hypothesis testing: the choice of a null
    hypothesis. JASA 99(465), 96-104 (the empirical null that scores are scaled by).

    Notes
    -----
    Not for telling apart the senses of one word beyond what excluded phrases say, and not
    for themes that are about form (an interview, a checklist) rather than subject.
    """

    def __init__(self, themes: ThemeSet, vectors: Vectors | None = None) -> None:
        self.themes = themes
        self.vectors = vectors

    def fit(self, batch: PassageBatch) -> "ThemeFinder":
        """Learn the corpus's words, the themes' place among them and the calibration.

        Parameters
        ----------
        batch : PassageBatch
            The corpus, or a sample of whole reports of some 20,000 passages (`FIT_AT_MOST`).
        """
        self.annotator_ = Annotator()
        self.matcher_ = SeedMatcher(self.themes.themes, self.annotator_)
        descriptions = [f"{t.label}. {t.description}" for t in self.themes.themes]
        seeds = [phrase.text for _, phrase in self.matcher_.seeds]
        self.annotator_.annotate([*descriptions, *seeds])
        found = features(batch, self.annotator_, self.matcher_)
        self.space_ = Space(self.annotator_, self.vectors or StaticVectors()).fit(found.words)
        self._seed_vectors = np.array([self.space_.phrase(text) for text in seeds])
        self._descriptions = np.array([self.space_.phrase(text) for text in descriptions])
        self._closeness = self.space_.closeness(self._seed_vectors)
        views = _Views.of(found, self.space_)
        rarity = len(batch) / np.maximum(found.matched.sum(axis=0), 1)
        self.seed_weights_: NDArray[np.float64] = np.log(np.maximum(rarity, 1)) / np.log(max(len(batch), 2))
        everything = np.ones(len(seeds), dtype=np.bool_)
        self.ranker_ = _Ranker(self, everything).fit(views)
        self.calibration_ = Calibration().fit([self._hide(fold, views, batch.reports) for fold in range(_FOLDS)])
        return self

    def _hide(self, fold: int, views: "_Views", reports: NDArray[np.int64]) -> HiddenSeeds:
        """Rank without every fourth seed of each theme, and see where the hidden ones stand.

        Only rare seeds are looked for: a word that stands in one passage of a hundred strays too
        often to tell a theme's passages from their neighbours.
        """
        owner = self.matcher_.theme_of_seed
        order = np.concatenate([np.arange(n) for n in np.bincount(owner, minlength=len(self.themes.themes))])
        hidden = order % _FOLDS == fold
        matched = views.features.matched
        telling = hidden & (matched.sum(axis=0) <= max(_RARE * len(reports), _FEW))
        known = np.ones(len(reports), dtype=np.bool_)
        scores = _Ranker(self, ~hidden).fit(views).score(views, known)
        hits = np.stack(
            [matched[:, telling & (owner == k)].any(axis=1) for k in range(len(self.themes.themes))],
            axis=1,
        )
        tested = np.array([bool((telling & (owner == k)).any()) for k in range(len(self.themes.themes))])
        return HiddenSeeds(scores, neighbours(scores, reports), hits, tested)

    def score(self, batch: PassageBatch, known: NDArray[np.bool_]) -> Scores:
        """Score passages of whole reports.

        Parameters
        ----------
        batch : PassageBatch
        known : ndarray of bool, shape (n_passages,)
            Passages that `fit` has seen.
        """
        found = features(batch, self.annotator_, self.matcher_)
        views = _Views.of(found, self.space_)
        probability = self._probability(views, batch.reports, known)
        return Scores(probability, probability >= DECIDED_AT, found.spans, views.tfidf)

    def _probability(
        self, views: "_Views", reports: NDArray[np.int64], known: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        ranks = self.ranker_.score(views, known)
        probability = self.calibration_.predict(ranks, neighbours(ranks, reports))
        probability[views.features.barred] = 0.0
        return probability

    def evidence(self, scores: Scores, texts: Sequence[str], passage: int, theme: int) -> tuple[str, ...]:
        """Phrases that spoke for a theme in a passage, as they stand there.

        Seed matches where there are any; otherwise, if it was assigned, the words that pulled most.
        """
        low, high = np.searchsorted(scores.spans.passage, [passage, passage + 1])
        found = [
            texts[passage][scores.spans.start[i] : scores.spans.end[i]]
            for i in range(low, high)
            if self.matcher_.theme_of_seed[scores.spans.seed[i]] == theme
        ]
        if found:
            return tuple(dict.fromkeys(found))
        if not scores.assigned[passage, theme]:
            return ()
        words = slice(*scores.tfidf.indptr[passage : passage + 2])
        stems = scores.tfidf.indices[words]
        pull = scores.tfidf.data[words] * self.ranker_.word_weights_[stems, theme]
        strongest = np.argsort(-pull, kind="stable")[:_WORDS_SHOWN]
        return tuple(self.annotator_.word(int(stems[i])) for i in strongest if pull[i] > 0)

    def seeded(self, scores: Scores, n_passages: int) -> NDArray[np.bool_]:
        """Whether a seed of the theme stands in the passage, of shape (n_passages, n_themes)."""
        out = np.zeros((n_passages, len(self.themes.themes)), dtype=np.bool_)
        out[scores.spans.passage, self.matcher_.theme_of_seed[scores.spans.seed]] = True
        return out


@dataclass(frozen=True, slots=True)
class _Views:
    """A batch in every space."""

    features: Features
    tfidf: sp.csr_matrix
    dense: NDArray[np.float64]
    meaning: NDArray[np.float64]

    @classmethod
    def of(cls, found: Features, space: Space) -> "_Views":
        tfidf = space.tfidf(found.words)
        return cls(found, tfidf, space.dense(found.words, tfidf), space.meaning(found.words))


def _relevance(first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Graded relevance in [0, 1] of a first rank in standard deviations."""
    return np.asarray(1 / (1 + np.exp(-2 * (first - 2.5))))


class _Ranker:
    """Rank passages for all themes by some of their seeds."""

    def __init__(self, finder: ThemeFinder, use: NDArray[np.bool_]) -> None:
        owner, space = finder.matcher_.theme_of_seed, finder.space_
        n_themes = len(finder.themes.themes)
        self._seeds_of = [np.flatnonzero((owner == k) & use) for k in range(n_themes)]
        self._seed_weights = finder.seed_weights_
        none = np.zeros((1, finder._seed_vectors.shape[1]))
        self._themes = np.stack(
            [
                space.theme(finder._seed_vectors[seeds] if len(seeds) else none, finder._descriptions[k])
                for k, seeds in enumerate(self._seeds_of)
            ]
        )
        near = [
            np.maximum(finder._closeness[:, seeds].max(axis=1) - _NEAR, 0) / (1 - _NEAR)
            if len(seeds)
            else np.zeros(space.n_stems_)
            for seeds in self._seeds_of
        ]
        self._near = np.stack(near, axis=1) * (space.content_ * space.idf_ / 5)[:, None]
        self._scale: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}

    def fit(self, views: _Views) -> "_Ranker":
        """Learn the scales of the parts and smooth the first ranking over the corpus."""
        first = self._first(views, learn=True)
        relevance = _relevance(first)
        self._usual = relevance.mean(axis=0)
        self._latent = Ridge(alpha=60).fit(views.dense, relevance)
        towards = np.asarray(views.tfidf.T @ (relevance - self._usual))
        self._length = np.maximum(np.linalg.norm(towards, axis=0), 1e-9)
        self.word_weights_: NDArray[np.float64] = towards / self._length
        self._joined(views, first, np.ones(len(first), dtype=np.bool_), learn=True)
        return self

    def score(self, views: _Views, known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Scores of shape (n_passages, n_themes), standardised on the fitted corpus.

        `known` tells the passages that the ranker was fitted on, of shape (n_passages,).
        """
        return self._joined(views, self._first(views, learn=False), known, learn=False)

    def _first(self, views: _Views, *, learn: bool) -> NDArray[np.float64]:
        weighted = views.features.seeds * self._seed_weights
        seeds = np.stack([weighted[:, columns].sum(axis=1) for columns in self._seeds_of], axis=1)
        likeness = views.meaning @ self._themes.T
        near = np.log1p(np.asarray(views.features.words[:, : len(self._near)] @ self._near))
        total = (
            self._standard("seeds", seeds, learn=learn)
            + self._standard("likeness", likeness, learn=learn)
            + self._standard("near", near, learn=learn)
        )
        return self._standard("first", total, learn=learn)

    def _joined(
        self, views: _Views, first: NDArray[np.float64], known: NDArray[np.bool_], *, learn: bool
    ) -> NDArray[np.float64]:
        n_themes = len(self._seeds_of)
        latent = self._latent.predict(views.dense).reshape(-1, n_themes)
        # a passage has no vote on itself: what it gave to the weights is taken out again
        own = np.where(known[:, None], _relevance(first) - self._usual, 0.0) / self._length
        length = np.asarray(views.tfidf.multiply(views.tfidf).sum(axis=1)).reshape(-1, 1)
        words = np.asarray(views.tfidf @ self.word_weights_) - length * own
        total = (
            self._standard("latent", latent, learn=learn, null=True)
            + self._standard("words", words, learn=learn, null=True)
            + 0.7 * first
        )
        return self._standard("total", total, learn=learn, null=True)

    def _standard(
        self, part: str, values: NDArray[np.floating], *, learn: bool, null: bool = False
    ) -> NDArray[np.float64]:
        """Centre and scale by mean and standard deviation, or by the passages without the theme.

        With `null`, the centre is the median and the scale that of the lower half, where
        passages on the theme do not reach, so that a common theme is not shrunk for being common
        (Efron 2004).
        """
        if learn:
            centre = np.median(values, axis=0) if null else values.mean(axis=0)
            spread = (centre - np.quantile(values, 0.1, axis=0)) / _TENTH if null else values.std(axis=0)
            positive = spread[spread > 0]
            floor = 0.5 * float(np.median(positive)) if len(positive) else 1.0
            self._scale[part] = (centre, np.maximum(spread, floor))
        centre, spread = self._scale[part]
        return np.asarray((values - centre) / spread, dtype=np.float64)
