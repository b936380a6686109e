"""The builders' lock: one at a time, and free again when its holder dies."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.lock import exclusive
from errors import WorkspaceBusy, WorkspaceNotWritten

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from corpus.lock import exclusive
with exclusive(Path({path!r})):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = HOLDER.format(root=str(ROOT), path=str(lock))
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(WorkspaceBusy, match=r"Another build is at work.*Wait"), exclusive(lock):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with exclusive(lock):
        assert lock.exists()


def test_an_error_inside_lets_go_and_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(KeyError), exclusive(tmp_path / "lock"):
        raise KeyError
    with exclusive(tmp_path / "lock"), pytest.raises(WorkspaceBusy), exclusive(tmp_path / "lock", wait=0.3):
        pass


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotWritten, match="could not be written"), exclusive(tmp_path / "nowhere" / "lock"):
        pass
