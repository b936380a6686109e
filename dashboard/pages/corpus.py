"""The reports: what was read, what could not be, and the way to add one's own."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, places
from dashboard.components import notices, upload
from dashboard.state import View
from pipeline.results import Results
from schema import Selection
from views import wording
from views.escape import safe_markdown

_COLUMNS: Mapping[str, Any] = {
    "title": st.column_config.TextColumn("Title", width="large"),
    "publisher": st.column_config.TextColumn("Publisher", width="medium"),
    "year": st.column_config.NumberColumn("Year", format="%d"),
    "country": "Country",
    "sector": "Sector",
    "language": "Language",
    "format": "Format",
    "n_pages": st.column_config.NumberColumn("Pages", format="%d"),
    "n_passages": st.column_config.NumberColumn("Passages", format="%d"),
    "n_words": st.column_config.NumberColumn("Words", format="localized"),
    "quality": st.column_config.NumberColumn("Text quality", format="percent"),
    "source": st.column_config.TextColumn("File", width="medium"),
}


def show(opened: Results, view: View) -> None:
    """Show the reports, the problems and the upload."""
    held = cached.summary(opened, view.selection)
    words = f"{held.n_words:,} words in {wording.counted(held.n_passages, 'passage')}"
    notices.finding(f"{wording.counted(held.n_reports, 'report')}, {words}")
    n_problems = wording.counted(len(opened.problems), "problem")
    reports, problems, add = st.tabs(["Reports", n_problems, "Add files"], key="corpus-part")
    with reports:
        _reports(opened, view)
    with problems:
        _problems(opened.problems)
    with add:
        upload.show(opened, cached.workspace_path())


def _reports(opened: Results, view: View) -> None:
    table = cached.table(opened, "reports", view.selection)
    st.caption("Select a row to read that report's passages. Click the head of a column to sort.")
    event = st.dataframe(
        table,
        hide_index=True,
        placeholder="unknown",
        key=f"reports-{view.selection}",
        on_select="rerun",
        selection_mode="single-row",
        column_order=list(_COLUMNS),
        column_config=_COLUMNS,
        height=min(560, 38 * (len(table) + 2)),
        alt="The reports of this selection with what was read of each",
    )
    for row in event["selection"]["rows"]:
        _read(opened, view, str(table["report_id"].iloc[row]))


def _read(opened: Results, view: View, report_id: str) -> None:
    """The way from a chosen report to its passages."""
    found = cached.passages(opened, Selection(), (), (report_id,), limit=1)
    report = opened.reports.set_index("report_id").loc[report_id]
    st.markdown(f"**{safe_markdown(wording.group_name(report['title']))}**")
    label = f"Read its {wording.counted(found.total, 'passage')}"
    first = None if found.frame.empty else str(found.frame["passage_id"].iloc[0])
    icon = ":material/menu_book:"
    places.link("evidence", label, view, icon=icon, report=report_id, theme=None, query="", passage=first)


def _problems(problems: pd.DataFrame) -> None:
    if problems.empty:
        st.success("Every file was read without a problem.", icon=":material/check_circle:")
        return
    st.caption("What could not be read is left out of all counts. Each row says why, and what to do.")
    st.dataframe(problems, hide_index=True, key="problems")
