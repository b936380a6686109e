"""Reports with their values and weights, and the cells they are averaged in.

A cell is a group of reports shown as one number. The variance of its mean is written as
``p (1 - p) D``, of which `stats.alikeness` estimates what alike passages add.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from errors import InvalidSetting
from schema import MEASURES, WEIGHTINGS, Measure, Weighting
from stats.panel import Floats, Integers, Panel

MIN_PUBLISHERS = 6
"""Publishers of two reports or more below which their alikeness is not estimated; and publishers, however many
reports they have, below which slopes, steps and profiles take the report as the unit.

Claims are then about the reports of these publishers only.
"""


@dataclass(frozen=True)
class Sample:
    """Report-level values of one measure, with what is needed to average them.

    Parameters
    ----------
    values : ndarray, shape (R, T)
        Share of each report, or 0/1 for reach.
    sizes : ndarray, shape (R,)
        Passages that a value averages over; 1 for reach.
    weights : ndarray, shape (R,)
        1 for ``weighting="report"``, passages for ``weighting="passage"``.
    publishers : ndarray of int, shape (R,)
        Code of the publisher; reports of unknown publishers each have their own.
    """

    values: Floats
    sizes: Floats
    weights: Floats
    publishers: Integers

    @classmethod
    def from_panel(cls, panel: Panel, measure: Measure, weighting: Weighting) -> "Sample":
        """Return the values and weights of a panel.

        Raises
        ------
        InvalidSetting
            The measure or the weighting does not exist.
        """
        _check_choice("measure", measure, MEASURES)
        _check_choice("weighting", weighting, WEIGHTINGS)
        passages = panel.n_passages.astype(np.float64)
        ones = np.ones_like(passages)
        share = measure == "share"
        values = panel.n_assigned / passages[:, np.newaxis] if share else (panel.n_assigned > 0).astype(np.float64)
        return cls(
            values=values,
            sizes=passages if share else ones,
            weights=ones if weighting == "report" else passages,
            publishers=publisher_codes(panel.facets["publisher"]),
        )

    def take(self, rows: NDArray[np.bool_] | Integers) -> "Sample":
        """Return the sample of some reports."""
        return Sample(self.values[rows], self.sizes[rows], self.weights[rows], self.publishers[rows])


@dataclass(frozen=True)
class Cells:
    """Reports sorted into cells, with each cell's sums over its reports.

    Parameters
    ----------
    codes : ndarray of int, shape (R,)
        Cell of each report.
    n_reports, n_publishers : ndarray of int, shape (C,)
        Reports and distinct publishers of each cell.
    shares : ndarray, shape (R,)
        Weight of each report as a fraction of its cell's.
    means : ndarray, shape (C, T)
        Weighted mean of each theme.
    """

    codes: Integers
    n_reports: Integers
    n_publishers: Integers
    shares: Floats
    means: Floats

    def total(self, values: Floats) -> Floats:
        """Return the sums of `values` (shape (R,)) over each cell, shape (C,)."""
        return np.asarray(np.bincount(self.codes, values, len(self.n_reports)), dtype=np.float64)

    @classmethod
    def of(cls, sample: Sample, codes: Integers, n_cells: int) -> "Cells":
        """Sort the reports of a sample into `n_cells` cells, none of them empty."""
        total = np.bincount(codes, sample.weights, n_cells)
        shares = sample.weights / total[codes]
        n_publishers = int(sample.publishers.max(initial=0)) + 1
        pairs = np.unique(codes * n_publishers + sample.publishers)
        return cls(
            codes=codes,
            n_reports=np.bincount(codes, minlength=n_cells),
            n_publishers=np.bincount(pairs // n_publishers, minlength=n_cells),
            shares=shares,
            means=np.clip(sum_by(codes, n_cells, sample.values, shares), 0.0, 1.0),
        )


def parts_of_design(sample: Sample, cells: Cells) -> Floats:
    """Return what 1, rho and rho_pub are multiplied by in D, shape (3, C)."""
    w = cells.shares
    others = np.bincount(pair := pairs_of(sample, cells), w)[pair] - w
    return np.array([cells.total(part) for part in (w**2 / sample.sizes, w**2 * (1 - 1 / sample.sizes), w * others)])


def pairs_of(sample: Sample, cells: Cells) -> Integers:
    """Return a code for each cell and publisher, shape (R,)."""
    n_publishers = int(sample.publishers.max(initial=0)) + 1
    pair = np.unique(cells.codes * n_publishers + sample.publishers, return_inverse=True)[1]
    return np.asarray(pair, dtype=np.int64)


def combine(parts: Floats, rho: Floats, rho_publisher: Floats) -> Floats:
    """Return D, the variance of each cell's mean over p (1 - p), shape (C, T)."""
    floor, excess, alike = parts
    return np.asarray(floor[:, np.newaxis] + np.outer(excess, rho) + np.outer(alike, rho_publisher))


def sum_by(codes: Integers, n: int, values: Floats, weights: Floats | None = None) -> Floats:
    """Return the (weighted) sums of the rows of `values` (shape (R, T)) by code, shape (n, T)."""
    ones = np.ones(len(codes)) if weights is None else weights
    chooser = csr_array((ones, (codes, np.arange(len(codes)))), shape=(n, len(codes)))
    return np.asarray(chooser @ values, dtype=np.float64)


def sum_over(weights: Floats, values: Floats) -> Floats:
    """Return ``weights @ values`` of shapes (..., R) and (R, T), on one core.

    A product by BLAS takes a hundred times as long where its threads wait for a busy core.
    """
    return np.asarray(np.einsum("...r,rt->...t", weights, values), dtype=np.float64)


def n_repeated(publishers: Integers) -> int:
    """Return how many publishers, codes of shape (R,), have two reports or more.

    Only they tell how alike reports of one publisher are.
    """
    return int(np.count_nonzero(np.bincount(publishers) > 1))


def publisher_codes(publisher: "pd.Series[str]") -> Integers:
    """Return a number for each report's publisher, shape (R,); reports of unknown publishers each have their own."""
    codes, names = pd.factorize(publisher)
    codes = codes.astype(np.int64)
    unknown = np.flatnonzero(codes < 0)
    codes[unknown] = len(names) + np.arange(len(unknown))
    return codes


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InvalidSetting(f"There is no {name} {value}.", f"Use one of {', '.join(choices)}.")
