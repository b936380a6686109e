import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.evidence import card_html, citation, passage_html, phrase_spans, place, segments, spoke_for


def test_phrases_are_found_in_any_case_number_and_with_hyphens() -> None:
    text = "Legacy  systems and the legacy-system team; illegacy systematic."
    assert [text[a:b] for a, b in phrase_spans(text, ["legacy system"])] == ["Legacy  systems", "legacy-system"]
    assert [text[a:b] for a, b in phrase_spans(text, ["system*"])] == ["systems", "system", "systematic"]


def test_overlapping_phrases_become_one_mark() -> None:
    text = "the open data standard"
    assert [text[a:b] for a, b in phrase_spans(text, ["open data", "data standard"])] == ["open data standard"]


def test_phrases_with_odd_characters_are_literal() -> None:
    assert phrase_spans("citizens' assembly (2020)", ["citizens' assembly", "(", ".*"]) == [(0, 18)]


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_segments_join_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(min(a, len(text)), min(b, len(text))) for a, b in spans]
    assert "".join(piece.text for piece in segments(text, inside)) == text


@pytest.mark.parametrize(
    ("page", "label", "format", "said"),
    [
        (12, None, "pdf", "p. 12"),
        (12, "12", "pdf", "p. 12"),
        (14, "xii", "pdf", "p. xii (page 14 of the file)"),
        (3, None, "pptx", "slide 3"),
        (None, None, "docx", ""),
    ],
)
def test_place(page: int | None, label: str | None, format: str, said: str) -> None:
    assert place(page, label, format) == said


def test_citation_leaves_out_what_is_unknown() -> None:
    assert (
        citation(publisher="Audit Office", title="On IT", year=2021, place="p. 4") == "Audit Office, On IT, 2021, p. 4"
    )
    assert citation(publisher=None, title=None, year=None) == "Untitled report, undated"


def test_passage_html_escapes_inside_and_outside_marks() -> None:
    text = "<b>legacy</b> & old"
    assert passage_html(text, [(0, 3)]) == "<mark>&lt;b&gt;</mark>legacy&lt;/b&gt; &amp; old"


def test_seeds_that_stand_there_and_words_that_pulled_are_told_apart() -> None:
    assert spoke_for(["legacy system", "mainframe"]) == "Spoke for the theme: legacy system, mainframe"
    assert spoke_for(["old", "systems"], "legacy IT") == (
        "No seed of the theme stands here. Nearest in meaning: legacy IT; words that pulled: old, systems"
    )
    assert spoke_for([], "legacy IT").endswith("Nearest in meaning: legacy IT")
    assert spoke_for([]) == ""


def test_card_escapes_every_part() -> None:
    card = card_html("<i>t</i>", cited="<u>c</u>", heading="<a>h</a>", spoke="<s>e</s>")
    for tag in ("<i>", "<u>", "<a>", "<s>"):
        assert tag not in card
    assert card.index("&lt;a&gt;") < card.index("&lt;i&gt;") < card.index("&lt;u&gt;") < card.index("&lt;s&gt;")
