"""Sources to documents: discovered, taken from the cache where nothing changed, read where it did."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from corpus.cache import DocumentCache, Reading
from corpus.discover import Input, discover
from corpus.earlier import Before
from corpus.read import READER_VERSION, fingerprint, read
from corpus.tables import Origin
from errors import ThemelineError
from pipeline.executor import Failure, run
from schema import TABLES, Document, Problem

VERSION = "0.1.0"
READING = hashlib.sha256(
    repr((VERSION, READER_VERSION, [table.names for table in TABLES.values()])).encode()
).hexdigest()
"""Builds with the same one make the same tables of the same files."""
CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of all inputs.

    `documents` holds each report with where its bytes are, but for inputs whose rows an earlier build
    has: these are `kept`, their names by fingerprint. `problems` holds what could not be read,
    `fingerprints` one entry an input that could be opened, `n_reused` how many were not read anew.
    """

    documents: tuple[tuple[Document, Origin], ...]
    kept: Mapping[str, str]
    problems: tuple[Problem, ...]
    fingerprints: tuple[str, ...]
    n_inputs: int
    n_reused: int


def ingest(
    sources: Sequence[Path],
    workspace: Path,
    progress: Callable[[int, int], None],
    workers: int | None = None,
    scheduler: str | None = None,
    before: Before | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Ingested:
    """Read all sources; a file that cannot be read becomes a problem, never the end.

    Rows that a build `before` made are not read again; `meanwhile` is called while children read.
    """
    found = discover(sources)
    store = DocumentCache(workspace / CACHE, READER_VERSION)
    problems = list(found.problems)
    named: list[tuple[Input, str]] = []
    for item in found.inputs:
        try:
            named.append((item, fingerprint(item)))
        except ThemelineError as error:
            problems.append(_problem(item, error.reason, error.remedy))
    places = _places(named)
    kept = {name: item.source for item, name in named if before is not None and before.holds(name, *places[name])}
    wanted = [(item, name) for item, name in named if name not in kept]
    readings = {name: reading for _, name in wanted if (reading := store.get(name)) is not None}
    n_reused = len(kept) + len(readings)
    todo = [(item, name) for item, name in wanted if name not in readings]
    progress(n_reused, len(named))
    if todo and meanwhile is not None:
        Thread(target=meanwhile, daemon=True).start()
    for done, (index, outcome) in enumerate(run(read, [item for item, _ in todo], workers, scheduler), n_reused + 1):
        item, name = todo[index]
        if isinstance(outcome, Failure):
            reading = Reading((), (_problem(item, outcome.reason, outcome.remedy),))
        else:
            reading = Reading(tuple(outcome))
        if not (isinstance(outcome, Failure) and outcome.passing):
            store.put(name, reading)
        readings[name] = reading
        progress(done, len(named))
    store.prune([name for _, name in named])
    documents = [
        (document, Origin(*places[name], name)) for item, name in wanted for document in readings[name].documents
    ]
    problems += [problem for _, name in wanted for problem in readings[name].problems]
    n_inputs = len({item.source for item in found.inputs} | {problem.source for problem in found.problems})
    fingerprints = tuple(sorted(name for _, name in named))
    return Ingested(tuple(documents), kept, tuple(problems), fingerprints, n_inputs, n_reused)


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
