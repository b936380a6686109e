"""Correcting for how many claims are looked at together.

Within a table by Benjamini and Hochberg; between the tables that are shown together by parts of the
rate, fixed for each kind of claim, so that a claim reads the same wherever it is shown. False claims
among all claims of several tables are at most the sum over tables of false among that table's, so the
rates add up to at most that of the whole, however the tables depend on one another.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schema import CONTRAST_VERDICTS, VERDICTS

RATE = 0.05
"""False discovery rate of all that is shown together."""

OVERALL = 1 / 2
"""Part of the rate for changes of themes in all reports of a selection."""
WITHIN = 1 / 4
"""For changes within the groups of a facet."""
STEPS = 1 / 8
"""For the last year against earlier ones."""
DATED = 1 / 8
"""For dated steps."""
PAIRED = 1 / 8
"""For themes that go together."""
BESIDE = 1 / 8
"""For differences between groups where changes and pairs stand beside them, as in a summary; alone they have it all."""


def q_values(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Benjamini–Hochberg adjusted p-values over everything shown together.

    Calling "changed" whatever has a q-value of at most 0.05 keeps the expected fraction of
    false claims among the claims at or below 5 %, for independent or positively dependent
    tests.

    Parameters
    ----------
    p_values : ndarray, shape (n,)
        Two-sided p-values; NaN where no test was possible. NaN stays NaN and does not count.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate.
    Journal of the Royal Statistical Society B 57, 289–300, procedure (1).

    Notes
    -----
    When not to use it: for one claim chosen in advance, its own p-value stands; where a
    single false claim among all is too many, use a family-wise correction (Holm).
    """
    p = np.asarray(p_values, dtype=np.float64)
    q = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    m = len(order)
    scaled = p[order] * m / np.arange(1, m + 1)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return q


def verdicts(frame: pd.DataFrame, alpha: float, words: tuple[str, str, str, str]) -> NDArray[np.object_]:
    """Put each row's evidence in one of four words: above zero, below zero, nothing, not tested.

    Parameters
    ----------
    frame : DataFrame
        Columns q_value (null where not tested), conf_low and conf_high.
    alpha : float
        False discovery rate.
    words : tuple of str
        For a q-value of at most `alpha` and an interval above zero; the same below zero; else;
        and where q_value is null.

    References
    ----------
    Benjamini and Hochberg (1995), as in `q_values`.

    Notes
    -----
    When not to use it: to conclude that nothing is there; "no detectable" says what it says.
    """
    low, high, q = (frame[name].to_numpy(dtype=np.float64) for name in ("conf_low", "conf_high", "q_value"))
    carried = q <= alpha
    above, below, nothing, untested = words
    return np.select(
        [np.isnan(q), carried & (low > 0), carried & (high < 0)], [untested, above, below], nothing
    ).astype(object)


def together(frames: Sequence[pd.DataFrame], part: float = 1.0, alpha: float = RATE) -> list[pd.DataFrame]:
    """Return tables of changes, or of contrasts, with q-values and verdicts as one family.

    Parameters
    ----------
    frames : sequence of DataFrame
        As `schema.CHANGES`, or as `schema.CONTRASTS`.
    part : float
        Part of the false discovery rate that they may use; q-values are divided by it.
    alpha : float
        The rate of all that is shown together.

    References
    ----------
    Benjamini and Hochberg (1995), as in `q_values`. Fixed weights of hypotheses: Genovese, C. R.,
    Roeder, K. and Wasserman, L. (2006). False discovery control with p-value weighting. Biometrika
    93, 509–524; here the weights are of whole tables.

    Notes
    -----
    When not to use it: for tables that are looked at one by one, each for a question of its own.
    """
    if not frames:
        return []
    q = q_values(np.concatenate([frame["p_value"].to_numpy(dtype=np.float64) for frame in frames]))
    bounds = np.cumsum([len(frame) for frame in frames])[:-1]
    found = []
    for frame, own in zip(frames, np.split(np.minimum(q / part, 1.0), bounds), strict=True):
        corrected = frame.assign(q_value=own)
        verdict = verdicts(corrected, alpha, CONTRAST_VERDICTS if "difference" in frame else VERDICTS)
        found.append(
            corrected.assign(verdict=verdict).astype({name: frame[name].dtype for name in ("q_value", "verdict")})
        )
    return found


def lessened(frame: pd.DataFrame, part: float) -> pd.DataFrame:
    """Return a table whose q-values are for a `part` of the rate.

    References
    ----------
    As `together`.

    Notes
    -----
    When not to use it: for a table with verdicts, which `together` gives anew.
    """
    return frame.assign(q_value=np.minimum(frame["q_value"] / part, 1.0))
