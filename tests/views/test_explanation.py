import pandas as pd
import pytest

from schema import Estimate
from views import explanation, tables
from views.wording import GAP


def flat(text: str) -> str:
    return text.replace(GAP, " ")


def test_the_parts_of_a_change_are_said_with_their_intervals(composition: pd.DataFrame) -> None:
    assert flat(explanation.composition_sentence(composition, "Legacy IT")) == (
        "Between 2019 and 2023 the estimate for Legacy IT moved by +4.2 (+2.0 to +6.4) percentage points: "
        "+0.8 (−1.2 to +2.8) within the same publishers, +2.9 (+1.0 to +4.8) from which of them reported more, "
        "+0.5 (−1.0 to +2.0) from publishers that came or went."
    )


def test_how_often_a_theme_is_right_is_said_with_its_interval() -> None:
    share = Estimate(0.85, 0.64, 0.948, 0.95, 0, 20, "precision", "score interval")
    said = flat(explanation.rightness_sentence(share, 17))
    assert said == "Right in 17 of 20 passages it takes, drawn at random and labelled by hand: 85.0 % (64.0–94.8 %)."
    share = Estimate(0.2, 0.036, 0.624, 0.95, 0, 5, "precision", "score interval")
    assert flat(explanation.missed_sentence(share, 1)) == (
        "Of 5 passages that it weighed and left, 1 speaks of it: 20.0 % (3.6–62.4 %)."
    )


def test_the_whole_change_comes_first(composition: pd.DataFrame) -> None:
    table = tables.composition_table(composition)
    assert list(table["Part"]) == [
        "Whole change", "Within the same publishers", "Which publishers reported more", "Publishers that came or went",
    ]  # fmt: skip
    assert list(table["Points"]) == ["+4.2", "+0.8", "+2.9", "+0.5"]


@pytest.mark.parametrize(
    ("at", "said"), [(0, "more often than chance"), (1, "less often than chance"), (2, "not told from chance")]
)
def test_a_pair_stands_to_chance_as_its_q_value_says(cooccurrence: pd.DataFrame, at: int, said: str) -> None:
    assert explanation.goes_with(cooccurrence.iloc[at]) == said


def test_companions_are_found_on_either_side_strongest_first(cooccurrence: pd.DataFrame) -> None:
    rows = explanation.companion_rows(cooccurrence, "legacy-it")
    assert list(rows["theme_b"]) == ["cyber-security", "data-ethics"]
    table = tables.companions_table(cooccurrence, "legacy-it", {"cyber-security": "Cyber security"})
    assert table.to_numpy().tolist() == [["Cyber security", "4.2 (2.1 to 8.0)", "21"]]
    assert tables.companions_table(cooccurrence.iloc[:0], "legacy-it", {}).empty
    assert explanation.surest_pairs(cooccurrence.assign(odds_ratio=float("nan")), 3).empty


def test_a_break_is_dated_and_sized() -> None:
    row = pd.Series({"year": 2022, "step": 0.11, "conf_low": 0.07, "conf_high": 0.15, "conf_level": 0.95})
    assert flat(explanation.break_sentence(row, "Resilience")) == (
        "The level of Resilience changed in 2022, by +11.0 (+7.0 to +15.0) percentage points (95 % interval)."
    )


@pytest.mark.parametrize(
    ("value", "said"), [(4.21, "4.2"), (0.256, "0.26"), (0.0, "<0.01"), (1234.5, "1,234"), (None, "–")]
)
def test_odds(value: float | None, said: str) -> None:
    row = pd.Series({"odds_ratio": value, "conf_low": value, "conf_high": value}, dtype=object)
    assert explanation.odds_with_interval(row) == f"{said} ({said} to {said})"


def test_log_odds_are_said_as_times_as_often(terms: pd.DataFrame) -> None:
    row = explanation.times_as_often(terms.assign(log_odds=2.0, conf_low=-1.0, conf_high=3.0)).iloc[0]
    assert explanation.odds_with_interval(row) == "7.4 (0.37 to 20)"


def test_the_most_and_the_least_alike_are_named_and_whether_that_order_is_sure(similarity: pd.DataFrame) -> None:
    said = explanation.similarity_sentence(similarity)
    assert said == (
        "Most alike in their priorities are the United Kingdom and the Netherlands, 0.93 (0.88–0.97), where 1 is the "
        "same; least alike the United Kingdom and Canada, 0.70 (0.60–0.80)."
    )
    unsure = explanation.similarity_sentence(similarity.assign(conf_high=0.99))
    assert unsure.endswith("These intervals overlap: the order may be chance.")
    assert explanation.similarity_sentence(similarity.head(1)) == (
        "The priorities of the United Kingdom and the Netherlands are alike to 0.93 (0.88–0.97), where 1 is the same."
    )
    table = tables.similarity_table(similarity)
    assert list(table["Likeness"]) == ["0.93", "0.85", "0.70"]
    assert list(table["Interval"]) == ["0.88–0.97", "0.70–0.99", "0.60–0.80"]
    assert list(table["Reports"]) == ["21", "21", "21"]
