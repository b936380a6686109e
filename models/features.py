"""What is counted in passages before any theme is scored: words and seed matches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.annotator import NUMBER, Annotator
from models.seeds import SeedMatcher

HEADING_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class PassageBatch:
    """Passages of whole reports, in reading order, report after report.

    Attributes
    ----------
    texts, headings : sequence of str, length n_passages
    languages : sequence of str or None, length n_passages
        ISO 639-1 codes; None is read as English.
    reports : ndarray of int64, shape (n_passages,)
        Number of the report, the same for all its passages and never returned to.
    """

    texts: Sequence[str]
    headings: Sequence[str]
    languages: Sequence[str | None]
    reports: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Spans:
    """Seed matches in passages by character; one entry a match, ordered by passage and place."""

    passage: NDArray[np.int64]
    seed: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Features:
    """Counts of one batch.

    Attributes
    ----------
    words : csr_matrix, shape (n_passages, n_stems)
        Stem counts; words of the heading count half.
    seeds : ndarray of float32, shape (n_passages, n_seeds)
        log(1 + matches) in the text plus half that of the heading.
    matched : ndarray of bool, shape (n_passages, n_seeds)
        Whether the seed stands in the text itself.
    barred : ndarray of bool, shape (n_passages, n_themes)
        Passages that an excluded phrase keeps out of a theme.
    spans : Spans
        Where the seeds stand.
    """

    words: sp.csr_matrix
    seeds: NDArray[np.float32]
    matched: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    spans: Spans


def features(batch: PassageBatch, annotator: Annotator, matcher: SeedMatcher) -> Features:
    """Count words and seeds of `batch`."""
    n, n_seeds, n_themes = len(batch), len(matcher.seeds), len(matcher.themes)
    seeds = np.zeros((n, n_seeds), dtype=np.float32)
    matched = np.zeros((n, n_seeds), dtype=np.bool_)
    barred = np.zeros((n, n_themes), dtype=np.bool_)
    rows, stems, weights = [], [], []
    spans: list[Spans] = []
    codes = np.array([code or "en" for code in batch.languages], dtype=object)
    for code in sorted(set(codes.tolist())):
        members = np.flatnonzero(codes == code)
        tokens = annotator.annotate([batch.texts[i] for i in members.tolist()], code)
        matches, bars = matcher.match(tokens, code)
        counts = matches.counts(len(members), n_seeds)
        seeds[members], matched[members], barred[members] = np.log1p(counts), counts > 0, bars
        spans.append(
            Spans(
                members[matches.text],
                matches.seed,
                tokens.starts[matches.first].astype(np.int64),
                tokens.ends[matches.last].astype(np.int64),
            )
        )
        rows.append(members[tokens.text_of()])
        stems.append(tokens.stems)
        weights.append(np.ones(len(tokens.stems), dtype=np.float32))

        headings, which = np.unique(np.array([batch.headings[i] for i in members.tolist()]), return_inverse=True)
        above = annotator.annotate(headings.tolist(), code)
        heading_matches, _ = matcher.match(above, code)
        heading_counts = heading_matches.counts(len(headings), n_seeds)
        seeds[members] += HEADING_WEIGHT * np.log1p(heading_counts)[which]
        heading_words = _word_counts(above.text_of(), above.stems, len(headings), len(annotator))[which].tocoo()
        rows.append(members[heading_words.row])
        stems.append(heading_words.col)
        weights.append((HEADING_WEIGHT * heading_words.data).astype(np.float32))
    words = sp.csr_matrix(
        (np.concatenate(weights), (np.concatenate(rows), np.concatenate(stems))), shape=(n, len(annotator))
    )
    words = _without_marks(words)
    return Features(words, seeds, matched, barred, _joined(spans))


def _word_counts(rows: NDArray[np.int64], stems: NDArray[np.int32], n: int, width: int) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, stems)), shape=(n, width))


def _without_marks(words: sp.csr_matrix) -> sp.csr_matrix:
    keep = np.ones(words.shape[1], dtype=np.float32)
    keep[: NUMBER + 1] = 0
    kept = sp.csr_matrix(words @ sp.diags(keep))
    kept.eliminate_zeros()
    return kept


def _joined(spans: list[Spans]) -> Spans:
    passage, seed, start, end = (
        np.concatenate([getattr(s, name) for s in spans]) for name in ("passage", "seed", "start", "end")
    )
    order = np.lexsort((seed, start, passage))
    return Spans(passage[order], seed[order], start[order], end[order])
