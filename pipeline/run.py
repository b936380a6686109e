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
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.manifest import THEMES, last_snapshot, read_manifest
from corpus.progress import STARTING, read_progress, write_progress
from errors import InvalidSetting, ThemelineError, WorkspaceDamaged, WorkspaceNotFound
from pipeline.again import Again
from pipeline.progress import Listener, Meter, Progress

if TYPE_CHECKING:  # slow to load, and a build first of all begins a process beside it
    from corpus.corrections import Corrections
    from corpus.earlier import Before
    from corpus.store import Workspace

FILES = "files"
_TURN = 3600.0
"""Seconds that a build from the dashboard waits for another to end."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `n_learned` reports on the day `learned_on` are what themes were learned from, and `n_since` have
    changed since then, come or gone.
    """

    n_inputs: int
    n_reports: int
    n_passages: int
    n_problems: int
    n_reused: int
    n_learned: int
    n_since: int
    learned_on: date | None
    seconds: float


def build(
    sources: Sequence[Path],
    workspace: Path,
    themes: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Listener | None = None,
    refit: bool = False,
) -> BuildReport:
    """Build `workspace` from `sources`, doing only what changed since it was last built.

    What themes were learned from is kept while hardly anything has changed (`pipeline.learned`);
    with `refit` it is learned anew, and the tables are those of a first build.

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
    with Again() as again:
        if not refit:
            again.begin(last_snapshot(workspace))  # which takes longest, and mostly something is new
        from corpus.corrections import read_corrections
        from corpus.store import Provenance, draft
        from models import themefile
        from pipeline.ingest import VERSION, ingest, look

        looked = look(sources)
        if not looked.new_to(workspace):
            again.stop()
        theme_text = _theme_text(themes or themefile.DEFAULT)
        theme_set = themefile.load(theme_text, themes.name if themes else themefile.DEFAULT.name)
        with draft(workspace) as new:
            corrections = read_corrections(new.path)
            say, before = Meter("Reading reports", progress), partial(_before, new.previous, corrections)
            found = ingest(looked, workspace, say, workers, scheduler, before)
            from pipeline.stages import Asked, assign_stage, measure_stage, read_stage

            stages, tables = read_stage(new, found, corrections, progress)
            asked = Asked(theme_set, theme_text, refit)
            stages["assign"], learned = assign_stage(new, asked, tables, again, progress)
            measure_stage(new, theme_set, stages, progress, anew=refit)
            new.write_themes(theme_text)
            published = new.publish(
                Provenance(
                    version=VERSION,
                    theme_name=theme_set.name,
                    theme_version=theme_set.version,
                    settings={"illustrative": _is_sample(sources), "sources": json.dumps(_resolved(sources))},
                    stages=stages,
                    counts={"inputs": found.n_inputs, **learned},
                )
            )
            report = _report(published, found.n_reused, time.monotonic() - began)
            if progress is not None:  # while the workspace is still held: who lets go without a word was killed
                progress(Progress("Finished", report.n_reports, report.n_reports, 0.0, finished=True))
    return report


def _before(previous: "Workspace | None", corrections: "Corrections") -> "Before | None":
    """Return the last build; all that the stages after reading stand on is loaded with it, while they cannot begin."""
    import pipeline.stages  # noqa: F401 - loaded for `build`
    from corpus.earlier import Before
    from pipeline.ingest import READING

    return Before(previous, corrections, READING) if previous else None


def _report(published: "Workspace", n_reused: int, seconds: float) -> BuildReport:
    from pipeline.learned import LEARNED

    rows, counts = published.manifest.rows, published.manifest.provenance.counts
    learned_on = published.kept_since(LEARNED)
    return BuildReport(
        n_inputs=counts["inputs"],
        n_reports=rows["reports"],
        n_passages=rows["passages"],
        n_problems=rows["problems"],
        n_reused=n_reused,
        n_learned=counts["learned"],
        n_since=counts["since"],
        learned_on=learned_on.date() if learned_on else None,
        seconds=seconds,
    )


def sources_of(workspace: Path) -> list[Path]:
    """Return the SOURCEs of the build published last in `workspace`."""
    settings = read_manifest(workspace).provenance.settings
    return [Path(source) for source in json.loads(str(settings.get("sources", "[]")))]


def add_files(workspace: Path, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Keep uploaded files beside the workspace's tables and return their names there.

    Build again with ``[*sources_of(workspace), workspace / FILES]`` to read them.
    """
    from corpus.uploads import store_upload

    return [store_upload(workspace / FILES, name, content) for name, content in files]


def start_build(sources: Sequence[Path], workspace: Path, themes: Path | None = None, *, instead: bool = False) -> None:
    """Begin a build in a process of its own; `build_progress` tells how far it is.

    Without `themes` the workspace keeps the theme file it was built with; with `instead` the sources it was built
    from go. Where a build is at work, this one begins after it.
    """
    write_progress(workspace, Progress(STARTING, 0, 0))
    command = [sys.executable, "-m", "pipeline", "build", *map(str, dict.fromkeys(_resolved(sources)))]
    command += ["--workspace", str(workspace), "--instead" if instead else "--beside"]
    command += ["--themes", str(themes)] if themes else []
    root = Path(__file__).resolve().parents[1]
    builder = subprocess.Popen(  # noqa: S603 - our own command with paths as arguments, no shell
        command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    threading.Thread(target=builder.wait, daemon=True).start()  # else it stays behind as a zombie


def _last_sources(workspace: Path) -> list[Path]:
    try:
        return sources_of(workspace)
    except (WorkspaceNotFound, WorkspaceDamaged):
        return []


def _kept_themes(workspace: Path) -> Path | None:
    from corpus.store import Workspace

    try:
        last = Workspace.open(workspace)
    except (WorkspaceNotFound, WorkspaceDamaged):
        return None
    return last.folder / THEMES


def build_progress(workspace: Path) -> Progress | None:
    """Return how far the build started last in `workspace` is; None where none was started."""
    return read_progress(workspace)


def _theme_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"The theme file {file} cannot be read: {error}."
        raise InvalidSetting(reason, "Check its name and encoding.") from error


def _resolved(sources: Sequence[Path]) -> list[str]:
    return [str(Path(source).resolve()) for source in sources]


def _is_sample(sources: Sequence[Path]) -> bool:
    from pipeline.reference import SAMPLE

    return any(Path(source).resolve().is_relative_to(SAMPLE) for source in sources)


def build_and_tell(
    sources: Sequence[Path],
    workspace: Path,
    themes: Path | None,
    workers: int | None,
    scheduler: str | None,
    *,
    instead: bool = False,
) -> BuildReport:
    """Build once no other build is at work, leaving progress in the workspace for `build_progress`, also of a failure.

    What the build before has brought stays: its sources unless these come `instead`, and its theme file where none
    is given.
    """

    def tell(progress: Progress) -> None:
        write_progress(workspace, progress)

    from corpus.store import wait_for_turn

    try:
        wait_for_turn(workspace, _TURN)
        tell(Progress(STARTING, 0, 0))
        themes = themes or _kept_themes(workspace)
        brought = [] if instead else _last_sources(workspace)
        both = dict.fromkeys([*_resolved(brought), *_resolved(sources)])
        return build([Path(source) for source in both], workspace, themes, workers, scheduler, tell)
    except ThemelineError as error:
        write_progress(workspace, Progress("Failed", 0, 0, finished=True, error=str(error)))
        raise
