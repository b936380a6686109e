import io

import docx
from docx.oxml import parse_xml

from corpus.readers.docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(paragraph))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def texts(data: bytes) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_docx(data, "a.docx").blocks]


def test_insertions_are_read_and_deletions_are_not() -> None:
    deleted = "<w:del w:id='2'><w:r><w:delText>old</w:delText></w:r></w:del>"
    paragraph = f"<w:p {W}>{run('The ')}{deleted}<w:ins w:id='1'>{run('new ')}</w:ins>{run('ledger')}</w:p>"
    assert texts(word(paragraph)) == [("body", "The new ledger")]


def test_content_controls_and_text_boxes_are_read_once() -> None:
    control = f"<w:sdt {W}><w:sdtContent><w:p>{run('Inside a control')}</w:p></w:sdtContent></w:sdt>"
    inner = f"<w:txbxContent><w:p>{run('In a box')}</w:p></w:txbxContent>"
    box = f"<w:p {W}>{run('Beside')}<w:r><w:pict>{inner}</w:pict></w:r></w:p>"
    assert texts(word(control, box)) == [("body", "Inside a control"), ("body", "Beside"), ("body", "In a box")]


def test_merged_cells_are_counted_once_and_field_codes_not_at_all() -> None:
    cell = f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p>{run('Wide')}</w:p></w:tc>"
    row = f"<w:tr><w:tc><w:p>{run('A')}</w:p></w:tc><w:tc><w:p>{run('B')}</w:p></w:tc></w:tr>"
    code = f"<w:p {W}><w:r><w:instrText>PAGEREF x</w:instrText></w:r>{run('Text')}</w:p>"
    assert texts(word(f"<w:tbl {W}><w:tr>{cell}</w:tr>{row}</w:tbl>", code)) == [
        ("table", "Wide\nA | B"),
        ("body", "Text"),
    ]


def test_headings_are_told_by_outline_level_too() -> None:
    heading = f"<w:p {W}><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{run('Quays')}</w:p>"
    (block,) = read_docx(word(heading), "a.docx").blocks
    assert (block.kind, block.level) == ("heading", 2)
