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
from functools import lru_cache
from hashlib import blake2b
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.near import LIKENESS, Shingles, near
from schema import DUPLICATES

SHORTEST = 20  # words; below it three-word sequences are too few to tell likeness from chance
_SHORT, _LONG = 3, 5  # words in a sequence: to tell likeness by, and to find candidates by
_BLOCK = 20_000  # passages whose sequences are hashed at once
_SKETCH = 6  # smallest hashes of a passage; near duplicates share one with probability of about 0.999
_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Codes = NDArray[np.uint32]


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


@dataclass(frozen=True, slots=True)
class Sketches:
    """What passages are compared by, a row each; it depends on the passage's text alone.

    Attributes
    ----------
    sizes : ndarray of int32, shape (n,)
        Words.
    wholes : ndarray of uint64, shape (n,)
        Hash of all words in order; zero where there is none.
    smallest : ndarray of int64, shape (n, 6)
        Smallest hashes of sequences; -1 where there are fewer, or too few words.
    """

    sizes: NDArray[np.int32]
    wholes: NDArray[np.uint64]
    smallest: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Return some rows, in that order."""
        return type(self)(self.sizes[rows], self.wholes[rows], self.smallest[rows])

    def joined(self, others: Self) -> Self:
        """Return these rows and others behind them."""
        return type(self)(
            np.concatenate([self.sizes, others.sizes]),
            np.concatenate([self.wholes, others.wholes]),
            np.concatenate([self.smallest, others.smallest]),
        )


def sketch(texts: Sequence[str]) -> Sketches:
    """Return what passages are compared by."""
    codes = [_codes(text) for text in texts]
    smallest = np.full((len(codes), _SKETCH), -1, dtype=np.int64)
    long = np.array([i for i, found in enumerate(codes) if len(found) >= SHORTEST], dtype=np.int64)
    for first in range(0, len(long), _BLOCK):
        rows = long[first : first + _BLOCK]
        owner, place, values = _smallest([codes[i] for i in rows.tolist()])
        smallest[rows[owner], place] = values
    wholes = [blake2b(found.tobytes(), digest_size=8).digest() if len(found) else bytes(8) for found in codes]
    return Sketches(
        np.array([len(found) for found in codes], dtype=np.int32),
        np.frombuffer(b"".join(wholes), dtype="<u8").astype(np.uint64),
        smallest,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What comparing passages in full has given, for the next time.

    Passages that might be near duplicates fall into circles, in each of which they are compared with
    each other. A circle has a name, by its passages in order; the same circle gives the same.

    Attributes
    ----------
    circles : ndarray of uint64, shape (n_circles,)
        Names.
    found : ndarray of float64, shape (n_pairs, 4)
        Number of the circle, place of the later passage in it, place of its original, likeness.
    """

    circles: NDArray[np.uint64]
    found: NDArray[np.float64]

    def pairs(self) -> dict[int, list[tuple[int, int, float]]]:
        """Return the pairs of each circle, by its name."""
        pairs: dict[int, list[tuple[int, int, float]]] = {name: [] for name in self.circles.tolist()}
        names = self.circles.tolist()
        for circle, later, original, likeness in self.found.tolist():
            pairs[names[int(circle)]].append((int(later), int(original), likeness))
        return pairs


def compared_nothing() -> Compared:
    """Return what is known before anything was compared."""
    return Compared(np.zeros(0, dtype=np.uint64), np.zeros((0, 4)))


def compare(
    editions: Iterable[Edition], passages: pd.DataFrame, sketches: Sketches, before: Compared
) -> tuple[Duplicates, Compared]:
    """Find what repeats what.

    Parameters
    ----------
    editions : iterable of Edition
        One for each report; order does not matter.
    passages : DataFrame
        Columns passage_id, report_id, position and text; order does not matter.
    sketches : Sketches
        Of the passages, row by row.
    before : Compared
        What is known already; it changes nothing but the time taken.

    Returns
    -------
    Duplicates, Compared
    """
    by_id = {edition.report_id: edition for edition in editions}
    rank = {e.report_id: place for place, e in enumerate(sorted(by_id.values(), key=lambda e: e.order))}
    owner = passages["report_id"].map(rank).to_numpy(dtype=np.int64)
    order = np.lexsort((passages["position"].to_numpy(dtype=np.int64), owner))
    ids, holders, texts = (passages[name].to_numpy(dtype=object)[order] for name in ("passage_id", "report_id", "text"))
    owners = [by_id[report_id] for report_id in holders]
    sketches = sketches.take(order)
    originals, scores, compared = _originals(sketches, texts, before)
    pairs = {ids[i]: (ids[o], s) for i, (o, s) in enumerate(zip(originals, scores, strict=True)) if o != i}
    common = np.flatnonzero(np.bincount(originals)[originals] > 1) if originals else np.zeros(0, dtype=np.int64)
    repeated = frozenset(ids[i] for i in _repeated(common.tolist(), originals, owners))
    sharing = np.flatnonzero(np.isin(owner[order], owner[order][common])).tolist()  # all of reports that share any
    reports = _duplicate_reports(sharing, originals, owners, sketches.sizes.tolist())
    return Duplicates(reports, pairs, repeated), compared


# ---------------------------------------------------------------- passages


def _codes(text: str) -> Codes:
    """Return a text as hashes of its words, in order."""
    return np.array([_code(word) for word in _WORD.findall(text.casefold())], dtype=np.uint32)


@lru_cache(maxsize=500_000)
def _code(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def _originals(
    sketches: Sketches, texts: NDArray[np.object_], before: Compared
) -> tuple[list[int], list[float], Compared]:
    """Return for each passage the index of its original (itself if none) and the likeness."""
    n = len(texts)
    _, first, same = np.unique(sketches.wholes, return_index=True, return_inverse=True)
    exact = np.where(sketches.sizes > 0, first[same], np.arange(n)) if n else np.zeros(0, dtype=np.int64)
    originals, scores = exact.tolist(), [1.0] * n
    own = np.flatnonzero((exact == np.arange(n)) & (sketches.sizes >= SHORTEST))
    circles = [own[circle] for circle in _circles(sketches.smallest[own])]
    names = [_name(sketches.wholes[circle]) for circle in circles]
    known, found = before.pairs(), []
    for number, (circle, name) in enumerate(zip(circles, names, strict=True)):
        pairs = known[name] if name in known else near([_shingles(_codes(text)) for text in texts[circle]])
        for later, original, score in pairs:
            originals[circle[later]], scores[circle[later]] = int(circle[original]), score
            found.append((number, later, original, score))
    for i, original in enumerate(originals):  # an exact copy of a near duplicate follows it to its original
        if originals[original] != original:
            originals[i], scores[i] = originals[original], scores[original]
    return originals, scores, Compared(np.array(names, dtype=np.uint64), np.array(found).reshape(-1, 4))


def _name(wholes: NDArray[np.uint64]) -> int:
    return int.from_bytes(blake2b(wholes.tobytes(), digest_size=8).digest(), "little")


def _circles(smallest: NDArray[np.int64]) -> list[list[int]]:
    """Return passages that have one of their smallest hashes in common, directly or by way of others.

    The hashes are of five-word sequences, which unrelated passages hardly ever share.
    """
    owner, place = np.nonzero(smallest >= 0)
    _, which, sharing = np.unique(smallest[owner, place], return_inverse=True, return_counts=True)
    shared = sharing[which] > 1
    leader: dict[int, int] = {}

    def led(i: int) -> int:
        while leader.setdefault(i, i) != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    last: dict[int, int] = {}
    for i, value in zip(owner[shared].tolist(), which[shared].tolist(), strict=True):
        leader[led(i)] = led(last.setdefault(value, i))
    circles: dict[int, list[int]] = {}
    for i in sorted(leader):
        circles.setdefault(led(i), []).append(i)
    return list(circles.values())


def _smallest(codes: Sequence[Codes]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the smallest hashes of some passages: to which passage each belongs, which one it is, the hash."""
    owner = np.repeat(np.arange(len(codes)), [len(found) for found in codes])
    mixed = _hashes(np.concatenate(codes), _LONG)
    owner, whole = owner[: len(mixed)], owner[: len(mixed)] == owner[_LONG - 1 :]  # none across two passages
    keys = np.sort((owner[whole].astype(np.uint64) << np.uint64(32)) | mixed[whole])  # by passage, then by hash
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    owner = (keys >> np.uint64(32)).astype(np.int64)
    place = np.arange(len(keys)) - np.searchsorted(owner, owner)
    few = place < _SKETCH
    return owner[few], place[few], (keys[few] & np.uint64(0xFFFFFFFF)).astype(np.int64)


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


def _repeated(rows: Sequence[int], originals: Sequence[int], owners: Sequence[Edition]) -> list[int]:
    """Return which of some passages an earlier report of the same publisher already had."""
    earliest: dict[tuple[int, str], Edition] = {}
    found = []
    for i in rows:
        owner = owners[i]
        if owner.publisher is not None:
            before = earliest.setdefault((originals[i], owner.publisher), owner)
            if before.precedes(owner):
                found.append(i)
    return found


# ---------------------------------------------------------------- reports


def _duplicate_reports(
    rows: Sequence[int], originals: Sequence[int], owners: Sequence[Edition], sizes: Sequence[int]
) -> dict[str, tuple[str, float]]:
    """Return duplicates among the reports of some passages: report_id to the earlier one's and likeness by words."""
    contents: dict[str, Counter[int]] = defaultdict(Counter)
    editions: dict[str, Edition] = {}
    holders: dict[int, list[str]] = defaultdict(list)
    for i in rows:
        owner, original = owners[i], originals[i]
        editions[owner.report_id] = owner
        if original not in contents[owner.report_id]:
            holders[original].append(owner.report_id)
        contents[owner.report_id][original] += sizes[i]
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
