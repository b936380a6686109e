"""Near duplicates among a few passages or many, by what their sets of three-word sequences have in common."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LIKENESS = 0.8
_FEW = 50  # passages that are compared each with each
_PERMUTATIONS, _BANDS, _ROWS = 64, 16, 4  # a pair of likeness 0.8 meets in one band with probability 0.9998

Shingles = NDArray[np.uint64]


def near(shingles: Sequence[Shingles]) -> list[tuple[int, int, float]]:
    """Return near duplicates, walking from first to last: place, place of the original, likeness.

    Parameters
    ----------
    shingles : sequence of ndarray of uint64, shape (n_sequences,)
        For each passage the hashes of its sequences, each once, in order.
    """
    kept = _All() if len(shingles) <= _FEW else _Sketched()
    result = []
    for i, found in enumerate(shingles):
        candidates = [(_jaccard(found, shingles[other]), -other) for other in kept.like(found)]
        likeness, original = max(candidates, default=(0.0, 0))
        if likeness >= LIKENESS:
            result.append((i, -original, likeness))
        else:
            kept.add(i)
    return result


def _jaccard(one: Shingles, two: Shingles) -> float:
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared / (len(one) + len(two) - shared)


class _All:
    """Passages to compare with, all of them: quickest while they are few."""

    def __init__(self) -> None:
        self._places: list[int] = []

    def like(self, _: Shingles) -> list[int]:
        """Return all there are."""
        return self._places

    def add(self, place: int) -> None:
        """Add the passage asked about last."""
        self._places.append(place)


class _Sketched:
    """Passages to compare with, of which sketches tell those that may be alike."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH  # slow to import, and few builds need it

        self._index = MinHashLSH(num_perm=_PERMUTATIONS, params=(_BANDS, _ROWS))
        self._blank = MinHash(num_perm=_PERMUTATIONS, hashfunc=int, scheme="affine32")
        self._last = self._blank

    def like(self, found: Shingles) -> list[int]:
        """Return those that may be alike."""
        self._last = self._blank.copy()
        self._last.update_batch(found.tolist())
        return list(self._index.query(self._last))

    def add(self, place: int) -> None:
        """Add the passage asked about last."""
        self._index.insert(place, self._last)
