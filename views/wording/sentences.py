"""Sentences that follow from a row.

One function for each kind of sentence. A sentence says that something rose, fell or differs
only when the verdict of its row says so; it never leaves out the interval.
"""

from collections.abc import Mapping

import pandas as pd

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, NO_DIFFERENCE, RISING, TOO_FEW, Measure, Note, Weighting
from views.language import message, say, say_many
from views.wording.figures import Row, counted, interval, level, number, percent, points_interval, points_of
from views.wording.names import capitalised, group_name, in_sentence, join, measured, named, series, whole_of

_MOVED: Mapping[tuple[str, Measure], str] = {
    (RISING, "share"): message("{label} rose in {span}, by {moved}; it takes up {size}."),
    (RISING, "reach"): message("{label} rose in {span}, by {moved}; it appears in {size}."),
    (FALLING, "share"): message("{label} fell in {span}, by {moved}; it takes up {size}."),
    (FALLING, "reach"): message("{label} fell in {span}, by {moved}; it appears in {size}."),
}


def prevalence_sentence(row: Row, label: str, measure: Measure, weighting: Weighting = "report") -> str:
    """Say how much there is of a theme: "Legacy IT takes 7.1 % of the average report (…)."."""
    amount = whole_of(percent(number(row, "estimate")), measure, weighting)
    clause = _size_clause(label, f"{amount} ({series([_interval_words(row), _basis(row)])})", measure)
    return say("{clause}.", clause=clause)


def _size_clause(label: str, amount: str, measure: Measure) -> str:
    if measure == "share":
        return say("{label} takes up {amount}", label=named(label), amount=amount)
    return say("{label} appears in {amount}", label=named(label), amount=amount)


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
    what = measured(label, measure)
    if verdict == TOO_FEW:
        return say("There are too few reports to say whether {what} changed in {span}.", what=what, span=span)
    if verdict == NO_CHANGE:
        return say(
            "{What} shows no detectable change in {span}: {points} percentage points a year ({interval}).",
            What=capitalised(what),
            span=span,
            points=points_of(row, "slope_per_year"),
            interval=series([_points_words(row), *_uncorrected(row)]),
        )
    moved = {
        RISING: message("{What} rose in {span}, by {moved}."),
        FALLING: message("{What} fell in {span}, by {moved}."),
    }
    amount = _moved_by(row, "slope_per_year")
    return say(moved[str(verdict)], What=capitalised(what), span=span, moved=amount)


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
    amount = whole_of(percent(number(prevalence, "estimate")), measure, weighting, among)
    size = f"{amount} ({interval(number(prevalence, 'conf_low'), number(prevalence, 'conf_high'))})"
    clause = _size_clause(label, size, measure)
    if change is None:
        return say("{clause}.", clause=clause)
    verdict = change["verdict"]
    if verdict == TOO_FEW:
        return say("{clause}; too few reports to say whether that changed in {span}.", clause=clause, span=span)
    if verdict == NO_CHANGE:
        return say("{clause}, with no detectable change in {span}.", clause=clause, span=span)
    moved = _moved_by(change, "slope_per_year")
    return say(_MOVED[str(verdict), measure], label=named(label), span=span, moved=moved, size=size)


def contrast_sentence(row: Row, label: str, measure: Measure = "share") -> str:
    """Say what a CONTRASTS row carries, in the words of its verdict."""
    facet = str(row.get("facet", ""))
    group_a, group_b = in_sentence(row["group_a"], facet), in_sentence(row["group_b"], facet)
    sides = f"{_side(row, 'a', group_a)}, {_side(row, 'b', group_b)}"
    verdict, what = row["verdict"], measured(label, measure)
    if verdict == TOO_FEW:
        return say("There are too few reports to compare {what}: {sides}.", what=what, sides=sides)
    if verdict == NO_DIFFERENCE:
        return say(
            "{What} shows no detectable difference: {sides}; difference {points} percentage points ({interval}).",
            What=capitalised(what),
            sides=sides,
            points=points_of(row, "difference"),
            interval=series([_points_words(row), *_uncorrected(row)]),
        )
    high, low = {HIGHER: (group_a, group_b), LOWER: (group_b, group_a)}[str(verdict)]
    return say(
        "{What} is higher in {high} than in {low}, by {gap}: {sides}.",
        What=capitalised(what),
        high=high,
        low=low,
        gap=_moved_by(row, "difference"),
        sides=sides,
    )


def overview_sentence(changes: pd.DataFrame, span: str) -> str:
    """Say how many themes the evidence shows to rise, to fall and to stay, over all rows shown together."""
    tally = changes["verdict"].value_counts()
    rose, fell = int(tally.get(RISING, 0)), int(tally.get(FALLING, 0))
    steady, few = int(tally.get(NO_CHANGE, 0)), int(tally.get(TOO_FEW, 0))
    shown = say(
        "Of {themes} in {span}, the evidence shows {rose} rising and {fell} falling",
        themes=counted(len(changes), "theme"),
        span=span,
        rose=rose,
        fell=fell,
    )
    rest = [say_many("{n} shows no detectable change", "{n} show no detectable change", steady)] if steady else []
    rest += [say_many("{n} has too few reports", "{n} have too few reports", few)] if few else []
    return say("{shown}; {rest}.", shown=shown, rest=", ".join(rest)) if rest else f"{shown}."


def note_text(note: Note) -> str:
    """Return a note in the language spoken."""
    values = {name: join(value) if isinstance(value, tuple) else value for name, value in note.values}
    if "language" in values:
        values["language"] = group_name(values["language"], "language")
    return say(note.message, **values) if note.message else note.text


def _interval_words(row: Row) -> str:
    bounds = interval(number(row, "conf_low"), number(row, "conf_high"))
    return say("{level} interval {bounds}", level=level(number(row, "conf_level")), bounds=bounds)


def _points_words(row: Row) -> str:
    bounds = points_interval(number(row, "conf_low"), number(row, "conf_high"))
    return say("{level} interval {bounds}", level=level(number(row, "conf_level")), bounds=bounds)


def _moved_by(row: Row, column: str) -> str:
    """Return the size of a change or difference whose direction the verb has told."""
    low, high = number(row, "conf_low"), number(row, "conf_high")
    ends = sorted(abs(end) for end in (low, high) if end is not None)
    bounds = points_interval(*ends, signed=False) if leaves_zero_out(row) else points_interval(low, high)
    yearly = column == "slope_per_year"
    return say(
        message("{points} percentage points a year ({level} interval {bounds})")
        if yearly
        else message("{points} percentage points ({level} interval {bounds})"),
        points=points_of(row, column, signed=False),
        level=level(number(row, "conf_level")),
        bounds=bounds,
    )


def leaves_zero_out(row: Row) -> bool:
    """Whether the interval of a CHANGES or CONTRASTS row leaves zero out, whatever its verdict is once corrected."""
    low, high = number(row, "conf_low"), number(row, "conf_high")
    return low is not None and high is not None and low * high > 0


def _uncorrected(row: Row) -> list[str]:
    """Explain an interval that leaves zero out on a row whose verdict does not."""
    told = say("it leaves zero out, but not once corrected for all comparisons shown together")
    return [told] if leaves_zero_out(row) else []


def _side(row: Row, side: str, group: str) -> str:
    return say(
        "{amount} in {group} ({bounds}, {reports})",
        amount=percent(number(row, f"estimate_{side}")),
        group=group,
        bounds=interval(number(row, f"conf_low_{side}"), number(row, f"conf_high_{side}")),
        reports=counted(int(number(row, f"n_reports_{side}") or 0), "report"),
    )


def _basis(row: Row) -> str:
    reports, passages = int(number(row, "n_reports") or 0), int(number(row, "n_passages") or 0)
    return f"{counted(reports, 'report')}, {counted(passages, 'passage')}"
