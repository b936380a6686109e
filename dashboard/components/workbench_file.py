"""The theme file that comes of a draft: what is changed, to take away or to use here."""

import re
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard import cached, state
from errors import ThemelineError
from pipeline import workbench
from pipeline.draft import ThemeDraft, file_text, problems, theme_problems
from pipeline.results import Results
from schema import Theme
from views.escape import safe_markdown

Change = Callable[[Results, Callable[[ThemeDraft], ThemeDraft]], None]


def show(opened: Results, draft: ThemeDraft, change: Change) -> None:
    """Show what is changed against the theme file, and the ways to keep it."""
    st.header("The theme file", anchor=False)
    new = draft.applied(opened.themes)
    if new.themes == opened.themes.themes:
        st.caption("Nothing is changed yet.")
    else:
        st.markdown(_changes(opened, draft))
    for theme in _left_out(opened, draft):
        _bring_back(opened, theme, change)

    def rename(name: str) -> None:
        change(opened, lambda now: replace(now, name=" ".join(name.split())))

    st.text_input("Name of the theme file", max_chars=80, **state.bound_to("bench-file", new.name, rename))
    text = file_text(opened.themes, draft)
    if problems(text):
        wrong = [theme.label or theme.id for theme in new.themes if theme_problems(theme)]
        said = f"The file cannot be kept before these are mended: {', '.join(wrong)}." if wrong else "It has no themes."
        st.warning(safe_markdown(said), icon=":material/edit_note:")
    else:
        _keep(opened, text, new.name, changed=new != opened.themes)


def _changes(opened: Results, draft: ThemeDraft) -> str:
    new = [theme.label for theme in draft.edited if theme.id not in opened.themes.ids]
    edited = [theme.label for theme in draft.edited if theme.id in opened.themes.ids and theme.id not in draft.left_out]
    gone = [theme.label for theme in _left_out(opened, draft)]
    parts = (("Changed", edited), ("New", new), ("Left out", gone))
    return safe_markdown(" · ".join(f"{name}: {', '.join(labels)}" for name, labels in parts if labels))


def _left_out(opened: Results, draft: ThemeDraft) -> list[Theme]:
    return [theme for theme in draft.all_themes(opened.themes) if theme.id in draft.left_out]


def _bring_back(opened: Results, theme: Theme, change: Change) -> None:
    def back() -> None:
        change(opened, lambda draft: draft.brought_back(theme.id))

    st.button(safe_markdown(f"Bring back {theme.label}"), key=f"bench-back-{theme.id}", on_click=back)


def _keep(opened: Results, text: str, name: str, *, changed: bool) -> None:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "themes"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download the theme file",
            text,
            file_name=f"{stem}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )
        use = st.button(
            "Use it in this workspace", type="primary", icon=":material/published_with_changes:", disabled=not changed
        )
    st.caption(
        "Using it assigns all passages anew, beside the open page. Documents are not read again; what people "
        "corrected stays."
    )
    if use:
        _use(text)


def _use(text: str) -> None:
    try:
        workbench.use_themes(cached.workspace_path(), text)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.rerun()
