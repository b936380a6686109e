"""Corrections: counted at once, the same as a fresh build would count them, and kept through rebuilds."""

import time
from pathlib import Path

import pandas as pd
import pytest

from corpus.lock import exclusive
from corpus.store import Workspace
from errors import InvalidSetting, WorkspaceBusy, WorkspaceNotFound, WorkspaceNotWritten
from pipeline.correct import correct, corrections
from pipeline.export import export_bytes
from pipeline.results import open_results
from pipeline.run import build, build_progress
from schema import TABLES, Selection


def report(workspace: Path, source: str) -> dict[str, object]:
    reports = Workspace.open(workspace).table("reports")
    return dict(zip(reports.columns, *reports[reports["source"] == source].itertuples(index=False), strict=True))


@pytest.fixture
def workspace(folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "workspace"
    build([folder], path, workers=1)
    return path


def test_a_correction_counts_at_once_and_as_a_fresh_build_would_count_it(
    folder: Path, workspace: Path, tmp_path: Path
) -> None:
    before = open_results(workspace)
    assert correct(workspace, "report-1.md", {"year": "2011", "country": "Sweden"})
    after = open_results(workspace)
    assert after.fingerprint != before.fingerprint
    assert (report(workspace, "report-1.md")["year"], report(workspace, "report-1.md")["country"]) == (2011, "SE")
    assert 2011 in set(after.workspace.table("trends")["year"])
    assert corrections(workspace, "report-1.md") == {"year": "2011", "country": "SE"}
    assert build([folder], workspace, workers=1).n_reused == 6
    assert open_results(workspace).fingerprint == after.fingerprint
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "corrections.csv").write_bytes((workspace / "corrections.csv").read_bytes())
    build([folder], fresh, workers=1)
    for name in [name for name in TABLES if (fresh / f"{name}.parquet").exists()]:
        assert (fresh / f"{name}.parquet").read_bytes() == (workspace / f"{name}.parquet").read_bytes(), name


def test_a_withdrawn_correction_gives_back_what_was_found(workspace: Path) -> None:
    first = open_results(workspace).fingerprint
    assert correct(workspace, "report-2.md", {"publisher": "Office Z"})
    assert report(workspace, "report-2.md")["publisher"] == "Office Z"
    assert open_results(workspace).mentions("mainframe")  # to search leaves a lock file in the index
    assert correct(workspace, "report-2.md", {"publisher": "unknown"})
    assert report(workspace, "report-2.md")["publisher"] is pd.NA
    assert correct(workspace, "report-2.md", {"publisher": ""})
    assert report(workspace, "report-2.md")["publisher"] == "Office A"
    assert (corrections(workspace, "report-2.md"), open_results(workspace).fingerprint) == ({}, first)


def test_what_themes_depend_on_is_built_apart(workspace: Path) -> None:
    assert not correct(workspace, "report-0.md", {"title": "Pensions and mainframes"})
    assert not correct(workspace, "report-1.md", {"title": "Heat pumps"})  # no second build while the first one starts
    waited = time.monotonic() + 90
    while (told := build_progress(workspace)) is None or not told.finished:
        assert time.monotonic() < waited
        time.sleep(0.2)
    assert told.error is None
    assert report(workspace, "report-0.md")["title"] == "Pensions and mainframes"
    assert report(workspace, "report-1.md")["title"] == "Heat pumps"


def test_what_cannot_be_is_refused_and_not_kept(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"no report 'x\.md'"):
        correct(workspace, "x.md", {"year": "2011"})
    with pytest.raises(InvalidSetting, match="colour"):
        correct(workspace, "report-0.md", {"year": "2011", "colour": "red"})
    with pytest.raises(WorkspaceNotFound):
        correct(tmp_path / "none", "report-0.md", {"year": "2011"})
    with exclusive(workspace / "lock"), pytest.raises(WorkspaceBusy):
        correct(workspace, "report-0.md", {"year": "2011"})
    assert corrections(workspace, "report-0.md") == {}


def test_what_the_disk_refuses_is_taken_back(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise WorkspaceNotWritten("The disk is full.")

    sector = {"sector": "health"}
    for kept, refused in (({}, {"year": "2011"}), (sector, {"year": "2011"}), (sector, {"title": "Heat pumps"})):
        with monkeypatch.context() as full:
            full.setattr("corpus.store.Draft.publish", refuse)
            full.setattr("pipeline.correct.start_build", refuse)
            with pytest.raises(WorkspaceNotWritten):
                correct(workspace, "report-1.md", refused)
        assert corrections(workspace, "report-1.md") == kept
        assert correct(workspace, "report-1.md", sector)
    assert report(workspace, "report-1.md")["year"] != 2011
    assert sorted(file.name for file in workspace.glob("corrections.*")) == ["corrections.csv", "corrections.lock"]


def test_exported_reports_are_edited_and_fed_back(folder: Path, workspace: Path) -> None:
    held = export_bytes(open_results(workspace), "reports", "csv", Selection()).decode("utf-8-sig")
    edited = held.replace("Report 3", "=Report 3").replace("Office A", "Office Å")
    (folder / "metadata.csv").write_text(edited, encoding="utf-8")
    build([folder], workspace, workers=1)
    assert report(workspace, "report-3.md")["title"] == "=Report 3"
    assert report(workspace, "report-2.md")["publisher"] == "Office Å"
    assert Workspace.open(workspace).table("problems").empty
    again = export_bytes(open_results(workspace), "reports", "csv", Selection()).decode("utf-8-sig")
    assert "'=Report 3" in again
    (folder / "metadata.csv").write_text(again, encoding="utf-8")
    build([folder], workspace, workers=1)
    assert export_bytes(open_results(workspace), "reports", "csv", Selection()).decode("utf-8-sig") == again
