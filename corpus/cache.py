"""Documents as they were read, kept by the fingerprint of their input, so that a rebuild reads only what changed."""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.disk import writing
from schema import Box, Document, MetadataValue, Passage, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one input gave: its documents, or the problems that stood in the way."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()


class DocumentCache:
    """A folder of readings, one JSON file each.

    Parameters
    ----------
    folder : Path
        Where the files are; made when the first is written.
    version : str
        Version of the reader; readings by another version are as good as absent.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = Path(folder)
        self.version = version

    def missing(self, fingerprints: Collection[str]) -> frozenset[str]:
        """Return the fingerprints of inputs of which there is no reading, not even a broken one."""
        there = {file.name for file in self._files()}
        return frozenset(fingerprint for fingerprint in fingerprints if self._name(fingerprint) not in there)

    def get(self, fingerprint: str) -> Reading | None:
        """Return the reading of the input with this fingerprint; None if there is none, or a broken one."""
        try:
            values = json.loads(self._file(fingerprint).read_bytes())
            return Reading(tuple(map(_document, values["documents"])), tuple(Problem(*p) for p in values["problems"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, fingerprint: str, reading: Reading) -> None:
        """Keep a reading.

        Raises
        ------
        WorkspaceNotWritten
            The disk refused.
        """
        values = {
            "documents": [_values(document) for document in reading.documents],
            "problems": [_problem(problem) for problem in reading.problems],
        }
        file = self._file(fingerprint)
        with writing(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(".tmp")
            fresh.write_text(json.dumps(values), encoding="ascii")
            fresh.replace(file)

    def prune(self, used: Collection[str]) -> int:
        """Remove every reading but those of the fingerprints given; return how many were removed."""
        keep = {self._name(fingerprint) for fingerprint in used}
        stale = [Path(file.path) for file in self._files() if file.name not in keep]
        with writing(self.folder):
            for file in stale:
                file.unlink(missing_ok=True)
        return len(stale)

    def _files(self) -> Iterator[os.DirEntry[str]]:
        for folder in os.scandir(self.folder) if self.folder.is_dir() else ():
            yield from os.scandir(folder.path)

    def _file(self, fingerprint: str) -> Path:
        return self.folder / fingerprint[:2] / self._name(fingerprint)

    def _name(self, fingerprint: str) -> str:
        return f"{fingerprint}-{self.version}.json"


def _values(document: Document) -> dict[str, object]:
    return {
        "source": document.source,
        "format": document.format,
        "text": document.text,
        "n_pages": document.n_pages,
        "quality": document.quality,
        "metadata": [[m.field, m.value, m.found_in, m.confidence, m.precision] for m in document.metadata],
        "removed": document.removed,
        "problems": [_problem(p) for p in document.problems],
        "passages": [
            [
                *(p.position, p.start, p.end, p.heading, p.kind, p.counted, p.page, p.page_end, p.page_label),
                [[box.page, box.left, box.top, box.right, box.bottom] for box in p.boxes],
            ]
            for p in document.passages
        ],
    }


def _problem(problem: Problem) -> Sequence[str]:
    return (problem.source, problem.stage, problem.reason, problem.remedy)


def _document(values: dict[str, list[list[object]]]) -> Document:
    found: dict[str, object] = dict(values)
    text = str(found["text"])
    found["metadata"] = tuple(MetadataValue(*m) for m in values["metadata"])  # type: ignore[arg-type] # as written
    found["removed"] = tuple((page, reason, what) for page, reason, what in values["removed"])
    found["problems"] = tuple(Problem(*p) for p in values["problems"])  # type: ignore[arg-type] # as written
    found["passages"] = tuple(_passage(text, *p) for p in values["passages"])  # type: ignore[arg-type] # as written
    return Document(**found)  # type: ignore[arg-type] # as written


def _passage(  # noqa: PLR0913 - the columns as written
    text: str,
    position: int,
    start: int,
    end: int,
    heading: str,
    kind: str,
    counted: bool,
    page: int | None,
    page_end: int | None,
    page_label: str | None,
    boxes: list[tuple[int, float, float, float, float]],
) -> Passage:
    return Passage(
        position=position,
        start=start,
        end=end,
        text=text[start:end],
        heading=heading,
        kind=kind,
        counted=counted,
        page=page,
        page_end=page_end,
        page_label=page_label,
        boxes=tuple(Box(*box) for box in boxes),
    )
