"""The count on a door is the count in the room: numbers of passages, wherever they stand."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from pipeline.evidence import passages
from pipeline.results import Results, corpus_summary, facet_values
from schema import FACETS, Selection
from tests.browser.conftest import settled

Show = Callable[..., Page]


@pytest.mark.parametrize(("new_text_only", "n_themes"), [(False, 30), (True, 5)])
def test_passages_behind_every_estimate_are_those_counted(results: Results, new_text_only: bool, n_themes: int) -> None:
    """For each theme, facet and value: the passages that open are the assignments in the counts."""
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
    expect(main.get_by_role("heading", name=f"{n_passages} passages")).to_be_visible()

    at = page.url.split("/evidence")[0]
    for facet in FACETS:
        value = facet_values(results, facet)[0]
        total = passages(results, Selection(**{facet: (value,)}), ("cyber-security",), limit=1).total  # type: ignore[arg-type] # by facet
        page.goto(f"{at}/theme?theme=cyber-security&focus={facet}:{value}")
        settled(page)
        expect(main.get_by_role("heading", name=f"{total} passage")).to_be_visible()
