"""How groups of reports differ on a theme, in sentences that follow from rows."""

from collections.abc import Iterable, Mapping

import pandas as pd

from schema import FALLING, RISING, TOO_FEW, Measure
from views import explanation, wording
from views.comparison import detected
from views.language import message, say, say_many

_NAMED, _LARGEST = 3, 5
_NONE_APART = {
    "country": message("No country of {n} looked at differs detectably from the rest."),
    "sector": message("No sector of {n} looked at differs detectably from the rest."),
    "publisher": message("No publisher of {n} looked at differs detectably from the rest."),
}


def apart_sentences(contrasts: pd.DataFrame, label: str, measure: Measure) -> list[str]:
    """Say which groups speak of a theme more or less than the rest, facet by facet.

    Parameters
    ----------
    contrasts : DataFrame
        CONTRASTS rows of one theme, each group of a facet against the rest.
    label : str
        The theme's label.
    measure : {"share", "reach"}
        What was measured.
    """
    told: list[str] = []
    for facet, rows in contrasts.groupby("facet", sort=False):
        found = detected(rows)
        told += [wording.contrast_sentence(row, label, measure) for _, row in found.head(_NAMED).iterrows()]
        enough = int((rows["verdict"] != TOO_FEW).sum())
        if len(found) > _NAMED:
            all_of = wording.counted(len(rows), str(facet))
            told.append(say("In all, {n} of {groups} differ detectably from the rest.", n=len(found), groups=all_of))
        elif found.empty and enough:
            told.append(say(_NONE_APART[str(facet)], n=len(rows)))
    return told


def mix_sentence(composition: pd.DataFrame, label: str) -> str:
    """Say how much of a change arose within the same groups; COMPOSITION rows of one theme and facet."""
    first = composition.iloc[0]
    if int(composition["n_matched"].max()):
        return explanation.composition_sentence(composition, label)
    return say(
        "No known {names} reported in both {a} and {b}: how much of a change is who reported cannot be told.",
        names=wording.facet_name(str(first["facet"]), plural=True),
        a=str(first["period_a"]),
        b=str(first["period_b"]),
    )


def shared_sentence(contrasts: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Say which of their largest themes two groups have in common; empty where too few themes were looked at."""
    if len(contrasts) < 2 * _LARGEST:
        return ""
    tops = [contrasts.nlargest(_LARGEST, side)["theme_id"].tolist() for side in ("estimate_a", "estimate_b")]
    both = [labels[str(theme)] for theme in tops[0] if theme in tops[1]]
    if not both:
        return say("Of the {largest} themes that each speaks of most, none is the same.", largest=_LARGEST)
    return say_many(
        "Of the {largest} themes that each speaks of most, {n} is the same: {themes}.",
        "Of the {largest} themes that each speaks of most, {n} are the same: {themes}.",
        len(both),
        largest=_LARGEST,
        themes=wording.join(both),
    )


def opposite_sentences(changes: Iterable[tuple[str, pd.DataFrame]]) -> list[str]:
    """Say where a theme rises in some groups and falls in others. `changes` are facets with CHANGES rows by group."""
    told: list[str] = []
    for facet, every in changes:
        rows = every[every[facet].notna()]
        rising, falling = (
            wording.join(wording.in_sentence(value, facet) for value in rows.loc[rows["verdict"] == verdict, facet])
            for verdict in (RISING, FALLING)
        )
        if rising and falling:
            apart = message("The reports move apart: the theme rises in {rising} and falls in {falling}.")
            told.append(say(apart, rising=rising, falling=falling))
    return told
