"""Groups side by side, in one sentence: where two differ, who stands at either end, where a theme moved."""

import pandas as pd

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, RISING, TOO_FEW
from views import wording


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
        return f"There are too few reports to compare {group_a} with {group_b}."
    themes = wording.counted(len(contrasts), "theme")
    if not higher and not lower:
        among = f"any of {themes}" if len(contrasts) > 1 else "the one theme looked at"
        return f"Between {group_a} and {group_b} the evidence shows no detectable difference in {among}."
    return (
        f"Of {themes}, the evidence shows {higher} higher in {group_a} and {lower} higher in {group_b}; "
        f"the rest show no detectable difference{' or have too few reports' if few else ''}."
    )


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
    apart = "their intervals do not overlap, though the furthest apart of many groups are no test of a difference"
    tail = "their intervals overlap, so the order may be chance" if overlap else apart
    highest = f"{wording.in_sentence(top[facet], facet)}, {wording.with_interval(top)}"
    lowest = f"{wording.in_sentence(bottom[facet], facet)}, {wording.with_interval(bottom)}"
    names = wording.facet_name(facet, plural=True)
    return f"Among {names} the estimate is highest for {highest}, and lowest for {lowest}; {tail}."


def where_sentence(changes: pd.DataFrame, facet: str) -> str:
    """Say in which groups one theme rises or falls. `changes` are its CHANGES rows with the column `facet`."""
    groups = {
        verdict: [wording.in_sentence(value, facet) for value in changes.loc[changes["verdict"] == verdict, facet]]
        for verdict in (RISING, FALLING, NO_CHANGE, TOO_FEW)
    }
    moved = [f"{verdict} in {wording.join(groups[verdict])}" for verdict in (RISING, FALLING) if groups[verdict]]
    among = wording.counted(len(changes), wording.facet_name(facet).lower())
    steady, few = len(groups[NO_CHANGE]), len(groups[TOO_FEW])
    rest = f"no detectable change in {steady}" if steady else ""
    unknown = f"too few reports in {few}" if few else ""
    shown = f"the evidence shows it {' and '.join(moved)}" if moved else ""
    return f"Among {among}: {'; '.join(part for part in (shown, rest, unknown) if part)}."


def detected(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return the CONTRASTS rows whose verdict names a difference, largest first."""
    rows = contrasts[contrasts["verdict"].isin([HIGHER, LOWER])]
    return rows.sort_values("difference", key=abs, ascending=False)
