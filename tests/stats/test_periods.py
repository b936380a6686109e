from stats.periods import comparable_years
from tests.stats.counts import panel


def test_years_of_few_reports_and_unknown_years_are_passed_over() -> None:
    years = [2019] * 3 + [2020] * 2 + [2021] * 4 + [None] * 5
    found = panel([10] * len(years), [[1]] * len(years), year=years)

    assert comparable_years(found) == [2019, 2021]
    assert comparable_years(found, min_reports=1) == [2019, 2020, 2021]
