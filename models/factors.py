"""Non-negative factors of a sparse matrix, without scikit-learn, which takes a second to import."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

_ROUNDS, _STILL, _NONE = 1000, 1e-3, 1e-6
"""Rounds at most, the part of the first round's gradient at which it stands still, and what counts as zero."""
_POWERS, _BESIDE = 8, 10
"""Rounds in which the leading singular vectors are found, and how many are followed beside those asked for."""


def factors(matrix: sp.csr_array, n_factors: int) -> NDArray[np.float64]:
    """Non-negative factors of a non-negative matrix, by coordinate descent from a start that chance has no part in.

    Parameters
    ----------
    matrix : csr_array, shape (n_rows, n_columns)
    n_factors : int
        No more than rows or columns.

    Returns
    -------
    ndarray of shape (n_factors, n_columns)

    References
    ----------
    Cichocki, A. and Phan, A. H. (2009). Fast local algorithms for large scale nonnegative matrix and tensor
    factorizations. IEICE Transactions on Fundamentals E92-A(3), 708-721. Boutsidis, C. and Gallopoulos, E. (2008).
    SVD based initialization: a head start for nonnegative matrix factorization. Pattern Recognition 41, 1350-1362.
    Halko, N., Martinsson, P. G. and Tropp, J. A. (2011). Finding structure with randomness. SIAM Review 53, 217-288.
    """
    rows, columns = _start(matrix, n_factors)
    turned = sp.csr_array(matrix.T)
    first = 0.0
    for _ in range(_ROUNDS):
        moved = _improved(rows, matrix, columns) + _improved(columns, turned, rows)
        first = first or moved
        if moved <= _STILL * first:
            break
    return np.ascontiguousarray(columns.T)


def _improved(one: NDArray[np.float64], matrix: sp.csr_array, other: NDArray[np.float64]) -> float:
    """Set each column of one side to its best, the others held; return how steep the way was."""
    aims, inner, steepness = matrix @ other, other.T @ other, 0.0
    for k in range(one.shape[1]):
        slope = one @ inner[:, k] - aims[:, k]
        steepness += float(np.abs(np.where(one[:, k] == 0, np.minimum(slope, 0.0), slope)).sum())
        if inner[k, k] > 0:
            one[:, k] = np.maximum(one[:, k] - slope / inner[k, k], 0.0)
    return steepness


def _start(matrix: sp.csr_array, n_factors: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the stronger half, by sign, of each leading pair of singular vectors."""
    lefts, rights = _leading(matrix, n_factors)
    rows, columns = np.zeros(lefts.shape), np.zeros(rights.shape)
    for k in range(n_factors):
        halves = [(np.maximum(sign * lefts[:, k], 0), np.maximum(sign * rights[:, k], 0)) for sign in (1, -1)]
        lengths = [(float(np.linalg.norm(u)), float(np.linalg.norm(v))) for u, v in halves]
        best = int(np.argmax([u * v for u, v in lengths]))
        (u, v), (height, width) = halves[best], lengths[best]
        if height * width > _NONE:
            rows[:, k], columns[:, k] = u * np.sqrt(width / height), v * np.sqrt(height / width)
    rows[rows < _NONE], columns[columns < _NONE] = 0.0, 0.0
    return rows, columns


def _leading(matrix: sp.csr_array, most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return leading singular vectors, the left ones of their values' lengths, by subspace iteration."""
    wide = min(most + _BESIDE, *matrix.shape)
    basis = np.random.default_rng(0).normal(size=(matrix.shape[1], wide))
    for _ in range(_POWERS):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    left, sizes, right = np.linalg.svd(matrix @ basis, full_matrices=False)
    return (left * sizes)[:, :most], (basis @ right.T)[:, :most]
