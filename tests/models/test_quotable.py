"""What is chosen to be quoted: whole sentences, different voices, the best first."""

from hypothesis import given
from hypothesis import strategies as st

from models.quotable import Candidate, choose

WORDS = ("ledgers", "sensors", "nurses", "vans", "roofs", "forms", "wards", "maps")


def candidate(
    id: str, score: float, text: str | None = None, publisher: str | None = None, year: int | None = None
) -> Candidate:
    own = WORDS[ord(id[0]) % len(WORDS)]
    return Candidate(
        id, f"Council {own} changed {own}x {own}y." if text is None else text, score, publisher or f"P{id}", year
    )


def test_the_best_come_first() -> None:
    found = choose([candidate("a", 0.6, year=1), candidate("b", 0.9, year=2), candidate("c", 0.8, year=3)], 2)
    assert found == ["b", "c"]


def test_only_whole_sentences() -> None:
    texts = {
        "a": "and so it went on.",
        "b": "It stops in the",
        "c": "“Quoted whole.”",
        "d": "Ends with a colon:",
        "e": "2021 was hard!",
        "f": "",
        "g": "Élan grew.\nIt lasted?",
    }
    assert set(choose([candidate(i, 0.9, text, year=ord(i)) for i, text in texts.items()], 9)) == {"c", "e", "g"}


def test_another_publisher_before_the_same_one() -> None:
    candidates = [
        candidate("a", 0.95, publisher="X", year=1),
        candidate("b", 0.94, publisher="X", year=2),
        candidate("c", 0.80, publisher="Y", year=3),
    ]
    assert choose(candidates, 2) == ["a", "c"]


def test_another_year_before_the_same_one() -> None:
    candidates = [candidate("a", 0.95, year=2020), candidate("b", 0.94, year=2020), candidate("c", 0.9, year=2021)]
    assert choose(candidates, 2) == ["a", "c"]


def test_the_same_words_are_not_quoted_twice_while_others_are_left() -> None:
    text = "The ledger runs on a mainframe."
    candidates = [candidate("a", 0.99, text), candidate("b", 0.98, text), candidate("c", 0.3)]
    assert choose(candidates, 2) == ["a", "c"]
    assert len(choose(candidates, 3)) == 3


def test_an_opening_that_leans_on_what_stood_before_comes_later() -> None:
    leaning = candidate("a", 0.9, "However, sensors fail.")
    assert choose([leaning, candidate("b", 0.8)], 1) == ["b"]
    assert choose([leaning, candidate("b", 0.7)], 1) == ["a"]


@given(st.permutations([candidate(i, 0.5 + 0.1 * (n % 3), publisher="XYZ"[n % 3]) for n, i in enumerate("abcdefgh")]))
def test_the_order_given_does_not_matter(candidates: list[Candidate]) -> None:
    assert choose(candidates, 4) == choose(sorted(candidates, key=lambda c: c.id), 4)


def test_nothing_to_choose_from() -> None:
    assert choose([], 3) == []
    assert choose([candidate("a", 0.9)], 0) == []
