"""What every page has around it: navigation, filters, notices, and a way out when something is wrong."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import cached, places, state
from dashboard.components import building, filters, notices
from dashboard.state import Known, View
from errors import ThemelineError, WorkspaceNotFound
from pipeline.results import Results
from schema import Selection

Show = Callable[[Results, View], None]

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b5394"/>'
    '<path d="M6 23l7-8 6 4 7-11" fill="none" stroke="#fff" stroke-width="3"/></svg>'
)

# Pages that say something useful about a corpus without a single report in the selection.
_ALWAYS_OPEN = ("corpus", "themes", "method")

# Pages from which a build is started: the new results are what the person waits for.
_FOLLOWING = ("corpus", "themes")


def run(shows: Mapping[str, Show], start: str) -> None:
    """Show the page that the address asks for, within the frame."""
    pages = [
        st.Page(
            _page(name, show),
            title=places.PLACES[name].title,
            url_path=name,
            default=name == start,
        )
        for name, show in shows.items()
    ]
    st.navigation(pages, position="hidden").run()


def _page(name: str, show: Show) -> Callable[[], None]:
    def page() -> None:
        _render(name, show)

    return page


def _render(name: str, show: Show) -> None:
    title = places.PLACES[name].title
    st.set_page_config(page_title=f"{title} · Themeline", page_icon=_ICON, layout="wide")
    notices.style()
    state.arrive(name)
    try:
        opened = cached.opened()
        known = cached.known(opened)
        view, ignored = state.read(known)
        _inside(name, show, opened, known, view, ignored)
    except WorkspaceNotFound as error:
        _navigation_alone(title)
        notices.no_workspace(error)
    except ThemelineError as error:
        _navigation_alone(title)
        notices.failed(error)


def _inside(name: str, show: Show, opened: Results, known: Known, view: View, ignored: list[str]) -> None:
    with st.sidebar:
        notices.brand()
        places.navigation(view)
        filters.show(opened, known, view)
    notices.illustrative(opened)
    st.title(places.PLACES[name].title, anchor=False)
    building.show(opened, follow=name in _FOLLOWING)
    notices.ignored(ignored)
    everything = cached.summary(opened, Selection())
    selected = cached.summary(opened, view.selection)
    filters.chips(view, selected.n_reports, everything.n_reports)
    if name not in _ALWAYS_OPEN:
        if not everything.n_reports:
            notices.empty_corpus(view)
            return
        if not selected.n_reports:
            notices.empty_selection()
            return
    try:
        show(opened, view)
    except ThemelineError as error:
        notices.failed(error)


def _navigation_alone(title: str) -> None:
    with st.sidebar:
        notices.brand()
        places.navigation(View())
    st.title(title, anchor=False)


def show_failure(error: Exception) -> bool:
    """Say that a page failed by a fault of ours, without a traceback; Streamlit's hook for such errors."""
    notices.broken(error)
    return True
