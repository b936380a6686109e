"""Word documents to blocks, by a walk over the XML: python-docx's own paragraphs lose text.

Tracked insertions, content controls and text boxes are read; tracked deletions are not. DOCX
has no pages, so none are invented.
"""

import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from lxml.etree import XMLSyntaxError

from corpus.blocks import Block, Flaw, Kind, Parsed
from corpus.clean import one_line
from corpus.limits import check_office, said
from corpus.metadata import stated
from errors import UnreadableFile
from schema import MetadataValue

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|überschrift|titre|rubrik|kop)\s*([1-9])")
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", f"{_MC}Fallback"})
_LISTED = re.compile(r"^list\b|^liste")


def read_docx(data: bytes, name: str) -> Parsed:
    """Return the blocks and core properties of a .docx file.

    Raises
    ------
    UnreadableFile
        It is damaged, encrypted or no Word document.
    LimitExceeded
        It unpacks to more than is allowed.
    """
    check_office(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableFile(
            f"{name} is not a readable Word document: {said(error)}.", "Open and save it in Word."
        ) from error
    if document.element.body is None:
        raise UnreadableFile(f"{name} has no text part.", "Open and save it in Word.")
    walk = _Walk(document)
    blocks = tuple(walk.blocks(document.element.body))
    notes = tuple(_notes(document))
    flaws = () if blocks else (Flaw("The document holds no text.", "It may hold only pictures; export it as PDF."),)
    return Parsed("docx", (*blocks, *notes), _properties(document, blocks), flaws=flaws)


class _Walk:
    """Reads paragraphs and tables in order, with the document's own style names."""

    def __init__(self, document: WordDocument) -> None:
        self.styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        self.outline = {
            style.style_id: int(level.get(f"{_W}val", "9"))
            for style in document.styles
            for level in style.element.iter(f"{_W}outlineLvl")
        }

    def blocks(self, container: Any) -> Iterator[Block]:  # noqa: ANN401 - lxml elements are untyped
        """Yield the blocks of a body, content control or text box."""
        pending = [container]
        while pending:
            element = pending.pop()
            if element.tag in _SKIPPED:
                continue
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
                pending.extend(reversed([box for box in element.iter(f"{_W}txbxContent") if not _is_fallback(box)]))
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            else:
                pending.extend(reversed(element))

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:  # noqa: ANN401 - lxml elements are untyped
        text = one_line(_text(paragraph))
        if text:
            kind, level = self._kind(paragraph)
            yield Block(text, kind, level)

    def _kind(self, paragraph: Any) -> tuple[Kind, int]:  # noqa: ANN401 - lxml elements are untyped
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "body", 0
        style = properties.find(f"{_W}pStyle")
        identifier = style.get(f"{_W}val", "") if style is not None else ""
        name = self.styles.get(identifier, identifier.lower())
        level = properties.find(f"{_W}outlineLvl")
        depth = int(level.get(f"{_W}val", "9")) if level is not None else self.outline.get(identifier, 9)
        heading = _HEADING.match(name)
        if heading or depth < 9 or name == "title":
            return "heading", min(int(heading[1]) if heading else depth + 1 if depth < 9 else 1, 6)
        if name.startswith("toc"):
            return "contents", 0
        if name == "caption":
            return "caption", 0
        return ("list", 0) if properties.find(f"{_W}numPr") is not None or _LISTED.match(name) else ("body", 0)

    def _table(self, table: Any) -> Iterator[Block]:  # noqa: ANN401 - lxml elements are untyped
        """Yield a data table as one block; a table that lays out paragraphs, as those paragraphs."""
        rows = [list(row.iter(f"{_W}tc")) for row in table.iter(f"{_W}tr")]
        texts = [[one_line(" ".join(map(_text, cell.iter(f"{_W}p")))) for cell in row] for row in rows]
        cells = [text for row in texts for text in row]
        if len(cells) == 1 or sum(len(text.split()) for text in cells) > 30 * max(len(cells), 1):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        lines = [" | ".join(filter(None, row)) for row in texts]
        if any(lines):
            yield Block("\n".join(filter(None, lines)), "table")


def _is_fallback(element: Any) -> bool:  # noqa: ANN401 - lxml elements are untyped
    return any(parent.tag == f"{_MC}Fallback" for parent in element.iterancestors())


def _text(paragraph: Any) -> str:  # noqa: ANN401 - lxml elements are untyped
    """Return what a paragraph shows, without deletions, field codes and the text boxes anchored in it."""
    pieces: list[str] = []
    pending = [paragraph]
    while pending:
        element = pending.pop()
        if element.tag in _SKIPPED or element.tag == f"{_W}txbxContent":
            continue
        if element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        pending.extend(reversed(element))
    return "".join(pieces)


def _notes(document: WordDocument) -> Iterator[Block]:
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        root = parse_xml(relation.target_part.blob)
        for note in root:
            text = one_line(" ".join(map(_text, note.iter(f"{_W}p"))))
            if text and note.get(f"{_W}type") in (None, "normal"):
                yield Block(text, "footnote")


def _properties(document: WordDocument, blocks: tuple[Block, ...]) -> tuple[MetadataValue, ...]:
    core = document.core_properties
    pairs = [("title", core.title or ""), ("language", core.language or "")]
    found, _ = stated(pairs, "document properties", "likely")
    title = next((block.text for block in blocks[:10] if block.kind == "heading" and block.level == 1), "")
    shown, _ = stated([("title", title)], "first heading", "likely")
    return (*found, *shown)
