"""Sources to inputs: every file and archive member to be read, in a fixed order."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from corpus.blocks import Flaw
from corpus.limits import MEGABYTE, read_file
from corpus.overrides import FILE_NAME, read_overrides
from corpus.readers.archive import Refused, list_members, member_bytes
from errors import InvalidSetting, ThemelineError
from schema import MetadataValue, Problem

FORMATS = {
    ".pdf": "pdf", ".docx": "docx", ".pptx": "pptx", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "md",
    ".markdown": "md", ".txt": "txt", ".text": "txt", ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}  # fmt: skip
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
_SHEET_REMEDY = "Save the sheet as CSV, with the reports' text in a column 'text'."
_STAGE = "discover"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Input:
    """One file, or one member of an archive, to be read.

    `source` is the path relative to the SOURCE given, with POSIX separators; `member` the path
    inside the archive `path`, null for a file; `overrides` what metadata.csv says about it;
    `row_overrides` what it says about rows of this table, by row id.
    """

    source: str
    path: Path
    member: str | None = None
    overrides: tuple[MetadataValue, ...] = ()
    row_overrides: tuple[tuple[str, tuple[MetadataValue, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Discovery:
    """What is to be read, and what is not, with the reason."""

    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Findings:
    inputs: list[Input] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: list[tuple[str, bytes]] = field(default_factory=list)

    def refuse(self, source: str, reason: str, remedy: str) -> None:
        self.problems.append(Problem(source, _STAGE, reason, remedy))


def discover(sources: Sequence[Path]) -> Discovery:
    """Return all inputs of the given files and folders, in a fixed order, each under a name of its own.

    Hidden files and system litter are passed over; links, devices and formats without a reader
    become problems.

    Raises
    ------
    InvalidSetting
        A SOURCE does not exist.
    """
    inputs: dict[str, Input] = {}
    problems: list[Problem] = []
    for root in sources:
        if not root.exists():
            raise InvalidSetting(f"There is no file or folder {str(root)!r}.", "Check the path.")
        findings = _Findings()
        if root.is_dir():
            for path, source in _files(root, findings):
                _take(path, source, findings)
        else:
            _take(root, root.name, findings)
        problems += findings.problems
        for item in _overridden(findings, problems):
            name = _free_name(item.source, root, inputs)
            inputs[name] = replace(item, source=name)
    return Discovery(tuple(inputs.values()), tuple(problems))


def _free_name(source: str, root: Path, taken: dict[str, Input]) -> str:
    """Return `source`, prefixed with its folder's name if an earlier SOURCE has the same."""
    if source not in taken:
        return source
    folder = (root if root.is_dir() else root.parent).resolve().name
    name, number = f"{folder}/{source}", 2
    while name in taken:
        name, number = f"{folder}~{number}/{source}", number + 1
    return name


def _files(root: Path, findings: _Findings) -> Iterator[tuple[Path, str]]:
    """Yield the regular files below a folder and their names there, sorted, without following links."""
    pending = [(root, "")]
    while pending:
        current, prefix = pending.pop()
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            name = prefix.rstrip("/") or "."
            findings.refuse(name, f"The folder could not be opened: {error.strerror}.", "Check that you may read it.")
            continue
        folders = []
        for entry in entries:
            source = prefix + entry.name
            if _is_junk(entry.name):
                continue
            if entry.is_symlink():
                findings.refuse(source, "It is a link; links are not followed.", "Give the file or folder itself.")
            elif entry.is_dir(follow_symlinks=False):
                folders.append((Path(entry.path), f"{source}/"))
            else:
                yield Path(entry.path), source
        pending += reversed(folders)


def _is_junk(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _JUNK


def _take(path: Path, source: str, findings: _Findings) -> None:
    """Sort one file on disk into inputs, archives, metadata.csv and problems."""
    if not stat.S_ISREG(path.stat().st_mode):
        findings.refuse(source, "It is a pipe or device, not a file.", "Leave it out.")
    elif path.suffix.lower() == ".zip":
        _take_archive(path, source, findings)
    elif path.name.lower() == FILE_NAME:
        try:
            findings.tables.append((source, read_file(path, 50 * MEGABYTE)))
        except ThemelineError as error:
            findings.refuse(source, error.reason, error.remedy)
    else:
        _take_named(Input(source, path), path.suffix, findings)


def _take_named(item: Input, suffix: str, findings: _Findings) -> None:
    ending = suffix.strip().lower()
    if ending in FORMATS:
        findings.inputs.append(item)
        return
    kind = f"files ending in {suffix}" if suffix else "files without an ending"
    remedy = _SHEET_REMEDY if ending in _SHEETS else "Save it as PDF, DOCX, HTML, Markdown or text."
    findings.refuse(item.source, f"There is no reader for {kind}.", remedy)


def _take_archive(path: Path, source: str, findings: _Findings) -> None:
    try:
        for found in list_members(path, path.name):
            if isinstance(found, Refused):
                findings.refuse(f"{source}/{found.member}", found.reason, found.remedy)
                continue
            inside = PurePosixPath(found)
            if any(_is_junk(part) for part in inside.parts):
                continue
            if inside.name.lower() == FILE_NAME:
                findings.tables.append((f"{source}/{found}", member_bytes(path, found)))
            else:
                _take_named(Input(f"{source}/{found}", path, found), inside.suffix, findings)
    except ThemelineError as error:
        findings.refuse(source, error.reason, error.remedy)


def _overridden(findings: _Findings, problems: list[Problem]) -> list[Input]:
    """Return the inputs with what each metadata.csv above them says, the nearest one first."""
    inputs = {item.source: item for item in findings.inputs}
    for source, data in sorted(findings.tables, key=lambda table: -table[0].count("/")):
        folder = source[: -len(FILE_NAME)]
        table = read_overrides(data)
        unmatched = []
        for file, values in table.values.items():
            item, row = _named(folder, file, inputs)
            if item is None:
                unmatched.append(file)
            elif not row:
                inputs[item.source] = replace(item, overrides=(*item.overrides, *values))
            else:
                inputs[item.source] = replace(item, row_overrides=(*item.row_overrides, (row, values)))
        flaws = (*table.flaws, *_unmatched(unmatched))
        problems += [Problem(source, "metadata", flaw.reason, flaw.remedy) for flaw in flaws]
    return list(inputs.values())


def _named(folder: str, file: str, inputs: Mapping[str, Input]) -> tuple[Input | None, str]:
    """Return the input that a metadata.csv names, spelt as here or as other programs spell paths, and the row in it."""
    for spelt in (file, file.strip().replace("\\", "/").removeprefix("./")):
        name, _, row = (folder + spelt).partition("#")
        if folder + spelt in inputs:
            return inputs[folder + spelt], ""
        if row and name in inputs:
            return inputs[name], row
    return None, ""


def _unmatched(files: Sequence[str]) -> tuple[Flaw, ...]:
    if not files:
        return ()
    named = ", ".join(files[:_MOST_NAMED]) + (", …" if len(files) > _MOST_NAMED else "")
    rows = "1 row names a file that is" if len(files) == 1 else f"{len(files)} rows name files that are"
    return (Flaw(f"{rows} not here: {named}.", "Correct the column 'file'."),)
