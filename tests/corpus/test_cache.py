"""Readings come back as they were put, and broken ones are as good as absent."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cache import DocumentCache, Reading
from schema import Box, Document, MetadataValue, Passage, Problem

PROBLEM = Problem("a.pdf", "read", "Page 2 has no text.", "Run OCR.")
DOCUMENT = Document(
    source="a.pdf",
    format="pdf",
    text="Heading\n\nÆon 𝒳 passage \ud800.",
    passages=(
        Passage(1, 9, 25, "Æon 𝒳 passage \ud800.", "Heading", "body", True, 1, 2, "iv", (Box(1, 0.1, 0.2, 0.3, 0.4),)),
    ),
    metadata=(MetadataValue("date", "2020-05", "PDF properties", "weak", "month"),),
    n_pages=2,
    removed=((1, "running head", "Annual report"), (None, "shortcode", "{{< x >}}")),
    problems=(PROBLEM,),
    quality=0.9,
)


def test_a_reading_comes_back_as_it_was(tmp_path: Path) -> None:
    document = replace(DOCUMENT, passages=(replace(DOCUMENT.passages[0], text=DOCUMENT.text[9:25]),))
    cache = DocumentCache(tmp_path / "cache", "1")
    assert cache.get("ab12") is None
    cache.put("ab12", Reading((document, replace(document, source="b")), (PROBLEM,)))
    assert cache.get("ab12") == Reading((document, replace(document, source="b")), (PROBLEM,))


def test_another_reader_version_is_absent(tmp_path: Path) -> None:
    DocumentCache(tmp_path, "1").put("ab12", Reading((DOCUMENT,)))
    assert DocumentCache(tmp_path, "2").get("ab12") is None
    assert DocumentCache(tmp_path, "2").missing(["ab12"]) == {"ab12"}
    assert DocumentCache(tmp_path, "1").missing(["ab12", "ab34"]) == {"ab34"}
    assert DocumentCache(tmp_path / "none", "1").missing(["ab12"]) == {"ab12"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b'{"documents": [{}], "problems": []}', b"\xff"])
def test_a_broken_file_is_absent_and_can_be_replaced(tmp_path: Path, content: bytes) -> None:
    cache = DocumentCache(tmp_path, "1")
    cache.put("ab12", Reading(()))
    (tmp_path / "ab" / "ab12-1.json").write_bytes(content)
    assert cache.get("ab12") is None
    cache.put("ab12", Reading(()))
    assert cache.get("ab12") == Reading(())


def test_pruning_keeps_what_is_used(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path, "1")
    for name in ("ab12", "ab34", "cd56"):
        cache.put(name, Reading((DOCUMENT,)))
    DocumentCache(tmp_path, "0").put("ab12", Reading(()))
    assert cache.prune({"ab12"}) == 3
    assert cache.get("ab12") is not None
    assert cache.get("cd56") is None


@given(st.text(max_size=200), st.lists(st.integers(0, 200), min_size=2, max_size=8))
def test_any_text_and_any_offsets_survive(tmp_path_factory: pytest.TempPathFactory, text: str, cuts: list[int]) -> None:
    cache = DocumentCache(tmp_path_factory.getbasetemp() / "property", "1")
    ends = sorted(min(cut, len(text)) for cut in cuts)
    spans = itertools.pairwise(ends)
    passages = tuple(Passage(i, start, end, text[start:end]) for i, (start, end) in enumerate(spans, 1))
    reading = Reading((replace(DOCUMENT, text=text, passages=passages),))
    cache.put("ff00", reading)
    assert cache.get("ff00") == reading
