"""The command line: thin commands over plain functions.

Each command imports what it needs when it is called, so that help and `serve` answer at once.
"""

import atexit
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from errors import InvalidSetting, ThemelineError
from pipeline import selection as text_form
from pipeline.progress import Progress
from schema import Facet, Measure, Weighting
from views.language import Language

ROOT = Path(__file__).resolve().parents[1]
_YOUNG = 400_000
"""Objects made between two looks for litter. Libraries make a million when they are loaded, none of them litter."""
_console = Console(stderr=True)
app = typer.Typer(
    help="Find themes in reports, measure them, and export what was found.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
themes_app = typer.Typer(help="Work with theme files.", no_args_is_help=True)
app.add_typer(themes_app, name="themes")

WorkspaceOption = Annotated[Path, typer.Option("--workspace", metavar="DIR", help="Folder of the workspace.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write; its ending says the format.")]
WhereOption = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="FACET=VALUE", help="Keep these reports, as in year=2019:2023 or country=GB,NL."),
]


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files, folders and .zip archives.")],
    workspace: WorkspaceOption,
    themes: Annotated[Path | None, typer.Option(metavar="FILE", help="Theme file; else the default themes.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that read files.")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler to read on.")] = None,
    refit: Annotated[
        bool, typer.Option("--refit", help="Learn the themes anew, even if next to nothing changed since they were.")
    ] = False,
    instead: Annotated[bool | None, typer.Option("--instead/--beside", hidden=True)] = None,
) -> None:
    """Read reports and build a workspace; a second build does only what changed.

    While less than 1 % of the text differs from what the themes were learned from, they are looked for
    in changed reports alone, and no number of another report moves; --refit learns them anew.
    """
    from pipeline import run

    if instead is not None:
        run.build_and_tell(sources, workspace, themes, workers, scheduler, instead=instead)
        return
    with Bar(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(), console=_console, transient=True, disable=not _console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("Starting", total=None)

        def show(progress: Progress) -> None:
            bar.update(task, description=progress.stage, completed=progress.done, total=progress.total or None)

        report = run.build(sources, workspace, themes, workers, scheduler, show, refit)
    typer.echo(
        f"{report.n_reports} reports, {report.n_passages} passages, {report.n_problems} problems "
        f"from {report.n_inputs} inputs in {report.seconds:.1f} s ({report.n_reused} unchanged) → {workspace}"
    )
    if report.n_since:
        typer.echo(
            f"Themes as learned from {report.n_learned:,} reports on {report.learned_on:%Y-%m-%d}; "
            f"{report.n_since:,} {'report has' if report.n_since == 1 else 'reports have'} changed since. "
            "Learn them anew with --refit."
        )


@themes_app.command("check")
def themes_check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Theme file.")],
    workspace: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also try the seeds on this workspace's passages.")
    ] = None,
) -> None:
    """Check a theme file and say what is wrong or doubtful, with line and remedy."""
    from pipeline.theme_check import check_file

    findings = check_file(file, workspace)
    for finding in findings:
        typer.echo(f"{file}, {finding}")
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise ThemelineError(f"{file} has {errors} error{'s' if errors > 1 else ''}.")
    typer.echo(f"{file} is valid{f', with {len(findings)} warnings' if findings else ''}.")


@app.command()
def export(
    workspace: WorkspaceOption,
    table: Annotated[str, typer.Option(metavar="NAME", help="Table to export.")],
    out: OutOption,
    where: WhereOption = None,
    by: Annotated[str | None, typer.Option(metavar="FACET", help="Split claims by this facet.")] = None,
    measure: Annotated[Measure, typer.Option(help="What is measured.")] = "share",
    weighting: Annotated[Weighting, typer.Option(help="What weighs the same.")] = "report",
) -> None:
    """Write one table as .csv, .parquet, .xlsx or .json."""
    from pipeline import export as exports
    from pipeline.results import open_results

    format = _format(out, exports.FORMATS)
    facet = text_form.facet(by) if by else None
    selection = text_form.parse(where or [])
    results = open_results(workspace)
    _write(out, exports.export_bytes(results, table, format, selection, facet, measure, weighting))
    if where and not len(results.counts(selection).report_ids):
        typer.echo("No report matches the selection.", err=True)


@app.command()
def brief(  # noqa: PLR0913 - one option for each choice a user has
    workspace: WorkspaceOption,
    out: OutOption,
    theme: Annotated[list[str] | None, typer.Option(metavar="ID", help="Theme; all if left out.")] = None,
    where: WhereOption = None,
    compare: Annotated[str | None, typer.Option(metavar="FACET=A,B", help="Two groups side by side.")] = None,
    title: Annotated[str, typer.Option(help="Title of the summary.")] = "",
    note: Annotated[str, typer.Option(help="A note of your own, printed under the title.")] = "",
    short: Annotated[bool, typer.Option("--short", help="Two pages a theme instead of all tables.")] = False,
    language: Annotated[Language, typer.Option(help="What all but the quotations is worded in.")] = "en",
    measure: Annotated[Measure, typer.Option(help="What is measured.")] = "share",
    weighting: Annotated[Weighting, typer.Option(help="What weighs the same.")] = "report",
) -> None:
    """Write the theme summary as .md, .html, .docx, .pdf or .xlsx, or its one chart for a slide as .png or .svg."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small: threads would wait for each other
    from pipeline.writing import FORMATS, Writer

    format, selection, pair = _format(out, FORMATS), text_form.parse(where or []), _pair(compare)
    with Writer(format) as writer, Bar(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} themes"),
        TimeRemainingColumn(), console=_console, transient=True, disable=not _console.is_terminal,
    ) as bar:  # fmt: skip
        from pipeline.results import open_results
        from pipeline.summarise import summarise
        from views.brief.summary import Summary

        task = bar.add_task("Gathering", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        def write(summary: Summary) -> None:
            bar.update(task, description="Checking and writing")
            writer.begin(summary, "short" if short else "full")

        results = open_results(workspace)
        summarise(results, theme or (), selection, pair, title, note, measure, weighting, language, show, write)
        content = writer.finish()
    _write(out, content)


@app.command()
def serve(
    workspace: WorkspaceOption = Path("workspace"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the dashboard on a workspace."""
    environment = {**os.environ, "THEMELINE_WORKSPACE": str(workspace.resolve())}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    if os.name == "posix":  # become the server, so that whoever stops this command stops the server
        os.chdir(ROOT)
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own command, no shell
    try:
        raise typer.Exit(subprocess.call(command, cwd=ROOT, env=environment))  # noqa: S603 - our own command, no shell
    except KeyboardInterrupt:
        raise typer.Exit from None


def _pair(compare: str | None) -> tuple[Facet, str, str] | None:
    if compare is None:
        return None
    facet = text_form.facet(compare.partition("=")[0].strip())
    groups = text_form.parse([compare]).values(facet)
    if len(groups) != 2 or None in groups:
        raise InvalidSetting(f"--compare is {compare!r}.", "Name a facet and two of its values, as in country=GB,NL.")
    return facet, str(groups[0]), str(groups[1])


def _format(out: Path, formats: tuple[str, ...]) -> str:
    ending = out.suffix.lower().removeprefix(".")
    if ending not in formats:
        raise InvalidSetting(
            f"The file {out.name} ends in {out.suffix or 'nothing'!r}.", f"End it in .{', .'.join(formats)}."
        )
    return ending


def _write(out: Path, content: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        raise InvalidSetting(f"{out} cannot be written: {error.strerror}.", "Name another file.") from error


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line: 0 on success, 2 on a usage error, 1 with one sentence otherwise."""
    command: Callable[..., Any] = typer.main.get_command(app)
    try:
        command(args=arguments, prog_name="python -m pipeline", standalone_mode=True)
    except ThemelineError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except MemoryError:
        sys.stderr.write("There is not enough memory for this. Close other programs or use fewer reports.\n")
        sys.exit(1)
    sys.exit(0)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")  # else its threads wait for work by spinning
    gc.set_threshold(_YOUNG)
    atexit.register(gc.freeze)
    main()
