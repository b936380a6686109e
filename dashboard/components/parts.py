"""The parts of a page as tabs; the open one is in the link, and only that one is asked for and shown."""

from collections.abc import Mapping

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from dashboard import state
from dashboard.state import View


def show(view: View, names: Mapping[str, str], key: str) -> tuple[str, TabContainer]:
    """Show tabs by name and label; return the name of the open one and the place to fill."""
    first = next(iter(names))
    chosen = view.tab if view.tab is not None and view.tab in names else first
    by_label = {label: name for name, label in names.items()}

    def write(label: str) -> None:
        name = by_label.get(label, first)
        state.go(tab=None if name == first else name)

    places = st.tabs(list(names.values()), **state.bound_to(key, names[chosen], write))
    return chosen, places[list(names).index(chosen)]
