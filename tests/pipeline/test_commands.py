"""The command line: 0, 2 or 1, and one plain sentence where something is wrong."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from models import themefile
from pipeline.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command and return its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return int(caught.value.code or 0), captured.out, captured.err

    return call


def refused(outcome: tuple[int, str, str], said: str, with_code: int = 1) -> None:
    """Check that a command failed with what is wrong and what to do, on one line."""
    code, _, err = outcome
    assert code == with_code
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [[], ["build"], ["themes"], ["themes", "check"], ["export"], ["brief"], ["serve"]])
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert out.startswith("usage: python -m pipeline")


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["build"],
        ["build", "x"],
        ["build", "x", "--workspace", "y", "--workers", "0"],
        ["export", "--workspace", "w", "--out", "o.csv"],
        ["export", "--workspace", "w", "--table", "reports", "--out", "o.csv", "--colour", "red"],
        ["export", "--workspace", "w", "--table", "reports", "--out", "o.csv", "--measure", "weight"],
        ["brief", "--out", "o.md"],
        ["themes", "check"],
        ["serve", "--port", "0"],
    ],
)
def test_a_usage_error_is_two(run: Run, arguments: list[str]) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert "Traceback" not in err
    assert err


def test_build_and_build_again(run: Run, folder: Path, tmp_path: Path) -> None:
    arguments = ("build", folder, "--workspace", tmp_path / "w", "--workers", 1)
    code, out, _ = run(*arguments)
    assert code == 0
    assert out.startswith("6 reports, 24 passages, 0 problems from 6 inputs")
    assert "(6 unchanged)" in run(*arguments)[1]


def test_folders_without_a_good_report_are_no_failure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    code, out, _ = run("build", tmp_path / "none", "--workspace", tmp_path / "w1")
    assert (code, out.split(" from")[0]) == (0, "0 reports, 0 passages, 0 problems")
    (tmp_path / "broken").mkdir()
    for name in ("a.pdf", "b.docx", "c.zip"):
        (tmp_path / "broken" / name).write_bytes(b"nothing of the kind")
    code, out, _ = run("build", tmp_path / "broken", "--workspace", tmp_path / "w2", "--workers", 1)
    assert (code, out.split(" from")[0]) == (0, "0 reports, 0 passages, 3 problems")


def test_what_build_refuses(run: Run, folder: Path, tmp_path: Path) -> None:
    refused(run("build", tmp_path / "absent", "--workspace", tmp_path / "w"), "absent")
    refused(run("build", folder, "--workspace", tmp_path / "w", "--themes", tmp_path / "absent.yaml"), "absent.yaml")
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: N\nversion: 1\nthemes: {}\n", encoding="utf-8")
    refused(run("build", folder, "--workspace", tmp_path / "w", "--themes", bad), "bad.yaml, line 3")
    bad.write_bytes(b"\xff\xfe\x00")
    refused(run("build", folder, "--workspace", tmp_path / "w", "--themes", bad), "cannot be read")
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    refused(run("build", folder, "--workspace", blocked / "w"), "file")


def test_a_theme_file_is_checked(run: Run, sample_workspace: Path, tmp_path: Path) -> None:
    code, out, err = run("themes", "check", themefile.DEFAULT)
    assert (code, err) == (0, "")
    assert out.endswith("is valid.\n")
    own = tmp_path / "own.yaml"
    own.write_text(
        'name: N\nversion: "1"\nthemes:\n- id: Bad Id\n  label: L\n  description: D\n  seeds: [vineyard]\n',
        encoding="utf-8",
    )
    outcome = run("themes", "check", own)
    refused(outcome, "has 1 error.")
    assert "own.yaml, line 4: error: The id 'Bad Id' is not kebab-case." in outcome[1]
    own.write_text(own.read_text(encoding="utf-8").replace("Bad Id", "good"), encoding="utf-8")
    code, out, _ = run("themes", "check", own, "--workspace", sample_workspace)
    assert code == 0
    assert "line 7: warning: The theme has one seed." in out
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("[vineyard]", "{en: [robot], fr: [vigne], any: [data]}\n  exclude: [robots]"), "utf-8")
    code, out, _ = run("themes", "check", own, "--workspace", sample_workspace)
    assert code == 0
    assert "line 7: warning: The seed 'robot' never counts: the excluded 'robots' matches it too." in out
    assert "line 7: warning: No report is in 'fr', so seeds for it match nothing." in out
    assert "matches no passage" not in out
    (tmp_path / "nothing").mkdir()
    assert run("build", tmp_path / "nothing", "--workspace", tmp_path / "empty")[0] == 0
    code, out, _ = run("themes", "check", themefile.DEFAULT, "--workspace", tmp_path / "empty")
    assert (code, out.count("\n")) == (0, 2)
    assert "The workspace has no passages to try seeds on." in out
    assert out.endswith("is valid, with 1 warning.\n")
    refused(run("themes", "check", tmp_path / "absent.yaml"), "cannot be read")
    refused(run("themes", "check", own, "--workspace", tmp_path / "none"), "none")


def test_export_writes_what_was_asked(run: Run, sample_workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "trends.csv"
    asked = ("--where", "year=2019:2021", "--where", "country=GB,NL", "--by", "country", "--measure", "reach")
    code, _, err = run("export", "--workspace", sample_workspace, "--table", "trends", "--out", out, *asked)
    assert (code, err) == (0, "")
    found = pd.read_csv(out)
    assert set(found["country"]) == {"GB", "NL"}
    assert set(found["year"]) <= {2019, 2020, 2021}
    assert ((found["conf_low"] <= found["estimate"]) & (found["estimate"] <= found["conf_high"])).all()


@pytest.mark.parametrize("table", ["trends", "reports"])
def test_export_says_that_no_report_matches(run: Run, sample_workspace: Path, tmp_path: Path, table: str) -> None:
    out = tmp_path / "none.csv"
    asked = ("--table", table, "--out", out, "--where", "country=XX")
    assert run("export", "--workspace", sample_workspace, *asked) == (0, "", "No report matches the selection.\n")
    assert pd.read_csv(out).empty


@pytest.mark.parametrize(
    ("changed", "said", "code"),
    [
        ({"--table": "sums"}, "no table 'sums'. Tables are reports, passages,", 2),
        ({"--out": "o.odt"}, "'.odt'. End it in .csv, .parquet, .xlsx, .json", 2),
        ({"--out": "o"}, "'nothing'", 2),
        ({"--where": "colour=red"}, "no facet 'colour' to filter by. Use year, country,", 2),
        ({"--where": "year=soon"}, "'soon'", 2),
        ({"--where": "country"}, "not FACET=VALUE", 2),
        ({"--by": "colour"}, "no facet 'colour'. Facets are year, country,", 2),
        ({"--table": "reports", "--by": "year"}, "not made by group. Leave --by out; tables by group are trends,", 2),
        ({"--by": "year"}, "over years already. Split it by country, sector,", 2),
        ({"--workspace": "absent"}, "absent", 1),
        ({"--out": "file/o.csv"}, "cannot be written", 1),
    ],
)
def test_what_export_refuses(
    run: Run, sample_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, str], said: str, code: int,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    options = {"--workspace": str(sample_workspace), "--table": "trends", "--out": "o.csv", **changed}
    refused(run("export", *(part for option in options.items() for part in option)), said, code)
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize("ending", ["png", "html", "docx", "pdf", "xlsx"])
def test_brief_writes_every_format(run: Run, sample_workspace: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"summary.{ending}"
    asked = ("--theme", "legacy-it", "--where", "year=2020:2024", "--compare", "country=GB,NL", "--title", "Old & new")
    code, _, err = run("brief", "--workspace", sample_workspace, "--out", out, *asked)
    assert (code, err) == (0, "")
    assert len(out.read_bytes()) > 2_000


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--theme", "wine"], "no theme 'wine'", 1),
        (["--where", "country=XX"], "No report passes", 1),
        (["--compare", "country=GB"], "--compare is 'country=GB'", 2),
        (["--compare", "country=GB,GB"], "--compare is", 2),
        (["--compare", "colour=a,b"], "no facet 'colour'. Facets are year, country,", 2),
        (["--compare", "country=GB,XX"], "'XX'", 1),
        (["--out", "o.odt"], "'.odt'. End it in .md, .html,", 2),
        (["--workspace", "absent"], "absent", 1),
    ],
)
def test_what_brief_refuses(
    run: Run, sample_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], said: str, code: int,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    refused(run("brief", "--workspace", sample_workspace, "--out", "o.md", *arguments), said, code)
    assert not list(tmp_path.glob("o.*"))


def test_it_is_a_program(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "export",
        "--workspace",
        str(tmp_path),
        "--table",
        "trends",
        "--out",
        "o.csv",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
