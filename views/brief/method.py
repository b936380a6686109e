"""How the numbers of a summary were made, in five lines, and what to call it."""

from collections.abc import Sequence

from schema import Measure, Weighting
from views.brief.summary import OwnPhrases
from views.language import message, say
from views.wording import counted, join, named

_MOST_NAMED = 3

_SHARE = {
    "report": message(
        "The share of a theme is the fraction of a report's passages that speak of it, averaged over reports, "
        "so that a long report counts no more than a short one."
    ),
    "passage": message(
        "The share of a theme is the fraction of all passages that speak of it; long reports count more."
    ),
}
_REACH = message("The reach of a theme is the fraction of reports with at least one passage on it.")


def method_lines(measure: Measure, weighting: Weighting) -> tuple[str, ...]:
    """Return how numbers are made, a sentence each."""
    return (
        say("Reports are cut into passages of about a paragraph; a passage may speak of several themes or of none."),
        say(
            "A passage is given to a theme by the theme's phrases and by how much its words resemble theirs; "
            "no person has read every passage, and some are wrong."
        ),
        say(_SHARE[weighting] if measure == "share" else _REACH),
        say(
            "Intervals treat the report, not the passage, as the sampled unit, because passages of one report are "
            "alike."
        ),
        say(
            "Something is said to rise, fall or differ only where its test holds, "
            "corrected for all that is shown together."
        ),
    )


def own_phrases_sentence(own: OwnPhrases) -> str:
    """Say how many of the passages counted hold a phrase of the theme, and that the others are less sure."""
    passages = counted(own.n_all, "passage")
    if own.n_passages == own.n_all:
        found = say("All {passages} counted hold one of the theme’s own phrases.", passages=passages)
    else:
        found = say(
            "Of {passages} counted, {n} hold one of the theme’s own phrases; the others were found by words that "
            "resemble them and are less sure.",
            passages=passages,
            n=own.n_passages,
        )
    return f"{found} {say('How often either is right has not been measured on this collection.')}"


def default_title(labels: Sequence[str], n_themes: int) -> str:
    """Return a title for a summary of the themes with these labels, of `n_themes` in all."""
    if len(labels) == n_themes and n_themes > 1:
        return say("Theme summary: all {n} themes", n=n_themes)
    if len(labels) > _MOST_NAMED:
        return say("Theme summary: {n} themes", n=len(labels))
    return say("Theme summary: {themes}", themes=join(map(named, labels)))
