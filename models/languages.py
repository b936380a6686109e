"""What is usual among the texts of one language: passages are compared with others in their own.

Texts of one language are more alike than texts on one theme. In a corpus of several languages a
theme whose seeds stand in German passages would otherwise draw in all German ones. So the mean
of each language is taken out wherever words tell how alike texts are (a fixed effect). In
a corpus of one language nothing changes.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Groups = NDArray[np.int64]
"""Number of the language of each text; -1 for one that the corpus was not fitted on."""
Scale = Callable[[Floats], tuple[Floats, Floats]]
"""Centre and spread of each column."""

_ENOUGH = 30
"""Texts, from which a language has a spread of its own."""


def numbered(codes: Sequence[str], known: Sequence[str]) -> Groups:
    """Return the number of each code among the known ones."""
    place = {code: number for number, code in enumerate(known)}
    return np.array([place.get(code, -1) for code in codes], dtype=np.int64)


def means(values: NDArray[np.floating], groups: Groups) -> Floats:
    """Return the mean of each language's rows, of shape (n_languages, n_columns)."""
    return np.array([np.asarray(part.mean(axis=0)) for part in _parts(values, groups)])


def less(values: NDArray[np.floating], centres: Floats, groups: Groups) -> Floats:
    """Return rows less the centre of their language; zeros for those of an unknown one."""
    out = np.asarray(values - centres[np.maximum(groups, 0)], dtype=np.float64)
    out[groups < 0] = 0.0
    return out


def scales(values: Floats, groups: Groups, scale: Scale) -> tuple[Floats, Floats]:
    """Return centre and spread of each language, each of shape (n_languages, n_columns).

    A language of few texts has its own centre, and the spread of all texts around theirs.
    """
    parts = _parts(values, groups)
    found = [scale(part) for part in parts]
    centres, spreads = (np.array(of) for of in zip(*found, strict=True))
    if len(parts) > 1:
        _, common = scale(less(values, centres, groups))
        spreads[[len(part) < _ENOUGH for part in parts]] = common
    return centres, spreads


def _parts(values: NDArray[np.floating], groups: Groups) -> list[Floats]:
    n = int(groups.max(initial=0)) + 1
    return [np.asarray(values)] if n == 1 else [np.asarray(values[groups == number]) for number in range(n)]
