"""The corpus as a reader sees it: names for codes, how much is known, what repeats what."""

import pandas as pd

from schema import POOR_QUALITY
from views import wording

FIELDS = ("title", "publisher", "year", "country", "sector", "language")


def named(reports: pd.DataFrame) -> pd.DataFrame:
    """Return REPORTS rows with countries and languages by name; null stays null."""
    shown = reports.copy()
    for facet in ("country", "language"):
        names = {value: wording.group_name(value, facet) for value in shown[facet].dropna().unique()}
        shown[facet] = shown[facet].map(names)
    return shown


def with_kinds(shown: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    """Return reports with the kind that each is of, where reports of one language are of several kinds.

    Parameters
    ----------
    shown : DataFrame
        REPORTS rows.
    kinds : Series of str
        Language and number of the kind, by report_id; null where a report counts nowhere.
    """
    names: dict[str, dict[str, str]] = {}
    for kind in kinds.dropna().unique():
        code, _, number = kind.partition(" ")
        names.setdefault(wording.group_name(code, "language"), {})[kind] = number
    if all(len(of_language) < 2 for of_language in names.values()):
        return shown
    named = {kind: f"{language} {number}" for language, numbers in names.items() for kind, number in numbers.items()}
    return shown.assign(kind=shown["report_id"].map(kinds.map(named)))


def subset_name(subset: str) -> str:
    """Return reports that a number counts, named as in `pipeline.subsets`, as a reader sees them."""
    kind, _, rest = subset.partition(":")
    field, *years = rest.split(":")
    if kind in ("known", "unknown"):
        return f"{wording.capitalised(field)} {kind}"
    if years:
        one, both = wording.facet_name(field, plural=True).capitalize(), " and ".join(years)
        names = {"whole": both, "stayed": f"{one} in both {both}", "went": f"{one} in only one of {both}"}
        return names[kind]
    return {
        "theme": "With a passage on the theme",
        "repeated": "Repeats an earlier passage",
        "scored": "Text quality known",
        "poor": "Text read badly",
        "repeating": "Repeats another report",
        "uncounted": "Not counted",
    }.get(subset, subset)


def n_values(reports: pd.DataFrame, field: str) -> int:
    """Return how many different values a field has."""
    return int(reports[field].nunique())


def quality_sentence(reports: pd.DataFrame) -> str:
    """Say how well the text of reports was read, of those for which it is known."""
    scored = reports["quality"].dropna()
    if scored.empty:
        return "Only text that was read from pages has a quality score, and none of these reports has."
    poor = int((scored < POOR_QUALITY).sum())
    return (
        f"{wording.counted(len(scored), 'report')} read from pages: {wording.percent(float(scored.median()))} in the "
        f"middle, {wording.percent(float(scored.min()))} at the lowest; {poor:,} under "
        f"{100 * POOR_QUALITY:g}{wording.GAP}%, where themes may be missed. "
        "Reports of other formats have no such score."
    )


def duplicates_sentence(duplicates: pd.DataFrame) -> str:
    """Say how much repeats something. `duplicates` are DUPLICATES rows."""
    counts = duplicates["unit"].value_counts()
    reports, passages = (int(counts.get(unit, 0)) for unit in ("report", "passage"))
    verbs = ["repeats" if n == 1 else "repeat" for n in (reports, passages)]
    return (
        f"{wording.counted(reports, 'report')} {verbs[0]} another; "
        f"{wording.counted(passages, 'passage')} {verbs[1]} an earlier one."
    )


def duplicates(table: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the reports that repeat another: Report, Repeats, Likeness. `table` are DUPLICATES rows."""
    titles = reports.set_index("report_id")["title"].fillna(wording.UNKNOWN)
    rows = table[table["unit"] == "report"].sort_values("score", ascending=False)
    return pd.DataFrame(
        {
            "Report": rows["id"].map(titles).to_list(),
            "Repeats": rows["duplicate_of"].map(titles).to_list(),
            "Likeness": [wording.percent(float(score)) for score in rows["score"]],
        }
    )
