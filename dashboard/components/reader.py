"""One passage on the page of its report, with the pages and passages around it."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import passages
from dashboard.components.passages import Found
from dashboard.state import View
from errors import ThemelineError
from pipeline.results import Results
from views import evidence, wording
from views.escape import safe_markdown

_NEIGHBOURS = 2


def show(opened: Results, view: View, frame: pd.DataFrame) -> None:
    """Show where a passage stands: its page as an image where there is one, and the text around it."""
    found = _with_evidence(passages.rows(frame)[0], view, frame)
    with st.container(key="reader"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
            st.header(safe_markdown(found.cited), anchor=False, width="stretch")
            st.button("Close", icon=":material/close:", type="tertiary", on_click=state.go, kwargs={"passage": None})
        _themes(opened, view, frame)
        if found.has_page_image:
            _page(opened, view, found)
        _around(opened, view, found)


def _with_evidence(found: Found, view: View, frame: pd.DataFrame) -> Found:
    """Add what spoke for the theme of the view, to be marked; nothing where it speaks for another."""
    spoken = {theme_id: evidence_text for theme_id, _, evidence_text in frame["themes"].iloc[0]}
    phrases = str(spoken.get(view.theme, "") or "").split("; ")
    return replace(found, phrases=tuple(phrase for phrase in phrases if phrase))


def _themes(opened: Results, view: View, frame: pd.DataFrame) -> None:
    """The themes that this passage was assigned to, each a link."""
    labels = opened.themes.labels
    assigned = list(frame["themes"].iloc[0])
    if not assigned:
        st.caption("This passage was assigned to no theme.")
    with st.container(horizontal=True, gap="small"):
        for theme_id, score, _ in assigned:
            places.link("theme", f"{labels[theme_id]} (score {score:.2f})", view, theme=theme_id)


def _page(opened: Results, view: View, found: Found) -> None:
    first = found.page or 1
    page = view.page or first
    n_pages = cached.page_count(opened, found.report_id) or page
    try:
        image = cached.page_image(opened, found.passage_id, page)
    except ThemelineError as error:
        st.info(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}", icon=":material/broken_image:")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _go_to("Previous page", ":material/chevron_left:", page - 1, disabled=page <= 1)
        st.markdown(f"Page {page} of {n_pages}", width="content")
        _go_to("Next page", ":material/chevron_right:", page + 1, disabled=page >= n_pages)
        if page != first:
            _go_to("Back to the passage", ":material/my_location:", first, disabled=False)
    marked = "the passage is marked on it" if page == first else "the passage is on another page"
    st.image(image, width="stretch", alt=f"Page {page} of {found.cited}; {marked}.")


def _go_to(label: str, icon: str, page: int, *, disabled: bool) -> None:
    st.button(label, icon=icon, key=f"page-{label}", disabled=disabled, on_click=state.go, kwargs={"page": page})


def _around(opened: Results, view: View, found: Found) -> None:
    """The passages just before and after, and the way to all of the report's."""
    every = passages.rows(cached.report_passages(opened, found.report_id))
    at = [other.passage_id for other in every].index(found.passage_id)
    st.header("Around it", anchor=False)
    for other in every[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS + 1]:
        if other.passage_id == found.passage_id:
            with st.container(border=True):
                passages.card(found, view.query)
        else:
            st.html(evidence.passage_html(other.text))
            places.link("evidence", "Read this one", view, icon=":material/menu_book:", passage=other.passage_id)
    n_of = passages.n_of_report(opened, view, found.report_id)
    places.link(
        "evidence",
        f"All {wording.counted(n_of, 'passage')} of this report",
        view,
        icon=":material/article:",
        report=found.report_id,
        theme=None,
        query="",
        passage=found.passage_id,
    )


def one_report(opened: Results, view: View) -> None:
    """Say which report a search is narrowed to, with the way back to all."""
    if view.report is None:
        return
    titles = opened.reports.set_index("report_id")["title"]
    title = safe_markdown(wording.group_name(titles.get(view.report)))
    st.button(
        f"Report: {title} ✕",
        key="one-report",
        help="Search all reports again",
        on_click=state.go,
        kwargs={"report": None},
    )
