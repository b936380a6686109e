"""Builds: what changed is done again, nothing else is, and the same reports give the same bytes."""

import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from corpus.corrections import correct
from corpus.lock import exclusive
from corpus.store import Workspace
from errors import InvalidSetting, InvalidThemeFile
from pipeline.progress import Progress
from pipeline.results import open_results
from pipeline.run import FILES, add_files, build, build_progress, sources_of, start_build
from schema import TABLES
from tests.pipeline.conftest import report

THEMES = """\
name: Mine
version: "7"
themes:
  - {id: pensions, label: Pensions, description: Paying pensions., seeds: [pension, mainframe]}
  - {id: heat, label: Heat, description: Heating schools., seeds: [heat pump, carbon footprint]}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def table(workspace: Path, name: str) -> pd.DataFrame:
    return Workspace.open(workspace).table(name)


def test_a_second_build_reads_nothing_anew(folder: Path, workspace: Path) -> None:
    first = build([folder], workspace, workers=1)
    assert (first.n_inputs, first.n_reports, first.n_problems, first.n_reused) == (6, 6, 0, 0)
    before = Workspace.open(workspace).fingerprint
    again = build([folder], workspace, workers=1)
    assert again.n_reused == 6
    assert Workspace.open(workspace).fingerprint == before


def test_a_changed_file_is_read_again_and_alone(folder: Path, workspace: Path) -> None:
    build([folder], workspace, workers=1)
    before = table(workspace, "passages")
    (folder / "report-2.md").write_text(report(99, 2021, "Office A"), encoding="utf-8")
    assert build([folder], workspace, workers=1).n_reused == 5
    reports, after = table(workspace, "reports"), table(workspace, "passages")
    changed = reports.loc[reports["title"] == "Report 99", "report_id"].item()
    kept = ~after["report_id"].isin([changed])
    pd.testing.assert_series_equal(
        after.loc[kept, "text"].reset_index(drop=True),
        before.loc[before["report_id"] != changed, "text"].reset_index(drop=True),
    )


def test_a_removed_file_is_gone(folder: Path, workspace: Path) -> None:
    build([folder], workspace, workers=1)
    (folder / "report-0.md").unlink()
    assert build([folder], workspace, workers=1).n_reports == 5
    assert "report-0.md" not in set(table(workspace, "reports")["source"])


def test_other_themes_are_assigned_without_reading(folder: Path, workspace: Path, tmp_path: Path) -> None:
    build([folder], workspace, workers=1)
    passages = table(workspace, "passages")
    own = tmp_path / "mine.yaml"
    own.write_text(THEMES, encoding="utf-8")
    assert build([folder], workspace, own, workers=1).n_reused == 6
    pd.testing.assert_frame_equal(table(workspace, "passages"), passages)
    results = open_results(workspace)
    assert results.themes.ids == ("pensions", "heat")
    assert results.manifest.provenance.theme_version == "7"
    assert set(results.report_themes["theme_id"]) == {"pensions", "heat"}
    assert len(results.report_themes) == 12


def test_a_correction_counts_from_the_next_build(folder: Path, workspace: Path) -> None:
    build([folder], workspace, workers=1)
    correct(workspace, "report-1.md", {"year": "2011", "country": "SE"})
    assert build([folder], workspace, workers=1).n_reused == 6
    row = table(workspace, "reports").set_index("source").loc["report-1.md"]
    assert (row["year"], row["country"]) == (2011, "SE")
    assert 2011 in set(table(workspace, "trends")["year"])


def test_the_same_reports_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    mirrored = tmp_path / "mirrored"
    mirrored.mkdir()
    for file in sorted(folder.iterdir(), reverse=True):
        shutil.copyfile(file, mirrored / file.name)
    one, other = tmp_path / "one", tmp_path / "other"
    build([folder], one, workers=1)
    build([mirrored], other, workers=2)
    names = [name for name in TABLES if (one / f"{name}.parquet").exists() and name != "documents"]
    assert len(names) >= 12
    for name in names:
        assert (one / f"{name}.parquet").read_bytes() == (other / f"{name}.parquet").read_bytes(), name
    texts = [table(path, "documents").drop(columns="location") for path in (one, other)]
    pd.testing.assert_frame_equal(texts[0], texts[1])


def test_sources_in_any_order_give_the_same_tables(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir())
    build(files, tmp_path / "one", workers=1)
    build(files[::-1], tmp_path / "other", workers=1)
    for name in ("reports", "passages", "assignments", "report_themes", "trends"):
        assert (tmp_path / "one" / f"{name}.parquet").read_bytes() == (
            tmp_path / "other" / f"{name}.parquet"
        ).read_bytes(), name


def test_an_empty_folder_is_a_workspace_without_reports(tmp_path: Path, workspace: Path) -> None:
    (tmp_path / "none").mkdir()
    done = build([tmp_path / "none"], workspace, workers=1)
    assert (done.n_reports, done.n_passages) == (0, 0)
    assert all(table(workspace, name).empty for name in ("reports", "passages", "assignments", "trends", "changes"))


def test_one_report(folder: Path, workspace: Path) -> None:
    build([folder / "report-0.md"], workspace, workers=1)
    assert len(table(workspace, "reports")) == 1
    assert set(table(workspace, "changes")["verdict"]) == {"too few reports"}


def test_broken_files_become_problems(tmp_path: Path, workspace: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for name, content in {
        "a.pdf": b"%PDF-1.7 nothing", "b.docx": b"PK\x03\x04", "c.zip": b"PK", "d.jsonl": b"{\n", "e.pptx": b"",
        "f.csv": b"a,b\n1,2\n", "g.md": b"", "h.exe": b"MZ",
    }.items():  # fmt: skip
        (broken / name).write_bytes(content)
    done = build([broken], workspace, workers=1)
    problems = table(workspace, "problems")
    assert done.n_reports == 0
    assert done.n_problems == len(problems) >= 7
    assert {source.partition("/")[0][0] for source in problems["source"]} >= set("abcdefg")
    assert (problems["reason"].str.endswith(".") & (problems["remedy"] != "")).all()


def test_text_that_no_encoding_allows_is_read_all_the_same(tmp_path: Path, workspace: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "A \\ud800 cloud \\u0000 of legacy systems, said twice."}\n', encoding="utf-8")
    build([rows], workspace, workers=1)
    text = table(workspace, "passages")["text"].item()
    assert "legacy systems" in text
    text.encode("utf-8")


@pytest.mark.parametrize("text", ["", "themes: []", "name: [", THEMES.replace("heat,", "Heat Pumps,", 1)])
def test_a_bad_theme_file_stops_before_anything_is_written(
    text: str, folder: Path, workspace: Path, tmp_path: Path
) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidThemeFile, match=r"mine\.yaml, line \d+"):
        build([folder], workspace, own, workers=1)
    assert not workspace.exists()


def test_sources_that_are_not_there(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="No SOURCE"):
        build([], workspace)
    with pytest.raises(InvalidSetting, match="absent"):
        build([tmp_path / "absent"], workspace)


def test_progress_runs_forwards_to_its_end(folder: Path, workspace: Path) -> None:
    told: list[Progress] = []
    build([folder], workspace, workers=1, progress=told.append)
    assert all(0 <= p.done <= p.total for p in told)
    assert list(dict.fromkeys(p.stage for p in told)) == [
        "Reading reports", "Comparing passages", "Learning the themes", "Finding themes", "Indexing passages",
        "Measuring the themes", "Finished",
    ]  # fmt: skip
    assert told[-1].finished


def wait(workspace: Path) -> Progress:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        progress = build_progress(workspace)
        if progress is not None and progress.finished:
            return progress
        time.sleep(0.2)
    pytest.fail(f"The build did not end: {build_progress(workspace)}")


def test_a_build_in_its_own_process_with_uploads(folder: Path, workspace: Path) -> None:
    assert build_progress(workspace) is None
    build([folder], workspace, workers=1)
    names = add_files(workspace, [("../../new report.md", report(50, 2023, "Board B").encode())])
    assert names == ["new report.md"]
    assert sources_of(workspace) == [folder.resolve()]
    with exclusive(workspace / "lock"):  # as a build at work does
        start_build([*sources_of(workspace), workspace / FILES], workspace)
        time.sleep(4)
    assert wait(workspace).error is None
    assert "Report 50" in set(table(workspace, "reports")["title"])
    start_build([workspace / "absent"], workspace)
    assert "absent" in str(wait(workspace).error)
    assert len(table(workspace, "reports")) == 7
    start_build([workspace / FILES], workspace, instead=True)
    assert wait(workspace).error is None
    assert table(workspace, "reports")["title"].tolist() == ["Report 50"]
