"""The command line: thin commands over plain functions.

Each command imports what it needs when it is called, so that help and `serve` answer at once. For the same reason
options are read by the standard library: those that do more load for a tenth of the time a small rebuild takes.
"""

import argparse
import atexit
import gc
import inspect
import os
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from errors import InvalidSetting, ThemelineError
from pipeline import selection as text_form
from pipeline.progress import Progress
from schema import LANGUAGES, MEASURES, WEIGHTINGS, Facet, Language, Measure, Weighting

ROOT = Path(__file__).resolve().parents[1]
_DIR: Any = {"metavar": "DIR", "type": Path}
_YOUNG = 400_000
"""Objects made between two looks for litter. Libraries make a million when they are loaded, none of them litter."""


def build(
    sources: list[Path],
    workspace: Path,
    themes: Path | None,
    workers: int | None,
    scheduler: str | None,
    refit: bool,
    instead: bool | None,
) -> None:
    """Read reports and build a workspace; a second build does only what changed.

    While less than 1 % of the text differs from what the themes were learned from, they are looked for
    in changed reports alone, and no number of another report moves; --refit learns them anew.
    """
    from pipeline import run

    if instead is not None:
        run.build_and_tell(sources, workspace, themes, workers, scheduler, instead=instead)
        return
    with _bar("") as show:

        def tell(progress: Progress) -> None:
            show(progress.stage, progress.done, progress.total)

        report = run.build(sources, workspace, themes, workers, scheduler, tell, refit)
    _say(
        f"{report.n_reports} reports, {report.n_passages} passages, {report.n_problems} problems "
        f"from {report.n_inputs} inputs in {report.seconds:.1f} s ({report.n_reused} unchanged) → {workspace}"
    )
    if report.n_since:
        _say(
            f"Themes as learned from {report.n_learned:,} reports on {report.learned_on:%Y-%m-%d}; "
            f"{report.n_since:,} {'report has' if report.n_since == 1 else 'reports have'} changed since. "
            "Learn them anew with --refit."
        )


def check_themes(file: Path, workspace: Path | None) -> None:
    """Check a theme file and say what is wrong or doubtful, with line and remedy."""
    from pipeline.theme_check import check_file

    findings = check_file(file, workspace)
    for finding in findings:
        _say(f"{file}, {finding}")
    errors = sum(finding.level == "error" for finding in findings)
    if errors:
        raise ThemelineError(f"{file} has {errors} error{'s' if errors > 1 else ''}.")
    warnings = f", with {len(findings):,} {'warning' if len(findings) == 1 else 'warnings'}" if findings else ""
    _say(f"{file} is valid{warnings}.")


def export(
    workspace: Path,
    table: str,
    out: Path,
    where: list[str],
    by: str | None,
    measure: Measure,
    weighting: Weighting,
) -> None:
    """Write one table as .csv, .parquet, .xlsx or .json."""
    from pipeline import export as exports
    from pipeline.results import open_results

    with _usage():
        format, selection = _format(out, exports.FORMATS), text_form.parse(where)
        facet = None if by is None else text_form.facet(by)
        exports.check_asked(table, facet)
    results = open_results(workspace)
    _write(out, exports.export_bytes(results, table, format, selection, facet, measure, weighting))
    if where and not len(results.counts(selection).report_ids):
        sys.stderr.write("No report matches the selection.\n")


def brief(  # noqa: PLR0913 - one option for each choice a user has
    workspace: Path,
    out: Path,
    theme: list[str],
    where: list[str],
    compare: str | None,
    title: str,
    note: str,
    short: bool,
    language: Language,
    measure: Measure,
    weighting: Weighting,
) -> None:
    """Write the theme summary as .md, .html, .docx, .pdf or .xlsx, or its one chart for a slide as .png or .svg."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small: threads would wait for each other
    from pipeline.writing import Writer
    from views.brief.formats import FILE_FORMATS

    with _usage():
        format, selection, pair = _format(out, FILE_FORMATS), text_form.parse(where), _pair(compare)
    with Writer(format) as writer, _bar(" themes") as show:
        from pipeline.results import open_results
        from pipeline.summarise import summarise
        from views.brief.summary import Summary

        def tell(done: int, total: int) -> None:
            show("Gathering" if done < total else "Checking and writing", done, total)

        def write(summary: Summary) -> None:
            writer.begin(summary, "short" if short else "full")

        results = open_results(workspace)
        summarise(results, theme, selection, pair, title, note, measure, weighting, language, tell, write)
        content = writer.finish()
    _write(out, content)


def serve(workspace: Path, port: int) -> None:
    """Open the dashboard on a workspace."""
    environment = {**os.environ, "THEMELINE_WORKSPACE": str(workspace.resolve())}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    if os.name == "posix":  # become the server, so that whoever stops this command stops the server
        os.chdir(ROOT)
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own command, no shell
    try:
        sys.exit(subprocess.call(command, cwd=ROOT, env=environment))  # noqa: S603 - our own command, no shell
    except KeyboardInterrupt:
        sys.exit()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


@contextmanager
def _bar(of: str) -> Iterator[Callable[[str, int | None, int | None], None]]:
    """Show in a terminal which stage a command is at and, where it changed, how many are done of how many."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    far = TextColumn(f"{{task.completed}}/{{task.total}}{of}")
    columns = (TextColumn("{task.description}"), BarColumn(), far, TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda stage, done, total: bar.update(task, description=stage, completed=done, total=total or None)


@contextmanager
def _usage() -> Iterator[None]:
    """Make a usage error of what is refused within, before a workspace is opened."""
    try:
        yield
    except InvalidSetting as error:
        _fail(error, 2)


def _fail(reason: object, code: int) -> NoReturn:
    sys.stderr.write(f"{reason}\n")
    sys.exit(code)


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


# ---------------------------------------------------------------- what can be asked


def _parser() -> ArgumentParser:
    about = "Find themes in reports, measure them, and export what was found."
    parser = ArgumentParser("python -m pipeline", description=about, allow_abbrev=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _build_options(_command(commands, "build", build))
    themes = commands.add_parser("themes", help="Work with theme files.", allow_abbrev=False)
    check = _command(themes.add_subparsers(metavar="COMMAND", required=True), "check", check_themes)
    check.add_argument("file", metavar="FILE", type=Path, help="Theme file.")
    check.add_argument("--workspace", **_DIR, help="Also try the seeds on this workspace's passages.")
    _export_options(_command(commands, "export", export))
    _brief_options(_command(commands, "brief", brief))
    dashboard = _command(commands, "serve", serve)
    dashboard.add_argument("--workspace", **_DIR, default=Path("workspace"), help="Folder of the workspace.")
    dashboard.add_argument(
        "--port", type=_number(1, 65535), metavar="NUMBER", default=8501, help="Port on this machine."
    )
    return parser


def _command(commands: "_SubParsersAction[ArgumentParser]", name: str, call: Callable[..., None]) -> ArgumentParser:
    about = inspect.cleandoc(call.__doc__ or "")
    parser = commands.add_parser(name, help=about.partition("\n")[0], description=about, allow_abbrev=False)
    parser.set_defaults(call=call)
    return parser


def _build_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("sources", metavar="SOURCE", nargs="+", type=Path, help="Files, folders and .zip archives.")
    add("--workspace", **_DIR, required=True, help="Folder of the workspace.")
    add("--themes", metavar="FILE", type=Path, help="Theme file; else the default themes.")
    add("--workers", type=_number(1, 1000), metavar="NUMBER", help="Processes that read files.")
    add("--scheduler", metavar="ADDRESS", help="A Dask scheduler to read on.")
    again = "Learn the themes anew, even if next to nothing changed since they were."
    add("--refit", action="store_true", help=again)
    add("--instead", action="store_true", default=None, help=argparse.SUPPRESS)
    add("--beside", action="store_false", dest="instead", help=argparse.SUPPRESS)


def _export_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--workspace", **_DIR, required=True, help="Folder of the workspace.")
    add("--table", metavar="NAME", required=True, help="Table to export.")
    _result_options(parser)
    add("--by", metavar="FACET", help="Split claims by this facet.")


def _brief_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--workspace", **_DIR, required=True, help="Folder of the workspace.")
    _result_options(parser)
    add("--theme", metavar="ID", action="append", default=[], help="Theme; all if left out.")
    add("--compare", metavar="FACET=A,B", help="Two groups side by side.")
    add("--title", metavar="TEXT", default="", help="Title of the summary.")
    add("--note", metavar="TEXT", default="", help="A note of your own, printed under the title.")
    add("--short", action="store_true", help="Two pages a theme instead of all tables.")
    add("--language", choices=LANGUAGES, default="en", help="What all but the quotations is worded in.")


def _result_options(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("--out", metavar="FILE", type=Path, required=True, help="File to write; its ending says the format.")
    kept = "Keep these reports, as in year=2019:2023 or country=GB,NL."
    add("--where", metavar="FACET=VALUE", action="append", default=[], help=kept)
    add("--measure", choices=MEASURES, default="share", help="What is measured.")
    add("--weighting", choices=WEIGHTINGS, default="report", help="What weighs the same.")


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)

    return number


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line: 0 on success, 2 on a usage error, 1 with one sentence otherwise."""
    options = vars(_parser().parse_args(arguments))
    try:
        options.pop("call")(**options)
    except ThemelineError as error:
        _fail(error, 1)
    except MemoryError:
        _fail("There is not enough memory for this. Close other programs or use fewer reports.", 1)
    except KeyboardInterrupt:
        _fail("Stopped.", 1)
    sys.exit(0)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")  # else its threads wait for work by spinning
    gc.set_threshold(_YOUNG)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack a sign, and a name of a file may be no text
    main()
