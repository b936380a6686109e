import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode
from errors import UnreadableFile

TEXT = "Der Hafen schließt um fünf; the café’s ledger — 140 years old — is kept by hand."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_the_same_whatever_its_encoding(encoding: str) -> None:
    assert decode((TEXT * 5).encode(encoding), "a.txt").text == TEXT * 5


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("cp1252", "Déjà vu à Noël"),
        ("cp1252", "El año de la señalización"),
        ("cp1252", "The clerk’s “ledger” – 140 years"),
        ("cp1250", "Zażółć gęślą jaźń"),
        ("cp1250", "Őrült tűzőgép"),
        ("cp1257", "Šį žodį rado ąžuolas"),
        ("cp1254", "İşçinin çığlığı"),
    ],
)
def test_a_few_letters_tell_the_code_page(page: str, text: str) -> None:
    assert decode(text.encode(page), "a.csv").text == text


@pytest.mark.parametrize("start", [b"MIME-Version: 1.0\r\n", b"From: <Saved by Blink>\r\n"])
def test_a_web_archive_is_told(start: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"is a web archive.*HTML only"):
        decode(start + b"Content-Type: multipart/related\r\n", "a.html")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_detected(encoding: str) -> None:
    assert decode(
        ("The harbour office is open from seven until four.\n" * 20).encode(encoding), "a.txt"
    ).text.startswith("The harbour office")


def test_the_declared_encoding_is_tried_when_it_is_no_utf8() -> None:
    assert decode("Größe".encode("latin-1"), "a.html", "iso-8859-1").text == "Größe"
    assert decode("Größe".encode(), "a.html", "iso-8859-1").text == "Größe"


def test_line_ends_are_made_one_and_nul_characters_go() -> None:
    assert decode(b"a\r\nb\rc\x00d" + b"." * 200, "a.txt").text.startswith("a\nb\ncd.")


def test_lost_characters_are_told() -> None:
    decoded = decode(b"\xff\xfe" + "abc".encode("utf-16-le") * 30 + b"\x00\xd8", "a.txt")
    assert "1 characters could not be decoded" in decoded.flaws[0].reason


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\x00" * 1000])
def test_nothing_is_told_as_nothing(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is empty"):
        decode(data, "a.txt")


def test_binary_data_is_no_text() -> None:
    with pytest.raises(UnreadableFile):
        decode(bytes(range(1, 9)) * 500 + os.urandom(10), "a.txt")


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_error_of_ours(data: bytes) -> None:
    with suppress(UnreadableFile):
        assert "\x00" not in decode(data, "a.txt").text
