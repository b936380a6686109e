"""The records that travel: what was read, the themes that are looked for, and what is claimed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from schema.words import Facet

# ---------------------------------------------------------------- records: reading


class Box(NamedTuple):
    """A rectangle on a page, as fractions of its width and height from the top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class MetadataValue:
    """One value of a report's metadata, with where it was found.

    `field` is one of `METADATA_FIELDS`; `found_in` says where in words a reader knows
    ("front matter", "PDF properties", "file name", "metadata.csv", "page 1"); `confidence`
    is "certain", "likely" or "weak"; `precision` is "day", "month" or "year" for dates.
    """

    field: str
    value: str
    found_in: str
    confidence: Literal["certain", "likely", "weak"]
    precision: Literal["day", "month", "year"] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph-sized piece of a report.

    ``document.text[start:end] == text`` holds for every passage. `position` counts from 1
    within the report. `page` is the 1-based index of the page on which it begins (a slide
    number for PPTX), null where the format has no pages; `page_label` is the printed label.
    `heading` is the heading path, joined by " › ". `kind` is what the passage is made of;
    only passages with `counted` enter shares (tables of contents, reference lists and
    boilerplate do not).
    """

    position: int
    start: int
    end: int
    text: str
    heading: str = ""
    kind: str = "body"
    counted: bool = True
    page: int | None = None
    page_end: int | None = None
    page_label: str | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or done, as the user is told it."""

    source: str
    stage: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Document:
    """One report as read: its text, its passages, its metadata and what went wrong.

    `source` is the path relative to the SOURCE given (``FILE#id`` for a table's row,
    ``ARCHIVE/member`` for an archive's member). `removed` lists furniture taken out of the
    text as (page, reason, text). `quality` is the text quality in [0, 1], null if unscored.
    """

    source: str
    format: str
    text: str
    passages: tuple[Passage, ...]
    metadata: tuple[MetadataValue, ...]
    n_pages: int | None = None
    removed: tuple[tuple[int | None, str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    quality: float | None = None


# ---------------------------------------------------------------- records: themes


@dataclass(frozen=True, slots=True)
class Phrase:
    """A seed or an excluded phrase. `language` is null where it holds for all languages."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A named subject: what it is called, what it means and the phrases that speak for it."""

    id: str
    label: str
    group: str
    description: str
    seeds: tuple[Phrase, ...]
    exclude: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeSet:
    """The themes of one theme file, in the file's order."""

    name: str
    version: str
    themes: tuple[Theme, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Theme ids in the file's order."""
        return tuple(theme.id for theme in self.themes)

    @property
    def labels(self) -> Mapping[str, str]:
        """Theme labels by id, with the id behind those that several themes have: charts tell themes by their labels."""
        n_of = Counter(theme.label for theme in self.themes)
        return {t.id: t.label if n_of[t.label] == 1 else f"{t.label} ({t.id})" for t in self.themes}


# ---------------------------------------------------------------- records: claims


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user is looking at: admitted values by facet; an empty tuple admits all.

    ``None`` among the values admits reports whose value is unknown. `new_text_only` leaves
    out passages repeated from the same publisher's earlier report. `min_quality` leaves out
    reports whose text is known to be read worse. `phrase`, a search, leaves only the passages
    that it finds: a share is then that of a report's passages with the phrase.
    """

    year: tuple[int | None, ...] = ()
    country: tuple[str | None, ...] = ()
    sector: tuple[str | None, ...] = ()
    publisher: tuple[str | None, ...] = ()
    language: tuple[str | None, ...] = ()
    new_text_only: bool = False
    min_quality: float = 0.0
    phrase: str = ""

    def values(self, facet: Facet) -> tuple[int | str | None, ...]:
        """Admitted values of one facet; empty for all."""
        found: tuple[int | str | None, ...] = getattr(self, facet)
        return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number as a reader may see it: never without its interval.

    `estimate`, `conf_low` and `conf_high` are in `unit` ("share" and "reach" are fractions in
    [0, 1]); `n_reports` is the number of sampled units behind it.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    n_reports: int
    n_passages: int
    unit: str
    method: str


@dataclass(frozen=True, slots=True)
class Note:
    """A comparability note on the current selection, worded for a reader.

    `text` is `message` with its `values`; these say the same in another language.
    """

    level: Literal["low", "medium", "high"]
    topic: str
    text: str
    message: str = ""
    values: tuple[tuple[str, str | int | tuple[str, ...]], ...] = ()
