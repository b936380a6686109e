"""What a person comes to do, in a real browser, with the numbers checked against the workspace."""

import csv
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Locator, Page, expect

from pipeline.evidence import passages
from pipeline.measure import changes, trends
from pipeline.results import Results, corpus_summary
from schema import RISING, Selection
from tests.browser.conftest import downloaded, settled

Show = Callable[..., Page]


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box or multiselect by its label."""
    settled(page)
    page.get_by_role("combobox", name=label, exact=False).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


def test_filter_read_open_and_download(show: Show, results: Results) -> None:
    page = show("/")
    expect(main(page)).to_contain_text(f"{corpus_summary(results, Selection()).n_reports} reports")

    choose(page, "Country", "United Kingdom")
    in_gb = Selection(country=("GB",))
    held = corpus_summary(results, in_gb)
    n_all = corpus_summary(results, Selection()).n_reports
    for door in (f"{held.n_reports} reports", f"of {n_all} reports"):
        expect(main(page).get_by_text(door, exact=True)).to_be_visible()
    expect(main(page)).to_contain_text(f"{held.n_passages} passages")
    assert query(page) == {"country": ["GB"]}

    page.goto(f"{page.url.replace('/?', '/theme?')}&theme=legacy-it")
    settled(page)
    total = passages(results, in_gb, ("legacy-it",)).total
    expect(main(page).get_by_role("heading", name=re.compile(rf"^{total} passages?$"))).to_be_visible()

    first = main(page).get_by_role("link", name="Read")
    first.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence")
    expect(page.locator(".st-key-reader")).to_be_visible()
    assert query(page)["country"] == ["GB"]

    settled(page)
    page.get_by_role("link", name="Export").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Export")
    summary = downloaded(page, "Web page (.html)", ".html").path().read_text(encoding="utf-8")
    assert results.themes.labels["legacy-it"] in summary
    assert "United Kingdom" in summary


def test_the_strongest_riser_its_best_passage_and_its_page(show: Show, results: Results) -> None:
    found = changes(results, Selection())
    rising = found[found["verdict"] == RISING].sort_values("slope_per_year", ascending=False)
    theme_id = str(rising.iloc[0]["theme_id"])

    page = show("/")
    main(page).get_by_role("link", name=results.themes.labels[theme_id]).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Theme")
    expect(page.locator(".st-key-finding")).to_contain_text("rose")

    pdfs = passages(results, Selection(), (theme_id,), limit=500).frame
    best = pdfs[pdfs["has_page_image"]].iloc[0]
    page.goto(f"{page.url.split('/theme')[0]}/evidence?theme={theme_id}&passage={best['passage_id']}")
    settled(page)
    image = page.locator(".st-key-reader img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") > 500
    expect(page.locator(".st-key-reader")).to_contain_text(f"Page {best['page']} of ")

    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".st-key-reader")).to_contain_text(f"Page {int(best['page']) + 1} of ")
    settled(page)
    page.go_back()
    expect(page.locator(".st-key-reader")).to_contain_text(f"Page {best['page']} of ")


def test_a_click_on_a_year_opens_exactly_its_passages(show: Show, results: Results) -> None:
    theme_id = "data-ethics"
    years = trends(results, Selection()).query("theme_id == @theme_id").sort_values("year")
    year = int(years["year"].iloc[-1])

    page = show(f"/theme?theme={theme_id}")
    points = main(page).get_by_test_id("stVegaLiteChart").first.locator("path[aria-roledescription='point']")
    expect(points).to_have_count(len(years))
    points.last.click(force=True)

    total = passages(results, Selection(year=(year,)), (theme_id,)).total
    expect(main(page).get_by_role("heading", name=re.compile(rf"^{total} passages?$"))).to_be_visible()
    assert query(page)["focus"] == [f"year:{year}"]


def test_a_comparison_opens_the_same_from_its_link(show: Show, results: Results) -> None:
    page = show("/compare?by=country&a=GB&b=NL")
    said = page.locator(".st-key-finding").inner_text()
    main(page).get_by_role("button", name="Copy link").click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body).to_contain_text("the dashboard listens to no other")
    expect(body.get_by_role("link", name="For someone elsewhere: a summary")).to_be_visible()
    copied = body.locator("code").inner_text()

    fresh = show(copied.removeprefix(page.url.split("/compare")[0]))
    expect(fresh.locator(".st-key-finding")).to_have_text(said)
    for country in ("the United Kingdom", "the Netherlands"):
        expect(main(fresh)).to_contain_text(country)
    reads = main(fresh).get_by_role("link", name="Read ")
    assert "focus=country%3AGB" in str(reads.first.get_attribute("href"))
    assert "focus=country%3ANL" in str(reads.last.get_attribute("href"))


def test_the_link_to_the_start_page_opens_in_a_fresh_tab_too(show: Show) -> None:
    page = show("/theme?country=GB")
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="Overview")
    address = str(link.get_attribute("href"))
    link.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Overview")
    page.reload()
    fresh = show(f"/{address.lstrip('/')}")
    for opened in (page, fresh):
        settled(opened)
        expect(opened.get_by_role("heading", level=1)).to_have_text("Overview")
        expect(opened.get_by_text("Page not found")).to_have_count(0)
        assert query(opened) == {"country": ["GB"]}
    page.go_back()
    expect(heading).to_have_text("Theme")


def test_filter_to_nothing_and_back(show: Show, results: Results) -> None:
    page = show("/?country=SE")
    everything = corpus_summary(results, Selection()).n_reports
    choose(page, "Sector", "health")
    expect(main(page)).to_contain_text("No report matches")
    settled(page)

    page.get_by_role("button", name="Show all reports").click()
    expect(main(page)).to_contain_text(f"{everything} reports")
    expect(main(page)).not_to_contain_text("No report matches")
    settled(page)
    assert query(page) == {}
    page.go_back()
    expect(main(page)).to_contain_text("No report matches")


def test_nothing_needs_sideways_scrolling_on_a_narrow_screen_or_at_twice_the_size(show: Show) -> None:
    zoomed = show("/theme?tab=change", width=640)  # what a screen of 1,280 pixels shows at 200 %
    for path in ("/theme?tab=change", "/compare?tab=groups&by=publisher", "/map"):
        zoomed.goto(f"{zoomed.url.split('/theme')[0].split('/compare')[0]}{path}")
        settled(zoomed)
        assert zoomed.evaluate("document.documentElement.scrollWidth") <= 640, path
    page = show("/", width=320)
    for path in ("/", "/theme", "/compare", "/map", "/evidence", "/corpus", "/themes", "/export", "/method"):
        page.goto(f"{page.url.rsplit('/', 1)[0]}{path}")
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_table_is_taken_away_split_by_country(show: Show, results: Results) -> None:
    page = show("/export?year=2023:2024")
    page.get_by_role("tab", name="Tables").click()
    expect(page.get_by_role("combobox", name="By").first).to_be_visible()
    choose(page, "By", "Country")
    table = downloaded(page, "CSV", "by-country")
    rows = list(csv.DictReader(table.path().read_text(encoding="utf-8-sig").splitlines()))

    expected = trends(results, Selection(year=(2023, 2024)), "country")
    assert len(rows) == len(expected)
    assert {row["country"] for row in rows} == set(expected["country"].dropna())
    assert {row["year"] for row in rows} == {"2023", "2024"}
    assert table.suggested_filename.startswith("trends-by-country")
