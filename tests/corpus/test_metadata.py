import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import Confidence, from_path, from_text, resolve, stated
from schema import METADATA_FIELDS, REST, MetadataValue


def value(field: str, text: str, confidence: Confidence = "likely", found_in: str = "here") -> MetadataValue:
    return MetadataValue(field, text, found_in, confidence, "year" if field == "year" else None)


@pytest.mark.parametrize(
    ("source", "field", "wanted", "confidence"),
    [
        ("2015/2015-07-08-seven-tips.md", "date", "2015-07-08", "likely"),
        ("a/2015_07_08 notes.pdf", "date", "2015-07-08", "likely"),
        ("2015-07-report.pdf", "date", "2015-07", "likely"),
        ("20150708.txt", "date", "2015-07-08", "likely"),
        ("2015/report.pdf", "year", "2015", "likely"),
        ("2015/inner/report.pdf", "year", "2015", "likely"),
        ("oecd-2019-index.pdf", "year", "2019", "weak"),
    ],
)
def test_names_of_files_and_folders_carry_dates(source: str, field: str, wanted: str, confidence: str) -> None:
    (found,) = from_path(source)
    assert (found.field, found.value, found.confidence) == (field, wanted, confidence)


@pytest.mark.parametrize(
    "source",
    ["vision-2030.pdf", "agenda 2030.pdf", "strategy-2020-2025.pdf", "report.pdf", "v20190.pdf", "ab12019.txt"],
)
def test_names_that_state_no_date_of_publication_give_none(source: str) -> None:
    assert from_path(source) == ()


def test_keys_are_understood_in_their_many_forms_and_values_normalised() -> None:
    found, flaws = stated(
        [
            ("Title", "Tides &mdash; a review"),
            ("organisation", "Harbour  Board"),
            ("pubDate", "15 June 2021"),
            ("Country", "Norway"),
            ("lang", "en-GB"),
            ("source_url", "https://example.gov.uk/x"),
            ("topics", "analytics"),
            ("tag", "mobile"),
        ],
        "front matter",
    )
    assert {(v.field, v.value) for v in found} == {
        ("title", "Tides — a review"),
        ("publisher", "Harbour Board"),
        ("date", "2021-06-15"),
        ("country", "NO"),
        ("language", "en"),
        ("url", "https://example.gov.uk/x"),
    }
    assert flaws == ()


def test_a_value_that_makes_no_sense_is_told_not_guessed() -> None:
    found, flaws = stated([("date", "some time ago"), ("year", "20x1"), ("language", "the usual")], "front matter")
    assert found == ()
    assert [flaw.reason for flaw in flaws] == [
        "The date 'some time ago' in front matter was not understood.",
        "The year '20x1' in front matter was not understood.",
        "The language 'the usual' in front matter was not understood.",
    ]


def test_the_surest_value_wins_and_the_first_of_equally_sure_ones() -> None:
    best = resolve([value("title", "b"), value("title", "a", "certain"), value("title", "c", "certain")])
    assert [(v.field, v.value) for v in best] == [("title", "a")]


def test_the_year_follows_the_date_it_comes_with() -> None:
    best = {v.field: v.value for v in resolve([value("date", "2021-06-15"), value("year", "2019", "weak")])}
    assert best == {"year": "2021", "date": "2021-06-15"}


def test_a_surer_year_that_contradicts_the_date_puts_the_date_out() -> None:
    best = {
        v.field: v.value for v in resolve([value("date", "2021-06-15", "likely"), value("year", "2019", "certain")])
    }
    assert best == {"year": "2019"}


def test_what_is_said_to_be_unknown_is_left_out_whatever_was_found() -> None:
    (said, also), flaws = stated([("country", "Unknown"), ("date", "unknown")], "metadata.csv")
    found = (
        value("country", "GB"),
        value("date", "2019-05"),
        value("year", "2018", "weak"),
        value("url", "https://x.gov.uk"),
    )
    assert flaws == ()
    assert [(v.field, v.value) for v in resolve((said, also, *found))] == [
        ("year", "2018"),
        ("url", "https://x.gov.uk"),
    ]
    assert resolve((value("year", "unknown", "certain"), value("date", "2019-05"))) == ()


def test_a_surer_year_that_agrees_keeps_the_date() -> None:
    best = {
        v.field: v.value for v in resolve([value("date", "2021-06-15", "likely"), value("year", "2021", "certain")])
    }
    assert best == {"year": "2021", "date": "2021-06-15"}


def test_an_address_of_a_government_tells_the_country_but_never_against_what_is_stated() -> None:
    url = value("url", "https://ons.gov.uk/x", "certain")
    assert {v.field: v.value for v in resolve([url])}["country"] == "GB"
    assert {v.field: v.value for v in resolve([url, value("country", "FR", "weak")])}["country"] == "FR"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The council will publish its report in the spring and ask everyone who lives here what they think of it.",
            "en",
        ),
        (
            "Die Stadt legt im Mai den Bericht vor und fragt alle, die hier leben, was sie davon halten und was fehlt.",
            "de",
        ),
        (
            "Kommunen publicerar sin rapport i vår och frågar sedan alla som bor här vad de tycker och vad som saknas.",
            "sv",
        ),
    ],
)
def test_the_language_is_told_by_the_text(text: str, language: str) -> None:
    (found,) = from_text(text)
    assert (found.value, found.found_in, found.confidence) == (language, "the text", "likely")


def test_few_words_are_weak_evidence_of_a_language_and_a_handful_none() -> None:
    assert [v.confidence for v in from_text("The board will meet again in September")] == ["weak"]
    assert from_text("Contents 12") == ()
    assert from_text("") == ()


@given(
    st.lists(st.tuples(st.sampled_from(["title", "date", "year", "country", "language", "url"]), st.text(max_size=40)))
)
def test_resolving_gives_at_most_one_value_a_field_and_never_fails(pairs: list[tuple[str, str]]) -> None:
    found, _ = stated(pairs, "front matter")
    best = resolve(found)
    fields = [v.field for v in best]
    assert fields == [field for field in METADATA_FIELDS if field in fields]


def test_no_value_read_is_the_name_of_all_others() -> None:
    (found,), _ = stated([("sector", REST)], "here")
    assert found.value == REST.strip() != REST
