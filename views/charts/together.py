"""Which themes go together in the same passages, and which terms tell two groups apart."""

import math
from collections.abc import Mapping

import altair as alt
import pandas as pd

from views import alt_text
from views.charts import canvas
from views.charts.rows import line_at, row_axis, rows_chart, rule_and_point, tooltip
from views.explanation import (
    ALPHA,
    LESS,
    MORE,
    UNTOLD,
    companion_rows,
    goes_with,
    odds_with_interval,
    telling_rows,
    times_as_often,
    turned_both_ways,
)
from views.palette import BLUE, BRICK, GREY, SIDE_A, SIDE_B

_CELLS = ("a", "b", "key_a", "key_b", "odds", "shown", "n_together", "kind", "size")
_DOTS = ("row", "key", "estimate", "conf_low", "conf_high", "shown", "n_reports", "kind")
_CELL, _LARGEST, _DOT = 19, 4.0, 0.2
_TO_CHANCE = {MORE: BLUE, LESS: BRICK, UNTOLD: GREY}
_TIMES = [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 2, 10, 100, 1000, 10_000]
_ODDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]


def matrix(
    cooccurrence: pd.DataFrame, labels: Mapping[str, str], groups: Mapping[str, str], *, select: str = ""
) -> alt.LayerChart:
    """Return a map of all pairs of themes: the larger the circle, the more they go together or apart.

    Parameters
    ----------
    cooccurrence : DataFrame
        Rows of `stats.cooccurrence`, each pair once or twice.
    labels, groups : Mapping
        Label and group of each theme id, in the order of the theme file; themes of one group stand together.
    select : str
        Name under which a click reports `key_a` and `key_b` (theme ids); empty for none.
    """
    rows = _pairs(cooccurrence, labels)
    canvas.require_rows(rows)
    groups_in_order = list(groups.values())
    order = sorted(set(rows["key_a"]), key=lambda theme: (groups_in_order.index(groups[theme]), labels[theme]))
    names = [labels[theme] for theme in order]
    told = [
        alt.Tooltip("a:N", title=" "),
        alt.Tooltip("b:N", title="and"),
        alt.Tooltip("shown:N", title="Odds ratio"),
        alt.Tooltip("n_together:Q", title="Passages on both", format=","),
    ]
    head = alt.Axis(orient="top", labelAngle=-55, labelAlign="left", domain=False, ticks=False, grid=True)
    side = alt.Axis(domain=False, ticks=False, grid=True, labelPadding=8)
    circles = (
        alt.Chart(canvas.inline(rows, _CELLS))
        .mark_circle(opacity=0.95)
        .encode(
            x=alt.X("b:N", sort=names, title=None, axis=head),
            y=alt.Y("a:N", sort=names, title=None, axis=side),
            size=alt.Size("size:Q", scale=alt.Scale(domain=[0, _LARGEST], range=[6, 260]), legend=None),
            color=_colours(_TO_CHANCE, rows),
            tooltip=told,
        )
    )
    if select:
        chosen = canvas.picked(select, ["key_a", "key_b"])
        edge = alt.condition(chosen, alt.value(canvas.PICKED), alt.value("transparent"), empty=False)
        circles = circles.encode(stroke=edge, strokeWidth=alt.value(3)).add_params(chosen)
    chart = alt.LayerChart(layer=[circles]).properties(width="container", height=max(len(names), 2) * _CELL)
    return canvas.finished(chart, alt_text.matrix(rows, MORE))


def _pairs(cooccurrence: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    both = turned_both_ways(cooccurrence)
    known = both[both["odds_ratio"].notna() & (both["odds_ratio"] > 0)]
    kinds = [goes_with(row) for _, row in known.iterrows()]
    sizes = [min(abs(math.log2(float(ratio))), _LARGEST) for ratio in known["odds_ratio"]]
    return known.assign(
        a=known["theme_a"].map(dict(labels)),
        b=known["theme_b"].map(dict(labels)),
        key_a=known["theme_a"],
        key_b=known["theme_b"],
        odds=known["odds_ratio"],
        shown=[odds_with_interval(row) for _, row in known.iterrows()],
        kind=kinds,
        size=[_DOT if kind == UNTOLD else size for kind, size in zip(kinds, sizes, strict=True)],
    )


def companions(
    cooccurrence: pd.DataFrame, theme_id: str, labels: Mapping[str, str], *, most: int = 12, select: str = ""
) -> alt.LayerChart:
    """Return the themes that go together with one theme, with intervals and a line at "as often as chance".

    Parameters
    ----------
    cooccurrence : DataFrame
        Rows of `stats.cooccurrence`.
    theme_id : str
        The theme.
    labels : Mapping
        Label of each theme id.
    most : int
        Rows shown, the strongest first.
    select : str
        Name under which a click reports `key` (the other theme_id); empty for none.
    """
    rows = companion_rows(cooccurrence, theme_id).head(most)
    canvas.require_rows(rows)
    rows = rows.assign(
        row=rows["theme_b"].map(dict(labels)),
        key=rows["theme_b"],
        estimate=rows["odds_ratio"],
        shown=[odds_with_interval(row) for _, row in rows.iterrows()],
        n_reports=rows["n_together"],
        kind=[goes_with(row) for _, row in rows.iterrows()],
    )
    title = ["Odds ratio: how much more often", "in the same passage than chance (1)"]
    scale = alt.Scale(type="log", nice=False)
    base = alt.Chart(canvas.inline(rows, _DOTS)).encode(
        x=alt.X("estimate:Q", title=title, scale=scale, axis=alt.Axis(values=_ODDS, format="~g", orient="top")),
        y=row_axis(list(rows["row"])),
        color=_colours(_TO_CHANCE, rows),
    )
    layers = [line_at(1, title), *rule_and_point(base, tooltip("Odds ratio", "Passages on both"), select)]
    return rows_chart(layers, rows, alt_text.companions(rows, labels[theme_id]))


def terms(table: pd.DataFrame, group_a: str, group_b: str, *, most: int = 30, select: str = "") -> alt.LayerChart:
    """Return the terms that tell two groups apart, those of A on the right, with intervals.

    Parameters
    ----------
    table : DataFrame
        Rows of `stats.keyness`.
    group_a, group_b : str
        The groups as a reader sees them.
    most : int
        Terms shown, the most telling ones of either side.
    select : str
        Name under which a click reports `key` (the term); empty for none.
    """
    canvas.require_rows(table)
    above, below = (telling_rows(table, sign, max(most // 2, 1)) for sign in (1, -1))
    rows = pd.concat([above, below]).sort_values("log_odds", ascending=False)
    more_a, more_b = f"more in {group_a}", f"more in {group_b}"
    signs = [(float(row["log_odds"]) > 0, float(row["q_value"]) <= ALPHA) for _, row in rows.iterrows()]
    rows = times_as_often(rows)
    rows = rows.assign(
        row=rows["term"],
        key=rows["term"],
        estimate=rows["odds_ratio"],
        shown=[odds_with_interval(row) for _, row in rows.iterrows()],
        n_reports=rows["n_reports_a"] + rows["n_reports_b"],
        kind=[(more_a if above else more_b) if carried else UNTOLD for above, carried in signs],
    )
    title = ["How many times as often", f"in {group_a} as in {group_b}"]
    said = "datum.value < 1 ? '1/' + format(1 / datum.value, ',') : format(datum.value, ',')"
    axis = alt.Axis(values=_TIMES, labelExpr=said, orient="top")
    base = alt.Chart(canvas.inline(rows, _DOTS)).encode(
        x=alt.X("estimate:Q", title=title, scale=alt.Scale(type="log", nice=False), axis=axis),
        y=row_axis(list(rows["row"])),
        color=_colours({more_a: SIDE_A, more_b: SIDE_B, UNTOLD: GREY}, rows),
    )
    layers = [line_at(1, title), *rule_and_point(base, tooltip("Times as often", None), select)]
    return rows_chart(layers, rows, alt_text.terms(rows, group_a, group_b))


def _colours(colours: Mapping[str, str], rows: pd.DataFrame) -> alt.Color:
    kinds = [kind for kind in colours if kind in set(rows["kind"])]
    legend = alt.Legend(title=None, orient="top", symbolType="circle", symbolOpacity=1)
    return alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[colours[k] for k in kinds]), legend=legend)
