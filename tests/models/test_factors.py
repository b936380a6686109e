"""Non-negative factors against scikit-learn's."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.decomposition import NMF

from models.factors import factors


@pytest.mark.parametrize(("n_rows", "n_columns", "n_factors"), [(300, 200, 6), (40, 90, 3)])
def test_they_are_those_of_scikit_learn(n_rows: int, n_columns: int, n_factors: int) -> None:
    rng = np.random.default_rng(n_rows)
    mixed = rng.gamma(0.3, 1, (n_rows, n_factors)) @ rng.gamma(0.2, 1, (n_factors, n_columns))
    noisy = mixed + rng.normal(0, 0.05, mixed.shape)
    matrix = sp.csr_array(np.where(noisy > 0.3, noisy, 0.0))
    peer = NMF(n_factors, init="nndsvd", max_iter=1000, tol=1e-3, random_state=0).fit(matrix)
    np.testing.assert_allclose(factors(matrix, n_factors), peer.components_, rtol=0, atol=1e-9)


def test_a_matrix_of_two_blocks_has_two_factors_apart() -> None:
    blocks = np.kron(np.eye(2), np.ones((5, 4)))
    found = factors(sp.csr_array(blocks + 0.0), 2) > 1e-6
    assert sorted(map(tuple, found.tolist())) == [(False,) * 4 + (True,) * 4, (True,) * 4 + (False,) * 4]


def test_nothing_has_empty_factors() -> None:
    assert not factors(sp.csr_array((6, 5)), 2).any()
