"""Worked examples: Imbens and Kolesár (2016), Review of Economics and Statistics 98, 701–712, section II.

For two groups the HC2 variance is that of Welch's test, and its Bell–McCaffrey degrees of freedom
have a closed form.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stats.slopes import slope


def closed_form_df(n: int, m: int) -> float:
    return (n + m) ** 2 * (n - 1) * (m - 1) / (n**2 * (n - 1) + m**2 * (m - 1))


@pytest.mark.parametrize(("n", "m"), [(3, 27), (10, 10), (2, 5)])
def test_two_groups_give_welch_and_its_published_degrees_of_freedom(n: int, m: int) -> None:
    rng = np.random.default_rng(n)
    values = rng.normal(size=(n + m, 2))
    time = np.repeat([0.0, 1.0], [n, m])
    fit = slope(values, time, np.ones(n + m), np.arange(n + m))
    a, b = values[:n], values[n:]
    np.testing.assert_allclose(fit.estimate, b.mean(axis=0) - a.mean(axis=0))
    np.testing.assert_allclose(fit.variance, a.var(axis=0, ddof=1) / n + b.var(axis=0, ddof=1) / m)
    assert fit.df == pytest.approx(closed_form_df(n, m))


def test_clusters_of_equal_size_count_as_their_means() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(24, 1))
    clusters = np.repeat(np.arange(8), 3)
    time = np.repeat([0.0, 1.0], [9, 15])
    fit = slope(values, time, np.ones(24), clusters)
    means = values.reshape(8, 3).mean(axis=1)
    expected = means[:3].var(ddof=1) / 3 + means[3:].var(ddof=1) / 5
    assert fit.variance[0] == pytest.approx(expected)
    assert fit.df == pytest.approx(closed_form_df(3, 5))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_agrees_with_the_matrix_definition(seed: int) -> None:
    """CR2 by its definition, with n × n matrices, for weighted unbalanced clusters."""
    rng = np.random.default_rng(seed)
    n = 18
    time, weights = rng.integers(0, 6, n).astype(float), rng.integers(1, 9, n).astype(float)
    time[:2] = 0.0, 5.0
    clusters = np.concatenate([np.arange(6), rng.integers(0, 6, n - 6)])
    values = rng.normal(size=(n, 2))
    design = np.sqrt(weights)[:, np.newaxis] * np.column_stack([np.ones(n), time])
    scaled = np.sqrt(weights)[:, np.newaxis] * values
    bread = np.linalg.inv(design.T @ design)
    residual_maker = np.eye(n) - design @ bread @ design.T
    columns, variance = [], np.zeros(2)
    for cluster in range(6):
        rows = np.flatnonzero(clusters == cluster)
        block = residual_maker[np.ix_(rows, rows)]
        roots, vectors = np.linalg.eigh(block)
        assume(roots.min() > 1e-6)
        g = vectors / np.sqrt(roots) @ vectors.T @ design[rows] @ bread[:, 1]
        variance = variance + (g @ (residual_maker @ scaled)[rows]) ** 2
        columns.append(residual_maker[:, rows] @ g)
    gram = np.array(columns) @ np.array(columns).T
    fit = slope(values, time, weights, clusters)
    np.testing.assert_allclose(fit.estimate, (bread @ design.T @ scaled)[1])
    np.testing.assert_allclose(fit.variance, variance, rtol=1e-6)
    assert fit.df == pytest.approx(np.trace(gram) ** 2 / (gram**2).sum(), rel=1e-6)
