"""A summary written in a process beside this one: the same bytes, and none lost where that process is."""

from dataclasses import replace

import pytest

from errors import NotEnoughData
from pipeline.results import Results
from pipeline.summarise import summarise, summary_bytes
from pipeline.writing import Writer
from schema import Selection
from views.brief.formats import rendered
from views.brief.summary import Summary


def written(writer: Writer, summary: Summary) -> bytes:
    writer.begin(summary, "short")
    return writer.finish()


@pytest.fixture(scope="module")
def summary(results: Results) -> Summary:
    return summarise(results, ("legacy-it",), Selection())


def test_it_writes_the_same_bytes_and_so_does_who_takes_over_when_it_ends(summary: Summary) -> None:
    expected = summary_bytes(summary, "html", "short")
    unsaid = tuple(replace(one, quotations=(), doubts=(), phrases=(), subtopics=()) for one in summary.sections)
    with Writer("html") as writer:
        writer.begin(replace(summary, sections=unsaid), "short")
        assert written(writer, summary) == expected
        assert writer.n_written == 1
        writer.stop()
        assert written(writer, summary) == expected
        assert writer.n_written == 1


def test_its_errors_are_those_of_writing(summary: Summary) -> None:
    section = replace(summary.sections[0], trend=summary.sections[0].trend.head(0))
    with Writer("svg") as writer:
        for _ in range(2):
            with pytest.raises(NotEnoughData, match="No report of this selection has a year"):
                written(writer, replace(summary, sections=(section,)))


def test_what_cannot_be_made_ready_is_written_here(summary: Summary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.writing.load", rendered)  # which fails for want of an argument
    with Writer("md") as writer:
        assert written(writer, summary) == written(writer, summary)
        assert writer.n_written == 0
