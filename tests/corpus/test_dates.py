import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import When, read_date


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2015-07-15 11:02:14 -0400", When("2015-07-15", "day")),
        ("2021-06-15T09:30:00Z", When("2021-06-15", "day")),
        ("2021-06", When("2021-06", "month")),
        ("2021", When("2021", "year")),
        ("20210615", When("2021-06-15", "day")),
        ("15 June 2021", When("2021-06-15", "day")),
        ("Tuesday, 15th June 2021", When("2021-06-15", "day")),
        ("June 15, 2021", When("2021-06-15", "day")),
        ("Sept. 2021", When("2021-09", "month")),
        ("15. Mai 2021", When("2021-05-15", "day")),
        ("1er août 2021", When("2021-08-01", "day")),
        ("3 de mayo de 2021", When("2021-05-03", "day")),
        ("15.06.2021", When("2021-06-15", "day")),
        ("25/12/2021", When("2021-12-25", "day")),
        ("12/25/2021", When("2021-12-25", "day")),
        ("3/4/2021", When("2021", "year")),
        ("4/4/2021", When("2021-04-04", "day")),
        ("2021-02-30", None),
        ("in June 2021 we met", None),
        ("1066", None),
        ("2021-2023", None),
        ("", None),
    ],
)
def test_dates_are_read_no_more_precisely_than_written(text: str, wanted: When | None) -> None:
    assert read_date(text) == wanted


@given(st.dates())
def test_every_iso_day_of_the_last_centuries_is_read_back(day: object) -> None:
    when = read_date(str(day))
    assert when == (When(str(day), "day") if 1900 <= int(str(day)[:4]) < 2100 else None)


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    when = read_date(text)
    assert when is None or when.value[:4].isdecimal()
