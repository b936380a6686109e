"""What two groups have in common and where they differ, over all themes together, in one sentence."""

import pandas as pd

from schema import HIGHER, LOWER, TOO_FEW
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
        return f"Between {group_a} and {group_b} the evidence shows no detectable difference in any of {themes}."
    return (
        f"Of {themes}, the evidence shows {higher} higher in {group_a} and {lower} higher in {group_b}; "
        f"the rest show no detectable difference{' or have too few reports' if few else ''}."
    )
