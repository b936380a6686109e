"""Write the known report in every format: ``python tests/data/render.py`` after a change to known.py."""

import csv
import html
import io
import json
import sys
import zipfile
from pathlib import Path

import docx
import pptx
import typst
from docx.document import Document as WordDocument

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.data.known import DATE, NOTE, PARTS, PUBLISHER, RUNNING_HEAD, TITLE, paragraphs

FOLDER = Path(__file__).parent / "reading"
EPOCH = (2021, 6, 15, 12, 0, 0)


def rows(text: str) -> list[list[str]]:
    return [row.split("|") for row in text.split(";")]


def markdown() -> str:
    front = f'---\ntitle: "{TITLE}"\npublisher: {PUBLISHER}\ndate: {DATE}\ncountry: GB\nlanguage: en\n---\n\n'
    parts = []
    for kind, level, text in PARTS:
        if kind == "heading":
            parts.append(f"\n{'#' * (level + 1)} {text} {{#{text.lower().replace(' ', '-')}}}\n")
        elif kind == "list":
            parts.append(f"* {text}")
        elif kind == "table":
            head, *body = rows(text)
            lines = [head, ["---"] * len(head), *body]
            parts.append("\n" + "\n".join(f"| {' | '.join(row)} |" for row in lines) + "\n")
        elif kind == "caption":
            parts.append(f'\n{{{{< img src="calls.png" alt="A chart" caption="{text}" >}}}}\n')
        else:
            parts.append(f"\n{text.replace('telephones', '[telephones](https://example.org/call)')}\n")
    return front + "\n".join(parts)


def page() -> str:
    tags = {"body": "p", "lead": "p", "references": "p", "list": "li", "caption": "figcaption"}
    parts = []
    for kind, level, text in PARTS:
        if kind == "heading":
            parts.append(f"<h{level + 1}>{html.escape(text)}</h{level + 1}>")
        elif kind == "table":
            body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows(text))
            parts.append(f"<table>{body}</table>")
        else:
            parts.append(f"<{tags[kind]}>{html.escape(text)}</{tags[kind]}>")
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE} | {PUBLISHER}</title>'
        f'<meta name="dcterms.issued" content="{DATE}"><meta name="dc.publisher" content="{PUBLISHER}">'
        "<style>p { color: black }</style><script>var tracked = true;</script></head><body>"
        "<header><a href='/'>Home</a> <a href='/news'>News</a></header><nav><a href='/a'>All reviews</a></nav>"
        f"<main><h1>{TITLE}</h1>{''.join(parts)}</main><footer>Privacy notice</footer></body></html>"
    )


def plain() -> str:
    parts = [TITLE, f"{PUBLISHER}, 15 June 2021"]
    for kind, _, text in PARTS:
        if kind == "heading":
            parts.append(text.upper())
        elif kind == "list":
            parts[-1] += f"\n- {text}"
        elif kind != "table":
            parts.append(text)
    return "\n\n".join(parts)


def word() -> WordDocument:
    document = docx.Document()
    document.core_properties.title = TITLE
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(f"{PUBLISHER}, 15 June 2021")
    for kind, level, text in PARTS:
        if kind == "heading":
            document.add_heading(text, level)
        elif kind == "table":
            cells = rows(text)
            table = document.add_table(len(cells), len(cells[0]))
            for row, values in zip(table.rows, cells, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
        else:
            style = {"list": "List Bullet", "caption": "Caption"}.get(kind, "Normal")
            document.add_paragraph(text, style=style)
    return document


def slides() -> pptx.presentation.Presentation:
    deck = pptx.Presentation()
    deck.core_properties.title = TITLE
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    cover.shapes.title.text = TITLE
    current = cover
    for kind, _, text in PARTS:
        if kind == "heading":
            current = deck.slides.add_slide(deck.slide_layouts[1])
            current.shapes.title.text = text
        elif kind in ("body", "lead", "list"):
            frame = current.placeholders[1].text_frame
            line = frame.paragraphs[0] if not frame.text else frame.add_paragraph()
            line.text = text
    return deck


def typeset(columns: int) -> str:
    """Return the typst source of the report, with running heads, a contents page, a note and broken words."""
    parts = []
    for kind, level, text in PARTS:
        safe = text.replace("@", "\\@").replace("#", "\\#")
        if kind == "heading":
            parts.append(f"{'=' * level} {safe}")
        elif kind == "list":
            parts.append(f"- {safe}")
        elif kind == "table":
            cells = rows(text)
            parts.append(f"#table(columns: {len(cells[0])}, {', '.join(f'[{c}]' for row in cells for c in row)})")
        else:
            parts.append(safe.replace("173 were answered.", f"173 were answered.#footnote[{NOTE}]"))
    body = "\n\n".join(parts).replace("\n\n- ", "\n- ")
    return f"""
#set document(title: "{TITLE}", author: "{PUBLISHER}", date: datetime(year: 2021, month: 6, day: 15))
#set page(paper: "a5", margin: 20mm, numbering: "1", columns: {columns},
  header: context if here().page() > 1 [#text(8pt)[{RUNNING_HEAD} #h(1fr) {PUBLISHER}]])
#set text(10pt, lang: "en", region: "GB", hyphenate: true)
#set par(justify: true, spacing: 1.3em)
#page(columns: 1, header: none, footer: none)[
  #v(40mm) #text(24pt, weight: "bold")[Harbour Services Review 2021] \\ #text(16pt)[Tides of Change]
  #v(1fr) {PUBLISHER} \\ 15 June 2021
]
#page(columns: 1)[#outline(title: [Contents])]
{body}
"""


def repacked(data: bytes) -> bytes:
    """Return an Office file with a fixed time in every part, so that each run writes the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table() -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "title", "publisher", "date", "text"])
    writer.writerow(["review", TITLE, PUBLISHER, DATE, "\n\n".join(paragraphs())])
    return out.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in (
        ("report.md", markdown()),
        ("report.html", page()),
        ("report.txt", plain()),
        ("rows.csv", table()),
    ):
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    (FOLDER / "utf16.txt").write_bytes(plain().encode("utf-16"))
    record = {"id": "review", "title": TITLE, "year": 2021, "text": "\n\n".join(paragraphs())}
    (FOLDER / "rows.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8", newline="\n")
    for name, office in (("report.docx", word()), ("report.pptx", slides())):
        stream = io.BytesIO()
        office.save(stream)
        (FOLDER / name).write_bytes(repacked(stream.getvalue()))
    for name, columns in (("report.pdf", 1), ("columns.pdf", 2)):
        (FOLDER / name).write_bytes(typst.compile(typeset(columns).encode(), ignore_system_fonts=True))
    with zipfile.ZipFile(FOLDER / "reports.zip", "w") as archive:
        for name in ("report.md", "report.txt"):
            archive.writestr(zipfile.ZipInfo(f"2021/{name}", EPOCH), (FOLDER / name).read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
