"""The workspace: what is written comes back, and what fails leaves the last good one."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from corpus.store import Draft, Provenance, Workspace, draft
from corpus.tablefile import TableWriter
from errors import InvalidSetting, InvalidTable, WorkspaceBusy, WorkspaceDamaged, WorkspaceNotFound, WorkspaceNotWritten
from schema import ASSIGNMENTS, PASSAGES, REPORTS

ROOT = Path(__file__).resolve().parents[2]
PROVENANCE = Provenance("0.1.0", "digital", "1", settings={"workers": 2}, stages={"read": "abc"}, counts={"inputs": 3})


def passages(reports: int = 3, each: int = 4) -> pd.DataFrame:
    rows = [
        {
            "passage_id": f"r{report:03d}-{position:04d}",
            "report_id": f"r{report:03d}",
            "position": position,
            "page": None,
            "heading": "Findings › Costs",
            "text": f"Passage {position} of report {report}.",
            "n_words": 5,
            "start": 0,
            "end": 24,
            "page_end": None,
            "page_label": None,
            "kind": "body",
            "counted": True,
            "repeated": False,
            "duplicate_of": None,
        }
        for report in range(reports)
        for position in range(1, each + 1)
    ]
    return PASSAGES.validate(pd.DataFrame(rows))


def assignments(of: pd.DataFrame, themes: tuple[str, ...] = ("cyber", "ai")) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {
                "passage_id": of["passage_id"],
                "report_id": of["report_id"],
                "theme_id": theme,
                "score": [0.9 if i % 2 else 0.2 for i in range(len(of))],
                "assigned": [bool(i % 2) for i in range(len(of))],
                "evidence": "phrase",
                "seed_places": None,
                "nearest_seed": None,
            }
        )
        for theme in themes
    ]
    return ASSIGNMENTS.validate(pd.concat(frames))


def build(path: Path, reports: int = 3) -> Workspace:
    with draft(path) as new:
        new.write("passages", passages(reports))
        new.write("assignments", assignments(passages(reports)))
        new.write_themes("name: digital\n")
        (new.search_dir() / "segment").write_text("index", encoding="ascii")
        new.keep("fit", reports.to_bytes(4, "big") * 100_000)
        return new.publish(PROVENANCE)


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    build(tmp_path / "my workspace")
    workspace = Workspace.open(tmp_path / "my workspace")
    pd.testing.assert_frame_equal(workspace.table("passages"), passages())
    assert workspace.theme_file() == "name: digital\n"
    assert workspace.manifest.rows == {"passages": 12, "assignments": 24}
    assert workspace.manifest.provenance == PROVENANCE
    assert (workspace.search_dir / "segment").read_bytes() == b"index"
    assert workspace.is_current()


def test_passages_come_in_the_order_asked_for(tmp_path: Path) -> None:
    workspace = build(tmp_path)
    wanted = ["r002-0003", "r000-0001", "gone-0001", "r002-0001"]
    assert workspace.passages(wanted)["passage_id"].tolist() == ["r002-0003", "r000-0001", "r002-0001"]
    assert workspace.passages(wanted, columns=["n_words"]).columns.tolist() == ["n_words"]
    assert workspace.passages(report_ids=["r001"])["position"].tolist() == [1, 2, 3, 4]
    assert workspace.passages([]).empty
    assert len(workspace.passages()) == 12


def test_assignments_of_a_theme_a_report_or_a_passage(tmp_path: Path) -> None:
    workspace = build(tmp_path)
    assert len(workspace.assignments("cyber")) == 6
    assert len(workspace.assignments("cyber", assigned_only=False)) == 12
    assert len(workspace.assignments(report_ids=["r000", "r002"])) == 8
    assert workspace.assignments(passage_ids=["r001-0002"])["theme_id"].tolist() == ["ai", "cyber"]
    assert workspace.assignments("cyber", columns=["score"])["score"].tolist() == [0.9] * 6
    assert workspace.assignments("none").empty


def test_few_row_groups_are_read_for_few_passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = build(tmp_path, reports=2_000)
    import pyarrow.parquet as pq

    seen: list[int] = []
    read = pq.ParquetFile.read_row_groups

    def spy(file: pq.ParquetFile, groups: list[int], **options: object) -> object:
        seen.append(len(groups))
        return read(file, groups, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", spy)
    assert len(workspace.passages(["r1999-0004", "r005-0001"])) == 2
    assert len(workspace.assignments("cyber", report_ids=["r005"])) == 2
    assert seen == [2, 1]


def test_same_rows_in_any_order_and_any_batches_give_the_same_bytes(tmp_path: Path) -> None:
    frame = passages(900)
    with TableWriter(tmp_path / "whole.parquet", PASSAGES) as whole:
        whole.write(frame)
    with TableWriter(tmp_path / "batches.parquet", PASSAGES) as batches:
        for first in range(0, len(frame), 777):
            batches.write(frame.iloc[first : first + 777])
    with TableWriter(tmp_path / "shuffled.parquet", PASSAGES) as shuffled:
        shuffled.write(frame.sample(frac=1, random_state=1))
    expected = (tmp_path / "whole.parquet").read_bytes()
    assert (tmp_path / "batches.parquet").read_bytes() == expected
    assert (tmp_path / "shuffled.parquet").read_bytes() == expected


def test_same_input_gives_the_same_workspace(tmp_path: Path) -> None:
    one, two = build(tmp_path / "one"), build(tmp_path / "two")
    assert one.manifest == two.manifest
    assert build(tmp_path / "two", reports=4).fingerprint != one.fingerprint


def test_the_tables_lie_at_the_top_for_other_programs(tmp_path: Path) -> None:
    build(tmp_path)
    assert len(pd.read_parquet(tmp_path / "passages.parquet")) == 12
    with draft(tmp_path) as new:
        new.write("passages", passages(1))
        new.publish(PROVENANCE)
    assert len(pd.read_parquet(tmp_path / "passages.parquet")) == 4
    assert not (tmp_path / "assignments.parquet").exists()


def test_a_table_and_the_index_are_reused(tmp_path: Path) -> None:
    first = build(tmp_path)
    with draft(tmp_path) as new:
        new.reuse("passages")
        new.reuse("search")
        second = new.publish(PROVENANCE)
    pd.testing.assert_frame_equal(second.table("passages"), first.table("passages"))
    assert (second.search_dir / "segment").read_bytes() == b"index"
    with draft(tmp_path) as new, pytest.raises(InvalidSetting, match="no earlier 'reports'"):
        new.reuse("reports")


def test_a_disk_that_refuses_an_amended_table_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(tmp_path)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("corpus.tablefile.write_amended", full)
    with draft(tmp_path) as new:
        new.amend("assignments", ["r001"], assignments(passages(2))[:0])
        with pytest.raises(WorkspaceNotWritten, match="the disk is full"):
            new.read("assignments")
        new.amend("assignments", ["r001"], assignments(passages(2))[:0])
        with pytest.raises(WorkspaceNotWritten, match="the disk is full"):
            new.publish(PROVENANCE)
    assert Workspace.open(tmp_path).manifest == before.manifest
    assert [file.name for file in (tmp_path / "snapshots").iterdir()] == [before.manifest.snapshot]


def test_an_error_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    before = build(tmp_path)

    def fail() -> None:
        with draft(tmp_path) as new:
            new.write("passages", passages(9))
            new.write("reports", pd.DataFrame({"title": ["x"]}))

    with pytest.raises(InvalidTable, match="no column"):
        fail()
    assert Workspace.open(tmp_path).manifest == before.manifest
    assert [f.name for f in (tmp_path / "snapshots").iterdir()] == [before.manifest.snapshot]


def test_the_last_two_snapshots_are_kept(tmp_path: Path) -> None:
    opened = build(tmp_path, reports=1)
    second = build(tmp_path, reports=2)
    assert len(opened.table("passages")) == 4
    build(tmp_path, reports=2)
    assert len(opened.table("passages")) == 4
    third = build(tmp_path, reports=3)
    kept = {f.name for f in (tmp_path / "snapshots").iterdir()}
    assert kept == {second.manifest.snapshot, third.manifest.snapshot}
    with pytest.raises(WorkspaceDamaged, match=r"built anew while it was being read.*Open it again"):
        opened.passages(["r000-0001"])


def test_publishing_the_same_again_heals_a_damaged_snapshot(tmp_path: Path) -> None:
    workspace = build(tmp_path)
    (workspace.folder / "passages.parquet").write_bytes(b"not parquet")
    with pytest.raises(WorkspaceDamaged, match="'passages'"):
        Workspace.open(tmp_path).table("passages")
    healed = build(tmp_path)
    assert len(healed.table("passages")) == 12


@pytest.mark.parametrize("name", ["passages.parquet", "themes.yaml", "search/segment", "search.json"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_nothing_damaged_is_reused(tmp_path: Path, name: str, damage: str) -> None:
    workspace = build(tmp_path)
    (workspace.folder / name).unlink()
    if damage == "changed":
        (workspace.folder / name).write_text("{not what it was")
    with draft(tmp_path) as new:
        assert new.previous is None
    healed = build(tmp_path)
    assert healed.fingerprint == workspace.fingerprint
    with draft(tmp_path) as new:
        assert new.previous is not None
        assert len(new.previous.table("passages")) == 12


def test_a_second_build_is_told_or_waits(tmp_path: Path) -> None:
    with draft(tmp_path) as new:
        with pytest.raises(WorkspaceBusy, match="Another build"), draft(tmp_path):
            pass
        new.write("passages", passages())
        entered = threading.Event()

        def second() -> None:
            with draft(tmp_path, wait=20) as waiting:
                assert waiting.previous is not None
                entered.set()

        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        assert not entered.is_set()
        new.publish(PROVENANCE)
    thread.join(20)
    assert entered.is_set()


def test_no_workspace_and_damaged_manifests_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFound, match="pipeline build"):
        Workspace.open(tmp_path / "nowhere")
    for text in ("", "[]", "{}", '{"format": 1}', '{"format": 1, "provenance": 3}', "\x00"):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(WorkspaceDamaged):
            Workspace.open(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(WorkspaceDamaged, match="format 99"):
        Workspace.open(tmp_path)
    assert len(build(tmp_path).table("passages")) == 12


def test_a_folder_with_other_files_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "reports.parquet").write_text("mine")
    with pytest.raises(InvalidSetting, match=r"reports\.parquet"), draft(tmp_path):
        pass
    assert (tmp_path / "reports.parquet").read_text() == "mine"


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    with draft(tmp_path) as new:
        new.write("reports", REPORTS.empty())
        with new.writer("passages"):
            pass
        workspace = new.publish(PROVENANCE)
    assert tuple(workspace.table("reports").columns) == REPORTS.names
    assert workspace.passages(["r-0001"]).empty
    assert workspace.passages(report_ids=["r"]).empty


@pytest.mark.parametrize("step", ["fsync", "replace", "rename", "write_bytes"])
def test_a_full_disk_leaves_the_last_good_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    before = build(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os if step == "fsync" else Path, step, refuse)
        with pytest.raises(WorkspaceNotWritten, match=r"the disk is full.*Free some space"):
            build(tmp_path, reports=5)
    assert Workspace.open(tmp_path).manifest == before.manifest
    assert len(Workspace.open(tmp_path).table("passages")) == 12
    assert len(build(tmp_path, reports=5).table("passages")) == 20


def test_without_hard_links_tables_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    workspace = build(tmp_path)
    assert not (tmp_path / "passages.parquet").samefile(workspace.folder / "passages.parquet")
    assert len(pd.read_parquet(tmp_path / "passages.parquet")) == 12


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from test_store import build
from errors import WorkspaceNotWritten
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    build(Path({path!r}), reports=3000)
except WorkspaceNotWritten as error:
    print("refused", error)
"""


@pytest.mark.parametrize("limit", [4, 3_000, 20_000])
def test_a_file_the_system_refuses_to_grow(tmp_path: Path, limit: int) -> None:
    before = build(tmp_path)
    program = FULL_DISK.format(root=str(ROOT), tests=str(Path(__file__).parent), limit=limit, path=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("refused"), done.stderr
    assert Workspace.open(tmp_path).manifest == before.manifest
    assert len(Workspace.open(tmp_path).table("passages")) == 12


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from test_store import build
print("ready", flush=True)
for size in range(2, 10_000):
    build(Path({path!r}), reports=size)
    print(size, flush=True)
"""


def test_builds_killed_at_random_points_leave_a_whole_workspace(tmp_path: Path) -> None:
    build(tmp_path, reports=1)
    program = KILLED.format(root=str(ROOT), tests=str(Path(__file__).parent), path=str(tmp_path))
    chance = random.Random(7)
    seen = set()
    for _ in range(8):
        builder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert builder.stdout is not None
        for _ in range(chance.randint(1, 4)):
            builder.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.1))
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        builder.stdout.close()
        workspace = Workspace.open(tmp_path)
        reports = len(workspace.table("passages")) // 4
        assert len(workspace.table("passages")) == 4 * reports
        assert len(workspace.table("assignments")) == 8 * reports
        assert workspace.theme_file() == "name: digital\n"
        assert workspace.kept("fit") == reports.to_bytes(4, "big") * 100_000
        seen.add(reports)
    assert len(seen) > 1
    after = build(tmp_path, reports=7)
    assert len(pd.read_parquet(tmp_path / "passages.parquet")) == 28
    kept = {f.name for f in (tmp_path / "snapshots").iterdir()}
    assert kept <= {after.manifest.snapshot, after.manifest.previous}
    assert not list(tmp_path.glob("*.tmp"))


def test_a_draft_cannot_name_an_unknown_table(tmp_path: Path) -> None:
    with draft(tmp_path) as new, pytest.raises(InvalidTable, match="no table 'secrets'"):
        new.write("secrets", passages())
    assert isinstance(new, Draft)
