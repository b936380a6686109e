"""The kept fit: few changes move no other number, many or other themes are learned anew."""

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corpus import search
from corpus.manifest import is_whole
from corpus.store import Workspace
from errors import ThemelineError
from models import kept
from pipeline import again, learned
from pipeline.again import FINDER
from pipeline.results import n_since_learned, open_results
from pipeline.run import BuildReport, build
from schema import ASSIGNMENTS
from tests.pipeline.conftest import report

ROOT = Path(__file__).resolve().parents[2]
THEMES = """\
name: Mine
version: "7"
themes:
  - {id: pensions, label: Pensions, description: Paying pensions., seeds: [pension, mainframe, legacy systems]}
  - {id: heat, label: Heat, description: Heating schools., seeds: [heat pump, carbon footprint]}
"""
N_REPORTS = 120  # of four passages each: one is under a hundredth, two are not
NEW = "A wombat asked for heat pumps.\n\n" + "The mainframe pays the pensions of wombats and keeps their books. " * 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports, a theme file and a workspace built of both."""
    path = tmp_path_factory.mktemp("made")
    (path / "reports").mkdir()
    for i in range(N_REPORTS):
        chance = random.Random(i)
        words = " ".join("".join(chance.choices("abcdefghij", k=5)) for _ in range(80))  # else all say the same
        text = report(i, 2019 + i % 5, f"Office {i % 7}").replace(". ", f". {words[: 20 * (i % 4 + 1)]} ")
        (path / "reports" / f"{i:03d}.md").write_text(text, encoding="utf-8")
    (path / "mine.yaml").write_text(THEMES, encoding="utf-8")
    built(path)
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def built(path: Path, workspace: str = "workspace", *, refit: bool = False) -> BuildReport:
    return build([path / "reports"], path / workspace, path / "mine.yaml", workers=1, refit=refit)


def table(path: Path, name: str, workspace: str = "workspace") -> pd.DataFrame:
    return Workspace.open(path / workspace).table(name)


def bytes_of(path: Path, workspace: str) -> dict[str, bytes]:
    names = [name for name in Workspace.open(path / workspace).manifest.rows if name != "documents"]
    assert len(names) >= 11
    return {name: (path / workspace / f"{name}.parquet").read_bytes() for name in names}


def of_others(frame: pd.DataFrame, changed: str) -> pd.DataFrame:
    return frame[frame["report_id"] != changed].reset_index(drop=True)


def test_one_changed_report_moves_no_other_number_and_refit_gives_a_first_build(path: Path) -> None:
    before = {name: table(path, name) for name in ("assignments", "report_themes", "reports")}
    first = str(table(path, "reports").set_index("source")["report_id"]["003.md"])
    (path / "reports" / "003.md").write_text(f"# Wombats\n\n{NEW}\n", encoding="utf-8")
    done = built(path)
    assert (done.n_reused, done.n_learned, done.n_since) == (N_REPORTS - 1, N_REPORTS, 1)
    assert done.learned_on is not None
    for name in ("assignments", "report_themes"):
        pd.testing.assert_frame_equal(of_others(table(path, name), first), of_others(before[name], first))
    found = table(path, "report_themes").set_index(["report_id", "theme_id"])["n_assigned"]
    assert found[first, "pensions"] >= 1
    workspace = Workspace.open(path / "workspace")
    assert is_whole(workspace.folder, workspace.manifest)
    themed = search.search(workspace.search_dir, "wombat", search.Within(theme_ids=["pensions"]))
    assert {hit.passage_id.partition("-")[0] for hit in themed.hits} == {first}
    assert (
        search.search(workspace.search_dir, '"the" OR "a"', limit=1).total == table(path, "passages")["counted"].sum()
    )

    assert built(path).n_since == 1  # nothing new: all is taken over, also what was learned
    assert n_since_learned(open_results(path / "workspace")) == 1
    (path / "reports" / "003.md").unlink()
    gone = built(path)
    assert (gone.n_reports, gone.n_learned, gone.n_since) == (N_REPORTS - 1, N_REPORTS, 1)
    assert first not in set(table(path, "report_themes")["report_id"])
    assert search.search(Workspace.open(path / "workspace").search_dir, "wombat").total == 0

    assert built(path, refit=True).n_since == 0
    built(path, "fresh")
    assert bytes_of(path, "workspace") == bytes_of(path, "fresh")
    one, other = (Workspace.open(path / name).kept(FINDER) for name in ("workspace", "fresh"))
    assert one == other


def test_changes_count_against_what_was_learned_so_that_they_cannot_add_up(path: Path) -> None:
    for turn, expected in enumerate((1, 0)):
        (path / "reports" / f"00{turn}.md").write_text(f"# New\n\n{NEW} {turn}\n", encoding="utf-8")
        assert built(path).n_since == expected


def test_a_report_that_becomes_a_copy_no_longer_counts(path: Path) -> None:
    shutil.copyfile(path / "reports" / "003.md", path / "reports" / "119.md")
    assert built(path).n_since == 1
    reports = table(path, "reports").set_index("source")
    copied = reports["duplicate_of"].dropna()
    assert len(copied) == 1
    counts = table(path, "report_themes").groupby("report_id")[["n_passages", "n_assigned"]].sum()
    copy = reports.loc[copied.index[0], "report_id"]
    assert counts.loc[copy].tolist() == [0, 0]
    assert counts.loc[copied.iloc[0], "n_passages"] == 8
    assert copy not in set(table(path, "assignments")["report_id"])


@pytest.mark.parametrize("change", ["themes", "engine", "columns", "damaged"])
def test_other_themes_another_engine_or_a_broken_fit_are_learned_anew(
    path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = Workspace.open(path / "workspace").folder / "kept" / FINDER
    if change == "themes":
        (path / "mine.yaml").write_text(THEMES.replace("mainframe", "turbine"), encoding="utf-8")
    elif change == "engine":
        monkeypatch.setattr(learned, "ENGINE_VERSION", "0")
    elif change == "columns":  # as of a workspace that an earlier version wrote
        monkeypatch.setattr(learned, "ASSIGNMENTS", replace(ASSIGNMENTS, columns=ASSIGNMENTS.columns[:-1]))
    else:
        finder.write_bytes(finder.read_bytes()[:-100])
    (path / "reports" / "003.md").write_text(f"# Wombats\n\n{NEW}\n", encoding="utf-8")
    assert built(path).n_since == 0
    content = Workspace.open(path / "workspace").kept(FINDER)
    fitted = kept.unpack(content) if content is not None else None
    assert fitted is not None
    assert ("turbine" in str(fitted.themes)) == (change == "themes")


def die(_: Path) -> None:
    os._exit(3)


def test_a_child_that_dies_with_the_fit_ends_the_build_in_a_sentence_and_costs_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Workspace.open(path / "workspace").fingerprint
    (path / "reports" / "003.md").write_text(f"# Wombats\n\n{NEW}\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(again, "_is_usable", die)
        with pytest.raises(ThemelineError, match=r"Finding themes in what changed .*--refit"):
            built(path)
    assert Workspace.open(path / "workspace").fingerprint == before
    assert built(path).n_since == 1


def test_readings_that_were_lost_are_read_again_and_change_nothing(path: Path) -> None:
    before = bytes_of(path, "workspace")
    shutil.rmtree(path / "workspace" / "cache")
    assert built(path).n_reused == 0
    assert built(path).n_reused == N_REPORTS
    assert bytes_of(path, "workspace") == before


def test_a_small_rebuild_does_not_load_what_a_child_loads_for_it(path: Path) -> None:
    (path / "reports" / "003.md").write_text(f"# Wombats\n\n{NEW}\n", encoding="utf-8")
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.run import build\n"
        f"path = Path({str(path)!r})\n"
        "print(build([path / 'reports'], path / 'workspace', path / 'mine.yaml', workers=1).n_since)\n"
        "print(sorted(sys.modules.keys() & {'spacy', 'sklearn', 'safetensors', 'models.seeded'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1", "[]"]
