"""One passage on the page of its report, with the pages and passages around it."""

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import passages
from dashboard.state import View
from errors import ThemelineError
from pipeline.results import Results
from views import evidence, wording
from views.escape import safe_markdown

_NEIGHBOURS = 2


def show(opened: Results, view: View, row: "pd.Series[object]") -> None:
    """Show where a passage stands: its page as an image where there is one, else the text around it."""
    with st.container(key="reader"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(safe_markdown(str(row["title"] or "Untitled report")), anchor=False, width="stretch")
            st.button("Close", icon=":material/close:", type="tertiary", on_click=state.go, kwargs={"passage": None})
        st.caption(safe_markdown(passages.cite(row)))
        _themes(opened, view, row)
        if row["has_page_image"]:
            _page(opened, view, row)
        _around(opened, view, row)


def _themes(opened: Results, view: View, row: "pd.Series[object]") -> None:
    """The themes that this passage was assigned to, each a link."""
    labels = opened.themes.labels
    with st.container(horizontal=True, gap="small"):
        for theme_id, score, _ in row["themes"]:
            places.link("theme", f"{labels[theme_id]} {wording.percent(score)}", view, theme=theme_id)


def _page(opened: Results, view: View, row: "pd.Series[object]") -> None:
    first = passages.whole(row["page"]) or 1
    page = view.page or first
    n_pages = passages.whole(row.get("n_pages")) or page
    try:
        image = cached.page_image(opened, str(row["passage_id"]), page)
    except ThemelineError as error:
        st.info(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}", icon=":material/broken_image:")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _go_to("Previous page", ":material/chevron_left:", page - 1, disabled=page <= 1)
        st.markdown(f"Page {page} of {n_pages}", width="content")
        _go_to("Next page", ":material/chevron_right:", page + 1, disabled=page >= n_pages)
        if page != first:
            _go_to("Back to the passage", ":material/my_location:", first, disabled=False)
    st.image(image, width="stretch", alt=f"Page {page} of {row['title']}; the passage is marked on it.")


def _go_to(label: str, icon: str, page: int, *, disabled: bool) -> None:
    st.button(label, icon=icon, key=f"page-{label}", disabled=disabled, on_click=state.go, kwargs={"page": page})


def _around(opened: Results, view: View, row: "pd.Series[object]") -> None:
    """The passages just before and after, and the way to all of the report's."""
    every = cached.report_passages(opened, str(row["report_id"])).reset_index(drop=True)
    at = int(every.index[every["passage_id"] == row["passage_id"]][0])
    st.subheader("Around it", anchor=False)
    for _, other in every.iloc[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS + 1].iterrows():
        with st.container(border=bool(other["passage_id"] == row["passage_id"]), gap="xxsmall"):
            if other["passage_id"] == row["passage_id"]:
                passages.card(row)
            else:
                st.html(evidence.passage_html(str(other["text"])))
                places.link("evidence", "Read this one", view, icon=":material/menu_book:", passage=other["passage_id"])
    count = wording.counted(len(every), "passage")
    places.link("evidence", f"All {count} of this report", view, report=row["report_id"], theme=None, query="", passage=row["passage_id"])


def one_report(opened: Results, view: View) -> None:
    """Say which report a search is narrowed to, with the way back to all."""
    if view.report is None:
        return
    titles = opened.reports.set_index("report_id")["title"]
    title = safe_markdown(wording.group_name(titles.get(view.report)))
    st.button(f"Report: {title} ✕", key="one-report", help="Search all reports again", on_click=state.go, kwargs={"report": None})
