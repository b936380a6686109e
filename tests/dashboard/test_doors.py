"""Every number is a door: all pages are read for numbers by themselves, and each is followed.

The rule. A number of passages or reports, wherever it stands on a page, either is on a door (a link, or a
button that looks like one), or heads the very list that it counts, or has a door or such a heading with the
same number beside it on the page. Behind a door, the room's heading has the number that was on the door. A
chart that tells a number of reports or passages opens something at a click, and so does a row of a table of
reports. Not doors: shares, points, odds, p and q values and the ends of intervals (measurements; what they
rest on is the count beside them), years, pages, words, numbers of themes and pairs (the rows on the same
page), in how many reports a word was read (words are read in a part of a large corpus), a count of nought
(there is nothing to open), and `PLAIN` below.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from dashboard import places
from dashboard.components.doors import reports
from dashboard.places import PLACES
from dashboard.state import View
from models import themefile
from pipeline.draft import ThemeDraft, to_text
from pipeline.results import Results
from schema import Phrase, Theme

Open = Callable[..., AppTest]
Count = tuple[int, str]
COUNTED = ("Reports", "Reports of known year", "Passages")

NOUNS = "passage|report|publisher|countr|sector|language|year"
COUNT = re.compile(r"(?<![\d.,–+−-])(\d[\d,]*)(?= (?:of \d[\d,]* )?(passage|report)s?\b)")
DOOR = re.compile(rf"(?<![\d.,–+−-])(\d[\d,]*) ({NOUNS})(?:s|y|ies)?\b")
HEADING = re.compile(rf"(?:^|· )(\d[\d,]*) ({NOUNS})(?:s|y|ies)?\b")
PLAIN = (
    "Among ",  # tallies the rows of the chart below it
    "Fewer than two years",  # and other sentences of the product about its own limits
    "ewer than 3 reports",
    "that three reports use",
)
SAID = ("header", "subheader", "markdown", "caption", "info", "success", "warning")
VISITS: tuple[tuple[str, dict[str, str]], ...] = (
    *((name, {}) for name in PLACES),
    ("overview", {"country": "GB", "phrase": "data"}),
    *(("theme", {"theme": "data-ethics", "tab": tab}) for tab in ("change", "phrases", "companions")),
    ("theme", {"theme": "legacy-it", "focus": "year:2023", "new_text_only": "true"}),
    ("theme", {"theme": "data-ethics", "of": "stayed:publisher:2023:2024"}),
    ("compare", {"by": "country", "a": "GB", "b": "NL", "theme": "legacy-it"}),
    *(("compare", {"by": "sector", "tab": tab}) for tab in ("terms", "groups")),
    ("compare", {"by": "sector", "tab": "groups", "theme": "legacy-it", "focus": "sector:health"}),
    ("evidence", {"theme": "legacy-it", "spoke": "legacy"}),
    ("evidence", {"q": "data"}),
    *(("corpus", {"tab": tab, "by": "publisher"}) for tab in ("quality", "problems")),
    ("method", {"country": "SE"}),
)

DEFAULT = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"), "themes.yaml")
CHANGED = replace(
    next(theme for theme in DEFAULT.themes if theme.id == "smart-places"),
    seeds=tuple(map(Phrase, ("sensor", "smart city", "street light", "bench", "the"))),
)
ADDED = Theme("lights", "Lights", "Other", "Street lights.", (Phrase("lamp"), Phrase("street light")))
EDITED, NEW = (to_text(ThemeDraft().with_theme(DEFAULT, theme)) for theme in (CHANGED, ADDED))
BENCHES: tuple[tuple[str, dict[str, str]], ...] = tuple(
    ("themes", {"tab": "bench", **asked})
    for asked in (
        {"theme": "data-ethics"},
        {"draft": EDITED},
        {"draft": EDITED, "country": "GB", "those": "enters"},
        {"draft": EDITED, "those": "took:reports"},
        {"draft": NEW},
        {"draft": NEW, "those": "holds", "spoke": "street", "focus": "year:2023", "new_text_only": "true"},
    )
)


def elements(block: Block) -> Iterator[Element]:
    """Yield what a page shows, in order."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from elements(child)
        elif isinstance(child, Element):
            yield child


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("\u00a0", " ").replace("**", "")


def counts(text: str, pattern: re.Pattern[str] = COUNT) -> set[Count]:
    return {(int(number.replace(",", "")), noun) for number, noun in pattern.findall(text)}


def said(page: AppTest) -> Iterator[tuple[str, str]]:
    """Yield the kind and the words of all that a page says in its own voice."""
    for element in elements(page.main):
        if element.type in SAID or element.type in ("header", "subheader"):
            yield element.type, plain(str(getattr(element, "value", "")))


def doors(page: AppTest) -> dict[str, Count]:
    """The doors on a page with the number on each; tabs and headings of what is folded away are not among them."""
    found = {}
    for element in elements(page.main):
        if element.type in ("page_link", "button"):
            label = plain(str(element.proto.label))
            for count in sorted(counts(label, DOOR))[:1]:
                found[label] = count
    return found


def headings(page: AppTest) -> set[Count]:
    return {count for kind, text in said(page) if kind == "header" for count in counts(text, HEADING)}


def without_a_door(page: AppTest) -> list[str]:
    """The sentences of a page that hold a number for which there is no door on it."""
    opened = {*doors(page).values(), *headings(page)}
    return [
        f"{count}: {text}"
        for _, text in said(page)
        if not any(known in text for known in PLAIN)
        for count in counts(text) - opened
        if count[0]
    ]


Room = Callable[[str, dict[str, str]], set[Count]]


@pytest.fixture(scope="module")
def entered() -> dict[str, set[Count]]:
    """What stands over the rooms that were entered: many doors lead to the same one."""
    return {}


@pytest.fixture
def room(show: Open, entered: dict[str, set[Count]]) -> Room:
    """What the headings of a page count, by its name and parameters."""

    def enter(name: str, asked: dict[str, str]) -> set[Count]:
        key = f"{name}?{sorted(asked.items())}"
        if key not in entered:
            page = show(name, **asked)
            assert not page.exception, key
            entered[key] = headings(page)
        return entered[key]

    return enter


def behind(page: AppTest, label: str, room: Room, again: Callable[[], AppTest]) -> set[Count]:
    """Go through a door of a page, which `again` opens afresh; return what the headings behind it count."""
    element = next(
        found
        for found in elements(page.main)
        if found.type in ("page_link", "button") and plain(str(found.proto.label)) == label
    )
    if element.type == "page_link":
        return room(element.proto.page, first_of(element.proto.query_string))
    return headings(next(button for button in again().button if button.proto.id == element.proto.id).click().run())


def first_of(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def cells(page: AppTest) -> list[str]:
    """The counts in the tables behind charts, first and last of each, as the addresses they are."""
    frames = [table.value for table in page.dataframe]
    found = [frame[name] for frame in frames for name in COUNTED if name in frame]
    return [str(cell) for column in found for cell in (column.iloc[0], column.iloc[-1])]


@pytest.mark.parametrize(("name", "params"), [*VISITS, *BENCHES])
def test_every_number_on_a_page_is_a_door_to_as_many(name: str, params: dict[str, str], show: Open, room: Room) -> None:
    page = show(name, **params)

    assert without_a_door(page) == []
    for cell in cells(page):
        at = urlsplit(cell)
        noun = {"/corpus": "report", "/evidence": "passage"}[at.path]
        assert (int(at.fragment.replace(",", "")), noun) in room(at.path[1:], first_of(at.query)), cell
    for chart in page.get("vega_lite_chart"):
        counts_something = '"title": "Reports"' in chart.proto.spec or '"title": "Passages' in chart.proto.spec
        assert not counts_something or '"name": "click"' in chart.proto.spec, chart.proto.spec
    found = doors(page)
    for label in [*found][:4] + [*found][4::7]:
        assert found[label] in behind(page, label, room, lambda: show(name, **params)), label


def test_the_audit_finds_a_number_without_a_door() -> None:
    assert counts("14 of 65 reports, 1,203 passages and 7 % (2–9 %, 12 reports); 3 countries") == {
        (14, "report"),
        (65, "report"),
        (1203, "passage"),
        (12, "report"),
    }

    def bare() -> None:
        import streamlit as st

        st.header("1,203 passages")
        st.caption("14 of 65 reports say so, 0 reports do not, and 1,203 passages.")
        st.button("Read the 65 reports")

    page = AppTest.from_function(bare).run()
    assert without_a_door(page) == ["(14, 'report'): 14 of 65 reports say so, 0 reports do not, and 1,203 passages."]


def test_a_group_that_is_named_with_braces_is_named_so(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(places, "link", lambda name, label, *_, **__: said.append(label))

    reports(results, View(), "Agency {x} {0.__class__}: {}")

    assert said == [f"Agency {{x}} {{0.__class__}}: {len(results.panel.report_ids)} reports"]
