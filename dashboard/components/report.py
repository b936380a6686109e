"""One report's metadata: each value with where it was found, and the form to correct it."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.state import View
from errors import ThemelineError
from pipeline import correct
from pipeline.results import Results
from schema import METADATA_FIELDS, Facet
from views import wording
from views.escape import safe_markdown

_NAMES = {"url": "Address", "date": "Date (2021, 2021-06 or 2021-06-15)"}
_WORDS = {"url": "address"}
_CHOSEN: tuple[Facet, ...] = ("publisher", "country", "sector", "language")


def show(opened: Results, view: View, workspace: Path, report_id: str) -> None:
    """Show what is known of a report and from where, the way to its passages, and the correction."""
    report = opened.reports[opened.reports["report_id"] == report_id].iloc[0]
    with st.container(border=True, key="report"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.header(safe_markdown(wording.group_name(report["title"])), anchor=False, width="stretch")
            st.button("Close", icon=":material/close:", type="tertiary", on_click=state.go, kwargs={"report": None})
        _read(opened, view, report_id)
        found, corrected = st.columns(2, gap="large")
        with found:
            _found(opened, report_id)
        with corrected:
            _correct(opened, workspace, report)


def _read(opened: Results, view: View, report_id: str) -> None:
    found = cached.passages(opened, view.selection, (), (report_id,), limit=1)
    label = f"Read its {wording.counted(found.total, 'passage')}"
    first = None if found.frame.empty else str(found.frame["passage_id"].iloc[0])
    icon = ":material/menu_book:"
    places.link("evidence", label, view, icon=icon, report=report_id, theme=None, query="", passage=first)


def _found(opened: Results, report_id: str) -> None:
    st.subheader("Where each value was found", anchor=False)
    rows = cached.metadata(opened, report_id)
    order = {name: place for place, name in enumerate(METADATA_FIELDS)}
    rows = rows.sort_values("field", key=lambda names: names.map(order))
    shown = pd.DataFrame(
        {
            "Field": [wording.capitalised(_WORDS.get(str(name), str(name))) for name in rows["field"]],
            "Value": rows["value"],
            "Found in": rows["found_in"],
            "Confidence": rows["confidence"],
        }
    )
    st.dataframe(shown, hide_index=True, key="report-metadata", alt="Where each value of this report was found")
    unknown = [_WORDS.get(name, name) for name in METADATA_FIELDS if name not in set(rows["field"])]
    if unknown:
        st.caption(f"Nothing says the {wording.join(unknown)}: unknown, not guessed.")


def _correct(opened: Results, workspace: Path, report: "pd.Series[Any]") -> None:
    """The form; only what was changed is kept as a correction, and an emptied field goes back to what was found."""
    st.subheader("Correct it", anchor=False)
    source = str(report["source"])
    with st.form("correct", border=False):
        before = {name: "" if pd.isna(report[name]) else str(report[name]) for name in METADATA_FIELDS}
        after = {name: _field(opened, name, source, before[name]) for name in METADATA_FIELDS}
        asked = st.form_submit_button("Keep the correction", type="primary", icon=":material/edit:")
    if not asked:
        return
    values = {name: text.strip() for name, text in after.items() if text.strip() != before[name]}
    if not values:
        st.info("Nothing was changed.")
        return
    try:
        with st.spinner("Counting again with the corrected values …"):
            done = correct.correct(workspace, source, values)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.toast("Corrected." if done else "Kept. Themes are found anew; the page follows when that is done.")
    st.rerun()


def _field(opened: Results, name: str, source: str, before: str) -> str:
    """One value to correct; of a facet the values there are can be chosen, or a new one typed."""
    label = _NAMES.get(name, wording.capitalised(name))
    key = f"correct-{name}-{source}-{before}"  # so that what another person corrected meanwhile stays
    facet: Facet | None = next((facet for facet in _CHOSEN if facet == name), None)
    if facet is None:
        return st.text_input(label, value=before, key=key)
    known = [*(str(value) for value in cached.known(opened).values[facet] if value is not None), wording.UNKNOWN]
    options = list(dict.fromkeys([before, "", *known])) if before else known
    chosen = st.selectbox(
        label,
        options,
        index=0 if before else None,
        format_func=lambda value: wording.group_name(value, facet) if value else "As it was found",
        accept_new_options=True,
        placeholder="Choose, or type a new one",
        key=key,
    )
    return chosen or ""
