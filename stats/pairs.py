"""How many passages of each report speak of two themes at once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stats.panel import Flags, Integers, Panel


@dataclass(frozen=True)
class SharedPassages:
    """Passages that two themes share, one entry a report and pair that occurs; a theme also pairs with itself.

    Parameters
    ----------
    report, first, second, n : ndarray of int, shape (K,)
        Number of the report, numbers of the two themes, and how many passages.
    """

    report: Integers
    first: Integers
    second: Integers
    n: Integers

    def among(self, everything: Panel, panel: Panel) -> NDArray[np.int64]:
        """Return the counts as a table of shape (R, T, T) for the reports of `panel`, some of those of `everything`."""
        place = pd.Index(panel.report_ids).get_indexer(pd.Index(everything.report_ids))[self.report]
        n_reports, n_themes = len(panel.report_ids), len(panel.theme_ids)
        known: Flags = place >= 0
        cell = (place[known] * n_themes + self.first[known]) * n_themes + self.second[known]
        dense = np.zeros(n_reports * n_themes**2, dtype=np.int64)
        dense[cell] = self.n[known]  # each cell once
        return dense.reshape(n_reports, n_themes, n_themes)


def shared_passages(passage: Integers, report: Integers, theme: Integers, n_themes: int) -> SharedPassages:
    """Count the passages that themes share.

    Parameters
    ----------
    passage, report, theme : ndarray of int, shape (N,)
        One entry a passage and theme it was assigned to: numbers of the passage within its
        report, of its report and of the theme.
    n_themes : int
        Number of themes.
    """
    rows = pd.DataFrame({"report": report, "passage": passage, "theme": theme})
    both = rows.merge(rows, on=["report", "passage"])
    cells = (both["report"].to_numpy() * n_themes + both["theme_x"].to_numpy()) * n_themes + both["theme_y"].to_numpy()
    cell, n = np.unique(cells, return_counts=True)
    pair = cell % n_themes**2
    return SharedPassages(cell // n_themes**2, pair // n_themes, pair % n_themes, n.astype(np.int64))
