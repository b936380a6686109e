"""Counts of a stage as progress for whoever listens."""

import time
from collections.abc import Callable

from corpus.progress import Progress

__all__ = ["Listener", "Meter", "Progress"]

_PAUSE = 0.2
_SOON = 3.0

Listener = Callable[[Progress], None]


class Meter:
    """Turn counts of one stage into progress for a listener, at most five times a second."""

    def __init__(self, stage: str, listener: Listener | None) -> None:
        self.stage = stage
        self.listener = listener
        self._began = time.monotonic()
        self._told = 0.0
        self._first: int | None = None

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` is done."""
        now = time.monotonic()
        if self._first is None:
            self._first = done
        if self.listener is None or (now - self._told < _PAUSE and done < total):
            return
        self._told = now
        gone, passed = done - self._first, now - self._began
        left = passed / gone * (total - done) if gone > 0 and passed > _SOON else None
        self.listener(Progress(self.stage, done, total, left))
