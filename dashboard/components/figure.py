"""A chart as a page shows it: with its alt text, its table, its downloads, and what a click opens."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

import pandas as pd
import streamlit as st

from dashboard import places, state
from dashboard.state import Changes, View
from pipeline.results import Results, is_illustrative, is_mixed
from schema import Facet, Measure, Weighting
from views import wording
from views.charts import canvas
from views.export import table_bytes
from views.palette import Mode

Fields = Mapping[str, Any]

CLICK = "click"
_OF_KNOWN_YEAR = "Reports of known year"
_PAGES = {"Reports": "corpus", _OF_KNOWN_YEAR: "corpus", "Passages": "evidence"}
_COUNTS = {name: st.column_config.LinkColumn(display_text="#(.+)$") for name in _PAGES}


class Measured(TypedDict):
    """The keyword arguments that tell a chart what its axis counts, and that it can be clicked."""

    measure: Measure
    weighting: Weighting
    among: str
    select: str


def measured(view: View) -> Measured:
    """Return what the view counts, for a chart."""
    return {"measure": view.measure, "weighting": view.weighting, "among": view.selection.phrase, "select": CLICK}


def caption(opened: Results, view: View, title: str) -> canvas.Caption:
    """Return what a chart says when it is taken away: headline, filters, source."""
    among = "Illustrative and other reports" if is_mixed(opened) else "Illustrative reports"
    said = f" {among}." if is_illustrative(opened) else ""
    source = f"Source: Themeline, workspace {opened.fingerprint[:8]}, theme file {opened.themes.name}.{said}"
    return canvas.Caption(title, wording.filter_line(view.selection), source)


def show(
    chart: canvas.C,
    table: pd.DataFrame,
    said: canvas.Caption,
    *,
    key: str,
    click: Callable[[Fields], None],
    row: Callable[["pd.Series[Any]"], Fields],
    opens: Callable[[str], Changes] | None = None,
) -> None:
    """Show a chart and, under it, its table and downloads.

    Parameters
    ----------
    key : str
        Has to change with what a click changes: a mark that stays chosen cannot be clicked again.
    click : callable
        What a click on a mark does, by the fields of the mark.
    row : callable
        The fields of the mark that a row of the table tells of: choosing the row does the same as a click on it.
    opens : callable, optional
        What the counts of a row narrow the view to, by the row's first cell: they are then doors.
    """

    def clicked() -> None:
        if fields := state.picked(key, CLICK):
            click(fields)

    def chosen() -> None:
        number = state.row(f"{key}-table")
        if number is not None:
            click(row(table.iloc[number]))

    mode: Mode = "dark" if st.context.theme.type == "dark" else "light"
    spec = canvas.on_screen(chart, mode)
    st.vega_lite_chart(spec, theme=None, key=key, on_select=clicked, selection_mode=CLICK)
    with st.expander("Table and downloads", icon=":material/table_view:", type="compact", key=f"{key}-more"):
        st.caption("Choosing a row, by the keyboard with Shift and Space, opens what a click on its mark opens.")
        shown = table if opens is None else _with_doors(table, opens)
        st.dataframe(
            shown,
            hide_index=True,
            key=f"{key}-table",
            column_config=_COUNTS,
            on_select=chosen,
            selection_mode="single-row",
            alt=f"The numbers of the chart: {said.title}",
        )
        with st.container(horizontal=True, gap="small"):
            _download("CSV", f"{said.title}.csv", "text/csv", lambda: table_bytes(table, "csv"), key)
            _download("SVG", f"{said.title}.svg", "image/svg+xml", lambda: canvas.chart_svg(chart, said).encode(), key)
            _download("PNG", f"{said.title}.png", "image/png", lambda: canvas.chart_png(chart, said), key)


def show_groups(
    chart: canvas.C,
    table: pd.DataFrame,
    said: canvas.Caption,
    by: Facet,
    values: "pd.Series[Any]",
    *,
    key: str,
    counted: Changes | None = None,
) -> None:
    """Show a chart of the groups of a facet: a mark, its row and the row's counts put their group in focus.

    Parameters
    ----------
    values : Series
        The facet's values of these groups.
    counted : Changes, optional
        What else the counts of a row narrow the view to.
    """
    value_of = {wording.group_name(value, by): None if pd.isna(value) else value for value in values}

    def focus(mark: Fields) -> None:
        state.go(focus=(by, mark["key"]), tab=None)

    show(
        chart,
        table,
        said,
        key=f"{key}-{by}-{state.current().focus}",
        click=focus,
        row=lambda shown: {"key": value_of[shown.iloc[0]]},
        opens=lambda name: _both({"focus": (by, value_of[name])}, counted or {}),
    )


def _with_doors(table: pd.DataFrame, opens: Callable[[str], Changes]) -> pd.DataFrame:
    """Return the table with its counts as addresses of what they count, the count at their end."""
    view, shown = state.current(), table.copy()
    everything: Changes = {"theme": None, "query": "", "report": None, "spoke": "", "passage": None}
    for column, page in _PAGES.items():
        if column in shown:
            shown[column] = [
                f"{places.address(page, view, **_both(everything, opens(str(row.iloc[0]))))}#{row[column]}"
                for _, row in table.iterrows()
            ]
    return shown


def of_known_year(changes: pd.DataFrame) -> pd.DataFrame:
    """Return a table of changes that says which reports it counts: a report without a year tells of no change."""
    return changes.rename(columns={"Reports": _OF_KNOWN_YEAR})


def _both(first: Changes, second: Changes) -> Changes:
    first = first.copy()
    first.update(second)
    return first


def _download(label: str, name: str, mime: str, data: Callable[[], bytes], key: str) -> None:
    st.download_button(label, data=data, file_name=name, mime=mime, key=f"{key}-{label}", on_click="ignore")
