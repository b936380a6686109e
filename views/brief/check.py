"""The check that every summary passes before it is written: numbers from counts, quotations from passages.

It works from the workspace's tables alone and shares no code with the statistics, so that a
mistake in either shows as a difference.
"""

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from schema import FACETS, FALLING, HIGHER, LOWER, REST, RISING, Measure
from views import wording
from views.brief.check_passages import (
    TOLERANCE,
    Assigned,
    Basis,
    differ,
    passage_faults,
    quotation_faults,
    side_faults,
)
from views.brief.summary import Summary, ThemeSection, quotations

Counts = Mapping[str, pd.DataFrame]
"""Rows of `_counts` by theme."""


def faults(summary: Summary, basis: Basis) -> list[str]:
    """Return what is wrong with a summary, a sentence each; empty when it may be written.

    Estimates, differences, slopes and counts are recomputed from the counts of each report;
    quotations are looked up word for word; intervals must hold their estimate and verdicts
    must agree with their interval.
    """
    whole = _counts(summary, basis)
    found = list(_totals(summary, whole))
    counts = {str(theme): rows for theme, rows in whole.groupby("theme_id")}
    assigned = Assigned(basis, set(whole["report_id"]))
    for section in summary.sections:
        found += _section(summary, section, counts)
        found += _contrasts(summary, section.apart, counts)
        found += passage_faults(section, basis, assigned, summary.selection)
    if summary.comparison is not None:
        found += side_faults(summary.comparison, assigned)
        found += _contrasts(summary, summary.comparison.contrasts, counts)
    found += _estimates(summary.prevalence, counts, summary, summary.measure, None)
    found += _slopes(summary.changes, counts, summary, None)
    cited = quotations(summary)
    passages = basis.passages([quotation.passage_id for quotation in cited])
    found += [fault for quotation in cited for fault in quotation_faults(quotation, passages, basis.reports)]
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------- counts


def _counts(summary: Summary, basis: Basis) -> pd.DataFrame:
    """Return one row a report and theme of the selection: facets, n, value of share and of reach."""
    reports = basis.reports[basis.reports["duplicate_of"].isna()]
    for facet in FACETS:
        admitted = summary.selection.values(facet)
        if admitted:
            column = reports[facet]
            named = column.isin([value for value in admitted if value is not None])
            reports = reports[named | (column.isna() & (None in admitted))]
    if summary.selection.min_quality:
        reports = reports[~(reports["quality"] < summary.selection.min_quality).fillna(False)]
    ending = "_new" if summary.selection.new_text_only else ""
    themes = basis.report_themes
    themes = themes[themes["theme_id"].isin(sorted({section.theme.id for section in summary.sections}))]
    pairs = pd.DataFrame(
        {
            "report_id": themes["report_id"].astype(object),
            "theme_id": themes["theme_id"],
            "n": themes[f"n_passages{ending}"].astype("float64"),
            "assigned": themes[f"n_assigned{ending}"].astype("float64"),
        }
    )
    plain = reports[["report_id", *FACETS]].astype(object)
    rows = plain.merge(pairs[pairs["n"] > 0], on="report_id")
    return rows.assign(share=rows["assigned"] / rows["n"], reach=(rows["assigned"] > 0).astype("float64"))


def _totals(summary: Summary, counts: pd.DataFrame) -> Iterator[str]:
    each = counts.drop_duplicates("report_id")
    yield from differ("Number of reports", summary.n_reports, len(each))
    yield from differ("Number of passages", summary.n_passages, int(each["n"].sum()))
    dated = each["year"].dropna()
    span = (int(dated.min()), int(dated.max())) if len(dated) else None
    if span != summary.years:
        yield f"Years: the summary says {summary.years}, its reports give {span}."


def _mean(rows: pd.DataFrame, measure: Measure, summary: Summary) -> float:
    if rows.empty:
        return math.nan
    weight = _weight(rows, summary)
    return float((rows[measure] * weight).sum() / weight.sum())


def _weight(rows: pd.DataFrame, summary: Summary) -> "pd.Series[float]":
    return rows["n"] if summary.weighting == "passage" else rows["n"] * 0 + 1


def _slope(rows: pd.DataFrame, summary: Summary) -> float:
    rows = rows[rows["year"].notna()]
    if rows.empty:
        return math.nan
    weight = _weight(rows, summary)
    year = rows["year"].astype("float64")
    centred = year - (year * weight).sum() / weight.sum()
    spread = float((weight * centred**2).sum())
    return float((weight * centred * rows[summary.measure]).sum() / spread) if spread else math.nan


# ---------------------------------------------------------------- tables


def _section(summary: Summary, section: ThemeSection, counts: Counts) -> Iterator[str]:
    yield from _estimates(section.share, counts, summary, "share", None)
    yield from _estimates(section.reach, counts, summary, "reach", None)
    yield from _estimates(section.trend, counts, summary, summary.measure, "year")
    yield from _slopes(section.change, counts, summary, None)
    for part in section.by_facet:
        yield from _estimates(part.rows, counts, summary, summary.measure, part.facet)
    for part in section.changes_by:
        yield from _slopes(part.rows, counts, summary, part.facet)
    yield from _composition(section)
    for _, row in section.companions.iterrows():
        yield from _interval(row, "odds_ratio", f"{row['theme_a']} with {row['theme_b']}")


def _estimates(
    frame: pd.DataFrame, counts: Counts, summary: Summary, measure: Measure, facet: str | None
) -> Iterator[str]:
    for _, row in frame.iterrows():
        rows = _of(row, counts, facet)
        where = _where(row, summary, facet, measure)
        yield from differ(where, wording.number(row, "estimate"), _mean(rows, measure, summary))
        yield from differ(f"{where}, reports", wording.number(row, "n_reports"), len(rows))
        yield from differ(f"{where}, passages", wording.number(row, "n_passages"), float(rows["n"].sum()))
        yield from _interval(row, "estimate", where, within=(0, 1))


def _slopes(frame: pd.DataFrame, counts: Counts, summary: Summary, facet: str | None) -> Iterator[str]:
    for _, row in frame.iterrows():
        where = _where(row, summary, facet, "change per year")
        rows = _of(row, counts, facet)
        slope = wording.number(row, "slope_per_year")
        if slope is not None:
            yield from differ(where, slope, _slope(rows, summary))
        yield from differ(f"{where}, reports", wording.number(row, "n_reports"), int(rows["year"].notna().sum()))
        yield from _interval(row, "slope_per_year", where)
        yield from _verdict(row, where, above=RISING, below=FALLING)


def _composition(section: ThemeSection) -> Iterator[str]:
    for _, row in section.composition.iterrows():
        yield from _interval(row, "estimate", f"{section.theme.label}, change {row['part']}")
    parts = {str(row["part"]): wording.number(row, "estimate") for _, row in section.composition.iterrows()}
    if parts:
        where, total = f"{section.theme.label}, parts of its change", parts.pop("total", None)
        yield from differ(where, total, sum(value for value in parts.values() if value is not None))


def _contrasts(summary: Summary, contrasts: pd.DataFrame, counts: Counts) -> Iterator[str]:
    for _, row in contrasts.iterrows():
        where = f"{_label(summary, row)}, {row['group_a']} against {str(row['group_b']).strip()}"
        of_theme = _rows_of(row, counts)
        sides = _sides(of_theme, str(row["facet"]), str(row["group_a"]), str(row["group_b"]))
        for side, rows in sides.items():
            estimate = wording.number(row, f"estimate_{side}")
            yield from differ(f"{where}, side {side}", estimate, _mean(rows, summary.measure, summary))
            yield from differ(f"{where}, reports {side}", wording.number(row, f"n_reports_{side}"), len(rows))
        difference = _mean(sides["a"], summary.measure, summary) - _mean(sides["b"], summary.measure, summary)
        yield from differ(f"{where}, difference", wording.number(row, "difference"), difference)
        yield from _interval(row, "difference", where)
        yield from _verdict(row, where, above=HIGHER, below=LOWER)


def _sides(rows: pd.DataFrame, facet: str, group_a: str, group_b: str) -> Mapping[str, pd.DataFrame]:
    value = rows[facet].map(str).where(rows[facet].notna())
    in_a, in_b = value == group_a, value == group_b
    if group_a == REST:
        in_a = value.notna() & ~in_b
    if group_b == REST:
        in_b = value.notna() & ~in_a
    return {"a": rows[in_a], "b": rows[in_b]}


def _of(row: wording.Row, counts: Counts, facet: str | None) -> pd.DataFrame:
    rows = _rows_of(row, counts)
    if facet is None:
        return rows
    value = row[facet]
    return rows[rows[facet].isna() if pd.isna(value) else rows[facet] == value]


def _rows_of(row: wording.Row, counts: Counts) -> pd.DataFrame:
    """Return the rows of a row's theme; none where no report of the selection knows the theme."""
    found = counts.get(str(row["theme_id"]))
    return pd.DataFrame(columns=["n", "share", "reach", *FACETS]) if found is None else found


def _interval(row: wording.Row, column: str, where: str, within: tuple[float, float] | None = None) -> Iterator[str]:
    value, low, high = (wording.number(row, name) for name in (column, "conf_low", "conf_high"))
    if value is None:
        return
    if low is None or high is None:
        yield f"{where}: the number has no interval."
    elif not low - TOLERANCE <= value <= high + TOLERANCE:
        yield f"{where}: the interval {low} to {high} does not hold {value}."
    elif within and not (within[0] - TOLERANCE <= low and high <= within[1] + TOLERANCE):
        yield f"{where}: the interval {low} to {high} leaves {within[0]} to {within[1]}."


def _verdict(row: wording.Row, where: str, *, above: str, below: str) -> Iterator[str]:
    low, high = wording.number(row, "conf_low"), wording.number(row, "conf_high")
    verdict = row["verdict"]
    carried = (verdict != above or (low is not None and low > 0)) and (
        verdict != below or (high is not None and high < 0)
    )
    if not carried:
        yield f"{where}: the verdict “{verdict}” does not follow from the interval {low} to {high}."


def _where(row: wording.Row, summary: Summary, facet: str | None, what: str) -> str:
    group = f" in {wording.group_name(row[facet])}" if facet else ""
    return f"{_label(summary, row)}, {what}{group}"


def _label(summary: Summary, row: wording.Row) -> str:
    return summary.labels.get(str(row["theme_id"]), str(row["theme_id"]))
