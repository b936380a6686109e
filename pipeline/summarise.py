"""A theme summary: statistics and passages of a selection, gathered and checked."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from errors import InvalidSetting, NotEnoughData, SummaryRefused
from pipeline import measure as claims
from pipeline import selection as text_form
from pipeline.quoting import Quoter, Spoken, key_phrases, own_phrases, subtopics
from pipeline.results import CorpusSummary, Results, corpus_summary, is_illustrative, is_mixed
from schema import COMPOSITION, CONTRASTS, REST, Facet, Measure, Selection, Weighting
from stats.contrasts import Group
from views.brief import formats
from views.brief.check import faults
from views.brief.check_passages import Basis
from views.brief.method import default_title, method_lines
from views.brief.summary import ByFacet, Comparison, Length, Quotation, Summary, ThemeSection
from views.language import SOURCE, Language, say, say_theme, speaking, spoken

_FACETS: tuple[Facet, ...] = ("country", "sector", "publisher")
_QUOTED, _QUOTED_A_SIDE, _QUOTED_IN_DOUBT, _PHRASES = 6, 3, 2, 10
_FEWEST_APART, _MOST_APART = 3, 20
_CITED = ("passage_id", "report_id", "text", "page", "page_label", "repeated")


def summarise(  # noqa: PLR0913 - one argument for each choice a user has
    results: Results,
    theme_ids: Sequence[str],
    selection: Selection,
    compare: tuple[Facet, str, str] | None = None,
    title: str = "",
    note: str = "",
    measure: Measure = "share",
    weighting: Weighting = "report",
    language: Language = SOURCE,
    progress: Callable[[int, int], None] = lambda done, total: None,
    unchecked: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Gather the summary of some themes, or of all where none is named, to be worded in `language`.

    `progress` is told the themes done and to do. `unchecked` is given the summary twice before it is checked, first
    without what passages say and then whole, to begin with what nobody may see before this function returns.

    Raises
    ------
    InvalidSetting
        A theme, or a group to compare, does not exist.
    NotEnoughData
        The selection holds no reports.
    SummaryRefused
        A number or a quotation failed the check against the workspace.
    """
    ids = _asked(results, theme_ids, selection)
    size = corpus_summary(results, selection)
    if not size.n_reports:
        raise _nothing_left(results)
    if compare is not None:
        _check_compared(results, selection, compare)
    tables = _Tables(results, selection, measure, weighting, compare)
    with speaking(language):
        measured = _measured(tables, ids, size, compare, (title, note))
        quoter = Quoter(results)
        unchecked(measured)
        summary = _quoted(measured, quoter, progress)
    progress(len(ids), len(ids))
    unchecked(summary)
    _refuse_faults(results, summary)
    return summary


def _nothing_left(results: Results) -> NotEnoughData:
    if len(results.panel.report_ids):
        return NotEnoughData("No report passes these filters.", "Widen or remove a filter.")
    return NotEnoughData("There is no readable report in this workspace yet.", "Build it from files that can be read.")


def _measured(
    tables: "_Tables",
    ids: Sequence[str],
    size: CorpusSummary,
    compare: tuple[Facet, str, str] | None,
    words: tuple[str, str],
) -> Summary:
    """Return the summary but for what passages say."""
    results, selection = tables.results, tables.selection
    labels = {theme_id: say_theme(label) for theme_id, label in results.themes.labels.items()}
    return Summary(
        title=words[0] or default_title([labels[i] for i in ids], len(results.themes.ids)),
        selection=selection,
        years=size.years,
        n_reports=size.n_reports,
        n_passages=size.n_passages,
        labels=labels,
        prevalence=_only(tables.share if tables.measure == "share" else tables.reach, ids),
        changes=_only(tables.changes, ids),
        sections=tuple(_section(tables, theme_id) for theme_id in ids),
        measure=tables.measure,
        weighting=tables.weighting,
        comparison=_comparison(tables, compare, ids) if compare else None,
        note=words[1],
        notes=tuple(claims.notes(results, selection)),
        method=method_lines(tables.measure, tables.weighting),
        reproducibility=_reproducibility(results, ids, tables, compare, words),
        illustrative=is_illustrative(results),
        mixed=is_mixed(results),
        language=spoken(),
    )


def _quoted(measured: Summary, quoter: Quoter, progress: Callable[[int, int], None]) -> Summary:
    """Return a summary with what passages say; no report is quoted under a theme and in its comparison as well."""
    selection, compared = measured.selection, measured.comparison
    if compared is not None:
        sides = (_narrowed(selection, compared.facet, group) for group in (compared.group_a, compared.group_b))
        quoted = [quoter.spoken(side, compared.quoted_theme).quotations(_QUOTED_A_SIDE) for side in sides]
        compared = replace(compared, quotations_a=quoted[0], quotations_b=quoted[1])
    told = {one.report_id for one in _both_sides(compared)}
    sections = []
    for done, section in enumerate(measured.sections):
        progress(done, len(measured.sections))
        sections.append(_with_passages(section, quoter.spoken(selection, section.theme.id), told))
    return replace(measured, sections=tuple(sections), comparison=compared)


def _asked(results: Results, theme_ids: Sequence[str], selection: Selection) -> tuple[str, ...]:
    """Return the themes asked for in the theme file's order."""
    for theme_id in theme_ids:
        if theme_id not in results.themes.ids:
            raise InvalidSetting(f"There is no theme {theme_id!r}.", f"Themes are {', '.join(results.themes.ids)}.")
    if selection.phrase:
        raise InvalidSetting(
            f"A summary speaks of whole reports, not of passages with {selection.phrase!r} alone.",
            "Remove the phrase from the filters.",
        )
    return tuple(theme_id for theme_id in results.themes.ids if not theme_ids or theme_id in theme_ids)


def summary_bytes(summary: Summary, format: str, length: Length = "full") -> bytes:
    """A summary as the bytes of a file in one of `views.brief.formats.FILE_FORMATS`."""
    return formats.written(summary, format, length)


def _refuse_faults(results: Results, summary: Summary) -> None:
    """Recompute every number and look up every quotation; a summary that fails is not handed out."""
    workspace = results.workspace
    basis = Basis(
        results.reports,
        results.report_themes,
        lambda ids: workspace.passages(ids=sorted(set(ids)), columns=_CITED),
        lambda theme_id: workspace.assignments(theme_id, columns=["passage_id", "report_id", "evidence"]),
        lambda: workspace.iter_assigned(["passage_id", "theme_id"]),
    )
    found = faults(summary, basis)
    if found:
        raise SummaryRefused(
            f"The summary failed its own check: {found[0]}" + (f" ({len(found) - 1} more)" if len(found) > 1 else ""),
            "Build the workspace again; if that does not help, report it with the workspace's manifest.",
        )


class _Tables:
    """What several sections share, each asked once."""

    def __init__(
        self,
        results: Results,
        selection: Selection,
        measure: Measure,
        weighting: Weighting,
        compare: tuple[Facet, str, str] | None,
    ) -> None:
        self.results, self.selection = results, selection
        self.measure, self.weighting = measure, weighting
        self.share = claims.prevalence(results, selection, None, "share", weighting)
        self.reach = claims.prevalence(results, selection, None, "reach", weighting)
        self.changes = claims.changes(results, selection, None, measure, weighting)
        self.trends = claims.trends(results, selection, None, measure, weighting)
        self.by_facet = {f: claims.prevalence(results, selection, f, measure, weighting) for f in _FACETS}
        self.changes_by = claims.changes_within(results, selection, _FACETS, measure, weighting)
        asked = [(facet, pairs) for facet in _FACETS if (pairs := self._pairs(facet))]
        both = [(compare[0], [compare[1:]])] if compare else []
        told = claims.contrasts_together(results, selection, [*asked, *both], measure, weighting, alone=False)
        self.compared = told[-1] if compare else CONTRASTS.empty()
        self.apart = pd.concat([CONTRASTS.empty(), *told[: len(asked)]], ignore_index=True)
        self.cooccurrence = claims.cooccurrence(results, selection)
        try:
            self.composition = claims.composition(results, selection, "publisher", measure, weighting)
        except NotEnoughData:
            self.composition = COMPOSITION.empty()

    def _pairs(self, facet: Facet) -> list[tuple[Group, Group]]:
        """Each larger group of a facet against all others."""
        sizes = self.results.counts(self.selection).facets[facet].dropna().value_counts()
        groups = sorted(str(group) for group in sizes.index[sizes >= _FEWEST_APART][:_MOST_APART])
        return [(group, REST) for group in (groups if len(sizes) > 2 else groups[:1] * (len(sizes) == 2))]


def _section(tables: _Tables, theme_id: str) -> ThemeSection:
    theme = next(theme for theme in tables.results.themes.themes if theme.id == theme_id)
    return ThemeSection(
        theme=replace(theme, label=say_theme(theme.label), description=say_theme(theme.description)),
        share=_only(tables.share, [theme_id]),
        reach=_only(tables.reach, [theme_id]),
        trend=_only(tables.trends, [theme_id]),
        change=_only(tables.changes, [theme_id]),
        by_facet=_by_facet(tables.by_facet, theme_id),
        changes_by=_by_facet(tables.changes_by, theme_id),
        apart=_only(tables.apart, [theme_id]),
        companions=_companions(tables.cooccurrence, theme_id),
        composition=_only(tables.composition, [theme_id]),
    )


def _with_passages(section: ThemeSection, spoken: Spoken, told: set[str]) -> ThemeSection:
    """Return a section with what its passages say; reports `told` elsewhere are not quoted."""
    quoted = spoken.quotations(_QUOTED, told)
    told = told | {one.report_id for one in quoted}
    return replace(
        section,
        phrases=key_phrases(spoken, _PHRASES),
        own=own_phrases(spoken) if len(spoken.rows) else None,
        subtopics=subtopics(spoken),
        quotations=quoted,
        doubts=spoken.quotations(_QUOTED_IN_DOUBT, told, in_doubt=True),
    )


def _by_facet(tables: Mapping[Facet, pd.DataFrame], theme_id: str) -> tuple[ByFacet, ...]:
    return tuple(ByFacet(f, _only(rows, [theme_id])) for f, rows in tables.items() if _several(rows, f))


def _both_sides(comparison: Comparison | None) -> tuple[Quotation, ...]:
    return (*comparison.quotations_a, *comparison.quotations_b) if comparison else ()


def _companions(cooccurrence: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    named = (cooccurrence["theme_a"] == theme_id) | (cooccurrence["theme_b"] == theme_id)
    return cooccurrence[named].reset_index(drop=True)


def _comparison(tables: _Tables, compare: tuple[Facet, str, str], ids: Sequence[str]) -> Comparison:
    told = _only(tables.compared, ids)
    strongest = str(told.sort_values("p_value", na_position="last")["theme_id"].iloc[0])
    return Comparison(*compare, told, quoted_theme=strongest)


def _check_compared(results: Results, selection: Selection, compare: tuple[Facet, str, str]) -> None:
    facet = compare[0]
    for group in compare[1:]:
        if not corpus_summary(results, _narrowed(selection, facet, group)).n_reports:
            raise InvalidSetting(f"No report has {facet} {group!r} under these filters.", "Choose another group.")


def _narrowed(selection: Selection, facet: Facet, group: str) -> Selection:
    others = [c for c in text_form.conditions(selection) if not c.startswith(f"{facet}=")]
    escaped = group.replace(",", "\\,")
    return text_form.parse([*others, f"{facet}={escaped}"])


def _reproducibility(
    results: Results,
    ids: Sequence[str],
    tables: _Tables,
    compare: tuple[Facet, str, str] | None,
    words: tuple[str, str],
) -> tuple[tuple[str, str], ...]:
    provenance = results.manifest.provenance
    options = [("--theme", theme_id) for theme_id in ids if len(ids) < len(results.themes.ids)]
    options += [("--where", condition) for condition in text_form.conditions(tables.selection)]
    if compare is not None:
        groups = (group.replace(",", "\\,") for group in compare[1:])
        options.append(("--compare", f"{compare[0]}={','.join(groups)}"))
    options += [("--measure", tables.measure)] * (tables.measure != "share")
    options += [("--weighting", tables.weighting)] * (tables.weighting != "report")
    options += [(name, value) for name, value in zip(("--title", "--note"), words, strict=True) if value]
    options += [("--language", spoken())] * (spoken() != SOURCE)
    command = ["python -m pipeline brief --workspace WORKSPACE --out FILE"]
    command += [f"{name} {shlex.quote(value)}" for name, value in options]
    return (
        (say("Corpus fingerprint"), results.fingerprint),
        (
            say("Theme file"),
            say("{name}, version {version}", name=provenance.theme_name, version=provenance.theme_version),
        ),
        ("Themeline", provenance.version),
        (say("Command"), " ".join(command)),
    )


def _only(frame: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    return frame[frame["theme_id"].isin(list(ids))].reset_index(drop=True)


def _several(rows: pd.DataFrame, facet: Facet) -> bool:
    """Whether at least two known groups have so many reports that they can be set side by side."""
    known = rows[rows[facet].notna() & (rows["n_reports"] >= _FEWEST_APART)]
    return int(known[facet].nunique()) > 1
