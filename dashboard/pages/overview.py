"""Which themes matter, and which rise or fall by the evidence."""

import pandas as pd
import streamlit as st

from dashboard import cached, places
from dashboard.components import figure, notices
from dashboard.state import View
from pipeline.results import Results
from schema import FALLING, RISING, Facet
from views import palette, tables, wording
from views.charts import dots, trend

_AT_ONCE = 5
_DRAWN = 3


def show(opened: Results, view: View) -> None:
    """Show the state of the corpus, what moves, and all themes ranked."""
    asked = (opened, view.selection, None, view.measure, view.weighting)
    changes, prevalence = cached.changes(*asked), cached.prevalence(*asked)
    _state(opened, view)
    notices.finding(wording.overview_sentence(changes, cached.span(opened, view.selection)))
    movers, ranking = st.columns([2, 3], gap="large")
    with movers:
        for verdict in (RISING, FALLING):
            _movers(opened, view, changes, verdict)
        _courses(opened, view, changes)
        found = cached.notes(opened, view.selection)
        if found:
            st.header("Before you compare", anchor=False)
            notices.notes(found)
    with ranking:
        _ranking(opened, view, prevalence, changes)


def _state(opened: Results, view: View) -> None:
    """One line: what there is to look at; each count is a door."""
    held = cached.summary(opened, view.selection)
    kinds: tuple[tuple[Facet, int, str], ...] = (
        ("publisher", held.n_publishers, "publisher"),
        ("country", held.n_countries, "country"),
        ("sector", held.n_sectors, "sector"),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="state"):
        places.link("evidence", wording.counted(held.n_passages, "passage"), view, theme=None, query="")
        for facet, count, noun in kinds:
            if count:
                places.link("compare", wording.counted(count, noun), view, by=facet)


def _ranking(opened: Results, view: View, prevalence: pd.DataFrame, changes: pd.DataFrame) -> None:
    labels = opened.themes.labels
    groups = {theme.id: theme.group for theme in opened.themes.themes}
    by_size, by_change = st.tabs(["Ranked by size", "Ranked by change"], key="ranking", on_change="rerun")
    if by_change.open:
        with by_change:
            said = figure.caption(opened, view, "Change per year by theme")
            chart = dots.changes(changes, labels, select=figure.CLICK)
            clicked = figure.show(chart, tables.changes_table(changes, labels), said, key="change-ranking", clicks=True)
    else:
        with by_size:
            said = figure.caption(opened, view, f"{wording.measure_name(view.measure)} by theme")
            ranking = tables.ranking_table(prevalence, changes, labels, view.measure)
            chart = dots.ranked(
                prevalence, labels, groups, measure=view.measure, weighting=view.weighting, select=figure.CLICK
            )
            clicked = figure.show(chart, ranking, said, key="ranking-chart", clicks=True)
    if clicked:
        places.switch("theme", view, theme=str(clicked["key"]))


def _pace(row: wording.Row) -> str:
    """Say how fast a theme moves, with the interval; the heading above says which way."""
    slope, low, high = (wording.number(row, column) for column in ("slope_per_year", "conf_low", "conf_high"))
    return f"{wording.points(slope)} percentage points a year ({wording.points_interval(low, high)})"


def _shown(changes: pd.DataFrame, verdict: str) -> pd.DataFrame:
    """Return the rows of a verdict, what moves fastest first."""
    return changes[changes["verdict"] == verdict].sort_values("slope_per_year", ascending=verdict == FALLING)


def _movers(opened: Results, view: View, changes: pd.DataFrame, verdict: str) -> None:
    moved = _shown(changes, verdict)
    mark = palette.VERDICT_MARKS[verdict]
    st.header(f"{mark.symbol} {verdict.capitalize()}", anchor=False)
    if moved.empty:
        st.caption(f"The evidence carries no theme that is {verdict} in this selection.")
    _each(opened, view, moved.head(_AT_ONCE))
    if len(moved) > _AT_ONCE:
        with st.expander(f"{len(moved) - _AT_ONCE} more {verdict}"):
            _each(opened, view, moved.tail(-_AT_ONCE))


def _each(opened: Results, view: View, moved: pd.DataFrame) -> None:
    for _, row in moved.iterrows():
        with st.container(gap="xxsmall"):
            places.link("theme", opened.themes.labels[row["theme_id"]], view, theme=row["theme_id"])
            st.caption(_pace(row))


def _courses(opened: Results, view: View, changes: pd.DataFrame) -> None:
    """The years of what rises or falls, side by side on one scale."""
    fastest = [_shown(changes, verdict).head(_DRAWN) for verdict in (RISING, FALLING)]
    moved = pd.concat(fastest)["theme_id"]
    if moved.empty:
        return
    labels = opened.themes.labels
    trends = cached.trends(opened, view.selection, None, view.measure, view.weighting)
    rows = trends[trends["theme_id"].isin(moved)]
    rows = rows.assign(theme=rows["theme_id"].map(dict(labels)))
    said = figure.caption(opened, view, "What rises and falls, year by year")
    words = f"{said.title}: {wording.join(labels[theme_id] for theme_id in moved)}, each with its interval."
    chart = trend.small_multiples(
        rows, "theme", order=[labels[theme_id] for theme_id in moved], alt_text=words, columns=2, width=108
    )
    figure.show(chart, rows, said, key="courses")
