"""Points with intervals, one a row: themes ranked, groups of a facet, differences of two groups."""

import textwrap
from collections.abc import Mapping

import altair as alt
import pandas as pd

from schema import CONTRAST_VERDICTS, TOO_FEW, VERDICTS, Measure, Weighting
from views import alt_text, explanation, wording
from views.charts import canvas, spark
from views.charts.rows import SIGNED, line_at, number_axis, row_axis, rows_chart, rule_and_point, tooltip, values_behind
from views.charts.trend import PERCENT
from views.language import say
from views.palette import BLUE, VERDICT_MARKS, group_colours

_TITLE_WIDTH = 34  # letters: as wide as the rows' axis on a narrow screen
_LEGEND_COLUMNS = alt.ExprRef(f"{canvas.SHOWN_WIDTH} < 420 ? 1 : {canvas.SHOWN_WIDTH} < 700 ? 2 : 4")
MOST_GROUPS = 20
"""Groups of a facet that one chart shows, those of most reports."""
_STEPS, _TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5), 6
_COLUMNS = ("row", "key", "estimate", "conf_low", "conf_high", "shown", "n_reports", "kind", "far")


def ranked(  # noqa: PLR0913 - one argument for each thing the chart shows
    prevalence: pd.DataFrame,
    labels: Mapping[str, str],
    groups: Mapping[str, str],
    *,
    measure: Measure = "share",
    weighting: Weighting = "report",
    select: str = "",
    courses: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    among: str = "",
) -> alt.LayerChart:
    """Return themes ranked by their estimate, each with its interval, coloured by theme group.

    Parameters
    ----------
    prevalence : DataFrame
        PREVALENCE rows, one a theme.
    labels, groups : Mapping
        Label and group of each theme id.
    measure, weighting, among : str
        For the axis title; `among` is the phrase whose passages alone are counted.
    select : str
        Name under which a click reports `key` (the theme_id); empty for none.
    courses : (DataFrame, DataFrame), optional
        TRENDS and CHANGES rows of the themes, for a small trend at the end of each row; colour
        and shape then tell the verdict of change instead of the group.
    """
    canvas.require_rows(prevalence)
    rows = prevalence.assign(
        row=prevalence["theme_id"].map(dict(labels)),
        key=prevalence["theme_id"],
        kind=prevalence["theme_id"].map(dict(groups)),
    ).sort_values(["estimate", "row"], ascending=[False, True])
    words, title = alt_text.ranked(rows, measure), wording.measure_axis(measure, weighting, among)
    if courses is not None:
        return _with_courses(rows, title, words, select, courses)
    colours = group_colours(groups.values())
    legend = alt.Legend(title=None, orient="top", columns=_LEGEND_COLUMNS, symbolType="circle", symbolOpacity=1)
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return _dots(rows, alt.Color("kind:N", scale=scale, legend=legend), title, words, select)


def by_facet(
    prevalence: pd.DataFrame,
    facet: str,
    *,
    label: str,
    measure: Measure = "share",
    weighting: Weighting = "report",
    among: str = "",
    select: str = "",
) -> alt.LayerChart:
    """Return one theme's estimate for each group of a facet, highest first, unknown last, years in their order.

    Parameters
    ----------
    prevalence : DataFrame
        PREVALENCE rows of one theme with the column `facet`; null is shown as "unknown". Drawn
        are `drawn_groups`.
    facet : str
        That column.
    label : str
        The theme's label, for the alt text.
    measure, weighting, among : str
        For the axis title; `among` is the phrase whose passages alone are counted.
    select : str
        Name under which a click reports `key` (the group); empty for none.
    """
    canvas.require_rows(prevalence)
    drawn = drawn_groups(prevalence, facet)
    names = [wording.group_name(value, facet) for value in drawn[facet]]
    rows = drawn.assign(row=names, key=drawn[facet], kind="", unknown=drawn[facet].isna())
    order = ["row"] if facet == "year" else ["unknown", "estimate", "row"]
    rows = rows.sort_values(order, ascending=[column != "estimate" for column in order])
    words = alt_text.by_facet(rows, facet, label, measure)
    return _dots(rows, alt.ColorValue(BLUE), wording.measure_axis(measure, weighting, among), words, select)


def drawn_groups(prevalence: pd.DataFrame, facet: str) -> pd.DataFrame:
    """Return the rows of the groups with enough reports to say something, at most `MOST_GROUPS` of them."""
    enough = prevalence[prevalence["n_reports"] >= explanation.FEW_REPORTS]
    rows = enough if len(enough) else prevalence
    return rows if facet == "year" else rows.sort_values("n_reports", ascending=False, kind="stable").head(MOST_GROUPS)


def most_reports(prevalence: pd.DataFrame, facet: str) -> pd.DataFrame:
    """Return the rows of the groups with most reports, at most `MOST_GROUPS` of them; of years, the latest."""
    sizes = prevalence.groupby(facet, dropna=False)["n_reports"].max()
    years = sizes.sort_index(ascending=False)
    kept = (years if facet == "year" else sizes.sort_values(ascending=False, kind="stable")).head(MOST_GROUPS).index
    return prevalence[prevalence[facet].isin(kept)]


def changes(table: pd.DataFrame, labels: Mapping[str, str], *, select: str = "") -> alt.LayerChart:
    """Return each theme's change per year with its interval and a line at zero; the shape tells the verdict.

    Parameters
    ----------
    table : DataFrame
        CHANGES rows, one a theme.
    labels : Mapping
        Label of each theme id.
    select : str
        Name under which a click reports `key` (the theme_id); empty for none.
    """
    canvas.require_rows(table)
    rows = table.assign(row=table["theme_id"].map(dict(labels)), key=table["theme_id"], kind=table["verdict"])
    rows = rows.rename(columns={"slope_per_year": "estimate"}).sort_values(["estimate", "row"], ascending=[False, True])
    words = alt_text.changes(rows)
    names = {verdict: wording.verdict_name(verdict) for verdict in VERDICTS}
    return _differences(rows, names, say("Change, percentage points a year"), words, select)


def differences(
    contrasts: pd.DataFrame, labels: Mapping[str, str], *, measure: Measure = "share", select: str = ""
) -> alt.LayerChart:
    """Return the difference of two groups for each theme with its interval and a line at zero.

    Parameters
    ----------
    contrasts : DataFrame
        CONTRASTS rows of one pair of groups, one a theme.
    labels : Mapping
        Label of each theme id.
    measure : {"share", "reach"}
        For the axis title.
    select : str
        Name under which a click reports `key` (the theme_id); empty for none.
    """
    canvas.require_rows(contrasts)
    facet = str(contrasts.iloc[0]["facet"])
    group_a, group_b = (wording.in_sentence(contrasts.iloc[0][side], facet) for side in ("group_a", "group_b"))
    rows = contrasts.assign(row=contrasts["theme_id"].map(dict(labels)), key=contrasts["theme_id"])
    rows = rows.assign(kind=rows["verdict"], n_reports=rows["n_reports_a"] + rows["n_reports_b"])
    rows = rows.drop(columns="estimate", errors="ignore").rename(columns={"difference": "estimate"})
    rows = rows.sort_values(["estimate", "row"], ascending=[False, True])
    names = {verdict: wording.verdict_name(verdict, group_a, group_b) for verdict in CONTRAST_VERDICTS}
    difference = say("{measure} in {a} minus {b},", measure=wording.measure_name(measure), a=group_a, b=group_b)
    title = textwrap.wrap(f"{difference} {say('percentage points')}", _TITLE_WIDTH)
    return _differences(rows, names, title, alt_text.differences(rows, group_a, group_b, measure), select)


def likeness(table: pd.DataFrame, *, select: str = "") -> alt.LayerChart:
    """Return how alike the priorities of two groups are, pair by pair with interval, the most alike first.

    Parameters
    ----------
    table : DataFrame
        SIMILARITY rows of one facet; drawn are `most_and_least_alike`.
    select : str
        Name under which a click reports `key` (`explanation.pair_name`); empty for none.
    """
    canvas.require_rows(table)
    rows = most_and_least_alike(table)
    names = [explanation.pair_name(row) for _, row in rows.iterrows()]
    rows = rows.assign(row=names, key=names, kind="", n_reports=rows["n_reports_a"] + rows["n_reports_b"])
    rows = rows.rename(columns={"similarity": "estimate"})
    shown = [explanation.likeness_words(row) for _, row in rows.iterrows()]
    value = [f"{estimate:.2f}" for estimate in rows["estimate"]]
    data = canvas.inline(rows.assign(shown=shown, far=rows["conf_high"], value=value), (*_COLUMNS, "value"))
    x = alt.X("estimate:Q", title="Likeness of priorities (1: the same)", axis=number_axis())
    base = alt.Chart(data).encode(x=x, y=row_axis(names))
    marks = rule_and_point(base.encode(color=alt.ColorValue(BLUE)), tooltip("Likeness"), select)
    return rows_chart([*marks, values_behind(base)], rows, alt_text.likeness(rows))


def most_and_least_alike(table: pd.DataFrame) -> pd.DataFrame:
    """Return SIMILARITY rows, the most alike first; of more than `MOST_GROUPS` pairs those at both ends."""
    rows = explanation.most_alike_first(table)
    half = MOST_GROUPS // 2
    return rows if len(rows) <= MOST_GROUPS else pd.concat([rows.head(half), rows.tail(half)])


def _dots(rows: pd.DataFrame, colour: canvas.Colour, title: str, words: str, select: str) -> alt.LayerChart:
    x = alt.X("estimate:Q", title=title, axis=number_axis(PERCENT), scale=alt.Scale(domainMin=0))
    base = _estimates(rows, x)
    layers = [*rule_and_point(base.encode(color=colour), tooltip("Estimate"), select), values_behind(base)]
    return rows_chart(layers, rows, words)


def _estimates(rows: pd.DataFrame, x: alt.X) -> alt.Chart:
    shown = rows.apply(wording.with_interval, axis=1)
    value = rows["estimate"].map(wording.percent)
    data = canvas.inline(rows.assign(shown=shown, far=rows["conf_high"], value=value), (*_COLUMNS, "value"))
    return alt.Chart(data).encode(x=x, y=row_axis(list(rows["row"])))


def _with_courses(
    rows: pd.DataFrame, title: str, words: str, select: str, courses: tuple[pd.DataFrame, pd.DataFrame]
) -> alt.LayerChart:
    """Return the ranking with small trends behind it, coloured and shaped by the verdict of change."""
    top = float(rows["conf_high"].max())
    verdicts = courses[1].set_index("theme_id")["verdict"]
    rows = rows.assign(kind=[verdicts.get(theme, TOO_FEW) for theme in rows["theme_id"]])
    marked = {verdict: f"{VERDICT_MARKS[verdict].symbol} {wording.verdict_name(verdict)}" for verdict in VERDICTS}
    colour, shape = _by_verdict(marked, [verdict for verdict in VERDICTS if verdict in set(rows["kind"])])
    scale = alt.Scale(domain=[0, spark.room(top)[1]], nice=False)
    x = alt.X("estimate:Q", title=title, axis=_axis_with_courses(top, courses[0]), scale=scale)
    base = _estimates(rows.assign(kind=rows["kind"].map(marked)), x)
    layers: list[alt.Chart | alt.LayerChart] = [
        *rule_and_point(base.encode(color=colour), tooltip("Estimate"), select, shape),
        values_behind(base),
        spark.small_trends(*courses, rows, top),
    ]
    return rows_chart(layers, rows, words)


def _by_verdict(marked: Mapping[str, str], present: list[str]) -> tuple[alt.Color, alt.Shape]:
    """Return the colour and the shape of each verdict present, with one legend for both."""
    domain, marks = [marked[verdict] for verdict in present], [VERDICT_MARKS[verdict] for verdict in present]
    legend = alt.Legend(
        title=None, orient="top", columns=_LEGEND_COLUMNS, symbolOpacity=1, labelExpr="slice(datum.label, 2)"
    )
    colour = alt.Color("kind:N", scale=alt.Scale(domain=domain, range=[m.colour for m in marks]), legend=legend)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=domain, range=[m.shape for m in marks]), legend=legend)
    return colour, shape


def _axis_with_courses(top: float, trends: pd.DataFrame) -> alt.Axis:
    """Return the axis of numbers up to `top`, and the years of the small trends behind it."""
    step = next((step for step in _STEPS if top / step <= _TICKS), 1.0)
    begins, ends = spark.room(top)
    middle = (begins + ends) / 2
    known = trends[trends["n_reports"] >= explanation.FEW_REPORTS]["year"]
    span = wording.years(int(known.min()), int(known.max())) if len(known) else ""
    return alt.Axis(
        values=[*(n * step for n in range(int(top / step) + 1)), middle],
        labelExpr=f"datum.value > {top} ? '{span}' : {PERCENT}",
        gridOpacity=alt.condition(f"datum.value > {top}", alt.value(0), alt.value(1)),
        orient="top",
        ticks=False,
        titleAnchor="start",
        labelOverlap="greedy",
        labelSeparation=6,
    )


def _differences(
    rows: pd.DataFrame, names: Mapping[str, str], title: str | list[str], words: str, select: str
) -> alt.LayerChart:
    marked = {verdict: f"{VERDICT_MARKS[verdict].symbol} {name}" for verdict, name in names.items()}
    present = [verdict for verdict in names if verdict in set(rows["kind"])]
    apart = len(present) > 1
    rows = rows.assign(
        shown=[
            f"{wording.points_of(row, 'estimate')} "
            f"({wording.points_interval(wording.number(row, 'conf_low'), wording.number(row, 'conf_high'))})"
            for _, row in rows.iterrows()
        ],
        kind=rows["kind"].map(marked),
        far=rows[["conf_high", "estimate"]].max(axis=1),
        value=[wording.verdict_name(TOO_FEW) if apart and kind == TOO_FEW else "" for kind in rows["kind"]],
    )
    colour, shape = _by_verdict(marked, present)
    base = alt.Chart(canvas.inline(rows, (*_COLUMNS, "value"))).encode(
        x=alt.X("estimate:Q", title=title, axis=number_axis(SIGNED)), y=row_axis(list(rows["row"]))
    )
    marks = rule_and_point(base.encode(color=colour), tooltip("Percentage points"), select, shape)
    return rows_chart([line_at(0, title), *marks, values_behind(base)], rows, words)
