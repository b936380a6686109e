"""Why a theme takes none of the passages that hold a seed of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from models.seeded import DECIDED_AT

Reason = Literal["excluded", "rival", "apart", "faint"]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What keeps a theme from the passages that hold its seeds.

    Attributes
    ----------
    reason : str
        Each of them holds an excluded phrase; or some would be taken if no other theme stood beside it (rival),
        or if its hidden seeds turned up where its other words lead as those of other themes do (apart); or
        too little of what they say is near the theme for any to be taken (faint).
    rival : str
        Id of the other theme that most of them speak of; empty where that is not what keeps them.
    """

    reason: Reason
    rival: str = ""

    @classmethod
    def of(
        cls,
        odds: NDArray[np.float64],
        alone: NDArray[np.float64],
        shift: float,
        there: float,
        barred: NDArray[np.bool_],
        rivals: Sequence[str],
    ) -> "Withheld":
        """Ask what would have to be otherwise for one of them to be taken.

        Parameters
        ----------
        odds, alone : ndarray of float64, shape (n_seeded,)
            Log odds of the passages before `shift`, and those if no other theme stood beside this one.
        shift : float
            What hidden seeds take of the log odds.
        there : float
            Probability that the corpus speaks of the theme where a seed stands.
        barred : ndarray of bool, shape (n_seeded,)
            Passages that an excluded phrase keeps out.
        rivals : sequence of str, length n_seeded
            Id of the other theme that each passage speaks of most.
        """

        def freed(by: NDArray[np.float64]) -> list[str]:
            return [rival for rival, ok in zip(rivals, ~barred & (there * expit(by) >= DECIDED_AT), strict=True) if ok]

        if barred.all():
            return cls("excluded")
        if beside := freed(alone + shift):
            return cls("rival", _commonest(beside))
        if freed(odds):
            return cls("apart")
        both = freed(alone)
        return cls("apart", _commonest(both)) if both else cls("faint")


def _commonest(names: Sequence[str]) -> str:
    return Counter(names).most_common(1)[0][0]
