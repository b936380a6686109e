"""Tables out of a workspace, for a selection."""

import pandas as pd

from errors import InvalidSetting
from pipeline import measure
from pipeline.claims import CONTRASTED
from pipeline.results import Results
from schema import FACETS, TABLES, Facet, Measure, Selection, Weighting
from stats.panel import select_reports
from views.export import FORMATS, table_bytes

__all__ = ["FORMATS", "check_asked", "export_bytes", "export_table"]

_BY_GROUP = ("trends", "changes", "prevalence", "ranks", "contrasts", "composition", "similarity")
_OVER_YEARS = ("trends", "changes", "composition")


def check_asked(table: str, by: Facet | None) -> None:
    """Refuse what no workspace could answer.

    Raises
    ------
    InvalidSetting
        There is no such table, or it cannot be split by this facet.
    """
    if table not in TABLES:
        raise InvalidSetting(f"There is no table {table!r}.", f"Tables are {', '.join(TABLES)}.")
    if by is not None and table not in _BY_GROUP:
        raise InvalidSetting(
            f"The table {table} is not made by group.", f"Leave --by out; tables by group are {', '.join(_BY_GROUP)}."
        )
    if by == "year" and table in _OVER_YEARS:
        others = [facet for facet in FACETS if facet != "year"]
        raise InvalidSetting(f"The table {table} is over years already.", f"Split it by {', '.join(others)}.")


def export_table(
    results: Results,
    table: str,
    selection: Selection,
    by: Facet | None = None,
    measured: Measure = "share",
    weighting: Weighting = "report",
) -> pd.DataFrame:
    """One table of a workspace for a selection.

    Claims are computed for it, `by` a facet where one is given; `contrasts` and `similarity` without one
    compare countries and sectors. Other tables are cut to the reports selected.

    Raises
    ------
    InvalidSetting
        As `check_asked`.
    """
    check_asked(table, by)
    claims = {
        "trends": measure.trends,
        "changes": measure.changes,
        "prevalence": measure.prevalence,
        "ranks": measure.ranks,
    }
    if table in claims:
        return claims[table](results, selection, by, measured, weighting)
    if table in ("contrasts", "composition", "similarity"):
        return _by_facet(results, table, selection, by, measured, weighting)
    if table == "breaks":
        return measure.breaks(results, selection, measured, weighting)
    if table == "cooccurrence":
        return measure.cooccurrence(results, selection)
    return _cut(results, table, selection)


def _by_facet(
    results: Results,
    table: str,
    selection: Selection,
    by: Facet | None,
    measured: Measure,
    weighting: Weighting,
) -> pd.DataFrame:
    if table == "composition":
        return measure.composition(results, selection, by or "publisher", measured, weighting)
    facets = (by,) if by else CONTRASTED
    if table == "similarity":
        alike = [measure.similarity(results, selection, facet, measured, weighting) for facet in facets]
        return pd.concat(alike, ignore_index=True)
    asked = [(facet, None) for facet in facets]
    parts = measure.contrasts_together(results, selection, asked, measured, weighting, alone=True)
    return pd.concat(parts, ignore_index=True)


def export_bytes(
    results: Results,
    table: str,
    format: str,
    selection: Selection,
    by: Facet | None = None,
    measure: Measure = "share",
    weighting: Weighting = "report",
) -> bytes:
    """`export_table` as the bytes of a file; see `views.export.table_bytes`."""
    return table_bytes(export_table(results, table, selection, by, measure, weighting), format, table)


def _cut(results: Results, table: str, selection: Selection) -> pd.DataFrame:
    frame = results.workspace.table(table)
    everything = selection == Selection()
    if everything or "report_id" not in frame.columns:
        return frame
    admitted = results.reports.loc[select_reports(results.reports, selection), "report_id"]
    if selection.phrase:
        admitted = admitted[admitted.isin(results.counts(selection).report_ids)]
    return frame[frame["report_id"].isin(admitted)].reset_index(drop=True)
