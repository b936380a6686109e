"""One theme: how much, how it moves, where it is strong, and the passages behind each number."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import arrival, change, companions, doors, figure, labelling, notices, parts, passages
from dashboard.state import View
from pipeline.results import Results
from pipeline.subsets import WITH_THEME
from schema import Facet, Theme
from views import explanation, tables, wording
from views.charts import dots, trend
from views.escape import safe_markdown


def show(opened: Results, view: View) -> None:
    """Show one theme with its trend and groups, and below one part: passages, change, phrases or companions."""
    theme = _choose(opened, view)
    view = replace(view, theme=theme.id)
    asked = (opened, view.selection, None, view.measure, view.weighting)
    moved, size = (_only(frame, theme.id) for frame in (cached.changes(*asked), cached.prevalence(*asked)))
    span = cached.span(opened, view.selection)
    phrase = view.selection.phrase
    told = None if moved.empty else moved.iloc[0]  # no report's year is known
    said = wording.headline(told, size.iloc[0], theme.label, span, view.measure, view.weighting, phrase)
    notices.finding(safe_markdown(said))
    st.markdown(safe_markdown(theme.description))
    labelling.found(opened, theme)
    over_time, over_groups = st.columns(2, gap="large")
    with over_time:
        _trend(opened, view, theme)
    with over_groups:
        by = _groups(opened, view, theme)
    found = passages.ask(opened, view, view.narrowed(), (theme.id,))
    names = {
        "passages": "Passages",
        "change": "What changed",
        "phrases": "Phrases that spoke",
        "companions": "Goes together with",
        "right": "How often it is right",
    }
    part, place = parts.show(view, names, "theme-part")
    with place:
        if part != "passages":
            arrival.here()
        if part == "change":
            change.show(opened, view, theme, by)
        elif part == "phrases":
            _phrases(opened, view, theme)
        elif part == "companions":
            companions.show(opened, view, theme)
        elif part == "right":
            labelling.show(opened, theme)
        else:
            passages.door(opened, found, view)
            st.caption("Strongest first. Click a year or a group in the charts to see just its passages.")
            passages.show(found, view)
            passages.turn(view, found.total)


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
    chart = trend.trend(rows, label=theme.label, **figure.measured(view))
    said = figure.caption(opened, view, f"{theme.label} over the years")
    table = tables.trend_table(rows, view.measure)

    def click(mark: figure.Fields) -> None:
        state.go(focus=("year", int(mark["year"])), tab=None)

    figure.show(
        chart,
        table,
        said,
        key=f"trend-{view.focus}",
        click=click,
        row=lambda shown: {"year": shown.iloc[0]},
        opens=lambda year: {"focus": ("year", int(year))},
    )
    st.caption(explanation.thin_years_sentence(rows))


def _groups(opened: Results, view: View, theme: Theme) -> Facet | None:
    """Show the theme by the values of a facet; return the facet."""
    splits = [facet for facet in cached.facets(opened) if facet != "year"]
    if not splits:
        st.info("These reports differ in no country, sector, publisher or language that is known.")
        return None
    by = view.by if view.by in splits else splits[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("By group", anchor=False, width="content")
        st.segmented_control(
            "Split by",
            splits,
            required=True,
            format_func=wording.facet_name,
            label_visibility="collapsed",
            **state.bound("by", by),
        )
    rows = _only(cached.prevalence(opened, view.selection, by, view.measure, view.weighting), theme.id)
    chart = dots.by_facet(rows, by, label=theme.label, **figure.measured(view))
    said = figure.caption(opened, view, f"{theme.label} by {wording.facet_name(by).lower()}")
    table = tables.facet_table(rows, by, view.measure)
    figure.show_groups(chart, table, said, by, rows[by], key="groups")
    left = len(rows) - len(dots.drawn_groups(rows, by))
    if left:
        st.caption(f"{wording.counted(left, 'group')} with few reports {'is' if left == 1 else 'are'} in the table.")
    return by


def _phrases(opened: Results, view: View, theme: Theme) -> None:
    """Each phrase is the door to the passages in which it spoke, and to their reports."""
    found = cached.phrases(opened, theme.id, view.narrowed())
    if found.empty:
        st.caption("No phrase spoke here; meaning alone decided.")
        return
    st.caption("What spoke for the theme in these passages: its seeds, and words that stand near them in meaning.")
    grid = st.grid("auto", min_column_width=230)
    for phrase, n_passages, _ in found.itertuples(index=False):
        with grid.cell(), st.container(gap="xxsmall"):
            st.markdown(safe_markdown(phrase))
            with st.container(horizontal=True, gap="small"):
                n_of = wording.counted(int(n_passages), "passage")
                places.link("evidence", n_of, view, spoke=phrase, theme=theme.id, passage=None)
                doors.reports(opened, view, "in {}", theme=theme.id, focus=view.focus, spoke=phrase, subset=WITH_THEME)
