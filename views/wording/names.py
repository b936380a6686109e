"""Names of measures, facets, groups and verdicts as a reader sees them, in the language that is spoken."""

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from schema import (
    FACETS,
    FALLING,
    HIGHER,
    LOWER,
    NO_CHANGE,
    NO_DIFFERENCE,
    REST,
    RISING,
    TOO_FEW,
    Measure,
    Selection,
    Weighting,
)
from views import language
from views.codes import name_of, takes_article
from views.language import decimal, message, say
from views.wording.figures import GAP, years

UNKNOWN = message("unknown")
_FACET_NAMES = {
    "year": (message("Year"), message("years")),
    "country": (message("Country"), message("countries")),
    "sector": (message("Sector"), message("sectors")),
    "publisher": (message("Publisher"), message("publishers")),
    "language": (message("Language"), message("languages")),
}
_VERDICT_NAMES = {
    RISING: message("rising"),
    FALLING: message("falling"),
    NO_CHANGE: message("no detectable change"),
    TOO_FEW: message("too few reports"),
    NO_DIFFERENCE: message("no detectable difference"),
}
_MEASURES = {
    "share": (message("Share"), message("the share of {label}")),
    "reach": (message("Reach"), message("the reach of {label}")),
}
_WHOLES: Mapping[tuple[Measure, Weighting], str] = {
    ("share", "report"): message("{amount} of the average report"),
    ("share", "passage"): message("{amount} of all passages"),
    ("reach", "report"): message("{amount} of reports"),
    ("reach", "passage"): message("{amount} of reports"),
}
_AXES: Mapping[tuple[Measure, Weighting], str] = {
    ("share", "report"): message("{measure}, % of the average report"),
    ("share", "passage"): message("{measure}, % of all passages"),
    ("reach", "report"): message("{measure}, % of reports"),
    ("reach", "passage"): message("{measure}, % of reports"),
}


def group_name(value: object, facet: str = "") -> str:
    """Return a facet's value as a reader sees it; null is "unknown", codes of `facet` become names."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return say(UNKNOWN)
    return name_of(facet, str(value))


def side_name(value: object, facet: str = "") -> str:
    """Return a side of a comparison as a reader sees it; the rest is "all others"."""
    return say("all others") if isinstance(value, str) and value == REST else group_name(value, facet)


def in_sentence(value: object, facet: str = "") -> str:
    """Return a side of a comparison or a group as a sentence names it: "the Netherlands", or « Pays-Bas »."""
    if language.spoken() != language.SOURCE:
        rest = isinstance(value, str) and value == REST
        return side_name(value, facet) if rest else quoted(side_name(value, facet))
    return f"the {side_name(value, facet)}" if takes_article(facet, str(value)) else side_name(value, facet)


def quoted(text: str) -> str:
    """Return `text` between the quotation marks of the language spoken."""
    return say("“{text}”", text=text)


def quote_marks() -> tuple[str, str]:
    """Return what stands before and behind a quotation."""
    before, _, behind = quoted("\n").partition("\n")
    return before, behind


def named(label: str) -> str:
    """Return a theme's label as a sentence names it: as it is, or in quotation marks where a language needs them."""
    return say(message("{label}"), label=label)


def measure_name(measure: Measure) -> str:
    """Return "Share" or "Reach"."""
    return say(_MEASURES[measure][0])


def measured(label: str, measure: Measure) -> str:
    """Return "the share of Legacy IT", or its reach, as the subject of a clause."""
    return say(_MEASURES[measure][1], label=named(label))


def measure_axis(measure: Measure, weighting: Weighting = "report", among: str = "") -> str:
    """Return the axis title of a measure; `among` is the phrase whose passages alone are counted."""
    if among:
        return f"{measure_name(measure)}, % of {_among(measure, weighting, among)}"
    return say(_AXES[measure, weighting], measure=measure_name(measure))


def whole_of(amount: str, measure: Measure, weighting: Weighting, among: str = "") -> str:
    """Return an amount with what it is a part of: "7.1 % of the average report"."""
    if among:
        return f"{amount} of {_among(measure, weighting, among)}"
    return say(_WHOLES[measure, weighting], amount=amount)


def _among(measure: Measure, weighting: Weighting, phrase: str) -> str:
    """Return what a search leaves; only screens, which speak English, show it."""
    if measure == "reach":
        return f"reports with {phrase}"
    return f"all passages with {phrase}" if weighting == "passage" else f"the average report's passages with {phrase}"


def facet_name(facet: str, *, plural: bool = False) -> str:
    """Return a facet's name for a heading ("Country") or a sentence ("countries")."""
    singular, many = _FACET_NAMES.get(facet, (facet.capitalize(), f"{facet}s"))
    return say(many if plural else singular)


def verdict_name(verdict: str, group_a: str = "A", group_b: str = "B") -> str:
    """Return a verdict as a reader sees it; contrasts name their group."""
    if verdict in (HIGHER, LOWER):
        return say("higher in {group}", group=group_a if verdict == HIGHER else group_b)
    return say(_VERDICT_NAMES[verdict])


def selection_words(selection: Selection) -> tuple[tuple[str, str], ...]:
    """Return what a selection admits as (name, values) pairs; empty where it admits all."""
    pairs: list[tuple[str, str]] = []
    for facet in FACETS:
        values = selection.values(facet)
        if values:
            named = _runs(values) if facet == "year" else join(group_name(value, facet) for value in values)
            pairs.append((facet_name(facet), named))
    if selection.new_text_only:
        pairs.append((say("Text"), say("new text only")))
    if selection.min_quality:
        least = decimal(f"{100 * selection.min_quality:g}{GAP}%")
        pairs.append((say("Text quality"), say("at least {amount}", amount=least)))
    if selection.phrase:
        pairs.append(("Passages with", selection.phrase))
    return tuple(pairs)


def _runs(values: Sequence[int | str | None]) -> str:
    """Return years as runs: "2017, 2019–2021, unknown"."""
    runs: list[list[int]] = []
    for year in sorted(value for value in values if isinstance(value, int)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    words = [years(first, last) for first, last in runs]
    return ", ".join(words + [say(UNKNOWN)] * (None in values))


def filter_line(selection: Selection) -> str:
    """Return a selection as one line: "Country: GB and NL; Year: 2019–2023", or "All reports"."""
    pairs = (say("{name}: {value}", name=name, value=values) for name, values in selection_words(selection))
    return series(pairs) or say("All reports")


def series(clauses: Iterable[str]) -> str:
    """Return "a; b; c"."""
    return say("; ").join(clauses)


def join(words: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *first, last = list(words) or [""]
    return say("{first} and {last}", first=", ".join(first), last=last) if first else last


def capitalised(text: str) -> str:
    """Return `text` with a capital first letter, for a heading."""
    return text[:1].upper() + text[1:]
