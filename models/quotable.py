"""Which passages to quote: about the theme, whole, and from different voices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_WHOLE = re.compile(r"^[\"'“‘(]?[A-ZÀ-ÖØ-Þ0-9].*[.!?][\"'”’)]?$", re.DOTALL)
_LEANS_BACK = re.compile(
    r"^(this|these|those|that|it|they|he|she|such|however|but|and|so|moreover|furthermore|also|meanwhile|instead|"
    r"as a result|in addition|for example|for instance|similarly|likewise|the latter|the former)\b",
    re.IGNORECASE,
)
_SAME_PUBLISHER, _SAME_YEAR, _SAME_WORDS, _LEANING = 0.25, 0.1, 1.0, 0.15


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be quoted; `score` in [0, 1] is its probability of the theme."""

    id: str
    text: str
    score: float
    publisher: str | None
    year: int | None


def choose(candidates: Sequence[Candidate], most: int) -> list[str]:
    """Return ids of the passages to quote, the best first.

    Greedy maximal marginal relevance: the score, less a penalty for a publisher, year or words
    already quoted, and for an opening that leans on what stood before. Only passages that begin
    with a capital and end a sentence are taken. Not a sample: it shows what is said, not how often.

    References
    ----------
    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking for
    reordering documents and producing summaries. SIGIR, 335-336.
    """
    left = [(c, frozenset(_WORD.findall(c.text.lower()))) for c in candidates if _WHOLE.match(c.text.strip())]
    taken: list[tuple[Candidate, frozenset[str]]] = []
    while left and len(taken) < most:
        best = max(left, key=lambda pair: (_worth(pair, taken), pair[0].id))
        left.remove(best)
        taken.append(best)
    return [candidate.id for candidate, _ in taken]


def _worth(pair: tuple[Candidate, frozenset[str]], taken: Sequence[tuple[Candidate, frozenset[str]]]) -> float:
    candidate, words = pair
    worth = candidate.score - (_LEANING if _LEANS_BACK.match(candidate.text) else 0.0)
    worth -= _SAME_PUBLISHER * sum(candidate.publisher == other.publisher for other, _ in taken)
    worth -= _SAME_YEAR * sum(candidate.year == other.year for other, _ in taken)
    alike = max((len(words & others) / max(len(words | others), 1) for _, others in taken), default=0.0)
    return worth - _SAME_WORDS * alike
