from corpus.paragraphs import text_blocks


def read(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in text_blocks(text)]


def test_wrapped_lines_are_joined_and_empty_lines_part() -> None:
    assert read("One line\nand another.\n\n  \nA second para-\ngraph.") == [
        ("body", 0, "One line and another."),
        ("body", 0, "A second paragraph."),
    ]


def test_headings_are_told_by_rules_capitals_and_numbers() -> None:
    assert read("The Harbour\n===========\n\nText.\n\nTHE PEOPLE\n\n2.1 The berths\n\nmore\n\n# Hash") == [
        ("heading", 1, "The Harbour"),
        ("body", 0, "Text."),
        ("heading", 1, "THE PEOPLE"),
        ("heading", 2, "2.1 The berths"),
        ("body", 0, "more"),
        ("heading", 1, "Hash"),
    ]


def test_list_items_are_parted_and_a_form_feed_is_a_break() -> None:
    assert read("Aims:\n- one\n  goes on\n- two\n(a) three\fnext") == [
        ("body", 0, "Aims:"),
        ("list", 0, "- one goes on"),
        ("list", 0, "- two"),
        ("list", 0, "(a) three"),
        ("body", 0, "next"),
    ]


def test_a_text_without_empty_lines_but_with_long_lines_has_a_paragraph_a_line() -> None:
    line = "word " * 40
    assert len(read("\n".join([line] * 4))) == 4


def test_an_ordinary_sentence_is_no_heading() -> None:
    assert [kind for kind, *_ in read("It rained.\n\nUK and EU\n\n3 boats came in")] == ["body", "body", "body"]
