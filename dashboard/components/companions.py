"""The themes that share passages with one theme, each the way to the passages on both."""

from dataclasses import replace

import streamlit as st

from dashboard import cached, places
from dashboard.components import figure
from dashboard.state import View
from pipeline.results import Results
from schema import Theme
from views import explanation
from views.charts import together


def show(opened: Results, view: View, theme: Theme) -> None:
    """Show how much more often than chance other themes stand in the theme's passages."""
    table = cached.cooccurrence(opened, replace(view.selection, new_text_only=False))
    rows = explanation.companion_rows(table, theme.id)
    if rows.empty:
        st.caption("No theme shares a passage with this one often enough to compare.")
        return
    st.caption("Click a theme to read the passages on both. Passages count once, whether repeated or new.")
    labels = opened.themes.labels
    chart = together.companions(table, theme.id, labels, select=figure.CLICK)
    said = figure.caption(opened, view, f"Themes that go together with {theme.label}")

    def click(mark: figure.Fields) -> None:
        places.switch("map", view, theme=theme.id, other=str(mark["key"]))

    figure.show(chart, rows, said, key="companions", click=click, row=lambda shown: {"key": shown["theme_b"]})
