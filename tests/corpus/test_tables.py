"""Documents to tables: stable ids, metadata that wins, what counts, offsets that hold."""

import random
from dataclasses import replace

import pytest

from corpus.tables import Origin, assemble, report_ids
from schema import Box, Document, MetadataValue, Passage, Problem

ORIGIN = Origin("/reports/a.md", None, "00ff")
WORDS = [f"w{i}" for i in range(2_000)]


def text(seed: int, n: int = 40) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def document(source: str, texts: list[str], **metadata: str) -> Document:
    passages, start = [], 0
    for position, found in enumerate(texts, 1):
        passages.append(Passage(position, start, start + len(found), found, heading="One › Two"))
        start += len(found) + 2
    values = tuple(MetadataValue(field, value, "front matter", "certain") for field, value in metadata.items())
    return Document(source, "md", "\n\n".join(texts), tuple(passages), values)


def certain(field: str, value: str) -> MetadataValue:
    return MetadataValue(field, value, "corrections.csv", "certain")


def test_a_report_s_row() -> None:
    read = document("2020/a.md", [text(1), text(2, 60)], title="T", publisher="P", year="2020", date="2020-05-01")
    tables, _ = assemble([(read, ORIGIN)])
    report = tables["reports"].iloc[0]
    assert (report["title"], report["publisher"], report["year"], report["date"]) == ("T", "P", 2020, "2020-05-01")
    assert (report["n_passages"], report["n_words"]) == (2, 100)
    assert tables["documents"].iloc[0]["location"] == "/reports/a.md"
    assert tables["metadata"]["found_in"].unique().tolist() == ["front matter"]
    assert report.isna()[["country", "sector", "language", "url", "n_pages", "quality", "duplicate_of"]].all()


def test_offsets_and_ids_hold_in_the_tables() -> None:
    reads = [(document(f"{i}.md", [text(10 * i + j) for j in range(3)]), ORIGIN) for i in range(5)]
    tables, _ = assemble(reads)
    texts = tables["documents"].set_index("report_id")["text"].to_dict()
    for row in tables["passages"].to_dict("records"):
        assert texts[row["report_id"]][row["start"] : row["end"]] == row["text"]
        assert row["passage_id"] == f"{row['report_id']}-{row['position']:04d}"
    assert tables["passages"]["report_id"].is_monotonic_increasing
    assert tables["reports"]["source"].tolist() == [f"{i}.md" for i in range(5)]


def test_the_order_of_reading_changes_nothing() -> None:
    reads = [(document(f"{i}.md", [text(i), text(0), text(50 + i)], year=str(2018 + i)), ORIGIN) for i in range(6)]
    (one, _), (two, _) = assemble(reads), assemble(reads[::-1])
    assert all(one[name].equals(two[name]) for name in one)


def test_ids_do_not_depend_on_other_reports() -> None:
    assert report_ids(["a", "b"])[0] == report_ids(["a"])[0]
    assert len(set(report_ids(["a", "a", "a"]))) == 3
    assert report_ids([f"{i}.md" for i in range(1_000)]) == report_ids([f"{i}.md" for i in range(1_000)])


@pytest.mark.parametrize(
    ("corrected", "year", "date"),
    [
        ([certain("year", "2021")], 2021, None),
        ([certain("year", "2020")], 2020, "2020-05-01"),
        ([certain("date", "2019-02")], 2019, "2019-02"),
        ([], 2020, "2020-05-01"),
    ],
)
def test_corrections_win_and_year_and_date_agree(corrected: list[MetadataValue], year: int, date: str | None) -> None:
    read = document("a.md", [text(1)], year="2020", date="2020-05-01", publisher="P")
    tables, _ = assemble([(read, ORIGIN)], {"a.md": (*corrected, certain("publisher", "Q")), "gone.md": ()})
    report = tables["reports"].iloc[0]
    assert report["year"] == year
    assert report["date"] == date if date else report.isna()["date"]
    assert report["publisher"] == "Q"
    found = tables["metadata"].set_index("field")["found_in"]
    assert found["publisher"] == "corrections.csv"


def test_copies_count_once_and_text_carried_forward_stays() -> None:
    common = text(1)
    reads = [
        (document("a.md", [common, text(2), common], publisher="A", year="2019"), ORIGIN),
        (document("b.md", [common, text(3)], publisher="A", year="2020"), ORIGIN),
        (document("c.md", [common, text(4)], publisher="C", year="2021"), ORIGIN),
    ]
    tables, _ = assemble(reads)
    reports = tables["reports"].set_index("source")
    sources = dict(zip(reports["report_id"], reports.index, strict=True))
    marks = {
        (sources[p.report_id], p.position): (p.counted, p.repeated, p.duplicate_of)
        for p in tables["passages"].itertuples()
    }
    first = f"{reports['report_id'].to_dict()['a.md']}-0001"
    assert marks["a.md", 3] == (False, False, first)
    assert marks["b.md", 1] == (True, True, first)
    assert marks["c.md", 1] == (False, False, first)
    assert reports["n_passages"].to_dict() == {"a.md": 2, "b.md": 2, "c.md": 1}
    assert set(tables["duplicates"]["score"]) == {1.0}


def test_what_does_not_count_stays_uncounted() -> None:
    read = document("a.md", [text(1), text(2)])
    contents = replace(read.passages[0], kind="contents", counted=False)
    tables, _ = assemble([(replace(read, passages=(contents, read.passages[1])), ORIGIN)])
    assert tables["passages"]["counted"].tolist() == [False, True]
    assert tables["reports"]["n_passages"].tolist() == [1]


def test_boxes_removed_and_problems_travel() -> None:
    read = document("a.md", [text(1)])
    passage = replace(read.passages[0], page=2, boxes=(Box(2, 0.1, 0.2, 0.9, 0.3),))
    problem = Problem("a.md", "read", "Page 3 has no text layer.", "Run OCR.")
    read = replace(read, passages=(passage,), removed=((2, "running head", "Head"),), problems=(problem, problem))
    other = Problem("b.pdf", "read", "It is empty.", "Replace it.")
    tables, _ = assemble([(read, ORIGIN)], problems=[other])
    assert tables["boxes"].iloc[0].tolist()[1:] == [2, 0.1, 0.2, 0.9, 0.3]
    assert tables["removed"].iloc[0].tolist()[1:] == [2, "running head", "Head"]
    assert tables["problems"]["source"].tolist() == ["a.md", "b.pdf"]


def test_nothing_read_gives_empty_tables() -> None:
    tables, _ = assemble([], problems=[Problem("x", "read", "Broken.", "Mend it.")])
    assert {name: len(frame) for name, frame in tables.items() if len(frame)} == {"problems": 1}
    assert len(tables) == 8


def test_half_a_surrogate_pair_becomes_a_stand_in_and_keeps_offsets() -> None:
    read = document("a\udcff.md", ["before \ud800 after " + text(1)])
    badly_named = Problem("b\udcff.pdf", "read", "b\udcff.pdf is empty.", "Leave it out.")
    tables, _ = assemble([(read, Origin("/in/a\udcff.zip", "a\udcff.md", "0"))], problems=[badly_named])
    assert tables["documents"]["text"][0].startswith("before \ufffd after")
    assert tables["documents"]["location"][0] == "/in/a\ufffd.zip"
    assert tables["documents"]["member"][0] == "a\ufffd.md"
    assert tables["problems"]["reason"][0] == "b\ufffd.pdf is empty."
    assert tables["passages"]["text"][0].startswith("before \ufffd after")
    assert tables["reports"]["source"][0] == "a\ufffd.md"
