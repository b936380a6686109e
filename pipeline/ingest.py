"""Sources to documents: looked through, taken from the cache where nothing changed, read where it did."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.cache import DocumentCache, Reading
from corpus.discover import Input, discover
from corpus.read import READER_VERSION, fingerprint, read
from errors import ThemelineError
from pipeline.executor import Failure, run
from schema import TABLES, Document, Problem

if TYPE_CHECKING:
    from corpus.earlier import Before
    from corpus.tables import Origin

VERSION = "0.1.0"
READING = hashlib.sha256(
    repr((VERSION, READER_VERSION, [table.names for table in TABLES.values()])).encode()
).hexdigest()
"""Builds with the same one make the same tables of the same files."""
CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found to read: each input with its fingerprint, and problems of those that cannot be opened."""

    named: tuple[tuple[Input, str], ...]
    problems: tuple[Problem, ...]
    n_inputs: int

    def new_to(self, workspace: Path) -> frozenset[str]:
        """Return the fingerprints of what was never read for that workspace."""
        return DocumentCache(workspace / CACHE, READER_VERSION).missing([name for _, name in self.named])


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of all inputs.

    `documents` holds each report with where its bytes are, but for inputs whose rows the build `before`
    has: these are `kept`, their names by fingerprint. `problems` holds what could not be read,
    `fingerprints` one entry an input that could be opened, `n_reused` how many were not read anew.
    """

    documents: "tuple[tuple[Document, Origin], ...]"
    before: "Before | None"
    kept: Mapping[str, str]
    problems: tuple[Problem, ...]
    fingerprints: tuple[str, ...]
    n_inputs: int
    n_reused: int


def look(sources: Sequence[Path]) -> Looked:
    """Find what there is to read, and whether it is what was read before."""
    found = discover(sources)
    problems = list(found.problems)
    named: list[tuple[Input, str]] = []
    for item in found.inputs:
        try:
            named.append((item, fingerprint(item)))
        except ThemelineError as error:
            problems.append(_problem(item, error.reason, error.remedy))
    n_inputs = len({item.source for item in found.inputs} | {problem.source for problem in found.problems})
    return Looked(tuple(named), tuple(problems), n_inputs)


def ingest(
    looked: Looked,
    workspace: Path,
    progress: Callable[[int, int], None],
    workers: int | None = None,
    scheduler: str | None = None,
    before: "Callable[[], Before | None]" = lambda: None,
) -> Ingested:
    """Read all that was found; a file that cannot be read becomes a problem, never the end.

    What is not new is taken from the cache, unless its rows can be taken over from the build `before`,
    which is asked for while the reading goes on.
    """
    store = DocumentCache(workspace / CACHE, READER_VERSION)
    reader = _Reader(store, progress, len(looked.named), workers, scheduler)
    new = looked.new_to(workspace)
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(before)
        readings = reader.read([(item, name) for item, name in looked.named if name in new])
        places = _places(looked.named)
        last = asked.result()
    store.prune([name for _, name in looked.named])
    kept = {n: item.source for item, n in looked.named if last is not None and last.holds(n, *places[n])}
    wanted = [(item, name) for item, name in looked.named if name not in kept]
    readings |= {n: reading for _, n in wanted if n not in new and (reading := store.get(n)) is not None}
    broken = [(item, name) for item, name in wanted if name not in readings]
    readings |= reader.read(broken)
    from corpus.tables import Origin  # slow to load, as all that makes tables

    return Ingested(
        tuple((document, Origin(*places[n], n)) for _, n in wanted for document in readings[n].documents),
        last,
        kept,
        (*looked.problems, *(problem for _, n in wanted for problem in readings[n].problems)),
        tuple(sorted(name for _, name in looked.named)),
        looked.n_inputs,
        len(looked.named) - len(new) - len(broken),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads inputs in child processes, and keeps what came of each."""

    store: DocumentCache
    progress: Callable[[int, int], None]
    n_inputs: int
    workers: int | None
    scheduler: str | None

    def read(self, todo: Sequence[tuple[Input, str]]) -> dict[str, Reading]:
        """Return the readings of inputs, by fingerprint."""
        readings: dict[str, Reading] = {}
        n_there = self.n_inputs - len(todo)
        self.progress(n_there, self.n_inputs)
        outcomes = run(read, [item for item, _ in todo], self.workers, self.scheduler) if todo else ()
        for n_done, (index, outcome) in enumerate(outcomes, n_there + 1):
            item, name = todo[index]
            if isinstance(outcome, Failure):
                readings[name] = Reading((), (_problem(item, outcome.reason, outcome.remedy),))
            else:
                readings[name] = Reading(tuple(outcome))
            if not (isinstance(outcome, Failure) and outcome.passing):
                self.store.put(name, readings[name])
            self.progress(n_done, self.n_inputs)
        return readings


def _places(named: Sequence[tuple[Input, str]]) -> dict[str, tuple[str, str | None]]:
    """Return where the bytes of each input are, by fingerprint."""
    folders = {folder: folder.resolve() for folder in {item.path.parent for item, _ in named}}
    whole = {
        path: path.resolve() if path.is_symlink() else folders[path.parent] / path.name
        for path in {item.path for item, _ in named}
    }
    return {name: (str(whole[item.path]), item.member) for item, name in named}


def _problem(item: Input, reason: str, remedy: str) -> Problem:
    return Problem(item.source, "read", reason, remedy)
