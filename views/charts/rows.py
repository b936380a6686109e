"""One row a thing, its point and its interval: the skeleton of every dot plot."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from views.charts import canvas

ROW_HEIGHT = 24
SIGNED = "(datum.value > 0 ? '+' : '') + format(datum.value * 100, '~g')"
"""How an axis writes a difference of fractions in percentage points, as a Vega expression."""


def row_axis(names: Sequence[str]) -> alt.Y:
    """Return the axis of rows in the order of `names`."""
    axis = alt.Axis(domain=False, ticks=False, labelPadding=8)
    return alt.Y("row:N", sort=list(names), title=None, axis=axis, scale=alt.Scale(type="band", padding=0))


def number_axis(label: str = "") -> alt.Axis:
    """Return the axis of numbers above the rows; `label` is a Vega expression for its labels."""
    return alt.Axis(
        labelExpr=label or alt.Undefined,
        tickCount=6,
        orient="top",
        labelFlush=False,
        labelOverlap=True,
        labelSeparation=6,
    )


def tooltip(estimate: str, count: str | None = "Reports") -> list[alt.Tooltip]:
    """Return what a row tells on hover: its name, its number with interval, what it rests on where `count` names it."""
    told = [alt.Tooltip("row:N", title=" "), alt.Tooltip("shown:N", title=estimate)]
    return told if count is None else [*told, alt.Tooltip("n_reports:Q", title=count, format=",")]


def line_at(value: float, title: str | list[str]) -> alt.Chart:
    """Return the line that says "no difference"."""
    line: alt.Chart = alt.Chart(alt.InlineData(values=[{"at": value}])).mark_rule(style=canvas.ZERO)
    return line.encode(x=alt.X("at:Q", title=title))


def rule_and_point(
    base: alt.Chart, told: list[alt.Tooltip], select: str = "", shape: alt.Shape | None = None
) -> list[alt.Chart]:
    """Return the interval and the point of each row; a click on the point reports `key` under `select`."""
    rule = base.mark_rule(strokeWidth=2, opacity=0.75).encode(x="conf_low:Q", x2="conf_high:Q")
    point = base.mark_point(filled=True, size=100, opacity=1).encode(tooltip=told)
    if shape is not None:
        point = point.encode(shape=shape)
    if select:
        chosen = canvas.picked(select, ["key"])
        size = alt.condition(chosen, alt.value(240), alt.value(100), empty=False)
        point = point.encode(size=size).add_params(chosen)
    return [rule, point]


def values_behind(base: alt.Chart) -> alt.Chart:
    """Return each row's `value` as text behind the far end of its interval."""
    text: alt.Chart = base.mark_text(style=canvas.LABEL, align="left", dx=8, tooltip=False)
    return text.encode(x="far:Q", text="value:N")


def rows_chart(layers: Sequence[alt.Chart | alt.LayerChart], rows: pd.DataFrame, words: str) -> alt.LayerChart:
    """Return the layers as one chart, as high as its rows need."""
    chart = alt.LayerChart(layer=list(layers))
    return canvas.finished(chart.properties(width="container", height=max(len(rows), 2) * ROW_HEIGHT), words)
