"""Set up, run and check Themeline with Python's standard library alone.

    python3 dev.py run [--port N]     install, build the sample workspace if missing, open the dashboard
    python3 dev.py test [ARGUMENT…]   install the test set, run all tests (arguments go to pytest)
    python3 dev.py setup              only make .venv and install
    python3 dev.py check              format, lint, types, then all tests
    python3 dev.py lock [--upgrade]   write both requirements files anew (needs uv)

What is already done is skipped: each installed lock file leaves its digest in .venv.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUN_LOCK, DEV_LOCK = "requirements.txt", "requirements-dev.txt"
OLDEST = (3, 11)
SAMPLE = "corpus/sample/reports"
WORKSPACE = "workspace"
AT_ONCE = ("-n", "auto", "--dist", "loadfile")
CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy", "."]),
    ("architecture", ["-m", "pytest", "-q", "tests/test_architecture.py"]),
    ("tests", ["-m", "pytest", "-q", *AT_ONCE]),
)


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Tell the user what happens next, at once."""
    print(text, flush=True)


def venv_python() -> Path:
    """Path of the interpreter in `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict[str, str]:
    """Return this process's environment without what would leak other packages into `.venv`."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, "PIP_USER": "0"}


def python(*arguments: str) -> int:
    """Run `.venv`'s Python from the project's folder; return its exit code."""
    return subprocess.call([str(venv_python()), *arguments], cwd=ROOT, env=environment())


def hand_over(*arguments: str) -> int:
    """Become `.venv`'s Python, so that signals and the exit code are its own."""
    if os.name != "nt":
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execve(venv_python(), [str(venv_python()), *arguments], environment())  # noqa: S606 - no shell is wanted
    try:
        return python(*arguments)
    except KeyboardInterrupt:
        return 130


def check_prerequisites() -> None:
    """Refuse a Python that is too old or cannot make virtual environments."""
    version = sys.version_info[:2]
    if version < OLDEST:
        newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
        advice = f"Run it with {newer[0]} instead." if newer else "Install a newer Python from python.org."
        raise Stop(f"Themeline needs Python 3.11 or newer; this is Python {version[0]}.{version[1]}. {advice}")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            "This Python cannot make a virtual environment: its venv or ensurepip module is missing. "
            f"On Debian or Ubuntu, run: sudo apt install python{version[0]}.{version[1]}-venv"
        )


def make_venv() -> None:
    """Make `.venv` if there is none that works."""
    works = "import sys, importlib.util as i; sys.exit(sys.version_info < (3, 11) or i.find_spec('pip') is None)"
    if venv_python().exists() and python("-c", works) == 0:
        return
    say("Making .venv …")
    made = subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], env=environment())
    if made != 0:
        raise Stop(f"The virtual environment could not be made in {VENV}. Is the disk full or the folder read-only?")


def stamp(lock: str) -> Path:
    """Path of the file in `.venv` that holds the digest of the lock file last installed."""
    return VENV / f"{lock}.sha256"


def digest(lock: str) -> str:
    """SHA-256 of a lock file; line ends do not matter."""
    return hashlib.sha256((ROOT / lock).read_text(encoding="utf-8").encode()).hexdigest()


def is_installed(lock: str) -> bool:
    """Whether `.venv` already holds what the lock file says."""
    mark = stamp(lock)
    return venv_python().exists() and mark.is_file() and mark.read_text(encoding="utf-8") == digest(lock)


def install(lock: str) -> None:
    """Install a lock file into `.venv` unless it is there; wheels only, each checked against its hash."""
    if is_installed(lock):
        return
    check_prerequisites()
    make_venv()
    for old in (RUN_LOCK, DEV_LOCK):
        stamp(old).unlink(missing_ok=True)
    say(f"Installing {lock} (a minute or two the first time) …")
    flags = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    if python("-m", "pip", "install", *flags, "-r", str(ROOT / lock)) != 0:
        raise Stop(
            f"Installing {lock} failed; the lines above say why. Check the network connection (or the proxy "
            "set for pip) and the free disk space, then run the same command again."
        )
    for done in (RUN_LOCK, DEV_LOCK) if lock == DEV_LOCK else (RUN_LOCK,):
        stamp(done).write_text(digest(done), encoding="utf-8")


def run(*arguments: str) -> int:
    """Serve the dashboard; build the sample workspace first if it is missing."""
    install(RUN_LOCK)
    if not (ROOT / WORKSPACE / "manifest.json").is_file():
        say("Building the sample workspace …")
        built = python("-m", "pipeline", "build", SAMPLE, "--workspace", WORKSPACE)
        if built != 0:
            return built
    return hand_over("-m", "pipeline", "serve", "--workspace", WORKSPACE, *arguments)


def test(*arguments: str) -> int:
    """Run all tests, one process a core, or what pytest's arguments ask for."""
    install(DEV_LOCK)
    return hand_over("-m", "pytest", *(arguments or AT_ONCE))


def setup() -> int:
    """Make `.venv` and install."""
    install(RUN_LOCK)
    say("Ready. Start the dashboard with: python3 dev.py run")
    return 0


def check() -> int:
    """Run every check, also behind one that fails; fail if any did."""
    install(DEV_LOCK)
    failed = []
    for name, arguments in CHECKS:
        say(f"— {name}")
        if python(*arguments) != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def lock(*arguments: str) -> int:
    """Write both requirements files anew from their .in files."""
    uv = shutil.which("uv")
    if uv is None:
        raise Stop("Locking needs uv, which is not on the PATH. Install it (pipx install uv), then run this again.")
    flags = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"]
    for target in (RUN_LOCK, DEV_LOCK):
        source = str(Path(target).with_suffix(".in"))
        command = [uv, "pip", "compile", "--quiet", *flags, *arguments, source, "--output-file", target]
        if subprocess.call(command, cwd=ROOT) != 0:
            raise Stop(f"uv could not lock {source}; {target} may be unchanged.")
    return 0


COMMANDS = {"run": run, "test": test, "setup": setup, "check": check, "lock": lock}
TAKES_ARGUMENTS = {"run", "test", "lock"}


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code, 2 for a usage error, 1 when a prerequisite is missing."""
    if arguments[:1] in (["-h"], ["--help"]):
        say(__doc__ or "")
        return 0
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name not in COMMANDS or (rest and name not in TAKES_ARGUMENTS):
        print(f"Usage: python3 dev.py {{{'|'.join(COMMANDS)}}}; see python3 dev.py --help.", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](*rest)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
