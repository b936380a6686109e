"""Seeds tried on passages: which match nothing, and which match nearly everything."""

from collections.abc import Sequence

import numpy as np

from models.annotator import Annotator
from models.seeds import SeedMatcher
from models.themefile import Finding, line_of, load

NEARLY_ALL = 0.3


def check_seeds(text: str, passages: Sequence[str]) -> list[Finding]:
    """Return warnings on seeds that match no passage, or `NEARLY_ALL` of them or more.

    Parameters
    ----------
    text : str
        A valid theme file.
    passages : sequence of str
    """
    themes = load(text)
    annotator = Annotator()
    matcher = SeedMatcher(themes.themes, annotator)
    tokens = annotator.annotate(passages)
    matches, _ = matcher.match(tokens)
    held = np.asarray((matches.counts(len(passages), len(matcher.seeds)) > 0).sum(axis=0)).ravel()
    findings = []
    for (k, seed), n in zip(matcher.seeds, held.tolist(), strict=True):
        line = line_of(text, themes.themes[k].id, seed.text)
        if n == 0:
            message = f"The seed {seed.text!r} matches no passage."
            findings.append(Finding(line, "warning", message, "Try another word."))
        elif n >= NEARLY_ALL * len(passages):
            share = f"{n / len(passages):.0%}"
            findings.append(
                Finding(line, "warning", f"The seed {seed.text!r} matches {share} of passages.", "Make it narrower.")
            )
    return findings
