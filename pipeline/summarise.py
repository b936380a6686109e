"""A theme summary: statistics and passages of a selection, gathered and checked."""

from collections.abc import Sequence

import pandas as pd

from errors import InvalidSetting, NotEnoughData, SummaryRefused
from models.quotable import Candidate, choose
from pipeline import evidence
from pipeline import measure as claims
from pipeline import selection as text_form
from pipeline.results import Results, corpus_summary
from schema import COMPOSITION, Facet, Measure, Selection, Theme, Weighting
from views.brief import formats
from views.brief.check import Basis, faults
from views.brief.method import default_title, method_lines
from views.brief.outline import Length, quotations
from views.brief.summary import ByFacet, Comparison, KeyPhrase, Quotation, Summary, ThemeSection

_FACETS: tuple[Facet, ...] = ("country", "sector", "publisher")
_QUOTED, _QUOTED_A_SIDE, _CANDIDATES, _PHRASES = 6, 3, 150, 10
FORMATS = formats.FILE_FORMATS


def summarise(  # noqa: PLR0913 - one argument for each choice a user has
    results: Results,
    theme_ids: Sequence[str],
    selection: Selection,
    compare: tuple[Facet, str, str] | None = None,
    title: str = "",
    note: str = "",
    measure: Measure = "share",
    weighting: Weighting = "report",
) -> Summary:
    """Gather the summary of some themes, or of all where none is named.

    Raises
    ------
    InvalidSetting
        A theme, or a group to compare, does not exist.
    NotEnoughData
        The selection holds no reports.
    SummaryRefused
        A number or a quotation failed the check against the workspace.
    """
    ids = tuple(dict.fromkeys(theme_ids)) or results.themes.ids
    for theme_id in ids:
        if theme_id not in results.themes.ids:
            raise InvalidSetting(f"There is no theme {theme_id!r}.", f"Themes are {', '.join(results.themes.ids)}.")
    if selection.phrase:
        raise InvalidSetting(
            f"A summary speaks of whole reports, not of passages with {selection.phrase!r} alone.",
            "Remove the phrase from the filters.",
        )
    size = corpus_summary(results, selection)
    if not size.n_reports:
        raise NotEnoughData("No report passes these filters.", "Widen or remove a filter.")
    share = claims.prevalence(results, selection, None, "share", weighting)
    reach = claims.prevalence(results, selection, None, "reach", weighting)
    changes = claims.changes(results, selection, None, measure, weighting)
    prevalence = share if measure == "share" else reach
    tables = _Tables(results, selection, measure, weighting)
    sections = tuple(
        _section(tables, theme, share, reach, changes) for theme in results.themes.themes if theme.id in ids
    )
    labels = results.themes.labels
    summary = Summary(
        title=title or default_title([labels[i] for i in ids], len(results.themes.ids)),
        selection=selection,
        years=size.years,
        n_reports=size.n_reports,
        n_passages=size.n_passages,
        labels=labels,
        prevalence=_only(prevalence, ids),
        changes=_only(changes, ids),
        sections=sections,
        measure=measure,
        weighting=weighting,
        comparison=_comparison(tables, compare, ids) if compare else None,
        note=note,
        notes=tuple(claims.notes(results, selection)),
        method=method_lines(measure, weighting),
        reproducibility=_reproducibility(results, ids, selection, compare),
    )
    _refuse_faults(results, summary)
    return summary


def summary_bytes(summary: Summary, format: str, length: Length = "full") -> bytes:
    """A summary as the bytes of a file in one of `FORMATS`."""
    return formats.written(summary, format, length)


def _refuse_faults(results: Results, summary: Summary) -> None:
    """Recompute every number and look up every quotation; a summary that fails is not handed out."""
    workspace = results.workspace
    quoted = workspace.passages(ids=sorted({q.passage_id for q in quotations(summary)}))
    found = faults(summary, Basis(results.reports, results.report_themes, quoted, workspace.assignments()))
    if found:
        raise SummaryRefused(
            f"The summary failed its own check: {found[0]}" + (f" ({len(found) - 1} more)" if len(found) > 1 else ""),
            "Build the workspace again; if that does not help, report it with the workspace's manifest.",
        )


class _Tables:
    """The statistics that several sections share, each asked once."""

    def __init__(self, results: Results, selection: Selection, measure: Measure, weighting: Weighting) -> None:
        self.results, self.selection = results, selection
        self.measure, self.weighting = measure, weighting
        self.trends = claims.trends(results, selection, None, measure, weighting)
        self.by_facet = {f: claims.prevalence(results, selection, f, measure, weighting) for f in _FACETS}
        self.changes_by = {f: claims.changes(results, selection, f, measure, weighting) for f in _FACETS[:2]}
        self.cooccurrence = claims.cooccurrence(results, selection)
        try:
            self.composition = claims.composition(results, selection, "publisher", measure, weighting)
        except NotEnoughData:
            self.composition = COMPOSITION.empty()


def _section(
    tables: _Tables, theme: Theme, share: pd.DataFrame, reach: pd.DataFrame, changes: pd.DataFrame
) -> ThemeSection:
    phrases = evidence.theme_phrases(tables.results, theme.id, tables.selection, _PHRASES)
    return ThemeSection(
        theme=theme,
        share=_only(share, [theme.id]),
        reach=_only(reach, [theme.id]),
        trend=_only(tables.trends, [theme.id]),
        change=_only(changes, [theme.id]),
        by_facet=tuple(ByFacet(f, _only(rows, [theme.id])) for f, rows in tables.by_facet.items() if _several(rows, f)),
        changes_by=tuple(
            ByFacet(f, _only(rows, [theme.id])) for f, rows in tables.changes_by.items() if _several(rows, f)
        ),
        phrases=tuple(
            KeyPhrase(str(phrase), int(n)) for phrase, n in zip(phrases["phrase"], phrases["n_passages"], strict=True)
        ),
        quotations=_quotations(tables.results, tables.selection, theme.id, _QUOTED),
        companions=_companions(tables.cooccurrence, theme.id),
        composition=_only(tables.composition, [theme.id]),
    )


def _companions(cooccurrence: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    named = (cooccurrence["theme_a"] == theme_id) | (cooccurrence["theme_b"] == theme_id)
    return cooccurrence[named].reset_index(drop=True)


def _quotations(results: Results, selection: Selection, theme_id: str, most: int) -> tuple[Quotation, ...]:
    frame = evidence.passages(results, selection, [theme_id], limit=_CANDIDATES).frame
    frame = frame[frame["kind"] == "body"]
    columns = (frame[name] for name in ("passage_id", "text", "score", "publisher", "year"))
    candidates = [
        Candidate(str(passage_id), str(text), float(score), _text(publisher), _whole(year))
        for passage_id, text, score, publisher, year in zip(*columns, strict=True)
    ]
    rows = frame.set_index("passage_id")
    return tuple(_quotation(rows, passage_id) for passage_id in choose(candidates, most))


def _quotation(rows: pd.DataFrame, passage_id: str) -> Quotation:
    row = rows.loc[passage_id]
    return Quotation(
        passage_id=passage_id,
        report_id=str(row["report_id"]),
        text=str(row["text"]),
        publisher=_text(row["publisher"]),
        title=_text(row["title"]),
        year=_whole(row["year"]),
        page=_whole(row["page"]),
        page_label=_text(row["page_label"]),
        format=_text(row["format"]),
        evidence=tuple(phrase for phrase in (_text(row["evidence"]) or "").split("; ") if phrase),
    )


def _comparison(tables: _Tables, compare: tuple[Facet, str, str], ids: Sequence[str]) -> Comparison:
    facet, group_a, group_b = compare
    a, b = (_narrowed(tables.selection, facet, group) for group in (group_a, group_b))
    for group, side in ((group_a, a), (group_b, b)):
        if not corpus_summary(tables.results, side).n_reports:
            raise InvalidSetting(f"No report has {facet} {group!r} under these filters.", "Choose another group.")
    contrasts = claims.contrasts(
        tables.results, tables.selection, facet, [(group_a, group_b)], tables.measure, tables.weighting
    )
    told = _only(contrasts, ids)
    strongest = told.sort_values("p_value", na_position="last")["theme_id"].iloc[0]
    quoted = [_quotations(tables.results, side, strongest, _QUOTED_A_SIDE) for side in (a, b)]
    return Comparison(facet, group_a, group_b, told, quoted[0], quoted[1])


def _narrowed(selection: Selection, facet: Facet, group: str) -> Selection:
    others = [c for c in text_form.conditions(selection) if not c.startswith(f"{facet}=")]
    escaped = group.replace(",", "\\,")
    return text_form.parse([*others, f"{facet}={escaped}"])


def _reproducibility(
    results: Results, ids: Sequence[str], selection: Selection, compare: tuple[Facet, str, str] | None
) -> tuple[tuple[str, str], ...]:
    provenance = results.manifest.provenance
    words = ["python -m pipeline brief --workspace WORKSPACE --out FILE"]
    words += [f"--theme {theme_id}" for theme_id in ids] if len(ids) < len(results.themes.ids) else []
    words += [f'--where "{condition}"' for condition in text_form.conditions(selection)]
    words += [f'--compare "{compare[0]}={compare[1]},{compare[2]}"'] if compare else []
    return (
        ("Corpus fingerprint", results.fingerprint),
        ("Theme file", f"{provenance.theme_name}, version {provenance.theme_version}"),
        ("Themeline", provenance.version),
        ("Command", " ".join(words)),
    )


def _only(frame: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    return frame[frame["theme_id"].isin(list(ids))].reset_index(drop=True)


def _several(rows: pd.DataFrame, facet: Facet) -> bool:
    return int(rows[facet].nunique(dropna=False)) > 1


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def _whole(value: object) -> int | None:
    text = _text(value)
    return None if text is None else int(float(text))
