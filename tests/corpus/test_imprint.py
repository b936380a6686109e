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
        ("Published by the Ministry of Ports, 12 June 2021", {"publisher": "Ministry of Ports"}),
        (
            "Published by: Office for Tides, Culture, Media and Sport",
            {"publisher": "Office for Tides, Culture, Media and Sport"},
        ),
        ("Herausgegeben von: Bundesministerium der Häfen", {"publisher": "Bundesministerium der Häfen"}),
        (
            "Publié par : Direction interministérielle des ports",
            {"publisher": "Direction interministérielle des ports"},
        ),
        ("Uitgave van: Ministerie van Binnenlandse Zaken", {"publisher": "Ministerie van Binnenlandse Zaken"}),
        ("Utgiven av Hamnverket 2021", {"publisher": "Hamnverket"}),
        ("Published by Jane Doe", {}),
        ("Published by: Jane Doe", {}),
        ("Published by the OECD, this report shows that data matter.", {}),
        ("Published by the Tide Office on behalf of the Board", {}),
        ("Publisher relations of the Harbour Board", {}),
    ],
)
def test_only_plain_statements_count(line: str, wanted: dict[str, str]) -> None:
    assert found(line) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ("Herausgeber", "Bundesamt für Gezeiten", "Kaistraße 7, 10557 Berlin"),
            {"publisher": "Bundesamt für Gezeiten"},
        ),
        (("Herausgeber", "Bundesministerium für Häfen", "und Gezeiten"), {}),
        (("Published by the Federal Ministry for Economic", "Cooperation and Development"), {}),
        (("Published by the Office for Tides, Culture,", "Media and Sport"), {}),
        (("Published by", "Annual Report of the Harbour Board"), {}),
        (("Published by the Harbour Board", "Published by the Tide Office"), {}),
        (("Published by the Harbour Board", "© Tide Office 2021"), {"publisher": "Harbour Board", "year": "2021"}),
    ],
)
def test_a_publisher_is_named_whole_or_not_at_all(lines: tuple[str, ...], wanted: dict[str, str]) -> None:
    assert found(*lines) == wanted


def test_notices_that_disagree_say_nothing() -> None:
    assert found("© OECD 2020", "© Harbour Board 2021") == {}
