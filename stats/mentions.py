"""The counts of just those passages that a search finds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from stats.panel import Flags, Integers, Panel


def among(panel: Panel, report_ids: Sequence[str], assigned: Flags) -> Panel:
    """Return the panel counted over some passages alone.

    A report's share of a theme is then that of its passages among these, and a report without
    any has no share; the report stays the sampled unit.

    Parameters
    ----------
    panel : Panel
        R reports, T themes.
    report_ids : sequence of str, length P
        The report of each passage; passages of reports outside the panel are passed over.
    assigned : ndarray of bool, shape (P, T)
        Which themes each passage is assigned to.

    Notes
    -----
    When not to use it: with a search for a theme's own seed phrases, whose passages are on the
    theme by definition.
    """
    report = pd.Index(panel.report_ids).get_indexer(pd.Index(report_ids, dtype=object))
    known = report >= 0
    n_passages = np.bincount(report[known], minlength=len(panel.report_ids)).astype(np.int64)
    columns = [_counted(report[known], assigned[known, theme], n_passages) for theme in range(len(panel.theme_ids))]
    n_assigned = np.column_stack(columns) if columns else np.zeros_like(panel.n_assigned)
    return replace(
        panel,
        n_passages=n_passages,
        n_assigned=n_assigned,
        n_passages_new=n_passages,
        n_assigned_new=n_assigned,
    )


def _counted(report: Integers, assigned: Flags, like: Integers) -> Integers:
    return np.bincount(report[assigned], minlength=len(like)).astype(np.int64)
