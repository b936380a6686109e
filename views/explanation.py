"""What lies behind a number: the parts of a change, themes that go together, terms that tell groups apart.

Sentences follow the rules of `views.wording`: an interval with every number, and no more said than the row carries.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from schema import Estimate
from views import wording
from views.language import decimal, say

PARTS = ("total", "within", "mix", "came or went")
"""Parts of a change in the order shown; the last three sum to the first."""

ALPHA = 0.05
"""Pairs and terms with a larger q-value are not told apart from chance."""


FEW_REPORTS = 3
"""A cell of fewer reports is drawn, where it is drawn at all, as one that says little."""

MORE, LESS, UNTOLD = "more often than chance", "less often than chance", "not told from chance"
"""How a pair of themes stands to chance."""


def rightness_sentence(right: Estimate, n_right: int) -> str:
    """Return how often a theme is right in passages drawn at random: "Right in 17 of 20 passages …"."""
    share = f"{wording.percent(right.estimate)} ({wording.interval(right.conf_low, right.conf_high)})"
    passages = wording.counted(right.n_passages, "passage")
    return f"Right in {n_right} of {passages} it takes, drawn at random and labelled by hand: {share}."


def missed_sentence(missed: Estimate, n_missed: int) -> str:
    """Return how many passages a theme left out that speak of it, of those drawn at random."""
    share = f"{wording.percent(missed.estimate)} ({wording.interval(missed.conf_low, missed.conf_high)})"
    passages = wording.counted(missed.n_passages, "passage")
    return (
        f"Of {passages} that it weighed and left, {n_missed} {'speaks' if n_missed == 1 else 'speak'} of it: {share}."
    )


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
    return f"{wording.points_of(row, column)} ({bounds})"


def points_a_year(row: wording.Row) -> str:
    """Return a slope as "+0.4 percentage points a year (+0.2 to +0.6)". `row` is a row of CHANGES."""
    bounds = wording.points_interval(wording.number(row, "conf_low"), wording.number(row, "conf_high"))
    return f"{wording.points_of(row, 'slope_per_year')} percentage points a year ({bounds})"


def since_words(row: wording.Row, before: int) -> str:
    """Return a difference as "+1.2 (+0.6 to +1.9) percentage points since 2023". `row` is a row of CONTRASTS."""
    return f"{points_with_interval(row, 'difference')} percentage points since {before}"


def step_words(row: wording.Row) -> str:
    """Return a step as "+1.2 (+0.6 to +1.9) percentage points, a new level since 2023". `row` is a row of BREAKS."""
    year = int(wording.number(row, "year") or 0)
    return f"{points_with_interval(row, 'step')} percentage points, a new level since {year}"


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
    value, low, high = (_decimal(wording.number(row, name)) for name in ("odds_ratio", "conf_low", "conf_high"))
    return f"{value} ({say('{low} to {high}', low=low, high=high)})"


def _decimal(value: float | None) -> str:
    if value is None:
        return "–"
    if value < 0.01:
        return decimal("<0.01")
    return decimal(f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}")


def times_as_often(terms: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `stats.keyness` with the odds ratio that their log odds say, and its interval."""
    names = {"odds_ratio": "log_odds", "conf_low": "conf_low", "conf_high": "conf_high"}
    return terms.assign(**{name: np.exp(terms[column].astype(float)) for name, column in names.items()})


def composition_sentence(parts: pd.DataFrame, label: str) -> str:
    """Say how the change between two periods splits. `parts` are COMPOSITION rows of one theme and facet."""
    facet = str(parts.iloc[0]["facet"])
    rows = {str(row["part"]): points_with_interval(row) for _, row in parts.iterrows()}
    return say(
        "Between {a} and {b} the estimate for {label} moved by {total} percentage points: {within} within the same "
        "{names}, {mix} from which of them reported more, {came} from {names} that came or went.",
        a=str(parts.iloc[0]["period_a"]),
        b=str(parts.iloc[0]["period_b"]),
        label=wording.named(label),
        total=rows["total"],
        within=rows["within"],
        mix=rows["mix"],
        came=rows["came or went"],
        names=wording.facet_name(facet, plural=True),
    )


def break_sentence(row: wording.Row, label: str) -> str:
    """Say when a theme's level changed from one year to the next. `row` is a row of BREAKS."""
    year = int(wording.number(row, "year") or 0)
    return (
        f"The level of {label} changed in {year}, by {points_with_interval(row, 'step')} percentage points "
        f"({wording.level(wording.number(row, 'conf_level'))} interval)."
    )


def map_sentence(cooccurrence: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Say how many pairs of themes go together or apart beyond chance, and which go together most."""
    known = cooccurrence[cooccurrence["odds_ratio"].notna()]
    kinds = [goes_with(row) for _, row in known.iterrows()]
    more, less = kinds.count(MORE), kinds.count(LESS)
    pairs = wording.counted(len(cooccurrence), "pair")
    if not more and not less:
        return f"Of {pairs} of themes, none is seen to stand together more or less often than chance has it."
    said = (
        f"Of {pairs} of themes, {more:,} {'stands' if more == 1 else 'stand'} "
        f"together more often than chance and {less:,} less often"
    )
    for _, row in surest_pairs(cooccurrence, 1).iterrows():
        pair = wording.join(labels[str(row[side])] for side in ("theme_a", "theme_b"))
        said += f"; most surely {pair}, at odds {odds_with_interval(row)} times those of chance"
    return f"{said}."


def surest_pairs(cooccurrence: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the pairs that go together beyond chance, those of the highest lower bound first."""
    known = cooccurrence[cooccurrence["odds_ratio"].notna()]
    told = known[pd.Series([goes_with(row) == MORE for _, row in known.iterrows()], known.index, dtype=bool)]
    return told.sort_values(["conf_low", "theme_a"], ascending=[False, True]).head(most)


def goes_with(row: wording.Row) -> str:
    """Say how a pair of themes stands to chance. `row` is a row of `stats.cooccurrence`."""
    q, ratio = wording.number(row, "q_value"), wording.number(row, "odds_ratio")
    if q is None or ratio is None or q > ALPHA:
        return UNTOLD
    return MORE if ratio > 1 else LESS


def most_alike_first(similarity: pd.DataFrame) -> pd.DataFrame:
    """Return SIMILARITY rows, the most alike pair first."""
    return similarity.sort_values(["similarity", "group_a", "group_b"], ascending=[False, True, True])


def pair_name(row: wording.Row) -> str:
    """Name two groups of a facet: "Germany – Netherlands". `row` is a row of SIMILARITY."""
    return " – ".join(wording.side_name(row[side], str(row["facet"])) for side in ("group_a", "group_b"))


def likeness_interval(row: wording.Row) -> str:
    """Return the interval of a likeness: "0.88–0.97"."""
    low, high = (wording.number(row, end) for end in ("conf_low", "conf_high"))
    return "–" if low is None or high is None else f"{low:.2f}–{high:.2f}"


def likeness_words(row: wording.Row) -> str:
    """Return a likeness with its interval: "0.93 (0.88–0.97)"."""
    value = wording.number(row, "similarity" if "similarity" in row else "estimate")
    return f"{value:.2f} ({likeness_interval(row)})"


def similarity_sentence(similarity: pd.DataFrame) -> str:
    """Say which two groups have most and which least the same priorities, and whether that order is sure."""
    rows = most_alike_first(similarity)
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1:
        return f"The priorities of {_both(first)} are alike to {likeness_words(first)}, where 1 is the same."
    said = (
        f"Most alike in their priorities are {_both(first)}, {likeness_words(first)}, where 1 is the same; "
        f"least alike {_both(last)}, {likeness_words(last)}."
    )
    apart = (wording.number(first, "conf_low") or 0.0) > (wording.number(last, "conf_high") or 1.0)
    return said if apart else f"{said} These intervals overlap: the order may be chance."


def _both(row: wording.Row) -> str:
    return wording.join(wording.in_sentence(row[side], str(row["facet"])) for side in ("group_a", "group_b"))


def companion_rows(cooccurrence: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    """Return the rows of `stats.cooccurrence` of one theme, turned so that it is `theme_a`, strongest first."""
    both = turned_both_ways(cooccurrence)
    own = both[(both["theme_a"] == theme_id) & both["odds_ratio"].notna()]
    return own.sort_values(["odds_ratio", "theme_b"], ascending=[False, True]).reset_index(drop=True)


def turned_both_ways(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """Return each pair twice, once from either theme."""
    turned = cooccurrence.rename(columns={"theme_a": "theme_b", "theme_b": "theme_a"})
    return pd.concat([cooccurrence, turned], ignore_index=True).drop_duplicates(["theme_a", "theme_b"])


def telling_rows(table: pd.DataFrame, sign: int, most: int) -> pd.DataFrame:
    """Return the terms of one side, those told from chance where there are any, the surest first.

    `sign` is 1 for group A and -1 for group B.
    """
    side = table[table["log_odds"] * sign > 0]
    told = side[side["q_value"] <= ALPHA]
    side = told if len(told) else side
    nearest = side["conf_low"] if sign > 0 else -side["conf_high"]
    return side.loc[nearest.sort_values(ascending=False, kind="stable").index].head(most)


def terms_sentence(table: pd.DataFrame, group_a: str, group_b: str) -> str:
    """Name the words that tell two groups apart beyond chance. `table` are rows of `stats.keyness`."""
    told = table[table["q_value"] <= ALPHA]
    sides = ((group_a, telling_rows(told, 1, 5)), (group_b, telling_rows(told, -1, 5)))
    said = [
        f"{group} is marked by {wording.join(f'“{term}”' for term in rows['term'])}"
        for group, rows in sides
        if len(rows)
    ]
    if not said:
        return f"No word tells {group_a} from {group_b} beyond chance."
    return f"{wording.capitalised('; '.join(said))}."


def terms_basis(n_read: tuple[int, int], n_reports: tuple[int, int], group_a: str, group_b: str) -> str:
    """Say in how many reports of either group words were counted."""
    counted = (
        f"{read:,} of {wording.counted(all_of, 'report')} of {group}"
        for read, all_of, group in zip(n_read, n_reports, (group_a, group_b), strict=True)
    )
    return (
        f"Counted in {wording.join(counted)}, so that no single report or publisher decides. Words and pairs of words "
        "that three reports use, without the commonest; click one to search for it in any form."
    )
