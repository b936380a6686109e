"""Correcting for how many claims are looked at together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


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
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
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
