import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from views.escape import markdown_text, safe_cell, safe_html, safe_markdown

HOSTILE = [
    "![x](http://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "`code` and $x^2$ and ~~gone~~",
    "# not a heading",
    "- not a list",
    "1. not a list",
    "> not a quote",
    "a | b | c",
    "&lt;b&gt; stays as it is",
    "line\n\n# heading",
    "---",
    "www.evil.example and https://evil.example and me@evil.example",
]


def rendered_tokens(text: str) -> tuple[set[str], str]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    inline = [child for token in tokens for child in token.children or []]
    return {token.type for token in [*tokens, *inline]}, "".join(child.content for child in inline)


@pytest.mark.parametrize("escape", [safe_markdown, markdown_text])
@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_text_and_nothing_else(escape: "type[str]", text: str) -> None:
    kinds, shown = rendered_tokens(escape(text))
    assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert shown.replace("\u2060", "") == " ".join(text.split())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])))
def test_any_text_survives_markdown(text: str) -> None:
    for escape in (safe_markdown, markdown_text):
        kinds, shown = rendered_tokens(escape(text))
        assert kinds <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
        assert shown.replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize(
    "text", [":smile:", ":material/home:", ":red[danger]", "https://a.b", "www.a.b", "me@a.b", "a -> b <= c -- d"]
)
def test_codes_that_work_on_parsed_text_are_broken_up(text: str) -> None:
    _, shown = rendered_tokens(safe_markdown(text))
    assert not re.search(r":[\w-]+:|:material/|:\w+\[|https?://|www\.|@\w|->|<=|--", shown)


def test_plain_words_stay_verbatim_in_a_markdown_file() -> None:
    text = "A third of councils, in 2019-2023, still run payroll (on unsupported software)."
    assert markdown_text(text) == text


@given(st.text())
def test_html_holds_no_tag_and_no_quote(text: str) -> None:
    safe = safe_html(text)
    assert not set("<>\"'") & set(safe)
    visible = "".join(
        c for c in text if c in "\t\n\r" or not re.match("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", c)
    )
    assert html.unescape(safe) == visible


def test_reading_direction_cannot_be_turned() -> None:
    assert safe_html("abc\u202ecba\u2066") == "abccba"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " ="])
def test_formulas_are_quoted(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "plain", "a=b", "5 - 3", "'quoted"])
def test_other_cells_stay(text: str) -> None:
    assert safe_cell(text) == text
