"""A world of six reports, its tables, and the summary that follows from them by mental arithmetic."""

import pandas as pd
import pytest

from schema import (
    ASSIGNMENTS,
    CHANGES,
    CONTRASTS,
    PASSAGES,
    PREVALENCE,
    REPORT_THEMES,
    REPORTS,
    REST,
    TRENDS,
    Note,
    Phrase,
    Selection,
    Table,
    Theme,
)
from views.brief.check_passages import Basis
from views.brief.summary import ByFacet, Comparison, KeyPhrase, Quotation, SubTopic, Summary, ThemeSection

# report, year, country, counted passages, of these on legacy IT
_COUNTS = [
    ("r1", 2019, "GB", 10, 1),
    ("r2", 2019, "NL", 20, 0),
    ("r3", 2020, "GB", 10, 3),
    ("r4", 2020, "NL", 20, 2),
    ("r5", 2021, "GB", 10, 5),
    ("r6", 2021, None, 10, 0),
]
_TEXT = "The <b>core</b> ledger runs on a mainframe that is older than its keepers | and costs £2m. It will stay."


def filled(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return a frame with null, 0, "" or False wherever a row says nothing."""
    blank = {"text": "", "integer": 0, "number": 0.0, "flag": False}
    defaults = {column.name: None if column.nullable else blank[column.kind] for column in table.columns}
    extra = [name for name in rows[0] if name not in table.names]
    return table.validate(pd.DataFrame([{**defaults, **row} for row in rows], columns=[*table.names, *extra]))


@pytest.fixture
def basis() -> Basis:
    reports: list[dict[str, object]] = [
        {"report_id": report, "source": f"{report}.pdf", "title": f"Report {report}", "publisher": f"Office {report}",
         "year": year, "country": country, "format": "pdf", "n_passages": n}
        for report, year, country, n, _ in _COUNTS
    ]  # fmt: skip
    reports.append({**reports[0], "report_id": "copy", "duplicate_of": "r1"})
    pairs: list[dict[str, object]] = [
        {"report_id": report, "theme_id": "legacy-it", "n_passages": n, "n_assigned": k, "n_passages_new": n,
         "n_assigned_new": k}
        for report, _, _, n, k in [*_COUNTS, ("copy", 2019, "GB", 10, 9)]
    ]  # fmt: skip
    passages: list[dict[str, object]] = [
        {"passage_id": "r3-1", "report_id": "r3", "text": _TEXT, "page": 14, "page_label": "xii"},
        {"passage_id": "r4-1", "report_id": "r4", "text": "=SUM(A1) is not a formula here. It stays text.", "page": 2},
    ]
    assignments: list[dict[str, object]] = [
        {"passage_id": passage, "report_id": passage[:2], "theme_id": "legacy-it", "assigned": True, "evidence": spoke}
        for passage, spoke in (("r3-1", "mainframe; ledger"), ("r4-1", "mainframe"))
    ]
    texts, decided = filled(PASSAGES, passages), filled(ASSIGNMENTS, assignments)
    return Basis(
        filled(REPORTS, reports),
        filled(REPORT_THEMES, pairs),
        lambda ids: texts[texts["passage_id"].isin(ids)],
        lambda theme_id: decided[decided["theme_id"] == theme_id],
        lambda: iter([decided]),
    )


def estimates(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    around = [
        {"theme_id": "legacy-it", "conf_level": 0.95, "method": "test", "conf_low": 0.0, "conf_high": 1.0, **row}
        for row in rows
    ]
    return filled(table, around)


QUOTATIONS = (
    Quotation("r3-1", "r3", _TEXT, "Office r3", "Report r3", 2020, 14, "xii", "pdf", ("mainframe",)),
    Quotation("r4-1", "r4", "=SUM(A1) is not a formula here.", "Office r4", "Report r4", 2020, 2, None, "pdf"),
)


@pytest.fixture
def summary() -> Summary:
    theme = Theme("legacy-it", "Legacy IT", "Technology and estate", "Old systems.", (Phrase("mainframe"),))
    share = estimates(PREVALENCE, [{"estimate": 1.0 / 6, "n_reports": 6, "n_passages": 80}])
    reach = estimates(PREVALENCE, [{"estimate": 4 / 6, "n_reports": 6, "n_passages": 80}])
    trend = estimates(
        TRENDS,
        [
            {"year": 2019, "estimate": 0.05, "n_reports": 2, "n_passages": 30},
            {"year": 2020, "estimate": 0.20, "n_reports": 2, "n_passages": 30},
            {"year": 2021, "estimate": 0.25, "n_reports": 2, "n_passages": 20},
        ],
    )
    change = estimates(
        CHANGES,
        [{"slope_per_year": 0.1, "conf_low": 0.02, "conf_high": 0.18, "q_value": 0.01, "verdict": "rising",
          "n_reports": 6, "n_passages": 80}],
    )  # fmt: skip
    by_country = estimates(
        PREVALENCE,
        [
            {"estimate": 0.3, "n_reports": 3, "n_passages": 30, "country": "GB"},
            {"estimate": 0.05, "n_reports": 2, "n_passages": 40, "country": "NL"},
            {"estimate": 0.0, "n_reports": 1, "n_passages": 10, "country": None},
        ],
    )
    contrasts = estimates(
        CONTRASTS,
        [{"group_a": "GB", "group_b": "NL", "facet": "country", "estimate_a": 0.3, "estimate_b": 0.05,
          "difference": 0.25, "conf_low": 0.1, "conf_high": 0.4, "q_value": 0.01, "verdict": "higher in A",
          "n_reports_a": 3, "n_reports_b": 2, "conf_low_a": 0.1, "conf_high_a": 0.5, "conf_low_b": 0.0,
          "conf_high_b": 0.2}],
    )  # fmt: skip
    section = ThemeSection(
        theme=theme,
        share=share,
        reach=reach,
        trend=trend,
        change=change,
        by_facet=(ByFacet("country", by_country),),
        phrases=(KeyPhrase("mainframe", 2), KeyPhrase("ledger", 1)),
        subtopics=(SubTopic(("mainframe", "ledger"), ("ledger", "mainframe"), 1, 1),),
        quotations=QUOTATIONS,
        apart=contrasts.assign(group_b=REST),
        doubts=QUOTATIONS[:1],
        notes=(Note("medium", "Few reports", "Each year has two reports."),),
    )
    return Summary(
        title="Legacy IT & its <keepers>",
        selection=Selection(),
        years=(2019, 2021),
        n_reports=6,
        n_passages=80,
        labels={"legacy-it": "Legacy IT"},
        prevalence=share,
        changes=change,
        sections=(section,),
        comparison=Comparison("country", "GB", "NL", contrasts, QUOTATIONS[:1], QUOTATIONS[1:], "legacy-it"),
        note="For the board, <i>not</i> beyond.",
        method=("A share is a mean over reports.",),
        reproducibility=(("Corpus fingerprint", "abc123"),),
    )
