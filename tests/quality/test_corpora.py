"""What holds of every report read: over the embedded ones always, over ../shared/corpora where that stands beside.

The reports in ../shared are not part of this repository. Where they are there, the same checks run over
all of their PDFs and over every twentieth post; the embedded reports are the twin that runs everywhere.
`seen.json` names passages that were compared by eye with the image of their page: file, page, printed
label, and a digest of heading and text. A passage that reads otherwise fails until somebody looks again.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from corpus.discover import Input, discover
from corpus.read import read
from schema import Document, Passage

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "corpora"
EMBEDDED = (ROOT / "corpus" / "sample" / "reports", ROOT / "tests" / "data" / "reading")
SEEN = Path(__file__).with_name("seen.json")
EACH = 20

_BROKEN_HYPHEN = re.compile(
    r"[^\W\d_]{2}- (?!and\b|or\b|to\b|nor\b|but\b|und\b|oder\b|bzw\b|et\b|och\b|en\b)[a-zà-ÿ]{2}"
)
_ODD = re.compile(r"[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\ufb00-\ufb06\ufeff\ufffe]")
_MARKUP = {
    "shortcode": re.compile(r"\{\{|\}\}|\{%|%\}"),
    "tag": re.compile(r"</?[a-zA-Z][^<>]{0,80}>"),
    "entity": re.compile(r"&(?:#\d+|#x[0-9a-f]+|(?:amp|lt|gt|quot|nbsp|ndash|mdash|rsquo|lsquo|hellip|copy));"),
    "link target": re.compile(r"\]\(|\]\[|https?://\w"),
    "emphasis": re.compile(r"\*\*|(?<!\w)_[^\W_][^_\n]*_(?!\w)|`|~~"),
    "attribute": re.compile(r"\{[:#.]|\b(?:href|src|class|style)="),
    "heading mark": re.compile(r"^#{1,6} ", re.MULTILINE),
}
_WORD = re.compile(r"[^\W_]+")


def inputs() -> list[Input]:
    found = [item for folder in EMBEDDED for item in discover([folder]).inputs]
    if SHARED.is_dir():
        found += discover([SHARED / "reports-pdf"]).inputs
        found += discover([SHARED / "digitalgov" / "posts"]).inputs[::EACH]
    return found


INPUTS = inputs()
PDFS = [item for item in INPUTS if item.source.endswith(".pdf") and item.member is None]
BY_FOLDER = {item.path.parts[-2:][0] + "/" + item.path.name: item for item in PDFS}


@cache
def documents(item: Input) -> tuple[Document, ...]:
    return tuple(read(item))


def passages(items: list[Input]) -> Iterator[tuple[str, Document, Passage]]:
    for item in items:
        for document in documents(item):
            yield from ((f"{document.source}#{p.position}", document, p) for p in document.passages)


def lines(text: str) -> set[str]:
    return {" ".join(line.split()) for line in text.split("\n")}


def digest(passage: Passage) -> str:
    return hashlib.sha256(f"{passage.heading}\n{passage.text}".encode()).hexdigest()[:16]


def test_every_passage_stands_where_it_says_it_does() -> None:
    for name, document, passage in passages(INPUTS):
        assert document.text[passage.start : passage.end] == passage.text, name
        assert passage.text.strip() == passage.text != "", name
        assert all(0 <= box.left <= box.right <= 1 and 0 <= box.top <= box.bottom <= 1 for box in passage.boxes), name
        if passage.page is not None:
            last = passage.page_end or passage.page
            assert 1 <= passage.page <= last <= (document.n_pages or 0), name
            assert all(passage.page <= box.page <= last for box in passage.boxes), name


def test_no_text_holds_odd_characters_or_broken_words() -> None:
    for name, document, passage in passages(INPUTS):
        for text in (passage.text, passage.heading):
            assert not _ODD.search(text), (name, _ODD.search(text))
        if passage.counted and document.format == "pdf":
            assert not _BROKEN_HYPHEN.search(passage.text), (name, _BROKEN_HYPHEN.search(passage.text))


@pytest.mark.parametrize("what", _MARKUP)
def test_no_markup_is_left(what: str) -> None:
    pattern = _MARKUP[what]
    marked = [item for item in INPUTS if item.source.endswith((".md", ".html"))]
    left = [(name, found[0]) for name, _, p in passages(marked) if (found := pattern.search(p.text + "\n" + p.heading))]
    assert left == []


def test_no_furniture_of_a_page_is_in_its_passages() -> None:
    for item in PDFS:
        for document in documents(item):
            taken = {(page, " ".join(text.split())) for page, _, text in document.removed}
            assert taken
            for passage in document.passages:
                pages = range(passage.page or 1, (passage.page_end or 1) + 1)
                held = {(page, line) for page in pages for line in lines(passage.text)}
                assert not held & taken, (document.source, passage.position)


def test_every_word_of_a_passage_is_printed_on_its_pages() -> None:
    for item in PDFS:
        with pypdfium2.PdfDocument(item.path) as pdf:
            printed = [_letters(page.get_textpage().get_text_bounded()) for page in pdf]
        for document in documents(item):
            for p in document.passages:
                words = Counter(_WORD.findall(p.text))
                there = "".join(printed[(p.page or 1) - 1 : p.page_end])
                missing = [word for word in words if _letters(word) not in there]
                assert not missing, (document.source, p.position, missing)


def _letters(text: str) -> str:
    ligatures = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
    for sign, plain in ligatures.items():
        text = text.replace(sign, plain)
    return "".join(_WORD.findall(text))


KNOWN = json.loads(SEEN.read_text(encoding="utf-8"))


def test_some_passages_were_seen_here() -> None:
    assert sum(entry["file"] in BY_FOLDER for entry in KNOWN) >= 6


@pytest.mark.parametrize(
    "entry", [entry for entry in KNOWN if entry["file"] in BY_FOLDER], ids=lambda e: e["file"][-30:]
)
def test_a_passage_seen_on_its_page_still_reads_so(entry: dict[str, object]) -> None:
    (document,) = documents(BY_FOLDER[str(entry["file"])])
    found = {(p.page, p.page_label, digest(p)) for p in document.passages}
    assert (entry["page"], entry["label"], entry["digest"]) in found
