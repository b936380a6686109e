"""The reports that a number rests on: each count is the way to the list of them."""

from typing import Unpack

import streamlit as st

from dashboard import cached, places, state
from dashboard.state import Changes, View
from pipeline.results import Results
from pipeline.subsets import UNDATED, WITH_THEME
from views import wording


def reports(opened: Results, view: View, words: str = "{}", **changes: Unpack[Changes]) -> None:
    """Show how many reports the view has after `changes`, as the way to them; `words` hold the count in braces."""
    seen = state.changed(view, **changes)
    n = len(cached.listed(opened, seen.narrowed(), seen.subset, seen.theme, seen.spoke))
    said = words.replace("{}", wording.counted(n, "report"))  # no format: words may name a group with braces
    if not n:
        st.caption(said, width="content")
        return
    opens: Changes = {"tab": None, "report": None, "focus": seen.focus, "subset": seen.subset}
    opens.update(changes)
    places.link("corpus", said, view, **opens)


def behind(opened: Results, view: View, **changes: Unpack[Changes]) -> None:
    """Show in how many of the reports looked at the passages of the view's theme stand."""
    within, among = Changes(**changes), Changes(**changes)
    within["subset"], among["subset"], among["spoke"] = WITH_THEME, view.subset, ""
    if not view.subset:
        reports(opened, view, "in {}", **within)
    reports(opened, view, "of {} looked at", **among)
    among["subset"] = UNDATED
    if not view.subset and len(cached.listed(opened, state.changed(view, **among).narrowed(), UNDATED)):
        reports(opened, view, "among them {} of unknown year", **among)
