"""The build, stage by stage: the table of contents of the project.

    read      sources → documents → reports, passages, metadata, …     corpus/
    assign    passages → assignments, report_themes                     models/
    index     passages and their themes → full-text index               corpus/search.py
    measure   report_themes → trends, prevalence, changes, contrasts    stats/

A stage whose inputs have not changed is taken over from the last snapshot.
"""

import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import stats.contrasts
import stats.prevalence
import stats.trends
from corpus.corrections import read_corrections
from corpus.progress import read_progress, write_progress
from corpus.read import READER_VERSION
from corpus.search import build as build_index
from corpus.store import Draft, Provenance, Workspace, draft
from corpus.tables import tables_of
from corpus.uploads import keep_themes, store_upload
from errors import InvalidSetting, ThemelineError, WorkspaceDamaged, WorkspaceNotFound
from models import themefile
from models.seeded import ENGINE_VERSION
from pipeline.assign import assign
from pipeline.ingest import Ingested, ingest
from pipeline.progress import Listener, Meter, Progress
from schema import REPORT_THEMES, Facet, ThemeSet
from stats.panel import Panel

VERSION = "0.1.0"
FILES = "files"
SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
_READ_TABLES = ("reports", "passages", "documents", "metadata", "boxes", "removed", "problems", "duplicates")
_CLAIM_TABLES = ("assignments", "report_themes", "trends", "prevalence", "changes", "contrasts")
_CONTRASTED: tuple[Facet, ...] = ("country", "sector")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    n_inputs: int
    n_reports: int
    n_passages: int
    n_problems: int
    n_reused: int
    seconds: float


def build(
    sources: Sequence[Path],
    workspace: Path,
    themes: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Listener | None = None,
) -> BuildReport:
    """Build `workspace` from `sources`, doing only what changed since it was last built.

    Raises
    ------
    InvalidSetting, InvalidThemeFile
        A source or the theme file does not exist or breaks a rule.
    WorkspaceBusy, WorkspaceNotWritten
        Another build is at work there, or the disk refuses.
    """
    began = time.monotonic()
    if not sources:
        raise InvalidSetting("No SOURCE was given.", "Name a file or folder with reports.")
    theme_text = _theme_text(themes)
    theme_set = themefile.load(theme_text, themes.name if themes else themefile.DEFAULT.name)
    with draft(workspace) as new:
        found = ingest(sources, workspace, Meter("Reading reports", progress), workers, scheduler)
        corrections = read_corrections(workspace)
        stages = {"read": _digest(READER_VERSION, VERSION, found.fingerprints, found.problems, corrections)}
        stages["assign"] = _digest(stages["read"], ENGINE_VERSION, theme_text)
        before = new.previous.manifest.provenance.stages if new.previous else {}
        _read_stage(new, found, reuse=before.get("read") == stages["read"], progress=progress)
        _claim_stages(new, theme_set, reuse=before.get("assign") == stages["assign"], progress=progress)
        new.write_themes(theme_text)
        published = new.publish(
            Provenance(
                version=VERSION,
                theme_name=theme_set.name,
                theme_version=theme_set.version,
                settings={"illustrative": _is_sample(sources), "sources": json.dumps(_resolved(sources))},
                stages=stages,
                counts={"inputs": found.n_inputs},
            )
        )
    rows = published.manifest.rows
    report = BuildReport(
        found.n_inputs, rows["reports"], rows["passages"], rows["problems"], found.n_reused, time.monotonic() - began
    )
    if progress is not None:
        progress(Progress("Finished", report.n_reports, report.n_reports, 0.0, finished=True))
    return report


def sources_of(workspace: Path) -> list[Path]:
    """Return the SOURCEs of the build published last in `workspace`."""
    settings = Workspace.open(workspace).manifest.provenance.settings
    return [Path(source) for source in json.loads(str(settings.get("sources", "[]")))]


def add_files(workspace: Path, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Keep uploaded files beside the workspace's tables and return their names there.

    Build again with ``[*sources_of(workspace), workspace / FILES]`` to read them.
    """
    return [store_upload(workspace / FILES, name, content) for name, content in files]


def start_build(sources: Sequence[Path], workspace: Path, themes: Path | None = None) -> None:
    """Begin a build in a process of its own; `build_progress` tells how far it is.

    Without `themes` the workspace keeps the theme file it was built with.
    """
    themes = themes or _kept_themes(workspace)
    write_progress(workspace, Progress("Starting", 0, 0))
    command = [sys.executable, "-m", "pipeline", "build", *map(str, dict.fromkeys(_resolved(sources)))]
    command += ["--workspace", str(workspace), "--leave-progress"]
    command += ["--themes", str(themes)] if themes else []
    root = Path(__file__).resolve().parents[1]
    builder = subprocess.Popen(  # noqa: S603 - our own command with paths as arguments, no shell
        command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    threading.Thread(target=builder.wait, daemon=True).start()  # else it stays behind as a zombie


def _kept_themes(workspace: Path) -> Path | None:
    try:
        last = Workspace.open(workspace)
    except (WorkspaceNotFound, WorkspaceDamaged):
        return None
    return keep_themes(workspace, last.theme_file())


def build_progress(workspace: Path) -> Progress | None:
    """Return how far the build started last in `workspace` is; None where none was started."""
    return read_progress(workspace)


def _theme_text(themes: Path | None) -> str:
    file = themes or themefile.DEFAULT
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"The theme file {file} cannot be read: {error}."
        raise InvalidSetting(reason, "Check its name and encoding.") from error


def _read_stage(new: Draft, found: Ingested, *, reuse: bool, progress: Listener | None) -> None:
    if reuse:
        for name in _READ_TABLES:
            new.reuse(name)
        return
    say = Meter("Comparing passages", progress)
    say(0, 1)
    tables = tables_of(found.documents, read_corrections(new.path), found.problems)
    for name in _READ_TABLES:
        new.write(name, tables[name])
    say(1, 1)


def _claim_stages(new: Draft, themes: ThemeSet, *, reuse: bool, progress: Listener | None) -> None:
    if reuse:
        for name in (*_CLAIM_TABLES, "search"):
            new.reuse(name)
        return
    reports, passages = new.read("reports"), new.read("passages")
    parts, spoken = [], []
    with new.writer("assignments") as out:
        for assignments, report_themes in assign(themes, reports, passages, Meter("Finding themes", progress)):
            out.write(assignments)
            parts.append(report_themes)
            spoken.append(assignments.loc[assignments["assigned"].to_numpy(dtype=bool), ["passage_id", "theme_id"]])
    say = Meter("Indexing passages", progress)
    say(0, 1)
    build_index(new.search_dir(), [_to_search(passages, spoken)])
    say(1, 1)
    report_themes = pd.concat(parts, ignore_index=True) if parts else REPORT_THEMES.empty()
    new.write("report_themes", report_themes)
    panel = Panel.from_tables(reports, report_themes, theme_ids=themes.ids)
    new.write("trends", stats.trends.trends(panel))
    new.write("prevalence", stats.prevalence.prevalence(panel))
    new.write("changes", stats.trends.changes(panel))
    new.write("contrasts", pd.concat([stats.contrasts.contrasts(panel, facet) for facet in _CONTRASTED]))


def _to_search(passages: pd.DataFrame, spoken: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Counted passages with the themes they were assigned to."""
    counted = passages.loc[passages["counted"].to_numpy(dtype=bool), ["passage_id", "report_id", "text"]]
    themes = pd.concat(spoken).groupby("passage_id")["theme_id"].agg(tuple).to_dict() if spoken else {}
    return counted.assign(themes=[themes.get(passage_id, ()) for passage_id in counted["passage_id"]])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _resolved(sources: Sequence[Path]) -> list[str]:
    return [str(Path(source).resolve()) for source in sources]


def _is_sample(sources: Sequence[Path]) -> bool:
    return any(Path(source).resolve().is_relative_to(SAMPLE) for source in sources)


def build_and_tell(
    sources: Sequence[Path], workspace: Path, themes: Path | None, workers: int | None, scheduler: str | None
) -> BuildReport:
    """Build, leaving progress in the workspace for `build_progress`, also of a failure."""

    def tell(progress: Progress) -> None:
        write_progress(workspace, progress)

    try:
        return build(sources, workspace, themes, workers, scheduler, tell)
    except ThemelineError as error:
        write_progress(workspace, Progress("Failed", 0, 0, finished=True, error=str(error)))
        raise
