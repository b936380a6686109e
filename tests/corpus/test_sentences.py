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


@pytest.mark.parametrize(
    "text",
    [
        "Die Ämter nutzen ihn seit dem 3. März 2021 nach Abs. 4 der Verordnung, vgl. Nr. 7, z. B. bei der Löschung.",
        "Beschlossen am 12. November, gültig bis 31. Oktober, kostete es im 2. Quartal 5 Mio. Franken.",
        "M. Perrin, cf. art. 12 de la loi, et Mme. Roux en parlent.",
        "El Sr. Ortega y la Sra. Ruiz citan el núm. 4 y la pág. 12.",
        "Dhr. Bakker noemt bijv. Artikel 3 en blz. 12.",
    ],
)
def test_abbreviations_and_ordinals_of_other_languages_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_a_number_and_a_word_that_is_also_an_abbreviation_can_end_a_sentence() -> None:
    assert sentences("It rose to 3. August was wet. The state of the art. Nobody knew.") == [
        "It rose to 3.",
        "August was wet.",
        "The state of the art.",
        "Nobody knew.",
    ]
    assert sentences("Es waren 2019. Dann 14 Fälle. ¿Qué gana? Nada.") == [
        "Es waren 2019.",
        "Dann 14 Fälle.",
        "¿Qué gana?",
        "Nada.",
    ]


def test_sentences_of_east_asian_text_end_without_spaces() -> None:
    assert sentences("今日は雨です。明日は晴れです。") == ["今日は雨です。", "明日は晴れです。"]


def test_the_offset_of_a_word_beyond_the_last_is_the_end() -> None:
    assert offset_of_word("one two three", 2) == 8
    assert offset_of_word("one two three", 3) == 13
