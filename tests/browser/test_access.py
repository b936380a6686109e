"""Every page by axe, in light and dark; and a page by keyboard alone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no stubs
from playwright.sync_api import Page, expect

from pipeline.evidence import passages
from pipeline.results import Results
from schema import Selection
from tests.browser.conftest import settled

Show = Callable[..., Page]
PATHS = ("/", "/theme", "/compare", "/map", "/evidence?q=data", "/corpus", "/themes", "/export", "/method")


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave(show: Show, results: Results, scheme: str) -> None:
    pdfs = passages(results, Selection(), limit=5000).frame
    paged = pdfs.loc[pdfs["has_page_image"], "passage_id"].iloc[0]
    page = show("/", scheme=scheme)
    at = page.url.rstrip("/")
    for path in (
        *PATHS,
        f"/evidence?passage={paged}",
        "/compare?by=sector",
        "/?country=XX",
        "/?country=SE&sector=health",
    ):
        page.goto(f"{at}{path}")
        settled(page)
        assert grave(page) == [], path


def test_each_page_has_its_language_and_title(show: Show) -> None:
    page = show("/method")

    assert page.title() == "Method · Themeline"
    assert page.evaluate("document.documentElement.lang") == "en"


def test_what_is_chosen_is_marked_in_forced_colours(show: Show) -> None:
    page = show("/")
    page.emulate_media(forced_colors="active")
    chosen = page.locator('[role="tab"][aria-selected="true"], [role="radio"][aria-checked="true"]')
    others = page.locator('[role="tab"][aria-selected="false"], [role="radio"][aria-checked="false"]')

    for marks, style in ((chosen, "solid"), (others, "none")):
        found = marks.evaluate_all("all => all.map(one => getComputedStyle(one).outlineStyle)")
        assert len(found) >= 2
        assert set(found) == {style}


def test_charts_say_their_message_and_their_table_opens_the_same_by_keyboard(show: Show, results: Results) -> None:
    page = show("/theme?theme=data-ethics")
    chart = page.get_by_test_id("stVegaLiteChart").first

    assert str(chart.get_attribute("aria-label")).startswith("Line chart of the share of Data ethics")
    page.locator("summary", has_text="Table and downloads").first.focus()
    page.keyboard.press("Enter")
    table = page.get_by_test_id("stExpander").get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "CANVAS":
            break
    for key in ("ArrowDown", "Shift+Space"):  # the first row is the first year
        page.keyboard.press(key)
    year = min(int(value) for value in results.reports["year"].dropna())
    total = passages(results, Selection(year=(year,)), ("data-ethics",), limit=1).total
    expect(page.locator(".st-key-room h2")).to_have_text(f"{total} passages")


def test_a_theme_is_reached_by_keyboard_alone(show: Show) -> None:
    page = show("/")
    page.locator("h1").first.click()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if "theme=" in focused:
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Theme")
