"""Summaries written in a process beside this one, which loads what that takes while a summary is gathered."""

import gc
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.executor import Child, Failure, Limits
from views.brief.formats import ready, written

if TYPE_CHECKING:  # the libraries behind these are loaded when the process beside is already at work
    from views.brief.summary import Length, Summary

_LIMITS = Limits(seconds=600.0, megabytes=8192, what="Writing this summary")


def load(format: str) -> None:
    """Load what writing a format takes, none of which is litter. Runs in the process beside."""
    ready(format)
    gc.freeze()


class Writer:
    """Writes summaries in one format, from a process beside this one that begins at once to make itself ready.

    A summary that is begun with before it is whole is written for nothing but its charts, which are drawn once.

    Parameters
    ----------
    format : str
        One of `views.brief.formats.FILE_FORMATS`.

    Attributes
    ----------
    n_written : int
        Summaries that the process beside wrote; others were written here.
    """

    def __init__(self, format: str) -> None:
        self.n_written = 0
        self._format, self._busy = format, True
        self._asked: tuple[Summary, str, Length]
        self._beside = Child(_LIMITS)
        self._beside.begin(load, format)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process beside."""
        self._beside.stop()

    def begin(self, summary: "Summary", length: "Length") -> None:
        """Wait until the process beside is ready, and let it write a summary in place of the one before."""
        if self._busy and isinstance(self._beside.outcome(), Failure):
            self.stop()
        self._asked = summary, self._format, length
        self._busy = self._beside.alive
        if self._busy:
            self._beside.begin(written, *self._asked)

    def finish(self) -> bytes:
        """Return the summary as a file; what the process beside failed at is done here, where its error is seen."""
        content = self._beside.outcome() if self._busy else None
        self._busy = False
        if not isinstance(content, bytes):
            return written(*self._asked)
        self.n_written += 1
        return content
