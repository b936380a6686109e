"""Where work is done: in child processes of this machine, or on a Dask cluster.

Each item is one call in a child process with limits of time and memory. An item that crashes
its child or hangs costs that item alone; all others go on.
"""

import atexit
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from threading import Lock
from typing import TypeVar, cast

from errors import InvalidSetting, UnreadableFile
from pipeline.isolation import Failure, Limits, Worker

__all__ = ["Child", "Failure", "Limits", "call", "run"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_BATCH = 64  # items to a task of the cluster, so that a child serves many
_PATIENCE = 30  # seconds to find a cluster
_KEPT = 2  # children kept for the next `call`


def run(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    scheduler: str | None = None,
    limits: Limits | None = None,
) -> Iterator[tuple[int, Result | Failure]]:
    """Call `function` on each item; yield its place and its outcome, as they come.

    Parameters
    ----------
    function : callable
        Importable by name; takes and returns what can be pickled.
    items : sequence
        What to call it on.
    workers : int, optional
        Child processes at a time; as many as processors if left out.
    scheduler : str, optional
        Address of a Dask scheduler. Its workers must see the same files and the same code.
    limits : Limits, optional
        What one call may take.

    Yields
    ------
    (int, result or Failure)
        In any order, each place once.

    Raises
    ------
    InvalidSetting
        `workers` is not positive, or no scheduler answers.
    """
    if workers is not None and workers < 1:
        raise InvalidSetting(f"The number of workers is {workers}.", "Give 1 or more.")
    limits = limits or Limits()
    if scheduler is not None:
        return _on_cluster(function, items, scheduler, limits)
    return _here(function, items, min(workers or _processors(), len(items)), limits)


def call(function: Callable[..., Result], *arguments: object, limits: Limits | None = None) -> Result:
    """Make one call in a child process; a warm one is kept, so the next call starts at once.

    Raises
    ------
    UnreadableFile
        The call failed; the reason says how.
    """
    worker = _idle_worker(limits or Limits(seconds=20.0))
    kept = False
    try:
        worker.send(function, arguments)
        outcome = _end_of_call(worker)
        kept = worker.alive and _keep(worker)
    finally:
        if not kept:
            worker.stop()
    return cast("Result", _result(outcome))


class Child:
    """A child process that makes calls for one caller, who goes on meanwhile; to be stopped in the end."""

    def __init__(self, limits: Limits) -> None:
        self._worker = Worker(limits)

    def begin(self, function: Callable[..., object], *arguments: object) -> None:
        """Begin a call; the one before must have ended."""
        self._worker.send(function, arguments)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._worker.alive

    def outcome(self) -> object:
        """Wait for the call and return its result, or the `Failure` that it ended in."""
        return _end_of_call(self._worker)

    def result(self) -> object:
        """Wait for the call and return its result.

        Raises
        ------
        UnreadableFile
            The call failed; the reason says how.
        """
        return _result(self.outcome())

    def stop(self) -> None:
        """End the child, whatever it is doing."""
        self._worker.stop()


def _end_of_call(worker: Worker) -> object:
    while (done := worker.receive()) is None:
        wait([worker.connection], worker.patience)
    return done.outcome


def _result(outcome: object) -> object:
    if isinstance(outcome, Failure):
        raise UnreadableFile(outcome.reason, outcome.remedy)
    return outcome


# ---------------------------------------------------------------- on this machine


def _here(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int, limits: Limits
) -> Iterator[tuple[int, Result | Failure]]:
    waiting = iter(enumerate(items))
    busy: dict[int, Worker] = {}
    spare: list[Worker] = []

    def refill() -> None:
        while len(busy) < workers and (following := next(waiting, None)) is not None:
            worker = spare.pop() if spare else Worker(limits)
            busy[following[0]] = worker
            worker.send(function, (following[1],))

    try:
        refill()
        while busy:
            wait([worker.connection for worker in busy.values()], min(worker.patience for worker in busy.values()))
            ended = [(place, done) for place, worker in busy.items() if (done := worker.receive()) is not None]
            spare += [worker for place, _ in ended if (worker := busy.pop(place)).alive]
            refill()  # before the caller takes its time with what is done
            yield from ((place, cast("Result | Failure", done.outcome)) for place, done in ended)
    finally:
        for worker in (*busy.values(), *spare):
            worker.stop()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_idle: list[Worker] = []
_idle_lock = Lock()


def _idle_worker(limits: Limits) -> Worker:
    with _idle_lock:
        while _idle:
            worker = _idle.pop()
            if worker.alive:
                worker.limits = limits
                return worker
            worker.stop()
    return Worker(limits)


def _keep(worker: Worker) -> bool:
    with _idle_lock:
        if len(_idle) < _KEPT:
            _idle.append(worker)
            return True
    return False


@atexit.register
def _stop_idle() -> None:
    with _idle_lock:
        while _idle:
            _idle.pop().stop()


# ---------------------------------------------------------------- on a cluster


def _on_cluster(
    function: Callable[[Item], Result], items: Sequence[Item], scheduler: str, limits: Limits
) -> Iterator[tuple[int, Result | Failure]]:
    from distributed import Client, as_completed  # seconds to import, and few need it

    try:
        client = Client(scheduler, timeout=_PATIENCE)  # type: ignore[no-untyped-call] # distributed has no types
    except (OSError, ValueError) as error:
        raise InvalidSetting(
            f"No Dask scheduler answers at {scheduler!r}.", "Check the address, or leave the option out."
        ) from error
    with client:
        machines = len(client.scheduler_info()["workers"])
        size = max(1, min(_BATCH, len(items) // max(1, 4 * machines)))
        batches = {
            client.submit(_batch, function, items[first : first + size], limits, pure=False): first
            for first in range(0, len(items), size)
        }
        for future in as_completed(list(batches)):  # type: ignore[no-untyped-call] # distributed has no types
            first = batches[future]
            outcomes = future.result() if future.status == "finished" else [_lost(limits)] * len(items[first:][:size])
            yield from ((first + place, outcome) for place, outcome in enumerate(outcomes))


def _batch(function: Callable[[Item], Result], items: Sequence[Item], limits: Limits) -> list[Result | Failure]:
    """Run on a worker of the cluster, which keeps clear of the items by a child process of its own."""
    outcomes = dict(_here(function, items, 1, limits))
    return [outcomes[place] for place in range(len(items))]


def _lost(limits: Limits) -> Failure:
    return Failure(f"{limits.what} was lost with the machine it ran on.", "Build again.", passing=True)
