"""What every page says of a build beside it: how far it is, and that newer results are there."""

import streamlit as st

from dashboard import cached
from pipeline import results, run
from pipeline.progress import Progress
from pipeline.results import Results
from views.escape import safe_markdown

_OFTEN, _SELDOM = 1.0, 5.0  # seconds


def show(opened: Results, *, follow: bool) -> None:
    """Look every now and then whether a build is at work and whether it has published.

    With `follow` the page is then shown anew by itself; else the reader chooses when numbers change.
    """
    progress = run.build_progress(cached.workspace_path())
    waiting = progress is not None and not progress.finished
    with st.container(key="building"):
        st.fragment(_look, run_every=_OFTEN if waiting else _SELDOM)(opened.fingerprint, waiting, follow)


def _look(fingerprint: str, waited: bool, follow: bool) -> None:
    workspace = cached.workspace_path()
    progress = run.build_progress(workspace)
    waiting = progress is not None and not progress.finished
    newer = results.fingerprint(workspace) != fingerprint
    if newer and follow:
        st.toast("Everything is read and counted.", icon=":material/check_circle:")
        st.rerun()
    if waiting != waited and not newer:
        st.rerun()  # to look as often as there is need
    if newer:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(":material/update: A build has ended: this page shows the results before it.", width="content")
            if st.button("Show the new ones", type="primary"):
                st.rerun()
    elif progress is not None and progress.error and follow:
        st.error(safe_markdown(progress.error), icon=":material/error:")
    elif progress is not None and not progress.finished:
        _at_work(progress)


def _at_work(progress: Progress) -> None:
    stage = safe_markdown(progress.stage)
    if progress.total <= 1:  # a stage in one step has no parts to count
        st.progress(0.0, f"{stage} …")
        return
    left = f", about {progress.seconds_left:.0f} s left" if progress.seconds_left else ""
    done = min(progress.done / progress.total, 1.0)
    st.progress(done, f"{stage}: {progress.done:,} of {progress.total:,}{left}")
