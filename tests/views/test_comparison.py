import pandas as pd
import pytest

from schema import HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW
from views.comparison import comparison_sentence


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
