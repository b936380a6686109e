"""One theme: how much, how it moves, where it is strong, and the passages behind each number."""

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import figure, notices, passages
from dashboard.state import View
from pipeline.results import Results
from schema import Theme
from views import tables, wording
from views.charts import dots, trend
from views.escape import safe_markdown


def show(opened: Results, view: View) -> None:
    """Show one theme with its trend, its groups, its phrases and its passages."""
    theme = _choose(opened, view)
    asked = (opened, view.selection, None, view.measure, view.weighting)
    change, size = (_only(frame, theme.id) for frame in (cached.changes(*asked), cached.prevalence(*asked)))
    span = cached.span(opened, view.selection)
    notices.finding(safe_markdown(wording.headline(change.iloc[0], size.iloc[0], theme.label, span, view.measure)))
    st.markdown(safe_markdown(theme.description))
    over_time, over_groups = st.columns(2, gap="large")
    with over_time:
        _trend(opened, view, theme)
    with over_groups:
        _groups(opened, view, theme)
    reading, phrases = st.columns([3, 1], gap="large")
    with reading:
        _passages(opened, view, theme)
    with phrases:
        _phrases(opened, view, theme)


def _choose(opened: Results, view: View) -> Theme:
    themes = {theme.id: theme for theme in opened.themes.themes}
    chosen = view.theme or next(iter(themes))
    st.selectbox(
        "Theme",
        list(themes),
        format_func=lambda theme_id: f"{themes[theme_id].label} · {themes[theme_id].group}",
        label_visibility="collapsed",
        **state.bound("theme", chosen),
    )
    return themes[chosen]


def _only(frame: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    return frame[frame["theme_id"] == theme_id]


def _trend(opened: Results, view: View, theme: Theme) -> None:
    st.header("Over the years", anchor=False)
    rows = _only(cached.trends(opened, view.selection, None, view.measure, view.weighting), theme.id)
    if rows.empty:
        st.info("No report selected has a known year, so there is no trend to draw.", icon=":material/event_busy:")
        return
    chart = trend.trend(rows, label=theme.label, measure=view.measure, weighting=view.weighting, select=figure.CLICK)
    said = figure.caption(opened, view, f"{theme.label} over the years")
    clicked = figure.show(chart, tables.trend_table(rows, view.measure), said, key=f"trend-{view.focus}", clicks=True)
    if clicked:
        state.go(focus=("year", int(clicked["year"])))
        st.rerun()


def _groups(opened: Results, view: View, theme: Theme) -> None:
    splits = [facet for facet in cached.facets(opened) if facet != "year"]
    if not splits:
        st.info("These reports differ in no country, sector, publisher or language that is known.")
        return
    by = view.by if view.by in splits else splits[0]
    st.header("By group", anchor=False)
    st.segmented_control(
        "Split by",
        splits,
        required=True,
        format_func=wording.facet_name,
        label_visibility="collapsed",
        **state.bound("by", by),
    )
    rows = _only(cached.prevalence(opened, view.selection, by, view.measure, view.weighting), theme.id)
    chart = dots.by_facet(
        rows, by, label=theme.label, measure=view.measure, weighting=view.weighting, select=figure.CLICK
    )
    said = figure.caption(opened, view, f"{theme.label} by {wording.facet_name(by).lower()}")
    clicked = figure.show(
        chart, tables.facet_table(rows, by, view.measure), said, key=f"groups-{by}-{view.focus}", clicks=True
    )
    if clicked:
        state.go(focus=(by, clicked["key"]))
        st.rerun()


def _passages(opened: Results, view: View, theme: Theme) -> None:
    found = passages.ask(opened, view, view.narrowed(), (theme.id,))
    with st.container(horizontal=True, vertical_alignment="center", key="door"):
        st.header(wording.counted(found.total, "passage"), anchor=False, width="content")
        passages.narrowing(view)
    st.caption("Strongest first. Click a year or a group in the charts to see just its passages.")
    passages.show(found, view)
    passages.turn(view, found.total)


def _phrases(opened: Results, view: View, theme: Theme) -> None:
    st.header("Phrases that spoke", anchor=False)
    found = cached.phrases(opened, theme.id, view.narrowed())
    if found.empty:
        st.caption("No phrase spoke here; meaning alone decided.")
    for phrase in found["phrase"]:
        places.link("evidence", phrase, view, query=f'"{phrase}"', theme=theme.id, passage=None)
