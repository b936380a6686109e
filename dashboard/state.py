"""What the person is looking at, as the page's link says it.

The link is the only truth: each run reads a `View` from the query parameters, each widget
starts from it and writes its change back. So a view survives reload and back, and opens the
same for a colleague. This is the only file that touches ``st.session_state`` or
``st.query_params``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypedDict, TypeVar, Unpack
from urllib.parse import urlencode

import streamlit as st

from errors import InvalidSetting
from pipeline import selection as text_form
from pipeline import subsets, workbench
from schema import FACETS, MEASURES, REST, WEIGHTINGS, Facet, Measure, Selection, Weighting

Value = int | str | None
Focus = tuple[Facet, Value]
T = TypeVar("T")

_READING = ("size", "pace", "passages", "change", "phrases", "companions", "themes", "terms", "groups", "right")
_KEEPING = ("reports", "quality", "problems", "add", "summary", "tables", "bench")
TABS = frozenset((*_READING, *_KEEPING))
"""Parts of pages, by the name the link gives them."""

REFINEMENTS = ("new_text_only", "min_quality", "phrase")
"""What a selection says besides the values of facets."""

_LARGEST = 10**7
_LONGEST_DRAFT = 6_000  # characters of a link; a longer draft stays in the session, the link naming it
_KNOWN, _HERE = "known", "here"


@dataclass(frozen=True)
class Known:
    """What a link may name in this workspace: theme ids, report ids and the values of each facet."""

    themes: tuple[str, ...] = ()
    reports: frozenset[str] = frozenset()
    values: Mapping[Facet, tuple[Value, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows.

    `other` is a second theme, where two are read together; `by` is the facet a page splits or
    compares by, `group_a` and `group_b` its two groups; `focus` narrows the passages shown to
    one year or group that was clicked; `start` is the number of passages turned over; `report`
    narrows a search to one report; `passage` is the open one and `page` the page of its report;
    `spoke` narrows a theme's passages to those in which one phrase spoke for it; `tab` is the
    part of the page that is open; `subset` names reports of the selection that a number counts
    (`pipeline.subsets`), `those` what one on the workbench counts; `draft` is what has been changed
    in the themes (`kept`).
    """

    selection: Selection = field(default_factory=Selection)
    measure: Measure = "share"
    weighting: Weighting = "report"
    theme: str | None = None
    other: str | None = None
    by: Facet | None = None
    group_a: Value = None
    group_b: Value = None
    focus: Focus | None = None
    report: str | None = None
    query: str = ""
    spoke: str = ""
    passage: str | None = None
    page: int | None = None
    start: int = 0
    tab: str | None = None
    subset: str = ""
    those: str = ""
    draft: str = ""

    def narrowed(self) -> Selection:
        """Return the selection within the focus."""
        return within(self.selection, self.focus)


class Changes(TypedDict, total=False):
    """Fields of a view to change."""

    selection: Selection
    measure: Measure
    weighting: Weighting
    theme: str | None
    other: str | None
    by: Facet | None
    group_a: Value
    group_b: Value
    focus: Focus | None
    report: str | None
    query: str
    spoke: str
    passage: str | None
    page: int | None
    start: int
    tab: str | None
    subset: str
    those: str
    draft: str


class Binding(TypedDict):
    """The keyword arguments that tie a widget to the link."""

    key: str
    on_change: Callable[[], None]


def within(selection: Selection, focus: Focus | None) -> Selection:
    """Return `selection` narrowed to one value of one facet."""
    return selection if focus is None else admitting(selection, focus[0], (focus[1],))


def admitting(selection: Selection, facet: Facet, values: tuple[Value, ...]) -> Selection:
    """Return `selection` with other admitted values of one facet."""
    changed: dict[str, Any] = {facet: values}
    return replace(selection, **changed)


# ---------------------------------------------------------------- View → link


def link(view: View, **changes: Unpack[Changes]) -> dict[str, str]:
    """Return the query parameters of a view, after `changes` to it; defaults are left out."""
    view = replace(view, **changes)
    found = dict(condition.split("=", 1) for condition in text_form.conditions(view.selection))
    found |= {
        "measure": "" if view.measure == "share" else view.measure,
        "weighting": "" if view.weighting == "report" else view.weighting,
        "theme": view.theme or "",
        "with": view.other or "",
        "by": view.by or "",
        "a": "" if view.group_a is None else _value_text(view.by, view.group_a),
        "b": "" if view.group_b is None else _value_text(view.by, view.group_b),
        "focus": "" if view.focus is None else f"{view.focus[0]}:{_value_text(*view.focus)}",
        "report": view.report or "",
        "q": view.query,
        "spoke": view.spoke,
        "passage": view.passage or "",
        "page": str(view.page or ""),
        "start": str(view.start or ""),
        "tab": view.tab or "",
        "of": view.subset,
        "those": view.those,
        "draft": view.draft,
    }
    return {name: value for name, value in found.items() if value}


def _value_text(facet: Facet | None, value: Value) -> str:
    """One value of a facet as the link writes it."""
    if facet is None:
        return ""
    return "unknown" if value is None else str(value)


# ---------------------------------------------------------------- link → View


def arrive(page: str) -> None:
    """Remember which page is shown."""
    st.session_state[_HERE] = page


def here() -> str:
    """Return the page that is shown."""
    name: str = st.session_state.get(_HERE, "")
    return name


def read(known: Known) -> tuple[View, list[str]]:
    """Return the view that the link asks for, and a sentence for each part that was ignored."""
    st.session_state[_KNOWN] = known
    return parse(st.query_params.to_dict(), known)


def parse(params: Mapping[str, str], known: Known) -> tuple[View, list[str]]:
    """Return the view that query parameters ask for, and a sentence for each part ignored."""
    ignored: list[str] = []

    def one_of(name: str, admitted: Collection[T]) -> T | None:
        value = params.get(name, "")
        found = next((known for known in admitted if known == value), None)
        if value and found is None:
            ignored.append(f"The link asks for {name} “{_short(value)}”, which does not exist here.")
        return found

    def count(name: str) -> int:
        value = params.get(name, "")
        if value.isascii() and value.isdigit() and int(value) < _LARGEST:
            return int(value)
        if value:
            ignored.append(f"The link asks for {name} “{_short(value)}”, which is not a number.")
        return 0

    by = one_of("by", FACETS)
    subset = params.get("of", "")
    if subset and not subsets.exists(subset):
        ignored.append(f"The link asks for the reports “{_short(subset)}”, which do not exist here.")

    def group(name: str) -> Value:
        if params.get(name) == REST and by is not None:
            return REST
        found = _named(by, params.get(name, ""), known)
        if params.get(name) and not found:
            ignored.append(f"The link asks for the group “{_short(params[name])}”, which does not exist here.")
        return found[0] if found else None

    view = View(
        selection=_selection(params, known, ignored),
        measure=one_of("measure", MEASURES) or "share",
        weighting=one_of("weighting", WEIGHTINGS) or "report",
        theme=one_of("theme", known.themes),
        other=one_of("with", known.themes),
        by=by,
        group_a=group("a"),
        group_b=group("b"),
        focus=_focus(params.get("focus", ""), known, ignored),
        report=one_of("report", known.reports),
        query=params.get("q", "")[:500],
        spoke=params.get("spoke", "")[:200],
        passage=params.get("passage", "")[:200] or None,
        page=count("page") or None,
        start=count("start"),
        tab=one_of("tab", TABS),
        subset=subset if subsets.exists(subset) else "",
        those=one_of("those", workbench.DOORS) or "",
        draft=params.get("draft", "")[:_LONGEST_DRAFT],
    )
    return view, ignored


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"


def _named(facet: Facet | None, text: str, known: Known) -> tuple[Value, ...]:
    """The one value of a facet that a link's text names; empty if there is none."""
    values = known.values.get(facet, ()) if facet is not None and text else ()
    return tuple(value for value in values if _value_text(facet, value) == text)[:1]


def _focus(text: str, known: Known, ignored: list[str]) -> Focus | None:
    name, _, value = text.partition(":")
    facet: Facet | None = next((facet for facet in FACETS if facet == name), None)
    found = _named(facet, value, known)
    if facet is not None and found:
        return facet, found[0]
    if text:
        ignored.append(f"The link points to “{_short(text)}”, which does not exist here.")
    return None


def _selection(params: Mapping[str, str], known: Known, ignored: list[str]) -> Selection:
    """The filters of a link; values that this workspace does not hold are left out."""
    found = Selection()
    for name in (*FACETS, *text_form.OTHERS):
        if not params.get(name):
            continue
        try:
            asked = text_form.parse([f"{name}={params[name]}"])
        except InvalidSetting as error:
            ignored.append(f"A filter of the link was left out. {error.reason}")
            continue
        if name in text_form.OTHERS:
            others = {field: getattr(asked, field) for field in REFINEMENTS if getattr(asked, field)}
            found = replace(found, **others)
            continue
        facet: Facet = next(facet for facet in FACETS if facet == name)
        held = tuple(value for value in asked.values(facet) if value in known.values.get(facet, ()))
        if lost := [value for value in asked.values(facet) if value not in held]:
            names = ", ".join(_short(_value_text(facet, value)) for value in lost[:3])
            ignored.append(f"No report has the {name} {names}; that part of the link was left out.")
        found = admitting(found, facet, held)
    return found


# ---------------------------------------------------------------- widgets ↔ link

# A change of the first makes the rest meaningless: they leave the link with it.
_FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "selection": ("start", "focus"),
    "theme": ("start", "focus", "passage", "page", "other", "spoke", "subset"),
    "other": ("start", "spoke"),
    "by": ("group_a", "group_b", "focus", "start"),
    "focus": ("start", "subset"),
    "subset": ("start",),
    "those": ("start", "focus", "report"),
    "draft": ("start",),
    "query": ("start", "passage", "page"),
    "spoke": ("start", "passage", "page"),
    "report": ("start", "focus"),
    "passage": ("page",),
    "group_a": ("start",),
    "group_b": ("start",),
}


def changed(view: View, **changes: Unpack[Changes]) -> View:
    """Return `view` with `changes`, and without what they make meaningless."""
    default = View()
    dropped: dict[str, Any] = {
        name: getattr(default, name) for change in changes for name in _FOLLOWERS.get(change, ())
    }
    return replace(replace(view, **dropped), **changes)


def go(**changes: Unpack[Changes]) -> None:
    """Change the view in the link; for callbacks of buttons, charts and widgets."""
    st.query_params.from_dict(link(changed(current(), **changes)))


def current() -> View:
    """Return the view as the link has it now; for callbacks, which run before the page."""
    return read(st.session_state[_KNOWN])[0]


def keep(draft: str) -> str:
    """Return what the link says for a draft: the draft, or a name for it where it is too long for a link."""
    if len(draft) <= _LONGEST_DRAFT:
        return draft
    name = f"kept-{sha256(draft.encode()).hexdigest()[:16]}"
    st.session_state[name] = draft
    return name


def kept(draft: str) -> str | None:
    """Return the draft that a link means; None where it was kept in another session."""
    return st.session_state.get(draft) if draft.startswith("kept-") else draft


def admit(facet: Facet, values: tuple[Value, ...]) -> None:
    """Change one facet of the selection in the link; no values admit all."""
    go(selection=admitting(current().selection, facet, values))


def refine(name: str, value: bool | float | str) -> None:
    """Change one of `REFINEMENTS` of the selection in the link."""
    view = current()
    changes: dict[str, Any] = {name: value}
    go(selection=replace(view.selection, **changes))


def reset() -> None:
    """Forget everything the link says."""
    st.query_params.from_dict({})


def address() -> str:
    """Return the whole address of the current view."""
    query = urlencode(st.query_params.to_dict())
    return f"{st.context.url or ''}{'?' if query else ''}{query}"


def bound(name: str, value: object, key: str | None = None) -> Binding:
    """Tie a widget to one field of the view: it shows `value` and writes its change to the link."""
    key = key or name

    def write(chosen: object) -> None:
        changes: Any = {name: chosen}
        go(**changes)

    return bound_to(key, value, write)


def bound_to(key: str, value: object, write: Callable[[Any], None]) -> Binding:
    """Tie a widget to the link: it shows `value`, and `write` gets what the person chose."""
    st.session_state[key] = value

    def on_change() -> None:
        write(st.session_state[key])

    return {"key": key, "on_change": on_change}


def picked(key: str, param: str) -> Mapping[str, Any]:
    """Return the fields of the mark that was clicked in the chart `key`; empty if none."""
    event = st.session_state.get(key)
    points = event["selection"].get(param, []) if event else []
    return points[0] if points else {}


def row(key: str) -> int | None:
    """Return the number of the row that is selected in the table `key`; None if there is none."""
    event = st.session_state.get(key)
    rows = event["selection"]["rows"] if event else []
    return int(rows[0]) if rows else None
