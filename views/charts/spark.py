"""The small trend that stands at the end of a row: its shape, coloured only where the evidence carries a change."""

import altair as alt
import pandas as pd

from views import explanation
from views.charts import canvas
from views.charts.rows import ROW_HEIGHT, row_axis
from views.palette import GREY, VERDICT_MARKS

_BEGINS, _ENDS = 1.28, 1.58
"""Where the small trends stand, as multiples of the far end of the longest interval."""
_INSIDE = (ROW_HEIGHT - 3, 3)


def room(top: float) -> tuple[float, float]:
    """Return where small trends begin and end on the axis of a chart whose intervals reach `top`."""
    return top * _BEGINS, top * _ENDS


def small_trends(trends: pd.DataFrame, changes: pd.DataFrame, rows: pd.DataFrame, top: float) -> alt.LayerChart:
    """Return one small line a row, each on a scale of its own, without years of too few reports.

    Parameters
    ----------
    trends, changes : DataFrame
        TRENDS and CHANGES rows, for the themes of `rows`.
    rows : DataFrame
        Columns theme_id and row, in the order shown.
    top : float
        Far end of the longest interval of the chart.
    """
    known = trends[(trends["n_reports"] >= explanation.FEW_REPORTS) & trends["estimate"].notna()]
    known = known[known["theme_id"].isin(rows["theme_id"])].sort_values(["theme_id", "year"])
    begins, ends = room(top)
    first, last = known["year"].min(), known["year"].max()
    highest = known.groupby("theme_id")["estimate"].transform("max").clip(lower=1e-9)
    names, said = rows.set_index("theme_id")["row"], changes.set_index("theme_id")
    told = [said.loc[theme] if theme in said.index else None for theme in known["theme_id"]]
    points = known.assign(
        row=known["theme_id"].map(names),
        at=begins + (ends - begins) * (known["year"] - first) / max(int(last - first), 1) if len(known) else 0.0,
        level=known["estimate"] / highest,
        shown=["" if row is None else explanation.pace(row) for row in told],
        ink=[GREY if row is None else VERDICT_MARKS[str(row["verdict"])].colour for row in told],
        last=known["year"] == last,
    )
    base = alt.Chart(canvas.inline(points, ("row", "year", "at", "level", "shown", "ink", "last"))).encode(
        x=alt.X("at:Q"),
        y=row_axis(list(rows["row"])),
        yOffset=alt.YOffset("level:Q", scale=alt.Scale(domain=[0, 1], range=list(_INSIDE))),
        stroke=alt.Stroke("ink:N", scale=None),
        tooltip=[alt.Tooltip("row:N", title=" "), alt.Tooltip("shown:N", title="Change")],
    )
    line = base.mark_line(orient="horizontal", strokeWidth=1.75, aria=False).encode(detail="row:N", order="year:Q")
    end = base.mark_point(size=14, filled=True, aria=False).transform_filter("datum.last")
    return alt.LayerChart(layer=[line, end.encode(fill=alt.Fill("ink:N", scale=None))])
