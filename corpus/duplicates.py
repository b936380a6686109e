"""Exact and near duplicates among reports and passages: marked with pair and score, never deleted.

Two passages are exact duplicates when their words are the same (case and punctuation aside),
near duplicates when the sets of their three-word sequences have a Jaccard likeness of at least
0.8. The earliest one (by year, date, source, position) is the original. A report is a duplicate
when at least 0.8 of its words and those of an earlier report are in passages that both have;
a later edition by the same publisher in another year is no duplicate, its passages are
`repeated`.

References
----------
Broder (1997), On the resemblance and containment of documents: the likeness, and the sketch of
smallest hashes that finds candidates.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from schema import DUPLICATES

LIKENESS = 0.8
SHORTEST = 20  # words; below it three-word sequences are too few to tell likeness from chance
_SHORT, _LONG = 3, 5  # words in a sequence: to tell likeness by, and to find candidates by
_BLOCK = 20_000  # passages whose sequences are hashed at once
_SKETCH = 6  # smallest hashes of a passage; near duplicates share one with probability of about 0.999
_PERMUTATIONS, _BANDS, _ROWS = 64, 16, 4  # a pair of likeness 0.8 meets in one band with probability 0.9998
_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Codes = NDArray[np.uint32]
Shingles = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Edition:
    """What decides which of two reports came first, and whether one publisher made both."""

    report_id: str
    source: str
    publisher: str | None
    year: int | None
    date: str | None

    @property
    def order(self) -> tuple[int, str, str]:
        """Sort key: earliest first, unknown years last."""
        return (self.year if self.year is not None else 9999, self.date or "", self.source)

    def precedes(self, other: "Edition") -> bool:
        """Whether this report is known to be earlier than the other."""
        if self.year is None or other.year is None:
            return False
        if self.year != other.year or not (self.date and other.date):
            return self.year < other.year
        known = min(len(self.date), len(other.date))
        return self.date[:known] < other.date[:known]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What repeats what.

    `reports` and `passages` map an id to the earlier one and their likeness; `repeated` holds
    the passages that an earlier report of the same publisher already had.
    """

    reports: Mapping[str, tuple[str, float]]
    passages: Mapping[str, tuple[str, float]]
    repeated: frozenset[str]

    def table(self) -> pd.DataFrame:
        """Return the pairs as the table of duplicates."""
        rows = [
            (unit, found, original, score)
            for unit, pairs in (("report", self.reports), ("passage", self.passages))
            for found, (original, score) in sorted(pairs.items())
        ]
        return DUPLICATES.validate(pd.DataFrame(rows, columns=list(DUPLICATES.names)))


def find_duplicates(editions: Iterable[Edition], passages: pd.DataFrame) -> Duplicates:
    """Find what repeats what.

    Parameters
    ----------
    editions : iterable of Edition
        One for each report; order does not matter.
    passages : DataFrame
        Columns passage_id, report_id, position and text; order does not matter.

    Returns
    -------
    Duplicates
    """
    by_id = {edition.report_id: edition for edition in editions}
    rows = sorted(
        zip(passages["passage_id"], passages["report_id"], passages["position"], passages["text"], strict=True),
        key=lambda row: (by_id[row[1]].order, row[2]),
    )
    ids = [row[0] for row in rows]
    owners = [by_id[row[1]] for row in rows]
    codes = _codes(row[3] for row in rows)
    originals, scores = _originals(codes)
    pairs = {ids[i]: (ids[o], s) for i, (o, s) in enumerate(zip(originals, scores, strict=True)) if o != i}
    repeated = frozenset(ids[i] for i in _repeated(originals, owners))
    sizes = [len(found) for found in codes]
    return Duplicates(_duplicate_reports(originals, owners, sizes), pairs, repeated)


# ---------------------------------------------------------------- passages


def _codes(texts: Iterable[str]) -> list[Codes]:
    """Return each text as the numbers of its words, in order; a new word gets the next number."""
    known: dict[str, int] = {}
    found = []
    for text in texts:
        words = _WORD.findall(text.casefold())
        found.append(np.array([known.setdefault(word, len(known)) for word in words], dtype=np.uint32))
    return found


def _originals(codes: Sequence[Codes]) -> tuple[list[int], list[float]]:
    """Return for each passage the index of its original (itself if none) and the likeness."""
    originals, scores = list(range(len(codes))), [1.0] * len(codes)
    first: dict[bytes, int] = {}
    for i, found in enumerate(codes):
        if len(found):
            originals[i] = first.setdefault(found.tobytes(), i)
    long = [i for i, found in enumerate(codes) if originals[i] == i and len(found) >= SHORTEST]
    for i, (original, score) in _near({i: _shingles(codes[i]) for i in _suspects(codes, long)}).items():
        originals[i], scores[i] = original, score
    for i, original in enumerate(originals):  # an exact copy of a near duplicate follows it to its original
        if originals[original] != original:
            originals[i], scores[i] = originals[original], scores[original]
    return originals, scores


def _suspects(codes: Sequence[Codes], ids: Sequence[int]) -> list[int]:
    """Return the passages that have one of their smallest hashes in common with another.

    The hashes are of five-word sequences, which unrelated passages hardly ever share.
    """
    sketches = [_sketches([codes[i] for i in ids[first : first + _BLOCK]]) for first in range(0, len(ids), _BLOCK)]
    if not sketches:
        return []
    hashes = np.concatenate([values for _, values in sketches])
    owners = np.concatenate([owner + _BLOCK * block for block, (owner, _) in enumerate(sketches)])
    _, which, sharing = np.unique(hashes, return_inverse=True, return_counts=True)
    return [ids[place] for place in np.unique(owners[sharing[which] > 1]).tolist()]


def _sketches(codes: Sequence[Codes]) -> tuple[NDArray[np.int64], Shingles]:
    """Return the smallest hashes of some passages, and to which passage each belongs."""
    owner = np.repeat(np.arange(len(codes)), [len(found) for found in codes])
    mixed = _hashes(np.concatenate(codes), _LONG)
    owner, whole = owner[: len(mixed)], owner[: len(mixed)] == owner[_LONG - 1 :]  # none across two passages
    keys = np.sort((owner[whole].astype(np.uint64) << np.uint64(32)) | mixed[whole])  # by passage, then by hash
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    owner = (keys >> np.uint64(32)).astype(np.int64)
    smallest = np.arange(len(keys)) - np.searchsorted(owner, owner) < _SKETCH
    return owner[smallest], keys[smallest] & np.uint64(0xFFFFFFFF)


def _hashes(codes: Codes, length: int) -> Shingles:
    """Return the 32-bit hashes of all sequences of some words' length, in order."""
    wide = codes.astype(np.uint64) + np.uint64(1)
    mixed = np.zeros(len(wide) - length + 1, dtype=np.uint64)
    for place in range(length):
        mixed = mixed * _FACTOR + wide[place : len(wide) - length + 1 + place]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _FACTOR
    return mixed >> np.uint64(32)


def _shingles(codes: Codes) -> Shingles:
    """Return the sorted hashes of a passage's three-word sequences."""
    return np.unique(_hashes(codes, _SHORT))


def _near(shingles: Mapping[int, Shingles]) -> dict[int, tuple[int, float]]:
    """Return near duplicates: index to original and likeness, walking from first to last."""
    index = MinHashLSH(num_perm=_PERMUTATIONS, params=(_BANDS, _ROWS))
    blank = MinHash(num_perm=_PERMUTATIONS, hashfunc=int, scheme="affine32")
    result: dict[int, tuple[int, float]] = {}
    for i, found in shingles.items():
        sketch = blank.copy()
        sketch.update_batch(found.tolist())
        candidates = [(_jaccard(found, shingles[other]), -other) for other in index.query(sketch)]
        likeness, original = max(candidates, default=(0.0, 0))
        if likeness >= LIKENESS:
            result[i] = (-original, likeness)
        else:
            index.insert(i, sketch)
    return result


def _jaccard(one: Shingles, two: Shingles) -> float:
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared / (len(one) + len(two) - shared)


def _repeated(originals: Sequence[int], owners: Sequence[Edition]) -> list[int]:
    """Return the passages that an earlier report of the same publisher already had."""
    earliest: dict[tuple[int, str], Edition] = {}
    found = []
    for i, (original, owner) in enumerate(zip(originals, owners, strict=True)):
        if owner.publisher is not None:
            before = earliest.setdefault((original, owner.publisher), owner)
            if before.precedes(owner):
                found.append(i)
    return found


# ---------------------------------------------------------------- reports


def _duplicate_reports(
    originals: Sequence[int], owners: Sequence[Edition], sizes: Sequence[int]
) -> dict[str, tuple[str, float]]:
    """Return duplicate reports: report_id to the earlier one's and their likeness by words."""
    contents: dict[str, Counter[int]] = defaultdict(Counter)
    editions: dict[str, Edition] = {}
    holders: dict[int, list[str]] = defaultdict(list)
    for original, owner, size in zip(originals, owners, sizes, strict=True):
        editions[owner.report_id] = owner
        if original not in contents[owner.report_id]:
            holders[original].append(owner.report_id)
        contents[owner.report_id][original] += size
    rank = {report_id: place for place, report_id in enumerate(editions)}
    result: dict[str, tuple[str, float]] = {}
    for report_id, content in contents.items():
        earlier = {h for original in _telling(content, holders) for h in holders[original] if rank[h] < rank[report_id]}
        candidates = [
            (likeness, -rank[other], other)
            for other in earlier
            if other not in result and not _is_later_edition(editions[other], editions[report_id])
            if (likeness := _likeness(contents[other], content)) >= LIKENESS
        ]
        if candidates:
            likeness, _, other = max(candidates)
            result[report_id] = (other, likeness)
    return result


def _telling(content: Counter[int], holders: Mapping[int, list[str]]) -> list[int]:
    """Return the report's rarest passages; a duplicate shares at least one of them."""
    total, missed, chosen = content.total(), 0, []
    for original in sorted(content, key=lambda o: (len(holders[o]), o)):
        if missed > (1 - LIKENESS) * total:
            break
        chosen.append(original)
        missed += content[original]
    return chosen


def _likeness(one: Counter[int], two: Counter[int]) -> float:
    union = (one | two).total()
    return (one & two).total() / union if union else 0.0


def _is_later_edition(earlier: Edition, later: Edition) -> bool:
    same = earlier.publisher is not None and earlier.publisher == later.publisher
    return same and earlier.year is not None and later.year is not None and earlier.year != later.year
