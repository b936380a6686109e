"""The themes: what each means, which phrases speak for it, and the bench on which they are changed."""

from collections.abc import Sequence

import streamlit as st

from dashboard import places
from dashboard.components import parts, workbench
from dashboard.state import View
from pipeline.results import Results
from schema import Phrase, Theme
from views import wording
from views.escape import safe_markdown

_SHOWN = 12  # phrases; the workbench has them all


def show(opened: Results, view: View) -> None:
    """Show the theme file by groups, or the workbench."""
    draft = workbench.draft_of(opened, view)
    part, place = parts.show(view, {"themes": "Themes", "bench": "Workbench"}, "themes-part")
    with place:
        if part != "bench":
            _file(opened, view)
        elif opened.panel.n_passages.sum():
            workbench.show(opened, view, draft)
        else:
            st.info("There is no passage yet to try a theme on.", icon=":material/library_add:")
            places.link("corpus", "Add reports", view, icon=":material/upload_file:")


def _file(opened: Results, view: View) -> None:
    file = opened.themes
    st.markdown(
        f"{wording.counted(len(file.themes), 'theme')} from the theme file **{safe_markdown(file.name)}**, "
        f"version {safe_markdown(file.version)}. A theme is found by its seed phrases and by what stands near them in "
        "meaning; a passage that holds an excluded phrase is left out, or, where a seed is part of that phrase, counts "
        "only if another seed stands beside it. On the workbench you change or add one and see what it takes."
    )
    for group in dict.fromkeys(theme.group for theme in file.themes):
        st.header(safe_markdown(group), anchor=False)
        grid = st.grid("auto", min_column_width=220, border=True)
        for theme in file.themes:
            if theme.group == group:
                with grid.cell():
                    _theme(opened, theme, view)


def _theme(opened: Results, theme: Theme, view: View) -> None:
    places.link("theme", theme.label, view, theme=theme.id)
    st.markdown(safe_markdown(theme.description))
    st.caption(f"Seeds{_phrases(theme.seeds)}")
    if theme.exclude:
        st.caption(f"Excluded{_phrases(theme.exclude)}")
    st.button(
        "Change it on the workbench",
        key=f"edit-{theme.id}",
        icon=":material/edit:",
        type="tertiary",
        on_click=workbench.open_theme,
        args=(opened, theme.id),
    )


def _phrases(phrases: tuple[Phrase, ...]) -> str:
    """The first phrases of each language, with its name where not all hold for any language."""
    languages = list(dict.fromkeys(phrase.language for phrase in phrases))
    if languages == [None]:
        return f": {_some(phrases)}"
    told = []
    for code in languages:
        name = safe_markdown(wording.group_name(code, "language")) if code else "any language"
        told.append(f" in {name}: {_some([phrase for phrase in phrases if phrase.language == code])}")
    return " ·".join(told)


def _some(phrases: Sequence[Phrase]) -> str:
    more = f" and {len(phrases) - _SHOWN} more" if len(phrases) > _SHOWN + 1 else ""
    shown = phrases[:_SHOWN] if more else phrases
    return safe_markdown(", ".join(phrase.text for phrase in shown) + more)
