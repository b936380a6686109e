"""Duplicates: known pairs are found, the earliest is the original, nothing else is marked."""

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.duplicates import Duplicates, Edition, compare, compared_nothing, sketch

WORDS = [f"w{i}" for i in range(4_000)]


def paragraph(seed: int, n: int = 60) -> list[str]:
    return random.Random(seed).choices(WORDS, k=n)


def passages(reports: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"{report}-{position:04d}", report, position, text)
            for report, texts in reports.items()
            for position, text in enumerate(texts, 1)
        ],
        columns=["passage_id", "report_id", "position", "text"],
    )


def edition(
    report_id: str, publisher: str | None = "A", year: int | None = 2020, date: str | None = None, source: str = ""
) -> Edition:
    return Edition(report_id, source or report_id, publisher, year, date)


def find_duplicates(editions: list[Edition], told: pd.DataFrame) -> Duplicates:
    return compare(editions, told, sketch(told["text"].tolist()), compared_nothing())[0]


def words(seed: int, changed: int = 0) -> str:
    found = paragraph(seed)
    for i in range(changed):
        found[10 + 20 * i] = f"other{i}"
    return " ".join(found)


def test_case_and_punctuation_do_not_matter() -> None:
    found = find_duplicates(
        [edition("a"), edition("b", year=2021, publisher="B")],
        passages({"a": ["Our city, too.", words(1)], "b": [words(2), "our CITY too", words(3), words(4)]}),
    )
    assert found == Duplicates({}, {"b-0002": ("a-0001", 1.0)}, frozenset())


def test_near_duplicates_have_their_exact_likeness() -> None:
    found = find_duplicates(
        [edition("a"), edition("b", year=2021)],
        passages({"a": [words(1), words(2), words(3)], "b": [words(1, changed=1), words(2, changed=3), words(7)]}),
    )
    # 58 three-word sequences; one changed word replaces three of them: 55 / 61. Three changed: 49 / 67.
    assert dict(found.passages) == {"b-0001": ("a-0001", 55 / 61)}
    assert found.repeated == {"b-0001"}


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (edition("a"), edition("b", year=2021), True),
        (edition("a"), edition("b", year=2021, publisher="B"), False),
        (edition("a"), edition("b"), False),
        (edition("a", date="2020-03-01"), edition("b", date="2020-04"), True),
        (edition("a", date="2020-03-01"), edition("b", date="2020"), False),
        (edition("a"), edition("b", year=None), False),
        (edition("a", publisher=None), edition("b", year=2021, publisher=None), False),
    ],
)
def test_repeated_needs_an_earlier_report_of_the_same_publisher(
    earlier: Edition, later: Edition, expected: bool
) -> None:
    texts = passages({"a": [words(1), words(2)], "b": [words(1), words(3), words(4)]})
    found = find_duplicates([later, earlier], texts)
    assert len(found.passages) == 1
    assert found.repeated == (frozenset({"b-0001"}) if expected else frozenset())


def test_another_publisher_s_original_does_not_hide_the_own_earlier_report() -> None:
    found = find_duplicates(
        [edition("x", "X", 2019), edition("a1", "A", 2020), edition("a2", "A", 2021)],
        passages({"x": [words(1), words(2)], "a1": [words(1), words(3)], "a2": [words(1), words(4)]}),
    )
    assert found.passages == {"a1-0001": ("x-0001", 1.0), "a2-0001": ("x-0001", 1.0)}
    assert found.repeated == {"a2-0001"}


def test_the_earliest_is_the_original_and_unknown_years_come_last() -> None:
    found = find_duplicates(
        [edition("a", year=None), edition("b", year=2021, publisher="B"), edition("c", year=2019, publisher="C")],
        passages({key: [words(1), words(ord(key))] for key in "abc"}),
    )
    assert found.passages == {"a-0001": ("c-0001", 1.0), "b-0001": ("c-0001", 1.0)}


def test_a_report_that_repeats_another_is_a_duplicate() -> None:
    texts = [words(i) for i in range(10)]
    found = find_duplicates(
        [edition("a"), edition("b"), edition("c", publisher="C", year=2022), edition("d", year=2022)],
        passages({"a": texts, "b": texts, "c": [*texts[:9], words(77)], "d": [*texts[:9], words(78)]}),
    )
    assert found.reports == {"b": ("a", 1.0), "c": ("a", 9 / 11)}
    assert len(found.repeated) == 9  # d is a later edition of a: no duplicate, but repeated text
    table = found.table()
    assert table.loc[table["unit"] == "report", "id"].tolist() == ["b", "c"]


def test_two_reports_that_share_boilerplate_are_no_duplicates() -> None:
    common = words(1)
    reports = {f"r{i}": [common, words(100 + i), words(200 + i)] for i in range(20)}
    found = find_duplicates([edition(name, publisher=name) for name in reports], passages(reports))
    assert found.reports == {}
    assert len(found.passages) == 19


def test_short_passages_need_the_same_words() -> None:
    found = find_duplicates(
        [edition("a"), edition("b", publisher="B")],
        passages(
            {"a": ["one two three four five six seven", words(1)], "b": ["one two three four five six", words(2)]}
        ),
    )
    assert found.passages == {}


def test_nothing_but_punctuation_is_no_duplicate() -> None:
    found = find_duplicates([edition("a"), edition("b")], passages({"a": ["***", words(1)], "b": ["***", words(2)]}))
    assert found.passages == {}


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(seed: int, chance: random.Random) -> None:
    pool = [words(seed + i % 5, changed=i % 2) for i in range(14)]
    reports = {f"r{i}": [chance.choice(pool) for _ in range(4)] for i in range(5)}
    editions = [edition(name, "AB"[i % 2], 2019 + i % 3) for i, name in enumerate(reports)]
    frame = passages(reports)
    shuffled = list(editions)
    chance.shuffle(shuffled)
    mixed = frame.sample(frac=1, random_state=seed)
    assert find_duplicates(editions, frame) == find_duplicates(shuffled, mixed)


def test_all_near_duplicates_at_the_threshold_are_found() -> None:
    originals = {f"a{i}": [words(i)] for i in range(200)}
    copies = {f"b{i}": [words(i, changed=1)] for i in range(200)}
    reports = {**originals, **copies}
    found = find_duplicates([edition(n, n[0], 2020 + (n[0] == "b")) for n in reports], passages(reports))
    assert len(found.passages) >= 199
    assert all(copy[1:5] == original[1:5] for copy, (original, _) in found.passages.items())


def test_unrelated_passages_are_never_marked() -> None:
    texts = [words(i) for i in range(300)]
    found = find_duplicates([edition("a")], passages({"a": texts}))
    assert found.passages == {}


def test_many_passages_are_compared_by_sketches_as_few_are_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a": [words(i) for i in range(30)], "b": [words(i, changed=1 + i % 3) for i in range(30)]}
    chain = {"c": [" ".join(paragraph(7)[i : i + 60] + paragraph(8)[: i + 1]) for i in range(0, 40, 4)]}
    editions = [edition(report, year=2020 + i) for i, report in enumerate("abc")]
    few = find_duplicates(editions, passages(texts | chain))
    monkeypatch.setattr("corpus.near._FEW", 0)
    assert find_duplicates(editions, passages(texts | chain)) == few
    assert len(few.passages) > 20
