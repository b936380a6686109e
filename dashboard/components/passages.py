"""Passages behind a number: how many, where they stand, what spoke in them."""

from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.components import arrival, doors
from dashboard.state import Changes, View
from pipeline.evidence import PassagePage, query_spans
from pipeline.results import Results
from pipeline.subsets import REPEATED
from schema import Selection
from views import corpus_tables, evidence, wording
from views.escape import safe_markdown

PAGE_SIZE = 6


@dataclass(frozen=True)
class Found:
    """One passage with its report's metadata, as the cards and the reader show it."""

    passage_id: str
    report_id: str
    text: str
    heading: str
    cited: str
    place: str
    page: int | None
    phrases: tuple[str, ...]
    nearest_seed: str
    has_page_image: bool

    @classmethod
    def of(cls, row: "pd.Series[Any]") -> "Found":
        """Return one row of `pipeline.evidence` as a passage."""
        page, label = _whole(row["page"]), _text(row["page_label"])
        place = evidence.place(page, label, _text(row["format"]))
        return cls(
            passage_id=str(row["passage_id"]),
            report_id=str(row["report_id"]),
            text=str(row["text"]),
            heading=_text(row["heading"]) or "",
            cited=evidence.citation(
                publisher=_text(row["publisher"]), title=_text(row["title"]), year=_whole(row["year"]), place=place
            ),
            place=place,
            page=page,
            phrases=tuple(phrase for phrase in (_text(row.get("evidence")) or "").split("; ") if phrase),
            nearest_seed=_text(row.get("nearest_seed")) or "",
            has_page_image=bool(row["has_page_image"]),
        )


def rows(frame: pd.DataFrame) -> list[Found]:
    """Return a frame of `pipeline.evidence` as passages."""
    return [Found.of(row) for _, row in frame.iterrows()]


def ask(opened: Results, view: View, selection: Selection, theme_ids: tuple[str, ...], query: str = "") -> PassagePage:
    """Return the page of passages on which the view stands."""
    if view.subset == REPEATED:
        return cached.repeated_passages(opened, PAGE_SIZE, view.start)
    report_ids = (view.report,) if view.report else ()
    if view.subset and not view.report:
        report_ids = tuple(cached.listed(opened, view.selection, view.subset, view.theme)["report_id"])
        if not report_ids:
            return PassagePage(pd.DataFrame(), 0)
    return cached.passages(
        opened, selection, theme_ids, report_ids, query, limit=PAGE_SIZE, offset=view.start, spoke=view.spoke
    )


def n_of_report(opened: Results, view: View, report_id: str) -> int:
    """Return how many passages of a report are counted, as the page of its passages has it."""
    return cached.passages(opened, view.selection, (), (report_id,), limit=1).total


def door(opened: Results, page: PassagePage, view: View) -> None:
    """Show how many passages there are, in how many reports, and what they are narrowed to."""
    with st.container(horizontal=True, vertical_alignment="center", key="room"):
        st.header(wording.counted(page.total, "passage"), anchor=False, width="content")
        if view.theme and not view.query and not view.report:
            doors.behind(opened, view)
        narrowing(view)
        arrival.here(view.focus, view.subset, view.spoke)


def show(page: PassagePage, view: View, *, opened_id: str | None = None) -> None:
    """Show one page of passages as cards, each with a link to its place in the report."""
    if page.notice:
        st.caption(safe_markdown(page.notice))
    for found in rows(page.frame):
        with st.container(border=True, gap="xsmall", key=f"passage-{found.passage_id}"):
            card(found, view.query)
            if found.passage_id == opened_id:
                st.caption(":material/visibility: Open beside")
            else:
                read(found, view)


def read(found: Found, view: View, **changes: Unpack[Changes]) -> None:
    """Show the way to a passage on its page, in the view after `changes`."""
    door = f"Read on {found.place}" if found.place and found.has_page_image else "Read in its report"
    changes["passage"] = found.passage_id
    places.link("evidence", door, view, icon=":material/menu_book:", **changes)


def card(found: Found, query: str = "") -> None:
    """Show one passage with its heading, its citation, what spoke for the theme and what was searched for."""
    spans = [*evidence.phrase_spans(found.text, found.phrases), *query_spans(query, found.text)]
    st.html(
        evidence.card_html(
            found.text,
            cited=found.cited,
            spans=spans,
            heading=found.heading,
            spoke=evidence.spoke_for(found.phrases, found.nearest_seed),
        )
    )


def turn(view: View, total: int) -> None:
    """Show which of the passages are on screen, with the way to those before and after."""
    if total <= PAGE_SIZE and not view.start:
        return
    last = min(view.start + PAGE_SIZE, total)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        before, after = max(view.start - PAGE_SIZE, 0), view.start + PAGE_SIZE
        _step("Previous", ":material/chevron_left:", before, disabled=not view.start)
        st.markdown(f"{min(view.start + 1, last):,}–{last:,} of {wording.counted(total, 'passage')}", width="content")
        _step("Next", ":material/chevron_right:", after, disabled=after >= total)


def _step(label: str, icon: str, start: int, *, disabled: bool) -> None:
    st.button(label, icon=icon, key=f"turn-{label}", disabled=disabled, on_click=state.go, kwargs={"start": start})


def narrowing(view: View) -> None:
    """Say what the passages below are narrowed to, with the way back to all."""
    if view.focus is not None:
        facet, value = view.focus
        label = safe_markdown(f"{wording.facet_name(facet)}: {wording.group_name(value, facet)}")
        again = "Show the passages of all again"
        st.button(f"{label} ✕", key="focus", help=again, on_click=state.go, kwargs={"focus": None})
    if view.subset:
        label = safe_markdown(corpus_tables.subset_name(view.subset))
        again = "Take this narrowing away"
        st.button(f"{label} ✕", key="subset", help=again, on_click=state.go, kwargs={"subset": ""})
    if view.spoke:
        label = safe_markdown(f"Where “{view.spoke}” spoke")
        again = "Show all passages of the theme again"
        st.button(f"{label} ✕", key="spoke", help=again, on_click=state.go, kwargs={"spoke": ""})


def _whole(value: object) -> int | None:
    return None if value is None or value is pd.NA or value != value else int(str(value))


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)
