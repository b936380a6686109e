"""Which years can be compared."""

import numpy as np

from stats.panel import Panel
from stats.prevalence import MIN_REPORTS


def comparable_years(panel: Panel, min_reports: int = MIN_REPORTS) -> list[int]:
    """Return the years with at least `min_reports` reports, in order.

    Parameters
    ----------
    panel : Panel
        R reports; those of unknown year are passed over.
    min_reports : int
        Reports below which a year says too little to be set against another.

    Notes
    -----
    When not to use it: to leave years out of a trend, which weighs them by what they hold.
    """
    years, counts = np.unique(panel.facets["year"].dropna().to_numpy(dtype=np.int64), return_counts=True)
    return [int(year) for year, count in zip(years, counts, strict=True) if count >= min_reports]
