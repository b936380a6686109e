"""A small workspace, an empty one, and a way to open any page over them without a browser."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.results import Results, open_results
from pipeline.run import build

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample" / "reports"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded reports that are Markdown: quick to read, of many publishers and years."""
    folder = tmp_path_factory.mktemp("reports")
    for file in SAMPLE.rglob("*.md"):
        shutil.copy(file, folder)
    path = tmp_path_factory.mktemp("dashboard") / "workspace"
    build([folder], path, workers=1)
    return path


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace without a single report."""
    folder = tmp_path_factory.mktemp("nothing")
    path = tmp_path_factory.mktemp("dashboard-empty") / "workspace"
    build([folder], path, workers=1)
    return path


@pytest.fixture(scope="session")
def results(workspace: Path) -> Results:
    """The small workspace, opened, to know what the pages have to say."""
    return open_results(workspace)


def _script(start: str) -> None:
    import app

    app.main(start)


Open = Callable[..., AppTest]


@pytest.fixture
def show(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page by name, with query parameters, over a workspace."""

    def open_page(name: str, at: Path = workspace, **params: str) -> AppTest:
        monkeypatch.setenv("THEMELINE_WORKSPACE", str(at))
        page = AppTest.from_function(_script, args=(name,), default_timeout=60)
        page.query_params.update(params)
        return page.run()

    return open_page
