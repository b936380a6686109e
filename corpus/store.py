"""The workspace on disk: immutable snapshots, published atomically.

    workspace/
      manifest.json          which snapshot counts, its fingerprint, versions, settings, counts
      snapshots/NAME/        TABLE.parquet, themes.yaml, search/ — never changed once published
      TABLE.parquet          the same tables for other programs (links, replaced one by one)
      corrections.csv        metadata corrected by hand; survives rebuilds
      cache/, files/, lock   documents as read, uploaded reports, the builders' lock

Replacing the manifest is the moment of publication. A build that dies before it leaves the
last good workspace as it was, and the next build sweeps its remains. A reader stays on the
snapshot it opened; the last two are kept, so a reader that opens the workspace anew for each
request never meets a removed one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pandas as pd
import pyarrow as pa

from corpus.disk import digests, discard, link, replace, sync, sync_tree, writing
from corpus.lock import exclusive
from corpus.manifest import (
    REBUILD,
    SEARCH,
    SEARCH_FILES,
    Manifest,
    Provenance,
    fingerprint_of,
    index_listing,
    is_whole,
    manifest_text,
    read_manifest,
)
from corpus.tablefile import TableFile, TableWriter, table_named
from errors import InvalidSetting, WorkspaceDamaged, WorkspaceNotFound
from schema import TABLES

__all__ = ["Draft", "Manifest", "Provenance", "Workspace", "draft"]

_OURS = {"manifest", "snapshots", "cache", "files", "corrections", "progress", "lock"}  # names without endings
_THEMES = "themes.yaml"
_DRAFT = ".draft"


class Workspace:
    """One published snapshot, open for reading.

    Tables of claims are read whole; passages, assignments, texts and boxes are read as far as
    they are asked for. Nothing is held in memory but the files' footers.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._files: dict[str, TableFile] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the workspace that was published last in the folder `path`.

        Raises
        ------
        WorkspaceNotFound
            There is none.
        WorkspaceDamaged
            Its manifest cannot be read, or was written by another version of Themeline.
        """
        path = Path(path)
        return cls(path, read_manifest(path))

    @property
    def fingerprint(self) -> str:
        """Name of the content; a cache key for everything computed from this workspace."""
        return self.manifest.fingerprint

    @property
    def folder(self) -> Path:
        """Folder of the snapshot."""
        return self.path / "snapshots" / self.manifest.snapshot

    @property
    def search_dir(self) -> Path:
        """Folder of the full-text index."""
        return self.folder / SEARCH

    def is_current(self) -> bool:
        """Whether this is still the snapshot published last."""
        return read_manifest(self.path).fingerprint == self.fingerprint

    def has_table(self, name: str) -> bool:
        """Whether the snapshot holds the table."""
        return name in self.manifest.rows

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table.

        Raises
        ------
        InvalidTable
            There is no table of that name, or the file's columns are not the table's.
        WorkspaceDamaged
            The file is missing or unreadable.
        """
        with _reading(self, name):
            return table_named(name).validate(self._file(name).read())

    def passages(
        self,
        ids: Sequence[str] | None = None,
        report_ids: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return passages by id, in the order of `ids`, or those of some reports, in reading order.

        Unknown ids are left out. All passages are returned when neither is given.
        """
        with _reading(self, "passages"):
            if ids is None:
                return self._file("passages").read(columns, report_id=report_ids)
            shown = columns if columns is None else list(dict.fromkeys(["passage_id", *columns]))
            owners = {passage_id.rpartition("-")[0] for passage_id in ids}
            found = self._file("passages").read(shown, report_id=owners, passage_id=ids)
        order = {passage_id: place for place, passage_id in enumerate(ids)}
        ranked = found.assign(_place=found["passage_id"].map(order)).sort_values("_place", kind="stable")
        ranked = ranked.drop(columns="_place").reset_index(drop=True)
        return ranked if columns is None else ranked[list(columns)]

    def assignments(
        self,
        theme_id: str | None = None,
        report_ids: Sequence[str] | None = None,
        passage_ids: Sequence[str] | None = None,
        assigned_only: bool = True,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return assignments of one theme, of some reports or of some passages.

        Rows come by theme, then by report. With `assigned_only` left on, only decisions in
        favour are returned, whatever the score.
        """
        themes = None if theme_id is None else [theme_id]
        if passage_ids is not None and report_ids is None:
            report_ids = sorted({passage_id.rpartition("-")[0] for passage_id in passage_ids})
        shown = columns if columns is None else list(dict.fromkeys([*columns, "assigned"]))
        with _reading(self, "assignments"):
            found = self._file("assignments").read(shown, theme_id=themes, report_id=report_ids, passage_id=passage_ids)
        if assigned_only:
            found = found[found["assigned"].to_numpy(dtype=bool)].reset_index(drop=True)
        return found if columns is None else found[list(columns)]

    def boxes(self, passage_ids: Sequence[str]) -> pd.DataFrame:
        """Return the rectangles of some passages on their pages."""
        with _reading(self, "boxes"):
            return self._file("boxes").read(passage_id=passage_ids)

    def documents(self, report_ids: Sequence[str], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return whole texts of some reports, and where they were read from."""
        with _reading(self, "documents"):
            return self._file("documents").read(columns, report_id=report_ids)

    def document_text(self, report_id: str) -> str:
        """Return one report's text, into which its passages' offsets point.

        Raises
        ------
        InvalidSetting
            There is no such report.
        """
        found = self.documents([report_id], ["text"])
        if found.empty:
            raise InvalidSetting(f"There is no report {report_id!r} in this workspace.", "Choose one of its reports.")
        return str(found["text"].iloc[0])

    def theme_file(self) -> str:
        """Return the text of the theme file that this snapshot was built with."""
        with _reading(self, _THEMES):
            return (self.folder / _THEMES).read_text(encoding="utf-8")

    def iter_passages(self, size: int = 10_000, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Yield all passages, `size` at a time, by report in reading order."""
        with _reading(self, "passages"):
            yield from self._file("passages").batches(size, columns)

    def _file(self, name: str) -> TableFile:
        if name not in self._files:
            self._files[name] = TableFile(self.folder / f"{name}.parquet", table_named(name))
        return self._files[name]


class Draft:
    """A snapshot in the making; nobody sees it until it is published. See `draft`."""

    def __init__(self, path: Path, previous: Workspace | None) -> None:
        self.path = path
        self.previous = previous
        self.folder = path / "snapshots" / _DRAFT
        self._rows: dict[str, int] = {}

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Write a whole table.

        Raises
        ------
        InvalidTable
            The frame does not fit the table.
        """
        with self.writer(name) as writer:
            writer.write(frame)

    def read(self, name: str) -> pd.DataFrame:
        """Return a table written to this draft before."""
        return table_named(name).validate(TableFile(self.folder / f"{name}.parquet", table_named(name)).read())

    @contextmanager
    def writer(self, name: str) -> Iterator[TableWriter]:
        """Write a table batch by batch: ``with draft.writer("passages") as out: out.write(frame)``."""
        with TableWriter(self.folder / f"{name}.parquet", table_named(name)) as writer:
            yield writer
        self._rows[name] = writer.n_rows

    def write_themes(self, text: str) -> None:
        """Keep the theme file's text."""
        with writing(self.path):
            (self.folder / _THEMES).write_text(text, encoding="utf-8", newline="\n")

    def search_dir(self) -> Path:
        """Return an empty folder for the full-text index."""
        folder = self.folder / SEARCH
        with writing(self.path):
            folder.mkdir()
        return folder

    @property
    def has_search(self) -> bool:
        """Whether the draft has a full-text index."""
        return (self.folder / SEARCH).is_dir()

    def reuse(self, name: str) -> None:
        """Take a table, or "search", from the snapshot before, without writing it anew.

        Raises
        ------
        InvalidSetting
            There is no such thing to reuse.
        WorkspaceDamaged
            A file of the snapshot before is gone.
        """
        before = self.previous
        if before is None or not (name == SEARCH or before.has_table(name)):
            raise InvalidSetting(f"There is no earlier {name!r} to reuse in {self.path}.", REBUILD)
        with _reading(before, name):
            if name == SEARCH:
                folder = self.search_dir()
                for file in sorted(before.search_dir.iterdir()):
                    link(file, folder / file.name)
            else:
                link(before.folder / f"{name}.parquet", self.folder / f"{name}.parquet")
                self._rows[name] = before.manifest.rows[name]

    def publish(self, provenance: Provenance) -> Workspace:
        """Make the draft the workspace that counts, and return it.

        Raises
        ------
        WorkspaceNotWritten
            The disk refused; the last good workspace stands.
        """
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
        if is_whole(target, manifest) and self.has_search == (target / SEARCH).is_dir():
            return
        if self.has_search:  # kept apart: an index built twice has other file names
            (self.folder / SEARCH_FILES).write_bytes(index_listing(self.folder))
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
def draft(path: Path, wait: float = 0.0) -> Iterator[Draft]:
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
            discard(new.folder)


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


@contextmanager
def _reading(workspace: Workspace, name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        gone = isinstance(error, FileNotFoundError) and not workspace.is_current()
        reason = (
            f"The workspace {workspace.path} was built anew while it was being read."
            if gone
            else f"The part {name!r} of the workspace {workspace.path} is missing or unreadable."
        )
        raise WorkspaceDamaged(reason, "Open it again." if gone else REBUILD) from error
