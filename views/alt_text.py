"""What a chart says to someone who cannot see it: its message first, then its extent."""

import pandas as pd

from schema import FALLING, HIGHER, LOWER, RISING, Measure
from views import explanation, wording
from views.language import message, say


def trend(trends: pd.DataFrame, label: str, measure: Measure) -> str:
    """Say where one theme's line starts, where it ends and where it stands highest."""
    known = trends[trends["estimate"].notna()].sort_values("year")
    if known.empty:
        return say("{label}: no year has reports.", label=label)
    first, last = known.iloc[0], known.iloc[-1]
    top = known.sort_values("estimate").iloc[-1]
    return say(
        "Line chart of {what} by year with intervals: {first}, {last}; highest estimate {top}.",
        what=wording.measured(label, measure),
        first=_year(first),
        last=_year(last),
        top=_year(top),
    )


def ranked(rows: pd.DataFrame, measure: Measure) -> str:
    """Say which themes lead and which come last. `rows` are sorted and have the column `row`."""
    top = wording.join(f"{row['row']} {wording.with_interval(row)}" for _, row in rows.head(3).iterrows())
    last = rows.iloc[-1]
    return (
        f"Dot plot of the {measure} of {wording.counted(len(rows), 'theme')} with intervals: the highest estimates are "
        f"{top}; the lowest is {last['row']} {wording.with_interval(last)}."
    )


def by_facet(rows: pd.DataFrame, facet: str, label: str, measure: Measure) -> str:
    """Say each group's estimate, the first twelve. `rows` are sorted and have the column `row`."""
    parts = [f"{row['row']} {wording.with_interval(row)}" for _, row in rows.head(12).iterrows()]
    more = f"; and {len(rows) - 12} more" if len(rows) > 12 else ""
    names = wording.facet_name(facet, plural=True)
    return f"Dot plot of the {measure} of {label} across {names} with intervals: {'; '.join(parts)}{more}."


def changes(rows: pd.DataFrame) -> str:
    """Say which themes rise and which fall. `rows` have the column `row`."""
    rising, falling = (list(rows.loc[rows["verdict"] == verdict, "row"]) for verdict in (RISING, FALLING))
    return say(
        "Dot plot of the change per year of {themes} with intervals: rising: {rising}; falling: {falling}; "
        "no verdict of change on the others.",
        themes=wording.counted(len(rows), "theme"),
        rising=wording.join(rising) or say("none"),
        falling=wording.join(falling) or say("none"),
    )


def differences(rows: pd.DataFrame, group_a: str, group_b: str, measure: Measure) -> str:
    """Say which themes differ between two groups. `rows` have the column `row`."""
    higher, lower = (list(rows.loc[rows["verdict"] == verdict, "row"]) for verdict in (HIGHER, LOWER))
    return say(
        message(
            "Dot plot of the difference in share between {a} and {b} for {themes} with intervals: higher in {a}: "
            "{higher}; higher in {b}: {lower}; no detectable difference in the others."
        )
        if measure == "share"
        else message(
            "Dot plot of the difference in reach between {a} and {b} for {themes} with intervals: higher in {a}: "
            "{higher}; higher in {b}: {lower}; no detectable difference in the others."
        ),
        a=group_a,
        b=group_b,
        themes=wording.counted(len(rows), "theme"),
        higher=wording.join(higher) or say("none"),
        lower=wording.join(lower) or say("none"),
    )


def likeness(rows: pd.DataFrame) -> str:
    """Say which two groups are most and least alike. `rows` have the column `row`, the most alike first."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"Dot plot of how alike the priorities of {wording.counted(len(rows), 'pair')} of groups are, with intervals: "
        f"most {first['row']}, {wording.number(first, 'estimate'):.2f}; "
        f"least {last['row']}, {wording.number(last, 'estimate'):.2f}."
    )


def theme_by_group(rows: pd.DataFrame, facet: str, measure: Measure) -> str:
    """Say each group's strongest theme. `rows` have the columns `row` and `group`."""
    known = rows[rows["estimate"].notna()]
    best = known.loc[known.groupby("group")["estimate"].idxmax().astype(int)]
    parts = [f"{row['group']}: {row['row']} {wording.with_interval(row)}" for _, row in best.head(12).iterrows()]
    return (
        f"Heat map of the {measure} of {wording.counted(rows['theme_id'].nunique(), 'theme')} across "
        f"{wording.facet_name(facet, plural=True)}; the highest estimate of each: {'; '.join(parts)}."
    )


def _year(row: wording.Row) -> str:
    year = str(int(wording.number(row, "year") or 0))
    return say("{amount} in {year}", amount=wording.with_interval(row), year=year)


def composition(parts: pd.DataFrame, label: str) -> str:
    """Say how one theme's change splits. `parts` are its COMPOSITION rows."""
    return f"Bar chart with intervals. {explanation.composition_sentence(parts, label)}"


def matrix(rows: pd.DataFrame, more: str) -> str:
    """Say which pairs of themes go together most. `rows` have the columns a, b, odds, shown and kind."""
    told = rows[(rows["kind"] == more) & (rows["a"] < rows["b"])].sort_values("odds", ascending=False)
    parts = [f"{row['a']} with {row['b']}, {row['shown']}" for _, row in told.head(5).iterrows()]
    found = f"strongest, by odds ratio: {'; '.join(parts)}" if parts else "no pair is told from chance"
    return f"Map of which of {wording.counted(rows['a'].nunique(), 'theme')} share passages; {found}."


def companions(rows: pd.DataFrame, label: str) -> str:
    """Say which themes share passages with one theme most. `rows` are sorted and have the columns row and shown."""
    parts = [f"{row['row']} {row['shown']}" for _, row in rows.head(5).iterrows()]
    return f"Dot plot of the themes that share passages with {label}, odds ratios with intervals: {'; '.join(parts)}."


def terms(rows: pd.DataFrame, group_a: str, group_b: str) -> str:
    """Say which terms stand at either end. `rows` are sorted and have the column row."""
    first, last = list(rows["row"].head(5)), list(rows["row"].tail(5))[::-1]
    return (
        f"Dot plot of the terms that tell {group_a} from {group_b}, with intervals. Most typical of {group_a}: "
        f"{wording.join(first)}; most typical of {group_b}: {wording.join(last)}."
    )
