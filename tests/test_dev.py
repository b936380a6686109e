"""The set-up script: what it skips, what it passes on, and what it says when something is missing."""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([a-z0-9-]+==\S+)(?: ; (.+?))? \\$", re.MULTILINE)
STUB = "import sys, pathlib\npathlib.Path('calls').open('a').write(' '.join(sys.argv[1:]) + '\\n')\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in a folder with a space, installed, whose pipeline only notes how it was called."""
    folder = tmp_path / "my reports"
    (folder / "pipeline").mkdir(parents=True)
    for name in ("dev.py", dev.RUN_LOCK, dev.DEV_LOCK, "requirements.in", "requirements-dev.in"):
        shutil.copy(ROOT / name, folder / name)
    build = (
        "if sys.argv[1] == 'build': pathlib.Path('workspace').mkdir(); pathlib.Path('workspace/manifest.json').touch()"
    )
    (folder / "pipeline" / "__main__.py").write_text(f"{STUB}{build}\nsys.exit(7 if 'serve' in sys.argv else 0)\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    for lock in (dev.RUN_LOCK, dev.DEV_LOCK):
        (folder / ".venv" / f"{lock}.sha256").write_text(dev.digest(lock))
    return folder


def call(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(folder / "dev.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, **environment},
    )


def test_only_the_standard_library_is_used() -> None:
    found = ast.walk(ast.parse((ROOT / "dev.py").read_text(encoding="utf-8")))
    modules = {name.name for node in found if isinstance(node, ast.Import) for name in node.names}
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names


def test_run_builds_once_then_serves_and_passes_on_arguments_and_exit_code(checkout: Path) -> None:
    first = call(checkout, "run", "--port", "8600")
    started = time.perf_counter()
    second = call(checkout, "run")
    seconds = time.perf_counter() - started
    assert (first.returncode, second.returncode) == (7, 7), first.stderr + second.stderr
    assert (checkout / "calls").read_text().splitlines() == [
        "build corpus/sample/reports --workspace workspace",
        "serve --workspace workspace --port 8600",
        "serve --workspace workspace",
    ]
    assert seconds < 2


def test_a_failed_build_is_not_served(checkout: Path) -> None:
    (checkout / "pipeline" / "__main__.py").write_text(f"{STUB}sys.exit(1)\n")
    assert call(checkout, "run").returncode == 1
    assert len((checkout / "calls").read_text().splitlines()) == 1


def test_packages_of_other_projects_do_not_leak_in(checkout: Path) -> None:
    (checkout / "pipeline" / "__main__.py").write_text("import os, sys; sys.exit('PYTHONPATH' in os.environ)")
    (checkout / "workspace").mkdir()
    (checkout / "workspace" / "manifest.json").touch()
    assert call(checkout, "run", PYTHONPATH="/elsewhere").returncode == 0


def test_a_changed_lock_file_is_installed_and_failure_is_one_sentence(checkout: Path) -> None:
    (checkout / dev.RUN_LOCK).write_text("nothing-here==1.0 --hash=sha256:" + "0" * 64 + "\n")
    done = call(checkout, "setup", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    assert "Installing requirements.txt failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv" / "requirements.txt.sha256").exists()


def test_setup_is_quick_when_all_is_there(checkout: Path) -> None:
    done = call(checkout, "setup")
    assert (done.returncode, done.stderr) == (0, "")
    assert "python3 dev.py run" in done.stdout
    assert "Installing" not in done.stdout


def test_locking_without_uv_says_so(checkout: Path) -> None:
    done = call(checkout, "lock", PATH="/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("Locking needs uv")


@pytest.mark.parametrize("arguments", [(), ("fly",), ("setup", "now"), ("check", "-q")])
def test_usage_errors_exit_with_2(arguments: tuple[str, ...]) -> None:
    done = call(ROOT, *arguments)
    assert done.returncode == 2
    assert "run|test|setup|check|lock" in done.stderr


def test_help_names_every_command() -> None:
    done = call(ROOT, "--help")
    assert done.returncode == 0
    assert all(f"dev.py {command}" in done.stdout for command in dev.COMMANDS)


def test_an_old_python_is_told_which_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "python3.12" else None)
    with pytest.raises(dev.Stop, match=r"needs Python 3\.11 or newer; this is Python 3\.10\. Run it with python3\.12"):
        dev.check_prerequisites()
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(dev.Stop, match=r"python\.org"):
        dev.check_prerequisites()


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == missing else object())
    with pytest.raises(dev.Stop, match=r"sudo apt install python3\.\d+-venv"):
        dev.check_prerequisites()


def test_the_locks_pin_everything_by_hash_and_agree() -> None:
    run, test = ((ROOT / lock).read_text(encoding="utf-8") for lock in (dev.RUN_LOCK, dev.DEV_LOCK))
    assert len(PIN.findall(run)) == run.count("==") - sum(m.count("==") for _, m in PIN.findall(run))
    assert set(PIN.findall(run)) <= set(PIN.findall(test))
    for text in (run, test):
        assert text.count("--hash=sha256:") >= len(PIN.findall(text))
        assert "://" not in text


def test_make_forwards_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()) == set(dev.COMMANDS)
    assert "dev.py $@" in makefile


def test_the_ci_script_is_sound_and_executable() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def test_streamlit_listens_to_this_machine_and_reports_to_nobody() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["disableDataExport"] is True
    assert settings["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palettes_have_contrast(scheme: str) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][scheme]
    for ground in (
        settings["backgroundColor"],
        settings["secondaryBackgroundColor"],
        settings["sidebar"]["backgroundColor"],
    ):
        assert contrast(settings["textColor"], ground) >= 7
        assert contrast(settings["primaryColor"], ground) >= 4.5
        assert contrast(settings["linkColor"], ground) >= 4.5


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours by the formula of WCAG 2."""
    darker, lighter = sorted(luminance(colour) for colour in (one, two))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
