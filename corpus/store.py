"""The workspace on disk: immutable snapshots, published atomically.

    workspace/
      manifest.json          which snapshot counts, its fingerprint, versions, settings, counts
      snapshots/NAME/        TABLE.parquet, themes.yaml, search/, kept/ — never changed once published
      TABLE.parquet          the same tables for other programs (links, replaced one by one)
      corrections.csv        metadata corrected by hand; survives rebuilds
      cache/, files/, lock   documents as read, uploaded reports, the builders' lock

Replacing the manifest is the moment of publication. A build that dies before it leaves the
last good workspace as it was, and the next build sweeps its remains. A reader stays on the
snapshot it opened; the last two are kept, so a reader that opens the workspace anew for each
request never meets a removed one.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.disk import digest, digests, discard, forget_digests, link, replace, sync, sync_tree, writing
from corpus.lock import LOOK, exclusive
from corpus.manifest import (
    APART,
    KEPT,
    REBUILD,
    SEARCH,
    THEMES,
    Manifest,
    Provenance,
    fingerprint_of,
    is_whole,
    listed_apart,
    listing_apart,
    manifest_text,
)
from corpus.workspace import Workspace, reading
from errors import InvalidSetting, WorkspaceDamaged, WorkspaceNotFound
from schema import TABLES

if TYPE_CHECKING:  # slow to load, and a build reads files before it writes a table
    import pandas as pd

    from corpus.tablefile import TableWriter

__all__ = ["Draft", "Manifest", "Provenance", "Workspace", "draft"]

_OURS = {"manifest", "snapshots", "cache", "files", "corrections", "progress", "lock"}  # names without endings
_DRAFT = ".draft"


class Draft:
    """A snapshot in the making; nobody sees it until it is published. See `draft`."""

    def __init__(self, path: Path, previous: Workspace | None) -> None:
        self.path = path
        self.previous = previous
        self.folder = path / "snapshots" / _DRAFT
        self._rows: dict[str, int] = {}
        self._at_work = ThreadPoolExecutor(2)
        self._begun: dict[str, Future[int | None]] = {}
        self._taken_over: dict[str, str] = {}

    def write(self, name: str, frame: "pd.DataFrame") -> None:
        """Write a whole table, while the caller goes on.

        What the disk refuses is told when the table is read, or when the draft is published.

        Raises
        ------
        InvalidTable
            The frame does not fit the table.
        """
        from corpus.tablefile import table_named, write_table

        target, table = self.folder / f"{name}.parquet", table_named(name)
        self._begun[name] = self._at_work.submit(write_table, target, table, table.validate(frame))

    def read(self, name: str) -> "pd.DataFrame":
        """Return a table written to this draft before."""
        from corpus.tablefile import TableFile, table_named

        self._wait_for(name)
        return table_named(name).validate(TableFile(self.folder / f"{name}.parquet", table_named(name)).read())

    @contextmanager
    def writer(self, name: str) -> "Iterator[TableWriter]":
        """Write a table batch by batch: ``with draft.writer("passages") as out: out.write(frame)``."""
        from corpus.tablefile import TableWriter, table_named

        with TableWriter(self.folder / f"{name}.parquet", table_named(name)) as writer:
            yield writer
        self._rows[name] = writer.n_rows

    def amend(self, name: str, without: Collection[str], rows: "pd.DataFrame") -> None:
        """Take a table from the snapshot before, less the rows of some reports, and add others.

        The file is the one that `write` would make of all rows. It is written while the caller goes on;
        what the disk refuses is told when the table is read, or when the draft is published.

        Raises
        ------
        InvalidSetting, WorkspaceDamaged
            There is no such table, or its file is gone.
        """
        from corpus.tablefile import write_amended

        before = self._before(name)
        target = self.folder / f"{name}.parquet"
        with reading(before, name):
            source = before.file(name)
        self._begun[name] = self._at_work.submit(write_amended, target, source, without, rows)

    def amend_search(self, without: Collection[str], passages: "pd.DataFrame") -> None:
        """Take the full-text index from the snapshot before, less some reports, and add passages, as `amend` does."""
        from corpus import search

        self.reuse(SEARCH)
        self._begun[SEARCH] = self._at_work.submit(search.amend, self.folder / SEARCH, without, passages)

    def _wait_for(self, name: str) -> None:
        if name in self._begun:
            with writing(self.folder / f"{name}.parquet"):
                n_rows = self._begun.pop(name).result()
            if n_rows is not None:
                self._rows[name] = n_rows

    def stop(self) -> None:
        """Let go of what is still to be written."""
        self._at_work.shutdown(cancel_futures=True)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something for the next build, beside the tables and not part of their fingerprint."""
        with writing(self.path):
            (self.folder / KEPT).mkdir(exist_ok=True)
            (self.folder / KEPT / name).write_bytes(content)

    def write_themes(self, text: str) -> None:
        """Keep the theme file's text."""
        with writing(self.path):
            (self.folder / THEMES).write_text(text, encoding="utf-8", newline="\n")

    def search_dir(self) -> Path:
        """Return an empty folder for the full-text index."""
        folder = self.folder / SEARCH
        with writing(self.path):
            folder.mkdir()
        return folder

    def _before(self, name: str) -> Workspace:
        before = self.previous
        if before is None or not (name == SEARCH or before.has_table(name) or before.has_kept(name)):
            raise InvalidSetting(f"There is no earlier {name!r} to reuse in {self.path}.", REBUILD)
        return before

    def reuse(self, name: str) -> None:
        """Take a table, "search", or something kept, from the snapshot before, without writing it anew.

        Raises
        ------
        InvalidSetting
            There is no such thing to reuse.
        WorkspaceDamaged
            A file of the snapshot before is gone.
        """
        before = self._before(name)
        with reading(before, name):
            if name == SEARCH:
                folder = self.search_dir()
                for file in before.search_dir.iterdir():
                    if file.suffix != ".lock":  # each index has its own
                        link(file, folder / file.name)
            elif before.has_table(name):
                link(before.folder / f"{name}.parquet", self.folder / f"{name}.parquet")
                self._rows[name] = before.manifest.rows[name]
            else:
                (self.folder / KEPT).mkdir(exist_ok=True)
                link(before.folder / KEPT / name, self.folder / KEPT / name)
                self._taken_over |= {f"{KEPT}/{name}": listed_apart(before.folder).get(f"{KEPT}/{name}", "")}

    def publish(self, provenance: Provenance) -> Workspace:
        """Make the draft the workspace that counts, and return it.

        Raises
        ------
        WorkspaceNotWritten
            The disk refused; the last good workspace stands.
        """
        for name in tuple(self._begun):
            self._wait_for(name)
        with writing(self.path):
            files = digests(self.folder)
            fingerprint = fingerprint_of(files, provenance)
            manifest = Manifest(
                snapshot=fingerprint[:16],
                fingerprint=fingerprint,
                provenance=provenance,
                files=files,
                rows=dict(sorted(self._rows.items())),
                previous=self._kept(fingerprint[:16]),
            )
            self._settle(self.path / "snapshots" / manifest.snapshot, manifest)
            replace(self.path / "manifest.json", manifest_text(manifest))
            workspace = Workspace(self.path, manifest)
            _tidy(workspace)
        return workspace

    def _settle(self, target: Path, manifest: Manifest) -> None:
        """Move the draft to its place, unless the same content is there already."""
        if is_whole(target, manifest) and _have_the_same_apart(self.folder, target):
            return
        if any((self.folder / name).is_dir() for name in (SEARCH, KEPT)):  # an index built twice has other file names
            (self.folder / APART).write_bytes(listing_apart(self.folder, self._taken_over))
        sync_tree(self.folder)
        discard(target)
        self.folder.rename(target)
        sync(target.parent)

    def _kept(self, snapshot: str) -> str | None:
        if self.previous is None:
            return None
        before = self.previous.manifest
        return before.previous if before.snapshot == snapshot else before.snapshot


@contextmanager
def draft(path: Path, wait: float = LOOK) -> Iterator[Draft]:
    """Hold the workspace for one build; whatever happens in the block, readers see all of it or nothing.

    Parameters
    ----------
    path : Path
        Folder of the workspace; made if missing.
    wait : float
        Seconds to wait for another build to end.

    Raises
    ------
    WorkspaceBusy
        Another build is at work.
    InvalidSetting
        The folder holds other things than a workspace.
    WorkspaceNotWritten
        The disk is full, read-only or refuses.

    Examples
    --------
    >>> with draft(path) as new:  # doctest: +SKIP
    ...     new.write("reports", reports)
    ...     workspace = new.publish(Provenance("0.1.0", "digital", "1"))
    """
    path = Path(path)
    with writing(path):
        _claim(path)
    with exclusive(path / "lock", wait):
        forget_digests()
        previous = _last_good(path)
        new = Draft(path, previous)
        with writing(path):
            if previous is not None:
                _tidy(previous)
            discard(new.folder)
            new.folder.mkdir(parents=True)
        try:
            yield new
        finally:
            new.stop()
            discard(new.folder)


def wait_for_turn(path: Path, seconds: float) -> None:
    """Wait until no build is at work in the workspace.

    Raises
    ------
    WorkspaceBusy
        One still is, after so many seconds.
    """
    if (path / "lock").exists():
        with exclusive(path / "lock", seconds):
            return


def _have_the_same_apart(one: Path, other: Path) -> bool:
    """Whether both snapshots have an index, or both none, and keep the same for the next build."""
    kept, there = ({file.name: file for file in (folder / KEPT).glob("*")} for folder in (one, other))
    return (
        (one / SEARCH).is_dir() == (other / SEARCH).is_dir()
        and kept.keys() == there.keys()
        and all(file.samefile(there[name]) or digest(file) == digest(there[name]) for name, file in kept.items())
    )


def _last_good(path: Path) -> Workspace | None:
    try:
        workspace = Workspace.open(path)
    except (WorkspaceNotFound, WorkspaceDamaged):
        return None
    return workspace if is_whole(workspace.folder, workspace.manifest) else None


def _claim(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    strangers = sorted(entry.name for entry in path.iterdir() if entry.stem not in _OURS)
    if strangers and not (path / "manifest.json").exists():
        raise InvalidSetting(
            f"The folder {path} is no workspace and holds other files ({strangers[0]}).",
            "Name a new or an empty folder for the workspace.",
        )


def _tidy(workspace: Workspace) -> None:
    """Point the tables at the top to this snapshot and remove snapshots that nobody needs."""
    manifest = workspace.manifest
    for name in manifest.rows:
        source, target = workspace.folder / f"{name}.parquet", workspace.path / f"{name}.parquet"
        if not (target.exists() and target.samefile(source)):
            fresh = target.with_suffix(".tmp")
            fresh.unlink(missing_ok=True)
            link(source, fresh)
            fresh.replace(target)
    for name in TABLES:
        (workspace.path / f"{name}.tmp").unlink(missing_ok=True)
        if name not in manifest.rows:
            (workspace.path / f"{name}.parquet").unlink(missing_ok=True)
    for folder in (workspace.path / "snapshots").iterdir():
        if folder.name not in (manifest.snapshot, manifest.previous, _DRAFT):
            discard(folder)
