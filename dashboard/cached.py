"""The only caches of the dashboard, thin over the pipeline.

Answers are kept by workspace fingerprint and question, so a new build is noticed at the next
click and nobody sees an answer from the old one.
"""

import os
from pathlib import Path

import streamlit as st

from dashboard.state import Known, Value
from pipeline import evidence, measure, results, summarise
from pipeline.results import Results
from schema import FACETS, Facet, Selection
from views import wording


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


_answers = st.cache_data(max_entries=300, show_spinner=False, hash_funcs={Results: _identity})

summary = _answers(results.corpus_summary)
trends = _answers(measure.trends)
changes = _answers(measure.changes)
prevalence = _answers(measure.prevalence)
contrasts = _answers(measure.contrasts)
notes = _answers(measure.notes)
passages = _answers(evidence.passages)
passage = _answers(evidence.passage)
report_passages = _answers(evidence.report_passages)
phrases = _answers(evidence.theme_phrases)
page_image = st.cache_data(max_entries=60, show_spinner="Drawing the page …", hash_funcs={Results: _identity})(
    evidence.page_image
)
theme_summary = st.cache_data(max_entries=20, show_spinner="Writing the summary …", hash_funcs={Results: _identity})(
    summarise.summarise
)


@_answers
def known(opened: Results) -> Known:
    """Return what a link may name in this workspace."""
    return Known(opened.themes.ids, {facet: tuple(results.facet_values(opened, facet)) for facet in FACETS})


@_answers
def page_count(opened: Results, report_id: str) -> int | None:
    """Return the number of a report's pages, None where it has none."""
    counts = opened.reports.set_index("report_id")["n_pages"].dropna().astype(int).to_dict()
    return counts.get(report_id)


@_answers
def span(opened: Results, selection: Selection) -> str:
    """Return the years of a selection in words."""
    years = summary(opened, selection).years
    return wording.years(*years) if years else "years unknown"


@_answers
def groups(opened: Results, selection: Selection, facet: Facet) -> list[Value]:
    """Return the known values of a facet that a selection's reports have."""
    held = measure.prevalence(opened, selection, facet)[facet]
    present = {str(value) for value in held.dropna()}
    return [value for value in results.facet_values(opened, facet) if value is not None and str(value) in present]
