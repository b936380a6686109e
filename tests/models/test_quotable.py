"""What is chosen to be quoted: on the theme, whole sentences, different voices, the best first."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.quotable import Candidate, Chooser, Excerpt, choose
from schema import Phrase, Theme

THEME = Theme(
    "legacy-it", "Legacy IT", "Estate", "Old systems.", tuple(map(Phrase, ("mainframe", "legacy system", "obsol*")))
)
OWN = {
    "a": "ledgers of the harbour office", "b": "sensors along the northern ring road", "c": "nurses of the night shift",
    "d": "vans of the parks department", "e": "roofs above the old market", "f": "forms for new parents",
    "g": "wards beyond the river", "h": "maps kept at the town hall",
}  # fmt: skip
ELSEWHERE = [f"Sheep graze on {own}, and people like the green hills very much indeed." for own in OWN.values()]


class Letters:
    """Vectors that point one way for words of the theme, and nowhere for others."""

    def embed(self, words: list[str]) -> NDArray[np.float32]:
        near = [word.startswith(("mainframe", "legacy", "system", "obsolet", "old")) for word in words]
        return np.array([[float(yes), 0.0] for yes in near], dtype=np.float32).reshape(-1, 2)


@pytest.fixture(scope="module")
def chooser() -> Chooser:
    return Chooser(ELSEWHERE, ["en"] * len(ELSEWHERE), [THEME], Letters())


def candidate(
    id: str,
    score: float = 0.9,
    text: str = "",
    publisher: str | None = None,
    year: int | None = None,
    evidence: tuple[str, ...] = ("mainframe",),
) -> Candidate:
    text = text or f"Nobody knows how the {OWN[id[0]]} came to depend on an old mainframe that {id} alone can repair."
    return Candidate(id, f"r{id}", text, score, evidence, (len(text),), "en", publisher, year)


def chosen(chooser: Chooser, candidates: list[Candidate], most: int) -> list[str]:
    return [one.id for one in choose(chooser.excerpts(candidates, THEME), most)]


def test_the_surer_come_first(chooser: Chooser) -> None:
    assert chosen(chooser, [candidate("a", 0.76), candidate("b", 1.0)], 1) == ["b"]
    assert chosen(chooser, [candidate("a", 0.6)], 1) == []


def test_what_a_stranger_does_is_not_quoted() -> None:
    text = "Wilma repairs the old mainframe of the harbour office alone, and nobody knows how it came to depend on one."
    assert chosen(Chooser(ELSEWHERE, ["en"] * len(ELSEWHERE), [THEME], Letters()), [candidate("a", text=text)], 1) == [
        "a"
    ]
    larger = [*ELSEWHERE, " ".join(f"word{n}" for n in range(1000))]
    assert chosen(Chooser(larger, ["en"] * len(larger), [THEME], Letters()), [candidate("a", text=text)], 1) == []
    assert chosen(
        Chooser([*larger, "a wilma"], ["en"] * (len(larger) + 1), [THEME], Letters()), [candidate("a", text=text)], 1
    ) == ["a"]


def test_the_sentences_on_the_theme_are_cut_out_whole(chooser: Chooser) -> None:
    on = candidate("a").text
    text = f"Welcome to the weekly letter of the harbour. {on} Register now for the next one."
    ends = (text.index(on), text.index(on) + len(on) + 1, len(text))
    found = choose(chooser.excerpts([Candidate("a", "r", text, 0.9, ("mainframe",), ends)], THEME), 1)
    assert [text[one.start : one.end] for one in found] == [on]


def test_nothing_is_quoted_without_a_seed_or_off_the_theme(chooser: Chooser) -> None:
    no_seed = candidate("a", evidence=("harbour", "office"))
    assert chosen(chooser, [no_seed], 2) == []
    everywhere = Chooser(
        [candidate(id).text for id in OWN], ["en"] * len(OWN), [THEME], Letters()
    )  # where all speak so, none stands out
    assert chosen(everywhere, [candidate("a")], 2) == []


def test_voices_alternate(chooser: Chooser) -> None:
    same = [
        candidate("a", 0.95, publisher="X"),
        candidate("b", 0.94, publisher="X"),
        candidate("c", 0.9, publisher="Y"),
    ]
    assert "c" in chosen(chooser, same, 2)
    unknown = [candidate("a", 0.99), candidate("b", 0.98), candidate("c", 0.77, publisher="Y")]
    assert set(chosen(chooser, unknown, 2)) == {"a", "b"}  # who is unknown need not be the same


def test_a_report_is_quoted_once_and_not_where_it_was_quoted_before(chooser: Chooser) -> None:
    one, other = candidate("a"), candidate("b")
    same = Candidate("c", "ra", candidate("c").text, 0.9, ("mainframe",), (len(candidate("c").text),))
    found = chooser.excerpts([one, same], THEME)
    assert [len(choose(found, 2, each=each)) for each in (1, 2)] == [1, 2]
    assert [told.id for told in choose(chooser.excerpts([one, other], THEME), 2, quoted={"ra"})] == ["b"]


def test_what_many_passages_repeat_is_not_quoted(chooser: Chooser) -> None:
    text = candidate("a").text
    assert chosen(chooser, [candidate(id, text=text) for id in "abc"], 3) == []


def test_the_same_words_are_not_quoted_twice_while_others_are_left(chooser: Chooser) -> None:
    text = candidate("a").text
    candidates = [candidate("a", 0.99, text), candidate("b", 0.99, text.replace("alone", "only")), candidate("c", 0.92)]
    assert "c" in chosen(chooser, candidates, 2)


def test_doubts(chooser: Chooser) -> None:
    doubt = "Critics say that a mainframe of the harbour will outlive all of the old men who know how to repair it."
    found = choose(chooser.excerpts([candidate("a"), candidate("b", text=doubt)], THEME), 2, in_doubt=True)
    assert [one.id for one in found] == ["b"]


def test_what_holds_too_few_seeds_is_not_quoted(chooser: Chooser) -> None:
    assert chooser.excerpts([candidate("a")], THEME, n_seeds=3) == []


def test_one_seed_fewer_is_enough_where_the_rest_is_plainly_near() -> None:
    elsewhere = [*ELSEWHERE, *ELSEWHERE[:4] * 4]
    larger = Chooser(elsewhere, ["en"] * len(elsewhere), [THEME], Letters())

    def quotable(about: str) -> list[Excerpt]:
        found = [candidate(id, text=about.format(own=own.capitalize())) for id, own in OWN.items()]
        return larger.excerpts(found, THEME, n_seeds=2)

    plain = quotable("{own} are held up by old, obsolete systems and by a mainframe.")
    assert plain
    assert not any(one.firm for one in plain)
    many = [replace(plain[0], candidate=candidate(id), words=frozenset({id})) for id in OWN]
    assert len(choose(many, 6)) == 3
    assert quotable("{own} are held up by sheep, people, green hills and by a mainframe.") == []


def test_what_little_speaks_for_must_be_clear_of_names() -> None:
    words = " ".join([*(f"word{n}" for n in range(1000)), *OWN.values(), "are held up by old systems and with a one"])
    elsewhere = [*ELSEWHERE, *ELSEWHERE[:4] * 4, words]
    larger = Chooser(elsewhere, ["en"] * len(elsewhere), [THEME], Letters())
    others = [Candidate(f"x{n}", f"x{n}", "Sheep graze.", 0.9, (), (12,)) for n in range(50)]

    def n_quotable(about: str, n_seeds: int) -> int:
        found = [candidate(id, text=about.format(own=own.capitalize())) for id, own in OWN.items()]
        return len(larger.excerpts([*found, *others], THEME, n_seeds))

    plain = "{own} are held up by old obsolete systems and by a mainframe with one old system."
    named = plain.replace("one old system", "one old system of Ada Bell")
    assert n_quotable(plain, 2) == n_quotable(named, 1) > n_quotable(named, 2) == 0


def test_seeds_side_by_side_are_one(chooser: Chooser) -> None:
    evidence = ("mainframe", "legacy system")
    beside = candidate("a", text=candidate("a").text.replace("mainframe", "legacy system mainframe"), evidence=evidence)
    apart = candidate(
        "b", text=candidate("b").text.replace("mainframe", "mainframe and legacy system"), evidence=evidence
    )
    assert [one.candidate.id for one in chooser.excerpts([beside, apart], THEME, n_seeds=2)] == ["b"]


@given(st.permutations([candidate(i, 0.8 + 0.05 * (n % 3), "", "XYZ"[n % 3]) for n, i in enumerate("abcdefgh")]))
def test_the_order_given_does_not_matter(candidates: list[Candidate]) -> None:
    chooser = Chooser(ELSEWHERE, ["en"] * len(ELSEWHERE), [THEME], Letters())
    assert chosen(chooser, candidates, 4) == chosen(chooser, sorted(candidates, key=lambda one: one.id), 4)


def test_nothing_to_choose_from(chooser: Chooser) -> None:
    assert chosen(chooser, [], 3) == []
    assert chosen(chooser, [candidate("a")], 0) == []
