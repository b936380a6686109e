"""One input to its documents: bytes, blocks, metadata, passages. Knows the readers; parses nothing itself."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

from corpus.blocks import Parsed
from corpus.discover import FORMATS, Input
from corpus.imprint import imprint
from corpus.limits import MAX_TEXT_BYTES, MEGABYTE, read_file
from corpus.metadata import from_path, from_text, resolve, stated
from corpus.passages import cut
from corpus.readers.archive import member_bytes
from corpus.sections import mark_sections, title_lines
from errors import LimitExceeded, UnsupportedFormat
from schema import Document, MetadataValue, Problem

READER_VERSION = "12"
"""Changes whenever the same bytes may give other documents than before."""

_TABLES = ("csv", "jsonl")
_OPENING = 40
_TEXTUAL = ("html", "md", "txt", "csv", "jsonl")


def read(item: Input) -> list[Document]:
    """Return the documents of one input: one for a report, one a row for a table.

    What could not be read in part travels in each document's `problems`.

    Raises
    ------
    ThemelineError
        Nothing of the input could be read.
    """
    data = _bytes(item)
    name = PurePosixPath(item.source).name
    kind = _format(item)
    if kind in _TEXTUAL and len(data) > MAX_TEXT_BYTES:
        raise LimitExceeded(f"{name} is larger than {MAX_TEXT_BYTES // MEGABYTE} MB of text.", "Split it.")
    if kind not in _TABLES:
        return [_document(item, item.source, _report_reader(kind)(data, name), item.overrides)]
    from corpus.readers.tabular import read_csv, read_jsonl

    rows, flaws = (read_csv if kind == "csv" else read_jsonl)(data, name)
    overrides: Mapping[str, tuple[MetadataValue, ...]] = dict(item.row_overrides)
    documents = [
        _document(item, f"{item.source}#{row.id}", row.parsed, (*overrides.get(row.id, ()), *item.overrides))
        for row in rows
    ]
    problems = tuple(Problem(item.source, "read", flaw.reason, flaw.remedy) for flaw in flaws)
    documents[0] = replace(documents[0], problems=(*documents[0].problems, *problems))
    return documents


def _report_reader(kind: str) -> Callable[[bytes, str], Parsed]:
    """Return the reader of a kind of report, each of which is slow to import for those that need another."""
    match kind:
        case "pdf":
            from corpus.readers.pdf import read_pdf as reader
        case "docx":
            from corpus.readers.docx import read_docx as reader
        case "pptx":
            from corpus.readers.pptx import read_pptx as reader
        case "html":
            from corpus.readers.html import read_html as reader
        case "md":
            from corpus.readers.markdown import read_markdown as reader
        case _:
            from corpus.readers.text import read_text as reader
    return reader


def fingerprint(item: Input) -> str:
    """Return a SHA-256 that changes when the input's bytes, its name or its overrides change.

    Raises
    ------
    ThemelineError
        The input cannot be opened.
    """
    digest = hashlib.sha256(_bytes(item))
    digest.update(repr((item.source, item.overrides, item.row_overrides)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _bytes(item: Input) -> bytes:
    return read_file(item.path) if item.member is None else member_bytes(item.path, item.member)


def _format(item: Input) -> str:
    suffix = PurePosixPath(item.member or item.path.name).suffix.strip().lower()
    if suffix not in FORMATS:
        raise UnsupportedFormat(f"There is no reader for files ending in {suffix!r}.", "Save it as PDF, DOCX or text.")
    return FORMATS[suffix]


def _document(item: Input, source: str, parsed: Parsed, overrides: tuple[MetadataValue, ...]) -> Document:
    named = from_path(f"{item.path.parent.name}/{source.partition('#')[0]}")
    language = from_text(_opening(parsed))
    shown = _title_matter(parsed)
    metadata = resolve((*overrides, *_by_trust((*parsed.found, *shown), named, language)))
    title = next((value.value for value in metadata if value.field == "title"), None)
    text, passages = cut(mark_sections(parsed.blocks, title, parsed.format == "pdf"), parsed.page_labels)
    return Document(
        source=source,
        format=parsed.format,
        text=text,
        passages=passages,
        metadata=metadata,
        n_pages=parsed.n_pages,
        removed=parsed.removed,
        problems=tuple(Problem(source, "read", flaw.reason, flaw.remedy) for flaw in parsed.flaws),
        quality=parsed.quality,
    )


def _title_matter(parsed: Parsed) -> tuple[MetadataValue, ...]:
    """Return what the lines above the first paragraph state, for formats without pages of their own."""
    if parsed.n_pages is not None or parsed.format in _TABLES:
        return ()
    lines = title_lines(parsed.blocks)
    if not lines or len(lines) == len(parsed.blocks):
        return ()
    title, _ = stated([("title", lines[0].text)], "first line", "weak")
    return (*imprint([(None, block.text) for block in lines]), *title)


def _opening(parsed: Parsed) -> str:
    """Return enough running text to tell the language by."""
    prose = (block.text for block in parsed.blocks if block.kind in ("body", "list"))
    return " ".join(islice(prose, _OPENING)) or " ".join(block.text for block in parsed.blocks[:_OPENING])


def _by_trust(
    found: tuple[MetadataValue, ...], named: tuple[MetadataValue, ...], language: tuple[MetadataValue, ...]
) -> tuple[MetadataValue, ...]:
    """Order candidates of equal confidence: the text's language, the file, its name; weak ones last of the file."""
    sure = tuple(value for value in found if value.confidence != "weak")
    weak = tuple(value for value in found if value.confidence == "weak")
    return (*language, *sure, *named, *weak)
