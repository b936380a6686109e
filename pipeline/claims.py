"""The tables of claims that a build measures: what is shown first. All else is measured when it is asked for.

Apart from the stages, since loading what it stands on takes a moment that a small rebuild has to spare.
"""

import pandas as pd

import stats.contrasts
import stats.prevalence
import stats.trends
from schema import Facet, ThemeSet
from stats.panel import Panel

CONTRASTED: tuple[Facet, ...] = ("country", "sector")
"""Facets of which all groups are set against each other where nobody names one."""


def claims(themes: ThemeSet, reports: pd.DataFrame, report_themes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables by name; tables as `schema.REPORTS` and `schema.REPORT_THEMES` describe them."""
    panel = Panel.from_tables(reports, report_themes, theme_ids=themes.ids)
    return {
        "trends": stats.trends.trends(panel),
        "prevalence": stats.prevalence.prevalence(panel),
        "changes": stats.trends.changes(panel),
        "contrasts": pd.concat([stats.contrasts.contrasts(panel, facet) for facet in CONTRASTED]),
    }
