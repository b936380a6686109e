"""Broken, odd and malicious files: each is read, read in part or refused with a reason, soon and in little memory."""

import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.discover import FORMATS, Input, discover
from corpus.read import read
from errors import ThemelineError
from schema import Document

DATA = Path(__file__).parents[1] / "data" / "reading"
SOON = 60.0


def attempt(path: Path) -> list[Document] | ThemelineError:
    """Read every input of a path; what is refused must say why and what to do."""
    documents: list[Document] = []
    found = discover([path])
    for item in found.inputs:
        try:
            documents += read(item)
        except ThemelineError as error:
            return error
    if not found.inputs:
        (problem, *_) = found.problems
        return ThemelineError(problem.reason, problem.remedy)
    return documents


def check(documents: list[Document] | ThemelineError) -> None:
    if isinstance(documents, ThemelineError):
        assert documents.reason
        assert documents.remedy
        return
    for document in documents:
        assert all(document.text[p.start : p.end] == p.text for p in document.passages)
        assert document.passages or document.problems


def office(body: str) -> bytes:
    """Return a Word file whose document part is replaced."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def nested_zip(depth: int) -> bytes:
    data = b"0" * 1_000_000
    for level in range(depth):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(10):
                archive.writestr(f"{copy}.{'zip' if level else 'txt'}", data)
        data = stream.getvalue()
    return data


def bomb_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.txt", "w") as member:
        for _ in range(300):
            member.write(b"0" * 1_000_000)
    return stream.getvalue()


def pdf_with(objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + objects + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def drawn(operators: bytes) -> bytes:
    """Return a PDF of one page with a few words and what else is drawn on it."""
    stream = operators + b" BT /F 9 Tf (Some words of text) Tj ET"
    return pdf_with(
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj" % (len(stream), stream)
    )


def misnamed_zip() -> bytes:
    """Return an archive that says its names are UTF-8 and holds one that is not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("é.md", "Some words of text.")
    return stream.getvalue().replace("é".encode(), b"\xff\xfe")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "' + "a" * 99 + '">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1 if n else chr(32)};".replace(" ", "") * 20}">' for n in range(1, 9)
) + "]>"  # fmt: skip

ODD: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "header only.pdf": lambda: b"%PDF-1.7\n",
    "no pages.pdf": lambda: pdf_with(b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[]/Count 0>>endobj"),
    "page loop.pdf": lambda: pdf_with(
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj"
    ),
    "a billion pages.pdf": lambda: pdf_with(
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 1000000000>>endobj"
    ),
    "rules.pdf": lambda: drawn(
        b"".join(b"%d %d 500 .5 re f %d %d .5 500 re f " % (i % 97, i % 267, i % 415, i % 71) for i in range(1_900))
    ),
    "dashes.pdf": lambda: drawn(b"5 5 100 .5 re f 5 5 .5 100 re f " * 100_000),
    "operators.pdf": lambda: drawn(b"q " * 200_000),
    "no size.pdf": lambda: drawn(b"").replace(b"[0 0 600 800]", b"[0 0 0 0]"),
    "misnamed.zip": misnamed_zip,
    "really a sheet.csv": lambda: office(f"<w:document {W}/>"),
    "really a page.txt": lambda: b"\n<!DOCTYPE html><p>Some words of text.</p>",
    "really rich.txt": lambda: b"{\\rtf1\\ansi Some words of text.\\par}",
    "old office.docx": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5_000),
    "no mark.csv": lambda: "id,text\n1,Some words of text here.\n".encode("utf-16-le"),
    "truncated.pdf": lambda: (DATA / "report.pdf").read_bytes()[:20_000],
    "truncated.docx": lambda: (DATA / "report.docx").read_bytes()[:9_000],
    "truncated.pptx": lambda: (DATA / "report.pptx").read_bytes()[:9_000],
    "really.docx": lambda: (DATA / "report.pdf").read_bytes(),
    "really.pdf": lambda: (DATA / "report.docx").read_bytes(),
    "no parts.docx": lambda: nested_zip(1),
    "bomb.docx": lambda: office(f"<w:document {W}><w:body>" + "<w:p/>" * 20_000_000 + "</w:body></w:document>"),
    "entities.docx": lambda: office(f"<?xml version='1.0'?>{ENTITIES}<w:document {W}>&a8;</w:document>"),
    "deep.docx": lambda: office(
        f"<w:document {W}><w:body>" + "<w:sdt>" * 9_000 + "</w:sdt>" * 9_000 + "</w:body></w:document>"
    ),
    "no body.docx": lambda: office(f"<w:document {W}/>"),
    "not xml.docx": lambda: office("<w:document"),
    "bomb.zip": bomb_zip,
    "nested bomb.zip": lambda: nested_zip(5),
    "entities.html": lambda: (ENTITIES + "<html><body><p>&a8; and text</p></body></html>").encode(),
    "deep.html": lambda: b"<div>" * 200_000 + b"deep",
    "no end.html": lambda: b"<p>" + b"<a href='" + b"x" * 3_000_000,
    "many tags.html": lambda: b"<p>x" * 50_000,
    "table.html": lambda: b"<table>" * 3_000 + b"<tr><td>x" * 3_000,
    "nul.html": lambda: b"<p>one\x00two</p>" * 500,
    "aliases.md": lambda: b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\nText.",
    "deep.md": lambda: b"> " * 5_000 + b"deep\n\n" + b"[" * 50_000 + b"\n\n" + b"*a " * 50_000,
    "backticks.md": lambda: b"`" * 100_000 + b" x " + b"<a " * 50_000,
    "shortcodes.md": lambda: b"{{< a " * 20_000 + b"{% b " * 20_000 + b"{{ c " * 20_000 + b"]({{< ref " * 9_000,
    "underscores.md": lambda: b"_" * 200_000 + b"**" * 100_000,
    "million words.txt": lambda: b"word " * 1_000_000,
    "no space.txt": lambda: b"x" * 3_000_000,
    "short lines.txt": lambda: b"x\n" * 100_000,
    "empty lines.txt": lambda: b"\n" * 3_000_000 + b"end",
    "dots.txt": lambda: b". " * 1_000_000,
    "ideographs.txt": lambda: ("今日は雨です。" * 100_000).encode(),
    "utf16.txt": lambda: ("The harbour is closed today.\r\n" * 99).encode("utf-16"),
    "nul.txt": lambda: b"\x00" * 1_000_000,
    "surrogates.txt": lambda: b"\xed\xa0\x80text" * 99,
    "no text.csv": lambda: b"a,b\n1,2\n",
    "wide.csv": lambda: b"text," * 100_000 + b"\n" + b"x," * 100_000,
    "quote.csv": lambda: b'text\n"never closed ' + b"x" * 1_000_000,
    "formula.csv": lambda: b"id,text\n=cmd|' /C calc'!A0,Some words of text here.\n",
    "same ids.csv": lambda: b"id,text\n" + b"1,Some words of text.\n" * 50,
    "deep.jsonl": lambda: b'{"text":' + b"[" * 200_000,
    "numbers.jsonl": lambda: b'{"text": ' + b"9" * 50_000 + b"}\n" + b'{"text": "Some words."}\n',
    "lines.jsonl": lambda: b'[]\n"x"\n{}\n{"text": ""}\n{"text": null}\nnot json\n',
    "名前 с пробелами.txt": lambda: b"Some words of text.",
    "=1+1.md": lambda: b"Some words of text.",
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read_or_refused_soon(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ODD[name]())
    started = time.monotonic()
    check(attempt(path))
    assert time.monotonic() - started < SOON


REFUSED = [
    "empty.pdf",
    "bomb.docx",
    "entities.docx",
    "truncated.docx",
    "really.docx",
    "really.pdf",
    "nul.txt",
    "no text.csv",
    "misnamed.zip",
    "really a sheet.csv",
    "really a page.txt",
    "really rich.txt",
    "old office.docx",
]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_right_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ODD[name]())
    assert isinstance(attempt(tmp_path / name), ThemelineError)


READ = {
    "million words.txt": "word word",
    "no space.txt": "xxx",
    "utf16.txt": "The harbour is closed",
    "deep.html": "deep",
    "nul.html": "onetwo",
    "aliases.md": "Text.",
    "numbers.jsonl": "Some words.",
    "名前 с пробелами.txt": "Some words",
    "quote.csv": "never closed",
    "rules.pdf": "Some words of text",
    "dashes.pdf": "Some words of text",
    "no mark.csv": "Some words of text",
}


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ODD[name]())
    documents = attempt(tmp_path / name)
    assert not isinstance(documents, ThemelineError)
    assert any(READ[name] in document.text for document in documents)


@pytest.mark.parametrize("suffix", sorted({*FORMATS, ".zip"}))
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_under_any_ending_do_no_harm(suffix: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / f"random{suffix}"
    path.write_bytes(random.Random(seed).randbytes(5_000 * (seed + 1)))
    check(attempt(path))


@pytest.mark.parametrize(
    "name", ["report.pdf", "columns.pdf", "report.docx", "report.pptx", "report.html", "reports.zip"]
)
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_does_no_harm(name: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    data = bytearray((DATA / name).read_bytes())
    for _ in range(rng.choice((1, 20, 400))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path = tmp_path / name
    path.write_bytes(bytes(data[: rng.randrange(len(data) // 2, len(data) + 1)]))
    check(attempt(path))


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.mkdir()
    item = Input("a.md", path)
    with pytest.raises(ThemelineError, match=r"a\.md is not a regular file"):
        read(item)


@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=50), max_size=6),
    st.sampled_from([".csv", ".jsonl", ".md"]),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_any_text_format_does_no_harm(tmp_path: Path, lines: list[str], suffix: str) -> None:
    head = {".csv": "id,text,date", ".jsonl": json.dumps({"text": "\n".join(lines), "id": lines}), ".md": "---"}[suffix]
    path = tmp_path / f"any{suffix}"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    check(attempt(path))


def test_no_bomb_takes_a_gigabyte(tmp_path: Path) -> None:
    for name in ("bomb.docx", "entities.docx", "bomb.zip", "nested bomb.zip", "million words.txt", "many tags.html"):
        (tmp_path / name).write_bytes(ODD[name]())
    script = (
        "import sys; from pathlib import Path; from corpus.discover import discover; from corpus.read import read\n"
        "from errors import ThemelineError\n"
        "for item in discover([Path(sys.argv[1])]).inputs:\n"
        "    try: read(item)\n"
        "    except ThemelineError: pass\n"
        "# the peak of this program alone: resource usage would count the test run's memory before exec\n"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    assert 10_000 < int(done.stdout) < 1_000_000
