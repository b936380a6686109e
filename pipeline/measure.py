"""Claims about a selection: the statistics room asked through an opened workspace."""

from collections.abc import Sequence

import pandas as pd
import stats.notes

import stats.contrasts
import stats.prevalence
import stats.trends
from pipeline.results import Results
from schema import Facet, Measure, Note, Selection, Weighting
from stats.contrasts import Group


def trends(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Share or reach of every theme by year; see `stats.trends.trends`."""
    return stats.trends.trends(results.panel.where(selection), by, measure, weighting, conf_level)


def changes(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Slope, test and verdict of every theme; see `stats.trends.changes`."""
    return stats.trends.changes(results.panel.where(selection), by, measure, weighting, conf_level)


def prevalence(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Share or reach of every theme over all years; see `stats.prevalence.prevalence`."""
    return stats.prevalence.prevalence(results.panel.where(selection), by, measure, weighting, conf_level)


def contrasts(
    results: Results,
    selection: Selection,
    facet: Facet,
    pairs: Sequence[tuple[Group, Group]] | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Difference of every theme between groups of a facet; see `stats.contrasts.contrasts`."""
    return stats.contrasts.contrasts(results.panel.where(selection), facet, pairs, measure, weighting, conf_level)


def notes(results: Results, selection: Selection) -> list[Note]:
    """Comparability notes on a selection; see `stats.notes.notes`."""
    return stats.notes.notes(results.panel, results.panel.where(selection))
