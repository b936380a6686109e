import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.state import TABS, Known, View, changed, link, parse, within
from schema import FACETS, REST, Selection

KNOWN = Known(
    themes=("legacy-it", "data-ethics"),
    reports=frozenset({"abc"}),
    values={
        "year": (2019, 2020, 2021, None),
        "country": ("GB", "NL", "rest", None),
        "sector": ("health", "local government"),
        "publisher": ("Town, City and County", "Übergabe & Söhne"),
        "language": ("en",),
    },
)


def _some(facet: str) -> st.SearchStrategy[tuple[object, ...]]:
    values = KNOWN.values[facet]  # type: ignore[index]  # one of FACETS
    return st.lists(st.sampled_from(values), unique=True).map(lambda chosen: tuple(v for v in values if v in chosen))


views = st.builds(
    View,
    selection=st.builds(
        Selection,
        new_text_only=st.booleans(),
        min_quality=st.sampled_from([0.0, 0.7]),
        phrase=st.sampled_from(["", '"open data" OR a=b, c']),
        **{facet: _some(facet) for facet in FACETS},
    ),
    measure=st.sampled_from(["share", "reach"]),
    weighting=st.sampled_from(["report", "passage"]),
    theme=st.sampled_from([None, *KNOWN.themes]),
    other=st.sampled_from([None, *KNOWN.themes]),
    by=st.just("country"),
    group_a=st.sampled_from(["GB", None]),
    group_b=st.sampled_from(["NL", REST, "rest", None]),
    focus=st.sampled_from([None, ("year", 2020), ("country", None), ("publisher", "Town, City and County")]),
    report=st.sampled_from([None, "abc"]),
    query=st.text(max_size=40),
    spoke=st.sampled_from(["", "legacy system"]),
    tab=st.sampled_from([None, *sorted(TABS)]),
    passage=st.sampled_from([None, "abc-0001"]),
    page=st.sampled_from([None, 3]),
    start=st.sampled_from([0, 12]),
)


@given(views)
def test_a_link_opens_the_view_it_was_made_from(view: View) -> None:
    found, ignored = parse(link(view), KNOWN)

    assert found == view
    assert ignored == []


def test_the_first_view_has_an_empty_link() -> None:
    assert link(View()) == {}


@given(st.dictionaries(st.sampled_from([*FACETS, "measure", "by", "a", "focus", "page", "start", "theme"]), st.text()))
def test_no_link_fails_and_what_it_ignores_is_said(params: dict[str, str]) -> None:
    view, ignored = parse(params, KNOWN)

    again, _ = parse(link(view), KNOWN)
    assert again == view
    assert all(sentence.endswith(".") for sentence in ignored)


@pytest.mark.parametrize(
    ("params", "part"),
    [
        ({"theme": "<script>alert(1)</script>"}, "theme “<script>"),
        ({"year": "2019:99999"}, "A filter of the link was left out."),
        ({"country": "GB,XX"}, "No report has the country XX"),
        ({"measure": "likes"}, "measure “likes”"),
        ({"page": "-1"}, "page “-1”"),
        ({"focus": "country:Atlantis"}, "“country:Atlantis”"),
        ({"by": "country", "a": "Atlantis"}, "group “Atlantis”"),
    ],
)
def test_what_does_not_exist_is_ignored_with_a_notice(params: dict[str, str], part: str) -> None:
    _, ignored = parse(params, KNOWN)

    assert len(ignored) == 1
    assert part in ignored[0]


def test_known_values_beside_unknown_ones_stay() -> None:
    view, _ = parse({"country": "GB,XX"}, KNOWN)

    assert view.selection == Selection(country=("GB",))


def test_a_new_theme_closes_what_was_open() -> None:
    view = View(theme="legacy-it", passage="abc-0001", page=3, start=12, focus=("year", 2020), query="kept")

    assert changed(view, theme="data-ethics") == View(theme="data-ethics", query="kept")


def test_a_focus_narrows_one_facet_and_keeps_the_others() -> None:
    selection = Selection(year=(2019, 2020), country=("GB", "NL"))

    assert within(selection, ("country", "GB")) == Selection(year=(2019, 2020), country=("GB",))
    assert within(selection, None) == selection
