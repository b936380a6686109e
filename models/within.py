"""What is usual within one report: a long one differs from the others in all that it says, whatever its themes."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LONG = 10  # texts, from which a report has a centre of its own
_LEANING = 20  # texts, which all reports together count for beside a report's own
_ABOUT = 0.5  # of the texts that hold a seed: from there on they are all about the theme


class Within:
    """The long reports of some texts, and how far each theme's ranks are measured from what is usual there.

    The names, institutions and turns of phrase of a report stand in all of its passages, and are nearer to some themes
    than to others. So from the rank of each of its texts a part of the report's mean (or median) is taken: n / (n + 20)
    of it for n texts, as a best linear unbiased prediction of the report's own effect has it, and the less, the more
    of its texts hold a seed: what is usual in a report on a theme is the theme.

    Parameters
    ----------
    reports : ndarray of int64, shape (n_texts,)
        Number of each text's report; of each report all texts.
    seeded : ndarray of bool, shape (n_texts, n_themes)

    References
    ----------
    Robinson, G. K. (1991). That BLUP is a good thing: the estimation of random effects. Statistical Science 6(1),
    15-32.
    """

    def __init__(self, reports: NDArray[np.int64], seeded: NDArray[np.bool_]) -> None:
        of = np.unique(reports, return_inverse=True)[1]
        n = np.bincount(of)
        order, ends = np.argsort(of, kind="stable"), np.cumsum(n)
        self._texts = [order[ends[i] - n[i] : ends[i]] for i in np.flatnonzero(n >= _LONG)]
        self._parts = [
            len(texts) / (len(texts) + _LEANING) * (1 - about(seeded[texts].mean(axis=0))) for texts in self._texts
        ]

    def less(self, ranks: Floats, *, median: bool) -> Floats:
        """Return ranks, of shape (n_texts, n_themes), less the part of their report's mean or median."""
        out = ranks.copy()
        for texts, part in zip(self._texts, self._parts, strict=True):
            here = ranks[texts]
            out[texts] -= part * (np.median(here, axis=0) if median else here.mean(axis=0))
        return out


def about(share: NDArray[np.floating]) -> Floats:
    """How far, from 0 to 1, texts of which such a share hold a seed are all about its theme."""
    return np.asarray(np.minimum(share / _ABOUT, 1.0) ** 2)
