"""Adding one's own reports: drop the files, and a separate build reads them."""

from pathlib import Path

import streamlit as st

from errors import ThemelineError
from pipeline import run
from views import wording
from views.escape import safe_markdown

_FORMATS = ["pdf", "docx", "pptx", "html", "md", "txt", "csv", "jsonl", "zip"]


def show(workspace: Path) -> None:
    """Show the place to drop files; how far they are read stands above (`building`)."""
    st.markdown(
        "Drop reports here: PDF, Word, PowerPoint, HTML, Markdown, text, tables of texts, or a ZIP of them. "
        "They stay on this machine."
    )
    with st.form("upload", clear_on_submit=True):
        files = st.file_uploader("Reports to add", type=_FORMATS, accept_multiple_files=True)
        asked = st.form_submit_button("Add to the workspace", type="primary", icon=":material/upload_file:")
    if asked and files:
        _add(workspace, [(file.name, file.getvalue()) for file in files])
    elif asked:
        st.info("Choose one or more files first.")
    last = run.build_progress(workspace)
    if last is not None and last.finished and not last.error:
        st.success("Everything is read and counted.", icon=":material/check_circle:")


def _add(workspace: Path, files: list[tuple[str, bytes]]) -> None:
    try:
        names = run.add_files(workspace, files)
        run.start_build([*run.sources_of(workspace), workspace / run.FILES], workspace)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.toast(f"{wording.counted(len(names), 'file')} received.")
    st.rerun()
