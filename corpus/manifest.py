"""What a workspace says about itself: which snapshot counts, and how it came to be."""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from corpus.disk import digest, digests, read_digested
from errors import WorkspaceDamaged, WorkspaceNotFound

_FORMAT = 1
REBUILD = "Build the workspace again."
THEMES = "themes.yaml"
SEARCH, KEPT, APART = "search", "kept", "search.json"

Setting = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a build says about itself.

    `stages` holds a digest of everything each stage depended on; the next build reuses a
    stage whose digest is the same. `counts` are figures beyond the tables' row counts.
    """

    version: str
    theme_name: str
    theme_version: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which snapshot counts and what is in it.

    `fingerprint` names the content: the same tables, themes and provenance give the same one.
    `files` holds a digest for each file of the snapshot, `rows` the row count of each table.
    """

    snapshot: str
    fingerprint: str
    provenance: Provenance
    files: Mapping[str, str]
    rows: Mapping[str, int]
    previous: str | None = None
    format: int = _FORMAT


def read_manifest(path: Path) -> Manifest:
    """Return the manifest of the workspace in `path`.

    Raises
    ------
    WorkspaceNotFound
        There is none.
    WorkspaceDamaged
        It cannot be read, or was written by another version of Themeline.
    """
    file = path / "manifest.json"
    try:
        return _parse_manifest(file, file.read_bytes())
    except FileNotFoundError as error:
        raise WorkspaceNotFound(
            f"There is no workspace in {path}.",
            f"Build one: python -m pipeline build SOURCE --workspace {shlex.quote(path.as_posix())}",
        ) from error
    except OSError as error:
        raise WorkspaceDamaged(f"The file {file} cannot be read: {error.strerror}.", REBUILD) from error


def last_snapshot(path: Path) -> Path | None:
    """Return the folder of the snapshot that counts in the workspace in `path`; None if there is none to be read."""
    try:
        return path / "snapshots" / read_manifest(path).snapshot
    except (WorkspaceNotFound, WorkspaceDamaged):
        return None


@lru_cache(maxsize=32)
def _parse_manifest(file: Path, content: bytes) -> Manifest:
    try:
        values = json.loads(content)
        found = values.get("format")
        manifest = (
            Manifest(**{**values, "provenance": Provenance(**values["provenance"])}) if found == _FORMAT else None
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WorkspaceDamaged(f"The file {file} is not a manifest of Themeline.", REBUILD) from error
    if manifest is None:
        raise WorkspaceDamaged(
            f"The workspace {file.parent} has format {found}; this version of Themeline reads format {_FORMAT}.",
            REBUILD,
        )
    return manifest


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as it is stored."""
    return json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n"


def fingerprint_of(files: Mapping[str, str], provenance: Provenance) -> str:
    """Return the name of a snapshot's content."""
    content = json.dumps([_FORMAT, dict(files), asdict(provenance)], sort_keys=True)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether the tables and the index are as they were published; what is not must not be reused.

    What is kept for the next build is looked at when it is read, since few builds read all of it.
    Lock files are no content: whoever searches an index makes them.
    """
    found = {name: value for name, value in digests(folder).items() if name != APART}
    index = {name: value for name, value in listed_apart(folder).items() if not name.startswith(f"{KEPT}/")}
    return found == manifest.files and _unlocked(index) == _unlocked(digests(folder / SEARCH))


def _unlocked(files: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in files.items() if not name.endswith(".lock")}


def listing_apart(folder: Path, taken_over: Mapping[str, str]) -> bytes:
    """Return the digests of a snapshot's index, and of what it keeps for the next build, as `APART` holds them.

    Those of what was `taken_over` from the snapshot before are known.
    """
    fresh = {f"{KEPT}/{file.name}": file for file in sorted((folder / KEPT).glob("*"))}
    kept = {name: taken_over.get(name) or digest(file) for name, file in fresh.items()}
    return json.dumps({**digests(folder / SEARCH), **kept}).encode()


def kept_whole(folder: Path, name: str) -> memoryview | None:
    """Return what a snapshot keeps for the next build under that name; None if it is not there, or damaged."""
    file = folder / KEPT / name
    if not file.is_file():
        return None
    content, found = read_digested(file)
    return content if listed_apart(folder).get(f"{KEPT}/{name}") == found else None


def listed_apart(folder: Path) -> dict[str, str]:
    """Return the digests that `APART` holds; none if it is gone or damaged."""
    try:
        return dict(json.loads((folder / APART).read_bytes()))
    except (FileNotFoundError, ValueError):
        return {}
