"""What lies behind a number: the parts of a change, themes that go together, terms that tell groups apart.

Sentences follow the rules of `views.wording`: an interval with every number, and no more said than the row carries.
"""

import pandas as pd

from views import wording

PARTS = ("total", "within", "mix", "came or went")
"""Parts of a change in the order shown; the last three sum to the first."""

ALPHA = 0.05
"""Pairs and terms with a larger q-value are not told apart from chance."""


FEW_REPORTS = 3
"""A cell of fewer reports is drawn, where it is drawn at all, as one that says little."""

MORE, LESS, UNTOLD = "more often than chance", "less often than chance", "not told from chance"
"""How a pair of themes stands to chance."""


def part_name(part: str, facet: str) -> str:
    """Return a part of a change as a reader sees it."""
    names = wording.facet_name(facet, plural=True)
    return {
        "total": "Whole change",
        "within": f"Within the same {names}",
        "mix": f"Which {names} reported more",
        "came or went": f"{names.capitalize()} that came or went",
    }[part]


def points_with_interval(row: wording.Row, column: str = "estimate") -> str:
    """Return a difference in percentage points with its interval: "+1.2 (+0.6 to +1.9)"."""
    bounds = wording.points_interval(wording.number(row, "conf_low"), wording.number(row, "conf_high"))
    return f"{wording.points(wording.number(row, column))} ({bounds})"


def pace(row: wording.Row) -> str:
    """Return how fast a theme moves: "rising, +0.4 points a year (+0.2 to +0.6)". `row` is a row of CHANGES."""
    return f"{row['verdict']}, {points_with_interval(row, 'slope_per_year')} points a year"


def thin_years_sentence(trends: pd.DataFrame) -> str:
    """Name the years whose intervals run off a chart because they have few reports; empty if there are none."""
    rows = trends[trends["n_reports"].between(1, FEW_REPORTS - 1)].sort_values("year")
    years = [str(int(year)) for year in rows["year"]]
    if not years or len(rows) == len(trends):
        return ""
    many = "intervals run" if len(years) > 1 else "interval runs"
    return f"Pale: {wording.join(years)} with fewer than {FEW_REPORTS} reports, whose {many} off the chart."


def odds_with_interval(row: wording.Row) -> str:
    """Return an odds ratio with its interval: "4.2 (2.1 to 8.0)"."""
    return decimal_with_interval(row, "odds_ratio", signed=False)


def decimal_with_interval(row: wording.Row, column: str, *, signed: bool = True) -> str:
    """Return a plain number with its interval, two significant digits and a sign where asked."""
    value, low, high = (
        _decimal(wording.number(row, name), signed=signed) for name in (column, "conf_low", "conf_high")
    )
    return f"{value} ({low} to {high})"


def _decimal(value: float | None, *, signed: bool) -> str:
    if value is None:
        return "–"
    size = abs(value)
    digits = f"{size:,.0f}" if size >= 10 else f"{size:.1f}" if size >= 1 else f"{size:.2f}"
    return f"{'−' if value < 0 else '+' if signed and value > 0 else ''}{digits}"


def composition_sentence(parts: pd.DataFrame, label: str) -> str:
    """Say how the change between two periods splits. `parts` are COMPOSITION rows of one theme and facet."""
    facet = str(parts.iloc[0]["facet"])
    rows = {str(row["part"]): points_with_interval(row) for _, row in parts.iterrows()}
    names = wording.facet_name(facet, plural=True)
    return (
        f"Between {parts.iloc[0]['period_a']} and {parts.iloc[0]['period_b']} the estimate for {label} moved by "
        f"{rows['total']} percentage points: {rows['within']} within the same {names}, {rows['mix']} from which of "
        f"them reported more, {rows['came or went']} from {names} that came or went."
    )


def break_sentence(row: wording.Row, label: str) -> str:
    """Say when a theme's level changed from one year to the next. `row` is a row of BREAKS."""
    year = int(wording.number(row, "year") or 0)
    return (
        f"The level of {label} changed in {year}, by {points_with_interval(row, 'step')} percentage points "
        f"({wording.level(wording.number(row, 'conf_level'))} interval)."
    )


def goes_with(row: wording.Row) -> str:
    """Say how a pair of themes stands to chance. `row` is a row of `stats.cooccurrence`."""
    q, ratio = wording.number(row, "q_value"), wording.number(row, "odds_ratio")
    if q is None or ratio is None or q > ALPHA:
        return UNTOLD
    return MORE if ratio > 1 else LESS


def companion_rows(cooccurrence: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    """Return the rows of `stats.cooccurrence` of one theme, turned so that it is `theme_a`, strongest first."""
    both = turned_both_ways(cooccurrence)
    own = both[(both["theme_a"] == theme_id) & both["odds_ratio"].notna()]
    return own.sort_values(["odds_ratio", "theme_b"], ascending=[False, True]).reset_index(drop=True)


def turned_both_ways(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """Return each pair twice, once from either theme."""
    turned = cooccurrence.rename(columns={"theme_a": "theme_b", "theme_b": "theme_a"})
    return pd.concat([cooccurrence, turned], ignore_index=True).drop_duplicates(["theme_a", "theme_b"])
