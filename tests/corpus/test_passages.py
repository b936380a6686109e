import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.blocks import Block, Kind, Place
from corpus.passages import LONGEST, MOST_CHARACTERS, SHORTEST, cut
from corpus.sentences import count_words
from schema import Box


def words(count: int, word: str = "tide") -> str:
    return " ".join([word] * (count - 1) + [word + "."])


def texts(blocks: list[Block]) -> list[str]:
    return [passage.text for passage in cut(blocks)[1]]


def test_a_paragraph_of_40_to_150_words_is_one_passage_whatever_stands_beside_it() -> None:
    blocks = [Block(words(n)) for n in (12, 40, 9, 150, 7, 88)]
    assert texts(blocks) == [block.text for block in blocks]


def test_a_long_table_is_cut_between_rows() -> None:
    rows = [f"Quay {number}. | Tide no. {number}." for number in range(60)]
    found = texts([Block("\n".join(rows), "table")])
    assert len(found) > 1
    assert [row for text in found for row in text.split("\n")] == rows


def test_short_neighbours_under_one_heading_are_joined_until_they_reach_forty_words() -> None:
    blocks = [Block(words(n)) for n in (15, 15, 15, 15, 15, 15, 5)]
    assert [count_words(text) for text in texts(blocks)] == [45, 50]
    assert [count_words(text) for text in texts([Block(words(20)) for _ in range(4)])] == [40, 40]


def test_a_short_rest_joins_the_short_items_before_it_up_to_150_words() -> None:
    items = [Block(words(30), "list") for _ in range(4)]
    for rest, found in ((30, [150]), (31, [120, 31])):
        assert [count_words(text) for text in texts([*items, Block(words(rest))])] == found


def test_short_paragraphs_are_not_joined_over_a_heading() -> None:
    blocks = [Block(words(10)), Block("Quays", "heading", 1), Block(words(12))]
    _, passages = cut(blocks)
    assert [(count_words(p.text), p.heading) for p in passages] == [(10, ""), (12, "Quays")]


def test_a_line_of_dashes_is_a_passage_that_counts_for_nothing() -> None:
    _, passages = cut([Block("⸻ ---"), Block("Quays", "heading", 1), Block(words(12))])
    assert [(p.text[:4], p.counted) for p in passages] == [("⸻ --", False), ("tide", True)]


def test_the_heading_path_is_never_part_of_the_passage() -> None:
    blocks = [
        Block("Harbour", "heading", 1),
        Block("Berths", "heading", 2),
        Block(words(50)),
        Block("People", "heading", 2),
        Block(words(50)),
        Block("Money", "heading", 1),
        Block(words(50)),
    ]
    _, passages = cut(blocks)
    assert [p.heading for p in passages] == ["Harbour › Berths", "Harbour › People", "Money"]
    assert all("Berths" not in p.text for p in passages)


def test_a_long_paragraph_is_split_at_sentence_ends_into_even_parts() -> None:
    text = " ".join(words(20) for _ in range(20))
    parts = texts([Block(text)])
    assert " ".join(parts) == text
    assert all(part.endswith(".") for part in parts)
    assert all(SHORTEST <= count_words(part) <= LONGEST for part in parts)


def test_a_list_stays_with_its_short_lead_in() -> None:
    blocks = [Block(words(60)), Block("The plan has four aims:"), *(Block(words(15), "list") for _ in range(4))]
    _, passages = cut(blocks)
    assert [p.kind for p in passages] == ["body", "list"]
    assert passages[1].text.startswith("The plan has four aims:\n\ntide")


def test_a_long_list_is_cut_between_items() -> None:
    items = [f"{number} {words(39)}" for number in range(10, 20)]
    parts = texts([Block(item, "list") for item in items])
    assert [line for part in parts for line in part.split("\n")] == items
    assert all(count_words(part) <= LONGEST for part in parts)


def test_prose_is_numbered_first_and_the_rest_keeps_its_place_in_the_text() -> None:
    blocks = [
        Block("Contents 3", "contents"),
        Block(words(50)),
        Block(words(30), "footnote"),
        Block(words(51)),
        Block("A | B", "table"),
        Block("Fig. 1", "caption"),
    ]
    text, passages = cut(blocks)
    assert [(p.position, p.kind, p.counted) for p in passages] == [
        (1, "body", True),
        (2, "body", True),
        (3, "contents", False),
        (4, "footnote", True),
        (5, "table", False),
        (6, "caption", False),
    ]
    assert text.index(passages[2].text) < text.index(passages[0].text)


def test_a_passage_over_two_pages_keeps_a_box_on_each_and_the_label_of_the_first() -> None:
    places = (
        Place(0, Box(3, 0.1, 0.80, 0.9, 0.82)),
        Place(25, Box(3, 0.1, 0.82, 0.9, 0.84)),
        Place(50, Box(4, 0.1, 0.10, 0.9, 0.12)),
    )
    _, passages = cut([Block(words(60), page=3, places=places)], ("i", "ii", "1", "2"))
    assert (passages[0].page, passages[0].page_end, passages[0].page_label) == (3, 4, "1")
    assert passages[0].boxes == (Box(3, 0.1, 0.80, 0.9, 0.84), Box(4, 0.1, 0.10, 0.9, 0.12))


def test_each_part_of_a_split_paragraph_has_only_its_own_boxes() -> None:
    lines = [words(20) + " " for _ in range(10)]
    places = tuple(Place(sum(map(len, lines[:n])), Box(n + 1, 0.1, 0.1, 0.9, 0.12)) for n in range(10))
    _, passages = cut([Block("".join(lines).strip(), page=1, places=places)])
    assert [box.page for p in passages for box in p.boxes] == list(range(1, 11))
    assert [p.page for p in passages] == [p.boxes[0].page for p in passages]


KINDS: tuple[Kind, ...] = ("heading", "body", "list", "table", "caption", "footnote", "contents", "references")
BLOCKS = st.lists(
    st.builds(
        Block,
        st.one_of(
            st.text(max_size=400),
            st.integers(1, 700).map(words),
            st.integers(1, 60).map(lambda n: " ".join(words(9) for _ in range(n))),
            st.integers(1, 9000).map(lambda n: "x" * n),
        ),
        st.sampled_from(KINDS),
        st.integers(1, 6),
    ),
    max_size=14,
)


@given(BLOCKS)
@settings(max_examples=150, deadline=None)
def test_offsets_hold_and_no_word_is_lost_or_doubled(blocks: list[Block]) -> None:
    text, passages = cut(blocks)
    assert [p.position for p in passages] == list(range(1, len(passages) + 1))
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert all(len(p.text) <= MOST_CHARACTERS + 2 for p in passages if "\n" not in p.text)
    in_order = sorted(passages, key=lambda p: p.start)
    assert all(a.end <= b.start for a, b in pairwise(in_order))
    read = re.sub(r"\s", "", "".join(p.text for p in in_order))
    assert read == re.sub(r"\s", "", "".join(b.text for b in blocks if b.kind != "heading"))
