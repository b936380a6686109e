"""Names are told from words by how the corpus writes them."""

import pytest

from models.naming import Names

CORPUS = [
    "Many agencies, or all, use an API in the cloud, and senior leaders of a fellowship must use data.",
    "Some federal agencies in the United States, such as the GSA, publish data through an API.",
    "The GSA publishes data, and the recent redesign of an office makes a catalyst of its data.",
]
NAMES = Names(CORPUS)


@pytest.mark.parametrize(
    ("text", "found", "matters"),
    [
        ("Senior leaders must use data.", [], False),
        ("Agencies publish data through an API.", ["API"], False),
        ("The Data Centre for Rivers publishes data.", ["Data Centre for Rivers"], True),
        ("VA publishes data.", ["VA"], True),
        ("Leaders use 3.5 of 10 data in the 1990s, 5bn or 2.5m.", [], False),
        ("Leaders use what Meeker’s data say.", ["Meeker"], True),
        ("Leaders use the data of XQZ agencies.", ["XQZ"], True),
        ("Leaders use the data of Extra Queues (XQZ) agencies.", ["Extra Queues", "XQZ"], False),
        ("All leaders of the Fellowship use data.", ["Fellowship"], True),
        ("Leaders in the United States use data of 21st-century agencies.", ["United States"], False),
    ],
)
def test_names_and_whether_they_matter(text: str, found: list[str], matters: bool) -> None:
    names = NAMES.find(text)
    assert [name.text for name in names] == found
    assert any(name.matters for name in names) == matters


def test_what_is_in_every_hundredth_text_is_not_strange() -> None:
    names = NAMES.find("The office of the GSA and Nodata Office use data.")
    assert NAMES.n_strange(names) == 1
    assert NAMES.find("VA publishes data.", but={"va"}) == []
