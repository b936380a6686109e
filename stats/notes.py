"""What a reader should know before comparing numbers of the current selection."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from schema import FACETS, POOR_QUALITY, Note
from stats.panel import Integers, Panel

Level = Literal["low", "medium", "high"]

FEW_REPORTS, VERY_FEW_REPORTS = 10, 3
DOMINANT, OVERWHELMING = 0.5, 0.8
UNKNOWN_SHARE = 0.1
REPEATED_SHARE = 0.1
OTHERS = 0.05
SILENT_PASSAGES = 30
_LEFT_OUT = {
    facet: tuple(
        f"The {facet} of {{n}} {noun} is unknown; comparisons by {facet} leave them out."
        for noun in ("report", "reports")
    )
    for facet in FACETS
}
UNKNOWN = _LEFT_OUT | {
    "publisher": tuple(
        f"{text} Each counts as if by a publisher of its own: if few wrote them, intervals are too narrow."
        for text in _LEFT_OUT["publisher"]
    )
}
"""Messages on reports whose value is unknown, by facet: on one, and on several."""


def notes(
    everything: Panel,
    selected: Panel,
    *,
    errors_known: bool = False,
) -> list[Note]:
    """Return comparability notes on a selection, gravest first.

    Parameters
    ----------
    everything : Panel
        All reports of the workspace.
    selected : Panel
        The reports looked at.
    errors_known : bool
        Whether the themes' errors were measured on a labelled random sample.

    Notes
    -----
    When not to use it: as a list of all that may go wrong; these are conditions that the counts
    and the metadata show.
    """
    if not len(selected.report_ids):
        return [_note("high", "no reports", "No report matches this selection.")]
    found = [
        *_few(selected),
        *_years(everything, selected),
        *_dominated(selected),
        *_turnover(selected),
        *_repeated(selected),
        *_unreadable(selected),
        *_languages(selected),
        *_kinds(selected),
        *_silent_languages(selected),
        *_unknown(selected),
    ]
    if not errors_known:
        text = "How often the themes are assigned rightly has not been measured on this collection."
        found.append(_note("medium", "theme error unknown", text))
    return sorted(found, key=lambda note: ("high", "medium", "low").index(note.level))


def _few(panel: Panel) -> Iterator[Note]:
    n = len(panel.report_ids)
    if n < FEW_REPORTS:
        level: Level = "high" if n < VERY_FEW_REPORTS else "medium"
        text = (
            "Only {n} report here: expect wide intervals and few verdicts."
            if n == 1
            else "Only {n} reports here: expect wide intervals and few verdicts."
        )
        yield _note(level, "few reports", text, n=n)
    years, counts = np.unique(_years_of(panel), return_counts=True)
    thin = [str(year) for year, count in zip(years, counts, strict=True) if count < VERY_FEW_REPORTS]
    if thin and n >= FEW_REPORTS:
        yield _note("low", "thin years", "Fewer than {n} reports in {years}.", n=VERY_FEW_REPORTS, years=tuple(thin))


def _years(everything: Panel, panel: Panel) -> Iterator[Note]:
    years = np.unique(_years_of(panel))
    if len(years) < 2:
        return
    gaps = [str(year) for year in range(int(years[0]), int(years[-1])) if year not in years]
    if gaps:
        elsewhere = [year for year in gaps if int(year) in _years_of(everything)]
        text = (
            "No report of {years} here though the collection has reports of other kinds for it: lines run across "
            "the gap."
            if elsewhere == gaps
            else "No report of {years} here: lines run across the gap."
        )
        yield _note("medium", "missing year", text, years=tuple(gaps))


def _dominated(panel: Panel) -> Iterator[Note]:
    publishers = panel.facets["publisher"]
    known = publishers.dropna()
    if known.nunique() < 2:
        if len(known) == len(publishers):
            text = "All reports are by one publisher, {name}: they speak for that publisher only."
            yield _note("low", "one publisher", text, name=str(known.iloc[0]))
        return
    name, count = known.value_counts().index[0], int(known.value_counts().iloc[0])
    part = count / len(publishers)
    if part >= DOMINANT:
        level: Level = "high" if part >= OVERWHELMING else "medium"
        text = "{name} wrote {n} of the {total} reports."
        yield _note(level, "one publisher dominates", text, name=str(name), n=count, total=len(publishers))


def _turnover(panel: Panel) -> Iterator[Note]:
    dated = panel.take(panel.facets["year"].notna().to_numpy(dtype=np.bool_))
    years = _years_of(dated)
    if len(np.unique(years)) < 2:
        return
    publishers = dated.facets["publisher"]
    first, last = (set(publishers[years == year].dropna()) for year in (years.min(), years.max()))
    if first and last and len(first & last) < len(first | last) / 2:
        text = (
            "Of the {n} publishers of {first} or {last}, {both} reported in both years: part of any change may be "
            "who reported."
        )
        ends = {"first": str(years.min()), "last": str(years.max())}
        yield _note("medium", "other publishers", text, n=len(first | last), both=len(first & last), **ends)


def _languages(panel: Panel) -> Iterator[Note]:
    n, level = _mixed(panel, "language")
    text = (
        "The reports are in {n} languages. Themes are found by the phrases given for each: differences between "
        "languages, or between years or groups of other languages, may lie in the phrases."
    )
    if n > 1:
        yield _note(level, "several languages", text, n=n)


def _kinds(panel: Panel) -> Iterator[Note]:
    """Kinds of reports in the language of most; how languages differ is said of these."""
    known = panel.facets["language"].value_counts()
    if known.empty:
        return
    spoken = (panel.facets["language"] == known.index[0]).fillna(False).to_numpy(dtype=np.bool_)
    n, level = _mixed(panel.take(spoken), "kind")
    text = (
        "The reports are of {n} kinds that are written very differently, and what stands out is judged within each: "
        "differences between kinds, or between years or groups of other kinds, may lie in how they are written."
    )
    if n > 1:
        yield _note(level, "several kinds of reports", text, n=n)


def _mixed(panel: Panel, column: str) -> tuple[int, Level]:
    """Return of how many values reports are, 1 where few are of another, and how grave that is.

    It is graver where reports of the last year are of other values than those of the first.
    """
    values = panel.facets[column]
    sizes = pd.DataFrame({"reports": 1, "passages": panel.n_passages}).groupby(values.to_numpy(dtype=object)).sum()
    if len(sizes) < 2 or (1 - sizes.max() / sizes.sum()).max() < OTHERS:
        return 1, "low"
    years = panel.facets["year"]
    ends = [set(values[years == year].dropna()) for year in (years.min(), years.max())] if years.notna().any() else []
    return len(sizes), "medium" if ends and ends[0] != ends[1] else "low"


def _silent_languages(panel: Panel) -> Iterator[Note]:
    """Languages in which no theme is found at all, most often for want of phrases."""
    assigned = pd.Series(panel.n_assigned.sum(axis=1)).groupby(panel.facets["language"]).sum()
    passages = pd.Series(panel.n_passages).groupby(panel.facets["language"]).sum()
    for language in assigned.index[(assigned == 0) & (passages >= SILENT_PASSAGES)]:
        text = (
            "None of {n} passages in {language} is counted under any theme. The theme file may have no phrases in that "
            "language; nothing can then be said of these reports."
        )
        yield _note("high", "silent language", text, n=int(passages[language]), language=str(language))


def _repeated(panel: Panel) -> Iterator[Note]:
    total, new = int(panel.n_passages.sum()), int(panel.n_passages_new.sum())
    if total - new >= REPEATED_SHARE * total:
        text = (
            "{percent}% of the passages repeat the same publisher's earlier reports. Look at new text only to leave "
            "them out."
        )
        yield _note("medium", "repeated text", text, percent=f"{100 * (total - new) / total:.0f}")


def _unreadable(panel: Panel) -> Iterator[Note]:
    poor = int((panel.facets["quality"] < POOR_QUALITY).sum())
    if poor:
        level: Level = "medium" if poor >= len(panel.report_ids) / 10 else "low"
        text = (
            "{n} report read badly (scans or broken text): themes may be missed there."
            if poor == 1
            else "{n} reports read badly (scans or broken text): themes may be missed there."
        )
        yield _note(level, "poor text", text, n=poor)


def _unknown(panel: Panel) -> Iterator[Note]:
    for facet in FACETS:
        missing = int(panel.facets[facet].isna().sum())
        if missing >= UNKNOWN_SHARE * len(panel.report_ids):
            text = UNKNOWN[facet][missing > 1]
            level: Level = "low"
            if facet == "publisher":
                level = "medium" if missing >= len(panel.report_ids) / 2 else "low"
            yield _note(level, f"unknown {facet}", text, n=missing)


def _years_of(panel: Panel) -> Integers:
    return panel.facets["year"].dropna().to_numpy(dtype=np.int64)


def _note(level: Level, topic: str, text: str, **values: str | int | tuple[str, ...]) -> Note:
    """Return a note whose text is a message with its values filled in."""
    shown = {name: _shown(value) for name, value in values.items()}
    return Note(level, topic, text.format_map(shown), text, tuple(values.items()))


def _shown(value: str | int | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return _listed(value)
    return f"{value:,}" if isinstance(value, int) else value


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
