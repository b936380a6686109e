"""A corpus and a theme file that attack in every field: nothing runs, nothing leaves this machine."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from pipeline.evidence import passages
from pipeline.results import open_results
from pipeline.run import build
from schema import Selection
from tests.browser.conftest import SAMPLE, serving, settled

Show = Callable[..., Page]

ATTACKS = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg onload='window.hit = 1'></svg>",
    "![look](http://evil.test/pixel.png)",
    "[press](javascript:window.hit=1)",
    "[home](http://evil.test/)",
    "http://evil.test/plain",
    "<iframe src='http://evil.test/'></iframe>",
    "$\\href{http://evil.test/}{x}$ :red[boo] :material/delete: `code`",
    "<style>body { background: url(http://evil.test/s.png) }</style>",
    '=HYPERLINK("http://evil.test/","x")',
    '"><meta http-equiv=refresh content="0;url=http://evil.test/">',
)

_LEADING_AWAY = """() => [...document.querySelectorAll('a[href], img[src], iframe[src], link[href]')]
    .map(element => element.href || element.src)
    .filter(address => !address.startsWith('data:') && !address.startsWith('blob:'))
    .filter(address => new URL(address).origin !== location.origin)"""


def _report(number: int, text: str) -> str:
    """An embedded report's text with an attack in each field, heading and paragraph."""
    attack = ATTACKS[number % len(ATTACKS)]
    fields = {
        "title": f"Report {number} {attack}",
        "publisher": f"Publisher {number % 3} {attack}",
        "country": ATTACKS[number % 2],
        "sector": ATTACKS[2 + number % 2],
        "date": f"{2019 + number % 4}-01-01",
    }
    head = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
    body = text.split("---", 2)[2].replace("\n\n", f" {attack}\n\n")
    return f"---\n{head}\n---\n{body}\n"


def _themes() -> str:
    themes = [
        {
            "id": f"theme-{number}",
            "label": f"Theme {number} {attack}",
            "group": f"Group {attack}",
            "description": f"What it is about. {attack}",
            "seeds": ["legacy system", "technical debt", f"phrase {number}"],
        }
        for number, attack in enumerate(ATTACKS)
    ]
    return json.dumps({"name": f"Evil {ATTACKS[3]}", "version": "1", "themes": themes})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address and folder of a dashboard over the hostile corpus."""
    folder = tmp_path_factory.mktemp("hostile")
    reports = folder / "reports"
    reports.mkdir()
    for number, file in enumerate(sorted(SAMPLE.rglob("*.md"))[: len(ATTACKS)]):
        (reports / f"{number}.md").write_text(_report(number, file.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "themes.yaml").write_text(_themes(), encoding="utf-8")
    build([reports], folder / "workspace", folder / "themes.yaml", workers=1)
    with serving(folder / "workspace") as address:
        yield address, folder / "workspace"


def test_nothing_runs_and_nothing_leaves(show: Show, hostile: tuple[str, Path]) -> None:
    address, workspace = hostile
    found = passages(open_results(workspace), Selection(), limit=1)
    assert found.total > 100
    one = found.frame["passage_id"].iloc[0]
    page = show("/method", at=address)
    asked: list[str] = []

    def keep(request: Request) -> None:
        asked.append(request.url)

    page.on("request", keep)
    paths = ("/", "/theme?theme=theme-1", "/compare?by=publisher", f"/evidence?passage={one}&q=legacy", "/corpus")
    for path in (*paths, "/themes", "/export", "/method", f"/?theme={ATTACKS[1]}&country={ATTACKS[0]}"):
        page.goto(f"{address}{path}")
        settled(page)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hit") is None, path
        assert page.evaluate(_LEADING_AWAY) == [], path
        assert page.get_by_test_id("stException").count() == 0, path
    away = [url for url in asked if not url.startswith((address, "data:", "blob:", address.replace("http", "ws")))]
    assert away == []
    assert len(asked) > 50


def test_the_attack_is_shown_as_text(show: Show, hostile: tuple[str, Path]) -> None:
    page = show("/themes", at=hostile[0])

    expect(page.get_by_test_id("stMain")).to_contain_text("<script>window.hit = 1</script>")
    expect(page.get_by_test_id("stMain")).to_contain_text("](javascript:")


def test_every_answer_carries_the_policy(show: Show, hostile: tuple[str, Path]) -> None:
    page = show("/", at=hostile[0])
    headers = page.request.get(f"{hostile[0]}/theme").headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
