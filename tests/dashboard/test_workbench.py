"""The workbench on the page Themes: what is said of a theme while it is written."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.state import keep
from pipeline.draft import from_text
from pipeline.results import Results

Open = Callable[..., AppTest]


def field(page: AppTest, label: str) -> str:
    return str(next(area for area in page.text_area if area.label == label).key)


def said(page: AppTest) -> str:
    return "\n".join(
        re.sub(r"\\(.)", r"\1", str(element.value))
        for kind in ("header", "markdown", "caption", "info", "warning")
        for element in getattr(page, kind)
    )


def test_a_theme_is_changed_merged_left_out_and_spoilt(show: Open, results: Results) -> None:
    page = show("themes", tab="bench", theme="data-ethics")
    assert not page.exception
    counts = results.panel.n_assigned[:, results.themes.ids.index("data-ethics")]
    assert f"Takes {counts.sum()} passages in {(counts > 0).sum()} reports" in said(page)
    assert "Nothing is changed yet." in said(page)

    seeds = field(page, "Seed phrases, one a line")
    page.text_area(key=seeds).set_value("ethics\nthe\nzeppelin").run()
    assert "“the” stands in nearly every passage" in said(page)
    assert "Found nowhere in these reports: “zeppelin”" in said(page)
    assert any(re.fullmatch(r"\d+ passages? leaves?", button.label) for button in page.button)
    assert from_text(page.query_params["draft"], results.themes).edited[0].id == "data-ethics"

    page.text_area(key=seeds).set_value("eth*ics").run()
    assert not page.exception
    assert "the * is not at the end of a word" in said(page)
    assert "The file cannot be kept before these are mended" in said(page)

    page.text_area(key=seeds).set_value("ethics\nlegacy").run()
    assert f"Also of another theme: “legacy” ({results.themes.labels['legacy-it']})." in said(page)
    page.text_input(key="bench-label-data-ethics").set_value("").run()
    assert "Fill in “Name”." in said(page)

    page.button(key="bench-undo").click().run()
    assert "Nothing is changed yet." in said(page)
    page.selectbox(key="bench-merge-data-ethics").set_value("legacy-it").run()
    assert "Left out: " + results.themes.labels["legacy-it"] in said(page)
    page.button(key="bench-back-legacy-it").click().run()
    assert "Left out" not in said(page)


def test_a_new_theme_begins_with_a_sentence_and_no_traceback(show: Open) -> None:
    page = show("themes", tab="bench")
    page.text_input(key="bench-new").set_value("<b>Fibre</b>").run()
    assert not page.exception
    assert "The theme has no seeds." in said(page)


@pytest.mark.parametrize("draft", ["nonsense", "kept-0123456789abcdef", "eJw"])
def test_a_draft_that_cannot_be_read_is_a_notice(show: Open, draft: str) -> None:
    page = show("themes", draft=draft)
    assert not page.exception
    assert len(page.warning) == 1
    assert "Seeds: legacy, legacy system" in said(page)  # the file, of whose long lists a dozen are shown
    assert re.search(r"Seeds: legacy, ([^,]+, ){10}[^,]+ and \d+ more\n", said(page))


def test_an_empty_workspace_has_no_bench(show: Open, empty_workspace: Path) -> None:
    page = show("themes", at=empty_workspace, tab="bench")
    assert not page.exception
    assert "There is no passage yet to try a theme on." in said(page)


def test_a_long_draft_stays_in_the_session() -> None:
    assert keep("a" * 6_000) == "a" * 6_000
    assert re.fullmatch(r"kept-[0-9a-f]{16}", keep("a" * 6_001))
