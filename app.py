"""The door: names the pages, nothing else."""

import streamlit as st

from dashboard import frame, front, security
from dashboard.pages import compare, corpus, evidence, export, method, overview, theme, themes, themes_map


def main(start: str = "overview") -> None:
    """Show the page that the address asks for; `start` is the one without a path."""
    frame.run(
        {
            "overview": overview.show,
            "theme": theme.show,
            "compare": compare.show,
            "map": themes_map.show,
            "evidence": evidence.show,
            "corpus": corpus.show,
            "themes": themes.show,
            "export": export.show,
            "method": method.show,
        },
        start,
    )


# `streamlit run app.py` imports this file once to serve it, and runs it as a script at each click.
if __name__ == "__main__":
    main()
else:
    app = st.App(
        __file__,
        routes=[front.redirect("overview")],
        middleware=security.MIDDLEWARE,
        on_script_error=frame.show_failure,
    )
