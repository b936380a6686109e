"""How often a theme is right: passages to label without the machine's answer, and what the labels say."""

import streamlit as st

from dashboard import cached
from dashboard.components import passages
from errors import ThemelineError
from pipeline import labelling
from pipeline.labelling import Label, Standing
from pipeline.results import Results
from schema import Theme
from views import evidence, explanation, wording
from views.escape import safe_markdown

_ANSWERS: dict[str, Label] = {"Yes": "yes", "No": "no", "Cannot tell": "unsure"}


def found(opened: Results, theme: Theme) -> None:
    """Say how often the theme is right, where that was measured."""
    at = _standing(opened, theme)
    if at.right is not None:
        st.caption(f":material/fact_check: {explanation.rightness_sentence(at.right, at.n_right)}")


def measured(opened: Results) -> list[str]:
    """Return the labels of the themes of which it was measured how often they are right."""
    begun = [theme for theme in opened.themes.themes if labelling.labels(cached.workspace_path(), theme.id)]
    return [theme.label for theme in begun if _standing(opened, theme).right is not None]


def show(opened: Results, theme: Theme) -> None:
    """Show what the labels say, and the next passage to label."""
    at = _standing(opened, theme)
    if at.right is None:
        st.markdown(
            "The machine errs, on some themes and collections more than on others. Label some passages, and this page "
            "says how often it is right here."
        )
    else:
        st.markdown(explanation.rightness_sentence(at.right, at.n_right))
    if at.missed is not None:
        unsure = f" {wording.counted(at.n_unsure, 'passage')} could not be told." if at.n_unsure else ""
        st.markdown(explanation.missed_sentence(at.missed, at.n_missed) + unsure)
    if at.passage_id is None:
        st.caption("Every passage that the theme takes is labelled." if at.right else "The theme takes no passage.")
        return
    st.caption(
        "Drawn at random from all reports: passages that the theme takes, and some that it weighed and left. Which is "
        "which is not told before a round is done, so that it cannot sway you."
    )
    _ask(opened, theme, at, at.passage_id)


def _ask(opened: Results, theme: Theme, at: Standing, passage_id: str) -> None:
    """Show one passage and ask whether it speaks of the theme."""
    passage = passages.rows(cached.named(opened, [passage_id]))[0]
    with st.container(border=True, key="label"):
        st.header(f"Does this speak of “{safe_markdown(theme.label)}”?", anchor=False)
        st.caption(safe_markdown(theme.description))
        st.html(evidence.card_html(passage.text, cited=passage.cited, spans=(), heading=passage.heading))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for name, said in _ANSWERS.items():
                if st.button(name, key=f"label-{said}-{passage_id}"):
                    _keep(theme, passage_id, said)
            st.markdown(f"{at.n_done + 1} of {at.n_of_round} in this round", width="content")
            if at.last and st.button("Back", icon=":material/undo:", type="tertiary", key=f"label-back-{passage_id}"):
                _keep(theme, at.last, None)
    st.caption("Your labels are kept in `labels.csv` in the workspace.")


def _keep(theme: Theme, passage_id: str, said: Label | None) -> None:
    try:
        labelling.label(cached.workspace_path(), theme.id, passage_id, said)
    except ThemelineError as error:
        st.error(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    st.rerun()


def _standing(opened: Results, theme: Theme) -> Standing:
    return labelling.standing(cached.drawn(opened, theme.id), labelling.labels(cached.workspace_path(), theme.id))
