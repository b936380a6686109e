"""A report's metadata corrected by hand: kept, and counted at once where no theme depends on it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from corpus import corrections as kept
from corpus.cache import DocumentCache
from corpus.earlier import NOTES, Before, Earlier
from corpus.progress import is_starting
from corpus.read import READER_VERSION
from corpus.store import Draft, Workspace, draft
from corpus.tables import Origin, assemble
from errors import InvalidSetting, WorkspaceNotFound
from models import themefile
from pipeline.ingest import CACHE, READING, VERSION
from pipeline.learned import ThemeInputs, theme_key
from pipeline.run import sources_of, start_build
from pipeline.stages import digest, measure_stage, take_over, take_over_themes
from schema import Document

__all__ = ["correct", "corrections"]

_CORRECTED = ("reports", "passages", "metadata", "duplicates")
_UNTOUCHED = ("documents", "boxes", "removed", "problems")
_PATIENCE = 5.0


def corrections(workspace: Path, source: str) -> dict[str, str]:
    """Return what a person corrected for one report so far, by field."""
    return {value.field: value.value for value in kept.read_corrections(workspace).get(source, ())}


def correct(workspace: Path, source: str, values: Mapping[str, str]) -> bool:
    """Correct a report's metadata and publish the workspace with it; nothing is read anew.

    Parameters
    ----------
    workspace : Path
        Folder of the workspace.
    source : str
        The report's source, as in the table of reports.
    values : mapping of str to str
        Corrected values by field, as `corpus.corrections.correct` takes them.

    Returns
    -------
    bool
        True once the correction counts. False if themes depend on it (on a title or language, or on
        which of two copies counts): it is kept, and a build begun in a process of its own, which
        `pipeline.run.build_progress` follows.

    Raises
    ------
    InvalidSetting
        There is no such report or field, or a value makes no sense; nothing was kept.
    WorkspaceNotFound, WorkspaceBusy, WorkspaceNotWritten
        There is no workspace, a build is at work there, or the disk refuses; nothing was kept.
    """
    Workspace.open(workspace)
    with draft(workspace, _PATIENCE) as new:
        before = new.previous
        if before is None:
            raise WorkspaceNotFound(f"The workspace in {workspace} is not whole.", "Build it again.")
        documents = before.documents_by_place()[["location", "member", "digest"]]
        if source not in set(before.table("reports")["source"]):
            raise InvalidSetting(f"There is no report {source!r} in this workspace.", "Choose one of its reports.")
        with kept.taken_back_if_refused(workspace):
            kept.correct(workspace, source, values)
            if _published(new, before, documents):
                return True
            if not is_starting(workspace):  # else the build that starts now counts this correction too
                start_build(sources_of(workspace), workspace)
    return False


def _published(new: Draft, before: Workspace, documents: pd.DataFrame) -> bool:
    """Publish the tables with all corrections, unless themes would have to be found for them."""
    corrected = kept.read_corrections(new.path)
    found = _readings(before, documents, Before(before, corrected, READING))
    if found is None:
        return False
    read, earlier = found
    tables, notes = assemble(read, corrected, (), earlier)
    theme_text = before.theme_file()
    provenance = before.manifest.provenance
    now = ThemeInputs.of(theme_key(VERSION, theme_text), tables["reports"], tables["passages"])
    if now.name != provenance.stages.get("assign"):
        return False
    for name in _CORRECTED:
        new.write(name, tables[name])
    new.keep(NOTES, notes.pack(READING))
    take_over(new, *_UNTOUCHED)
    take_over_themes(new)
    stages = {**provenance.stages, "correct": digest(corrected)}
    measure_stage(new, themefile.load(theme_text), stages)
    new.write_themes(theme_text)
    new.publish(replace(provenance, stages=stages))
    return True


def _readings(
    before: Workspace, documents: pd.DataFrame, tabled: Before
) -> tuple[list[tuple[Document, Origin]], Earlier] | None:
    """Return reports that were corrected otherwise than now, and the rows of all others.

    None if a reading is gone, or of another version.
    """
    cache = DocumentCache(before.path / CACHE, READER_VERSION)
    read: list[tuple[Document, Origin]] = []
    held = []
    for location, member, name in documents.drop_duplicates("digest").itertuples(index=False):
        origin = Origin(location, None if pd.isna(member) else member, name)
        if tabled.holds(name, origin.location, origin.member):
            held.append(name)
            continue
        reading = cache.get(name)
        if reading is None:
            return None
        read += [(document, origin) for document in reading.documents]
    return read, tabled.take(held, ())
