"""Adding one's own reports: drop the files, and a separate build reads them."""

from pathlib import Path

import streamlit as st

from errors import ThemelineError
from pipeline import run
from pipeline.results import Results, is_illustrative, is_mixed, own_sources
from views import wording
from views.escape import safe_markdown

_FORMATS = ["pdf", "docx", "pptx", "html", "md", "txt", "csv", "jsonl", "zip"]


def show(opened: Results, workspace: Path) -> None:
    """Show the place to drop files; how far they are read stands above (`building`)."""
    st.markdown(
        "Drop reports here: PDF, Word, PowerPoint, HTML, Markdown, text, tables of texts, or a ZIP of them. "
        "They stay on this machine."
    )
    now = opened.fingerprint  # the form is empty once all is counted; emptied when sent, a double click would lose it
    with st.form("upload"):
        files = st.file_uploader("Reports to add", type=_FORMATS, accept_multiple_files=True, key=f"upload-{now}")
        alone = is_illustrative(opened) and st.checkbox(
            "Leave the illustrative reports out: count mine alone",
            value=True,
            key=f"alone-{now}",
            help="They are invented, and would count in every number. `corpus/sample/reports` of the checkout has them "
            "still, to build a workspace of their own.",
        )
        asked = st.form_submit_button("Add to the workspace", type="primary", icon=":material/upload_file:")
    if asked and (files or (alone and is_mixed(opened))):
        _add(opened, workspace, [(file.name, file.getvalue()) for file in files], alone)
    elif asked:
        st.info("Choose one or more files first.")


def _add(opened: Results, workspace: Path, files: list[tuple[str, bytes]], alone: bool) -> None:
    try:
        names = run.add_files(workspace, files)
        kept = own_sources(opened) if alone else run.sources_of(workspace)
        given = [workspace / run.FILES] if files else []
        run.start_build([*kept, *given], workspace, instead=alone)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.toast(f"{wording.counted(len(names), 'file')} received.")
    st.rerun()
