"""What a page shows and its text alone does not tell: typeset here, read back, compared with what was set."""

import hashlib

import pytest
import typst

from corpus.blocks import Block, Parsed
from corpus.readers.pdf import read_pdf
from errors import UnreadableFile

SENTENCES = (
    "The harbour office keeps its ledgers in three long rows and nobody may carry them out of the room.",
    "A clerk reads the tide from the gauge each morning, writes it down twice and signs beside both figures.",
    "When the wind stands in the north-west the sluice is worked by hand, which takes two people an hour.",
)
TEXT = " ".join(SENTENCES)


def read(source: str) -> Parsed:
    page = '#set page(width: 400pt, height: 500pt, margin: 40pt)\n#set text(10pt, lang: "en")\n'
    return read_pdf(typst.compile((page + source).encode()), "a.pdf")


def of_kind(parsed: Parsed, kind: str) -> list[Block]:
    return [block for block in parsed.blocks if block.kind == kind]


def test_headings_are_known_by_their_tags_where_nothing_else_tells() -> None:
    parsed = read(
        "#set heading(bookmarked: false)\n#show heading: it => block(text(10pt, weight: 400, it.body))\n"
        f"= On tides\n{TEXT}\n\n== On sluices\n{TEXT}\n\n= On ledgers\n{TEXT}"
    )
    assert [(b.text, b.level) for b in of_kind(parsed, "heading")] == [
        ("On tides", 1),
        ("On sluices", 2),
        ("On ledgers", 1),
    ]
    assert [b.text for b in of_kind(parsed, "body")] == [TEXT] * 3


def test_a_ruled_table_is_no_prose_and_does_not_break_the_text_around_it() -> None:
    cells = [f"Reading {row} of gauge {column} at the long wall" for row in range(3) for column in range(3)]
    table = f"#table(columns: 3, {', '.join(f'[{cell}]' for cell in cells)})"
    parsed = read(f"{TEXT}\n\n{table}\n\n{TEXT}")
    assert [b.text for b in of_kind(parsed, "body")] == [TEXT, TEXT]
    assert " ".join(of_kind(parsed, "table")[0].text.split()).startswith("Reading 0 of")


def test_a_frame_around_text_is_no_table() -> None:
    parsed = read(f"#rect(width: 100%)[{TEXT}]\n\n#rect(width: 100%)[{TEXT}]")
    assert [b.text for b in of_kind(parsed, "body")] == [TEXT, TEXT]


def test_numbers_that_point_to_notes_go_and_notes_stay_apart() -> None:
    note = "Counted by the exchange in the year of the flood."
    parsed = read(
        f"Between 2012 and 2014#footnote[{note}] the office was closed.#footnote[See https://example.org/a] {TEXT}"
    )
    assert [b.text for b in of_kind(parsed, "body")] == [f"Between 2012 and 2014 the office was closed. {TEXT}"]
    assert [b.text for b in of_kind(parsed, "footnote")] == [f"1 {note}", "2 See https://example.org/a"]


def test_notes_as_large_as_the_text_are_known_by_their_raised_numbers() -> None:
    parsed = read(f"#show footnote.entry: set text(10pt)\n{TEXT}#footnote[Counted by the exchange.] {TEXT}")
    assert [b.text for b in of_kind(parsed, "footnote")] == ["1 Counted by the exchange."]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    texts = [f"{day} it was written. {TEXT} And so on." for day in days]
    parsed = read(f"#show: rest => columns({columns}, rest)\n#set par(justify: true)\n" + "\n\n".join(texts))
    assert [b.text for b in of_kind(parsed, "body")] == texts


def test_text_turned_on_its_page_is_read_and_marked_where_it_is_shown() -> None:
    parsed = read(f"#rotate(-90deg, reflow: true)[#block(width: 380pt)[{TEXT}]]")
    (block,) = of_kind(parsed, "body")
    assert block.text == TEXT
    boxes = [place.box for place in block.places]
    assert all(box.bottom - box.top > 5 * (box.right - box.left) for box in boxes[:-1])
    assert [box.left for box in boxes] == sorted(box.left for box in boxes)


def test_a_paragraph_set_wider_than_the_rest_is_one() -> None:
    parsed = read(f"{TEXT}\n\n{TEXT}\n\n#par(leading: 12pt)[{TEXT}]\n\n{TEXT}\n\n{TEXT}")
    assert [b.text for b in of_kind(parsed, "body")] == [TEXT] * 5


def test_words_in_a_chart_above_its_caption_are_no_prose() -> None:
    chart = "rect(width: 80%, height: 2cm)[North quay #h(1fr) South quay]"
    parsed = read(f"{TEXT}\n\n#figure({chart}, caption: [Ships by quay])\n\n{TEXT}")
    assert [b.text for b in of_kind(parsed, "body")] == [TEXT, TEXT]
    assert [b.text for b in of_kind(parsed, "caption")] == ["Figure 1: Ships by quay"]


def test_italic_lines_head_what_stands_below_them() -> None:
    parsed = read(f"= On tides\n\n_The gauge at the wall_\n\n{TEXT}\n\n_The clerk_\n\n{TEXT}")
    assert [b.text for b in of_kind(parsed, "heading")] == ["On tides", "The gauge at the wall", "The clerk"]
    below = f"#block(width: 150pt)[_{TEXT}_]"
    names = read(f"= On tides\n\n_Sluice_\n\n{below}\n\n_A sluice that nobody works_\n\n{below}")
    assert [b.text for b in of_kind(names, "heading")] == ["On tides", "Sluice"]


def test_of_headings_alike_but_for_their_colour_the_coloured_one_stands_above() -> None:
    above, below = '#text(fill: rgb("#0070a0"))[*On tides:*]', "*The gauge at the wall*"
    parsed = read(f"{above}\n\n{below}\n\n{TEXT}\n\n*The clerk*\n\n{TEXT}")
    assert [(b.text, b.level) for b in of_kind(parsed, "heading")] == [
        ("On tides:", 1),
        ("The gauge at the wall", 2),
        ("The clerk", 2),
    ]


@pytest.mark.parametrize("numbering", ['"1"', "none"])
def test_a_back_cover_without_number_or_head_stands_outside_the_last_chapter(numbering: str) -> None:
    names = ("On tides", "On sluices", "On ledgers", "On clerks", "On wind")
    pages = "#pagebreak()\n".join(f"#v(90pt)\n== {name}\n{TEXT}\n" for name in names)
    parsed = read(
        f"#set page(numbering: {numbering})\n= Annex\n{pages}\n"
        f"#set page(numbering: none)\n#pagebreak(weak: true)\n#v(90pt)\n== How to reach us\n{TEXT}"
    )
    levels = {block.text: block.level for block in of_kind(parsed, "heading")}
    assert levels["Annex"] == 1
    assert levels["On wind"] == 2
    assert levels["How to reach us"] == (1 if numbering == '"1"' else 2)


def rc4(key: bytes, data: bytes) -> bytes:
    box, out = list(range(256)), bytearray()
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    j = 0
    for i, byte in enumerate(data, 1):
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def locked(password: bytes) -> bytes:
    """Return a PDF encrypted by the oldest of the standard's handlers, which nobody opens without the password."""
    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    owner, name = bytes(range(32)), bytes(16)
    hashed = hashlib.md5((password + pad)[:32] + owner + b"\xfc\xff\xff\xff" + name)  # noqa: S324 - the standard's
    key = hashed.digest()[:5]
    own_key = hashlib.md5(key + b"\4\0\0\0\0").digest()[:10]  # noqa: S324 - of object 4
    text = rc4(own_key, b"BT /F1 12 Tf 50 700 Td (The tide is read each morning.) Tj ET")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return b"\n".join((
        b"%PDF-1.4",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R",
        b"/Resources<</Font<</F1 %s>>>>>>endobj" % font,
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj" % (len(text), text),
        b"trailer<</Root 1 0 R/ID[<%s><%s>]" % (name.hex().encode(), name.hex().encode()),
        b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>" % owner.hex().encode(),
        b"/U<%s>>>>>\n%%%%EOF" % rc4(key, pad).hex().encode(),
    ))  # fmt: skip


def test_a_pdf_that_only_its_owner_may_change_is_read_and_one_that_asks_for_a_password_is_told() -> None:
    assert [block.text for block in read_pdf(locked(b""), "a.pdf").blocks] == ["The tide is read each morning."]
    with pytest.raises(UnreadableFile, match=r"a\.pdf is protected by a password\. Save it without a password\."):
        read_pdf(locked(b"secret"), "a.pdf")
