"""What a build leaves for whoever waits, and what is made of its silence."""

import os
import time
from pathlib import Path

from corpus.lock import exclusive
from corpus.progress import FILE_NAME, STARTING, Progress, read_progress, write_progress


def test_a_build_that_has_fallen_silent_is_told_as_ended(tmp_path: Path) -> None:
    assert read_progress(tmp_path) is None
    at_work, done = Progress("Reading reports", 3, 9), Progress("Finished", 9, 9, 0.0, finished=True)
    for told in (at_work, done):
        write_progress(tmp_path, told)
        assert read_progress(tmp_path) == told

    long_ago = time.time() - 1_000
    os.utime(tmp_path / FILE_NAME, (long_ago, long_ago))
    assert read_progress(tmp_path) == done
    write_progress(tmp_path, at_work)
    os.utime(tmp_path / FILE_NAME, (long_ago, long_ago))
    ended = read_progress(tmp_path)
    assert ended is not None
    assert ended.finished
    assert "ended before it had finished" in str(ended.error)


def test_a_build_that_was_killed_is_told_as_ended_by_its_lock(tmp_path: Path) -> None:
    at_work = Progress("Learning the themes", 0, 1)
    write_progress(tmp_path, at_work)
    assert read_progress(tmp_path) == at_work  # its last word may still come
    a_while_ago = time.time() - 30
    with exclusive(tmp_path / "lock"):
        os.utime(tmp_path / FILE_NAME, (a_while_ago, a_while_ago))
        assert read_progress(tmp_path) == at_work
    ended = read_progress(tmp_path)
    assert ended is not None
    assert "ended before it had finished" in str(ended.error)
    with exclusive(tmp_path / "lock", wait=0):  # whoever looked has let go
        pass
    write_progress(tmp_path, Progress(STARTING, 0, 0))
    os.utime(tmp_path / FILE_NAME, (a_while_ago, a_while_ago))
    assert read_progress(tmp_path) == Progress(STARTING, 0, 0)  # no lock yet
