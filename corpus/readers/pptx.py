"""Presentations to blocks: slide by slide, with slide numbers as pages."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

import pptx
from lxml.etree import XMLSyntaxError
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation

from corpus.blocks import Block, Flaw, Kind, Parsed
from corpus.clean import one_line
from corpus.limits import check_office, said
from corpus.metadata import stated
from errors import UnreadableFile
from schema import MetadataValue

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})
_TITLES = frozenset({"title", "ctrTitle"})


def read_pptx(data: bytes, name: str) -> Parsed:
    """Return the blocks and core properties of a .pptx file; pages are slide numbers.

    Raises
    ------
    UnreadableFile
        It is damaged, encrypted or no presentation.
    LimitExceeded
        It unpacks to more than is allowed.
    """
    check_office(data, name)
    try:
        deck = pptx.Presentation(io.BytesIO(data))
        slides = list(deck.slides)
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableFile(
            f"{name} is not a readable presentation: {said(error)}.", "Open and save it again."
        ) from error
    blocks: list[Block] = []
    removed: list[tuple[int | None, str, str]] = []
    for number, slide in enumerate(slides, 1):
        blocks += _slide(slide.element, number, removed)
        if slide.has_notes_slide:
            blocks += _slide(slide.notes_slide.element, number, removed)
    flaws = () if blocks else (Flaw("The slides hold no text.", "They may hold only pictures."),)
    found = _properties(deck, blocks)
    return Parsed("pptx", tuple(blocks), found, len(slides), removed=tuple(removed), flaws=flaws)


def _slide(slide: Any, number: int, removed: list[tuple[int | None, str, str]]) -> Iterator[Block]:  # noqa: ANN401 - lxml elements are untyped
    """Yield a slide's title as heading, then its text and tables in the order of the file."""
    bodies: list[Block] = []
    for shape in slide.iter(f"{_P}sp", f"{_P}graphicFrame"):
        role = next((p.get("type") for p in shape.iter(f"{_P}ph")), None)
        if shape.tag == f"{_P}graphicFrame":
            bodies += _tables(shape, number)
            continue
        paragraphs = [text for text in map(_text, shape.iter(f"{_A}p")) if text]
        if role in _FURNITURE:
            removed.extend((number, "slide furniture", text) for text in paragraphs)
        elif role in _TITLES and paragraphs:
            yield Block(" ".join(paragraphs), "heading", 1, number)
        else:
            bulleted = role in ("body", "obj") or role is None
            kind: Kind = "list" if bulleted and len(paragraphs) > 1 and not _is_prose(paragraphs) else "body"
            bodies += [Block(text, kind, 0, number) for text in paragraphs]
    yield from bodies


def _is_prose(paragraphs: list[str]) -> bool:
    return sum(len(text.split()) for text in paragraphs) >= 25 * len(paragraphs)


def _tables(frame: Any, number: int) -> Iterator[Block]:  # noqa: ANN401 - lxml elements are untyped
    for table in frame.iter(f"{_A}tbl"):
        rows = [[" ".join(filter(None, map(_text, cell.iter(f"{_A}p")))) for cell in row.iter(f"{_A}tc")]
                for row in table.iter(f"{_A}tr")]  # fmt: skip
        lines = [" | ".join(filter(None, row)) for row in rows]
        if any(lines):
            yield Block("\n".join(filter(None, lines)), "table", 0, number)


def _text(paragraph: Any) -> str:  # noqa: ANN401 - lxml elements are untyped
    pieces = []
    for element in paragraph.iter(f"{_A}t", f"{_A}br", f"{_A}tab"):
        pieces.append(element.text or "" if element.tag == f"{_A}t" else " ")
    return one_line("".join(pieces))


def _properties(deck: Presentation, blocks: list[Block]) -> tuple[MetadataValue, ...]:
    core = deck.core_properties
    title = "" if (core.title or "").strip().lower() == "powerpoint presentation" else core.title or ""
    found, _ = stated([("title", title), ("language", core.language or "")], "document properties", "likely")
    heading = next((block.text for block in blocks if block.kind == "heading" and block.page == 1), "")
    shown, _ = stated([("title", heading)], "slide 1", "likely")
    return (*found, *shown)
