"""What a theme finder is given and what it answers: plain arrays, which travel between processes.

Apart from the finder, since loading what it stands on takes longer than all the rest of a small build.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENGINE_VERSION = "31"
"""Raised with every change that moves an answer."""
LEAST_KEPT = 0.05
FIT_AT_MOST = 20_000

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Passages and themes, each of shape (n_pairs,), passage after passage."""


@dataclass(frozen=True, slots=True)
class PassageBatch:
    """Passages of whole reports, in reading order, report after report.

    Attributes
    ----------
    texts, headings, titles : sequence of str, length n_passages
        The title is the report's.
    languages : sequence of str or None, length n_passages
        ISO 639-1 codes; None is read as English.
    reports : ndarray of int64, shape (n_passages,)
        Number of the report, the same for all its passages and never returned to.
    n_company : int
        Passages at the end that are not the collection's: of other reports, for what is usual elsewhere.
    """

    texts: Sequence[str]
    headings: Sequence[str]
    titles: Sequence[str]
    languages: Sequence[str | None]
    reports: NDArray[np.int64]
    n_company: int = 0

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.texts)


def joined(one: PassageBatch, other: PassageBatch, n_company: int = 0) -> PassageBatch:
    """Return two batches as one, reports numbered on; the last `n_company` passages are company."""
    return PassageBatch(
        [*one.texts, *other.texts],
        [*one.headings, *other.headings],
        [*one.titles, *other.titles],
        [*one.languages, *other.languages],
        np.concatenate([one.reports, other.reports + int(one.reports.max()) + 1]),
        n_company,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a finder says of a batch, as the tables of themes hold it.

    Attributes
    ----------
    probability : ndarray of float64, shape (n_passages, n_themes)
    assigned : ndarray of bool, shape (n_passages, n_themes)
    evidence : sequence of str, length n_kept
        What spoke for each probability of `LEAST_KEPT` or more, passage after passage.
    seed_places : sequence of str or None, length n_kept
        Where seeds of the theme stand in the text of the passage ("12-20; 45-52").
    nearest_seed : sequence of str or None, length n_kept
        The seed nearest in meaning, where none stands in a passage that was assigned.
    stretches : ndarray of float64, shape (n_stretches, n_themes)
        Ranks of the stretches, in standard deviations.
    stretch_of : ndarray of int64, shape (n_passages,)
    kinds : sequence of str or None, length n_passages
        The kind of report that each passage is compared with; None in a language that was not learned from.
    """

    probability: NDArray[np.float64]
    assigned: NDArray[np.bool_]
    evidence: Sequence[str]
    seed_places: Sequence[str | None]
    nearest_seed: Sequence[str | None]
    stretches: NDArray[np.float64]
    stretch_of: NDArray[np.int64]
    kinds: Sequence[str | None]

    @property
    def kept(self) -> Pairs:
        """Passages and themes whose probability is `LEAST_KEPT` or more."""
        return pairs_of(self.probability >= LEAST_KEPT)


def pairs_of(marked: NDArray[np.bool_]) -> Pairs:
    """Return the passages and themes that are marked in a table of shape (n_passages, n_themes)."""
    passages, themes = np.nonzero(marked)
    return passages, themes
