"""Each format is opened with another library than the one that wrote it."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from page import validate_pdf_bytes
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from errors import InvalidSetting
from views.brief.blocks import Block, Heading
from views.brief.formats import FILE_FORMATS, rendered, written
from views.brief.outline import outline
from views.brief.summary import Summary
from views.brief.workbook import workbook
from views.wording import GAP

HEADLINE = (
    "Legacy IT rose in 2019–2021, by 10.0 percentage points a year (95 % interval 2.0 to 18.0); "
    "it takes up 16.7 % of the average report (0–100 %)."
)
QUOTED = "The <b>core</b> ledger runs on a mainframe that is older than its keepers | and costs £2m. It will stay."
CITED = "Office r3, Report r3, 2020, p. xii (page 14 of the file)"
HEADINGS = [
    "Legacy IT & its <keepers>", "In brief", "The United Kingdom and the Netherlands compared",
    "In the words of the United Kingdom, on Legacy IT", "In the words of the Netherlands, on Legacy IT",
    "Legacy IT", "Over the years", "Who speaks of it most and least", "Sub-topics", "Key phrases",
    "In the reports’ own words", "Where reports differ", "Limits", "Passages quoted", "Method",
    "How to reproduce this summary",
]  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def flat(text: str) -> str:
    return " ".join(text.replace(GAP, " ").split())


@pytest.fixture
def blocks(summary: Summary) -> tuple[Block, ...]:
    return outline(summary)


@pytest.mark.parametrize("format", FILE_FORMATS)
def test_same_summary_gives_the_same_bytes(summary: Summary, format: str) -> None:
    assert written(summary, format) == written(summary, format)


def test_unknown_formats_are_a_plain_error(blocks: Sequence[Block]) -> None:
    with pytest.raises(InvalidSetting, match="“odt”"):
        rendered(blocks, "odt")


def test_markdown_reads_back(blocks: Sequence[Block]) -> None:
    text = rendered(blocks, "md").decode("utf-8")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [
        flat("".join(child.content for child in token.children or [])) for token in tokens if token.type == "inline"
    ]
    headings = [inline_of.content for at, inline_of in enumerate(tokens) if tokens[at - 1].type == "heading_open"]
    assert len(headings) == len(HEADINGS)
    assert HEADLINE in inline
    assert any(QUOTED in words for words in inline)
    assert any(CITED in words for words in inline)
    assert not any(token.type == "html_block" for token in tokens)
    assert not any(child.type == "html_inline" for token in tokens for child in token.children or [])


def test_html_is_one_safe_accessible_file(blocks: Sequence[Block]) -> None:
    content = rendered(blocks, "html")
    page = html.document_fromstring(content.decode("utf-8"))
    assert page.get("lang") == "en-GB"
    assert [flat(one.text_content()) for one in page.iter("h1", "h2", "h3")] == HEADINGS
    assert len(page.findall(".//main")) == 1
    words = flat(page.text_content())
    assert HEADLINE in words
    assert f"“{QUOTED}”" in words
    assert CITED in words
    assert [mark.text for mark in page.iter("mark")] == ["mainframe"] * 3
    assert all(
        image.get("alt") and image.get("src").startswith("data:image/svg+xml;base64,") for image in page.iter("img")
    )
    assert len(list(page.iter("img"))) == 2
    for table in page.iter("table"):
        assert table.findtext("caption")
        assert all(head.get("scope") in ("col", "row") for head in table.iter("th"))
    assert not list(page.iter("script", "iframe", "object", "link", "b", "i", "keepers"))


def structure(node: PdfObject | None) -> Iterator[DictionaryObject]:
    """Yield the structure elements of a PDF in reading order."""
    found = node.get_object() if node is not None else None
    if isinstance(found, ArrayObject):
        for child in found:
            yield from structure(child)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield found
        yield from structure(found.get("/K"))


class Addresses(HTMLParser):
    """Collects what a page would fetch or open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")]


def test_html_opens_nothing_outside_itself(blocks: Sequence[Block]) -> None:
    reader = Addresses()
    reader.feed(rendered(blocks, "html").decode("utf-8"))
    assert reader.found
    assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in reader.found)


def test_docx_has_real_headings_alt_texts_and_tables(blocks: Sequence[Block]) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered(blocks, "docx"))) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        properties = package.read("docProps/core.xml").decode("utf-8")
        notes = etree.fromstring(package.read("word/footnotes.xml"))
        assert b"footnotes+xml" in package.read("[Content_Types].xml")
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    said: dict[str, list[str]] = {}
    for paragraph in body.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val") if style is not None else "Normal"
        said.setdefault(name, []).append(flat("".join(text.text or "" for text in paragraph.iter(f"{_W}t"))))
    assert said["Title"] == HEADINGS[:1]
    shown = [one for one in HEADINGS[1:] if one != "Passages quoted"]  # they are footnotes here
    assert said["Heading1"] + said["Heading2"] == [
        *[one for one in shown if one in said["Heading1"]],
        *[one for one in shown if one in said["Heading2"]],
    ]
    assert len(said["Heading1"]) + len(said["Heading2"]) == len(shown)
    assert HEADLINE in said["Lead"]
    assert f"“{QUOTED}”" in said["Quote"]
    cited = {note.get(f"{_W}id"): "".join(note.itertext()).strip() for note in notes if note.get(f"{_W}type") is None}
    marks = [mark.get(f"{_W}id") for mark in body.iter(f"{_W}footnoteReference")]
    assert marks == list(cited) == [str(at + 1) for at in range(len(said["Quote"]))]
    assert cited["1"] == f"{CITED} (passage r3-1)"
    described = [one.get("descr") for one in body.iter() if one.tag.endswith("}docPr")]
    assert len(described) == 2
    assert all(described)
    assert all(table.find(f".//{_W}tblHeader") is not None for table in body.iter(f"{_W}tbl"))
    assert "Figure 2. Legacy IT: share by year" in said["Caption"]
    assert said["Caption"][1].startswith("Table 1. ")
    assert "2000-01-01T00:00:00Z" in properties


def test_it_has_a_table_of_contents_when_it_is_long(summary: Summary) -> None:
    start = outline(summary)[:2]
    many = [*start, *(Heading(2, f"Section {at}") for at in range(9))]
    page = rendered(many, "html").decode()
    assert re.findall(r'<a href="#(section-\d)">', page) == re.findall(r'<h2 id="(section-\d)">', page)
    assert page.count('<h2 id="section-') == 9
    assert "<nav" not in rendered(many[:-2], "html").decode()
    content = rendered(many, "pdf")
    assert validate_pdf_bytes(content, profile="ua1").is_compliant
    front = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert all(front.count(f"Section {at}") == 2 for at in range(9))
    with zipfile.ZipFile(io.BytesIO(rendered(many, "docx"))) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    targets = {link.get(f"{_W}anchor") for link in body.iter(f"{_W}hyperlink")}
    marks = {mark.get(f"{_W}name") for mark in body.iter(f"{_W}bookmarkStart")}
    assert len(targets) == 9
    assert targets == marks


def test_a_slide_is_16_to_9_with_headline_and_source(summary: Summary) -> None:
    alone = replace(summary, comparison=None)
    drawing = etree.fromstring(written(alone, "svg"))
    assert (drawing.get("width"), drawing.get("height")) == ("1280", "720")
    words = flat(" ".join(drawing.itertext()))
    assert HEADLINE in words
    assert "Source: Themeline, 6 reports, 2019–2021." in words
    assert HEADLINE in flat(drawing.get("aria-label"))
    picture = Image.open(io.BytesIO(written(alone, "png")))
    assert picture.size == (1920, 1080)
    assert len(picture.convert("L").getcolors() or ()) > 20
    assert "higher in the United Kingdom" in " ".join(etree.fromstring(written(summary, "svg")).itertext())


def test_pdf_is_tagged_titled_and_holds_the_words(blocks: Sequence[Block]) -> None:
    reader = PdfReader(io.BytesIO(rendered(blocks, "pdf")))
    assert reader.metadata is not None
    assert reader.metadata.title == HEADINGS[0]
    root = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]  # a dictionary of the file
    assert str(root["/Lang"]).lower() == "en-gb"  # type: ignore[index]  # as above
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else False
    tags = [(str(one.get("/S")), one) for one in structure(root["/StructTreeRoot"])]  # type: ignore[index]  # as above
    names = [name for name, _ in tags]
    assert names.count("/H1") == 1
    assert names.count("/H2") + names.count("/H3") == len(HEADINGS) - 1
    assert {"/Table", "/TH", "/TD", "/L", "/P"} <= set(names)
    described = [str(one.get("/Alt", "")) for name, one in tags if name == "/Figure"]
    assert len(described) == 2
    assert all(text.startswith(("Line chart", "Dot plot")) for text in described)
    words = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    for text in (HEADLINE, QUOTED, CITED):
        assert re.sub(r"\s+", "", text) in words


def test_workbook_has_typed_tables_and_no_formula(summary: Summary) -> None:
    content = workbook(summary)
    assert content == workbook(summary)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        "summary", "themes", "changes", "share", "reach", "trends", "by country", "words", "apart", "comparison",
        "passages", "notes", "provenance",
    ]  # fmt: skip
    trends = [[cell.value for cell in row] for row in book["trends"].iter_rows()]
    assert trends[0][:6] == ["theme", "theme_id", "year", "estimate", "conf_low", "conf_high"]
    assert trends[2][:6] == ["Legacy IT", "legacy-it", 2020, 0.2, 0, 1]
    words = [[cell.value for cell in row][2:] for row in book["words"].iter_rows(min_row=2)]
    assert words == [
        ["sub-topic", "mainframe, ledger", 1, 1],
        ["key phrase", "mainframe", 2, None],
        ["key phrase", "ledger", 1, None],
    ]  # fmt: skip
    quoted = [row[3].value for row in book["passages"].iter_rows(min_row=2)]
    assert quoted == [QUOTED, "'=SUM(A1) is not a formula here."]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
