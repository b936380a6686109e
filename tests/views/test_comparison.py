import pandas as pd
import pytest

from schema import FALLING, HIGHER, LOWER, NO_CHANGE, NO_DIFFERENCE, RISING, TOO_FEW
from views.comparison import comparison_sentence, where_sentence
from views.language import speaking


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (
            [HIGHER, HIGHER, LOWER, NO_DIFFERENCE],
            "Of 4 themes, the evidence shows 2 higher in GB and 1 higher in NL; "
            "the rest show no detectable difference.",
        ),
        (
            [HIGHER, TOO_FEW],
            "Of 2 themes, the evidence shows 1 higher in GB and 0 higher in NL; "
            "the rest show no detectable difference or have too few reports.",
        ),
        (
            [NO_DIFFERENCE, TOO_FEW],
            "Between GB and NL the evidence shows no detectable difference in any of 2 themes.",
        ),
        ([TOO_FEW], "There are too few reports to compare GB with NL."),
    ],
)
def test_the_sentence_follows_the_verdicts(verdicts: list[str], sentence: str) -> None:
    assert comparison_sentence(pd.DataFrame({"verdict": verdicts}), "GB", "NL") == sentence


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (
            [RISING, RISING, FALLING, NO_CHANGE, TOO_FEW],
            "Among 5 countries: the evidence shows it rising in A and B and falling in C; "
            "no detectable change in 1; too few reports in 1.",
        ),
        ([NO_CHANGE, NO_CHANGE], "Among 2 countries: no detectable change in 2."),
        ([TOO_FEW], "Among 1 country: too few reports in 1."),
    ],
)
def test_where_a_theme_moved_follows_the_verdicts(verdicts: list[str], sentence: str) -> None:
    frame = pd.DataFrame({"verdict": verdicts, "country": list("ABCDE")[: len(verdicts)]})
    assert where_sentence(frame, "country") == sentence


def test_reports_of_an_unknown_group_are_told_of_in_each_language() -> None:
    frame = pd.DataFrame({"verdict": [RISING, NO_CHANGE], "country": pd.array([pd.NA, "DE"], dtype="string")})
    assert "rising in unknown;" in where_sentence(frame, "country")
    with speaking("de"):
        assert "„unbekannt“" in where_sentence(frame, "country")
