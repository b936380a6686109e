"""What is usual among the texts of one group: passages are compared with others in their own language.

Texts of one language are more alike than texts on one theme. In a corpus of several languages a
theme whose seeds stand in German passages would otherwise draw in all German ones. So the mean
of each language is taken out wherever words tell how alike texts are (a fixed effect). In
a corpus of one language nothing changes.

The same holds of a small collection and the other reports that stand behind it as company: beside
these, all of its passages are near all of its themes. They are a group of their own, and what is
usual in the collection leans on them the more, the smaller it is.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
"""Number of the group of each text; -1 for one in a language that the corpus was not fitted on."""
Leaning = Sequence[int]
"""The group that each group leans on while it is small; itself for one that stands alone, as all do by default."""
Scale = Callable[[Floats], tuple[Floats, Floats]]
"""Centre and spread of each column."""

_ENOUGH = 30
"""Texts, from which a group has a spread of its own."""
_LEANING = 5
"""Texts, which the group that another leans on counts for."""


def numbered(codes: Sequence[str], known: Sequence[str]) -> Groups:
    """Return the number of each code among the known ones."""
    place = {code: number for number, code in enumerate(known)}
    return np.array([place.get(code, -1) for code in codes], dtype=np.int64)


def means(values: NDArray[np.floating], groups: Groups, leaning: Leaning = ()) -> Floats:
    """Return the mean of each group's rows, of shape (n_groups, n_columns)."""
    parts = _parts(values, groups)
    return _leaned(np.array([np.asarray(part.mean(axis=0)) for part in parts]), parts, leaning)


def less(values: NDArray[np.floating], centres: Floats, groups: Groups) -> Floats:
    """Return rows less the centre of their group, shape (n, n_columns); zeros for those of an unknown one.

    Parameters
    ----------
    values : ndarray, shape (n, n_columns)
    centres : ndarray, shape (n_groups, n_columns)
    groups : ndarray of int, shape (n,)
    """
    out = np.asarray(values - centres[np.maximum(groups, 0)], dtype=np.float64)
    out[groups < 0] = 0.0
    return out


def scales(values: Floats, groups: Groups, scale: Scale, leaning: Leaning = ()) -> tuple[Floats, Floats]:
    """Return centre and spread of each group, each of shape (n_groups, n_columns).

    A group of few texts that leans on none has its own centre, and the spread of all texts around theirs.
    """
    parts = _parts(values, groups)
    found = [scale(part) for part in parts]
    centres, spreads = (np.array(of) for of in zip(*found, strict=True))
    if len(parts) > 1:
        _, common = scale(less(values, centres, groups))
        spreads[[len(part) < _ENOUGH for part in parts]] = common
    return _leaned(centres, parts, leaning), _leaned(spreads, parts, leaning)


def _leaned(told: Floats, parts: Sequence[Floats], leaning: Leaning) -> Floats:
    """What each group tells, between its own and what the one that it leans on tells."""
    out = told.copy()
    for group, other in enumerate(leaning):
        if group != other:
            n = len(parts[group])
            out[group] = (n * told[group] + _LEANING * told[other]) / (n + _LEANING)
    return out


def _parts(values: NDArray[np.floating], groups: Groups) -> list[Floats]:
    n = int(groups.max(initial=0)) + 1
    return [np.asarray(values)] if n == 1 else [np.asarray(values[groups == number]) for number in range(n)]
