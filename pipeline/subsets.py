"""The reports that a number counts within a selection, by the short name that a link gives them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from pipeline import evidence
from pipeline.evidence import PassagePage
from pipeline.results import Results
from schema import METADATA_FIELDS, POOR_QUALITY, Selection
from stats.panel import select_reports

WITH_THEME, REPEATED = "theme", "repeated"
"""Reports with a passage on the theme looked at; and, of passages, those that repeat an earlier one."""
UNDATED = "unknown:year"

_ALONE = (WITH_THEME, REPEATED, "scored", "poor", "repeating", "uncounted")
_OF_FIELD = re.compile(rf"(known|unknown):({'|'.join(METADATA_FIELDS)})")
_OF_YEARS = re.compile(r"(whole|stayed|went):(country|sector|publisher|language):(\d{4}):(\d{4})")


def exists(name: str) -> bool:
    """Whether a link may ask for a subset by this name."""
    return name in _ALONE or bool(_OF_FIELD.fullmatch(name) or _OF_YEARS.fullmatch(name))


def part_name(part: str, facet: str, earlier: int, later: int) -> str:
    """Return the name of the reports that make a part of a change between two years; see `stats.composition`."""
    kind = {"total": "whole", "within": "stayed", "mix": "stayed", "came or went": "went"}[part]
    return f"{kind}:{facet}:{earlier}:{later}"


def reports(
    results: Results, selection: Selection, name: str = "", theme_id: str | None = None, spoke: str = ""
) -> pd.DataFrame:
    """REPORTS rows of a subset of the counted reports of a selection; without a name, of all of them.

    "repeating" and "uncounted" are those that the counts leave out: because they repeat another, or for any reason.
    """
    every = results.reports
    counted = every[every["report_id"].isin(results.counts(selection).report_ids)]
    if found := _OF_FIELD.fullmatch(name):
        return counted[counted[found[2]].notna() == (found[1] == "known")]
    if found := _OF_YEARS.fullmatch(name):
        return _of_years(counted, found[1], found[2], int(found[3]), int(found[4]))
    if name == WITH_THEME and theme_id is not None:
        return counted[counted["report_id"].isin(_with_theme(results, selection, theme_id, spoke))]
    if name == "uncounted":
        return _uncounted(results, selection)
    kept: Mapping[str, Callable[[], pd.DataFrame]] = {
        "scored": lambda: counted[counted["quality"].notna()],
        "poor": lambda: counted[(counted["quality"] < POOR_QUALITY).fillna(False)],
        "repeating": lambda: every[every["duplicate_of"].notna()],
    }
    return kept[name]() if name in kept else counted


def repeated_passages(results: Results, limit: int, offset: int) -> PassagePage:
    """One page of the passages that repeat an earlier one, whatever the selection."""
    table = results.workspace.table("duplicates")
    ids = sorted(table.loc[table["unit"] == "passage", "id"])
    return evidence.named_page(results, ids, limit, offset)


def _uncounted(results: Results, selection: Selection) -> pd.DataFrame:
    plain = replace(selection, phrase="", new_text_only=False)
    admitted = results.reports[select_reports(results.reports, plain)]
    return admitted[~admitted["report_id"].isin(results.panel.where(plain).report_ids)]


def _with_theme(results: Results, selection: Selection, theme_id: str, spoke: str) -> list[str]:
    if spoke:
        return evidence.reports_where_spoke(results, selection, theme_id, spoke)
    panel = results.counts(selection)
    return [str(found) for found in panel.report_ids[panel.n_assigned[:, panel.theme_ids.index(theme_id)] > 0]]


def _of_years(counted: pd.DataFrame, kind: str, facet: str, earlier: int, later: int) -> pd.DataFrame:
    """Reports of two years: all, those of values of the facet with reports in both, or all others."""
    rows = counted[counted["year"].isin([earlier, later])]
    values = rows[facet].astype(object)
    if facet != "publisher":  # reports of unknown publishers each count as of a publisher of their own
        values = values.fillna("")
    both = set(values[rows["year"] == earlier].dropna()) & set(values[rows["year"] == later].dropna())
    stayed = values.isin(both)
    return rows if kind == "whole" else rows[stayed if kind == "stayed" else ~stayed]
