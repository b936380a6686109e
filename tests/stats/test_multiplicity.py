"""Worked example: Benjamini and Hochberg (1995), section 3.1, fifteen hypotheses on thrombolysis."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from schema import HIGHER, NO_CHANGE, NO_DIFFERENCE, RISING
from stats.multiplicity import BESIDE, DATED, OVERALL, PAIRED, STEPS, WITHIN, lessened, q_values, together, verdicts

THROMBOLYSIS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_four_of_fifteen_stand_at_five_percent_as_published() -> None:
    assert (q_values(np.array(THROMBOLYSIS)) <= 0.05).tolist() == [True] * 4 + [False] * 11


def test_untested_claims_do_not_count() -> None:
    q = q_values(np.array([0.01, np.nan, 0.04]))
    np.testing.assert_allclose(q, [0.02, np.nan, 0.04])


def test_nothing_gives_nothing() -> None:
    assert q_values(np.array([])).shape == (0,)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_agrees_with_the_reference_implementation(p: list[float]) -> None:
    np.testing.assert_allclose(q_values(np.array(p)), false_discovery_control(p), atol=1e-12)


def test_a_verdict_needs_both_the_q_value_and_the_interval() -> None:
    frame = pd.DataFrame(
        {
            "q_value": [0.05, 0.01, 0.01, 0.01, 0.2, np.nan],
            "conf_low": [0.1, -0.3, 0.0, -0.1, 0.1, 0.1],
            "conf_high": [0.3, -0.1, 0.1, 0.0, 0.3, 0.3],
        }
    )
    assert verdicts(frame, 0.05, ("up", "down", "no", "few")).tolist() == ["up", "down", "no", "no", "no", "few"]


def frame_of(p: list[float], **columns: float) -> pd.DataFrame:
    ends = {"conf_low": [0.1] * len(p), "conf_high": [0.3] * len(p), "verdict": ["no"] * len(p)}
    return pd.DataFrame({"p_value": p, "q_value": 1.0, **ends, **columns}).astype({"verdict": "string"})


def test_tables_shown_together_are_one_family_with_a_part_of_the_rate() -> None:
    """The published fifteen in two tables stand as in one; with half the rate only q-values up to 0.025 do."""
    tables = [frame_of(THROMBOLYSIS[::2]), frame_of(THROMBOLYSIS[1::2], difference=0.2)]
    whole = pd.concat(together(tables))["q_value"].sort_values()
    np.testing.assert_allclose(whole, np.sort(q_values(np.array(THROMBOLYSIS))))
    changes, none, contrasts = together([tables[0], tables[0].iloc[:0], tables[1]], 1 / 2)
    assert len(none) == 0
    assert changes["verdict"].tolist() == [RISING] * 2 + [NO_CHANGE] * 6
    assert contrasts["verdict"].tolist() == [HIGHER] * 1 + [NO_DIFFERENCE] * 6
    assert together([]) == []


def test_a_part_of_the_rate_raises_q_values_up_to_one() -> None:
    assert lessened(pd.DataFrame({"q_value": [0.01, 0.4]}), 1 / 8)["q_value"].tolist() == [0.08, 1.0]


def test_the_parts_of_what_a_page_shows_at_most_add_up_to_the_whole_rate() -> None:
    theme_page, summary = (OVERALL, WITHIN, STEPS, DATED), (OVERALL, WITHIN, BESIDE, PAIRED)
    assert sum(theme_page) == sum(summary) == 1
