"""Tables as a reader sees them: labels for ids, one column for number and interval, verdicts as symbol and word.

What comes out is text, for a screen or a summary; the numbers themselves leave through `views.export`.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from schema import NO_CHANGE, NO_DIFFERENCE, Measure
from views import explanation, wording
from views.language import say, whole
from views.palette import VERDICT_MARKS

_MOST_COMPANIONS, _MOST_TERMS = 8, 200


def verdict_cell(verdict: str, group_a: str = "A", group_b: str = "B") -> str:
    """Return a verdict as symbol and word: "▲ rising"."""
    return f"{VERDICT_MARKS[verdict].symbol} {wording.verdict_name(verdict, group_a, group_b)}"


def unproven(row: wording.Row) -> bool:
    """Whether the verdict on a row is nothing, though its interval leaves zero out: it is none once corrected."""
    return row["verdict"] in (NO_CHANGE, NO_DIFFERENCE) and wording.leaves_zero_out(row)


def _verdicts(rows: pd.DataFrame, sides: Sequence[str] = ("A", "B"), *, starred: bool) -> list[str]:
    """Return verdicts, with a star where one needs its reason told."""
    cells = [(verdict_cell(str(row["verdict"]), *sides), starred and unproven(row)) for _, row in rows.iterrows()]
    return [f"{cell}*" if star else cell for cell, star in cells]


def trend_table(trends: pd.DataFrame, measure: Measure = "share") -> pd.DataFrame:
    """Return one theme's TRENDS rows: Year, Share (or Reach), Interval, Reports, Passages."""
    rows = trends.sort_values("year")
    return pd.DataFrame({say("Year"): rows["year"].map(str).to_list(), **_estimate(rows, measure), **_basis(rows)})


def facet_table(prevalence: pd.DataFrame, facet: str, measure: Measure = "share") -> pd.DataFrame:
    """Return one theme's PREVALENCE rows by group of `facet`, highest first, years in their order."""
    rows = _ordered(prevalence, facet)
    names = [wording.group_name(value, facet) for value in rows[facet]]
    return pd.DataFrame({wording.facet_name(facet): names, **_estimate(rows, measure), **_basis(rows)})


def ranking_table(
    prevalence: pd.DataFrame,
    changes: pd.DataFrame,
    labels: Mapping[str, str],
    measure: Measure = "share",
    *,
    starred: bool = False,
) -> pd.DataFrame:
    """Return themes ranked by their estimate, with what the evidence says on their change.

    Parameters
    ----------
    prevalence, changes : DataFrame
        PREVALENCE and CHANGES rows, one a theme; a theme without a row in `changes` gets no verdict.
    labels : Mapping
        Label of each theme id.
    measure : {"share", "reach"}
        What was measured.
    starred : bool
        Mark verdicts that are `unproven`.
    """
    rows = prevalence.sort_values(["estimate", "theme_id"], ascending=[False, True])
    found = {str(row["theme_id"]): row for _, row in changes.iterrows()}
    cells = dict(zip(changes["theme_id"].map(str), _verdicts(changes, starred=starred), strict=True))
    verdicts = [cells.get(str(theme), "") for theme in rows["theme_id"]]
    slopes = [_slope(found[theme]) if theme in found else "" for theme in rows["theme_id"]]
    names = rows["theme_id"].map(dict(labels)).to_list()
    table = {
        say("Theme"): names,
        **_estimate(rows, measure),
        say("Points a year"): slopes,
        say("Change"): verdicts,
        **_basis(rows),
    }
    return pd.DataFrame(table)


def changes_table(changes: pd.DataFrame, labels: Mapping[str, str], *, starred: bool = False) -> pd.DataFrame:
    """Return CHANGES rows, rising themes first: Theme, Points a year, Interval, q-value, Change, Reports."""
    rows = changes.sort_values(["slope_per_year", "theme_id"], ascending=[False, True])
    return pd.DataFrame(
        {
            say("Theme"): rows["theme_id"].map(dict(labels)).to_list(),
            say("Points a year"): [wording.points_of(row, "slope_per_year") for _, row in rows.iterrows()],
            say("Interval"): _points_intervals(rows),
            say("q-value"): [wording.p_value(wording.number(row, "q_value")) for _, row in rows.iterrows()],
            say("Change"): _verdicts(rows, starred=starred),
            say("Reports"): _whole_numbers(rows["n_reports"]),
        }
    )


def changes_by_facet_table(changes: pd.DataFrame, facet: str, *, starred: bool = False) -> pd.DataFrame:
    """Return one theme's CHANGES rows by group of `facet`: what changed where."""
    rows = changes.sort_values(["slope_per_year", facet], ascending=[False, True])
    names = {str(row[facet]): wording.group_name(row[facet], facet) for _, row in rows.iterrows()}
    table = changes_table(rows.assign(theme_id=rows[facet].map(str)), names, starred=starred)
    return table.rename(columns={say("Theme"): wording.facet_name(facet)})


def contrasts_table(contrasts: pd.DataFrame, labels: Mapping[str, str], *, starred: bool = False) -> pd.DataFrame:
    """Return CONTRASTS rows of one pair of groups, largest difference first, both sides with intervals."""
    rows = contrasts.sort_values(["difference", "theme_id"], ascending=[False, True])
    if rows.empty:
        return pd.DataFrame(columns=["Theme", "A", "B", "Points apart", "Interval", "q-value", "Verdict"])
    facet = str(rows.iloc[0]["facet"])
    name_a, name_b = (wording.side_name(rows.iloc[0][side], facet) for side in ("group_a", "group_b"))
    sides = [wording.in_sentence(rows.iloc[0][side], facet) for side in ("group_a", "group_b")]
    return pd.DataFrame(
        {
            say("Theme"): rows["theme_id"].map(dict(labels)).to_list(),
            name_a: [_side(row, "a") for _, row in rows.iterrows()],
            name_b: [_side(row, "b") for _, row in rows.iterrows()],
            say("Points apart"): [wording.points_of(row, "difference") for _, row in rows.iterrows()],
            say("Interval"): _points_intervals(rows),
            say("q-value"): [wording.p_value(wording.number(row, "q_value")) for _, row in rows.iterrows()],
            say("Verdict"): _verdicts(rows, sides, starred=starred),
        }
    )


def similarity_table(similarity: pd.DataFrame) -> pd.DataFrame:
    """Return SIMILARITY rows of one facet, the most alike first: Groups, Likeness, Interval, Reports of both."""
    rows = explanation.most_alike_first(similarity)
    told = [row for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "Groups": [explanation.pair_name(row) for row in told],
            "Likeness": [f"{value:.2f}" for value in rows["similarity"]],
            "Interval": [explanation.likeness_interval(row) for row in told],
            "Reports": _whole_numbers(rows["n_reports_a"] + rows["n_reports_b"]),
        }
    )


def composition_table(parts: pd.DataFrame) -> pd.DataFrame:
    """Return one theme's COMPOSITION rows, the whole change first: Part, Points, Interval."""
    known = {str(row["part"]): row for _, row in parts.iterrows()}
    shown = [(part, known[part]) for part in explanation.PARTS if part in known]
    return pd.DataFrame(
        {
            "Part": [explanation.part_name(part, str(row["facet"])) for part, row in shown],
            "Points": [wording.points_of(row, "estimate") for _, row in shown],
            say("Interval"): _points_intervals(pd.DataFrame([row for _, row in shown])),
        }
    )


def companions_table(cooccurrence: pd.DataFrame, theme_id: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the themes that share passages with one theme more often than chance, strongest first."""
    rows = explanation.companion_rows(cooccurrence, theme_id)
    more = [explanation.goes_with(row) == explanation.MORE for _, row in rows.iterrows()]
    rows = rows.loc[rows.index[more]].head(_MOST_COMPANIONS) if more else rows
    return pd.DataFrame(
        {
            say("Theme"): [labels.get(str(theme), str(theme)) for theme in rows["theme_b"]],
            say("Odds ratio (interval)"): [explanation.odds_with_interval(row) for _, row in rows.iterrows()],
            say("Passages on both"): _whole_numbers(rows["n_together"]),
        }
    )


def terms_table(terms: pd.DataFrame, group_a: str, group_b: str) -> pd.DataFrame:
    """Return the terms that tell two groups apart, the most telling first, with their reports in either."""
    rows = explanation.times_as_often(terms.head(_MOST_TERMS))
    return pd.DataFrame(
        {
            "Term": rows["term"].to_list(),
            "Times as often (interval)": [explanation.odds_with_interval(row) for _, row in rows.iterrows()],
            say("q-value"): [wording.p_value(wording.number(row, "q_value")) for _, row in rows.iterrows()],
            f"Reports, {group_a}": _whole_numbers(rows["n_reports_a"]),
            f"Reports, {group_b}": _whole_numbers(rows["n_reports_b"]),
        }
    )


def _ordered(rows: pd.DataFrame, facet: str) -> pd.DataFrame:
    if facet == "year":
        return rows.sort_values(facet)
    return rows.sort_values(["estimate", facet], ascending=[False, True])


def _estimate(rows: pd.DataFrame, measure: Measure) -> dict[str, list[str]]:
    bounds = [
        wording.interval(wording.number(row, "conf_low"), wording.number(row, "conf_high"))
        for _, row in rows.iterrows()
    ]
    return {
        wording.measure_name(measure): [wording.percent(wording.number(row, "estimate")) for _, row in rows.iterrows()],
        say("{level} interval", level=wording.level(_conf_level(rows))): bounds,
    }


def _basis(rows: pd.DataFrame) -> dict[str, list[str]]:
    return {say("Reports"): _whole_numbers(rows["n_reports"]), say("Passages"): _whole_numbers(rows["n_passages"])}


def _whole_numbers(values: "pd.Series[int]") -> list[str]:
    return [whole(int(value)) for value in values]


def _conf_level(rows: pd.DataFrame) -> float | None:
    return None if rows.empty else wording.number(rows.iloc[0], "conf_level")


def _slope(row: wording.Row) -> str:
    bounds = wording.points_interval(wording.number(row, "conf_low"), wording.number(row, "conf_high"))
    return f"{wording.points_of(row, 'slope_per_year')} ({bounds})"


def _points_intervals(rows: pd.DataFrame) -> list[str]:
    return [
        wording.points_interval(wording.number(row, "conf_low"), wording.number(row, "conf_high"))
        for _, row in rows.iterrows()
    ]


def _side(row: wording.Row, side: str) -> str:
    bounds = wording.interval(wording.number(row, f"conf_low_{side}"), wording.number(row, f"conf_high_{side}"))
    return f"{wording.percent(wording.number(row, f'estimate_{side}'))} ({bounds})"
