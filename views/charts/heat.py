"""Tables of colour: themes by groups, and which themes go together."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from schema import Measure, Weighting
from views import alt_text, wording
from views.charts import canvas
from views.charts.rows import ROW_HEIGHT
from views.explanation import FEW_REPORTS
from views.palette import HEAT

_SAYS_LITTLE = "#d3d7de"
_DARK_TEXT, _LIGHT_TEXT = "#000000", "#ffffff"
_LETTER = 6.5  # pixels of a label
_COLUMNS = ("row", "theme_id", "group", "key", "estimate", "shown", "value", "n_reports")


def theme_by_group(
    prevalence: pd.DataFrame,
    facet: str,
    labels: Mapping[str, str],
    *,
    measure: Measure = "share",
    weighting: Weighting = "report",
    among: str = "",
    select: str = "",
) -> alt.LayerChart:
    """Return a heat map of theme × group: the estimate as colour and number, its interval on hover.

    Parameters
    ----------
    prevalence : DataFrame
        PREVALENCE rows with the column `facet`.
    facet : str
        That column.
    labels : Mapping
        Label of each theme id.
    measure, weighting, among : str
        For the axis title; `among` is the phrase whose passages alone are counted.
    select : str
        Name under which a click reports `theme_id` and `key` (the group); empty for none.
    """
    canvas.require_rows(prevalence)
    rows = prevalence.assign(
        row=prevalence["theme_id"].map(dict(labels)),
        group=[wording.group_name(value, facet) for value in prevalence[facet]],
        key=prevalence[facet].astype(object),
        shown=prevalence.apply(wording.with_interval, axis=1),
        value=prevalence["estimate"].map(wording.percent).str.removesuffix(f"{wording.GAP}%"),
    )
    order = list(rows.groupby("row")["estimate"].mean().sort_values(ascending=False).index)
    columns = sorted(set(rows["group"]), key=lambda name: (name == wording.UNKNOWN, name))
    tooltip = [
        alt.Tooltip("row:N", title=" "),
        alt.Tooltip("group:N", title=wording.facet_name(facet)),
        alt.Tooltip("shown:N", title=wording.measure_name(measure)),
        alt.Tooltip("n_reports:Q", title="Reports", format=","),
    ]
    fields = ["theme_id", "key"]
    layers = _cells(rows, _COLUMNS, tooltip, canvas.picked(select, fields) if select else None)
    narrow = f"width < {len(columns) * max(map(len, columns)) * _LETTER}"
    angle, align = alt.ExprRef(f"{narrow} ? -40 : 0"), alt.ExprRef(f"{narrow} ? 'left' : 'center'")
    head = alt.Axis(orient="top", labelAngle=angle, labelAlign=align, domain=False, ticks=False)
    chart = alt.layer(*layers).encode(
        x=alt.X("group:N", sort=columns, title=wording.measure_axis(measure, weighting, among), axis=head),
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)),
    )
    words = alt_text.theme_by_group(rows, facet, measure)
    return canvas.finished(chart.properties(width="container", height=max(len(order), 2) * ROW_HEIGHT), words)


def _cells(
    rows: pd.DataFrame, columns: tuple[str, ...], tooltip: list[alt.Tooltip], chosen: alt.Parameter | None
) -> list[alt.Chart]:
    enough = rows.loc[rows["n_reports"] >= FEW_REPORTS, "estimate"]
    top = float((rows["estimate"] if enough.empty else enough).max() or 0) or 1.0
    scale = alt.Scale(domain=[0, top], range=list(HEAT), interpolate="lab", clamp=True)
    base = alt.Chart(canvas.inline(rows, columns))
    cells = base.mark_rect(cornerRadius=2, strokeWidth=2).encode(
        color=alt.condition(
            f"datum.n_reports < {FEW_REPORTS}",
            alt.value(_SAYS_LITTLE),
            alt.Color("estimate:Q", scale=scale, legend=None),
        ),
        tooltip=tooltip,
    )
    if chosen is not None:
        edge = alt.condition(chosen, alt.value(canvas.PICKED), alt.value("transparent"), empty=False)
        cells = cells.encode(stroke=edge).add_params(chosen)
    dark = alt.condition(
        f"datum.estimate > {top * 0.6} && datum.n_reports >= {FEW_REPORTS}",
        alt.value(_LIGHT_TEXT),
        alt.value(_DARK_TEXT),
    )
    return [cells, base.mark_text(fontSize=11, tooltip=False).encode(text="value:N", color=dark)]
