"""Claims about a selection: the statistics room asked through an opened workspace."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

import stats.breaks
import stats.composition
import stats.contrasts
import stats.cooccurrence
import stats.multiplicity
import stats.notes
import stats.periods
import stats.prevalence
import stats.ranks
import stats.similarity
import stats.trends
from pipeline.results import Results
from schema import CONTRASTS, Facet, Measure, Note, Selection, Weighting
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
    return stats.trends.trends(results.counts(selection), by, measure, weighting, conf_level)


def changes(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Slope, test and verdict of every theme; see `stats.trends.changes`, and `stats.multiplicity` for q-values."""
    frame = stats.trends.changes(results.counts(selection), by, measure, weighting, conf_level)
    part = stats.multiplicity.OVERALL if by is None else stats.multiplicity.WITHIN
    return stats.multiplicity.together([frame], part)[0]


def changes_within(
    results: Results,
    selection: Selection,
    facets: Sequence[Facet],
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> dict[Facet, pd.DataFrame]:
    """`changes` by several facets that are shown together."""
    panel = results.counts(selection)
    frames = [stats.trends.changes(panel, facet, measure, weighting, conf_level) for facet in facets]
    return dict(zip(facets, stats.multiplicity.together(frames, stats.multiplicity.WITHIN), strict=True))


def prevalence(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Share or reach of every theme over all years; see `stats.prevalence.prevalence`."""
    return stats.prevalence.prevalence(results.counts(selection), by, measure, weighting, conf_level)


def contrasts(
    results: Results,
    selection: Selection,
    facet: Facet,
    pairs: Sequence[tuple[Group, Group]] | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Difference of every theme between groups of a facet, shown alone; see `stats.contrasts.contrasts`."""
    return stats.contrasts.contrasts(results.counts(selection), facet, pairs, measure, weighting, conf_level)


def contrasts_together(
    results: Results,
    selection: Selection,
    asked: Sequence[tuple[Facet, Sequence[tuple[Group, Group]] | None]],
    measure: Measure = "share",
    weighting: Weighting = "report",
    *,
    alone: bool,
) -> list[pd.DataFrame]:
    """`contrasts` of several facets that are shown together, `alone` or beside changes and pairs of themes."""
    panel = results.counts(selection)
    frames = [stats.contrasts.contrasts(panel, facet, pairs, measure, weighting) for facet, pairs in asked]
    return stats.multiplicity.together(frames, 1.0 if alone else stats.multiplicity.BESIDE)


def similarity(
    results: Results,
    selection: Selection,
    facet: Facet,
    measure: Measure = "share",
    weighting: Weighting = "report",
) -> pd.DataFrame:
    """How alike the priorities of every two groups of a facet are; see `stats.similarity.similarity`."""
    return stats.similarity.similarity(results.counts(selection), facet, measure, weighting)


def steps(
    results: Results, selection: Selection, measure: Measure = "share", weighting: Weighting = "report"
) -> pd.DataFrame:
    """`contrasts` of the last year that can be compared with the one before it and with the first."""
    years = latest_years(results, selection)
    if years is None:
        return CONTRASTS.empty()
    first, before, last = map(str, years)
    pairs = [(last, earlier) for earlier in dict.fromkeys((before, first))]
    frame = stats.contrasts.contrasts(results.counts(selection), "year", pairs, measure, weighting)
    return stats.multiplicity.together([frame], stats.multiplicity.STEPS)[0]


def composition(
    results: Results,
    selection: Selection,
    facet: Facet = "publisher",
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
    periods: tuple[Sequence[int], Sequence[int]] | None = None,
) -> pd.DataFrame:
    """Each theme's change from first to last year, or between `periods`; see `stats.composition.composition`."""
    panel = results.counts(selection)
    return stats.composition.composition(panel, periods, facet, measure, weighting, conf_level)


def latest_years(results: Results, selection: Selection) -> tuple[int, int, int] | None:
    """First, last but one and last year that can be compared; see `stats.periods.comparable_years`."""
    years = stats.periods.comparable_years(results.counts(selection))
    return (years[0], years[-2], years[-1]) if len(years) > 1 else None


def ranks(
    results: Results,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Rank of every theme with its bounds; see `stats.ranks.ranks`."""
    return stats.ranks.ranks(results.counts(selection), by, measure, weighting, conf_level)


def breaks(
    results: Results,
    selection: Selection,
    measure: Measure = "share",
    weighting: Weighting = "report",
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Themes whose level stepped up or down; see `stats.breaks.breaks`."""
    found = stats.breaks.breaks(results.counts(selection), measure, weighting, conf_level)
    found = stats.multiplicity.lessened(found, stats.multiplicity.DATED)
    return found[found["q_value"] <= stats.multiplicity.RATE].reset_index(drop=True)


def cooccurrence(results: Results, selection: Selection, conf_level: float = 0.95) -> pd.DataFrame:
    """Themes that share passages more often than chance has it; see `stats.cooccurrence.cooccurrence`."""
    panel = results.counts(replace(selection, new_text_only=False))
    together = results.shared_passages(selection.phrase).among(results.panel, panel)
    found = stats.cooccurrence.cooccurrence(panel, together, conf_level)
    return stats.multiplicity.lessened(found, stats.multiplicity.PAIRED)


def notes(results: Results, selection: Selection) -> list[Note]:
    """Comparability notes on a selection; see `stats.notes.notes`."""
    return stats.notes.notes(results.panel, results.counts(selection))
