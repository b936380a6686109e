"""What PDF/UA-1 asks: by a checker that others wrote, and by what can be looked up in a file's structure.

Looked up: marks and tags belong together, headings nest, head cells have a scope, fonts are embedded, the title is
shown. Beside these, the typesetter's own export as PDF/UA-1 refuses what it knows to be wrong.
"""

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from page import validate_pdf_bytes
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, NumberObject, PdfObject

from views.brief.formats import written
from views.brief.summary import Length, Summary


@pytest.fixture
def reader(summary: Summary) -> PdfReader:
    return PdfReader(io.BytesIO(written(summary, "pdf")))


def root(reader: PdfReader) -> DictionaryObject:
    found = reader.trailer["/Root"].get_object()
    assert isinstance(found, DictionaryObject)
    return found


def elements(node: PdfObject | None) -> Iterator[DictionaryObject]:
    """Yield structure elements and references to marked content, in reading order."""
    found = node.get_object() if node is not None else None
    if isinstance(found, ArrayObject):
        for child in found:
            yield from elements(child)
    elif isinstance(found, DictionaryObject):
        yield found
        yield from elements(found.get("/K"))


def named(reader: PdfReader, name: str) -> list[DictionaryObject]:
    return [one for one in elements(root(reader)["/StructTreeRoot"]) if re.fullmatch(name, str(one.get("/S", "")))]


def marks(reader: PdfReader, page: PageObject) -> Iterator[tuple[str, int | None]]:
    """Yield the mark that each piece of shown text or drawing stands in, with its number."""
    contents = page.get_contents()
    assert contents is not None
    stack: list[tuple[str, int | None]] = []
    for operands, operator in ContentStream(contents, reader).operations:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], DictionaryObject) else {}
            stack.append((str(operands[0]), properties.get("/MCID")))
        elif operator == b"EMC":
            stack.pop()
        elif operator in (b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"S", b"B"):
            yield next((mark for mark in reversed(stack) if mark[1] is not None), stack[-1] if stack else ("", None))


def broken_rules(content: bytes) -> list[str]:
    report = validate_pdf_bytes(content, profile="ua1")
    assert report.rules.total > 100
    assert report.is_compliant == (not report.failures)
    return [failure.rule_id for failure in report.failures]


@pytest.mark.parametrize(("compared", "length"), [(False, "full"), (True, "full"), (True, "short")])
def test_a_checker_of_pdf_ua_finds_nothing(summary: Summary, compared: bool, length: Length) -> None:
    asked = summary if compared else replace(summary, comparison=None)
    assert broken_rules(written(asked, "pdf", length)) == []


@pytest.mark.parametrize("lost", ["/StructTreeRoot", "/Lang", "/ViewerPreferences"])
def test_the_checker_sees_what_is_lost(summary: Summary, lost: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(written(summary, "pdf", "short")))
    del writer.root_object[lost]
    content = io.BytesIO()
    writer.write(content)
    assert broken_rules(content.getvalue())


def test_everything_shown_is_tagged_or_an_artifact(reader: PdfReader) -> None:
    tree = root(reader)["/StructTreeRoot"]
    kids = [kid for one in elements(tree) for kid in numbers(one.get("/K"))]
    shown = [mark for page in reader.pages for mark in marks(reader, page)]
    assert shown
    assert all(number is not None or name == "/Artifact" for name, number in shown)
    tagged = {(at, number) for at, page in enumerate(reader.pages) for _, number in marks(reader, page)} - {(0, None)}
    assert len(kids) >= len({pair for pair in tagged if pair[1] is not None})


def numbers(kids: PdfObject | None) -> list[int]:
    found = kids.get_object() if kids is not None else None
    each = found if isinstance(found, ArrayObject) else [found]
    plain = [int(kid) for kid in each if isinstance(kid, NumberObject)]
    return plain + [int(str(kid["/MCID"])) for kid in each if isinstance(kid, DictionaryObject) and "/MCID" in kid]


def test_headings_nest_from_the_title_down(reader: PdfReader) -> None:
    levels = [int(str(one["/S"])[2:]) for one in named(reader, r"/H\d") if str(one["/S"])[2:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_head_cells_have_a_scope_and_figures_their_words(reader: PdfReader) -> None:
    heads = named(reader, "/TH")
    assert heads
    for head in heads:
        assert "/Scope" in str(head["/A"].get_object())
    figures = named(reader, "/Figure")
    assert len(figures) == 2
    assert all(str(one.get("/Alt", "")) for one in figures)


def test_fonts_are_embedded_and_the_title_is_shown(reader: PdfReader) -> None:
    preferences = root(reader)["/ViewerPreferences"].get_object()
    assert isinstance(preferences, DictionaryObject)
    assert preferences["/DisplayDocTitle"]
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # a dictionary of the file
    assert fonts
    for font in fonts:
        for inner in font.get("/DescendantFonts", ArrayObject([font])).get_object():
            descriptor = inner.get_object().get("/FontDescriptor")
            assert descriptor is not None
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object())
