"""Groups side by side, in one sentence: where two differ, who stands at either end, where a theme moved."""

import pandas as pd

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, RISING, TOO_FEW
from views import wording
from views.language import message, say


def comparison_sentence(contrasts: pd.DataFrame, group_a: str, group_b: str) -> str:
    """Say for how many themes the evidence shows a difference between two groups, and which way.

    Parameters
    ----------
    contrasts : DataFrame
        CONTRASTS rows of one pair of groups, one a theme.
    group_a, group_b : str
        The groups as a reader sees them.
    """
    tally = contrasts["verdict"].value_counts()
    higher, lower, few = (int(tally.get(verdict, 0)) for verdict in (HIGHER, LOWER, TOO_FEW))
    if few == len(contrasts):
        return say("There are too few reports to compare {a} with {b}.", a=group_a, b=group_b)
    themes = wording.counted(len(contrasts), "theme")
    if not higher and not lower:
        alike = (
            message("Between {a} and {b} the evidence shows no detectable difference in any of {themes}.")
            if len(contrasts) > 1
            else message("Between {a} and {b} the evidence shows no detectable difference in the one theme looked at.")
        )
        return say(alike, a=group_a, b=group_b, themes=themes)
    shown = say(
        "Of {themes}, the evidence shows {higher} higher in {a} and {lower} higher in {b}",
        themes=themes,
        higher=higher,
        lower=lower,
        a=group_a,
        b=group_b,
    )
    rest = (
        message("{shown}; the rest show no detectable difference or have too few reports.")
        if few
        else message("{shown}; the rest show no detectable difference.")
    )
    return say(rest, shown=shown)


def extremes_sentence(frame: pd.DataFrame, facet: str) -> str:
    """Say which group's estimate is highest and which lowest, and whether their intervals overlap.

    Parameters
    ----------
    frame : DataFrame
        PREVALENCE rows of one theme with the column `facet`.
    facet : str
        The facet that the rows differ in.
    """
    known = frame[frame["estimate"].notna() & frame[facet].notna()].sort_values(["estimate", facet], ascending=False)
    if len(known) < 2:
        return ""
    top, bottom = known.iloc[0], known.iloc[-1]
    low, high = wording.number(top, "conf_low"), wording.number(bottom, "conf_high")
    overlap = low is None or high is None or low <= high
    told = (
        message(
            "Among {names} the estimate is highest for {highest}, and lowest for {lowest}; "
            "their intervals overlap, so the order may be chance."
        )
        if overlap
        else message(
            "Among {names} the estimate is highest for {highest}, and lowest for {lowest}; their intervals do not "
            "overlap, though the furthest apart of many groups are no test of a difference."
        )
    )
    highest = f"{wording.in_sentence(top[facet], facet)}, {wording.with_interval(top)}"
    lowest = f"{wording.in_sentence(bottom[facet], facet)}, {wording.with_interval(bottom)}"
    return say(told, names=wording.facet_name(facet, plural=True), highest=highest, lowest=lowest)


def where_sentence(changes: pd.DataFrame, facet: str) -> str:
    """Say in which groups one theme rises or falls. `changes` are its CHANGES rows with the column `facet`."""
    groups = {
        verdict: [wording.in_sentence(value, facet) for value in changes.loc[changes["verdict"] == verdict, facet]]
        for verdict in (RISING, FALLING, NO_CHANGE, TOO_FEW)
    }
    moved = [
        say(told, groups=wording.join(groups[verdict]))
        for verdict, told in ((RISING, message("rising in {groups}")), (FALLING, message("falling in {groups}")))
        if groups[verdict]
    ]
    steady, few = len(groups[NO_CHANGE]), len(groups[TOO_FEW])
    parts = [say("the evidence shows it {moved}", moved=wording.join(moved))] if moved else []
    parts += [say("no detectable change in {n}", n=steady)] if steady else []
    parts += [say("too few reports in {n}", n=few)] if few else []
    return say("Among {groups}: {parts}.", groups=wording.counted(len(changes), facet), parts=wording.series(parts))


def detected(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return the CONTRASTS rows whose verdict names a difference, largest first."""
    rows = contrasts[contrasts["verdict"].isin([HIGHER, LOWER])]
    return rows.sort_values("difference", key=abs, ascending=False)
