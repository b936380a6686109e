"""The themes: what each means, and which phrases speak for it."""

import streamlit as st

from dashboard import places
from dashboard.state import View
from pipeline.results import Results
from schema import Phrase, Theme
from views import wording
from views.escape import safe_markdown


def show(opened: Results, view: View) -> None:
    """Show the theme file by groups."""
    file = opened.themes
    st.markdown(
        f"{wording.counted(len(file.themes), 'theme')} from the theme file **{safe_markdown(file.name)}**, "
        f"version {safe_markdown(file.version)}. A theme is found by its seed phrases and by what stands near them in "
        "meaning; an excluded phrase never counts."
    )
    for group in dict.fromkeys(theme.group for theme in file.themes):
        st.header(safe_markdown(group), anchor=False)
        grid = st.grid("auto", min_column_width=280, border=True)
        for theme in file.themes:
            if theme.group == group:
                with grid.cell():
                    _theme(theme, view)


def _theme(theme: Theme, view: View) -> None:
    places.link("theme", theme.label, view, theme=theme.id)
    st.markdown(safe_markdown(theme.description))
    st.caption(f"Seeds: {_phrases(theme.seeds)}")
    if theme.exclude:
        st.caption(f"Excluded: {_phrases(theme.exclude)}")


def _phrases(phrases: tuple[Phrase, ...]) -> str:
    return safe_markdown(", ".join(phrase.text for phrase in phrases))
