"""Files and folders written so that a crash leaves the old or the new, never half."""

import errno
import hashlib
import mmap
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from errors import WorkspaceNotWritten


def discard(folder: Path) -> None:
    """Remove a folder; a file that another program holds open is left for the next time."""
    shutil.rmtree(folder, ignore_errors=True)


def link(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a copy where links do not exist."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def replace(file: Path, text: str) -> None:
    """Replace a file's text in one step."""
    fresh = file.with_suffix(".tmp")
    with fresh.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)
    sync(file.parent)


def sync_tree(folder: Path) -> None:
    """Wait until a folder and all in it are on the disk, which writes many at once as fast as one."""
    with ThreadPoolExecutor(_AT_ONCE) as at_work:
        list(at_work.map(sync, folder.rglob("*")))  # raises what the disk refused
    sync(folder)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_AT_ONCE = 8
_A_WHILE = 10_000_000_000  # nanoseconds; a file's clock may tick as seldom as every other second
_digests: dict[tuple[int, int, int, int], str] = {}


def forget_digests() -> None:
    """Read every file anew for its next digest."""
    _digests.clear()


def digest(file: Path) -> str:
    """Return a digest of a file's bytes; those of a file that nobody has written to for a while are read once."""
    found = file.stat()
    if _key(found) not in _digests or time.time_ns() - found.st_mtime_ns < _A_WHILE:
        with file.open("rb") as handle:
            _digests[_key(found)] = hashlib.file_digest(handle, "sha256").hexdigest()
    return _digests[_key(found)]


def read_digested(file: Path) -> tuple[memoryview, str]:
    """Return a file's bytes, of which nothing is copied until it is written to, and what `digest` returns of it."""
    with file.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        content = memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_COPY) if size else b"")
    return content, hashlib.sha256(content).hexdigest()


def _key(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def digests(folder: Path) -> dict[str, str]:
    """Return a digest for each file directly in a folder; none if there is no such folder."""
    return {file.name: digest(file) for file in sorted(folder.glob("*")) if file.is_file()}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the disk refuses in this block into `WorkspaceNotWritten`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise WorkspaceNotWritten(
            f"{path} could not be written: {'the disk is full' if full else error.strerror or error}. "
            "What was built before is unharmed.",
            "Free some space, then try again." if full else "Check the folder and its permissions, then try again.",
        ) from error
