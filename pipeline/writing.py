"""Summaries written in a process beside this one, which loads what that takes while a summary is gathered."""

from multiprocessing.connection import wait
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.isolation import Done, Failure, Limits, Worker
from views.brief.formats import FILE_FORMATS, ready, written

if TYPE_CHECKING:  # the libraries behind these are loaded when the process beside is already at work
    from views.brief.summary import Length, Summary

FORMATS = FILE_FORMATS
_LIMITS = Limits(seconds=600.0, megabytes=8192, what="Writing this summary")


class Writer:
    """Writes summaries in one format, from a process beside this one that begins at once to make itself ready.

    Parameters
    ----------
    format : str
        One of `FORMATS`.

    Attributes
    ----------
    n_written : int
        Summaries that the process beside wrote; others were written here.
    """

    def __init__(self, format: str) -> None:
        self.n_written = 0
        self._format, self._ready = format, False
        self._beside = Worker(_LIMITS)
        self._beside.send(ready, (format,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process beside."""
        self._beside.stop()

    def written(self, summary: "Summary", length: "Length") -> bytes:
        """Return a summary as a file; what the process beside fails at is done here, where its error is seen."""
        asked = (summary, self._format, length)
        content = self._call(*asked) if self._beside.alive else None
        if not isinstance(content, bytes):
            return written(*asked)
        self.n_written += 1
        return content

    def _call(self, *asked: object) -> object:
        """Wait for the process beside to be ready, and let it write."""
        if not self._ready and isinstance(self._done().outcome, Failure):
            self.stop()
            return None
        self._ready = True
        self._beside.send(written, asked)
        return self._done().outcome

    def _done(self) -> Done:
        while (done := self._beside.receive()) is None:
            wait([self._beside.connection], self._beside.patience)
        return done
