"""The text form of a selection: read back as written, and refused in one sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidSetting
from pipeline.selection import conditions, facet, parse
from schema import Selection

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12).filter(
    lambda name: name.lower() != "unknown" and "\\" not in name
)
YEARS = st.lists(st.integers(0, 9999) | st.none(), max_size=8, unique=True)


def values(names: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str | None, ...]]:
    return st.lists(names | st.none(), max_size=4, unique=True).map(tuple)


def same(one: Selection, other: Selection) -> bool:
    """Whether two selections admit the same; the order of years does not matter."""
    years = [sorted(s.year, key=lambda y: (y is None, y or 0)) for s in (one, other)]
    rest = [replace(s, year=(), min_quality=round(s.min_quality, 5)) for s in (one, other)]
    return years[0] == years[1] and rest[0] == rest[1]


@given(YEARS, values(NAMES), values(NAMES | st.just("Leeds, City of")), values(NAMES), st.booleans())
def test_what_is_written_reads_back(
    years: list[int | None],
    country: tuple[str | None, ...],
    publisher: tuple[str | None, ...],
    sector: tuple[str | None, ...],
    new: bool,
) -> None:
    selection = Selection(tuple(years), country, sector, publisher, (), new)
    assert same(parse(conditions(selection)), selection)


@given(st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_a_selection_or_refused(texts: list[str]) -> None:
    try:
        selection = parse(texts)
    except InvalidSetting:
        return
    assert same(parse(conditions(selection)), selection)


def test_years() -> None:
    assert parse(["year=2019:2021"]).year == (2019, 2020, 2021)
    assert parse(["year=2019,2021:2022,unknown"]).year == (2019, 2021, 2022, None)
    assert conditions(Selection(year=(2021, 2019, 2020, 2024, None))) == ["year=2019:2021,2024,unknown"]


def test_names() -> None:
    chosen = parse(["country=GB, NL", "country=SE", r"publisher=Leeds\, City of", "sector=Unknown"])
    assert chosen == Selection(country=("GB", "NL", "SE"), publisher=("Leeds, City of",), sector=(None,))
    assert parse(["new_text_only=true"]).new_text_only
    assert not parse(["new_text_only=False"]).new_text_only
    assert parse([]) == Selection()


def test_quality_and_phrase() -> None:
    chosen = parse(["quality=0.7", 'phrase="open data" OR a=b, c'])
    assert chosen == Selection(min_quality=0.7, phrase='"open data" OR a=b, c')
    assert conditions(chosen) == ["quality=0.7", 'phrase="open data" OR a=b, c']
    for refused in ("quality=2", "quality=good", "quality=nan"):
        with pytest.raises(InvalidSetting, match="from 0 to 1"):
            parse([refused])


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("country", "not FACET=VALUE"),
        ("country=", "not FACET=VALUE"),
        ("=GB", "no facet ''"),
        ("colour=red", "no facet 'colour'"),
        ("year=soon", "'soon'"),
        ("year=2019:", "''"),
        ("year=2021:2019", "do not run forwards"),
        ("year=0:9999", "do not run forwards"),
        ("year=-1", "'-1'"),
        ("year=20190", "'20190'"),
        ("year=٢٠١٩", "'٢٠١٩'"),
        ("new_text_only=perhaps", "'perhaps'"),
        ("country= , ", "'country= , '"),
    ],
)
def test_what_makes_no_sense_is_refused(condition: str, said: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        parse([condition])
    assert said in caught.value.reason


def test_facets_by_name() -> None:
    assert facet("sector") == "sector"
    with pytest.raises(InvalidSetting, match="no facet 'Sector'"):
        facet("Sector")
