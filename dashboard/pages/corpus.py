"""The reports: what was read, what could not be, and the way to add one's own."""

import pandas as pd
import streamlit as st

from dashboard import cached, places
from dashboard.components import upload
from dashboard.state import View
from pipeline.results import Results
from schema import Selection
from views import wording
from views.escape import safe_markdown


def show(opened: Results, view: View) -> None:
    """Show the reports, the problems and the upload."""
    held = cached.summary(opened, Selection())
    words = f"{held.n_words:,} words in {wording.counted(held.n_passages, 'passage')}"
    st.header(f"{wording.counted(held.n_reports, 'report')}, {words}", anchor=False)
    n_problems = wording.counted(len(opened.problems), "problem")
    reports, problems, add = st.tabs(
        ["Reports", n_problems.capitalize(), "Add files"], key="corpus-part", on_change="rerun"
    )
    with reports:
        _reports(opened, view)
    with problems:
        _problems(opened.problems)
    with add:
        upload.show(opened, cached.workspace_path())


def _reports(opened: Results, view: View) -> None:
    shown = opened.reports
    st.caption("Select a row to read that report's passages. The heads of the columns sort.")
    event = st.dataframe(
        shown, hide_index=True, key="reports", on_select="rerun", selection_mode="single-row", height=520
    )
    for row in event.selection.rows:
        report = opened.reports.iloc[row]
        first = cached.report_passages(opened, report["report_id"])
        st.markdown(f"**{safe_markdown(wording.group_name(report['title']))}**")
        places.link(
            "evidence",
            f"Read its {wording.counted(len(first), 'passage')}",
            view,
            icon=":material/menu_book:",
            report=report["report_id"],
            theme=None,
            query="",
            passage=first["passage_id"].iloc[0] if len(first) else None,
        )


def _problems(problems: pd.DataFrame) -> None:
    if problems.empty:
        st.success("Every file was read without a problem.", icon=":material/check_circle:")
        return
    st.caption("What could not be read is left out of all counts. Each row says why, and what to do.")
    st.dataframe(problems, hide_index=True, key="problems")
