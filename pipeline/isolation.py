"""One child process that makes one call at a time, under limits, and may die of it.

The child is a fresh interpreter, never a fork, so the parent's threads (the dashboard's) do no
harm, and it does not import the parent's main module. Both talk over a pipe.
"""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType

from errors import ThemelineError

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    import resource
    from multiprocessing.connection import Connection

ROOT = Path(__file__).resolve().parents[1]
_START = 60.0  # seconds an interpreter may take to start on a busy machine
_MEGABYTE = 1024 * 1024
_TURNS_TO_LOAD = 2
YOUNG = 20_000  # objects made between two looks for litter; loading libraries makes many, none of them litter
_LEAST_BUSY, _MOST_PATIENCE = 0.1, 6.0  # share of a processor that tells waiting from hanging; times the limit
_KILLED = -9
_LEAVE_OUT = "Save it anew in another program, or leave it out."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: time, memory (kept on Linux only), and its name in messages.

    Time is counted by the clock; on a Linux machine so busy that the call hardly runs, by the processor.
    """

    seconds: float = 120.0
    megabytes: int = 2048
    what: str = "Reading this file"


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that gave no result, and why; `passing` if trying again may help."""

    reason: str
    remedy: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class _Began:
    """The child has started on the call; from now on its time counts."""


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a call: what the function returned, or a `Failure`; `fatal` if the child ends with it."""

    outcome: object
    fatal: bool = False


class Worker:
    """A child process that makes calls.

    Parameters
    ----------
    limits : Limits
        What each call may take; may be replaced between calls.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.connection, theirs = Pipe()
        self._process = _start(theirs.fileno())
        theirs.close()
        self._deadline = 0.0
        self._began = False
        self._since = self._used = 0.0

    def send(self, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
        """Give the child a call to make; `function` must be importable by name."""
        self._began = False
        self._deadline = time.monotonic() + _START + self.limits.seconds
        try:
            self.connection.send((function, arguments, self.limits))
        except (BrokenPipeError, ConnectionResetError):
            self._deadline = 0.0  # it died while idle, which `receive` will find

    @property
    def patience(self) -> float:
        """Seconds left for the present call."""
        return max(0.0, self._deadline - time.monotonic())

    @property
    def alive(self) -> bool:
        """Whether the child can take another call."""
        return self._process.poll() is None

    def receive(self) -> Done | None:
        """Return the end of the present call; None if it is still going on."""
        try:
            while self.connection.poll():
                found = self.connection.recv()
                if isinstance(found, Done):
                    if found.fatal:
                        self.stop()
                    return found
                self._began = True
                self._since, self._used = time.monotonic(), _processor_seconds(self._process.pid)
                self._deadline = self._since + self.limits.seconds
        except (EOFError, OSError):
            self._process.wait()
            self.stop()
            return Done(self._death())
        if self.patience > 0 or self._is_starved():
            return None
        self.stop()
        return Done(
            Failure(
                f"{self.limits.what} took more than {self.limits.seconds:g} seconds and was stopped.",
                "Split it into smaller files, or leave it out.",
                passing=True,
            )
        )

    def _is_starved(self) -> bool:
        """Whether a busy machine has kept the call from its time: if so, it gets what is left of it."""
        waited = time.monotonic() - self._since
        used = _processor_seconds(self._process.pid) - self._used
        idle = used < _LEAST_BUSY * waited
        if not self._began or idle or waited > _MOST_PATIENCE * self.limits.seconds or used > 0.9 * self.limits.seconds:
            return False
        self._deadline = time.monotonic() + self.limits.seconds - used
        return True

    def stop(self) -> None:
        """End the child, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self.connection.close()

    def _death(self) -> Failure:
        code = self._process.returncode
        if not self._began:
            return Failure(f"{self.limits.what} could not begin (exit code {code}).", "Try again.", passing=True)
        if code == _KILLED:
            reason = f"{self.limits.what} was ended by the system, most likely for lack of memory."
            return Failure(reason, "Close other programs and try again, or leave it out.", passing=True)
        return Failure(f"{self.limits.what} crashed the reader (exit code {code}).", _LEAVE_OUT)


def _processor_seconds(pid: int) -> float:
    """Return the processor time a process has used so far; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _start(handle: int) -> subprocess.Popen[bytes]:
    handles, startup = [handle], None
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        handles, startup = [], subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.Popen(  # noqa: S603 - our own interpreter and a fixed program
        [sys.executable, "-P", "-c", f"from pipeline.isolation import serve; serve({handle})"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **threads, "PYTHONPATH": str(ROOT)},
        pass_fds=handles,
        startupinfo=startup,
    )


# ---------------------------------------------------------------- in the child


def serve(handle: int) -> None:
    """Make calls until the parent hangs up. Runs in the child.

    An error outside our tree ends the child, with its name as last words: what a parser left
    behind in memory when it failed is not trusted for the next file.
    """
    connection = Connection(handle)
    gc.set_threshold(YOUNG)
    for turn in count():
        try:
            function, arguments, limits = connection.recv()
        except EOFError:
            return
        sys.excepthook = partial(_last_words, connection, limits)
        _restrict(limits)
        connection.send(_Began())
        connection.send(Done(_outcome(function, arguments, limits)))
        if turn < _TURNS_TO_LOAD:  # what is loaded by now stays; no collection has to look at it again
            gc.collect()
            gc.freeze()


def _outcome(function: Callable[..., object], arguments: tuple[object, ...], limits: Limits) -> object:
    try:
        return function(*arguments)
    except ThemelineError as error:
        return Failure(error.reason, error.remedy)
    except MemoryError:
        return Failure(
            f"{limits.what} needs more than {limits.megabytes} MB of memory.",
            "Split it into smaller files, or leave it out.",
        )


def _last_words(
    connection: "Connection[object, object]",
    limits: Limits,
    kind: type[BaseException],
    error: BaseException,
    _: TracebackType | None,
) -> None:
    detail = " ".join(str(error).split())[:200]
    connection.send(Done(Failure(f"{limits.what} failed ({kind.__name__}: {detail}).", _LEAVE_OUT), fatal=True))


def _restrict(limits: Limits) -> None:
    """Limit memory, and processor time for the case that the parent dies before it can stop this call."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = int(used.ru_utime + used.ru_stime + limits.seconds) + 10
    _lower(resource.RLIMIT_CPU, processor)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, limits.megabytes * _MEGABYTE)


def _lower(which: int, value: int) -> None:
    if sys.platform != "win32":
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
