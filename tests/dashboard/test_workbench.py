"""The workbench on the page Themes: what is said of a theme while it is written."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import workbench
from dashboard.components.workbench_room import Room
from dashboard.pages import themes
from dashboard.state import keep
from pipeline.draft import ThemeDraft, from_text, to_text
from pipeline.results import Results
from schema import Phrase

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


def test_how_many_are_taken_with_a_seed_is_said(show: Open, results: Results) -> None:
    taken = results.workspace.assignments("data-ethics")
    n_seeded = int(taken["nearest_seed"].isna().sum())
    buttons = [
        re.sub(r"\\(.)", r"\1", button.label) for button in show("themes", tab="bench", theme="data-ethics").button
    ]
    assert f"{n_seeded} passages with a seed" in buttons
    assert f"{len(taken) - n_seeded} passages by meaning" in buttons


def test_why_no_passage_with_a_seed_is_taken_is_said(show: Open, results: Results) -> None:
    legacy = results.themes.themes[results.themes.ids.index("legacy-it")]
    barred = replace(legacy, seeds=legacy.seeds[:5], exclude=tuple(map(Phrase, ("the", "a", "of", "to", "and"))))
    page = show("themes", tab="bench", draft=to_text(ThemeDraft().with_theme(results.themes, barred)))
    assert "Takes 0 passages in 0 reports" in said(page)
    assert "No passage with a seed is taken: each of them holds an excluded phrase too." in said(page)
    assert any(re.fullmatch(r"Read the \d+ passages with a seed", button.label) for button in page.button)
    robots = replace(legacy, seeds=(*legacy.seeds, Phrase("robot")), exclude=(Phrase("robots"),))
    page = show("themes", tab="bench", draft=to_text(ThemeDraft().with_theme(results.themes, robots)))
    assert "Excluded wherever they stand: “robot” (by “robots”)." in said(page)
    assert "Found nowhere in these reports: “robot”" not in said(page)
    assert "No passage with a seed" not in said(show("themes", tab="bench", theme="legacy-it"))


@pytest.mark.parametrize(
    ("reason", "rival", "expected"),
    [
        ("rival", "legacy-it", "they speak of “Legacy IT” too, which counts against this theme. Merge"),
        ("apart", "", "its seeds do not bear each other out. Where one stands"),
        ("apart", "legacy-it", "in the reports. Besides, they speak of “Legacy IT” too"),
        ("faint", "", "little else that they say is near the theme"),
    ],
)
def test_each_reason_is_a_sentence(
    reason: str, rival: str, expected: str, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("dashboard.components.workbench.st.caption", told.append)
    labels = {"legacy-it": "Legacy IT"}
    room = SimpleNamespace(opened=SimpleNamespace(themes=SimpleNamespace(labels=labels)))
    workbench._why_none(cast("Room", room), reason, rival)
    (sentence,) = told
    assert expected in sentence
    assert sentence.endswith(".")
    assert ".." not in sentence


def test_why_other_pages_count_others_is_said_for_each_case(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = workbench._why_others_differ(results)
    assert fresh.startswith("The other pages count what the last build found. A theme that is tried here beside")
    monkeypatch.setattr(workbench, "n_since_learned", lambda _: 2)
    assert "learned before some reports came, went or changed; “build --refit”" in workbench._why_others_differ(results)
    monkeypatch.setattr(workbench, "found_by_another_version", lambda _: True)
    assert "by another version of Themeline" in workbench._why_others_differ(results)


def test_seeds_are_listed_by_language_where_they_have_one() -> None:
    assert themes._phrases((Phrase("cloud"), Phrase("server"))).replace("\\", "") == ": cloud, server"
    mixed = (Phrase("cloud", "en"), Phrase("nuage", "fr"), Phrase("server", "en"), Phrase("SaaS"))
    told = " in English: cloud, server · in French: nuage · in any language: SaaS"
    assert themes._phrases(mixed).replace("\\", "") == told
    many = tuple(Phrase(f"w{i}", "de") for i in range(20))
    assert themes._phrases(many).endswith("w11 and 8 more")


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
