"""What is usual among the texts of one group: passages are compared with others in their own language.

Texts of one language are more alike than texts on one theme. In a corpus of several languages a
theme whose seeds stand in German passages would otherwise draw in all German ones. So the mean
of each language is taken out wherever words tell how alike texts are (a fixed effect). In
a corpus of one language nothing changes.

The same holds of a small collection and the other reports that stand behind it as company: beside
these, all of its passages are near all of its themes. They are a group of their own, and what is
usual in the collection leans on them the more, the smaller it is.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
"""Number of the group of each text; -1 for one in a language that the corpus was not fitted on."""
Scale = Callable[[Floats], tuple[Floats, Floats]]
"""Centre and spread of each column."""


@dataclass(frozen=True, slots=True)
class Relations:
    """How groups stand to one another; by default each stands alone.

    Attributes
    ----------
    leaning : tuple of int, length n_groups
        The group that each group leans on while it is small; itself for one that leans on none.
    kin : tuple of int, length n_groups
        The same number for groups that are kinds of reports in one language.
    """

    leaning: tuple[int, ...] = ()
    kin: tuple[int, ...] = ()


ALONE = Relations()
_ENOUGH = 30
"""Texts, from which a group has a spread of its own."""
_LEANING = 5
"""Texts, which the group that another leans on counts for."""


def numbered(codes: Sequence[Hashable], known: Sequence[Hashable]) -> Groups:
    """Return the number of each code among the known ones."""
    place = {code: number for number, code in enumerate(known)}
    return np.array([place.get(code, -1) for code in codes], dtype=np.int64)


def means(values: NDArray[np.floating] | NDArray[np.bool_], groups: Groups, relations: Relations = ALONE) -> Floats:
    """Return the mean of each group's rows, of shape (n_groups, n_columns)."""
    parts = _parts(values, groups)
    return _leaned(np.array([np.asarray(part.mean(axis=0)) for part in parts]), parts, relations)


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


def scales(
    values: Floats, groups: Groups, scale: Scale, relations: Relations = ALONE, about: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return centre and spread of each group, each of shape (n_groups, n_columns).

    A group of few texts that leans on none has its own centre, and the spread of all texts around theirs.

    Parameters
    ----------
    values : ndarray of float64, shape (n, n_columns)
    groups : ndarray of int64, shape (n,)
    scale : callable
    relations : Relations
    about : ndarray of float64, shape (n_groups, n_columns), optional
        How far, from 0 to 1, a group is all about what the column ranks: so far it does not tell what is usual, and
        its kin do.
    """
    parts = _parts(values, groups)
    found = [scale(part) for part in parts]
    centres, spreads = (np.array(of) for of in zip(*found, strict=True))
    if len(parts) > 1:
        _, common = scale(less(values, centres, groups))
        spreads[[len(part) < _ENOUGH for part in parts]] = common
    if about is not None:
        centres, spreads = (_by_kin(told, parts, relations.kin, about) for told in (centres, spreads))
    return _leaned(centres, parts, relations), _leaned(spreads, parts, relations)


def _by_kin(told: Floats, parts: Sequence[Floats], kin: Sequence[int], about: Floats) -> Floats:
    """What each group tells, and as far as it is all about its column, what its kin tell."""
    out = told.copy()
    for group, family in enumerate(kin):
        others = [other for other, of in enumerate(kin) if of == family and other != group]
        weights = np.array([len(parts[other]) for other in others])[:, None] * (1 - about[others])
        total = weights.sum(axis=0)
        usual = (weights * told[others]).sum(axis=0) / np.maximum(total, 1e-9)
        out[group] += np.where(total > 0, about[group], 0.0) * (usual - told[group])
    return out


def _leaned(told: Floats, parts: Sequence[Floats], relations: Relations) -> Floats:
    """What each group tells, between its own and what the one that it leans on tells."""
    out = told.copy()
    for group, other in enumerate(relations.leaning):
        if group != other:
            n = len(parts[group])
            out[group] = (n * told[group] + _LEANING * told[other]) / (n + _LEANING)
    return out


def _parts(values: NDArray[np.floating] | NDArray[np.bool_], groups: Groups) -> list[Floats]:
    n = int(groups.max(initial=0)) + 1
    return [np.asarray(values)] if n == 1 else [np.asarray(values[groups == number]) for number in range(n)]
