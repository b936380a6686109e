"""What every number means, for a reader, with this corpus's own figures."""

import streamlit as st

from dashboard import cached, places
from dashboard.components import doors, notices
from dashboard.state import View
from pipeline.results import Results, n_since_learned
from schema import Selection
from views import wording
from views.escape import safe_markdown

_LINE = 760
_TERMS = {
    "Passage": "A paragraph-sized piece of a report, some 40 to 150 words. Contents pages, reference lists and "
    "boilerplate are set aside and not counted.",
    "Share": "How much of the text is about a theme. Of one report: its passages on the theme, divided by all its "
    "passages. Of a group of reports: the average over its reports, so a long report counts as much as a short one; "
    "the sidebar can weigh each passage alike instead.",
    "Reach": "How many of the reports have at least one passage on the theme.",
    "Interval": "The range in which the true value lies with 95 % confidence, if these reports stand for more than "
    "themselves. It treats the report, not the passage, as the thing that was sampled: a hundred passages of one "
    "report are one voice.",
    "Share among passages with a phrase": "With the filter “Only passages with”, a share is how many of a report's "
    "passages with the phrase are on the theme, averaged over the reports that have the phrase at all. It says what "
    "the phrase goes together with, not how much of the text it takes.",
    "Rising, falling": "Said only when the change per year stands out from chance after correcting for all that is "
    "shown together. “No detectable change” is a finding, not a gap; “too few reports” means that nothing "
    "can be said. A change only just found tends to look larger than it is: where reports are few, just those themes "
    "stand out that came out large by luck as well. Their intervals hold the truth less often than they say, in "
    "simulations down to three times in four: take the direction from them, and the size with care.",
    "Higher in A, higher in B": "Said by the same rule, of the difference between two groups.",
    "Within, mix, came or went": "A change between two years in exact parts: what the same publishers said more or "
    "less of, which of them reported more, and publishers of only one of the years.",
    "Odds ratio": "How much more often two themes stand in the same passage than chance within each report would have "
    "it: 1 is chance, 4 is four times the odds.",
    "Words that tell groups apart": "How many times as often a word stands in one group as in the other: an odds "
    "ratio, drawn to 1 where a word is rare. How much reports and publishers differ in using it is part of its "
    "interval, and a word counts as told apart only after correcting for all words looked at.",
    "Text quality": "For text read from pages: how much of it looks like words. Under 70 % themes may be missed.",
    "What spoke for a theme": "The seed phrases that stand in a passage, or, where meaning decided, the words that "
    "pulled and the seed phrase nearest to it. Each assignment has a score from 0 to 1 that reads as a probability.",
}


def show(opened: Results, view: View) -> None:
    """Explain the numbers and show what they rest on here."""
    with st.container(width=_LINE):
        _explain(opened, view)


def _explain(opened: Results, view: View) -> None:
    held = cached.summary(opened, Selection())
    file = opened.themes
    st.markdown(
        f"This workspace holds {wording.counted(held.n_reports, 'report')} with "
        f"{wording.counted(held.n_passages, 'passage')} and {held.n_words:,} words, "
        f"{cached.span(opened, Selection())}, and looks for {wording.counted(len(file.themes), 'theme')} of the file "
        f"{safe_markdown(file.name)} (version {safe_markdown(file.version)}). Its fingerprint is "
        f"{safe_markdown(opened.fingerprint[:16])}: "
        "built anew, the same reports, themes and version of Themeline give the same one, and the same numbers."
    )
    since = n_since_learned(opened)
    if since:
        st.markdown(
            f"Themes are still as learned before the last {wording.counted(since, 'report')} came, went or changed, so "
            "that no other number moved. They are learned anew once 1 % of the text differs, or by “build --refit”."
        )
    with st.container(horizontal=True, gap="small"):
        doors.reports(opened, view, "See the {}", selection=Selection(), focus=None, subset="")
        read = f"Read the {wording.counted(held.n_passages, 'passage')}"
        places.link("evidence", read, view, selection=Selection(), theme=None, query="")
    for term, meaning in _TERMS.items():
        st.header(term, anchor=False)
        st.markdown(meaning)
    found = cached.notes(opened, view.selection)
    if found:
        st.header("What to keep in mind with the reports selected", anchor=False)
        notices.notes(opened, view, found, at_most=len(found))
    st.caption("The formulas, their sources and when not to use them: docs/METHODS.md.")
