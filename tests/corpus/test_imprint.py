import pytest

from corpus.imprint import imprint


def found(*lines: str) -> dict[str, str]:
    return {value.field: value.value for value in imprint([(1, line) for line in lines])}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("© OECD 2020", {"year": "2020", "publisher": "OECD"}),
        ("DIGITAL GOVERNMENT INDEX © OECD 2020", {"year": "2020", "publisher": "OECD"}),
        ("© European Union, 2023", {"year": "2023", "publisher": "European Union"}),
        ("© Crown copyright 2021", {"year": "2021"}),
        ("Copyright 2019 Harbour Board", {"year": "2019", "publisher": "Harbour Board"}),
        ("February 2023", {"date": "2023-02"}),
        ("Published: 15 June 2021", {"date": "2021-06-15"}),
        ("Skerry Harbour Board, 15 June 2021", {"date": "2021-06-15"}),
        ("Harbour Board | June 2021", {"date": "2021-06"}),
        ("Published in 2021", {"date": "2021"}),
        ("2021", {}),
        ("We met the minister on 15 June 2021 and she was kind.", {}),
        ("Harbour Services Review 2021", {}),
    ],
)
def test_only_plain_statements_count(line: str, wanted: dict[str, str]) -> None:
    assert found(line) == wanted


def test_notices_that_disagree_say_nothing() -> None:
    assert found("© OECD 2020", "© Harbour Board 2021") == {}
