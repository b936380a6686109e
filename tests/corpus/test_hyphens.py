from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.hyphens import SOFT_BREAK, join_lines, words_of


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


def test_the_vocabulary_leaves_broken_words_out() -> None:
    held = words_of(["the agree" + SOFT_BREAK, "ment and the well-known ledger"])
    assert held == {"the": 2, "and": 1, "well-known": 1, "ledger": 1}


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}[-\x02]?", fullmatch=True), min_size=1, max_size=6))
def test_every_line_begins_where_it_is_said_to(lines: list[str]) -> None:
    text, starts = join_lines(lines, {})
    assert SOFT_BREAK not in text
    for line, start in zip(lines, starts, strict=True):
        assert text[start:].startswith(line.rstrip("-" + SOFT_BREAK))
