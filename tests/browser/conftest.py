"""A dashboard served as a user serves it, and a real browser in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as NotInTime

from pipeline.results import Results, open_results
from pipeline.run import build

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpus" / "sample" / "reports"
READY_WITHIN = 120.0  # seconds

PATIENCE = 60_000  # milliseconds; a slow or busy machine takes many times what a page needs here
expect.set_options(timeout=PATIENCE)


@contextmanager
def serving(workspace: Path) -> Iterator[str]:
    """Serve a workspace on a free port and yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "serve", "--workspace", str(workspace), "--port", str(port)]
    log = workspace.parent / f"serve-{port}.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, "NO_COLOR": "1"}, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, log)
        yield address
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)  # the command and the server it starts
            server.wait(timeout=20)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The dashboard did not start within {READY_WITHIN:.0f} s:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the embedded reports."""
    path = tmp_path_factory.mktemp("browser") / "workspace"
    build([SAMPLE], path, workers=1)
    return path


@pytest.fixture(scope="session")
def results(workspace: Path) -> Results:
    """The same workspace, opened, to know what the pages have to say."""
    return open_results(workspace)


@pytest.fixture(scope="session")
def address(workspace: Path) -> Iterator[str]:
    """Where the dashboard over the embedded reports answers."""
    with serving(workspace) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A real Chromium without a window."""
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=switches)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[[int, str], BrowserContext]:
    """One browser profile for each width and scheme, which keeps the dashboard's scripts once loaded."""

    @cache
    def context(width: int, scheme: str) -> BrowserContext:
        opened = browser.new_context(
            viewport={"width": width, "height": 1000}, color_scheme="dark" if scheme == "dark" else "light"
        )
        opened.set_default_timeout(PATIENCE)
        return opened

    return context


@pytest.fixture
def show(contexts: Callable[[int, str], BrowserContext], address: str) -> Iterator[Callable[..., Page]]:
    """Open a path of the dashboard in a fresh session and wait until it is drawn."""
    pages = []

    def open_path(path: str = "/", *, width: int = 1400, scheme: str = "light", at: str = address) -> Page:
        page = contexts(width, scheme).new_page()
        pages.append(page)
        page.goto(f"{at}{path}")
        settled(page)
        return page

    yield open_path
    for page in pages:
        page.close()


def settled(page: Page) -> None:
    """Wait until the page has a title, and Streamlit rests and nothing moves or grows for a while.

    After a choice, first `expect` what it brings: an answer that has not begun looks like rest.
    """
    expect(page.locator("h1").first).to_be_visible()
    page.evaluate("window.restsAt = undefined")
    page.wait_for_function(
        """() => { const app = document.querySelector('[data-testid="stApp"]');
                   const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].filter(
                       chart => chart.offsetParent);
                   const rests = app && app.dataset.testScriptState === 'notRunning'
                          && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
                          && charts.every(chart => chart.querySelector('svg, canvas'));
                   const at = rests && location.href + [...document.querySelectorAll('h1, h2, svg, button')].map(
                       shown => Math.round(shown.getBoundingClientRect().top)).join();
                   if (!rests || !window.restsAt || window.restsAt.at !== at) {
                       window.restsAt = {at, since: performance.now()};
                       return false;
                   }
                   return performance.now() - window.restsAt.since > 300; }"""
    )


def downloaded(page: Page, button: str, named: str = "") -> Download:
    """Press a download button of a settled page and return the file whose name holds the text.

    A file is made when its button is pressed. A press while the page still answers the last
    choice meets a button that is about to be replaced, and nothing comes or the last choice's
    file does; a person presses again, and so does this.
    """
    names = []
    for _ in range(6):
        settled(page)
        try:
            with page.expect_download(timeout=10_000) as download:
                page.get_by_role("button", name=button, exact=True).click()
        except NotInTime:
            names.append("none")
            continue
        if named in download.value.suggested_filename:
            return download.value
        names.append(download.value.suggested_filename)
    pytest.fail(f"{button!r} gave no file named {named!r}, but {names}.")
