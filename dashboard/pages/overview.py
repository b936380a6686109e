"""Which themes matter, and which rise or fall by the evidence."""

import pandas as pd
import streamlit as st

from dashboard import cached, places
from dashboard.components import figure, notices
from dashboard.state import View
from pipeline.results import Results
from schema import FALLING, RISING
from views import palette, wording
from views.charts import dots
from views.escape import safe_markdown


def show(opened: Results, view: View) -> None:
    """Show the state of the corpus, what moves, and all themes ranked."""
    measured = (view.measure, view.weighting)
    changes = cached.changes(opened, view.selection, None, *measured)
    prevalence = cached.prevalence(opened, view.selection, None, *measured)
    _state(opened, view)
    span = wording.years(*cached.summary(opened, view.selection).years)
    st.subheader(wording.overview_sentence(changes, span), anchor=False)
    ranking, movers = st.columns([3, 2], gap="large")
    with ranking:
        _ranking(opened, view, prevalence, changes)
    with movers:
        _movers(opened, view, changes, span, RISING)
        _movers(opened, view, changes, span, FALLING)
        found = cached.notes(opened, view.selection)
        if found:
            st.subheader("Before you compare", anchor=False)
            notices.notes(found)


def _state(opened: Results, view: View) -> None:
    """One line: what there is to look at; each count is a door."""
    held = cached.summary(opened, view.selection)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="state"):
        places.link("corpus", wording.counted(held.n_reports, "report"), view)
        places.link("evidence", wording.counted(held.n_passages, "passage"), view, theme=None, query="")
        places.link("compare", wording.counted(held.n_publishers, "publisher"), view, by="publisher")
        places.link("compare", wording.counted(held.n_countries, "country"), view, by="country")
        places.link("compare", wording.counted(held.n_sectors, "sector"), view, by="sector")


def _ranking(opened: Results, view: View, prevalence: pd.DataFrame, changes: pd.DataFrame) -> None:
    labels = opened.themes.labels
    groups = {theme.id: theme.group for theme in opened.themes.themes}
    by_size, by_change = st.tabs(["Ranked by size", "Ranked by change"], key="ranking", on_change="rerun")
    if by_change.open:
        with by_change:
            said = figure.caption(opened, view, "Change per year by theme")
            chart = dots.changes(changes, labels, select=figure.CLICK)
            clicked = figure.show(chart, changes, said, key="change-ranking", clicks=True)
    else:
        with by_size:
            said = figure.caption(opened, view, f"{wording.measure_name(view.measure)} by theme")
            chart = dots.ranked(
                prevalence, labels, groups, measure=view.measure, weighting=view.weighting, select=figure.CLICK
            )
            clicked = figure.show(chart, prevalence, said, key="ranking-chart", clicks=True)
    if clicked:
        places.switch("theme", view, theme=str(clicked["key"]))


def _movers(opened: Results, view: View, changes: pd.DataFrame, span: str, verdict: str) -> None:
    moved = changes[changes["verdict"] == verdict]
    mark = palette.VERDICT_MARKS[verdict]
    st.subheader(f"{mark.symbol} {verdict.capitalize()}", anchor=False)
    if moved.empty:
        st.caption(f"The evidence carries no theme that is {verdict} in this selection.")
    labels = opened.themes.labels
    for _, row in moved.iterrows():
        with st.container(gap="xxsmall"):
            places.link("theme", labels[row["theme_id"]], view, theme=row["theme_id"])
            st.caption(safe_markdown(wording.change_sentence(row, labels[row["theme_id"]], span, view.measure)))
