"""How far a build is, left in the workspace by the builder for whoever waits."""

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus import disk
from corpus.disk import writing
from corpus.lock import is_held

FILE_NAME = "progress.json"
STARTING = "Starting"
_SOON, _WORD, _SILENT = 60.0, 5.0, 900.0  # seconds: to begin, to say a last word, and to say anything


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a build: the stage in words, how much of it is done, and how long still.

    `seconds_left` is null while too little is done to tell; `error` is the sentence the build
    ended with, if it failed.
    """

    stage: str
    done: int
    total: int
    seconds_left: float | None = None
    finished: bool = False
    error: str | None = None


def read_progress(workspace: Path) -> Progress | None:
    """Return what the build at work in `workspace`, or the last one started there, said last.

    One that has let go of the workspace without a last word, or has said nothing for a quarter of an hour, was
    ended from outside.
    """
    try:
        told = Progress(**json.loads((workspace / FILE_NAME).read_bytes()))
        age = time.time() - (workspace / FILE_NAME).stat().st_mtime
    except (OSError, ValueError, TypeError):
        return None
    patience = _SOON if told.stage == STARTING else _WORD
    if told.finished or age < patience or (age < _SILENT and is_held(workspace / "lock")):
        return told
    return replace(told, finished=True, error="The last build was ended before it had finished. Start it again.")


def is_starting(workspace: Path) -> bool:
    """Whether a build was started moments ago and has not begun to read."""
    told = read_progress(workspace)
    try:
        age = time.time() - (workspace / FILE_NAME).stat().st_mtime
    except OSError:
        return False
    return told is not None and told.stage == STARTING and age < _SOON


def write_progress(workspace: Path, progress: Progress) -> None:
    """Leave `progress` for `read_progress`.

    Raises
    ------
    WorkspaceNotWritten
        The disk refused.
    """
    with writing(workspace):
        workspace.mkdir(parents=True, exist_ok=True)
        disk.replace(workspace / FILE_NAME, json.dumps(asdict(progress)))
