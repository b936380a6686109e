"""Sub-topics come back from texts that were made of them."""

import numpy as np

from models.subtopics import SubTopicFinder

TOPICS = (
    ("ledger", "invoice", "payment", "audit", "budget", "account", "receipt", "tax", "fee", "grant", "loan", "deficit"),
    (
        "sensor",
        "camera",
        "street",
        "lamp",
        "traffic",
        "parking",
        "meter",
        "kerb",
        "signal",
        "cycle",
        "tram",
        "junction",
    ),
)
PLAIN = ("council", "report", "people", "town", "service", "member", "paper", "week")


def texts(n: int, topics: tuple[tuple[str, ...], ...], seed: int) -> list[str]:
    """Texts of five words of one topic and four of no topic."""
    random = np.random.default_rng(seed)
    chosen = (topics[i % len(topics)] for i in range(n))
    words = ([*random.choice(topic, 5, replace=False), *random.choice(PLAIN, 4)] for topic in chosen)
    return [f"The {' and the '.join(some)}." for some in words]


def test_two_topics_are_told_apart_by_their_words() -> None:
    found = SubTopicFinder(texts(200, (PLAIN * 2,), 1)).find(texts(120, TOPICS, 2), most=2)
    assert len(found) == 2
    for one in found:
        assert any(set(one.terms) <= set(topic) for topic in TOPICS), one.terms
    assert set(found[0].terms).isdisjoint(found[1].terms)


def test_counted_are_the_texts_with_any_form_of_a_word() -> None:
    made = [
        text.replace("the ledger", "the ledgers") if i % 4 else text for i, text in enumerate(texts(120, TOPICS, 2))
    ]
    for one in SubTopicFinder(texts(200, (PLAIN * 2,), 1)).find(made, most=2):
        padded = [f" {text.rstrip('.')} " for text in made]
        assert list(one.holds) == [i for i, text in enumerate(padded) if any(f" {form} " in text for form in one.forms)]
        assert set(one.terms) <= set(one.forms)


def test_the_same_texts_give_the_same_sub_topics_whatever_was_asked_before() -> None:
    first, second = SubTopicFinder(texts(200, (PLAIN * 2,), 1)), SubTopicFinder(texts(200, (PLAIN * 2,), 1))
    first.find(texts(80, TOPICS[:1], 7))
    made = texts(120, TOPICS, 2)
    assert first.find(made) == second.find(made)


def test_none_where_there_are_few_texts_or_no_topic() -> None:
    finder = SubTopicFinder(texts(200, (PLAIN * 2,), 1))
    assert finder.find(texts(30, TOPICS, 2)) == ()
    assert finder.find(texts(120, (PLAIN * 2,), 3)) == ()
