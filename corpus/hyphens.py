"""Words broken at line ends made whole, and the hyphens that belong to them kept."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

SOFT_BREAK = "\x02"
"""Ends a line whose last word was broken there by a hyphen that may not belong to it."""

# Halves that tell a compound (well-known) from a word that was merely broken (under-stand).
_OPEN_HEADS = frozenset({
    "all", "co", "cross", "e", "ex", "long", "mid", "multi", "non", "self", "short", "well",
})  # fmt: skip
_CLOSED_HEADS = frozenset({
    "a", "any", "be", "counter", "every", "for", "fore", "how", "in", "micro", "no", "out", "over", "some", "sub",
    "super", "there", "trans", "under", "up", "what", "where", "who", "with",
})  # fmt: skip
_NUMBER_HEADS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty",
    "fifty", "sixty", "seventy", "eighty", "ninety", "half", "third", "first", "second",
})  # fmt: skip
_NUMBER_TAILS = frozenset({
    "teen", "teenth", "ty", "tieth", "th", "ly", "ary", "self", "hand", "some", "fold",
})  # fmt: skip
_JOINING_TAILS = frozenset({
    "of", "to", "and", "the", "by", "on", "off", "in", "out", "up", "down", "at", "a",
})  # fmt: skip
_OPEN_TAILS = frozenset({
    "aware", "based", "centred", "centric", "driven", "facing", "first", "free", "friendly", "funded", "led",
    "level", "making", "minded", "only", "oriented", "owned", "party", "related", "run", "scale", "sector",
    "sharing", "specific", "term", "wide",
})  # fmt: skip
_LONGEST_HALF = 40
_FEWEST_BREAKS, _RARE, _MOSTLY, _SELDOM = 5, 0.1, 0.5, 0.015
_LAST_WORD = re.compile(r"(?:[^\W\d_]+-)*([^\W\d_]+)$")
_FIRST_WORD = re.compile(r"([^\W\d_]+)((?:-[^\W\d_]+)*)")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def join_lines(lines: Sequence[str], vocabulary: Mapping[str, int], *, breaking: bool = True) -> tuple[str, list[int]]:
    """Join the lines of a paragraph, words broken at a line end as one word.

    Parameters
    ----------
    lines : sequence of str
        A line whose last word goes on in the next ends in ``-`` or `SOFT_BREAK`.
    vocabulary : mapping of str to int
        How often each lower-case word stands unbroken in the report, compounds with their hyphen.
    breaking : bool
        Whether the report breaks words at line ends at all; see `breaks_words`.

    Returns
    -------
    (str, list of int)
        The paragraph, and where each line begins in it.
    """
    pieces: list[str] = []
    starts: list[int] = []
    offset = 0
    for index, line in enumerate(lines):
        starts.append(offset)
        after = lines[index + 1] if index + 1 < len(lines) else ""
        piece = _before_seam(line, after, vocabulary, breaking=breaking)
        pieces.append(piece)
        offset += len(piece)
    return "".join(pieces), starts


def _before_seam(line: str, after: str, vocabulary: Mapping[str, int], *, breaking: bool) -> str:
    """Return a line with what belongs between it and the next: nothing, a hyphen or a space."""
    soft = line.endswith(SOFT_BREAK)
    body = line.replace(SOFT_BREAK, "")
    if not after:
        return body
    if not soft and (not body.endswith(("-", "–", "/")) or body.endswith((" -", " –", " /"))):
        return body + " "
    left, right = _halves(body, after)
    if left is None or right is None or not (soft or body.endswith("-")):
        return body if body.endswith(("-", "–", "/")) else body + "-"
    body = body.removesuffix("-")
    return body + "-" if _keeps_hyphen(left, right, vocabulary, breaking=breaking) else body


def _halves(line: str, after: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return what stands on both sides of a break: the last word, with what hangs on it by hyphens, and the first."""
    return _LAST_WORD.search(line.removesuffix("-")[-_LONGEST_HALF:]), _FIRST_WORD.match(after[:_LONGEST_HALF])


def breaks_words(lines: Sequence[str], vocabulary: Mapping[str, int]) -> bool:
    """Return whether a report breaks words at line ends, by what it writes elsewhere.

    Many reports do not: there a hyphen at the end of a line always belongs to its word, and what
    follows it is a word, not the end of one.
    """
    halves = [
        _halves(line.replace(SOFT_BREAK, ""), after)
        for line, after in pairwise(lines)
        if line.endswith(("-", SOFT_BREAK)) and after[:1].islower()
    ]
    pairs = [(left[1].lower(), right[1].lower()) for left, right in halves if left and right]
    broken = sum(vocabulary.get(a + b, 0) > vocabulary.get(f"{a}-{b}", 0) for a, b in pairs)
    compound = sum(b in vocabulary or f"{a}-{b}" in vocabulary for a, b in pairs)
    told = len(pairs) >= _FEWEST_BREAKS or len(pairs) < _SELDOM * len(lines)
    return broken > _RARE * len(pairs) or compound < _MOSTLY * len(pairs) or not told


def words_of(lines: Iterable[str]) -> Counter[str]:
    """Return how often each lower-case word stands whole on a line, compounds with their hyphen."""
    held = list(lines)
    counts = Counter(_COMPOUND.findall("\n".join(held).lower()))
    for line, after in pairwise([*held, ""]):
        if line.endswith(("-", SOFT_BREAK)):
            counts.subtract(_COMPOUND.findall(line.lower())[-1:])
            counts.subtract(_COMPOUND.findall(after.lower())[:1])
    return +counts


def _keeps_hyphen(left: re.Match[str], right: re.Match[str], vocabulary: Mapping[str, int], *, breaking: bool) -> bool:
    """Decide by what the report itself writes elsewhere, then by what both halves are.

    Both halves may be parts of longer compounds: ``whole-of-`` ``government``, ``deci-`` ``sion-making``.
    """
    head, tail = left[1].lower(), right[1].lower()
    before, after = left[0].lower(), right[0].lower()
    if before != head or after != tail:
        broken, kept = vocabulary.get(before + after, 0), vocabulary.get(f"{before}-{after}", 0)
        if broken != kept:
            return kept > broken
    if (before != head and head in _JOINING_TAILS) or (after != tail and tail in _JOINING_TAILS):
        return True
    whole, compound = vocabulary.get(head + tail, 0), vocabulary.get(f"{head}-{tail}", 0)
    if whole != compound:
        return compound > whole
    if not breaking or right[0][0].isupper() or head in _OPEN_HEADS:
        return True
    if head in _CLOSED_HEADS and tail not in _JOINING_TAILS:
        return False
    if head in _NUMBER_HEADS:
        return tail not in _NUMBER_TAILS
    if tail in _JOINING_TAILS | _OPEN_TAILS:
        return head in vocabulary or len(head) > 3
    return head in vocabulary and tail in vocabulary and len(head) > 2 and len(tail) > 3
