"""Themes from a handful of seeds: scores, decisions and what spoke for them.

Passages, and the stretches they stand in, are ranked for each theme (`models.ranking`);
`models.calibration` turns the two ranks into a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models import languages
from models.annotator import Annotator
from models.batch import LEAST_KEPT, Found, Pairs, PassageBatch, pairs_of
from models.calibration import Calibration, HiddenSeeds, Ranks
from models.features import Annotated, SeedCounts, Spans, Vocabulary
from models.hiding import rounds_of
from models.kinds import Peers
from models.level import PASSAGES, STRETCHES, Level, Views
from models.presence import Presence, SeedRanks, Spoken
from models.ranking import Ranker, ThemeWords
from models.reasons import Pull, Standing, nearest_seeds, standing
from models.seeds import SeedMatcher
from models.space import Latent, Meaning
from models.vectors import StaticVectors, Vectors
from schema import Theme, ThemeSet

_STRETCHES_NEEDED = 60
_LEARNED = 350  # passages, of which what is learned from them counts for half of what it does in a large corpus
DECIDED_AT = 0.5

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Scores:
    """What a finder says of a batch.

    Attributes
    ----------
    probability : ndarray of float64, shape (n_passages, n_themes)
    assigned, seeded : ndarray of bool, shape (n_passages, n_themes)
        The decisions, and whether a seed of the theme stands in the passage.
    spans : Spans
        Where seeds stand.
    tfidf : csr_matrix, shape (n_passages, n_terms)
    meaning : ndarray of float64, shape (n_passages, n_dimensions)
        Vectors of the passages.
    stretches : ndarray of float64, shape (n_stretches, n_themes)
        Ranks of the stretches, in standard deviations.
    stretch_of, kinds : ndarray of int64, shape (n_passages,)
    """

    probability: NDArray[np.float64]
    assigned: NDArray[np.bool_]
    seeded: NDArray[np.bool_]
    spans: Spans
    tfidf: sp.csr_matrix
    meaning: NDArray[np.float64]
    stretches: NDArray[np.float64]
    stretch_of: NDArray[np.int64]
    kinds: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Ranks of passages, and of the stretches they stand in."""

    passages: NDArray[np.float64]
    stretches: NDArray[np.float64]


class Prepared:
    """A corpus made ready for any themes: tokens, vocabulary and spaces.

    Parameters
    ----------
    batch : PassageBatch
        The corpus, or a sample of whole reports of some 20,000 passages (`models.batch.FIT_AT_MOST`).
    vectors : Vectors, optional
        Word vectors; the installed static vectors by default.
    """

    def __init__(self, batch: PassageBatch, vectors: Vectors | None = None) -> None:
        self.annotator = Annotator()
        self.annotated = Annotated(batch, self.annotator)
        self.vocabulary = Vocabulary(self.annotator).fit(self.annotated)
        passages, stretches = self.annotated.words(self.vocabulary)
        self.meaning = Meaning(self.annotator, vectors or StaticVectors()).fit(passages.stems, self.annotated.forms())
        own = max(len(batch) - batch.n_company, 1)
        grain = replace(PASSAGES, first=PASSAGES.first * (1 + (_LEARNED / own) ** 4))
        self.passages = Level(grain, self.meaning, Latent())
        self.stretches = Level(STRETCHES, self.meaning, Latent(skipped=self.vocabulary.n_stems))
        self.n_company = batch.n_company
        self.n_stretches = len(np.unique(self.annotated.stretch_of[: len(batch) - batch.n_company]))
        placed = self.passages.learn(passages), self.stretches.learn(stretches)
        about = self.annotated.languages, placed[0].latent, batch.reports, batch.n_company
        self.reports = batch.reports
        self.peers = Peers().fit(*about)
        groups, kinds = self.peers.of(*about)
        first = self.annotated.first
        self.views = (
            self.passages.fit(placed[0], self.peers, groups, kinds),
            self.stretches.fit(placed[1], self.peers, groups[first], kinds[first]),
        )
        self.spoken = Spoken.of(self.views[0], self.peers.codes_, self.meaning)

    def read(self, batch: PassageBatch, annotated: Annotated) -> tuple[Views, Views]:
        """Passages and stretches of other reports, in the spaces of this corpus."""
        passages, stretches = annotated.words(self.vocabulary)
        placed = self.passages.place(passages)
        groups, kinds = self.peers.of(annotated.languages, placed.latent, batch.reports)
        first = annotated.first
        return (
            self.passages.views(placed, groups, kinds),
            self.stretches.views(self.stretches.place(stretches), groups[first], kinds[first]),
        )


class ThemeFinder:
    """Find themes, each given by a description and some seed phrases, in passages.

    Parameters
    ----------
    themes : ThemeSet
    vectors : Vectors, optional
        Word vectors; the installed static vectors by default.

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
            The corpus, or a sample of whole reports of some 20,000 passages (`models.batch.FIT_AT_MOST`).
        """
        return self.fit_prepared(Prepared(batch, self.vectors))

    def fit_prepared(self, corpus: Prepared) -> "ThemeFinder":
        """Learn the themes' place in a prepared corpus, and the calibration."""
        self.corpus_ = corpus
        self.matcher_, words, seeds = read_themes(self.themes.themes, corpus)
        self.seeds_: NDArray[np.float32] = corpus.passages.centred(words.seeds).astype(np.float32)
        self.rankers_ = Rankers(corpus, words, np.ones(len(self.matcher_.seeds), dtype=np.bool_))
        ranks = self.rankers_.fit(seeds)
        seeded = held(seeds.matched, words.owner, words.n_themes)
        own = seeded[: len(seeded) - corpus.n_company]
        self.heard_: NDArray[np.bool_] = np.asarray(own.any(axis=0))
        self.silent_ = corpus.peers.silent(own, corpus.views[0].kinds, corpus.reports)
        self.ranks_ = Ranks.of(ranks.passages, ranks.stretches[corpus.annotated.stretch_of], self.heard_)
        rounds, by_seed = hidden_seeds(corpus, words, seeds, self.ranks_.rivals)
        familiarity = corpus.spoken.familiarity(self.themes.themes, own, corpus.meaning)
        presence = Presence.of(by_seed, words.owner, familiarity)
        self.calibration_ = Calibration().fit(rounds, self.ranks_, seeded, presence, corpus.n_company)
        return self

    def score(self, batch: PassageBatch, known: NDArray[np.bool_]) -> Scores:
        """Score passages of whole reports.

        Parameters
        ----------
        batch : PassageBatch
        known : ndarray of bool, shape (n_passages,)
            Passages that `fit` has seen.
        """
        annotated = Annotated(batch, self.corpus_.annotator)
        views = self.corpus_.read(batch, annotated)
        seeds = annotated.seeds(self.matcher_)
        ranks = self.rankers_.score(views, seeds, known, known[annotated.first])
        both = Ranks.of(ranks.passages, ranks.stretches[annotated.stretch_of], self.heard_)
        seeded = held(seeds.matched, self.matcher_.theme_of_seed, len(self.heard_))
        probability = self.calibration_.predict(both, seeded)
        silent = ~self.heard_ | ((views[0].kinds >= 0)[:, None] & self.silent_[views[0].kinds])
        probability[seeds.barred | (silent & ~seeded)] = 0.0
        return Scores(
            probability,
            probability >= DECIDED_AT,
            seeded,
            seeds.spans,
            views[0].tfidf,
            views[0].meaning,
            ranks.stretches if self.rankers_.both else _means(ranks.passages, annotated.stretch_of),
            annotated.stretch_of,
            views[0].kinds,
        )

    def find(self, batch: PassageBatch, known: NDArray[np.bool_]) -> Found:
        """Score passages of whole reports as `score` does, and say what spoke for each theme."""
        scores = self.score(batch, known)
        pairs = pairs_of(scores.probability >= LEAST_KEPT)
        stand = standing(self.matcher_, scores.spans, batch.texts, pairs)
        return Found(
            scores.probability,
            scores.assigned,
            ["; ".join(phrases) for phrases in self._spoke(scores, stand, pairs)],
            ["; ".join([f"{start}-{end}" for start, end in one.places]) or None for one in stand],
            self.nearest_seeds(scores, batch.languages, pairs),
            scores.stretches,
            scores.stretch_of,
            [None if kind < 0 else self.corpus_.peers.names_[kind] for kind in scores.kinds.tolist()],
        )

    def evidence(self, scores: Scores, texts: Sequence[str], pairs: Pairs) -> list[tuple[str, ...]]:
        """Phrases that spoke for themes in passages, as they stand there, one entry a pair.

        Seeds where there are any; otherwise, if the theme was assigned, the words that pulled most.
        """
        return self._spoke(scores, standing(self.matcher_, scores.spans, texts, pairs), pairs)

    def _spoke(self, scores: Scores, stand: Sequence[Standing], pairs: Pairs) -> list[tuple[str, ...]]:
        told = [one.phrases for one in stand]
        silent = scores.assigned[pairs] & np.array([not phrases for phrases in told], dtype=np.bool_)
        pull = Pull(self.corpus_.vocabulary, scores.tfidf, self.rankers_.passages.term_weights_)
        return _placed(told, silent, pull.words((pairs[0][silent], pairs[1][silent])))

    def nearest_seeds(self, scores: Scores, languages: Sequence[str | None], pairs: Pairs) -> list[str | None]:
        """The seed that means what a passage says, where a theme was assigned and no seed of it stands there."""
        silent = scores.assigned[pairs] & ~scores.seeded[pairs]
        asked = (pairs[0][silent], pairs[1][silent])
        near = nearest_seeds(self.matcher_, self.seeds_, scores.meaning, languages, asked)
        return _placed([None] * len(silent), silent, near)


def _placed(values: Sequence[Told], where: NDArray[np.bool_], others: Sequence[Told]) -> list[Told]:
    """Return values with others, in their order, in some places."""
    found = list(values)
    for place, other in zip(np.flatnonzero(where).tolist(), others, strict=True):
        found[place] = other
    return found


class Rankers:
    """The rankers of passages and of stretches; in a small corpus stretches say nothing."""

    def __init__(
        self, corpus: Prepared, words: ThemeWords, use: NDArray[np.bool_], beside: "Rankers | None" = None
    ) -> None:
        self.corpus = corpus
        self.words, self.use = words, use
        self.passages: Ranker = Ranker(corpus.passages, words, use, beside.passages if beside else None)
        self.stretches: Ranker = Ranker(corpus.stretches, words, use, beside.stretches if beside else None)
        self.both = corpus.n_stretches >= _STRETCHES_NEEDED

    def fit(self, seeds: SeedCounts) -> _Ranks:
        """Learn from the prepared corpus; return its ranks."""
        passages, stretches = self.corpus.views
        used = sp.csr_matrix(seeds.matched[:, self.use])
        about = languages.means(held(used, self.words.owner[self.use], self.words.n_themes), passages.kinds)
        own = self.passages.fit(passages, seeds.passages, about)
        if not self.both:
            return _Ranks(own, np.zeros((seeds.stretches.shape[0], own.shape[1])))
        return _Ranks(own, self.stretches.fit(stretches, seeds.stretches, about))

    def score(
        self,
        views: tuple[Views, Views],
        seeds: SeedCounts,
        known: NDArray[np.bool_],
        known_stretches: NDArray[np.bool_],
    ) -> _Ranks:
        """Ranks of other passages and stretches; of both is told which were learned from."""
        own = self.passages.score(views[0], seeds.passages, known)
        if not self.both:
            return _Ranks(own, np.zeros((seeds.stretches.shape[0], own.shape[1])))
        return _Ranks(own, self.stretches.score(views[1], seeds.stretches, known_stretches))


def _means(passages: NDArray[np.float64], stretch_of: NDArray[np.int64]) -> NDArray[np.float64]:
    n = np.bincount(stretch_of)
    out = np.zeros((len(n), passages.shape[1]))
    np.add.at(out, stretch_of, passages)
    return np.asarray(out / n[:, None])


def read_themes(themes: Sequence[Theme], corpus: Prepared) -> tuple[SeedMatcher, ThemeWords, SeedCounts]:
    """Find the seeds of themes, and what they mean, in a prepared corpus."""
    matcher = SeedMatcher(themes, corpus.annotator)
    return matcher, ThemeWords(themes, matcher, corpus.meaning), corpus.annotated.seeds(matcher)


def held(matched: sp.csr_matrix, owner: NDArray[np.int64], n_themes: int) -> NDArray[np.bool_]:
    """Whether a seed of the theme stands in the passage, of shape (n_passages, n_themes); seeds by their `owner`."""
    theme = np.zeros((len(owner), n_themes), dtype=np.float32)
    theme[np.arange(len(owner)), owner] = 1
    return np.asarray(matched @ theme) > 0


def hidden_seeds(
    corpus: Prepared, words: ThemeWords, seeds: SeedCounts, rivals: NDArray[np.float64]
) -> tuple[list[HiddenSeeds], SeedRanks]:
    """Rank without every fourth seed of each theme, and see where the hidden ones stand; rivals keep all theirs."""
    hidings = rounds_of(words.owner, words.n_themes, seeds)
    found = [Rankers(corpus, words, ~one.hidden).fit(seeds) for one in hidings]
    rounds = [
        HiddenSeeds(Ranks(ranks.passages, ranks.stretches[corpus.annotated.stretch_of], rivals), one.hits, one.tested)
        for ranks, one in zip(found, hidings, strict=True)
    ]
    own = len(rivals) - corpus.n_company
    by_seed = SeedRanks.of([(r.passages[:own], one) for r, one in zip(found, hidings, strict=True)], words.owner)
    return rounds, by_seed
