"""A build that is killed leaves the last good workspace, and the next one goes on to the same end."""

import random
import subprocess
import sys
import time
from pathlib import Path

from corpus.manifest import is_whole
from corpus.store import Workspace
from pipeline.again import FINDER
from pipeline.run import build

ROOT = Path(__file__).resolve().parents[2]
BUILDER = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from pipeline.run import build
print("ready", flush=True)
for turn in range(1_000):
    Path({folder!r}, "2021-b.md").write_text("Report of turn " + str(turn) + ". " + {text!r} * 8)
    build([Path({folder!r})], Path({workspace!r}), workers=1)
"""
TEXT = "The council moved its legacy systems to the cloud and trained staff in data ethics and cyber security. "


def check_whole(workspace: Path) -> None:
    """Every table is there and they speak of the same reports and passages."""
    found = Workspace.open(workspace)
    assert all(len(found.table(name)) == rows for name, rows in found.manifest.rows.items())
    reports = set(found.table("reports")["report_id"])
    passages = found.table("passages")
    assert set(passages["report_id"]) == reports
    assert set(found.table("report_themes")["report_id"]) == reports
    assert set(found.table("assignments")["passage_id"]) <= set(passages["passage_id"])
    assert found.theme_file()
    assert list(found.search_dir.iterdir())
    assert found.has_kept(FINDER)
    assert is_whole(found.folder, found.manifest)


def test_builds_killed_at_random_points(tmp_path: Path) -> None:
    folder, workspace = tmp_path / "reports", tmp_path / "workspace"
    folder.mkdir()
    for name, seed in (("2019-a.md", 1), ("2021-b.md", 2), ("2023-c.md", 3)):
        words = random.Random(seed).choices(TEXT.split(), k=60)
        (folder / name).write_text(f"# Report {seed}\n\n{TEXT * 3}\n\n{' '.join(words)}.\n", encoding="utf-8")
    build([folder], workspace, workers=1)
    check_whole(workspace)
    program = BUILDER.format(root=str(ROOT), folder=str(folder), workspace=str(workspace), text=TEXT)
    chance = random.Random(5)
    for _ in range(3):
        builder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert builder.stdout is not None
        assert builder.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.1, 3.0))
        builder.kill()
        builder.wait()
        builder.stdout.close()
        check_whole(workspace)
    build([folder], workspace, workers=1)
    build([folder], tmp_path / "fresh", workers=1)
    assert Workspace.open(workspace).fingerprint == Workspace.open(tmp_path / "fresh").fingerprint
    assert len([f for f in (workspace / "snapshots").iterdir() if f.is_dir()]) <= 2
