"""What the frame says in its own voice: brand, banner, empty states, errors."""

import streamlit as st

from dashboard import cached, places, state
from dashboard.components import doors, labelling
from dashboard.state import Changes, View
from errors import ThemelineError, WorkspaceNotFound
from pipeline.results import Results, is_illustrative, is_mixed
from schema import FACETS, Note, Selection
from views.escape import safe_markdown
from views.wording import join, note_text

_STYLE = """<style>
.stMainBlockContainer {padding-top: 2.5rem; max-width: 84rem;}
.stMainBlockContainer h1 {font-size: 1.15rem; font-weight: 600; padding: 0; opacity: .85;}
.stMainBlockContainer h2 {font-size: 1.15rem; padding: .6rem 0 .2rem;}
.stMainBlockContainer .st-key-finding h2 {font-size: 1.65rem; line-height: 1.3; padding: .2rem 0;}
[data-testid="stCaptionContainer"] {color: inherit; opacity: .8;}
[data-testid="stFullScreenFrame"]:has(.stVegaLiteChart) [data-testid="stElementToolbar"] {display: none;}
.st-key-room h2 {scroll-margin-top: 4rem;}
.st-key-room h2:focus {outline: none;}
.st-key-room [data-testid="stElementContainer"]:has(> .stHtml) {position: absolute;}
.stMainBlockContainer h3 {font-size: 1rem; padding: .4rem 0 .2rem;}
section[data-testid="stSidebar"] h3 {font-size: 1rem; padding: .5rem 0 0;}
[data-testid="stSidebarHeader"] {height: 2.25rem; margin-bottom: 0;}
.stMainBlockContainer .stPageLink a {padding-left: 0;}
.stMainBlockContainer [data-testid="stBaseButton-tertiary"] p,
.stMainBlockContainer .stPageLink a p {white-space: normal; overflow: visible;}
.stMainBlockContainer [data-testid="stBaseButton-tertiary"] p,
.stMainBlockContainer .stPageLink a p {text-decoration: underline; text-underline-offset: .2em;}
.stMainBlockContainer [data-testid="stBaseButton-tertiary"] {
  text-align: left; justify-content: flex-start; min-height: 2rem; padding-block: 0;
}
.stHorizontalBlock:has(> div > .stButton > [data-testid="stBaseButton-tertiary"]),
.stHorizontalBlock:has(> div > .stPageLink) {
  row-gap: .25rem;
}
[data-testid="stLayoutWrapper"]:has(> .st-key-building) {position: sticky; top: 3.75rem; z-index: 50;}
[data-testid="stLayoutWrapper"]:has(> .st-key-building):not(:has(.stProgress, .stHorizontalBlock, .stAlert)) {
  margin-bottom: -1rem;
}
.stApp {--raised: #e6edf5;}
.st-key-building > [data-testid="stLayoutWrapper"],
.st-key-building > [data-testid="stElementContainer"]:has(.stProgress) {
  padding: .5rem .75rem; border-radius: .5rem; background: var(--raised); box-shadow: 0 1px 4px rgba(0, 0, 0, .3);
}
[data-testid="stExpander"] summary {opacity: 1;}
[data-testid="stPopoverBody"] .stCode > :has(button) {opacity: 1; visibility: visible;}
.stHtml figure {max-width: 48rem;}
.st-key-reader img {border: 1px solid rgba(128, 128, 128, .35);}
a:focus-visible, button:focus-visible, [role="tab"]:focus-visible, summary:focus-visible {
  outline: 2px solid currentColor !important; outline-offset: 2px;
}
@media (forced-colors: active) {
  [role="tab"][aria-selected="true"], [role="radio"][aria-checked="true"] {
    outline: 2px solid Highlight; outline-offset: -2px;
  }
}
mark {background: #ffe08a; color: #1b2430; padding: 0 .1em; border-radius: .15em;}
@media (min-width: 641px) {
  .st-key-reader {position: sticky; top: 4rem; max-height: calc(100vh - 5rem); overflow-y: auto; padding-right: .5rem;}
}
@media (max-width: 640px) {
  .stMainBlockContainer {padding: 3.5rem .9rem 2rem;}
  .stMainBlockContainer .st-key-finding h2 {font-size: 1.3rem;}
  [data-testid="stColumn"]:has(.st-key-reader) {order: -1;}
  .st-key-matrix {display: none;}
  .stHorizontalBlock:has(> .stColumn) {row-gap: 1rem;}
}
@media screen and (max-width: 900px) {
  [data-testid="stHorizontalBlock"]:has(.stVegaLiteChart) > [data-testid="stColumn"] {min-width: 100%;}
}
.stApp:has([data-testid="stExpandSidebarButton"]) .stMainBlockContainer {padding-top: 3.75rem;}
@media (min-width: 641px) {.st-key-too-narrow {display: none;}}
@media print {
  section[data-testid="stSidebar"], header, .stButton, .stDownloadButton, .stPopover, .stTabs [role="tablist"],
  .stMainBlockContainer .stTextInput, .stMainBlockContainer .stSelectbox, .stMainBlockContainer .stButtonGroup
  {display: none !important;}
  .stApp, .stMain, .stMainBlockContainer, [data-testid="stAppViewContainer"] {
    position: static !important; display: block !important; height: auto !important; overflow: visible !important;
  }
  .stMainBlockContainer {padding: 0 !important; max-width: none;}
  html {print-color-adjust: exact;}
  .stVegaLiteChart, .stHtml, [class*="st-key-passage-"] {break-inside: avoid;}
  [data-testid="stFullScreenFrame"]:has(.stVegaLiteChart), [data-testid="stFullScreenFrame"] div:has(svg.marks),
  svg.marks {width: 100% !important; height: auto !important; min-height: 0 !important;}
  svg.marks {max-height: 235mm;}
  h1, h2, h3 {break-after: avoid;}
  .st-key-building {display: none;}
  .st-key-reader {position: static; max-height: none; overflow: visible;}
}
</style>"""


# Streamlit writes white on the primary colour, and darkens it under the pointer; on a dark page it is a light one.
_DARK_STYLE = """<style>
.stApp {--raised: #243040;}
[data-testid="stBaseButton-primary"]:not(:disabled) p, [data-testid="stBaseButton-primaryFormSubmit"] p,
[data-testid="stMultiSelect"] span[title], [data-testid="stMultiSelect"] span[title] ~ * {color: #12181f;}
.stApp :is([data-testid="stBaseButton-tertiary"], [data-testid="stBaseButton-secondary"]):enabled:is(:hover, :active),
.stApp [data-testid="stPopoverButton"]:is(:hover, :active) {color: #7db7f0;}
</style>"""


def style() -> None:
    """Set the few styles that Streamlit's settings do not reach."""
    st.html(_STYLE)
    if st.context.theme.type == "dark":
        st.html(_DARK_STYLE)


def brand() -> None:
    """Show whose dashboard this is."""
    st.markdown("**Themeline**  \nWhat the reports say, and how sure that is")


def finding(sentence: str) -> None:
    """Show the sentence that a page has to say first."""
    with st.container(key="finding"):
        st.header(sentence, anchor=False)


def illustrative(opened: Results) -> None:
    """Say so where the reports, or some of them, are the embedded, invented ones."""
    if is_mixed(opened):
        st.caption(
            ":material/info: Some of these reports are illustrative, written for this demonstration: no real "
            "organisation said what stands in them. The page Corpus, “Add files”, leaves them out."
        )
    elif is_illustrative(opened):
        st.caption(
            ":material/info: Illustrative reports, written for this demonstration: no real organisation said this. "
            "Add your own on the page Corpus, “Add files”."
        )


def ignored(sentences: list[str]) -> None:
    """Say which parts of the link were left out."""
    if sentences:
        st.warning("\n\n".join(map(safe_markdown, sentences)), icon=":material/link_off:")


def empty_selection() -> None:
    """Say that the filters admit no report, and offer the way out."""
    st.info(
        "No report matches all of these filters together. Remove one above, or begin again.",
        icon=":material/filter_alt_off:",
    )
    st.button("Show all reports", type="primary", on_click=state.go, kwargs={"selection": Selection()})


def empty_corpus(view: View) -> None:
    """Say that there is no report yet, and where to add some."""
    st.info("There is no readable report in this workspace yet.", icon=":material/library_add:")
    places.link("corpus", "Add reports", view, icon=":material/upload_file:")


def no_workspace(error: WorkspaceNotFound) -> None:
    """Say that there is nothing to show yet, and how to begin."""
    st.info(safe_markdown(error.reason), icon=":material/folder_off:")
    said, colon, command = error.remedy.partition(": ")
    if said:
        st.markdown(safe_markdown(said + colon.strip()))
    if command:  # as code it can be copied: sentences hold invisible marks
        st.code(command, language=None, wrap_lines=True)


def failed(error: ThemelineError) -> None:
    """Say what went wrong and what to do."""
    st.error(f"{safe_markdown(error.reason)}\n\n{safe_markdown(error.remedy)}".strip(), icon=":material/error:")


def broken(error: Exception) -> None:
    """Say that a page failed by a fault of ours."""
    st.error(
        "This page could not be shown. Reload it, or reset the filters; your reports are not affected. "
        f"({safe_markdown(type(error).__name__)})",
        icon=":material/error:",
    )
    st.button("Reset this view", on_click=state.reset)


def notes(opened: Results, view: View, found: list[Note], *, at_most: int = 3) -> None:
    """Show the comparability notes that matter, the gravest first, each with the way to the reports it counts."""
    order = {"high": 0, "medium": 1, "low": 2}
    ranked = sorted(found, key=lambda note: order[note.level])
    for note in ranked[:at_most]:
        _note(opened, view, note)
    if ranked[at_most:]:
        left = len(ranked) - at_most
        with st.expander(f"{left} more {'note' if left == 1 else 'notes'} on comparability"):
            for note in ranked[at_most:]:
                _note(opened, view, note)


def _note(opened: Results, view: View, note: Note) -> None:
    icon = {"high": ":material/priority_high:", "medium": ":material/report:", "low": ":material/info:"}[note.level]
    unmeasured = note.topic == "theme error unknown"
    known = labelling.measured(opened) if unmeasured else []
    said = f"It was measured for {join(known)}, and for no other theme." if known else note_text(note)
    text = safe_markdown(said)
    st.markdown(f"{icon} **{safe_markdown(note.topic[:1].upper() + note.topic[1:])}.** {text}")
    counted = _counted_by(opened, view, note.topic)
    if counted is not None:
        doors.reports(opened, view, "Show these {}", **counted)
    if note.topic == "several kinds of reports":
        places.link("corpus", "See which report is of which kind", view, tab=None, focus=None, subset="", report=None)
    if unmeasured:
        places.link("theme", "Measure another theme" if known else "Measure it: label a sample", view, tab="right")


def _counted_by(opened: Results, view: View, topic: str) -> Changes | None:
    """Return the narrowing to the reports that a note counts; None where it counts none."""
    for facet in FACETS:
        if topic == f"unknown {facet}":
            return {"focus": (facet, None), "subset": ""}
    if topic == "one publisher dominates":
        return {"focus": ("publisher", cached.groups(opened, view.selection, "publisher")[0]), "subset": ""}
    return {"focus": None, "subset": "poor"} if topic == "poor text" else None
