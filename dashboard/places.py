"""The pages by name, and the links to them that carry the view along."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Unpack
from urllib.parse import urlencode

import streamlit as st

from dashboard import state
from dashboard.state import Changes, View
from views.escape import safe_markdown


@dataclass(frozen=True)
class Place:
    """One page as the navigation names it."""

    title: str
    icon: str
    purpose: str


PLACES: Mapping[str, Place] = {
    "overview": Place("Overview", ":material/monitoring:", "Which themes matter, and what rises or falls."),
    "theme": Place("Theme", ":material/label:", "One theme: its trend, its groups, its passages."),
    "compare": Place("Compare", ":material/compare_arrows:", "How two groups differ, and how sure that is."),
    "map": Place("Map", ":material/hub:", "Which themes go together in the same passages."),
    "evidence": Place("Evidence", ":material/search:", "Search and read passages on their page."),
    "corpus": Place("Corpus", ":material/library_books:", "The reports, what was read, and your own files."),
    "themes": Place("Themes", ":material/edit_note:", "What each theme means and which phrases speak for it."),
    "export": Place("Export", ":material/download:", "Summaries and tables to take away."),
    "method": Place("Method", ":material/help:", "What every number means."),
}


def page(name: str) -> st.Page:
    """Return Streamlit's handle of a page, which it knows by its path alone."""
    place = PLACES[name]
    return st.Page(lambda: None, title=place.title, icon=place.icon, url_path=name)


def link(name: str, label: str, view: View, *, icon: str | None = None, **changes: Unpack[Changes]) -> None:
    """Show a link to a page that keeps the view, after `changes` to it. `label` may hold any text.

    A link to the page that is shown already becomes a button: Streamlit would follow it
    without changing the address.
    """
    if state.here() == name:
        key = f"link-{label}-{sorted(changes.items(), key=str)}"
        st.button(safe_markdown(label), key=key, icon=icon, type="tertiary", on_click=state.go, kwargs=dict(changes))
        return
    params = state.link(state.changed(_leaving(view), **changes))
    st.page_link(page(name), label=safe_markdown(label), icon=icon or "", query_params=params, help="")


def address(name: str, view: View, **changes: Unpack[Changes]) -> str:
    """Return the address of a page with the view, after `changes` to it, for a cell of a table."""
    return f"/{name}?{urlencode(state.link(state.changed(_leaving(view), **changes)))}"


def switch(name: str, view: View, **changes: Unpack[Changes]) -> None:
    """Go to a page with the view, after `changes` to it."""
    st.switch_page(page(name), query_params=state.link(state.changed(_leaving(view), **changes)))


def _leaving(view: View) -> View:
    """Return the view without what belongs to one page alone."""
    return replace(view, tab=None, subset="", those="")


def navigation(view: View) -> None:
    """Show the links to all pages; the filters and the theme go along, what is open stays behind."""
    left = state.changed(_leaving(view), focus=None, query="", spoke="", report=None, passage=None, other=None)
    for name, place in PLACES.items():
        params = state.link(view if state.here() == name else left)
        st.page_link(page(name), label=place.title, icon=place.icon, query_params=params, help=place.purpose)
