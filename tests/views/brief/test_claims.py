"""A summary says that something moved or differs only where a verdict does, in every language and in all its text."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, NO_DIFFERENCE, RISING, TOO_FEW
from tests.views.test_language import MOVES
from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Paragraph
from views.brief.outline import outline
from views.brief.summary import Summary
from views.language import LANGUAGES, Language, say, speaking

MORE = {
    "en": {"higher", "lower", "differs", "differ"},
    "fr": {"élevé", "élevée", "diffère", "diffèrent"},
    "de": {"höher", "niedriger", "unterscheidet", "unterscheiden"},
    "es": {"mayor", "menor", "difiere", "difieren"},
}
"""Words of a difference between groups."""
DENIED = {
    "en": {"no", "none"},
    "fr": {"aucun", "aucune"},
    "de": {"kein", "keine", "keines"},
    "es": {"ninguno", "ninguna", "sin"},
}
"""Words that deny one in the same text."""


def judged(summary: Summary, moved: str, apart: str) -> Summary:
    """Return the summary with these verdicts throughout, and intervals that go with them."""
    sign = -1 if moved == FALLING else 1

    def frame(rows: pd.DataFrame, verdict: str) -> pd.DataFrame:
        carried = verdict in (RISING, FALLING, HIGHER, LOWER)
        name = "slope_per_year" if "slope_per_year" in rows else "difference"
        direction = sign if name == "slope_per_year" else -1 if apart == LOWER else 1
        ends = sorted((0.02 * direction, 0.18 * direction)) if carried else [-0.05, 0.18]
        values = {name: 0.1 * direction, "conf_low": ends[0], "conf_high": ends[1]}
        return rows.assign(verdict=verdict, q_value=0.01 if carried else 0.4, **values)

    sections = tuple(
        replace(one, change=frame(one.change, moved), apart=frame(one.apart, apart)) for one in summary.sections
    )
    comparison = summary.comparison
    if comparison is not None:
        comparison = replace(comparison, contrasts=frame(comparison.contrasts, apart))
    return replace(summary, changes=frame(summary.changes, moved), sections=sections, comparison=comparison)


def told(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield all that is generated, the columns of tables too."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Items():
                yield from block.texts
            case Figure():
                yield from (block.caption, block.alt_text)
            case DataTable():
                yield from (block.caption, *block.frame.astype(str).to_numpy().ravel())
            case _:
                pass


def generated(summary: Summary, language: Language) -> list[str]:
    return list(told(outline(replace(summary, language=language))))


def heard(texts: list[str], words: set[str]) -> list[str]:
    return [text for text in texts if words & set(re.findall(r"\w+", text.lower()))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_verdict_nothing_moved_and_nothing_differs(summary: Summary, language: Language) -> None:
    with speaking(language):
        heading = say("Where reports differ")
    texts = generated(judged(summary, NO_CHANGE, NO_DIFFERENCE), language)
    texts += generated(judged(summary, TOO_FEW, TOO_FEW), language)
    assert heard(texts, MOVES[language][0] | MOVES[language][1]) == []
    apart = [text for text in heard(texts, MORE[language]) if text != heading]
    assert [text for text in apart if not heard([text], DENIED[language])] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("moved", "way"), [(RISING, 0), (FALLING, 1)])
def test_a_verdict_is_said_and_never_the_other_way(summary: Summary, language: Language, moved: str, way: int) -> None:
    texts = generated(judged(summary, moved, LOWER), language)
    assert heard(texts, MOVES[language][way])
    assert heard(texts, MOVES[language][1 - way]) == []
    assert [text for text in heard(texts, MORE[language]) if not heard([text], DENIED[language])]
