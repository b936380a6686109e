"""What to take away: the theme summary, and every table behind it."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cached
from dashboard.cached import SummaryWish
from dashboard.state import View
from pipeline import export
from pipeline.results import Results
from schema import FACETS, TABLES, Facet
from views import wording
from views.brief.filename import summary_name, table_name
from views.brief.formats import FILE_FORMATS
from views.brief.summary import Length
from views.escape import safe_markdown
from views.language import LANGUAGES, own_name

_TABLES = {
    "trends": "Trends: share or reach of each theme by year",
    "changes": "Changes: slope per year of each theme, with verdict",
    "prevalence": "Sizes: share or reach of each theme over all years",
    "contrasts": "Comparisons: each theme between two groups",
    "similarity": "Likeness: how alike the priorities of two groups are",
    "reports": "Reports, with metadata",
    "report_themes": "Counts: each theme in each report",
    "passages": "Passages, with page and heading",
    "assignments": "Assignments: each passage and theme, with evidence",
    "problems": "Problems: what could not be read",
}
_FORMAT_NAMES = {
    "html": "Web page",
    "docx": "Word",
    "md": "Markdown",
    "pdf": "PDF",
    "xlsx": "Workbook",
    "png": "Slide",
    "svg": "Slide",
}
_LENGTHS: dict[Length, str] = {"full": "Full, with all tables", "short": "Short, about two pages a theme"}
_SINGLE, _ALL_THEMES = "Themes chosen one by one", "All themes"
_PREVIEWED = 100
_SPLIT_TABLES = ("trends", "changes", "prevalence", "contrasts", "similarity")


def show(opened: Results, view: View) -> None:
    """Show the summary with its preview, and the tables with theirs."""
    st.markdown(f"Everything here keeps the filters: **{safe_markdown(wording.filter_line(view.selection))}**.")
    summary, tables = st.tabs(["Theme summary", "Tables"], key="export-part", on_change="rerun")
    if tables.open:
        with tables:
            _tables(opened, view)
    else:
        with summary:
            _summary(opened, view)


def _summary(opened: Results, view: View) -> None:
    asked, shown = st.columns([2, 3], gap="large")
    with asked:
        chosen, group = _chosen(opened, view)
        title = st.text_input(
            "Title", placeholder="Left empty: a title is written for you", max_chars=200, key="summary-title"
        )
        note = st.text_area(
            "Your note", placeholder="Printed under the title, as yours", max_chars=2000, key="summary-note"
        )
        length = st.radio(
            "Length", list(_LENGTHS), format_func=_LENGTHS.__getitem__, horizontal=True, key="summary-length"
        )
        language = st.radio("Language", LANGUAGES, format_func=own_name, horizontal=True, key="summary-language")
        compared = _compared(opened, view)
        if not chosen:
            st.info("Choose one theme or more.")
            return
        title = title or (f"Theme summary: {group}" if group else "")
        wish = SummaryWish(tuple(chosen), view.selection, compared, title, note, view.measure, view.weighting, language)
        name = summary_name(
            [group] if group else chosen, len(opened.themes.ids), view.selection, compared, length, language
        )
        with st.container(horizontal=True, gap="small"):
            for format in FILE_FORMATS:
                st.download_button(
                    f"{_FORMAT_NAMES[format]} (.{format})",
                    data=partial(cached.summary_file, opened, wish, format, length),
                    file_name=f"{name}.{format}",
                    key=f"summary-{format}",
                    type="primary" if format == "html" else "secondary",
                    on_click="ignore",
                )
    with shown:
        if not st.toggle("Preview", key="summary-preview", help="The web page, as it will be downloaded."):
            return
        slot = st.empty()
        cached.gathered(opened, wish, lambda done, total: _tell(slot, done, total))
        slot.empty()
        page = cached.summary_file(opened, wish, "html", length).decode()
        st.iframe(page, height=720, alt="Preview of the theme summary")


def _tell(slot: DeltaGenerator, done: int, total: int) -> None:
    """Show how far the gathering of a summary is."""
    slot.progress(done / max(total, 1), text=f"Gathering and checking the summary: {done} of {total} themes …")


def _chosen(opened: Results, view: View) -> tuple[list[str], str]:
    """Show the choice of themes, all, a group or single ones; return them, and a group's name."""
    themes = opened.themes.themes
    groups = list(dict.fromkeys(theme.group for theme in themes))
    within = st.selectbox("Speak of", [_SINGLE, _ALL_THEMES, *groups], key="summary-group")
    if within == _SINGLE:
        single = st.multiselect(
            "Themes",
            list(opened.themes.ids),
            default=[view.theme or opened.themes.ids[0]],
            format_func=opened.themes.labels.__getitem__,
            key="summary-themes",
        )
        return single, ""
    ids = [theme.id for theme in themes if within in (_ALL_THEMES, theme.group)]
    return ids, "" if within == _ALL_THEMES else within


def _compared(opened: Results, view: View) -> tuple[Facet, str, str] | None:
    """Show the choice of a comparison to add."""
    by = st.selectbox(
        "Compare two groups in it",
        [None, *FACETS],
        index=[None, *FACETS].index(view.by) if view.group_a is not None and view.group_b is not None else 0,
        format_func=lambda facet: wording.facet_name(facet) if facet else "No comparison",
        key="summary-by",
    )
    groups = cached.groups(opened, view.selection, by) if by else []
    if by is None or len(groups) < 2:
        return None
    left, right = st.columns(2)
    linked = (view.group_a, view.group_b) if by == view.by else (None, None)
    at = groups.index(linked[0]) if linked[0] in groups else 0
    a = left.selectbox("Group A", groups, index=at, format_func=wording.group_name, key=f"summary-a-{by}")
    others = [group for group in groups if group != a]
    at = others.index(linked[1]) if linked[1] in others else 0
    b = right.selectbox("Group B", others, index=at, format_func=wording.group_name, key=f"summary-b-{by}")
    return by, str(a), str(b)


def _tables(opened: Results, view: View) -> None:
    table = st.selectbox("Table", list(_TABLES), format_func=_TABLES.__getitem__, key="export-table")
    by: Facet | None = None
    if table in _SPLIT_TABLES:
        by = st.selectbox(
            "By",
            [None, *FACETS],
            format_func=lambda facet: wording.facet_name(facet) if facet else "All together",
            key="export-by",
        )
    with st.container(horizontal=True, gap="small"):
        for format in export.FORMATS:
            st.download_button(
                format.upper(),
                data=partial(
                    export.export_bytes, opened, table, format, view.selection, by, view.measure, view.weighting
                ),
                file_name=f"{table_name(table, by, view.selection)}.{format}",
                key=f"table-{format}",
                on_click="ignore",
            )
    if table in _SPLIT_TABLES:
        shown = cached.table(opened, table, view.selection, by, view.measure, view.weighting)
        st.dataframe(shown.head(_PREVIEWED), hide_index=True, key="export-preview", alt=f"Preview of {_TABLES[table]}")
    st.caption("; ".join(f"**{column.name}**: {column.meaning}" for column in TABLES[table].columns))
