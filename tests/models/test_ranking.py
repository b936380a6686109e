"""How far feedback is trusted: only as far as what seems relevant is alike."""

import numpy as np
import pytest

from models.batch import PassageBatch
from models.seeded import Prepared, Rankers, read_themes
from schema import Phrase, Theme

PLAIN = [
    f"The agency {verb} its {thing} {when} and asked other departments what they {need} of it."
    for verb in ("published", "revised", "dropped")
    for thing in ("data strategy", "budget report", "service standard", "risk register", "training plan")
    for when in ("in spring", "after a review", "with partners", "on its website")
    for need in ("expect", "know", "want")
]
TENNIS = [
    f"Our tennis players won {n} matches on the grass court with a new racket and a faster serve." for n in range(2, 14)
]
STRAYS = {7: "court", 61: "match", 112: "serve", 150: "racket"}
COURTS = [f"{text[:-1]}, {STRAYS[n]}." if n in STRAYS else text for n, text in enumerate(PLAIN)]
THEME = Theme("tennis", "Tennis", "G", "The game of tennis.", tuple(map(Phrase, ("court", "match", "racket", "serve"))))


def fitted(texts: list[str]) -> Rankers:
    none = [""] * len(texts)
    corpus = Prepared(PassageBatch(texts, none, none, ["en"] * len(texts), np.arange(len(texts))))
    _, words, seeds = read_themes((THEME,), corpus)
    rankers = Rankers(corpus, words, np.ones(len(THEME.seeds), dtype=np.bool_))
    rankers.fit(seeds)
    return rankers


def test_feedback_is_trusted_where_relevant_texts_are_alike_and_hardly_where_a_seed_strays() -> None:
    alike, strays = (fitted(texts).passages.trust_ for texts in ([*PLAIN, *TENNIS], COURTS))
    assert alike.tolist() == [1.0]
    assert strays[0] < 0.25


def test_trust_is_the_square_of_coherence_up_to_what_themes_usually_reach() -> None:
    half = [f"{text[:-1]}, {'court' if n % 2 else 'match'}." if n % 9 == 0 else text for n, text in enumerate(PLAIN)]
    passages = fitted(half).passages
    coherence = passages.coherence_
    assert 1.5 < coherence[0] < 2.0
    assert passages.trust_ == pytest.approx((coherence / 2.0) ** 2)
