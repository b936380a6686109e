"""The one set of filters: in the sidebar to choose, above the page as chips to remove."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from dashboard import places, state
from dashboard.state import Changes, Known, Value, View
from pipeline.results import Results
from schema import FACETS, MEASURES, POOR_QUALITY, WEIGHTINGS, Facet, Selection
from views import wording
from views.escape import safe_markdown

_CHOSEN_FACETS: tuple[Facet, ...] = ("country", "sector", "publisher", "language")
_THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")
_WEIGHTING_NAMES = {"report": "Reports", "passage": "Passages"}


def show(opened: Results, known: Known, view: View) -> None:
    """Show the filters; what is chosen goes to the link."""
    st.subheader("Reports", anchor=False)
    _years(known, view)
    for facet in _CHOSEN_FACETS:
        _values(facet, known, view)
    _phrase(view)
    _text(opened, view)
    st.subheader("Measure", anchor=False)
    st.segmented_control(
        "What is counted",
        MEASURES,
        required=True,
        format_func=lambda measure: wording.measure_name(measure),
        help="Share: how much of the text is about a theme. Reach: how many reports mention it at all.",
        **state.bound("measure", view.measure),
    )
    st.segmented_control(
        "What weighs the same",
        WEIGHTINGS,
        required=True,
        format_func=_WEIGHTING_NAMES.__getitem__,
        help="Reports: a long report counts as much as a short one. Passages: a long report counts for more.",
        **state.bound("weighting", view.weighting),
    )


def _years(known: Known, view: View) -> None:
    years = [value for value in known.values.get("year", ()) if isinstance(value, int)]
    if len(years) < 2:
        return
    chosen = [value for value in view.selection.year if isinstance(value, int)] or years
    first, last = min(chosen), max(chosen)

    def write(low: int, high: int) -> None:
        inside = tuple(year for year in years if low <= year <= high)
        state.admit("year", () if len(inside) == len(years) else inside)

    with st.container(horizontal=True, gap="small", wrap=False):
        options = [year for year in years if year <= last]
        st.selectbox("From", options, **state.bound_to("filter-from", first, lambda low: write(low, last)))
        options = [year for year in years if year >= first]
        st.selectbox("To", options, **state.bound_to("filter-to", last, lambda high: write(first, high)))


def _values(facet: Facet, known: Known, view: View) -> None:
    values = known.values.get(facet, ())
    if len(values) < 2:
        return

    def write(chosen: Sequence[Value]) -> None:
        state.admit(facet, tuple(chosen))

    st.multiselect(
        wording.facet_name(facet),
        values,
        format_func=lambda value: wording.group_name(value, facet),
        placeholder="All",
        **state.bound_to(f"filter-{facet}", list(view.selection.values(facet)), write),
    )


def _phrase(view: View) -> None:
    st.text_input(
        "Only passages with",
        placeholder="a word or “a phrase”",
        help="Counts only passages that a search finds: shares are then those of a report's passages with the phrase. "
        'Words, "exact phrases", AND, OR, NOT.',
        **state.bound_to("filter-phrase", view.selection.phrase, lambda text: state.refine("phrase", text.strip())),
    )


def _text(opened: Results, view: View) -> None:
    st.checkbox(
        "New text only",
        help="Leaves out passages that the same publisher's earlier report already had.",
        **state.bound_to(
            "filter-new", view.selection.new_text_only, lambda chosen: state.refine("new_text_only", chosen)
        ),
    )
    if not opened.reports["quality"].notna().any():
        return
    st.checkbox(
        "Readable text only",
        help="Leaves out reports whose text was read badly: scans and broken fonts, quality under "
        f"{100 * POOR_QUALITY:g}{wording.GAP}%. Reports of other formats than PDF have no such score and stay.",
        **state.bound_to(
            "filter-quality",
            bool(view.selection.min_quality),
            lambda chosen: state.refine("min_quality", POOR_QUALITY if chosen else 0.0),
        ),
    )


def chips(view: View, n_selected: int, n_all: int) -> None:
    """Show how many reports are selected, each filter with its removal, reset and the link to copy."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips"):
        every: Changes = {"tab": None, "focus": None, "subset": "", "report": None}
        places.link("corpus", wording.counted(n_selected, "report"), view, **every)
        if n_selected < n_all:
            every["selection"] = Selection()
            places.link("corpus", f"of {wording.counted(n_all, 'report')}", view, **every)
        for name, value, label in _chosen(view):
            st.button(
                f"{safe_markdown(label)} ✕",
                key=f"chip-{name}-{value}",
                help=f"Remove this filter: {safe_markdown(label)}",
                on_click=_remove,
                args=(view, name, value),
            )
        untouched = view.selection == Selection()
        st.button(
            "Reset",
            key="reset",
            type="tertiary",
            disabled=untouched,
            help="Remove all filters",
            on_click=state.go,
            kwargs={"selection": Selection()},
        )
        _copy_link(view)
    if view.selection.phrase:
        st.caption(
            f"Counted are the passages with {safe_markdown(view.selection.phrase)} alone: a share is how many of a "
            "report's passages with it are on the theme; reports without it are left out."
        )


def _chosen(view: View) -> list[tuple[str, Value, str]]:
    """Each removable filter: its facet or other name, its value (none for all years), its label."""
    found: list[tuple[str, Value, str]] = []
    if view.selection.year:
        found.append(("year", None, dict(wording.selection_words(Selection(year=view.selection.year)))["Year"]))
    for facet in _CHOSEN_FACETS:
        found += [(facet, value, wording.group_name(value, facet)) for value in view.selection.values(facet)]
    if view.selection.phrase:
        found.append(("phrase", "", f"With {view.selection.phrase}"))
    if view.selection.new_text_only:
        found.append(("new_text_only", 0, "New text only"))
    if view.selection.min_quality:
        found.append(("min_quality", 0, "Readable text only"))
    return found


def _remove(view: View, name: str, value: Value) -> None:
    facet: Facet | None = next((facet for facet in FACETS if facet == name), None)
    if facet is None:
        state.refine(name, type(getattr(view.selection, name))())
    elif facet == "year":
        state.admit("year", ())
    else:
        state.admit(facet, tuple(kept for kept in view.selection.values(facet) if kept != value))


def _copy_link(view: View) -> None:
    address = state.address()
    with st.popover("Copy link", icon=":material/link:", type="tertiary"):
        st.code(address, language=None, wrap_lines=True)
        if urlsplit(address).hostname not in _THIS_COMPUTER:
            st.caption("This address opens the same view for anyone who can reach this dashboard.")
            return
        st.caption("Opens the same view on this computer: the dashboard listens to no other.")
        places.link("export", "For someone elsewhere: a summary", view, icon=places.PLACES["export"].icon)
