from itertools import pairwise

import pytest

from corpus.sentences import count_words, offset_of_word, sentence_ends


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The well-known 3.5% rise isn't small.", 6),
        ("デジタル庁", 5),
        ("…—!", 0),
        ("Åland's höher/tiefer", 2),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, words: int) -> None:
    assert count_words(text) == words


def sentences(text: str) -> list[str]:
    ends = [0, *sentence_ends(text)]
    return [text[a:b].strip() for a, b in pairwise(ends)]


def test_sentences_end_at_full_stops_but_not_at_abbreviations_or_decimals() -> None:
    text = (
        "Dr. Marsh saw 3.5 boats, e.g. the Tern. “Was it so?” she asked. It was (see p. 4). No. 7 sank! 2021 was wet."
    )
    assert sentences(text) == [
        "Dr. Marsh saw 3.5 boats, e.g. the Tern.",
        "“Was it so?” she asked.",
        "It was (see p. 4).",
        "No. 7 sank!",
        "2021 was wet.",
    ]


def test_sentences_of_east_asian_text_end_without_spaces() -> None:
    assert sentences("今日は雨です。明日は晴れです。") == ["今日は雨です。", "明日は晴れです。"]


def test_the_offset_of_a_word_beyond_the_last_is_the_end() -> None:
    assert offset_of_word("one two three", 2) == 8
    assert offset_of_word("one two three", 3) == 13
