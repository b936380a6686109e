"""Which themes matter, which rise or fall by the evidence, and what is new this year."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached, places
from dashboard.components import figure, notices, parts
from dashboard.state import View
from pipeline.results import Results
from schema import FALLING, RISING, Facet
from views import comparison, explanation, palette, tables, wording
from views.charts import dots
from views.escape import safe_markdown

_AT_ONCE = 4


def show(opened: Results, view: View) -> None:
    """Show the state of the corpus, what moves, what is new, and all themes ranked."""
    asked = (opened, view.selection, None, view.measure, view.weighting)
    changes, prevalence = cached.changes(*asked), cached.prevalence(*asked)
    _state(opened, view)
    notices.finding(_finding(opened, view, changes))
    st.caption("Open a theme to see where it moves and to read the passages behind its numbers.")
    movers, ranking = st.columns([2, 3], gap="large")
    with movers:
        for verdict in () if changes.empty else (RISING, FALLING):
            _movers(opened, view, changes, verdict)
        _new(opened, view)
        found = cached.notes(opened, view.selection)
        if found:
            st.header("Before you compare", anchor=False)
            notices.notes(opened, view, found, at_most=2)
    with ranking:
        _ranking(opened, view, prevalence, changes)


def _finding(opened: Results, view: View, changes: pd.DataFrame) -> str:
    if changes.empty:
        return "No report selected has a known year, so nothing can be said to rise or fall."
    return wording.overview_sentence(changes, cached.span(opened, view.selection))


def _state(opened: Results, view: View) -> None:
    """One line: what there is to look at; each count is a door."""
    held = cached.summary(opened, view.selection)
    kinds: tuple[tuple[Facet, int, str], ...] = (
        ("publisher", held.n_publishers, "publisher"),
        ("country", held.n_countries, "country"),
        ("sector", held.n_sectors, "sector"),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="state"):
        st.markdown(cached.span(opened, view.selection), width="content")
        places.link("evidence", wording.counted(held.n_passages, "passage"), view, theme=None, query="")
        for facet, count, noun in kinds:
            if count:
                places.link("corpus", wording.counted(count, noun), view, by=facet, tab="quality")


def _ranking(opened: Results, view: View, prevalence: pd.DataFrame, changes: pd.DataFrame) -> None:
    labels = opened.themes.labels
    groups = {theme.id: theme.group for theme in opened.themes.themes}
    ids = {label: theme_id for theme_id, label in labels.items()}

    def click(mark: figure.Fields) -> None:
        places.switch("theme", view, theme=str(mark["key"]))

    def row(shown: "pd.Series[Any]") -> figure.Fields:
        return {"key": ids[shown.iloc[0]]}

    part, place = parts.show(view, {"size": "Ranked by size", "pace": "Ranked by change"}, "ranking")
    with place:
        if part == "pace" and changes.empty:
            st.info("No report selected has a known year, so there is no change to rank.", icon=":material/event_busy:")
        elif part == "pace":
            said = figure.caption(opened, view, "Change per year by theme")
            chart = dots.changes(changes, labels, select=figure.CLICK)
            figure.show(
                chart,
                figure.of_known_year(tables.changes_table(changes, labels)),
                said,
                key="change-ranking",
                click=click,
                row=row,
                opens=lambda _: {"focus": None, "subset": "known:year"},
            )
        else:
            said = figure.caption(opened, view, f"{wording.measure_name(view.measure)} by theme")
            table = tables.ranking_table(prevalence, changes, labels, view.measure)
            trends = cached.trends(opened, view.selection, None, view.measure, view.weighting)
            chart = dots.ranked(prevalence, labels, groups, courses=(trends, changes), **figure.measured(view))
            figure.show(chart, table, said, key="ranking-chart", click=click, row=row, opens=lambda _: {"focus": None})
            st.caption("Behind each row its years, on a scale of their own. Click a theme to open it.")


def _movers(opened: Results, view: View, changes: pd.DataFrame, verdict: str) -> None:
    moved = changes[changes["verdict"] == verdict].sort_values("slope_per_year", ascending=verdict == FALLING)
    mark = palette.VERDICT_MARKS[verdict]
    st.header(f"{mark.symbol} {verdict.capitalize()}", anchor=False)
    if moved.empty:
        st.caption(f"The evidence carries no theme that is {verdict} in this selection.")
    said = {str(row["theme_id"]): explanation.points_a_year(row) for _, row in moved.iterrows()}
    _each(opened, view, dict(list(said.items())[:_AT_ONCE]))
    if len(moved) > _AT_ONCE:
        with st.expander(f"{len(moved) - _AT_ONCE} more {verdict}"):
            _each(opened, view, dict(list(said.items())[_AT_ONCE:]))


def _each(opened: Results, view: View, said: dict[str, str], *, tab: str | None = None) -> None:
    """Each theme with what is said of it, the way to its page."""
    for theme_id, words in said.items():
        with st.container(gap="xxsmall"):
            places.link("theme", opened.themes.labels[theme_id], view, theme=theme_id, tab=tab)
            st.caption(safe_markdown(words))


def _new(opened: Results, view: View) -> None:
    """What the last year with enough reports has more or less of than the one before."""
    years = cached.latest_years(opened, view.selection)
    if years is None:
        return
    _, before, last = years
    st.header(f"New since {before}", anchor=False)
    table = cached.steps(opened, view.selection, view.measure, view.weighting)
    found = comparison.detected(table[table["group_b"] == str(before)])
    said = {str(row["theme_id"]): explanation.since_words(row, before) for _, row in found.iterrows()}
    stepped = cached.breaks(opened, view.selection, view.measure, view.weighting)
    stepped = stepped[stepped["year"] >= before].sort_values("year")
    said = {str(row["theme_id"]): explanation.step_words(row) for _, row in stepped.iterrows()} | said
    _each(opened, view, said, tab="change")
    if found.empty:
        st.caption(f"Between {before} and {last} alone, no theme moved detectably.")
