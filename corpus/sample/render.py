"""Render the sample reports that are not Markdown: PDF, DOCX and HTML from ``source/``.

Run ``python corpus/sample/render.py`` after a change to a text in ``source/``. The same text gives
the same bytes on every run and machine, so that a test can hold the committed files to their source.
"""

import csv
import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import docx
import typst
import yaml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

HERE = Path(__file__).parent
SOURCE, REPORTS = HERE / "source", HERE / "reports"
COLUMNS = ("file", "title", "publisher", "date", "country", "sector", "language")
NOTE = "Illustrative report: publisher, places and figures are invented."

_TWO_COLUMNS = {"columns": "2", "size": "10.5pt", "margin": "22mm"}
_SERIF, _MODERN = '"Libertinus Serif"', '"New Computer Modern"'
_HOUSES: Mapping[str, Mapping[str, str]] = {
    "Association of Local Digital Leaders": {"accent": "#5b2a6e", "cover": "band"},
    "Office for Government Digital Futures": {"accent": "#12436d", "cover": "spine", "font": _MODERN, "size": "11pt"},
    "Directorate for the Digital State": {"accent": "#005293", "cover": "frame"},
    "National Health Informatics Council": {"accent": "#00695c", "cover": "band", "margin": "34mm"},
    "Hospital Systems Review Board": {"accent": "#9a3324", "cover": "spine", **_TWO_COLUMNS},
    "Fire and Rescue Information Board": {"accent": "#b3261e", "cover": "frame", "font": _MODERN, "size": "11pt"},
    "Emergency Communications Authority": {"accent": "#8a4b08", "cover": "band", **_TWO_COLUMNS},
    "Cities and Data Union": {"accent": "#2e5d34", "cover": "spine"},
    "Public Digital Commission of Canada": {"accent": "#7a1f2b", "cover": "frame", "margin": "32mm"},
}
_HOUSE = {"font": _SERIF, "size": "11.5pt", "margin": "30mm", "columns": "1"}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (its level, from 1) or a paragraph (level 0)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One report as written: its metadata, how it is to be laid out, and its blocks.

    `front` is the number of opening sections with roman page numbers.
    """

    stem: str
    format: str
    title: str
    publisher: str
    date: date
    country: str
    sector: str
    language: str
    running_head: str
    contents: bool
    front: int
    blocks: tuple[Block, ...]

    @property
    def path(self) -> str:
        """Where the rendered report lies, relative to ``reports/``."""
        return f"{self.date.year}/{self.stem}.{self.format}"

    @property
    def shown_date(self) -> str:
        """The date as a cover prints it."""
        return f"{self.date.day} {self.date:%B %Y}"


def load(path: Path) -> Source:
    """Return the report written in one file of ``source/``."""
    _, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.safe_load(front_matter)
    blocks = tuple(_block(line) for line in body.splitlines() if line.strip())
    return Source(
        stem=path.stem,
        contents=fields.pop("contents", False),
        front=fields.pop("front", 0),
        blocks=blocks,
        **fields,
    )


def sources() -> list[Source]:
    """Return all texts of ``source/``, by file name."""
    return [load(path) for path in sorted(SOURCE.glob("*.md"))]


def render(source: Source) -> bytes:
    """Return the report in its format."""
    return _RENDERERS[source.format](source)


def _block(line: str) -> Block:
    marks, _, text = line.partition(" ")
    return Block(len(marks) - 1, text) if set(marks) == {"#"} else Block(0, line)


# ---------------------------------------------------------------- PDF


def _pdf(source: Source) -> bytes:
    layout = (HERE / "report.typ").read_text(encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(f"{layout}\n{_call(source)}".encode(), font_paths=fonts)
    moment = datetime(source.date.year, source.date.month, source.date.day, tzinfo=UTC)
    return cast("bytes", compiler.compile(format="pdf", timestamp=moment))


def _call(source: Source) -> str:
    """Return the typst call that lays the report out."""
    house = {**_HOUSE, **_HOUSES[source.publisher]}
    look = (
        f'(accent: "{house["accent"]}", cover: "{house["cover"]}", font: {house["font"]}, size: {house["size"]}, '
        f'margin: {house["margin"]}, columns: {house["columns"]}, region: "{source.country}")'
    )
    day = f"datetime(year: {source.date.year}, month: {source.date.month}, day: {source.date.day})"
    sections = "".join(f"[{section}],\n" for section in _sections(source))
    words = (source.title, source.publisher)
    title, publisher = (f'"{word}"' for word in words)
    return (
        f'#report({title}, {publisher}, {day}, "{source.shown_date}", "{source.running_head}", {look}, '
        f"{str(source.contents).lower()}, {source.front}, (\n{sections}))"
    )


def _sections(source: Source) -> list[str]:
    sections: list[list[str]] = []
    for block in source.blocks:
        if block.level == 1:
            sections.append([])
        sections[-1].append(f"{'=' * block.level} {_typst(block.text)}".strip())
    return ["\n\n".join(section) + "\n\n" for section in sections]


def _typst(text: str) -> str:
    """Escape everything that typst could take for markup; straight quotes become typographic ones."""
    return re.sub(r"([^\w\s'\",;:?!()%&–—’‘“”£€])", r"\\\1", text)


# ---------------------------------------------------------------- DOCX


def _docx(source: Source) -> bytes:
    document = docx.Document()
    moment = datetime(source.date.year, source.date.month, source.date.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author = source.title, source.publisher
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.revision = source.publisher, 1
    properties.subject, properties.language, properties.comments = source.sector, source.language, NOTE
    section = document.sections[0]
    section.header.paragraphs[0].text = source.running_head
    foot = section.footer.paragraphs[0]
    foot.text = f"{source.publisher} · illustrative report · "
    foot._p.append(_page_field())
    document.add_paragraph(source.title, style="Title")
    document.add_paragraph(f"{source.publisher}, {source.shown_date}", style="Subtitle")
    for block in source.blocks:
        if block.level:
            document.add_heading(block.text, level=block.level)
        else:
            document.add_paragraph(block.text)
    stream = io.BytesIO()
    document.save(stream)
    return _dated(stream.getvalue(), moment)


def _page_field() -> BaseOxmlElement:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    return field


def _dated(archive: bytes, moment: datetime) -> bytes:
    """Return the archive with all members dated `moment`, so that its bytes do not tell when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, (moment.year, moment.month, moment.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(member))
    return stream.getvalue()


# ---------------------------------------------------------------- HTML


def _html(source: Source) -> bytes:
    template = (HERE / "page.html").read_text(encoding="utf-8")
    body = "\n".join(_element(block) for block in source.blocks)
    values = {
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date.isoformat(),
        "shown_date": source.shown_date,
        "country": source.country,
        "sector": source.sector,
        "language": source.language,
        "note": NOTE,
    }
    page = re.sub(r"\{(\w+)\}", lambda m: body if m[1] == "body" else html.escape(values[m[1]]), template)
    return page.encode()


def _element(block: Block) -> str:
    tag = f"h{block.level + 1}" if block.level else "p"
    return f"        <{tag}>{html.escape(block.text, quote=False)}</{tag}>"


_RENDERERS: Mapping[str, Callable[[Source], bytes]] = {"pdf": _pdf, "docx": _docx, "html": _html}


def main() -> None:
    """Write every rendered report and ``metadata.csv``."""
    rows = []
    for source in sources():
        path = REPORTS / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(source))
        sys.stdout.write(f"{source.path}\n")
        values = {column: getattr(source, column) for column in COLUMNS[1:]}
        rows.append({"file": source.path, **values})
    with (REPORTS / "metadata.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
