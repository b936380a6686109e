"""Passages behind a number: how many, where they stand, what spoke in them."""

import pandas as pd
import streamlit as st

from dashboard import cached, places, state
from dashboard.state import View
from pipeline.evidence import PassagePage
from pipeline.results import Results
from schema import Selection
from views import evidence, wording
from views.escape import safe_markdown

PAGE_SIZE = 6


def ask(opened: Results, view: View, selection: Selection, theme_ids: tuple[str, ...], query: str = "") -> PassagePage:
    """Return the page of passages on which the view stands."""
    report_ids = (view.report,) if view.report else ()
    return cached.passages(opened, selection, theme_ids, report_ids, query, limit=PAGE_SIZE, offset=view.start)


def show(found: PassagePage, view: View, *, query: str = "", opened_id: str | None = None) -> None:
    """Show one page of passages as cards, each with a link to its place in the report."""
    if found.notice:
        st.caption(safe_markdown(found.notice))
    for _, row in found.frame.iterrows():
        with st.container(border=True, key=f"passage-{row['passage_id']}"):
            card(row, query)
            if row["passage_id"] == opened_id:
                st.caption(":material/visibility: Shown on its page")
            else:
                places.link(
                    "evidence", _door(row), view, icon=":material/menu_book:", passage=row["passage_id"], query=query
                )


def card(row: "pd.Series[object]", query: str = "") -> None:
    """Show one passage with its heading, its citation and what spoke for the theme."""
    phrases = spoken(row)
    spans = evidence.phrase_spans(str(row["text"]), phrases)
    st.html(
        evidence.card_html(
            str(row["text"]),
            cited=cite(row),
            spans=spans,
            heading=str(row["heading"] or ""),
            spoke=", ".join(phrases),
        )
    )


def spoken(row: "pd.Series[object]") -> list[str]:
    """Return the phrases that spoke for the theme in a passage."""
    found = row.get("evidence")
    return [phrase for phrase in str(found).split("; ") if phrase] if pd.notna(found) else []


def cite(row: "pd.Series[object]") -> str:
    """Return where a passage stands: publisher, title, year, page."""
    where = evidence.place(whole(row["page"]), _text(row["page_label"]), _text(row["format"]))
    return evidence.citation(
        publisher=_text(row["publisher"]), title=_text(row["title"]), year=whole(row["year"]), place=where
    )


def turn(view: View, total: int) -> None:
    """Show which of the passages are on screen, with the way to those before and after."""
    if total <= PAGE_SIZE and not view.start:
        return
    last = min(view.start + PAGE_SIZE, total)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        before, after = view.start - PAGE_SIZE, view.start + PAGE_SIZE
        _step("Previous", ":material/chevron_left:", max(before, 0), disabled=not view.start)
        st.markdown(f"{min(view.start + 1, last):,}–{last:,} of {wording.counted(total, 'passage')}", width="content")
        _step("Next", ":material/chevron_right:", after, disabled=after >= total)


def _step(label: str, icon: str, start: int, *, disabled: bool) -> None:
    st.button(label, icon=icon, key=f"turn-{label}", disabled=disabled, on_click=state.go, kwargs={"start": start})


def narrowing(view: View) -> None:
    """Say what the passages below are narrowed to, with the way back to all."""
    if view.focus is None:
        return
    facet, value = view.focus
    label = f"{wording.facet_name(facet)}: {wording.group_name(value)}"
    st.button(
        f"{safe_markdown(label)} ✕",
        key="focus",
        help="Show the passages of all again",
        on_click=state.go,
        kwargs={"focus": None},
    )


def _door(row: "pd.Series[object]") -> str:
    where = evidence.place(whole(row["page"]), _text(row["page_label"]), _text(row["format"]))
    return f"Read on {where}" if where and row["has_page_image"] else "Read in its report"


def whole(value: object) -> int | None:
    """Return a whole number of a row, None where it is null."""
    return None if value is None or pd.isna(value) else int(str(value))


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
