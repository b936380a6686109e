"""Which seeds are hidden in turn, and where they stand by themselves: what a finder is judged by without a label."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.features import SeedCounts

_FOLDS = 4
_RARE, _FEW = 0.005, 3  # of the passages, or passages: seeds no more frequent than either tell


@dataclass(frozen=True, slots=True)
class Hiding:
    """One round of hidden seeds.

    Attributes
    ----------
    hidden : ndarray of bool, shape (n_seeds,)
    hits : ndarray of bool, shape (n_passages, n_themes)
        Whether a rare hidden seed of the theme stands in the passage, and none that is not hidden in the same place.
    tested : ndarray of bool, shape (n_themes,)
        Themes that the round says something of.
    places : csr_matrix of bool, shape (n_passages, n_seeds)
        Where each hidden seed stands, rare or not, and no seed of its theme that is not hidden in the same place.
    """

    hidden: NDArray[np.bool_]
    hits: NDArray[np.bool_]
    tested: NDArray[np.bool_]
    places: sp.csr_matrix


def rounds_of(owner: NDArray[np.int64], n_themes: int, seeds: SeedCounts) -> list[Hiding]:
    """Hide every fourth seed of each theme, in four rounds.

    Only rare seeds are looked for: a word that stands in one passage of a hundred strays too often
    to tell a theme's passages from their neighbours; but a theme whose common seeds stand in the corpus
    and whose rare ones stand nowhere is not judged by these. Nor is one judged by a seed that stands
    within another ("cloud" finds what "cloud platform" would have found), which tells nothing new.

    Parameters
    ----------
    owner : ndarray of int64, shape (n_seeds,)
        Theme of each seed.
    n_themes : int
    seeds : SeedCounts
    """
    order = np.concatenate([np.arange(n) for n in np.bincount(owner, minlength=n_themes)])
    frequency = np.asarray(seeds.matched.sum(axis=0)).ravel()
    rare = frequency <= max(_RARE * seeds.matched.shape[0], _FEW)
    heard, rarely = (
        np.bincount(owner, weights=found, minlength=n_themes) > 0 for found in (frequency, frequency * rare)
    )
    rare &= (rarely | ~heard)[owner]
    return [_round(order % _FOLDS == fold, rare, owner, n_themes, seeds) for fold in range(_FOLDS)]


def _round(
    hidden: NDArray[np.bool_], rare: NDArray[np.bool_], owner: NDArray[np.int64], n_themes: int, seeds: SeedCounts
) -> Hiding:
    spans = seeds.spans
    text = spans.passage * n_themes + owner[spans.seed]
    width = int(spans.end.max(initial=0)) + 1
    start, end = text * width + spans.start, text * width + spans.end
    sought = hidden[spans.seed]
    alone = sought.copy()
    alone[sought] = ~_overlapping(start[sought], end[sought], start[~sought], end[~sought])
    judging = rare[spans.seed]
    hits = np.zeros((seeds.matched.shape[0], n_themes), dtype=np.bool_)
    hits.reshape(-1)[text[alone & judging]] = True
    found, by_themselves = (
        np.bincount(owner[spans.seed[some & judging]], minlength=n_themes) for some in (sought, alone)
    )
    tested = np.bincount(owner[hidden & rare], minlength=n_themes) > 0
    stands = np.ones(int(alone.sum()), dtype=np.bool_), (spans.passage[alone], spans.seed[alone])
    places = sp.csr_matrix(stands, shape=seeds.matched.shape)
    return Hiding(hidden, hits, tested & ((found == 0) | (by_themselves > 0)), places)


def _overlapping(
    start: NDArray[np.int64], end: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each span shares a place with any of some others; all on one line, ends excluded."""
    order = np.argsort(starts, kind="stable")
    starts, reached = starts[order], np.maximum.accumulate(ends[order])
    before = np.searchsorted(starts, end)  # others that begin before this one ends
    return (before > 0) & (np.concatenate([[0], reached])[before] > start)
