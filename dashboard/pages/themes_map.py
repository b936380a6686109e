"""Which themes go together: all pairs at a glance, and the passages on both themes of a pair."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import arrival, figure, notices, passages
from dashboard.state import View
from pipeline.results import Results
from views import explanation, wording
from views.charts import together
from views.escape import safe_markdown

_LISTED = 9
_CHOOSE = "Choose a theme"


def show(opened: Results, view: View) -> None:
    """Show the map and, for a chosen pair, its passages."""
    view = replace(view, selection=replace(view.selection, new_text_only=False))
    table = cached.cooccurrence(opened, view.selection)
    if table["odds_ratio"].notna().sum() == 0:
        st.info("In the reports selected no two themes share a passage often enough to compare.", icon=":material/hub:")
        return
    labels = opened.themes.labels
    notices.finding(safe_markdown(explanation.map_sentence(table, labels)))
    st.caption(
        "Each circle is a pair: the larger, the further from chance within a report. A dot means that the evidence "
        "tells neither way. Click a circle to read the passages on both."
    )
    groups = {theme.id: theme.group for theme in opened.themes.themes}
    chart = together.matrix(table, labels, groups, select=figure.CLICK)
    said = figure.caption(opened, view, "Themes that go together")

    def click(mark: figure.Fields) -> None:
        state.go(theme=str(mark["key_a"]), other=str(mark["key_b"]))

    key = f"map-{view.theme}-{view.other}"
    with st.container(key="matrix"):
        figure.show(
            chart, table, said, key=key, click=click, row=lambda row: {"key_a": row["theme_a"], "key_b": row["theme_b"]}
        )
    with st.container(key="too-narrow"):
        pairs = "" if explanation.surest_pairs(table, _LISTED).empty else " The surest pairs are listed below."
        st.caption(f"The map of all pairs needs a wider screen; here any two themes can be chosen.{pairs}")
    _pair(opened, view)
    _surest(opened, view, table)


def _surest(opened: Results, view: View, table: pd.DataFrame) -> None:
    """The pairs that go together most surely, each the way to its passages."""
    labels = opened.themes.labels
    surest = explanation.surest_pairs(table, _LISTED)
    if surest.empty:
        return
    st.header("Most surely together", anchor=False)
    grid = st.grid("auto", min_column_width=300)
    for _, row in surest.iterrows():
        first, second = str(row["theme_a"]), str(row["theme_b"])
        with grid.cell(), st.container(gap="xxsmall"):
            both, n_of = wording.join((labels[first], labels[second])), int(row["n_together"])
            places.link("map", f"{both}: {wording.counted(n_of, 'passage')}", view, theme=first, other=second)
            st.caption(f"Odds ratio {explanation.odds_with_interval(row)}")


def _pair(opened: Results, view: View) -> None:
    """The passages on both themes, chosen by a click or by name."""
    labels = opened.themes.labels
    chosen: tuple[tuple[str, str, str | None], ...] = (("Theme", "theme", view.theme), ("And", "other", view.other))
    for column, (said, name, theme_id) in zip(st.columns(2), chosen, strict=True):
        with column:
            st.selectbox(
                said,
                [None, *labels],
                placeholder=_CHOOSE,
                format_func=lambda key: _CHOOSE if key is None else labels[key],
                **state.bound(name, theme_id),
            )
    if view.theme is None or view.other is None or view.theme == view.other:
        arrival.here()
        return
    found = passages.ask(opened, view, view.selection, (view.theme, view.other))
    both = safe_markdown(wording.join((labels[view.theme], labels[view.other])))
    with st.container(horizontal=True, key="room"):
        st.header(f"{both} · {wording.counted(found.total, 'passage')}", anchor=False)
        arrival.here(view.theme, view.other)
    passages.show(found, view)
    passages.turn(view, found.total)
