import pytest

from corpus.countries import country_code, country_of_address


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United  Kingdom", "GB"),
        ("uk", "GB"),
        ("Scotland", "GB"),
        ("NO", "NO"),
        ("Türkiye", "TR"),
        ("Narnia", None),
        ("", None),
    ],
)
def test_names_and_codes_are_recognised(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://18f.gsa.gov/2024/07/09/x/", "US"),
        ("https://www.gov.uk/guidance", "GB"),
        ("https://ons.gov.uk/report", "GB"),
        ("https://www.stats.govt.nz/", "NZ"),
        ("https://example.com/gov/uk", None),
        ("https://gov.example.org", None),
        ("http://[broken", None),
    ],
)
def test_only_addresses_reserved_for_public_bodies_speak(url: str, code: str | None) -> None:
    assert country_of_address(url) == code
