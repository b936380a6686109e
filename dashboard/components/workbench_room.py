"""What a number on the workbench counts, opened in its place: the passages, or their reports."""

from dataclasses import dataclass, replace

import streamlit as st

from dashboard import cached, places, state
from dashboard.components import arrival, passages, reader
from dashboard.state import View
from pipeline import workbench
from pipeline.results import Results
from pipeline.workbench import HOLDING, OF_REPORTS, Bench, Edit
from views import corpus_tables, evidence, wording
from views.escape import safe_markdown

_NAMES = {
    "tried": "Tried on",
    "seeded": "With a seed",
    "takes": "Taken",
    "takes-seeded": "Taken, with a seed",
    "takes-unseeded": "Taken by meaning",
    "took": "Taken before",
    "took-seeded": "Taken before, with a seed",
    "took-unseeded": "Taken before, by meaning",
    "enters": "What enters",
    "leaves": "What leaves",
    "holds": "With “{}”",
    "holds-taken": "With “{}”, taken",
    "holds-unseeded": "With “{}”, without a seed",
}


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """A theme being edited on the bench, and what of it the link opens."""

    opened: Results
    view: View
    bench: Bench
    edit: Edit

    def door(self, name: str, n: int, words: str, noun: str = "passage", phrase: str = "") -> None:
        """Show a number as the way to what it counts (`workbench.COUNTED`); `words` hold it in braces."""
        said = words.replace("{}", wording.counted(n, noun))
        if not n:
            st.caption(said, width="content")
            return
        those = name if noun == "passage" else f"{name}{OF_REPORTS}"
        places.link("themes", said, self.view, those=those, spoke=phrase)

    def show(self) -> None:
        """Show what the link opens; nothing where it opens nothing, or the theme takes none of it."""
        name = self.view.those.removesuffix(OF_REPORTS)
        if not name or (name in HOLDING) != bool(self.view.spoke):
            return
        with st.container(border=True):
            if self.view.those.endswith(OF_REPORTS):
                self._reports(name)
            else:
                self._passages(name)

    def _heading(self, name: str, said: str) -> None:
        view = self.view
        with st.container(horizontal=True, vertical_alignment="center", key="room"):
            st.header(said, anchor=False, width="content")
            label = safe_markdown(_NAMES[name].replace("{}", view.spoke))
            closed = state.Changes(those="", spoke="")
            st.button(f"{label} ✕", key="those", help="Close", on_click=state.go, kwargs=dict(closed))
            passages.narrowing(replace(view, subset="", spoke=""))
            reader.one_report(self.opened, view)
            arrival.here(view.those, view.spoke, view.focus, view.report)

    def _passages(self, name: str) -> None:
        view = self.view
        asked = (self.opened, self.bench, self.edit, view.narrowed(), name, view.spoke, view.report or "")
        ids = cached.tried_passages(*asked)["passage_id"].tolist()
        self._heading(name, wording.counted(len(ids), "passage"))
        st.caption("The surest first.")
        shown = ids[view.start : view.start + passages.PAGE_SIZE]
        marks = workbench.spoken(self.bench, self.edit, name, view.spoke, shown)
        for found, spans in zip(passages.rows(cached.named(self.opened, shown)), marks, strict=True):
            with st.container(border=True, gap="xsmall", key=f"tried-{found.passage_id}"):
                st.html(evidence.card_html(found.text, cited=found.cited, spans=spans, heading=found.heading))
                passages.read(found, view, report=found.report_id, theme=None, query="", spoke="")
        passages.turn(view, len(ids))

    def _reports(self, name: str) -> None:
        """The reports of the passages, each row the way to those of one."""
        view = self.view
        table = cached.tried_reports(self.opened, self.bench, self.edit, view.narrowed(), name, view.spoke)
        self._heading(name, wording.counted(len(table), "report"))
        st.caption("Select a row to read these passages of one report.")
        key = f"tried-{view.those}-{view.spoke}-{view.focus}"

        def chosen() -> None:
            row = state.row(key)
            if row is not None:
                state.go(those=name, report=str(table["report_id"].iloc[row]))

        st.dataframe(
            corpus_tables.named(table),
            hide_index=True,
            placeholder="unknown",
            key=key,
            on_select=chosen,
            selection_mode="single-row",
            column_order=["title", "n_passages", "publisher", "year", "country"],
            column_config={
                "title": st.column_config.TextColumn("Title", width="medium"),
                "n_passages": st.column_config.NumberColumn("Passages", format="localized", width="small"),
                "publisher": st.column_config.TextColumn("Publisher", width="medium"),
                "year": st.column_config.NumberColumn("Year", format="%d", width="small"),
                "country": "Country",
            },
            height=min(420, 38 * (len(table) + 2)),
            alt="The reports that this number counts, with its passages in each",
        )
