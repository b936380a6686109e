"""The reports: what was read, how well, what could not be, and the way to add and correct."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, state
from dashboard.components import notices, parts, report, upload
from dashboard.state import View
from pipeline.results import Results
from views import corpus_tables, wording

_COLUMNS: Mapping[str, Any] = {
    "title": st.column_config.TextColumn("Title", width="large"),
    "publisher": st.column_config.TextColumn("Publisher", width="medium"),
    "year": st.column_config.NumberColumn("Year", format="%d", width="small"),
    "country": "Country",
    "sector": "Sector",
    "language": st.column_config.TextColumn("Language", width="small"),
    "n_passages": st.column_config.NumberColumn("Passages", format="localized", width="small"),
    "n_words": st.column_config.NumberColumn("Words", format="localized", width="small"),
    "n_pages": st.column_config.NumberColumn("Pages", format="localized", width="small"),
    "format": st.column_config.TextColumn("Format", width="small"),
    "quality": st.column_config.NumberColumn("Text quality", format="percent", width="small"),
    "source": st.column_config.TextColumn("File", width="medium"),
}


def show(opened: Results, view: View) -> None:
    """Show the reports, how well they are known and read, the problems, and the upload."""
    held = cached.summary(opened, view.selection)
    words = f"{held.n_words:,} words in {wording.counted(held.n_passages, 'passage')}"
    whole = view.selection.phrase == ""
    said = f"{wording.counted(held.n_reports, 'report')}, {words if whole else words.partition(' in ')[2]}"
    notices.finding(said)
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
    if part != "add":
        upload.watch(opened, cached.workspace_path())


def _reports(opened: Results, view: View) -> None:
    table = cached.table(opened, "reports", view.selection)
    shown = corpus_tables.named(table)
    if view.report is not None:
        report.show(opened, view, cached.workspace_path(), view.report)
    st.caption("Select a row to see where its values were found, to correct them, and to read the report.")
    key = f"reports-{view.selection}"

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


def _quality(opened: Results, view: View) -> None:
    """How much is known of the reports, how well they were read, and what repeats what."""
    reports = cached.table(opened, "reports", view.selection)
    known, repeated = st.columns(2, gap="large")
    with known:
        st.header("Metadata", anchor=False)
        st.dataframe(corpus_tables.known(reports), hide_index=True, key="known", alt="Known values of each field")
        st.caption(
            "A value that nothing says stays unknown. Correct one report on the tab Reports, many in metadata.csv."
        )
        st.header("Text quality", anchor=False)
        st.markdown(corpus_tables.quality_sentence(reports))
    with repeated:
        st.header("Duplicates", anchor=False)
        duplicates = corpus_tables.duplicates(cached.duplicates(opened), opened.reports)
        st.markdown(corpus_tables.duplicates_sentence(cached.duplicates(opened)))
        if len(duplicates):
            st.dataframe(duplicates, hide_index=True, key="duplicates", alt="Reports that repeat another")
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
