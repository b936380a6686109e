"""A change taken apart: how much arose within the same publishers, how much from who reported."""

import altair as alt
import pandas as pd

from views import alt_text, explanation, wording
from views.charts import canvas
from views.charts.rows import SIGNED, line_at, number_axis, row_axis, rows_chart, tooltip, values_behind
from views.palette import BLUE, GREY

_COLUMNS = ("row", "key", "estimate", "conf_low", "conf_high", "shown", "value", "far", "is_total")


def composition(parts: pd.DataFrame, *, label: str, select: str = "") -> alt.LayerChart:
    """Return the parts of one theme's change as bars with intervals, the total first.

    Parameters
    ----------
    parts : DataFrame
        COMPOSITION rows of one theme and facet.
    label : str
        The theme's label, for the alt text.
    select : str
        Name under which a click reports `key` (the part); empty for none.
    """
    canvas.require_rows(parts)
    facet = str(parts.iloc[0]["facet"])
    rows = parts.assign(
        row=[explanation.part_name(str(part), facet) for part in parts["part"]],
        value=[wording.points_of(row, "estimate") for _, row in parts.iterrows()],
        shown=[explanation.points_with_interval(row) for _, row in parts.iterrows()],
        far=parts[["conf_high", "estimate"]].max(axis=1).clip(lower=0),
        is_total=parts["part"] == "total",
        key=parts["part"],
    )
    order = [explanation.part_name(part, facet) for part in explanation.PARTS if part in set(parts["part"])]
    title = f"Percentage points, {parts.iloc[0]['period_a']} to {parts.iloc[0]['period_b']}"
    base = alt.Chart(canvas.inline(rows, _COLUMNS)).encode(y=row_axis(order))
    x = alt.X("estimate:Q", title=title, axis=number_axis(SIGNED))
    colour = alt.condition("datum.is_total", alt.value(GREY), alt.value(BLUE))
    bars = base.mark_bar(height=12, opacity=0.55).encode(x=x, color=colour, tooltip=tooltip("Percentage points", None))
    if select:
        chosen = canvas.picked(select, ["key"])
        edge = alt.condition(chosen, alt.value(canvas.PICKED), alt.value("transparent"), empty=False)
        bars = bars.encode(stroke=edge, strokeWidth=alt.value(3)).add_params(chosen)
    ends = base.mark_rule(style=canvas.ZERO).encode(x="conf_low:Q", x2="conf_high:Q")
    layers = [bars, ends, line_at(0, title), values_behind(base)]
    return rows_chart(layers, rows, alt_text.composition(parts, label))
