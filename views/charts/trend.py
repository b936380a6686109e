"""Share or reach over the years: a line with its interval band."""

import altair as alt
import pandas as pd

from schema import Measure, Weighting
from views import alt_text, wording
from views.charts import canvas
from views.explanation import FEW_REPORTS
from views.palette import BLUE

PERCENT = "format(datum.value * 100, '~g') + ' %'"
"""How an axis writes a fraction, as a Vega expression."""

_COLUMNS = (
    "series",
    "year",
    "estimate",
    "conf_low",
    "conf_high",
    "shown",
    "n_reports",
    "alone",
    "last",
    "end",
    "thin",
)
_POINT = 70


def trend(
    trends: pd.DataFrame,
    *,
    label: str,
    measure: Measure = "share",
    weighting: Weighting = "report",
    among: str = "",
    select: str = "",
) -> alt.LayerChart:
    """Return one theme's line over the years with its interval band and points.

    Parameters
    ----------
    trends : DataFrame
        TRENDS rows of one theme.
    label : str
        The theme's label, for the alt text.
    measure, weighting, among : str
        For the axis title; `among` is the phrase whose passages alone are counted.
    select : str
        Name under which a click reports `year` and `series` (the label); empty for none.

    Returns
    -------
    LayerChart
        At most 5,000 marks. Years without reports leave a gap.
    """
    canvas.require_rows(trends)
    rows = _rows(trends, label)
    chart = _layered(rows, alt.ColorValue(BLUE), select).encode(
        x=_years(rows), y=_amount(wording.measure_axis(measure, weighting, among), rows)
    )
    return canvas.finished(chart.properties(width="container", height=280), alt_text.trend(trends, label, measure))


def _rows(trends: pd.DataFrame, series: str) -> pd.DataFrame:
    """Return rows for every year between the first and the last, null where there are no reports."""
    known = trends.sort_values("year").set_index("year")
    full = known.reindex(range(int(known.index.min()), int(known.index.max()) + 1)).rename_axis("year").reset_index()
    gap = full["estimate"].isna()
    enough = full.index[full["n_reports"] >= FEW_REPORTS]
    return full.assign(
        series=series,
        shown=full.apply(wording.with_interval, axis=1),
        alone=~gap & gap.shift(1, fill_value=True) & gap.shift(-1, fill_value=True),
        last=full.index == (full.index[-1] if enough.empty else enough[-1]),
        thin=full["n_reports"] < FEW_REPORTS,
        end=full["estimate"].map(wording.percent),
    )


def _years(rows: pd.DataFrame) -> alt.X:
    first, last = int(rows["year"].min()), int(rows["year"].max())
    step = max(1, round((last - first) / 12))
    axis = alt.Axis(
        values=list(range(first, last + 1, step)),
        format="d",
        grid=False,
        labelFlush=False,
        labelOverlap=True,
        labelSeparation=8,
    )
    return alt.X("year:Q", title=None, axis=axis, scale=alt.Scale(domain=[first - 0.3, last + 0.5], nice=False))


def _within(rows: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` with intervals that run off the chart cut at its upper edge; what is told of them stays."""
    return rows.assign(conf_high=rows["conf_high"].clip(upper=_top(rows)))


def _top(rows: pd.DataFrame) -> float:
    """Return how far up a chart goes: all estimates, and the intervals of years with enough reports."""
    enough = rows.loc[~rows["thin"].fillna(True).astype(bool), "conf_high"].dropna()
    highest = rows["conf_high"].max() if enough.empty else max(enough.max(), rows["estimate"].max())
    return float(highest) * 1.04 or 1.0


def _amount(title: str, rows: pd.DataFrame) -> alt.Y:
    axis = alt.Axis(
        labelExpr=PERCENT, tickCount=5, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-12, titleX=0
    )
    return alt.Y("estimate:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, _top(rows)], nice=False))


def _layered(rows: pd.DataFrame, colour: canvas.Colour, select: str) -> alt.LayerChart:
    end = alt.Chart().mark_text(style=canvas.LABEL, align="left", dx=9, fontWeight="bold", tooltip=False)
    labels = end.encode(text="end:N").transform_filter("datum.last")
    return alt.LayerChart(layer=[*_lines(colour, select), labels], data=canvas.inline(_within(rows), _COLUMNS))


def _lines(colour: canvas.Colour, select: str) -> list[alt.Chart]:
    base = alt.Chart().encode(color=colour)
    low, high = alt.Y("conf_low:Q"), alt.Y2("conf_high:Q")
    tooltip = [
        alt.Tooltip("series:N", title=" "),
        alt.Tooltip("year:Q", title="Year", format="d"),
        alt.Tooltip("shown:N", title="Estimate"),
        alt.Tooltip("n_reports:Q", title="Reports"),
    ]
    pale = alt.condition("datum.thin", alt.value(0.4), alt.value(1))
    points = base.mark_point(filled=True, size=_POINT).encode(tooltip=tooltip, opacity=pale)
    if select:
        chosen = canvas.picked(select, ["year", "series"])
        size = alt.condition(chosen, alt.value(_POINT * 3), alt.value(_POINT), empty=False)
        points = points.encode(size=size).add_params(chosen)
    return [
        base.mark_area(opacity=0.18, tooltip=False).encode(y=low, y2=high),
        base.mark_rule(opacity=0.45, strokeWidth=2, aria=False).encode(y=low, y2=high).transform_filter("datum.alone"),
        base.mark_line(strokeWidth=2.5, tooltip=False),
        points,
    ]
