"""The count on a door is the count in the room: numbers of passages, wherever they stand."""

import re
from collections.abc import Callable
from itertools import product
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, expect

from pipeline.evidence import passages, theme_phrases
from pipeline.measure import contrasts, cooccurrence, prevalence
from pipeline.results import Results, corpus_summary, facet_values
from pipeline.subsets import reports
from schema import FACETS, Selection
from tests.browser.conftest import settled
from views.wording import group_name

Show = Callable[..., Page]


@pytest.mark.parametrize(("new_text_only", "n_themes"), [(False, 5), (True, 5)])
def test_passages_behind_every_estimate_are_those_counted(results: Results, new_text_only: bool, n_themes: int) -> None:
    """For some themes, each facet and value: the passages that open are those counted (all: tests/pipeline)."""
    for facet, theme_id in product(FACETS, results.themes.ids[:n_themes]):
        for value in facet_values(results, facet):
            selection = Selection(**{facet: (value,)}, new_text_only=new_text_only)  # type: ignore[arg-type] # by facet
            panel = results.panel.where(selection)
            counted = int(panel.n_assigned[:, results.themes.ids.index(theme_id)].sum())
            assert passages(results, selection, (theme_id,), limit=1).total == counted, (facet, value, theme_id)


def test_doors_on_screen_lead_to_as_many_passages_as_they_say(show: Show, results: Results) -> None:
    page = show("/")
    main = page.get_by_test_id("stMain")
    n_passages = corpus_summary(results, Selection()).n_passages
    main.get_by_role("link", name=f"{n_passages} passages").click()
    expect(main.get_by_role("heading", name=exactly(n_passages))).to_be_visible()

    at = page.url.split("/evidence")[0]
    for facet in FACETS:
        value = facet_values(results, facet)[0]
        total = passages(results, Selection(**{facet: (value,)}), ("cyber-security",), limit=1).total  # type: ignore[arg-type] # by facet
        page.goto(f"{at}/theme?theme=cyber-security&focus={facet}:{value}")
        settled(page)
        expect(main.get_by_role("heading", name=exactly(total))).to_be_visible()


def test_numbers_of_phrases_and_pairs_open_as_many_passages(results: Results) -> None:
    """The counts beside phrases that spoke, and those of every fifth pair of themes, are those of their passages."""
    selection = Selection(year=(2022, 2023, 2024))
    for theme_id in results.themes.ids[::3]:
        for phrase, n_passages, _ in theme_phrases(results, theme_id, selection, limit=8).itertuples(index=False):
            assert passages(results, selection, (theme_id,), spoke=phrase, limit=1).total == n_passages, phrase
    pairs = cooccurrence(results, selection)
    for _, row in pairs[pairs["n_together"] > 0].iloc[::5].iterrows():
        pair = (str(row["theme_a"]), str(row["theme_b"]))
        assert passages(results, selection, pair, limit=1).total == row["n_together"], pair


DOOR = re.compile(r"([\d,]+) passages?")


@pytest.mark.parametrize(
    "path",
    ["/", "/theme?theme=legacy-it&tab=phrases"],  # all pages: tests/dashboard/test_doors.py
)
def test_every_count_beside_a_link_is_the_count_behind_it(show: Show, path: str) -> None:
    """All links on a page that stand beside a number of passages; of many, the first and the last."""
    page = show(path)
    main = page.get_by_test_id("stMain")
    blocks = main.locator("[data-testid=stPageLink], .stButton:has([data-testid=stBaseButton-tertiary])")
    doors = []
    for number in range(blocks.count()):
        block = blocks.nth(number)
        said = block.evaluate(
            "b => b.innerText + ' ' + (b.closest('[data-testid=stVerticalBlock]')"
            "?.querySelectorAll('.stPageLink, .stButton').length === 1"
            " ? b.closest('[data-testid=stVerticalBlock]').innerText : '')"
        )
        found = DOOR.search(said)
        if found:
            doors.append((number, found[1]))
    for number, count in [*doors[:1], *doors[1:][-1:]]:
        page.goto(f"{page.url.split('/', 3)[0]}//{urlparse(page.url).netloc}{path}")
        settled(page)
        blocks.nth(number).locator("a, button").first.click()
        expect(main.get_by_role("heading", name=re.compile(rf"(^|· ){count} passages?$")).first).to_be_visible()
    assert doors


def exactly(total: int) -> re.Pattern[str]:
    """The heading above `total` passages."""
    return re.compile(rf"^{total:,} passages?$")


def marks(page: Page, chart: int, kind: str) -> Locator:
    """The marks of one chart on a page: "point" or "rect"."""
    drawn = page.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart").nth(chart)
    return drawn.locator(f".role-mark.mark-{'symbol' if kind == 'point' else 'rect'} > path[aria-label]")


def test_a_rank_opens_its_theme(show: Show, results: Results) -> None:
    largest = prevalence(results, Selection()).sort_values("estimate", ascending=False)["theme_id"].iloc[0]
    page = show("/")
    chart = page.get_by_test_id("stVegaLiteChart").count() - 1
    marks(page, chart, "point").first.click(force=True)

    expect(page.locator(".st-key-finding")).to_contain_text(results.themes.labels[largest])
    assert parse_qs(urlparse(page.url).query)["theme"] == [largest]


def test_a_group_opens_its_passages(show: Show, results: Results) -> None:
    rows = prevalence(results, Selection(), "sector").query("theme_id == 'cyber-security'")
    largest = rows.sort_values("estimate", ascending=False)["sector"].iloc[0]
    page = show("/theme?theme=cyber-security&by=sector")
    marks(page, 1, "point").first.click(force=True)

    total = passages(results, Selection(sector=(largest,)), ("cyber-security",), limit=1).total
    expect(page.get_by_role("heading", name=exactly(total))).to_be_visible()
    assert parse_qs(urlparse(page.url).query)["focus"] == [f"sector:{largest}"]


def test_a_difference_opens_both_sides(show: Show, results: Results) -> None:
    pair = (("GB", "NL"),)
    rows = contrasts(results, Selection(), "country", pair).sort_values("difference", ascending=False)
    theme_id = rows["theme_id"].iloc[0]
    page = show("/compare?by=country&a=GB&b=NL")
    marks(page, 0, "point").first.click(force=True)

    main = page.get_by_test_id("stMain")
    under_the_eye(page, "Read both sides")
    for country in pair[0]:
        total = passages(results, Selection(country=(country,)), (theme_id,), limit=1).total
        expect(main).to_contain_text(f"{group_name(country, 'country')} · {total} passage")


def test_a_cell_opens_its_passages(show: Show, results: Results) -> None:
    page = show("/compare?by=country")
    page.get_by_role("tab", name="All groups").click()
    cells = marks(page, 0, "rect")
    expect(cells.first).to_be_visible()
    settled(page)
    label = str(cells.first.get_attribute("aria-label"))
    cells.first.click(force=True)

    main = page.get_by_test_id("stMain")
    expect(main.locator(".st-key-focus")).to_be_visible()
    asked = parse_qs(urlparse(page.url).query)
    theme_id, country = asked["theme"][0], asked["focus"][0].removeprefix("country:")
    assert results.themes.labels[theme_id] in label
    assert group_name(country, "country") in label
    total = passages(results, Selection(country=(country,)), (theme_id,), limit=1).total
    under_the_eye(page, f"· {total} passage")


def under_the_eye(page: Page, words: str) -> None:
    """What a click opened further down has come into sight, and the keyboard goes on from there."""
    heading = page.locator(".st-key-room h2")
    expect(heading).to_contain_text(words)
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()


def test_a_part_of_a_change_opens_the_passages_of_its_reports(show: Show, results: Results) -> None:
    page = show("/theme?theme=data-ethics&tab=change")
    bars = marks(page, 2, "rect")
    expect(bars).to_have_count(4)
    bars.nth(1).click(force=True)

    within = reports(results, Selection(), "stayed:publisher:2023:2024")
    total = passages(results, Selection(), ("data-ethics",), list(within["report_id"]), limit=1).total
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", name=exactly(total))).to_be_visible()
    settled(page)
    main.get_by_role("link", name=f"of {len(within)} reports looked at").click()
    expect(main.get_by_role("heading", name=f"{len(within)} reports", exact=True)).to_be_visible()
