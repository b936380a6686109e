"""How two groups differ, theme by theme, and the passages of both."""

import pandas as pd
import streamlit as st

from dashboard import cached, state
from dashboard.components import figure, notices, passages
from dashboard.state import REST, View, admitting
from pipeline.results import Results
from schema import Facet
from views import tables, wording
from views.charts import dots, heat
from views.comparison import comparison_sentence
from views.escape import safe_markdown

Group = int | str


def show(opened: Results, view: View) -> None:
    """Let the person choose two groups, show where they differ, and open both sides' passages."""
    facets = cached.facets(opened)
    if not facets:
        st.info("These reports differ in no year, country, sector, publisher or language that is known.")
        return
    by: Facet = view.by if view.by in facets else "country" if "country" in facets else facets[0]
    st.segmented_control("Compare by", facets, required=True, format_func=wording.facet_name, **state.bound("by", by))
    groups = cached.groups(opened, view.selection, by)
    if len(groups) < 2:
        many = wording.facet_name(by, plural=True)
        st.info(f"The reports selected hold fewer than two {many}: remove that filter.", icon=":material/info:")
        return
    pair, everything = st.tabs(["Two groups", "All groups"], key="comparison", on_change="rerun")
    if everything.open:
        with everything:
            _all_groups(opened, view, by)
    else:
        with pair:
            _two_groups(opened, view, by, groups)


def _two_groups(opened: Results, view: View, by: Facet, groups: list[Group]) -> None:
    pair = _choose(view, by, groups)
    table = cached.contrasts(opened, view.selection, by, (pair,), measure=view.measure, weighting=view.weighting)
    names = [_side_name(value) for value in pair]
    notices.finding(safe_markdown(comparison_sentence(table, *names)))
    chart = dots.differences(table, opened.themes.labels, measure=view.measure, select=figure.CLICK)
    said = figure.caption(opened, view, f"{names[0]} compared with {names[1]}")
    clicked = figure.show(
        chart, tables.contrasts_table(table, opened.themes.labels), said, key=f"differences-{view.theme}", clicks=True
    )
    if clicked:
        state.go(by=by, group_a=pair[0], group_b=pair[1], theme=str(clicked["key"]))
        st.rerun()
    _both_sides(opened, view, by, pair, groups, table)


def _choose(view: View, by: Facet, groups: list[Group]) -> tuple[Group, Group]:
    """Show the choice of both groups; the one chosen on a side is not offered on the other."""
    a = next((group for group in groups if group == view.group_a), groups[0])
    others = [other for other in groups if other != a]
    against = [*others, REST] if len(others) > 1 else others
    b = next((group for group in against if group == view.group_b), others[0])
    left, right = st.columns(2)
    with left:
        st.selectbox(
            "Group A",
            [value for value in groups if value != b],
            format_func=wording.group_name,
            **state.bound_to("group-a", a, lambda value: state.go(by=by, group_a=value, group_b=b)),
        )
    with right:
        st.selectbox(
            "Group B",
            against,
            format_func=_side_name,
            **state.bound_to("group-b", b, lambda value: state.go(by=by, group_a=a, group_b=value)),
        )
    return a, b


def _both_sides(
    opened: Results, view: View, by: Facet, pair: tuple[Group, Group], groups: list[Group], table: pd.DataFrame
) -> None:
    """The passages of one theme in both groups, side by side."""
    labels = opened.themes.labels
    chosen = view.theme or opened.themes.ids[0]
    st.header("Read both sides", anchor=False)
    st.selectbox("Theme", list(labels), format_func=labels.__getitem__, **state.bound("theme", chosen))
    row = table[table["theme_id"] == chosen].iloc[0]
    st.markdown(safe_markdown(wording.contrast_sentence(row, labels[chosen], view.measure)))
    most = 0
    for column, value in zip(st.columns(2, gap="large"), pair, strict=True):
        with column:
            members = [other for other in groups if other != pair[0]] if value == REST else [value]
            found = passages.ask(opened, view, admitting(view.selection, by, tuple(members)), (chosen,))
            name = safe_markdown(_side_name(value))
            st.markdown(f"**{name}** · {wording.counted(found.total, 'passage')}")
            passages.show(found, view)
            most = max(most, found.total)
    passages.turn(view, most)


def _side_name(value: Group) -> str:
    return "all others" if value == REST else wording.group_name(value)


def _all_groups(opened: Results, view: View, by: Facet) -> None:
    table = cached.prevalence(opened, view.selection, by, view.measure, view.weighting)
    chart = heat.theme_by_group(
        table, by, opened.themes.labels, measure=view.measure, weighting=view.weighting, select=figure.CLICK
    )
    said = figure.caption(opened, view, f"Themes by {wording.facet_name(by).lower()}")
    st.caption("Each cell is an estimate; its interval shows when you point at it. Click a cell to read its passages.")
    clicked = figure.show(chart, table, said, key=f"profiles-{view.theme}-{view.focus}", clicks=True)
    if clicked:
        named = {wording.group_name(value): value for value in cached.known(opened).values[by]}
        state.go(by=by, theme=str(clicked["theme_id"]), focus=(by, named[clicked["group"]]))
        st.rerun()
    if view.theme and view.focus:
        found = passages.ask(opened, view, view.narrowed(), (view.theme,))
        label = safe_markdown(opened.themes.labels[view.theme])
        st.header(f"{label} · {wording.counted(found.total, 'passage')}", anchor=False)
        passages.narrowing(view)
        passages.show(found, view)
        passages.turn(view, found.total)
