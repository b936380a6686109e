import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.blocks import Block
from corpus.markup import blocks_of, parse_html


def read(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_of(parse_html(f"<body>{text}</body>", "a.html").tree)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>One <b>bold</b>\nword.</p><p>Two.</p>", [("body", "One bold word."), ("body", "Two.")]),
        ("<h2>Head</h2>text", [("heading", "Head"), ("body", "text")]),
        ("<ul><li>a<li>b</ul>", [("list", "a"), ("list", "b")]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", [("list", "a"), ("list", "b"), ("list", "c")]),
        ("<p>See <a href='https://x.org/y?z'>the plan</a>.</p>", [("body", "See the plan.")]),
        ("<a href='https://x.org/y'>https://x.org/y</a>", [("body", "x.org/y")]),
        ("a<br>b<br><br>c", [("body", "a b"), ("body", "c")]),
        ("<script>x()</script><style>p{}</style><p hidden>no</p><p style='display: none'>no</p>yes", [("body", "yes")]),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", [("table", "A | B\n1 | 2")]),
        ("<p>Write &lt;script src=x&gt; here &amp; there</p>", [("body", "Write ‹script› here & there")]),
        ("<figure><img alt='x'><figcaption>Fig</figcaption></figure>", [("caption", "Fig")]),
        ("&nbsp; <p> </p>", []),
    ],
)
def test_what_is_seen_is_read_and_nothing_else(source: str, wanted: list[tuple[str, str]]) -> None:
    assert read(source) == wanted


def test_a_table_that_lays_out_paragraphs_is_read_as_paragraphs() -> None:
    cell = "<td><p>" + "word " * 60 + "</p></td>"
    assert [kind for kind, _ in read(f"<table><tr>{cell}{cell}</tr></table>")] == ["body", "body"]


def test_heading_levels_are_kept() -> None:
    assert blocks_of(parse_html("<h3>A</h3>", "x").tree) == (Block("A", "heading", 3),)


def test_twenty_thousand_nested_elements_are_no_problem() -> None:
    markup = parse_html("<p>first</p>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>last</p>", "x")
    assert [block.text for block in blocks_of(markup.tree)] == ["first", "deep", "last"]
    assert "nested too deep" in markup.flaws[0].reason


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@settings(deadline=None)
def test_no_tag_is_left_in_any_text(source: str) -> None:
    for _, text in read(f"x{source}"):
        assert "<b" not in text.lower()
        assert "<script" not in text.lower()
