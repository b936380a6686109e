"""A summary as a Word document: real headings, styles, captions, alt texts, and a table of contents when long."""

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Pairs, Paragraph, Quote, contents_of, title_of
from views.brief.footnotes import Footnotes
from views.brief.outline import source_of
from views.charts.canvas import svg_png
from views.escape import plain
from views.evidence import phrase_spans, segments
from views.export import CREATED
from views.language import say, tag
from views.wording import quote_marks

_FONT = "Arial"
_TEXT_WIDTH = Cm(17)
_TALLEST = Cm(16)
_ON_ONE_PAGE = 16
"""Rows of a table that is not parted by the end of a page."""
_PNG_SCALE = 2.5
_INK, _SOFT = RGBColor(0x1F, 0x24, 0x30), RGBColor(0x4F, 0x56, 0x64)


def docx(blocks: Sequence[Block]) -> bytes:
    """Return a summary's blocks as a DOCX file; the same blocks give the same bytes."""
    document = Document()
    _set_up(document, title_of(blocks))
    notes, numbers = Footnotes(document, 8.5, _SOFT), Counter[str]()
    blocks = _without_passages(blocks)
    sections = contents_of(blocks)
    for block in blocks:
        if sections and block == Heading(2, sections[0]):
            _add_contents(document, sections)
        _add(document, block, notes, numbers)
    _add_anchors(document)
    notes.close()
    buffer = io.BytesIO()
    document.save(buffer)
    return _dated(buffer)


def _without_passages(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without the list of passages quoted, whose place the footnotes take."""
    listed = [at for at, block in enumerate(blocks) if isinstance(block, Items) and block.numbered]
    return [block for at, block in enumerate(blocks) if at not in listed and at + 1 not in listed]


def _dated(package: io.BytesIO) -> bytes:
    """Return a package whose members all carry the same date, so that bytes depend on content alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _set_up(document: WordDocument, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = plain(title), "Themeline", tag()
    properties.last_modified_by, properties.comments, properties.revision = "Themeline", "", 1
    properties.created = properties.modified = CREATED
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    _set_up_styles(document)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(footer)


def _set_up_styles(document: WordDocument) -> None:
    styles = document.styles
    sizes = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9, "Quote": 10}
    for name, size in sizes.items():
        style: Any = styles[name]
        style.font.bold = name not in ("Normal", "Quote")
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{attribute}"), _FONT)
    normal: Any = styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.08
    normal.element.get_or_add_rPr().append(_language(tag()))
    for name, before in (("Title", 0), ("Heading 1", 12), ("Heading 2", 8)):
        heading: Any = styles[name]
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(before), Pt(3)
    caption: Any = styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(3)
    quote: Any = styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent, quote.paragraph_format.space_after = Cm(0.6), Pt(5)
    quote.paragraph_format.keep_together = True
    _new_style(document, "Lead", 12, bold=True)
    _new_style(document, "Remark", 9.5, colour=_SOFT)
    _new_style(document, "Table Text", 8.5)


def _new_style(
    document: WordDocument,
    name: str,
    size: float,
    *,
    bold: bool = False,
    colour: RGBColor = _INK,
) -> None:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, colour
    if name == "Table Text":
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1.0


def _add(document: WordDocument, block: Block, notes: Footnotes, numbers: Counter[str]) -> None:
    match block:
        case Heading():
            document.add_heading(plain(block.text), block.level - 1)
        case Paragraph():
            style = {"lead": "Lead", "plain": "Normal", "remark": "Remark", "note": "Remark"}[block.kind]
            _written(document, plain(block.text), style)
        case Items():
            _add_items(document, block)
        case DataTable():
            _add_caption(document, say("Table"), block.caption, numbers)
            _add_table(document, block)
        case Figure():
            _add_caption(document, say("Figure"), block.caption, numbers)
            _add_figure(document, block)
        case Quote():
            _add_quote(document, block, notes)
        case Pairs():
            _add_pairs(document, block)


def _written(document: WordDocument, text: str, style: str) -> WordParagraph:
    """Add a paragraph; its style is named by id, for which python-docx would look through all styles each time."""
    paragraph: WordParagraph = document.add_paragraph(text)
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def _add_items(document: WordDocument, block: Items) -> None:
    for text in block.texts:
        _written(document, plain(text), "List Bullet")


def _add_pairs(document: WordDocument, block: Pairs) -> None:
    for name, value in block.pairs:
        paragraph = _written(document, "", "Remark")
        paragraph.add_run(say("{name}: {value}", name=plain(name), value="")).bold = True
        paragraph.add_run(plain(value))


def _add_caption(document: WordDocument, kind: str, text: str, numbers: Counter[str]) -> None:
    """Write a caption whose number is right as it stands and which Word can update and list."""
    numbers[kind] += 1
    paragraph = _written(document, f"{kind} ", "Caption")
    _begin_field(paragraph, f"SEQ {kind} \\* ARABIC")
    paragraph.add_run(str(numbers[kind]))
    _mark_field(paragraph, "end")
    paragraph.add_run(f". {plain(text)}")


def _add_table(document: WordDocument, block: DataTable) -> None:
    frame = block.frame
    table = document.add_table(rows=1 + len(frame), cols=len(frame.columns))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, True
    names = [str(name) for name in frame.columns]
    rows = frame.astype(str).to_numpy().tolist()
    for column, width in zip(table.columns, _widths([names, *rows]), strict=True):
        column.width = width
    for at, (row, texts) in enumerate(zip(table.rows, [names, *rows], strict=True)):
        # `row.cells` looks at the whole table for each row; the row's own elements are all we need.
        for column, (cell, text) in enumerate(zip(row._tr.tc_lst, texts, strict=True)):
            right = column > 0 and _is_number(rows[0][column] if rows else "")
            paragraph = _fill(_Cell(cell, table), text, bold=at == 0, right=right)
            paragraph.paragraph_format.keep_with_next = at < len(rows) <= _ON_ONE_PAGE
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))
    _rule_lines(table)
    _written(document, "", "Table Text")


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool) -> WordParagraph:
    paragraph: WordParagraph = cell.paragraphs[0]
    paragraph._p.style = "TableText"
    paragraph.add_run(plain(text)).bold = bold
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def _widths(rows: list[list[str]]) -> list[Length]:
    """Return column widths: numbers and single words get what they need, the columns of words share what is left.

    A heading over numbers wraps where there is no room for all.
    """
    columns = [[row[at] for row in rows] for at in range(len(rows[0]))]
    counted = [at for at, column in enumerate(columns) if at and len(column) > 1 and _is_number(column[1])]
    longest = {at: min(max(map(len, column)), 40) for at, column in enumerate(columns) if at not in counted}
    whole = {at: _need([f"{columns[at][0].replace(' ', '-')}-", *columns[at][1:]]) for at in counted}
    roomy = sum(whole.values()) + sum(_need(["", "-" * letters]) for letters in longest.values()) <= _TEXT_WIDTH
    numbers = whole if roomy else {at: _need(columns[at]) for at in counted}
    words = {
        at: _need([columns[at][0], *(word for cell in columns[at][1:] for word in cell.split())]) for at in longest
    }
    left = max(_TEXT_WIDTH - sum(numbers.values()) - sum(words.values()), 0)
    shares = {at: words[at] + left * longest[at] // sum(longest.values()) for at in longest}
    return [Emu((numbers | shares)[at]) for at in range(len(columns))]


def _need(column: list[str]) -> int:
    """Return the width of a column of numbers at the size of table text; its heading may wrap between words."""
    letters = max([len(cell) for cell in column[1:]] + [len(word) + 1 for word in column[0].split()])
    return int(letters * Cm(0.137) + Cm(0.6))


def _is_number(text: str) -> bool:
    return bool(text) and (text[0].isdigit() or text[0] in "+−<>–")


def _rule_lines(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9CFDA")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _add_figure(document: WordDocument, block: Figure) -> None:
    shape = document.add_picture(io.BytesIO(svg_png(block.svg, _PNG_SCALE)), width=_TEXT_WIDTH)
    if shape.height > _TALLEST:
        shape.width, shape.height = Emu(int(shape.width * _TALLEST / shape.height)), _TALLEST
    described = shape._inline.docPr
    described.set("descr", plain(block.alt_text))
    described.set("name", say("Chart"))


def _add_quote(document: WordDocument, block: Quote, notes: Footnotes) -> None:
    quotation = block.quotation
    before, behind = quote_marks()
    paragraph = _written(document, before, "Quote")
    for piece in segments(quotation.text, phrase_spans(quotation.text, quotation.evidence)):
        run = paragraph.add_run(plain(piece.text))
        run.bold = piece.marked
        if quotation.language:
            run._r.get_or_add_rPr().append(_language(quotation.language))
    paragraph.add_run(behind)
    notes.add(paragraph, plain(source_of(quotation)))


def _language(code: str) -> Any:  # noqa: ANN401 - an element of python-docx, which is untyped
    language: Any = OxmlElement("w:lang")
    language.set(qn("w:val"), code)
    return language


def _add_contents(document: WordDocument, sections: list[str]) -> None:
    """Write a table of contents that is right as it stands and that Word can update."""
    _written(document, say("Contents"), "Lead")
    for at, text in enumerate(sections):
        paragraph = _written(document, "", "List Bullet")
        if at == 0:
            _begin_field(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
        link: Any = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _anchor(at))
        link.append(paragraph.add_run(plain(text))._r)
        paragraph._p.append(link)
        if at == len(sections) - 1:
            _mark_field(paragraph, "end")


def _add_anchors(document: WordDocument) -> None:
    headings = [one for one in document.paragraphs if one.style is not None and one.style.style_id == "Heading1"]
    for at, heading in enumerate(headings):
        for kind in ("bookmarkStart", "bookmarkEnd"):
            mark = OxmlElement(f"w:{kind}")
            mark.set(qn("w:id"), str(at))
            if kind == "bookmarkStart":
                mark.set(qn("w:name"), _anchor(at))
            heading._p.append(mark)


def _anchor(at: int) -> str:
    return f"_Toc{at + 1:06d}"


def _add_page_number(paragraph: WordParagraph) -> None:
    _begin_field(paragraph, "PAGE")
    paragraph.add_run("1")
    _mark_field(paragraph, "end")


def _begin_field(paragraph: WordParagraph, instruction: str) -> None:
    _mark_field(paragraph, "begin")
    code: Any = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = instruction
    paragraph.add_run()._r.append(code)
    _mark_field(paragraph, "separate")


def _mark_field(paragraph: WordParagraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
