"""Define a theme, see its trend, keep it: as a person does, with the numbers checked against the engine."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from models import themefile
from pipeline import workbench
from pipeline.results import Results
from pipeline.workbench import Edit
from schema import Phrase, Selection, Theme
from tests.browser.conftest import downloaded, settled
from tests.browser.test_access import grave
from views.wording import counted

Show = Callable[..., Page]
READY_WITHIN = 240_000  # milliseconds; the words of all passages are made ready


def test_a_theme_is_defined_its_trend_seen_and_the_file_kept(show: Show, results: Results) -> None:
    bench = workbench.open_bench(results, workbench.read_words(results))
    theme = Theme("street-lights", "Street lights", "Other", "Street lights", (Phrase("lamp"), Phrase("street light")))
    expected = workbench.ask(results, bench, Edit(theme), Selection())

    page = show("/themes")
    main = page.get_by_test_id("stMain")
    page.get_by_role("tab", name="Workbench").click()
    expect(main.get_by_role("heading", name="Takes")).to_be_visible(timeout=READY_WITHIN)
    settled(page)
    page.get_by_role("textbox", name="Add a theme").fill("Street lights")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("The theme has no seeds.")
    settled(page)

    page.get_by_role("textbox", name="Seed phrases, one a line").fill("lamp\nstreet light")
    page.keyboard.press("Control+Enter")
    passages, reports = counted(expected.now.n_passages, "passage"), counted(expected.now.n_reports, "report")
    expect(main.get_by_role("heading", name=f"Takes {passages} in {reports}")).to_be_visible()
    settled(page)
    chart = main.get_by_test_id("stVegaLiteChart")
    expect(chart.locator("path[aria-roledescription='point']")).to_have_count(len(expected.trend))

    year = int(expected.trend["year"].max())
    taken = workbench.counted(results, bench, Edit(theme), Selection(year=(year,)), "takes")
    chart.locator("path[aria-roledescription='point']").last.click(force=True)
    room = page.locator(".st-key-room h2")
    expect(room).to_have_text(counted(len(taken), "passage"))
    settled(page)
    main.get_by_role("button", name=f"Read the {passages}").click()
    expect(room).to_have_text(passages)
    expect(room).to_be_in_viewport()
    settled(page)

    first = expected.adding[0]
    expect(main.get_by_role("button", name=f"in {counted(first.n_passages, 'passage')}").first).to_be_visible()
    main.get_by_role("button", name=f"Add “{first.phrase}”").click()
    expect(page.get_by_role("textbox", name="Seed phrases, one a line")).to_have_value(
        f"lamp\nstreet light\n{first.phrase}"
    )
    settled(page)
    assert grave(page) == []
    passages_now = room.inner_text()
    expect(main.get_by_role("heading", name=f"Takes {passages_now}")).to_be_visible()

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 1000})
    page.reload()
    expect(room).to_have_text(passages_now)
    settled(page)
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    saved = themefile.load(downloaded(page, "Download the theme file").path().read_text(encoding="utf-8"))
    assert saved.ids == (*results.themes.ids, "street-lights")
    assert [seed.text for seed in saved.themes[-1].seeds] == ["lamp", "street light", first.phrase]
