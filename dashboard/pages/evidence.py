"""Search and read: passages by words, theme and filters, and each on the page it stands on."""

import pandas as pd
import streamlit as st

from dashboard import cached, state
from dashboard.components import notices, passages, reader
from dashboard.state import View
from errors import InvalidSetting
from pipeline.results import Results


def show(opened: Results, view: View) -> None:
    """Show the search, its hits, and beside them the open passage on its page."""
    _ask(opened, view)
    theme_ids = (view.theme,) if view.theme else ()
    found = passages.ask(opened, view, view.narrowed(), theme_ids, view.query)
    here = _open(opened, view)
    hits, beside = st.columns(2, gap="large") if here is not None else (st.container(), None)
    with hits:
        passages.door(opened, found, view)
        reader.one_report(opened, view)
        if not found.total:
            _nothing(view)
        passages.show(found, view, opened_id=view.passage)
        passages.turn(view, found.total)
    if beside is not None and here is not None:
        with beside:
            reader.show(opened, view, here)


def _open(opened: Results, view: View) -> pd.DataFrame | None:
    """Return the passage that the link opens."""
    if view.passage is None:
        return None
    try:
        return cached.passage(opened, view.passage)
    except InvalidSetting as error:
        notices.ignored([f"{error.reason} {error.remedy}"])
        return None


def _ask(opened: Results, view: View) -> None:
    labels = opened.themes.labels
    words, theme = st.columns([2, 1], vertical_alignment="bottom")
    with words:
        st.text_input(
            "Search the passages",
            type="search",
            placeholder='legacy AND "technical debt"',
            help='Words, "exact phrases", AND, OR, NOT, and "two words"~5 for words near each other.',
            **state.bound("query", view.query),
        )
    with theme:
        st.selectbox(
            "Theme",
            [None, *labels],
            placeholder="Any theme",
            format_func=lambda theme_id: labels[theme_id] if theme_id else "Any theme",
            **state.bound("theme", view.theme),
        )


def _nothing(view: View) -> None:
    st.info("No passage matches. Try fewer words, another theme, or fewer filters.", icon=":material/search_off:")
    if view.query:
        st.button("Clear the search", on_click=state.go, kwargs={"query": ""})
