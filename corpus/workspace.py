"""A published snapshot, open for reading; `corpus.store` says how snapshots lie on the disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.manifest import KEPT, REBUILD, SEARCH, THEMES, Manifest, kept_whole, read_manifest
from errors import WorkspaceDamaged

if TYPE_CHECKING:  # slow to load, and a build reads files before it needs a table
    import pandas as pd

    from corpus.tablefile import TableFile

_ROWS_AT_ONCE = 100_000


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

    def has_kept(self, name: str) -> bool:
        """Whether something is kept under that name for the next build."""
        return (self.folder / KEPT / name).is_file()

    def table(self, name: str) -> "pd.DataFrame":
        """Return a whole table.

        Raises
        ------
        InvalidTable
            There is no table of that name, or the file's columns are not the table's.
        WorkspaceDamaged
            The file is missing or unreadable.
        """
        with reading(self, name):
            file = self.file(name)
            return file.table.validate(file.read())

    def passages(
        self,
        ids: Sequence[str] | None = None,
        report_ids: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> "pd.DataFrame":
        """Return passages by id, in the order of `ids`, or those of some reports, in reading order.

        Unknown ids are left out. All passages are returned when neither is given.
        """
        with reading(self, "passages"):
            if ids is None:
                return self.file("passages").read(columns, report_id=report_ids)
            shown = columns if columns is None else list(dict.fromkeys(["passage_id", *columns]))
            owners = {passage_id.rpartition("-")[0] for passage_id in ids}
            found = self.file("passages").read(shown, report_id=owners, passage_id=ids)
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
    ) -> "pd.DataFrame":
        """Return assignments of one theme, of some reports or of some passages.

        Rows come by theme, then by report. With `assigned_only` left on, only decisions in
        favour are returned, whatever the score.
        """
        themes = None if theme_id is None else [theme_id]
        if passage_ids is not None and report_ids is None:
            report_ids = sorted({passage_id.rpartition("-")[0] for passage_id in passage_ids})
        shown = columns if columns is None else list(dict.fromkeys([*columns, "assigned"]))
        with reading(self, "assignments"):
            found = self.file("assignments").read(shown, theme_id=themes, report_id=report_ids, passage_id=passage_ids)
        if assigned_only:
            found = found[found["assigned"].to_numpy(dtype=bool)].reset_index(drop=True)
        return found if columns is None else found[list(columns)]

    def iter_assigned(self, columns: Sequence[str]) -> "Iterator[pd.DataFrame]":
        """Yield the decisions in favour of all themes, a part of the rows at a time, by theme, then by report."""
        with reading(self, "assignments"):
            for rows in self.file("assignments").batches(_ROWS_AT_ONCE, [*columns, "assigned"]):
                yield rows.loc[rows["assigned"].to_numpy(dtype=bool), list(columns)]

    def boxes(self, passage_ids: Sequence[str]) -> "pd.DataFrame":
        """Return the rectangles of some passages on their pages."""
        with reading(self, "boxes"):
            return self.file("boxes").read(passage_id=passage_ids)

    def documents(self, report_ids: Sequence[str], columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """Return whole texts of some reports, and where they were read from."""
        with reading(self, "documents"):
            return self.file("documents").read(columns, report_id=report_ids)

    def documents_by_place(self) -> "pd.DataFrame":
        """Return where all documents were read from: report_id, location, member, digest."""
        with reading(self, "documents"):
            return self.file("documents").read(["report_id", "location", "member", "digest"])

    def kept(self, name: str) -> bytes | None:
        """Return what a build kept for the next one under that name; None if it is not there, or damaged."""
        with reading(self, name):
            found = kept_whole(self.folder, name)
        return bytes(found) if found is not None else None

    def kept_since(self, name: str) -> datetime | None:
        """Return when what is kept under that name was made; None if there is no such thing."""
        file = self.folder / KEPT / name
        with reading(self, name):
            return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.is_file() else None

    def theme_file(self) -> str:
        """Return the text of the theme file that this snapshot was built with."""
        with reading(self, THEMES):
            return (self.folder / THEMES).read_text(encoding="utf-8")

    def file(self, name: str) -> "TableFile":
        """Return a table's file."""
        from corpus.tablefile import TableFile, table_named

        if name not in self._files:
            self._files[name] = TableFile(self.folder / f"{name}.parquet", table_named(name))
        return self._files[name]


@contextmanager
def reading(workspace: Workspace, name: str) -> Iterator[None]:
    """Turn what cannot be read in this block into `WorkspaceDamaged`."""
    import pyarrow as pa

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
