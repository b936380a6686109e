"""Numbers and sentences as a reader sees them, in British English.

One function for each kind of sentence. A sentence says that something rose, fell or differs
only when the verdict of its row says so; it never leaves out the interval.
"""

import math
import numbers
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import pandas as pd

from schema import (
    FACETS,
    FALLING,
    HIGHER,
    LOWER,
    NO_CHANGE,
    NO_DIFFERENCE,
    RISING,
    TOO_FEW,
    Measure,
    Selection,
    Weighting,
)
from views.codes import name_of, takes_article

Row: TypeAlias = "pd.Series[Any]"
"""One row of a table, as ``frame.iloc[0]`` gives it."""

GAP = "\u00a0"
"""The space in front of a unit: a number and its unit stay on one line."""
UNKNOWN = "unknown"
REST = "rest"
"""As a side of a comparison: all reports with another value than the other side."""

_FACET_NAMES = {
    "year": ("Year", "years"),
    "country": ("Country", "countries"),
    "sector": ("Sector", "sectors"),
    "publisher": ("Publisher", "publishers"),
    "language": ("Language", "languages"),
}


# ---------------------------------------------------------------- numbers


def percent(value: float | None) -> str:
    """Return a fraction as "12.4 %"; "<0.1 %" and ">99.9 %" near the ends, "–" where unknown."""
    number = _percent_digits(value)
    return number if number == "–" else f"{number}{GAP}%"


def interval(low: float | None, high: float | None) -> str:
    """Return an interval of fractions as "9.8–15.6 %"."""
    if _missing(low) or _missing(high):
        return "interval not known"
    return f"{_percent_digits(low)}–{_percent_digits(high)}{GAP}%"


def with_interval(row: Row) -> str:
    """Return estimate and interval of a TRENDS or PREVALENCE row: "12.4 % (9.8–15.6 %)"."""
    return f"{percent(number(row, 'estimate'))} ({interval(number(row, 'conf_low'), number(row, 'conf_high'))})"


def points(value: float | None, *, signed: bool = True) -> str:
    """Return a difference of fractions in percentage points: "+1.2", "−0.4", "0.0"."""
    if value is None or pd.isna(value):
        return "–"
    sizes = (f"{abs(value) * 100:.{decimals}f}" for decimals in (1, 2, 3))
    size = next((size for size in sizes if float(size)), "0.0")
    if not signed or size == "0.0":
        return size
    return f"{'+' if value > 0 else '−'}{size}"


def points_interval(low: float | None, high: float | None) -> str:
    """Return an interval of differences in percentage points: "+0.6 to +1.9"."""
    if _missing(low) or _missing(high):
        return "interval not known"
    return f"{points(low)} to {points(high)}"


def p_value(value: float | None) -> str:
    """Return a p- or q-value with two significant digits, "<0.001" below that."""
    if value is None or pd.isna(value):
        return "–"
    if value < 0.001:
        return "<0.001"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def capitalised(text: str) -> str:
    """Return `text` with a capital first letter, for a heading."""
    return text[:1].upper() + text[1:]


def level(conf_level: float | None) -> str:
    """Return a confidence level as "95 %"."""
    return f"{100 * (0.95 if conf_level is None else conf_level):g}{GAP}%"


def counted(n: int, noun: str) -> str:
    """Return "1 report", "2,078 reports"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{n:,} {noun if n == 1 else plural}"


def years(first: int, last: int) -> str:
    """Return "2019–2024", or "2019" for one year."""
    return str(first) if first == last else f"{first}–{last}"


def number(row: Row, column: str) -> float | None:
    """Return a number of a row, None where it is null or the column is missing."""
    value = row.get(column)
    if not isinstance(value, numbers.Real) or math.isnan(value):
        return None
    return float(value)


def group_name(value: object, facet: str = "") -> str:
    """Return a facet's value as a reader sees it; null is "unknown", codes of `facet` become names."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    return name_of(facet, str(value))


def side_name(value: object, facet: str = "") -> str:
    """Return a side of a comparison as a reader sees it; the rest is "all others"."""
    return "all others" if isinstance(value, str) and value == REST else group_name(value, facet)


def in_sentence(value: object, facet: str = "") -> str:
    """Return a side of a comparison or a group as a sentence names it: "the Netherlands"."""
    return f"the {side_name(value, facet)}" if takes_article(facet, str(value)) else side_name(value, facet)


def _missing(value: float | None) -> bool:
    return value is None or pd.isna(value)


def _percent_digits(value: float | None) -> str:
    if value is None or pd.isna(value):
        return "–"
    if value <= 0 or value >= 1:
        return f"{min(max(value, 0), 1) * 100:.0f}"
    if value < 0.0005:
        return "<0.1"
    return ">99.9" if value >= 0.9995 else f"{value * 100:.1f}"


# ---------------------------------------------------------------- names


def measure_name(measure: Measure) -> str:
    """Return "Share" or "Reach"."""
    return "Share" if measure == "share" else "Reach"


def measure_axis(measure: Measure, weighting: Weighting = "report", among: str = "") -> str:
    """Return the axis title of a measure; `among` is the phrase whose passages alone are counted."""
    return f"{measure_name(measure)}, % of {_whole(measure, weighting, among)}"


def _whole(measure: Measure, weighting: Weighting, among: str = "") -> str:
    phrase = f" with {among}" if among else ""
    if measure == "reach":
        return f"reports{phrase}"
    if weighting == "passage":
        return f"all passages{phrase}"
    return f"the average report's passages{phrase}" if among else "the average report"


def facet_name(facet: str, *, plural: bool = False) -> str:
    """Return a facet's name for a heading ("Country") or a sentence ("countries")."""
    singular, many = _FACET_NAMES.get(facet, (facet.capitalize(), f"{facet}s"))
    return many if plural else singular


def verdict_name(verdict: str, group_a: str = "A", group_b: str = "B") -> str:
    """Return a verdict as a reader sees it; contrasts name their group."""
    return {HIGHER: f"higher in {group_a}", LOWER: f"higher in {group_b}"}.get(verdict, verdict)


def selection_words(selection: Selection) -> tuple[tuple[str, str], ...]:
    """Return what a selection admits as (name, values) pairs; empty where it admits all."""
    pairs: list[tuple[str, str]] = []
    for facet in FACETS:
        values = selection.values(facet)
        if values:
            named = _runs(values) if facet == "year" else join(group_name(value, facet) for value in values)
            pairs.append((facet_name(facet), named))
    if selection.new_text_only:
        pairs.append(("Text", "new text only"))
    if selection.min_quality:
        pairs.append(("Text quality", f"at least {100 * selection.min_quality:g}{GAP}%"))
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
    return ", ".join(words + [UNKNOWN] * (None in values))


def filter_line(selection: Selection) -> str:
    """Return a selection as one line: "Country: GB and NL; Year: 2019–2023", or "All reports"."""
    return "; ".join(f"{name}: {values}" for name, values in selection_words(selection)) or "All reports"


def join(words: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


# ---------------------------------------------------------------- sentences


def prevalence_sentence(row: Row, label: str, measure: Measure, weighting: Weighting = "report") -> str:
    """Say how much there is of a theme: "Legacy IT takes 7.1 % of the average report (…)."."""
    amount = f"{percent(number(row, 'estimate'))} of {_whole(measure, weighting)}"
    verb = "takes up" if measure == "share" else "appears in"
    return f"{label} {verb} {amount} ({_interval_words(row)}; {_basis(row)})."


def change_sentence(row: Row, label: str, span: str, measure: Measure = "share") -> str:
    """Say what a CHANGES row carries, in the words of its verdict.

    Parameters
    ----------
    row : Series
        A row of CHANGES.
    label : str
        The theme's label.
    span : str
        The years looked at, as `years` words them.
    measure : {"share", "reach"}
        What was measured.
    """
    verdict = row["verdict"]
    slope = number(row, "slope_per_year")
    known = _points_words(row)
    if verdict == TOO_FEW:
        return f"There are too few reports to say whether the {measure} of {label} changed in {span}."
    if verdict == NO_CHANGE:
        return (
            f"The {measure} of {label} shows no detectable change in {span}: "
            f"{points(slope)} percentage points a year ({known}{_uncorrected(row)})."
        )
    verb = {RISING: "rose", FALLING: "fell"}[str(verdict)]
    return f"The {measure} of {label} {verb} in {span}, by {_moved_by(row, 'slope_per_year')}."


def headline(
    change: "Row | None",
    prevalence: Row,
    label: str,
    span: str,
    measure: Measure = "share",
    weighting: Weighting = "report",
    among: str = "",
) -> str:
    """Say in one sentence what stands out on a theme: its change if the evidence carries one, and its size."""
    amount = f"{percent(number(prevalence, 'estimate'))} of {_whole(measure, weighting, among)}"
    size = f"{amount} ({interval(number(prevalence, 'conf_low'), number(prevalence, 'conf_high'))})"
    verb = "takes up" if measure == "share" else "appears in"
    verdict = None if change is None else change["verdict"]
    if change is None or verdict is None:
        return f"{label} {verb} {size}."
    if verdict == TOO_FEW:
        return f"{label} {verb} {size}; too few reports to say whether that changed in {span}."
    if verdict == NO_CHANGE:
        return f"{label} {verb} {size}, with no detectable change in {span}."
    moved = {RISING: "rose", FALLING: "fell"}[str(verdict)]
    return f"{label} {moved} in {span}, by {_moved_by(change, 'slope_per_year')}; it {verb} {size}."


def contrast_sentence(row: Row, label: str, measure: Measure = "share") -> str:
    """Say what a CONTRASTS row carries, in the words of its verdict."""
    facet = str(row.get("facet", ""))
    group_a, group_b = in_sentence(row["group_a"], facet), in_sentence(row["group_b"], facet)
    side_a = f"{percent(number(row, 'estimate_a'))} in {group_a}{_side_interval(row, 'a')}"
    side_b = f"{percent(number(row, 'estimate_b'))} in {group_b}{_side_interval(row, 'b')}"
    verdict = row["verdict"]
    difference = number(row, "difference")
    if verdict == TOO_FEW:
        return f"There are too few reports to compare the {measure} of {label}: {side_a}, {side_b}."
    if verdict == NO_DIFFERENCE:
        return (
            f"The {measure} of {label} shows no detectable difference: {side_a}, {side_b}; "
            f"difference {points(difference)} percentage points ({_points_words(row)}{_uncorrected(row)})."
        )
    high, low = {HIGHER: (group_a, group_b), LOWER: (group_b, group_a)}[str(verdict)]
    gap = _moved_by(row, "difference")
    return f"The {measure} of {label} is higher in {high} than in {low}, by {gap}: {side_a}, {side_b}."


def overview_sentence(changes: pd.DataFrame, span: str) -> str:
    """Say how many themes the evidence shows to rise, to fall and to stay, over all rows shown together."""
    tally = changes["verdict"].value_counts()
    rose, fell = int(tally.get(RISING, 0)), int(tally.get(FALLING, 0))
    steady, few = int(tally.get(NO_CHANGE, 0)), int(tally.get(TOO_FEW, 0))
    sentence = (
        f"Of {counted(len(changes), 'theme')} in {span}, the evidence shows {rose} rising and {fell} falling; "
        f"{steady} {'shows' if steady == 1 else 'show'} no detectable change"
    )
    return f"{sentence}, {few} {'has' if few == 1 else 'have'} too few reports." if few else f"{sentence}."


def _interval_words(row: Row) -> str:
    bounds = interval(number(row, "conf_low"), number(row, "conf_high"))
    return f"{level(number(row, 'conf_level'))} interval {bounds}"


def _points_words(row: Row) -> str:
    bounds = points_interval(number(row, "conf_low"), number(row, "conf_high"))
    return f"{level(number(row, 'conf_level'))} interval {bounds}"


def _moved_by(row: Row, column: str) -> str:
    """Return the size of a change or difference whose direction the verb has told."""
    size, low, high = (number(row, name) for name in (column, "conf_low", "conf_high"))
    ends = sorted(abs(end) for end in (low, high) if end is not None)
    one_sided = len(ends) == 2 and low is not None and high is not None and low * high > 0
    bounds = (
        f"{points(ends[0], signed=False)} to {points(ends[1], signed=False)}"
        if one_sided
        else points_interval(low, high)
    )
    unit = "percentage points a year" if column == "slope_per_year" else "percentage points"
    return f"{points(size, signed=False)} {unit} ({level(number(row, 'conf_level'))} interval {bounds})"


def _uncorrected(row: Row) -> str:
    """Explain an interval that leaves zero out on a row whose verdict does not."""
    low, high = number(row, "conf_low"), number(row, "conf_high")
    alone = low is not None and high is not None and low * high > 0
    return "; it leaves zero out, but not once corrected for all comparisons shown together" if alone else ""


def _side_interval(row: Row, side: str) -> str:
    bounds = interval(number(row, f"conf_low_{side}"), number(row, f"conf_high_{side}"))
    return f" ({bounds}, {counted(int(number(row, f'n_reports_{side}') or 0), 'report')})"


def _basis(row: Row) -> str:
    reports, passages = int(number(row, "n_reports") or 0), int(number(row, "n_passages") or 0)
    return f"{counted(reports, 'report')}, {counted(passages, 'passage')}"
