"""What a theme summary holds: tables from the statistics, quotations from passages, and the user's note."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from schema import CHANGES, CONTRASTS, Facet, Measure, Note, Selection, Theme, Weighting
from views.evidence import citation, place
from views.language import SOURCE, Language

Length = Literal["full", "short"]
"""Short leaves out tables by group, key phrases, doubts and companions, and most quotations."""
SHORT_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """One passage, or whole sentences of it, as it stands in its report.

    `page`, `page_label` and `format` say where, as in `schema.Passage` and `schema.REPORTS`; `language` is that
    of its report, where known.
    `evidence` are the phrases that spoke for the theme.
    """

    passage_id: str
    report_id: str
    text: str
    publisher: str | None
    title: str | None
    year: int | None
    page: int | None
    page_label: str | None = None
    format: str | None = None
    evidence: tuple[str, ...] = ()
    language: str | None = None

    @property
    def citation(self) -> str:
        """Publisher, title, year and page."""
        where = place(self.page, self.page_label, self.format)
        return citation(publisher=self.publisher, title=self.title, year=self.year, place=where)


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase that speaks for a theme and the number of assigned passages that hold it."""

    text: str
    n_passages: int


@dataclass(frozen=True, slots=True)
class OwnPhrases:
    """How many of a theme's `n_all` passages hold one of its own phrases; `forms` are these as they stand."""

    forms: tuple[str, ...]
    n_passages: int
    n_all: int


@dataclass(frozen=True, slots=True)
class SubTopic:
    """Words that go together in a theme's passages.

    `terms` are the words shown, `forms` all forms of them that were counted; `n_passages` and `n_reports`
    are the theme's assigned passages that hold one of the forms, and their reports.
    """

    terms: tuple[str, ...]
    forms: tuple[str, ...]
    n_passages: int
    n_reports: int


@dataclass(frozen=True, slots=True, eq=False)
class ByFacet:
    """Rows of a table by group of a facet; `rows` has a column named `facet`."""

    facet: str
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class ThemeSection:
    """One theme.

    Parameters
    ----------
    theme : Theme
        The theme.
    share, reach : DataFrame
        One PREVALENCE row each, over the whole selection.
    trend : DataFrame
        TRENDS rows of the summary's measure; empty where no report has a year.
    change : DataFrame
        The CHANGES row of the summary's measure; may be empty.
    by_facet : tuple of ByFacet
        PREVALENCE rows of the summary's measure by group.
    changes_by : tuple of ByFacet
        CHANGES rows by group: what changed where.
    phrases : tuple of KeyPhrase
        Most frequent first.
    own : OwnPhrases or None
        How much of what is counted the theme's own phrases found.
    subtopics : tuple of SubTopic
        Largest first.
    quotations : tuple of Quotation
        Passages chosen to cover what is said.
    apart : DataFrame
        CONTRASTS rows of this theme, each group of a facet against the rest; may be empty.
    doubts : tuple of Quotation
        Passages with a word of doubt or dispute.
    companions : DataFrame
        Rows of `stats.cooccurrence` that name this theme on either side: theme_a, theme_b, n_together,
        odds_ratio, conf_low, conf_high, conf_level, q_value; may be empty.
    composition : DataFrame
        COMPOSITION rows of this theme by one facet, may be empty: how much of its change arose within the same
        publishers (or sectors), how much from which of them reported.
    notes : tuple of Note
        What limits this section.
    """

    theme: Theme
    share: pd.DataFrame
    reach: pd.DataFrame
    trend: pd.DataFrame
    change: pd.DataFrame = field(default_factory=CHANGES.empty)
    by_facet: tuple[ByFacet, ...] = ()
    changes_by: tuple[ByFacet, ...] = ()
    phrases: tuple[KeyPhrase, ...] = ()
    own: OwnPhrases | None = None
    subtopics: tuple[SubTopic, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    apart: pd.DataFrame = field(default_factory=CONTRASTS.empty)
    doubts: tuple[Quotation, ...] = ()
    companions: pd.DataFrame = field(default_factory=pd.DataFrame)
    composition: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[Note, ...] = ()

    def quoted(self, length: Length) -> tuple[Quotation, ...]:
        """Return the quotations that a summary of this length has."""
        return self.quotations if length == "full" else self.quotations[:SHORT_QUOTES]

    def doubted(self, length: Length) -> tuple[Quotation, ...]:
        """Return the passages with a word of doubt that a summary of this length has."""
        return self.doubts if length == "full" else ()


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two groups of a facet: CONTRASTS rows, one a theme, and passages of both sides on one theme, `quoted_theme`."""

    facet: Facet
    group_a: str
    group_b: str
    contrasts: pd.DataFrame = field(default_factory=CONTRASTS.empty)
    quotations_a: tuple[Quotation, ...] = ()
    quotations_b: tuple[Quotation, ...] = ()
    quoted_theme: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """A theme summary.

    Parameters
    ----------
    title : str
        Its title.
    selection : Selection
        Which reports it speaks of.
    years : (int, int) or None
        First and last year of these reports; None where none has a year.
    n_reports, n_passages : int
        What it rests on.
    labels : Mapping
        Labels of all themes by id.
    prevalence, changes : DataFrame
        PREVALENCE and CHANGES of all themes in the summary, for its first table.
    sections : tuple of ThemeSection
        One a theme, in the order shown.
    measure, weighting : str
        What trends, changes and groups were measured by.
    comparison : Comparison or None
        Two groups side by side.
    note : str
        The user's own words, shown as such.
    notes : tuple of Note
        What limits the whole.
    method : tuple of str
        How numbers were made, a line each.
    reproducibility : tuple of (str, str)
        Names and values: fingerprint, theme file, settings, version, command.
    illustrative : bool
        Whether reports of the collection were invented, as the embedded ones are.
    mixed : bool
        Whether others stand beside these.
    language : {"en", "fr", "de", "es"}
        What all but the quotations is worded in.
    """

    title: str
    selection: Selection
    years: tuple[int, int] | None
    n_reports: int
    n_passages: int
    labels: Mapping[str, str]
    prevalence: pd.DataFrame
    changes: pd.DataFrame
    sections: tuple[ThemeSection, ...]
    measure: Measure = "share"
    weighting: Weighting = "report"
    comparison: Comparison | None = None
    note: str = ""
    notes: tuple[Note, ...] = ()
    method: tuple[str, ...] = ()
    reproducibility: tuple[tuple[str, str], ...] = ()
    illustrative: bool = False
    mixed: bool = False
    language: Language = SOURCE


def quotations(summary: Summary, length: Length = "full") -> tuple[Quotation, ...]:
    """Return every quotation of a summary once, in reading order."""
    found: dict[str, Quotation] = {}
    compared = summary.comparison
    for quotation in (*compared.quotations_a, *compared.quotations_b) if compared else ():
        found.setdefault(quotation.passage_id, quotation)
    for section in summary.sections:
        for quotation in (*section.quoted(length), *section.doubted(length)):
            found.setdefault(quotation.passage_id, quotation)
    return tuple(found.values())
