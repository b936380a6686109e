"""What a build keeps for the next one: taken over, never part of the content, not read when it is damaged."""

import shlex
from pathlib import Path

import pytest

from corpus.store import Workspace, draft
from errors import InvalidSetting, WorkspaceNotFound
from tests.corpus.test_store import PROVENANCE, assignments, build, passages


def test_what_is_kept_can_be_taken_over_and_is_no_part_of_the_content(tmp_path: Path) -> None:
    first = build(tmp_path)
    assert (first.kept("fit"), first.kept("other")) == (b"\0\0\0\3" * 100_000, None)
    assert first.kept_since("other") is None
    since = first.kept_since("fit")
    with draft(tmp_path) as new:
        new.reuse("passages")
        new.reuse("fit")
        new.amend("assignments", ["r001"], assignments(passages(2))[:0])
        new.write_themes("name: digital\n")
        second = new.publish(PROVENANCE)
    assert second.kept("fit") == first.kept("fit")
    assert (second.kept_since("fit"), second.fingerprint != first.fingerprint) == (since, True)
    assert sorted(set(second.table("assignments")["report_id"])) == ["r000", "r002"]
    with draft(tmp_path) as new, pytest.raises(InvalidSetting, match="no earlier 'other'"):
        new.reuse("other")


@pytest.mark.parametrize("damage", [b"\0\0\0\3" * 99_999 + b"\0\0\0\2", b""])
def test_what_is_kept_and_damaged_is_not_read_and_is_healed(tmp_path: Path, damage: bytes) -> None:
    first = build(tmp_path)
    (first.folder / "kept" / "fit").write_bytes(damage)
    assert first.kept("fit") is None
    healed = build(tmp_path)
    assert (healed.fingerprint, healed.kept("fit")) == (first.fingerprint, b"\0\0\0\3" * 100_000)


def test_the_command_that_builds_a_workspace_can_be_copied(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFound) as told:
        Workspace.open(tmp_path / "my reports")
    assert shlex.split(told.value.remedy)[-1] == (tmp_path / "my reports").as_posix()
