"""The known report, read in every format: the same words, headings and metadata."""

import re
import unicodedata
from pathlib import Path

import pytest

from corpus.discover import discover
from corpus.read import read
from corpus.readers.pdf import open_pdf
from errors import ThemelineError
from schema import Document
from tests.data import known

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "reading"
WHOLE = ("report.pdf", "columns.pdf", "report.docx", "report.html", "report.md")
REPORTS = (*WHOLE, "report.pptx", "report.txt", "utf16.txt")


def document(name: str) -> Document:
    (item,) = (item for item in discover([FOLDER]).inputs if item.source == name)
    return read(item)[0]


def straight(text: str) -> str:
    return text.translate(str.maketrans("’‘“”", "''\"\""))


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> Document:
    return document(str(request.param))


def test_every_paragraph_is_one_passage_word_for_word(report: Document) -> None:
    texts = [straight(p.text) for p in report.passages if p.kind in ("body", "list")]
    wanted = [straight(text) for text in known.paragraphs()]
    if report.format == "pptx":  # the paragraph beside the list is one placeholder with it
        wanted.pop(4)
    assert [text for text in texts if text in wanted] == wanted


def test_offsets_and_positions_hold(report: Document) -> None:
    assert all(report.text[p.start : p.end] == p.text for p in report.passages)
    assert [p.position for p in report.passages] == list(range(1, len(report.passages) + 1))


@pytest.mark.parametrize("name", WHOLE)
def test_each_paragraph_has_its_heading_path(name: str) -> None:
    passages = {straight(p.text): p.heading for p in document(name).passages}
    paragraphs = known.paragraphs()
    for heading, numbers in known.HEADINGS.items():
        assert [passages[straight(paragraphs[n])] for n in numbers] == [heading] * len(numbers)


@pytest.mark.parametrize("name", WHOLE)
def test_list_table_caption_and_references_are_told_apart(name: str) -> None:
    passages = document(name).passages
    lists = [p for p in passages if p.kind == "list"]
    assert len(lists) == 1
    assert lists[0].text.startswith("The handbook will cover four matters:")
    assert lists[0].text.count("\n") >= 4
    assert any("1,203" in p.text for p in passages if p.kind == "table")
    assert any(p.text.startswith("Table 1.") for p in passages if p.kind == "caption")
    references = "".join(p.text for p in passages if p.kind == "references")
    assert "Quayside Press" in references
    counted = " ".join(p.text for p in passages if p.counted)
    assert not any(word in counted for word in ("1,203", "Table 1.", "Quayside", "Privacy", "All reviews"))


@pytest.mark.parametrize("name", ["report.pdf", "columns.pdf"])
def test_furniture_is_taken_out_of_a_pdf_and_kept_on_record(name: str) -> None:
    read_document = document(name)
    passages = " ".join(p.text for p in read_document.passages if p.kind not in ("boilerplate", "contents"))
    assert known.RUNNING_HEAD not in passages
    assert not re.search(r"^\s*\d+\s*$", passages, re.MULTILINE)
    assert {(page, reason) for page, reason, _ in read_document.removed} >= {
        (3, "running head"),
        (4, "running head"),
        (3, "page number"),
    }


@pytest.mark.parametrize("name", ["report.pdf", "columns.pdf"])
def test_notes_and_contents_of_a_pdf_stand_apart(name: str) -> None:
    passages = document(name).passages
    (note,) = (p for p in passages if p.kind == "footnote")
    assert straight(note.text) == straight(f"1 {known.NOTE}")
    assert (note.counted, note.page) == (True, 3)
    contents = "".join(p.text for p in passages if p.kind == "contents")
    assert "What we recommend … 4" in contents
    assert "answered.1" not in " ".join(p.text for p in passages)


def test_pages_labels_and_boxes_of_a_pdf_are_right() -> None:
    report = document("report.pdf")
    assert report.n_pages == 4
    assert report.quality is not None
    assert report.quality > 0.95
    for passage in report.passages:
        assert passage.boxes
        assert passage.page == passage.boxes[0].page
        assert passage.page_label == str(passage.page)
        assert all(0 <= b.left < b.right <= 1 and 0 <= b.top < b.bottom <= 1 for b in passage.boxes)


def test_slides_are_pages_and_word_has_none() -> None:
    deck = document("report.pptx")
    assert deck.n_pages == 7
    assert deck.passages[0].page == 2
    word = document("report.docx")
    assert word.n_pages is None
    assert {p.page for p in word.passages} == {None}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("report.md", {"publisher": "front matter", "date": "front matter", "country": "front matter"}),
        ("report.html", {"publisher": "HTML meta", "date": "HTML meta", "language": "the text"}),
        ("report.pdf", {"title": "PDF properties", "date": "page 1", "language": "the text"}),
        ("report.docx", {"title": "document properties", "date": "first lines"}),
        ("report.txt", {"title": "first line", "date": "first lines"}),
    ],
)
def test_metadata_is_right_and_says_where_it_was_found(name: str, wanted: dict[str, str]) -> None:
    found = {value.field: value for value in document(name).metadata}
    truth = {
        "title": known.TITLE,
        "publisher": known.PUBLISHER,
        "date": known.DATE,
        "year": known.DATE[:4],
        "country": "GB",
        "language": "en",
    }
    assert {field: value.value for field, value in found.items()} == {field: truth[field] for field in found}
    assert {field: found[field].found_in for field in wanted} == wanted


def test_table_rows_and_archive_members_are_reports_of_their_own() -> None:
    found = [d.source for item in discover([FOLDER]).inputs for d in read(item)]
    assert {"rows.csv#review", "rows.jsonl#review", "reports.zip/2021/report.md"} <= set(found)
    assert len(found) == len(set(found))


def test_reading_twice_gives_the_same() -> None:
    assert document("columns.pdf") == document("columns.pdf")


def test_a_file_that_is_gone_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (item,) = discover([tmp_path]).inputs
    (tmp_path / "a.md").unlink()
    with pytest.raises(ThemelineError, match=r"a\.md could not be opened"):
        read(item)


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()).lower()


PDFS = [*FOLDER.glob("*.pdf"), *(ROOT / "corpus" / "sample" / "reports").rglob("*.pdf")]


@pytest.mark.parametrize("path", PDFS, ids=[path.stem for path in PDFS])
def test_every_passage_begins_and_ends_on_the_pages_it_names(path: Path) -> None:
    (item,) = discover([path]).inputs
    (report,) = read(item)
    with open_pdf(path.read_bytes(), path.name) as pdf:
        pages = [letters(page.get_textpage().get_text_bounded()) for page in pdf]
    for passage in report.passages:
        assert passage.page is not None
        assert passage.page_end is not None
        held = letters(passage.text)
        assert held[:15] in pages[passage.page - 1]
        assert held[-15:] in pages[passage.page_end - 1]
