"""A lock between processes that the operating system releases when its holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.disk import writing
from errors import WorkspaceBusy

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_PAUSE = 0.1
LOOK = 0.2  # seconds; longer than `is_held` keeps a free lock from others


@contextmanager
def exclusive(path: Path, wait: float = LOOK) -> Iterator[None]:
    """Hold the lock file `path` while the block runs.

    Parameters
    ----------
    path : Path
        File to lock; made if missing, never removed (removing it would let two in).
    wait : float
        Seconds to wait for another holder before giving up.

    Raises
    ------
    WorkspaceBusy
        Another process, or another thread of this one, holds it.
    """
    with writing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                _try_lock(handle)
                break
            except OSError as error:
                if time.monotonic() >= deadline:
                    raise WorkspaceBusy(
                        f"Another build is at work in {path.parent}.",
                        "Wait until it has ended, then try again.",
                    ) from error
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock file `path`, or it cannot be told; nothing is written."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as error:
        return not isinstance(error, FileNotFoundError)
    try:
        _try_lock(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
