"""The terms that tell two groups of reports apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import stdtr

from errors import InvalidSetting, NotEnoughData
from schema import Column, Table
from stats.design import MIN_PUBLISHERS, n_repeated
from stats.intervals import critical_value
from stats.multiplicity import q_values
from stats.panel import Floats, Integers

TERMS = Table(
    "terms",
    "one term and how strongly it tells group A from group B",
    ("term",),
    (
        Column("term", "text", "the term"),
        Column("log_odds", "number", "log odds in A less log odds in B, with an informative prior"),
        Column("conf_low", "number", "lower end of the interval", nullable=True),
        Column("conf_high", "number", "upper end of the interval", nullable=True),
        Column("conf_level", "number", "confidence level"),
        Column("q_value", "number", "corrected for all terms"),
        Column("n_a", "integer", "times in A"),
        Column("n_b", "integer", "times in B"),
        Column("n_reports_a", "integer", "reports of A with the term"),
        Column("n_reports_b", "integer", "reports of B with the term"),
        Column("method", "text", "how the interval was computed"),
    ),
)

MIN_REPORTS = 3
_PRIOR_SIZE = 500.0


def keyness(
    counts: csr_array,
    terms: Sequence[str],
    in_a: NDArray[np.bool_],
    in_b: NDArray[np.bool_],
    conf_level: float = 0.95,
    prior_size: float = _PRIOR_SIZE,
    publishers: Integers | None = None,
) -> pd.DataFrame:
    """Return how strongly each term tells the reports of A from those of B.

    The log-odds ratio of a term between A and B, with a Dirichlet prior in the proportions of all
    reports. Its variance is the larger of the multinomial one and the one that the spread over
    reports shows, so that a single report that repeats a term does not make it telling; over
    publishers where each group has three of them or more.

    Parameters
    ----------
    counts : csr_array of int, shape (R, V)
        Times each of V terms occurs in each of R reports.
    terms : sequence of str, length V
        The terms.
    in_a, in_b : ndarray of bool, shape (R,)
        Reports of the two groups, which must not overlap.
    conf_level : float
        Of the intervals.
    prior_size : float
        Words that the prior is worth.
    publishers : ndarray of int, shape (R,), optional
        Code of each report's publisher.

    Returns
    -------
    DataFrame
        As `TERMS`, most telling first; terms that neither group uses have no row.

    Raises
    ------
    InvalidSetting
        The groups overlap, or the shapes do not match.
    NotEnoughData
        A group has fewer than three reports.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' words: lexical feature
    selection and evaluation for identifying the content of political conflict. Political
    Analysis 16, 372–403, equations 15, 16, 18 to 20 and 22; prior as in section 3.5. Variance over reports:
    linearisation, Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 5.5.

    Notes
    -----
    When not to use it: to say that a theme differs (a theme has many terms; use
    `stats.contrasts`), or across languages.
    """
    if counts.shape != (len(in_a), len(terms)) or len(in_b) != len(in_a) or (in_a & in_b).any():
        raise InvalidSetting(
            f"Counts of shape {counts.shape} do not fit {len(terms)} terms and two separate groups of {len(in_a)}.",
            "Give one row a report, one column a term, and groups without common reports.",
        )
    if min(in_a.sum(), in_b.sum()) < MIN_REPORTS:
        raise NotEnoughData(
            f"Terms cannot be compared between {in_a.sum()} and {in_b.sum()} reports.",
            f"Choose groups of at least {MIN_REPORTS} reports.",
        )
    everything = np.asarray(counts.sum(axis=0), dtype=np.float64)
    prior = prior_size * everything / max(everything.sum(), 1.0)
    seen = np.flatnonzero(_total(counts, in_a) + _total(counts, in_b))
    units, clustered = _units(publishers, in_a, in_b)
    a, b = (_Side(csr_array(counts[np.flatnonzero(rows)]), prior, units[rows]) for rows in (in_a, in_b))
    log_odds = (a.logit - b.logit)[seen]
    variance = np.maximum(a.multinomial + b.multinomial, a.over_units + b.over_units)[seen]
    error = np.sqrt(variance)
    df = np.array(float(a.n_units + b.n_units - 2))
    half = critical_value(conf_level, df) * error
    frame = pd.DataFrame(
        {
            "term": [terms[int(index)] for index in seen],
            "log_odds": log_odds,
            "conf_low": log_odds - half,
            "conf_high": log_odds + half,
            "conf_level": conf_level,
            "q_value": q_values(np.asarray(2 * stdtr(df, -np.abs(log_odds) / error))),
            "n_a": a.times[seen].astype(np.int64),
            "n_b": b.times[seen].astype(np.int64),
            "n_reports_a": a.reports[seen],
            "n_reports_b": b.reports[seen],
            "method": f"log odds, informative Dirichlet prior, {'publishers' if clustered else 'reports'} as units",
        }
    )
    order = np.argsort(-np.abs(log_odds) / error, kind="stable")
    return TERMS.validate(frame.iloc[order])


class _Side:
    """One group's log odds by term and their variance, shape (V,) each."""

    def __init__(self, counts: csr_array, prior: Floats, units: Integers) -> None:
        self.times: Floats = np.asarray(counts.sum(axis=0), dtype=np.float64)
        self.reports: Integers = np.bincount(counts.indices[counts.data > 0], minlength=counts.shape[1])
        size, pseudo = self.times.sum(), prior.sum()
        with_prior = np.maximum(self.times + prior, 1e-12)
        rest = size + pseudo - with_prior
        self.logit: Floats = np.log(with_prior) - np.log(rest)
        self.multinomial: Floats = 1 / with_prior + 1 / rest
        codes = np.unique(units, return_inverse=True)[1]
        self.n_units = int(codes.max()) + 1
        of_unit = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes))))) @ counts
        self.over_units: Floats = self._spread(csr_array(of_unit)) / (with_prior * rest / (size + pseudo)) ** 2

    def _spread(self, counts: csr_array) -> Floats:
        """Return the variance of each term's count in the group, from unit to unit."""
        n = counts.shape[0]
        words = np.asarray(counts.sum(axis=1), dtype=np.float64)
        proportion = self.times / max(words.sum(), 1.0)
        squares = np.asarray(counts.power(2).sum(axis=0), dtype=np.float64)
        crossed = np.asarray(words @ counts, dtype=np.float64)
        spread = squares - 2 * proportion * crossed + proportion**2 * (words**2).sum()
        return np.asarray(n / (n - 1) * np.maximum(spread, 0.0))


def _units(publishers: Integers | None, in_a: NDArray[np.bool_], in_b: NDArray[np.bool_]) -> tuple[Integers, bool]:
    """Return the publisher of each report where both groups have enough of them, else the report itself."""
    if publishers is not None:
        numbers = [len(np.unique(publishers[rows])) for rows in (in_a, in_b)]
        if min(numbers) >= MIN_REPORTS and n_repeated(publishers[in_a | in_b]) >= MIN_PUBLISHERS:
            return publishers, True
    return np.arange(len(in_a)), False


def _total(counts: csr_array, rows: NDArray[np.bool_]) -> Floats:
    return np.asarray(rows.astype(np.float64) @ counts, dtype=np.float64)
