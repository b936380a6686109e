"""The fit of the last build, used again in a process of its own.

Finding themes takes the language library and the fit itself, and these load for as long as all the
rest of a small rebuild lasts. So they are loaded beside it, from the moment that a file is seen to have changed.
"""

import gc
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from corpus.manifest import KEPT, kept_whole
from errors import ThemelineError, UnreadableFile
from pipeline.executor import Child, Limits

if TYPE_CHECKING:  # slow to load, and the sooner a child begins the sooner it is ready
    import numpy as np
    from numpy.typing import NDArray

    from models.batch import Found, PassageBatch
    from models.seeded import ThemeFinder

FINDER = "finder.safetensors"
_LIMITS = Limits(seconds=1800.0, megabytes=8192, what="Finding themes in what changed")


class KeptFinder:
    """A finder that a child process holds; see `pipeline.assign.Finder`."""

    def __init__(self, child: Child, snapshot: Path) -> None:
        self._child = child
        self._snapshot = snapshot

    def find(self, batch: "PassageBatch", known: "NDArray[np.bool_]") -> "Found":
        """Find themes in passages of whole reports; `known` tells those that it was fitted on."""
        self._child.begin(_find, self._snapshot, batch, known)
        return cast("Found", _result(self._child))


class Again:
    """The fit that a snapshot keeps, in the hands of a child process, which ends with the ``with`` block."""

    def __init__(self) -> None:
        self._snapshot: Path | None = None
        self._child: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def begin(self, snapshot: Path | None) -> None:
        """Begin to load the fit that a snapshot keeps, if it keeps one."""
        self.stop()
        self._snapshot = snapshot
        if snapshot is not None and (snapshot / KEPT / FINDER).is_file():
            self._child = Child(_LIMITS)
            self._child.begin(_is_usable, snapshot)

    def finder(self, snapshot: Path) -> KeptFinder | None:
        """Return the finder that a snapshot keeps, once it is loaded; None if there is no whole one of this engine."""
        if snapshot != self._snapshot:
            self.begin(snapshot)
        if self._child is None or not _result(self._child):
            return None
        return KeptFinder(self._child, snapshot)

    def stop(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.stop()
        self._snapshot = self._child = None


def _result(child: Child) -> object:
    try:
        return child.result()
    except UnreadableFile as error:  # its words are for a file that a user could leave out
        raise ThemelineError(error.reason, "Build again with --refit, which learns the themes anew.") from error


# ---------------------------------------------------------------- in the child


@lru_cache(maxsize=1)
def _finder(snapshot: Path) -> "ThemeFinder | None":
    gc.disable()  # nothing that is loaded is litter, and to look for some takes a tenth of the time
    try:
        with ThreadPoolExecutor(1) as at_work:
            reading = at_work.submit(kept_whole, snapshot, FINDER)
            from models import kept  # takes longer than to read and to check the file

            content = reading.result()
        return kept.unpack(content) if content is not None else None
    finally:
        gc.freeze()
        gc.enable()


def _is_usable(snapshot: Path) -> bool:
    import numpy as np

    from models.batch import PassageBatch

    finder = _finder(snapshot)
    if finder is None:
        return False
    nothing = PassageBatch([""], [""], [""], [None], np.zeros(1, dtype=np.int64))
    finder.find(nothing, np.zeros(1, dtype=np.bool_))  # loads what is loaded at the first use alone
    return True


def _find(snapshot: Path, batch: "PassageBatch", known: "NDArray[np.bool_]") -> "Found | None":
    finder = _finder(snapshot)  # as `_is_usable` left it
    return finder.find(batch, known) if finder is not None else None
