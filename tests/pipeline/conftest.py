"""The embedded corpus opened, and a folder of a few short reports to build from."""

import random
from pathlib import Path

import pytest

from pipeline.results import Results, open_results

SENTENCES = (
    "The council moved its legacy systems to the cloud over the summer.",
    "Nurses and clerks were trained in data ethics before the pilot began.",
    "A ransomware attack closed the libraries and cyber security was paid for at last.",
    "Residents asked for bins, buses and a post office that opens on Saturdays.",
    "The mainframe that pays pensions is older than the people who keep it.",
    "Vacancies in the software team stayed open for a year.",
    "Machine learning sorted the letters, and a person read the ones it doubted.",
    "Heat pumps cut the carbon footprint of three schools.",
)


@pytest.fixture(scope="session")
def results(sample_workspace: Path) -> Results:
    return open_results(sample_workspace)


def report(seed: int, year: int, publisher: str, *, country: str = "GB", sector: str = "health") -> str:
    """Return a report of four paragraphs as Markdown."""
    chance = random.Random(seed)
    paragraphs = [" ".join(chance.choices(SENTENCES, k=5)) for _ in range(4)]
    front = f"title: Report {seed}\npublisher: {publisher}\ndate: {year}\ncountry: {country}\nsector: {sector}"
    return f"---\n{front}\n---\n\n# Findings\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six reports of two publishers and three years."""
    path = tmp_path / "reports"
    path.mkdir()
    for i in range(6):
        text = report(i, 2020 + i // 2, ("Office A", "Board B")[i % 2], country=("GB", "NL")[i % 2])
        (path / f"report-{i}.md").write_text(text, encoding="utf-8")
    return path
