from corpus.blocks import Block
from corpus.sections import mark_sections, title_lines

PARAGRAPH = (
    "The harbour has kept its books by hand for a hundred and forty years, and this review asks what would be "
    "lost if it stopped doing so."
)


def kinds(blocks: list[Block], title: str | None = None, *, printed: bool = False) -> list[str]:
    return [block.kind for block in mark_sections(blocks, title, printed)]


def test_what_stands_below_contents_and_references_is_marked_until_the_next_heading() -> None:
    blocks = [
        Block("Contents", "heading", 1),
        Block("Foreword … 3"),
        Block("The berths 5", "heading", 2),
        Block("Figure 1. Berths and quays of the", "caption"),
        Block("old harbour 8", "list"),
        Block("Foreword", "heading", 1),
        Block(PARAGRAPH),
        Block("References", "heading", 1),
        Block("Marsh, P. (2016), The Ledger, Quayside."),
        Block("Annex", "heading", 1),
        Block(PARAGRAPH),
    ]
    marked = kinds(blocks)
    assert marked[1:5] == ["contents"] * 4
    assert marked[6] == "body"
    assert marked[8:] == ["references", "heading", "body"]


def test_a_paragraph_below_contents_ends_the_contents() -> None:
    assert kinds([Block("Contents", "heading", 1), Block("One 1"), Block(PARAGRAPH)])[-1] == "body"


def test_lines_with_leader_dots_are_contents_anywhere() -> None:
    assert kinds([Block(PARAGRAPH), Block("Annex A . . . . . . . 12"), Block("Wait... 12 came")])[1:] == [
        "contents",
        "body",
    ]


def test_annexes_hung_below_the_references_are_raised_beside_them() -> None:
    blocks = [Block("References", "heading", 1), Block("Annex A", "heading", 2), Block("Part", "heading", 3)]
    assert [b.level for b in mark_sections([*blocks, Block(PARAGRAPH)], None, False)[:3]] == [1, 1, 2]


def test_title_matter_is_no_text_and_the_title_no_section() -> None:
    blocks = [
        Block("Tides: 2021", "heading", 1),
        Block("By P. Marsh"),
        Block("15 June 2021"),
        Block(PARAGRAPH),
        Block("End"),
    ]
    assert kinds(blocks, "Tides 2021") == ["boilerplate", "boilerplate", "boilerplate", "body", "body"]
    assert [block.text for block in title_lines(blocks)] == ["Tides: 2021", "By P. Marsh", "15 June 2021"]


def test_a_cover_of_a_printed_report_is_title_matter_with_its_headings_and_short_sentences() -> None:
    cover = [Block("Annual Review", "heading", 1, page=1), Block("All persons are invented, of course.", page=1)]
    text = [Block("Foreword", "heading", 1, page=3), Block(PARAGRAPH, page=3)]
    assert kinds([*cover, *text], printed=True) == ["boilerplate", "boilerplate", "heading", "body"]
    assert kinds([*cover, *text]) == ["heading", "body", "heading", "body"]


def test_a_report_without_any_paragraph_keeps_all_it_has() -> None:
    assert kinds([Block("One"), Block("Two", "list")], printed=True) == ["body", "list"]
