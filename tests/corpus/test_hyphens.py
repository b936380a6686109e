from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.hyphens import SOFT_BREAK, breaks_words, join_lines, words_of


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["An agree" + SOFT_BREAK, "ment signed"], "An agreement signed"),
        (["twenty" + SOFT_BREAK, "seven boats"], "twenty-seven boats"),
        (["it was six" + SOFT_BREAK, "teen"], "it was sixteen"),
        (["cross-", "border trade"], "cross-border trade"),
        (["an under" + SOFT_BREAK, "standing"], "an understanding"),
        (["up" + SOFT_BREAK, "to-date"], "up-to-date"),
        (["evidence" + SOFT_BREAK, "based"], "evidence-based"),
        (["COVID" + SOFT_BREAK, "19"], "COVID-19"),
        (["Anglo" + SOFT_BREAK, "Irish"], "Anglo-Irish"),
        (["a pause –", "and on"], "a pause – and on"),
        (["plain", "lines"], "plain lines"),
        (["either/", "or"], "either/or"),
    ],
)
def test_words_broken_at_a_line_end_are_made_whole(lines: list[str], wanted: str) -> None:
    assert join_lines(lines, {})[0] == wanted


def test_the_report_itself_decides_first() -> None:
    lines = ["the co" + SOFT_BREAK, "operation"]
    assert join_lines(lines, Counter({"cooperation": 3}))[0] == "the cooperation"
    assert join_lines(lines, Counter({"co-operation": 3}))[0] == "the co-operation"


def test_compounds_of_more_than_two_words_are_known_by_their_whole() -> None:
    known = Counter({"whole-of-government": 1, "decision-making": 2})
    assert join_lines(["a whole-of" + SOFT_BREAK, "government plan"], known)[0] == "a whole-of-government plan"
    assert join_lines(["their deci" + SOFT_BREAK, "sion-making"], known)[0] == "their decision-making"
    assert join_lines(["an end-to" + SOFT_BREAK, "end service"], {})[0] == "an end-to-end service"


@pytest.mark.parametrize(
    ("breaks", "wanted"),
    [
        ([("data", "enabled"), ("town", "centre"), ("user", "led"), ("web", "site"), ("cloud", "first")], False),
        ([("agree", "ment"), ("town", "centre"), ("govern", "ment"), ("serv", "ices"), ("cloud", "first")], True),
    ],
)
def test_a_report_that_breaks_no_words_keeps_its_hyphens(breaks: list[tuple[str, str]], wanted: bool) -> None:
    lines = ["enabled centre site cloud led first data town user"]
    for left, right in breaks:
        lines += [f"of the {left}{SOFT_BREAK}", f"{right} and so on"]
    known = words_of(lines)
    assert breaks_words(lines, known) is wanted
    joined, _ = join_lines([f"of the data{SOFT_BREAK}", "backed plan"], known, breaking=wanted)
    assert joined == ("of the databacked plan" if wanted else "of the data-backed plan")


def test_the_vocabulary_leaves_broken_words_out() -> None:
    held = words_of(["the agree" + SOFT_BREAK, "ment and the well-known ledger"])
    assert held == {"the": 2, "and": 1, "well-known": 1, "ledger": 1}


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}[-\x02]?", fullmatch=True), min_size=1, max_size=6))
def test_every_line_begins_where_it_is_said_to(lines: list[str]) -> None:
    text, starts = join_lines(lines, {})
    assert SOFT_BREAK not in text
    for line, start in zip(lines, starts, strict=True):
        assert text[start:].startswith(line.rstrip("-" + SOFT_BREAK))
