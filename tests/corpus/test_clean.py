import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import one_line, plain


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("eﬃcient oﬀice ﬁnds ﬂow", "efficient office finds flow"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("cafe\u0301", "café"),
        ("one  \n  two", "one\ntwo"),
        ("nul\x00 bell\x07", "nul bell"),
        ("\uf0b7 item \uf07c", "• item"),
        ("m² and H₂O stay", "m² and H₂O stay"),
        ("\u202eevil", "evil"),
    ],
)
def test_odd_characters_become_plain_ones(given_text: str, wanted: str) -> None:
    assert plain(given_text) == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert one_line(one_line(text)) == one_line(text)
    assert "\n" not in one_line(text)


@given(st.text(st.characters(categories=("Lu", "Ll", "Nd"), max_codepoint=0x2FF)))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    kept = plain(text)
    assert len(kept) >= len(text.replace("\u0132", "").replace("\u0133", ""))
