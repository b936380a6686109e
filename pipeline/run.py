"""The build, stage by stage: the table of contents of the project.

A stage whose inputs have not changed is taken over from the last snapshot; see `pipeline.stages`.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.corrections import Corrections, read_corrections
from corpus.progress import STARTING, read_progress, write_progress
from corpus.read import READER_VERSION
from corpus.store import Draft, Provenance, Workspace, draft
from corpus.tables import tables_of
from corpus.uploads import keep_themes, store_upload
from errors import InvalidSetting, ThemelineError, WorkspaceDamaged, WorkspaceNotFound
from models import themefile
from pipeline.ingest import Ingested, ingest
from pipeline.progress import Listener, Meter, Progress
from pipeline.reference import SAMPLE
from pipeline.stages import READ_TABLES, assign_stage, digest, measure_stage, take_over, theme_inputs
from schema import ThemeSet

VERSION = "0.1.0"
FILES = "files"


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
        stages = _stages(new, found, theme_set, theme_text, progress)
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
    write_progress(workspace, Progress(STARTING, 0, 0))
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


def _stages(
    new: Draft, found: Ingested, themes: ThemeSet, theme_text: str, progress: Listener | None
) -> dict[str, str]:
    """Write all tables, as far as possible by taking them over; return what each stage depended on."""
    corrections = read_corrections(new.path)
    stages = {
        "read": digest(VERSION, READER_VERSION, found.fingerprints, found.problems),
        "correct": digest(corrections),
    }
    before = new.previous.manifest.provenance.stages if new.previous else {}
    same = stages.items() <= before.items()
    if same:
        take_over(new, *READ_TABLES)
    else:
        _write_reports(new, found, corrections, progress)
    stages["assign"] = theme_inputs(VERSION, theme_text, new.read("reports"), new.read("passages"))
    known = before.get("assign") == stages["assign"]
    assign_stage(new, themes, reuse=known, progress=progress)
    measure_stage(new, themes, reuse=same and known)
    return stages


def _write_reports(new: Draft, found: Ingested, corrections: Corrections, progress: Listener | None) -> None:
    say = Meter("Comparing passages", progress)
    say(0, 1)
    for name, table in tables_of(found.documents, corrections, found.problems).items():
        new.write(name, table)
    say(1, 1)


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
