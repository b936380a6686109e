"""How many passages of each report speak of two themes at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from stats.panel import Panel


def together(assignments: pd.DataFrame, panel: Panel) -> NDArray[np.int64]:
    """Return passages assigned to both of two themes, by report, of shape (R, T, T).

    Parameters
    ----------
    assignments : DataFrame
        Columns passage_id, report_id and theme_id; one row a passage and theme it was assigned to.
    panel : Panel
        R reports and T themes; rows of other reports and themes are passed over.
    """
    report = pd.Index(panel.report_ids).get_indexer(pd.Index(assignments["report_id"]))
    theme = pd.Index(panel.theme_ids).get_indexer(pd.Index(assignments["theme_id"]))
    known = (report >= 0) & (theme >= 0)
    rows = pd.DataFrame(
        {"passage": pd.factorize(assignments["passage_id"])[0][known], "report": report[known], "theme": theme[known]}
    )
    pairs = rows.merge(rows, on=["passage", "report"])
    n_reports, n_themes = len(panel.report_ids), len(panel.theme_ids)
    cell = (pairs["report"].to_numpy() * n_themes + pairs["theme_x"].to_numpy()) * n_themes + pairs[
        "theme_y"
    ].to_numpy()
    return np.bincount(cell, minlength=n_reports * n_themes**2).reshape(n_reports, n_themes, n_themes)
