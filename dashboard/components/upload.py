"""Adding one's own reports: drop the files, watch the separate build, read them."""

from pathlib import Path

import streamlit as st

from errors import ThemelineError
from pipeline import results, run
from pipeline.results import Results
from views import wording
from views.escape import safe_markdown

_FORMATS = ["pdf", "docx", "pptx", "html", "md", "txt", "csv", "jsonl", "zip"]


def show(opened: Results, workspace: Path) -> None:
    """Show the place to drop files and, while they are read, how far that is."""
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
    watch(opened, workspace)


def watch(opened: Results, workspace: Path) -> None:
    """Show how far a build in the background is, if one was started."""
    progress = run.build_progress(workspace)
    waiting = progress is not None and not progress.finished and not progress.error
    st.fragment(_progress, run_every=1.0 if waiting else None)(workspace, opened.fingerprint)


def _add(workspace: Path, files: list[tuple[str, bytes]]) -> None:
    try:
        names = run.add_files(workspace, files)
        run.start_build([*run.sources_of(workspace), workspace / run.FILES], workspace)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.toast(f"{wording.counted(len(names), 'file')} received.")


def _progress(workspace: Path, fingerprint: str) -> None:
    """How far the build in the background is; the page is shown anew once it has published."""
    progress = run.build_progress(workspace)
    if progress is None:
        return
    if progress.error:
        st.error(safe_markdown(progress.error), icon=":material/error:")
    elif not progress.finished:
        left = f", about {progress.seconds_left:.0f} s left" if progress.seconds_left else ""
        done = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        st.progress(done, f"{safe_markdown(progress.stage)}: {progress.done:,} of {progress.total:,}{left}")
    elif results.fingerprint(workspace) != fingerprint:
        st.rerun()
    else:
        st.success("Everything is read and counted.", icon=":material/check_circle:")
