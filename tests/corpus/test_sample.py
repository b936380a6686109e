"""The embedded corpus holds what its README says, and its rendered files follow from their sources."""

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from pypdf import PdfReader
from scipy.stats import false_discovery_control, linregress

from corpus.discover import discover
from corpus.read import read
from corpus.sample import render
from corpus.sentences import count_words
from schema import Document

SAMPLE = Path(render.__file__).parent
REPORTS = SAMPLE / "reports"
YEARS = range(2019, 2025)
RENDERED = render.sources()


@dataclass(frozen=True)
class Written:
    """One report as its authors wrote it, whatever its format."""

    fields: Mapping[str, str]
    paragraphs: tuple[str, ...]

    @property
    def year(self) -> int:
        return int(self.fields["date"][:4])


def written(path: Path) -> Written:
    _, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = {name: str(value) for name, value in yaml.safe_load(front_matter).items()}
    return Written(fields, tuple(line for line in body.splitlines() if line and not line.startswith("#")))


def table(heading: str) -> list[dict[str, str]]:
    """Return the rows of the README's table whose first column has this heading."""
    lines = (SAMPLE / "README.md").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:] if line.startswith("|")]
    length = next((i for i, line in enumerate(lines[start:]) if not line.startswith("|")), len(rows))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:length]]


SOURCES = {path.relative_to(REPORTS).as_posix(): path for path in sorted(REPORTS.rglob("*.md"))} | {
    source.path: SAMPLE / "source" / f"{source.stem}.md" for source in RENDERED
}
CORPUS = {report: written(path) for report, path in SOURCES.items()}
with (SAMPLE / "gold.csv").open(encoding="utf-8", newline="") as stream:
    GOLD = [(row["report"], int(row["paragraph"]), row["theme"]) for row in csv.DictReader(stream)]


def letters(text: str) -> str:
    """Return the letters and digits alone, which neither a line's end nor a typesetter's quotes change."""
    return re.sub(r"[\W_]", "", text.casefold())


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {item.source: read(item)[0] for item in discover([REPORTS]).inputs}


def theme_ids() -> list[str]:
    text = (Path("models/themes") / "public-sector-digital.yaml").read_text(encoding="utf-8")
    return [theme["id"] for theme in yaml.safe_load(text)["themes"]]


def shares() -> dict[str, dict[str, float]]:
    """Return the gold share of each theme in each report."""
    counts = Counter((theme, report) for report, _, theme in GOLD)
    return {
        theme: {report: counts[theme, report] / len(text.paragraphs) for report, text in CORPUS.items()}
        for theme in theme_ids()
    }


def test_the_corpus_is_as_large_and_as_varied_as_promised() -> None:
    def values(name: str) -> set[str]:
        return {text.fields[name] for text in CORPUS.values()}

    words = sum(len(paragraph.split()) for text in CORPUS.values() for paragraph in text.paragraphs)
    assert len(CORPUS) >= 60
    assert words >= 35_000
    assert {text.year for text in CORPUS.values()} == set(YEARS)
    assert len(values("country")) >= 5
    assert len(values("sector")) >= 4
    assert len(values("publisher")) >= 10
    assert len(values("title")) == len(CORPUS)


def test_the_readme_counts_reports_paragraphs_and_words() -> None:
    paragraphs = [paragraph for text in CORPUS.values() for paragraph in text.paragraphs]
    words = sum(count_words(paragraph) for paragraph in paragraphs)
    unlabelled = len(paragraphs) - len({(report, paragraph) for report, paragraph, _ in GOLD})
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert f"{len(CORPUS)} reports, {len(paragraphs)} paragraphs, {words:,} words" in text
    assert f"{unlabelled} paragraphs have none" in text


def test_every_file_among_the_reports_has_its_text() -> None:
    found = {path.relative_to(REPORTS).as_posix() for path in REPORTS.rglob("*") if path.is_file()}
    assert found == {*CORPUS, "metadata.csv"}


def test_reports_stand_in_the_folder_of_their_year() -> None:
    for report, text in CORPUS.items():
        assert report.startswith(f"{text.year}/{text.year}-"), report


def test_every_markdown_report_says_that_it_is_invented() -> None:
    for report, text in CORPUS.items():
        if report.endswith(".md"):
            assert text.fields["note"] == render.NOTE, report


def test_a_paragraph_is_one_passage_long() -> None:
    for report, text in CORPUS.items():
        for paragraph in text.paragraphs:
            assert 42 <= len(paragraph.split()) <= 125, (report, paragraph[:60])


def test_no_two_paragraphs_share_eight_words_in_a_row() -> None:
    seen: defaultdict[tuple[str, ...], set[tuple[str, int]]] = defaultdict(set)
    for report, text in CORPUS.items():
        for k, paragraph in enumerate(text.paragraphs, 1):
            words = re.findall(r"[\w'’-]+", paragraph.lower())
            for i in range(len(words) - 7):
                seen[tuple(words[i : i + 8])].add((report, k))
    assert [(" ".join(words), places) for words, places in seen.items() if len(places) > 1] == []


def test_gold_speaks_of_paragraphs_and_themes_that_exist() -> None:
    assert len(set(GOLD)) == len(GOLD)
    assert {theme for _, _, theme in GOLD} == set(theme_ids())
    for report, paragraph, _ in GOLD:
        assert 1 <= paragraph <= len(CORPUS[report].paragraphs), (report, paragraph)


def test_every_report_has_gold_and_some_paragraphs_without() -> None:
    labelled = {(report, paragraph) for report, paragraph, _ in GOLD}
    assert {report for report, _ in labelled} == set(CORPUS)
    for report, text in CORPUS.items():
        assert len([place for place in labelled if place[0] == report]) < len(text.paragraphs), report


def test_the_readme_gives_the_gold_shares_by_year() -> None:
    share = shares()
    rows = {row["theme"]: row for row in table("theme")}
    assert set(rows) == set(share)
    for theme, row in rows.items():
        for year in YEARS:
            mean = np.mean([value for report, value in share[theme].items() if CORPUS[report].year == year])
            assert row[str(year)] == f"{100 * mean:.1f}", (theme, year)


def change(values: Mapping[str, float]) -> tuple[float, float]:
    """Return percentage points a year and the p-value of no change, each report one point."""
    line = linregress([CORPUS[report].year for report in values], [100 * value for value in values.values()])
    return line.slope, line.pvalue


def test_the_planted_verdicts_follow_from_the_gold() -> None:
    share, rows = shares(), table("theme")
    changes = [change(share[row["theme"]]) for row in rows]
    q_values = false_discovery_control([p_value for _, p_value in changes])
    for row, (slope, _), q_value in zip(rows, changes, q_values, strict=True):
        verdict = "no detectable change" if q_value > 0.05 else "rising" if slope > 0 else "falling"
        assert verdict == row["expected verdict"], row["theme"]


def test_place_based_innovation_rises_over_all_reports_and_in_no_sector() -> None:
    share = shares()["place-based-innovation"]
    assert change(share)[0] > 0.9
    for sector in ("local government", "central government", "health", "emergency services"):
        within = {report: value for report, value in share.items() if CORPUS[report].fields["sector"] == sector}
        assert change(within)[0] < 0.5, sector


def test_nothing_is_spoken_of_before_its_time() -> None:
    first = {"cost-of-living": 2022, "pandemic-recovery": 2020}
    for report, _, theme in GOLD:
        assert CORPUS[report].year >= first.get(theme, 2019), (report, theme)
    generative = re.compile(r"\b(generative|language model|chatgpt|copilot)", re.IGNORECASE)
    for report, text in CORPUS.items():
        if text.year < 2023:
            assert not [paragraph for paragraph in text.paragraphs if generative.search(paragraph)], report


def test_the_readme_lists_the_publishers_and_their_years() -> None:
    rows = {row["publisher"]: row for row in table("publisher")}
    assert set(rows) == {text.fields["publisher"] for text in CORPUS.values()}
    for publisher, row in rows.items():
        years = Counter(text.year for text in CORPUS.values() if text.fields["publisher"] == publisher)
        shown = ", ".join(f"{year} (2)" if years[year] > 1 else str(year) for year in sorted(years))
        missing = ", ".join(str(year) for year in YEARS if year not in years) or "none"
        assert (row["reports"], row["years missing"]) == (shown, missing), publisher


@pytest.mark.parametrize("source", RENDERED, ids=lambda source: source.path)
def test_the_committed_file_is_what_the_source_renders_to(source: render.Source) -> None:
    committed, again = (REPORTS / source.path).read_bytes(), render.render(source)
    if source.format == "docx":  # the compressor differs between builds of Python, the parts do not
        assert parts(committed) == parts(again)
    else:
        assert committed == again, "run python corpus/sample/render.py and commit what it writes"


def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_metadata_csv_agrees_with_the_sources() -> None:
    with (REPORTS / "metadata.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row.pop("file"): row for row in csv.DictReader(stream)}
    assert set(rows) == {source.path for source in RENDERED}
    for report, row in rows.items():
        assert row == {name: CORPUS[report].fields[name] for name in render.COLUMNS[1:]}


def test_pdfs_are_tagged_and_name_title_and_publisher() -> None:
    pdfs = [source for source in RENDERED if source.format == "pdf"]
    assert len(pdfs) >= 12
    for source in pdfs:
        reader = PdfReader(REPORTS / source.path)
        assert reader.metadata is not None
        assert (reader.metadata.title, reader.metadata.author) == (source.title, source.publisher)
        assert "/StructTreeRoot" in reader.root_object


def test_front_matter_has_roman_page_labels() -> None:
    labels = {source.path: PdfReader(REPORTS / source.path).page_labels for source in RENDERED if source.front}
    assert len(labels) == 2
    for report, found in labels.items():
        assert found[:4] == ["i", "ii", "iii", "1"], report


def test_the_kth_paragraph_is_read_as_the_kth_passage(documents: Mapping[str, Document]) -> None:
    assert set(documents) == set(CORPUS)
    for report, document in documents.items():
        counted = [(p.position, letters(p.text)) for p in document.passages if p.counted]
        assert counted == [(k, letters(p)) for k, p in enumerate(CORPUS[report].paragraphs, 1)], report


def test_every_passage_of_a_pdf_names_the_page_where_it_begins(documents: Mapping[str, Document]) -> None:
    for source in (source for source in RENDERED if source.format == "pdf"):
        pages = [letters(page.extract_text()) for page in PdfReader(REPORTS / source.path).pages]
        for passage in (p for p in documents[source.path].passages if p.counted):
            assert passage.page is not None
            assert letters(passage.text)[:20] in pages[passage.page - 1], (source.path, passage.position)


def test_every_report_is_read_with_all_its_metadata(documents: Mapping[str, Document]) -> None:
    names = ("title", "publisher", "date", "country", "sector", "language")
    for report, document in documents.items():
        found = {value.field: value.value for value in document.metadata}
        assert {name: found.get(name) for name in names} == {name: CORPUS[report].fields[name] for name in names}
        assert found["year"] == str(CORPUS[report].year)
        assert document.problems == ()
