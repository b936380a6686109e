"""What pages say of a build beside them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from corpus.progress import Progress, write_progress

Open = Callable[..., AppTest]


@pytest.fixture
def own(workspace: Path, tmp_path: Path) -> Path:
    """A copy of the workspace, in which a build may leave its word."""
    return Path(shutil.copytree(workspace, tmp_path / "own"))


def progress(page: AppTest) -> list[str]:
    return [element.proto.text for element in page.get("progress")]


@pytest.mark.parametrize("name", ["overview", "corpus"])
def test_a_build_at_work_is_told_on_every_page(name: str, show: Open, own: Path) -> None:
    assert progress(show(name, at=own)) == []

    write_progress(own, Progress("Reading reports", 3, 1_200, 40.0))
    assert progress(show(name, at=own)) == ["Reading reports: 3 of 1,200, about 40 s left"]
    write_progress(own, Progress("Comparing passages", 1, 1))
    assert progress(show(name, at=own)) == ["Comparing passages …"]

    write_progress(own, Progress("Failed", 0, 0, finished=True, error="The disk is full."))
    page = show(name, at=own)
    assert progress(page) == []
    assert [said.value for said in page.error] == (["The disk is full\\."] if name == "corpus" else [])


def _looking(fingerprint: str) -> None:
    from dashboard.components import building

    building._look(fingerprint, waited=False, follow=False)


def test_newer_results_are_told_and_shown_when_asked_for(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEMELINE_WORKSPACE", str(workspace))
    page = AppTest.from_function(_looking, args=("of the build before",)).run()

    assert "A build has ended" in page.markdown[0].value
    assert [button.label for button in page.button] == ["Show the new ones"]
