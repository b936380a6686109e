"""What changed in one theme: since last year and over all years, in which parts, and in which groups."""

import pandas as pd
import streamlit as st

from dashboard import cached, state
from dashboard.components import doors, figure
from dashboard.state import View
from errors import NotEnoughData
from pipeline import subsets
from pipeline.results import Results
from schema import Facet, Theme
from views import comparison, explanation, tables, wording
from views.charts import dots
from views.charts import parts as parts_chart
from views.escape import safe_markdown

_SPLITS: tuple[Facet, ...] = ("publisher", "sector", "country")
"""By which a change is taken apart: the first of which two values have reports enough."""


def show(opened: Results, view: View, theme: Theme, by: Facet | None) -> None:
    """Show the last step and the whole way side by side, each in its parts; then where it happened."""
    years = cached.latest_years(opened, view.selection)
    if years is None:
        st.info("Fewer than two years have three reports or more, so no change can be told.")
        return
    first, before, last = years
    steps = [(before, last)] if first == before else [(before, last), (first, last)]
    for column, (earlier, later) in zip(st.columns(2, gap="large"), steps, strict=False):
        with column:
            _since(opened, view, theme, earlier, later)
    stepped = cached.breaks(opened, view.selection, view.measure, view.weighting)
    for _, row in stepped[stepped["theme_id"] == theme.id].iterrows():
        st.markdown(safe_markdown(explanation.break_sentence(row, theme.label)))
    if by is not None:
        _where(opened, view, theme, by)


def _since(opened: Results, view: View, theme: Theme, earlier: int, later: int) -> None:
    st.header(f"{later} against {earlier}", anchor=False)
    table = cached.steps(opened, view.selection, view.measure, view.weighting)
    row = table[(table["theme_id"] == theme.id) & (table["group_b"] == str(earlier))].iloc[0]
    st.markdown(safe_markdown(wording.contrast_sentence(row, theme.label, view.measure)))
    with st.container(horizontal=True, gap="small"):
        for year in (later, earlier):
            doors.reports(opened, view, f"{{}} of {year}", focus=("year", year))
    facet = next((split for split in _SPLITS if cached.comparable(opened, view.selection, split)), None)
    if facet is None:
        st.caption("Too few reports say who published them, or in which sector, to split the change into parts.")
        return
    try:
        found = cached.composition(
            opened, view.selection, facet, view.measure, view.weighting, periods=((earlier,), (later,))
        )
    except NotEnoughData as error:
        st.caption(safe_markdown(error.reason))
        return
    rows = found[found["theme_id"] == theme.id]
    chart = parts_chart.composition(rows, label=theme.label, select=figure.CLICK)
    said = figure.caption(opened, view, f"{theme.label}, {later} against {earlier}, in parts")
    names = {explanation.part_name(part, facet): part for part in explanation.PARTS}

    def click(mark: figure.Fields) -> None:
        state.go(focus=None, subset=subsets.part_name(str(mark["key"]), facet, earlier, later), tab=None)

    figure.show(
        chart,
        tables.composition_table(rows),
        said,
        key=f"parts-{earlier}-{later}-{view.subset}",
        click=click,
        row=lambda shown: {"key": names[shown.iloc[0]]},
    )


def _where(opened: Results, view: View, theme: Theme, by: Facet) -> None:
    """The change per year in each group, the fastest first."""
    found = cached.changes(opened, view.selection, by, view.measure, view.weighting)
    rows: pd.DataFrame = found[(found["theme_id"] == theme.id) & found[by].notna()]
    if rows.empty:
        return
    st.header(f"Where, by {wording.facet_name(by).lower()}", anchor=False)
    st.markdown(safe_markdown(comparison.where_sentence(rows, by)))
    drawn = dots.drawn_groups(rows, by)
    names = {str(value): wording.group_name(value, by) for value in drawn[by]}
    chart = dots.changes(drawn.assign(theme_id=drawn[by].astype(str)), names, select=figure.CLICK)
    said = figure.caption(opened, view, f"Change of {theme.label} by {wording.facet_name(by).lower()}")
    table = figure.of_known_year(tables.changes_by_facet_table(rows, by))
    figure.show_groups(chart, table, said, by, rows[by], key="where", counted={"subset": "known:year"})
