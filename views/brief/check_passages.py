"""The part of the check that reads passages: quotations word for word, words and pairs of themes counted anew."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from schema import Selection
from views import wording
from views.brief.summary import Comparison, Quotation, ThemeSection

TOLERANCE = 1e-9
_SENTENCE_BEFORE = re.compile(r"(?:^|\n|[.!?…。！？][\"'”’»)\]]*)\s*$")
_SENTENCE_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """The tables that a summary was made from, read where they are large.

    Parameters
    ----------
    reports, report_themes : DataFrame
        REPORTS of the whole workspace, and REPORT_THEMES at least of the summary's themes.
    passages : callable
        PASSAGES rows of some passage ids; at least ids, text, page, page_label and repeated.
    assigned : callable
        Assigned rows of ASSIGNMENTS of one theme; at least passage_id, report_id and evidence.
    all_assigned : callable
        Assigned rows of ASSIGNMENTS of all themes, in any number of parts; at least passage_id and theme_id.
    """

    reports: pd.DataFrame
    report_themes: pd.DataFrame
    passages: Callable[[Sequence[str]], pd.DataFrame]
    assigned: Callable[[str], pd.DataFrame]
    all_assigned: Callable[[], Iterator[pd.DataFrame]]


def differ(where: str, said: float | None, found: float) -> Iterator[str]:
    """Say that two numbers differ, if they do."""
    missing = said is None or math.isnan(found)
    if missing and said is None and math.isnan(found):
        return
    if said is None or math.isnan(found) or abs(said - found) > TOLERANCE:
        told = "nothing" if said is None else f"{said:.6g}"
        yield f"{where}: the summary says {told}, its reports give {found:.6g}."


class Assigned:
    """The assigned passages of a selection’s reports by theme; of themes beside the summary’s, ids alone are kept.

    Parameters
    ----------
    basis : Basis
    report_ids : set of str
        The selection's reports.
    """

    def __init__(self, basis: Basis, report_ids: set[str]) -> None:
        self._basis, self._report_ids = basis, report_ids

    def rows(self, theme_id: str) -> pd.DataFrame:
        """Return the rows of one theme."""
        rows = self._basis.assigned(theme_id)
        return rows[rows["report_id"].isin(self._report_ids)]

    def everywhere(self, theme_id: str) -> frozenset[str]:
        """Return the ids of one theme's passages in all reports, selected or not."""
        return self._ids.get(theme_id, frozenset())

    @cached_property
    def _ids(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for rows in self._basis.all_assigned():
            for theme_id, ids in rows.groupby("theme_id")["passage_id"]:
                found.setdefault(str(theme_id), set()).update(ids.tolist())
        return {theme_id: frozenset(ids) for theme_id, ids in found.items()}


def passage_faults(section: ThemeSection, basis: Basis, assigned: Assigned, selection: Selection) -> Iterator[str]:
    """Say what is wrong with a section's quotations, phrases, sub-topics and companions."""
    theme = section.theme.id
    rows = assigned.rows(theme)
    mine = frozenset(rows["passage_id"].tolist())
    yield from _not_assigned((*section.quotations, *section.doubts), theme, mine)
    yield from _phrases(section, rows)
    yield from _subtopics(section, basis, rows, selection)
    if not selection.new_text_only:
        yield from _own(section, rows)
        yield from _together(section, mine, assigned)


def _subtopics(section: ThemeSection, basis: Basis, assigned: pd.DataFrame, selection: Selection) -> Iterator[str]:
    if not section.subtopics:
        return
    rows = basis.passages(assigned["passage_id"].tolist())
    if selection.new_text_only:
        rows = rows[~rows["repeated"].astype(bool)]
    texts = [" ".join(text.lower().split()) for text in rows["text"].tolist()]
    for one in section.subtopics:
        stands = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, one.forms))})(?!\w)")
        near = {at for form in one.forms for at, text in enumerate(texts) if form in text}
        held = [at for at in sorted(near) if stands.search(texts[at])]
        where = f"{section.theme.label}, passages with “{', '.join(one.terms)}”"
        yield from differ(where, one.n_passages, len(held))
        yield from differ(f"{where}, reports", one.n_reports, rows["report_id"].iloc[held].nunique())


def _is_whole(quotation: str, text: str) -> bool:
    """Whether somewhere in the text the quotation begins with a sentence and ends with one."""
    starts = [found.start() for found in re.finditer(re.escape(quotation), text)]
    return any(
        _SENTENCE_BEFORE.search(text[:start])
        and (_SENTENCE_ENDS.search(quotation) or not text[start + len(quotation) :].strip())
        for start in starts
    )


def _phrases(section: ThemeSection, assigned: pd.DataFrame) -> Iterator[str]:
    spoken = [set(str(evidence).casefold().split("; ")) for evidence in assigned["evidence"].tolist()]
    for phrase in section.phrases:
        n = sum(phrase.text.casefold() in phrases for phrases in spoken)
        yield from differ(f"{section.theme.label}, passages with “{phrase.text}”", phrase.n_passages, n)


def _own(section: ThemeSection, assigned: pd.DataFrame) -> Iterator[str]:
    if section.own is None:
        return
    forms = set(section.own.forms)
    n = sum(not forms.isdisjoint(str(evidence).split("; ")) for evidence in assigned["evidence"].tolist())
    yield from differ(f"{section.theme.label}, passages with its own phrases", section.own.n_passages, n)
    yield from differ(f"{section.theme.label}, passages", section.own.n_all, len(assigned))


def _together(section: ThemeSection, mine: frozenset[str], assigned: Assigned) -> Iterator[str]:
    for _, row in section.companions.iterrows():
        other = str(row["theme_b"] if row["theme_a"] == section.theme.id else row["theme_a"])
        where = f"Passages on both {row['theme_a']} and {row['theme_b']}"
        yield from differ(where, wording.number(row, "n_together"), len(mine & assigned.everywhere(other)))


def side_faults(compared: Comparison, assigned: Assigned) -> Iterator[str]:
    """Say which quotations of a comparison are not on the theme they are quoted under."""
    if compared.quoted_theme:
        mine = frozenset(assigned.rows(compared.quoted_theme)["passage_id"])
        yield from _not_assigned((*compared.quotations_a, *compared.quotations_b), compared.quoted_theme, mine)


def _not_assigned(quoted: tuple[Quotation, ...], theme_id: str, assigned: frozenset[str]) -> Iterator[str]:
    for quotation in quoted:
        if quotation.passage_id not in assigned:
            yield f"Passage {quotation.passage_id} is quoted under {theme_id} but not assigned to it."


def quotation_faults(quotation: Quotation, passages: pd.DataFrame, reports: pd.DataFrame) -> Iterator[str]:
    """Say where a quotation differs from its passage, or its citation from its report."""
    passage = passages[passages["passage_id"] == quotation.passage_id]
    if passage.empty:
        yield f"Passage {quotation.passage_id} is quoted but does not exist."
        return
    found = passage.iloc[0]
    text = str(found["text"])
    if not quotation.text.strip() or quotation.text not in text:
        yield f"The quotation of passage {quotation.passage_id} is not in the passage word for word."
    elif not _is_whole(quotation.text, text):
        yield f"The quotation of passage {quotation.passage_id} begins or ends within a sentence."
    report = reports[reports["report_id"] == found["report_id"]]
    said = {name: getattr(quotation, name) for name in ("report_id", "page", "page_label")}
    there = {name: found[name] for name in said}
    if not report.empty:
        said |= {name: getattr(quotation, name) for name in ("publisher", "title", "year", "format", "language")}
        there |= {name: report.iloc[0][name] for name in ("publisher", "title", "year", "format", "language")}
    for name, value in said.items():
        known = None if pd.isna(there[name]) else there[name]
        if value != known:
            yield f"Passage {quotation.passage_id} is cited with {name} {value}; its report says {known}."
