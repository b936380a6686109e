"""The only caches of the dashboard, thin over the pipeline.

Answers are kept by workspace fingerprint and question, so a new build is noticed at the next
click and nobody sees an answer from the old one.
"""

import os
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from dashboard.state import Known
from pipeline import evidence, export, labelling, measure, results, subsets, summarise, terms, workbench
from pipeline.results import Results
from pipeline.workbench import Bench, Words
from schema import FACETS, Facet, Measure, Selection, Weighting
from views import wording
from views.brief.summary import Length, Summary
from views.explanation import FEW_REPORTS
from views.language import Language

P = ParamSpec("P")
R = TypeVar("R")


def workspace_path() -> Path:
    """Return the folder that holds the workspace: THEMELINE_WORKSPACE, or ``workspace`` here."""
    return Path(os.environ.get("THEMELINE_WORKSPACE", "workspace"))


def opened() -> Results:
    """Return the opened workspace as it stands now.

    Raises
    ------
    WorkspaceNotFound, WorkspaceDamaged
    """
    path = workspace_path()
    return _opened(path, results.fingerprint(path))


@st.cache_resource(max_entries=2, show_spinner="Opening the reports …")
def _opened(path: Path, fingerprint: str) -> Results:
    return results.open_results(path)


def _identity(opened: Results) -> tuple[str, str]:
    return str(opened.path), opened.fingerprint


def bench(opened: Results) -> Bench:
    """Return the bench on which themes are tried; one is kept, for all who look at this workspace."""
    words = _words(opened.path, workbench.text_fingerprint(opened), opened)
    return _bench(opened.path, opened.fingerprint, opened, words)


@st.cache_resource(max_entries=1, show_spinner="Step 1 of 2: making the words of all passages ready …", show_time=True)
def _words(path: Path, fingerprint: str, _opened: Results) -> Words:
    return workbench.read_words(_opened)


@st.cache_resource(max_entries=1, show_spinner="Step 2 of 2: learning the themes there are …", show_time=True)
def _bench(path: Path, fingerprint: str, _opened: Results, _words: Words) -> Bench:
    return workbench.open_bench(_opened, _words)


def _answers(function: Callable[P, R], *, at_most: int = 300, say: str | bool = False) -> Callable[P, R]:
    """Keep the answers of a function of the pipeline, from the first call on: before it there is no server."""

    @cache
    def kept() -> Callable[P, R]:
        return st.cache_data(
            max_entries=at_most, show_spinner=say, show_time=bool(say), hash_funcs={Results: _identity, Bench: id}
        )(function)

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        return kept()(*args, **kwargs)

    return ask


summary = _answers(results.corpus_summary)
trends = _answers(measure.trends)
changes = _answers(measure.changes)
prevalence = _answers(measure.prevalence)
contrasts = _answers(measure.contrasts)
steps = _answers(measure.steps)
composition = _answers(measure.composition)
breaks = _answers(measure.breaks)
latest_years = _answers(measure.latest_years)
telling_terms = _answers(terms.telling_terms, at_most=60, say="Counting words …")
similarity = _answers(measure.similarity)
cooccurrence = _answers(measure.cooccurrence, say="Comparing themes …")
notes = _answers(measure.notes)
table = _answers(export.export_table)
tried = _answers(workbench.ask, say="Trying the theme …")
tried_passages = _answers(workbench.counted, at_most=60)
tried_reports = _answers(workbench.counted_reports, at_most=60)
passages = _answers(evidence.passages)
named = _answers(evidence.passages_named)
passage = _answers(evidence.passage)
report_passages = _answers(evidence.report_passages)
phrases = _answers(evidence.theme_phrases)
repeated_passages = _answers(subsets.repeated_passages)
listed = _answers(subsets.reports, at_most=60)
drawn = _answers(labelling.drawn)
page_image = _answers(evidence.page_image, at_most=60, say="Drawing the page …")


_SUMMARIES_KEPT = 10


class SummaryWish(NamedTuple):
    """What a theme summary is asked for."""

    theme_ids: tuple[str, ...]
    selection: Selection
    compare: tuple[Facet, str, str] | None
    title: str
    note: str
    measure: Measure
    weighting: Weighting
    language: Language


@st.cache_resource(show_spinner=False)
def _summaries() -> dict[tuple[tuple[str, str], SummaryWish], Summary]:
    return {}


def gathered(
    opened: Results, wish: SummaryWish, progress: Callable[[int, int], None] = lambda done, total: None
) -> Summary:
    """Return a summary, gathered once; `progress` is told the themes done and to do while it is."""
    kept, asked = _summaries(), (_identity(opened), wish)
    if asked not in kept:
        found = summarise.summarise(opened, *wish, progress)
        for old in list(kept)[: max(0, len(kept) - _SUMMARIES_KEPT + 1)]:
            kept.pop(old, None)
        kept[asked] = found
    return kept[asked]


def _summary_file(opened: Results, wish: SummaryWish, format: str, length: Length) -> bytes:
    return summarise.summary_bytes(gathered(opened, wish), format, length)


summary_file = _answers(_summary_file, at_most=30, say="Writing the file …")


@_answers
def known(opened: Results) -> Known:
    """Return what a link may name in this workspace."""
    values = {facet: tuple(results.facet_values(opened, facet)) for facet in FACETS}
    return Known(opened.themes.ids, frozenset(opened.reports["report_id"]), values)


@_answers
def page_count(opened: Results, report_id: str) -> int | None:
    """Return the number of a report's pages, None where it has none."""
    counts = opened.reports.set_index("report_id")["n_pages"].dropna().astype(int).to_dict()
    return counts.get(report_id)


@_answers
def duplicates(opened: Results) -> pd.DataFrame:
    """Return what repeats what."""
    return opened.workspace.table("duplicates")


@_answers
def metadata(opened: Results, report_id: str) -> pd.DataFrame:
    """Return one report's metadata with where each value was found."""
    table = opened.workspace.table("metadata")
    return table[table["report_id"] == report_id]


@_answers
def span(opened: Results, selection: Selection) -> str:
    """Return the years of a selection in words."""
    years = summary(opened, selection).years
    return wording.years(*years) if years else "undated reports"


@_answers
def facets(opened: Results) -> tuple[Facet, ...]:
    """Return the facets of which reports here have two known values or more: those that can be compared."""
    values = known(opened).values
    return tuple(facet for facet in FACETS if len([value for value in values[facet] if value is not None]) > 1)


@_answers
def comparable(opened: Results, selection: Selection, facet: Facet) -> bool:
    """Whether two known values of a facet have reports enough to be compared."""
    held = measure.prevalence(opened, selection, facet)
    known = held[held[facet].notna() & (held["n_reports"] >= FEW_REPORTS)]
    return bool(known[facet].nunique() > 1)


@_answers
def groups(opened: Results, selection: Selection, facet: Facet) -> list[int | str]:
    """Return the known values of a facet that a selection's reports have."""
    held = measure.prevalence(opened, selection, facet)[facet]
    present = {str(value) for value in held.dropna()}
    return [value for value in results.facet_values(opened, facet) if value is not None and str(value) in present]
