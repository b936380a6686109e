import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.frontmatter import split_front_matter


def test_values_come_as_text_so_that_norway_is_no_boolean() -> None:
    front = split_front_matter("---\ncountry: NO\nyear: 2021\ntitle: 'A: b'\nauthors:\n  - x\n  - y\n---\nBody\n")
    assert dict(front.pairs) == {"country": "NO", "year": "2021", "title": "A: b"}
    assert front.body.strip() == "Body"


def test_toml_is_read_too() -> None:
    front = split_front_matter('+++\ntitle = "Tides"\ndate = 2021-06-15\n+++\nBody')
    assert dict(front.pairs) == {"title": "Tides", "date": "2021-06-15"}


def test_json_is_read_too() -> None:
    front = split_front_matter('{\n "title": "Tides",\n "tags": ["a", "b"],\n "year": 2021\n}\nBody {x}')
    assert (dict(front.pairs), front.body.strip()) == ({"title": "Tides", "year": "2021"}, "Body {x}")


@pytest.mark.parametrize(
    "text",
    [
        *("No front matter", "---\nno end\n\nBody", "", "----\na: b\n----\n"),
        *("{{< figure >}}\nBody", '{"a": 1} is JSON', "{" * 50_000, '{"a":' * 50_000, "\n{% raw %}"),
    ],
    ids=range(9),
)
def test_text_without_front_matter_is_all_body(text: str) -> None:
    front = split_front_matter(text)
    assert (front.pairs, front.body, front.flaws) == ((), text, ())


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a: &x [1]\nb: *x", "alias"),
        ("a: " + "[" * 60 + "]" * 60, "nested"),
        ("a: b: c: d", "line 2"),
        ("a: " + "x" * 70_000, "larger than"),
        ("- a\n- b", "no 'key: value'"),
        ("!!python/object/apply:os.system ['true']", ""),
        ("a: '\x07'", "could not be read"),
    ],
)
def test_bad_front_matter_is_told_and_the_body_is_read(source: str, reason: str) -> None:
    front = split_front_matter(f"---\n{source}\n---\nBody")
    assert front.body.strip() == "Body"
    assert front.pairs == ()
    assert any(reason in flaw.reason for flaw in front.flaws)


def test_a_bomb_of_aliases_costs_nothing() -> None:
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.monotonic()
    front = split_front_matter("---\n" + "\n".join(lines) + "\n---\nBody")
    assert time.monotonic() - started < 1
    assert "alias" in front.flaws[0].reason


@given(st.text(st.characters(codec="utf-8")))
def test_no_front_matter_makes_it_fail_or_swallows_the_body(source: str) -> None:
    front = split_front_matter(f"---\n{source}\n---\nThe body stays.")
    assert "The body stays." in front.body
