"""The reports: what was read, how well, what could not be, and the way to add and correct."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import doors, notices, parts, passages, report, upload
from dashboard.state import View
from pipeline.results import Results
from pipeline.subsets import REPEATED
from schema import FACETS, Facet, Selection
from views import corpus_tables, wording

_COLUMNS: Mapping[str, Any] = {
    "title": st.column_config.TextColumn("Title", width=360),
    "publisher": st.column_config.TextColumn("Publisher", width="medium"),
    "year": st.column_config.NumberColumn("Year", format="%d", width="small"),
    "n_passages": st.column_config.NumberColumn("Passages", format="localized", width="small"),
    "country": "Country",
    "sector": "Sector",
    "language": st.column_config.TextColumn("Language", width="small"),
    "kind": st.column_config.TextColumn(
        "Kind", width="small", help="Reports written so alike are compared with one another"
    ),
    "n_words": st.column_config.NumberColumn("Words", format="localized", width="small"),
    "n_pages": st.column_config.NumberColumn("Pages", format="localized", width="small"),
    "format": st.column_config.TextColumn("Format", width="small"),
    "quality": st.column_config.NumberColumn("Text quality", format="percent", width="small"),
    "source": st.column_config.TextColumn("File", width="medium"),
}

_LISTED = 60


def show(opened: Results, view: View) -> None:
    """Show the reports, how well they are known and read, the problems, and the upload."""
    held = cached.summary(opened, view.selection)
    passages_held = wording.counted(held.n_passages, "passage")
    words = "" if view.selection.phrase else f"{held.n_words:,} words in "
    notices.finding(f"{wording.counted(held.n_reports, 'report')}, {words}{passages_held}")
    places.link("evidence", f"Read the {passages_held}", view, theme=None, query="", focus=None)
    names = {
        "reports": "Reports",
        "quality": "What is known",
        "problems": wording.counted(len(opened.problems), "problem"),
        "add": "Add files",
    }
    part, place = parts.show(view, names, "corpus-part")
    with place:
        if part == "quality":
            _quality(opened, view)
        elif part == "problems":
            _problems(opened.problems)
        elif part == "add":
            upload.show(opened, cached.workspace_path())
        else:
            _reports(opened, view)


def _reports(opened: Results, view: View) -> None:
    table = cached.listed(opened, view.narrowed(), view.subset, view.theme, view.spoke)
    shown = corpus_tables.with_kinds(corpus_tables.named(table), opened.kinds)
    if view.subset or view.focus or view.spoke:
        with st.container(horizontal=True, vertical_alignment="center", key="room"):
            st.header(wording.counted(len(table), "report"), anchor=False, width="content")
            passages.narrowing(view)
    if view.report is not None:
        report.show(opened, view, cached.workspace_path(), view.report)
    st.caption("Select a row to see where its values were found, to correct them, and to read the report.")
    key = f"reports-{view.narrowed()}-{view.subset}-{view.spoke}"

    def chosen() -> None:
        row = state.row(key)
        state.go(report=None if row is None else str(table["report_id"].iloc[row]))

    st.dataframe(
        shown,
        hide_index=True,
        placeholder="unknown",
        key=key,
        on_select=chosen,
        selection_mode="single-row",
        column_order=list(_COLUMNS),
        column_config=_COLUMNS,
        height=min(560, 38 * (len(table) + 2)),
        alt="The reports of this selection with what was read of each",
    )
    left = cached.listed(opened, view.selection, "uncounted")
    if len(left) and not view.subset:
        st.caption("Reports that repeat another, or hold no text to count, are kept and left out of all counts.")
        doors.reports(opened, view, "{} left out", subset="uncounted", focus=None)


def _quality(opened: Results, view: View) -> None:
    """How much is known of the reports, how well they were read, and what repeats what."""
    reports = cached.listed(opened, view.selection)
    known, repeated = st.columns([3, 2], gap="large")
    with known:
        st.header("Metadata", anchor=False)
        with st.container(gap="xxsmall"):
            for field in corpus_tables.FIELDS:
                _known(opened, view, field, corpus_tables.n_values(reports, field))
        st.caption(
            "A value that nothing says stays unknown. Correct one report on the tab Reports, many in metadata.csv."
        )
        st.header("Text quality", anchor=False)
        st.markdown(corpus_tables.quality_sentence(reports))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            doors.reports(opened, view, "Read from pages: {}", subset="scored")
            doors.reports(opened, view, "Read badly: {}", subset="poor")
    with repeated:
        if view.by is not None:
            _values(opened, view, view.by, reports)
        _repeated(opened, view)


def _known(opened: Results, view: View, field: str, n_values: int) -> None:
    """Of how many reports a field is known, of how many not, and how many values it has."""
    facet: Facet | None = next((facet for facet in FACETS if facet == field), None)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{wording.capitalised(field)}**", width=88)
        doors.reports(opened, view, "known: {}", subset=f"known:{field}")
        doors.reports(opened, view, "unknown: {}", subset=f"unknown:{field}")
        if facet is not None and n_values:
            places.link("corpus", wording.counted(n_values, field), view, by=facet, tab="quality")


def _values(opened: Results, view: View, by: Facet, reports: pd.DataFrame) -> None:
    """The values of one field, each the way to its reports."""
    values = reports[by].value_counts()
    st.header(wording.counted(len(values), by), anchor=False)
    grid = st.grid("auto", min_column_width=200)
    for value in values.index[:_LISTED]:
        with grid.cell():
            name = wording.group_name(value, by)
            doors.reports(opened, view, f"{name}: {{}}", focus=(by, value), subset="")
    if len(values) > _LISTED:
        st.caption(f"The {_LISTED} of most reports. Filter for any other in the sidebar.")


def _repeated(opened: Results, view: View) -> None:
    """What repeats what in the whole workspace, whatever the filters."""
    found = cached.duplicates(opened)
    st.header("Duplicates", anchor=False)
    st.markdown(corpus_tables.duplicates_sentence(found))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        doors.reports(opened, view, "Repeat another: {}", subset="repeating", selection=Selection())
        n_passages = cached.repeated_passages(opened, 1, 0).total
        if n_passages:
            read = f"Repeat an earlier one: {wording.counted(n_passages, 'passage')}"
            places.link("evidence", read, view, subset=REPEATED, theme=None, query="", selection=Selection())
    shown = corpus_tables.duplicates(found, opened.reports)
    if len(shown):
        st.dataframe(shown, hide_index=True, key="duplicates", alt="Reports that repeat another")
    st.caption(
        "A report that repeats another is kept and not counted. Repeated passages count, unless you look at new "
        "text only."
    )


def _problems(problems: pd.DataFrame) -> None:
    if problems.empty:
        st.success("Every file was read without a problem.", icon=":material/check_circle:")
        return
    st.caption("What could not be read is left out of all counts. Each row says why, and what to do.")
    st.dataframe(problems, hide_index=True, key="problems", alt="Files that could not be read, with reason and remedy")
