import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import CONTRAST_VERDICTS, VERDICTS, Selection
from views import comparison, wording


def flat(text: str) -> str:
    return text.replace(wording.GAP, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.124, "12.4 %"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.0004, "<0.1 %"),
        (0.0005, "0.1 %"),
        (0.9995, ">99.9 %"),
        (-1e-12, "0 %"),
        (1.2, "100 %"),
        (1 - 1e-15, "100 %"),  # a mean of ones
        (0.999, "99.9 %"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_percent(value: float | None, text: str) -> None:
    assert flat(wording.percent(value)) == text


def test_interval_names_its_unit_once_and_says_when_it_is_missing() -> None:
    assert flat(wording.interval(0.098, 0.156)) == "9.8–15.6 %"
    assert flat(wording.interval(0.0001, 0.012)) == "<0.1–1.2 %"
    assert wording.interval(None, 0.2) == "interval not known"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.012, "+1.2"),
        (-0.004, "−0.4"),
        (0.0, "0.0"),
        (0.0003, "+0.03"),
        (-0.00001, "−0.001"),
        (-1e-9, "0.0"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_points(value: float | None, text: str) -> None:
    assert wording.points(value) == text


@pytest.mark.parametrize(
    ("estimate", "low", "high", "text"),
    [
        (0.00002, -0.008, 0.008, "0.0 (−0.8 to +0.8)"),
        (0.00004, 0.00002, 0.012, "+0.004 (+0.002 to +1.200)"),
        (0.02, 0.0004, 0.04, "+2.00 (+0.04 to +4.00)"),
        (-0.004, None, None, "−0.4 (interval not known)"),
    ],
)
def test_a_number_and_its_interval_have_the_same_decimals(
    estimate: float, low: float | None, high: float | None, text: str
) -> None:
    row = pd.Series({"estimate": estimate, "conf_low": low, "conf_high": high})
    assert f"{wording.points_of(row, 'estimate')} ({wording.points_interval(low, high)})" == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0009, "<0.001"),
        (0.001, "0.001"),
        (0.0312, "0.031"),
        (0.1, "0.10"),
        (0.5, "0.50"),
        (1.0, "1.00"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_p_value(value: float | None, text: str) -> None:
    assert wording.p_value(value) == text


def test_a_level_that_no_row_tells_is_the_usual_one() -> None:
    assert [flat(wording.level(at)) for at in (None, 0.9)] == ["95 %", "90 %"]


def test_counted_knows_one_from_many() -> None:
    assert wording.counted(2, "file") == "2 files"
    assert wording.counted(1, "report") == "1 report"
    assert wording.counted(2078, "report") == "2,078 reports"
    assert wording.counted(2, "country") == "2 countries"


def test_a_share_among_passages_with_a_phrase_says_so() -> None:
    assert wording.measure_axis("share", "report", "“open data”") == (
        "Share, % of the average report's passages with “open data”"
    )
    assert wording.measure_axis("share", "passage", "cloud") == "Share, % of all passages with cloud"
    assert wording.measure_axis("reach", "report", "cloud") == "Reach, % of reports with cloud"
    assert wording.filter_line(Selection(phrase="cloud", min_quality=0.7)).replace("\u00a0", " ") == (
        "Text quality: at least 70 %; Passages with: cloud"
    )


def test_selection_is_worded_with_runs_of_years_and_unknowns() -> None:
    selection = Selection(year=(2023, 2019, 2020, 2021, None), country=("GB", None), new_text_only=True)
    assert wording.filter_line(selection) == (
        "Year: 2019–2021, 2023, unknown; Country: United Kingdom and unknown; Text: new text only"
    )
    assert wording.filter_line(Selection()) == "All reports"


def test_change_sentences_say_exactly_what_the_row_carries(changes: pd.DataFrame) -> None:
    said = [flat(wording.change_sentence(changes.iloc[at], "Legacy IT", "2019–2023")) for at in range(3)]
    assert said == [
        "The share of Legacy IT rose in 2019–2023, by 1.2 percentage points a year (95 % interval 0.6 to 1.9).",
        "The share of Legacy IT shows no detectable change in 2019–2023: "
        "−0.4 percentage points a year (95 % interval −1.2 to +0.4).",
        "The share of Legacy IT fell in 2019–2023, by 0.9 percentage points a year (95 % interval 0.3 to 1.5).",
    ]


def test_contrast_sentences_name_the_higher_group_first(contrasts: pd.DataFrame) -> None:
    said = [flat(wording.contrast_sentence(contrasts.iloc[at], "Legacy IT", "reach")) for at in range(3)]
    assert said[0] == (
        "The reach of Legacy IT is higher in the United Kingdom than in the Netherlands, by 6.0 percentage points "
        "(95 % interval 2.0 to 10.0): 10.0 % in the United Kingdom (8.0–12.0 %, 12 reports), "
        "4.0 % in the Netherlands (2.0–6.0 %, 10 reports)."
    )
    assert said[1].startswith("The reach of Legacy IT is higher in the Netherlands than in the United Kingdom, by 15.0")
    assert "no detectable difference" in said[2]
    assert "higher" not in said[2]


_MOVED = re.compile(r"\b(rose|rise|rising|fell|fall|falling|increas\w*|decreas\w*|grew|higher|lower|more|less)\b")


@given(
    verdict=st.sampled_from(VERDICTS),
    slope=st.floats(-0.5, 0.5),
    half=st.floats(0, 0.5),
    share=st.floats(0, 1),
)
def test_only_the_verdict_makes_a_theme_rise_or_fall(verdict: str, slope: float, half: float, share: float) -> None:
    change = pd.Series(
        {
            "verdict": verdict,
            "slope_per_year": slope,
            "conf_low": slope - half,
            "conf_high": slope + half,
            "conf_level": 0.95,
        },
        dtype=object,
    )
    size = pd.Series({"estimate": share, "conf_low": max(share - half, 0), "conf_high": min(share + half, 1)})
    allowed = {"rising": {"rose"}, "falling": {"fell"}}.get(verdict, set())
    for sentence in (
        wording.change_sentence(change, "The theme", "2019–2023"),
        wording.headline(change, size, "The theme", "2019–2023"),
    ):
        assert set(_MOVED.findall(sentence)) == allowed


@pytest.mark.parametrize("verdict", CONTRAST_VERDICTS)
def test_only_the_verdict_makes_groups_differ(verdict: str, contrasts: pd.DataFrame) -> None:
    row = contrasts.iloc[0].copy()
    row["verdict"] = verdict
    said = wording.contrast_sentence(row, "The theme")
    found = set(_MOVED.findall(said))
    assert found == ({"higher"} if verdict in ("higher in A", "lower in A") else set())
    if verdict == "lower in A":
        assert "higher in the Netherlands than in the United Kingdom" in said


def test_every_sentence_on_an_estimate_holds_its_interval(
    prevalence: pd.DataFrame, changes: pd.DataFrame, by_country: pd.DataFrame
) -> None:
    row = prevalence.iloc[1]
    assert flat(wording.prevalence_sentence(row, "Cyber security", "share")) == (
        "Cyber security takes up 12.4 % of the average report (95 % interval 9.8–15.6 %; 30 reports, 380 passages)."
    )
    assert "of all passages" in wording.prevalence_sentence(row, "Cyber security", "share", "passage")
    assert flat(wording.headline(changes.iloc[1], row, "Cyber security", "2019–2023")) == (
        "Cyber security takes up 12.4 % of the average report (9.8–15.6 %), with no detectable change in 2019–2023."
    )
    said = flat(comparison.extremes_sentence(by_country[by_country["theme_id"] == "legacy-it"], "country"))
    assert said == (
        "Among countries the estimate is highest for the United Kingdom, 10.0 % (7.0–14.0 %), "
        "and lowest for the Netherlands, 4.0 % (2.0–6.0 %); "
        "their intervals do not overlap, though the furthest apart of many groups are no test of a difference."
    )


def test_one_group_has_no_extremes(by_country: pd.DataFrame) -> None:
    assert comparison.extremes_sentence(by_country[by_country["country"] == "GB"].head(1), "country") == ""


def test_overview_counts_verdicts(changes: pd.DataFrame) -> None:
    assert wording.overview_sentence(changes, "2019–2023") == (
        "Of 3 themes in 2019–2023, the evidence shows 1 rising and 1 falling; 1 shows no detectable change."
    )
    moved = changes[changes["verdict"] != "no detectable change"]
    assert wording.overview_sentence(moved, "2019–2023").endswith("the evidence shows 1 rising and 1 falling.")


def test_detected_differences_come_largest_first(contrasts: pd.DataFrame) -> None:
    assert list(comparison.detected(contrasts)["theme_id"]) == ["cyber-security", "legacy-it"]
