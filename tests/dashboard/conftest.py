"""A small workspace, an empty one, and a way to open any page over them without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.results import Results, open_results
from pipeline.run import build

_LEGACY = (
    "Our legacy systems are the first risk on the register. The mainframe that pays housing benefit is past its end of "
    "life, nobody sells parts for it, and two of the three people who understand it retire next spring. Technical debt "
    "of this kind does not show in the accounts until the day it stops the payments."
)
_ETHICS = (
    "An ethics committee now reviews every algorithm before it decides anything about a resident. It asks whether the "
    "data were fairly come by, whether bias was tested for, and who explains the outcome at the counter. Data ethics "
    "has become a step in procurement rather than a poster in the lift."
)
_PLAIN = (
    "The council met eleven times during the year and received the usual papers. Members visited three depots and the "
    "new crematorium, thanked the outgoing clerk for her long service, and agreed to meet on Thursdays instead of "
    "Tuesdays from the autumn, so that the market square is free for parking on the day."
)
_YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
_PUBLISHERS = (("GB", "Harbour Councils, Joint Board"), ("NL", "Waterstad Instituut"))


def _report(year: int, country: str, publisher: str, n_ethics: int) -> str:
    passages = [_LEGACY, *[_ETHICS] * n_ethics, *[_PLAIN] * (6 - n_ethics)]
    body = "\n\n".join(
        f"## Part {part}\n\n{text} This was part {part} of {year}." for part, text in enumerate(passages, 1)
    )
    head = f"title: Review {year}\npublisher: {publisher!r}\ndate: {year}-05-01\ncountry: {country}\nlanguage: en"
    return f"---\n{head}\nsector: local government\n---\n\n{body}\n"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve reports of two publishers over six years, in which data ethics rises."""
    folder = tmp_path_factory.mktemp("reports")
    for rank, year in enumerate(_YEARS):
        for country, publisher in _PUBLISHERS:
            text = _report(year, country, publisher, n_ethics=min(rank, 5))
            (folder / f"{year}-{country}.md").write_text(text, encoding="utf-8")
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
