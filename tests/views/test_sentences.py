"""What the sentences of other tests leave open: rows that lack something, and notes in words."""

import pandas as pd
import pytest

from schema import Note
from views import wording


def flat(text: str) -> str:
    return text.replace(wording.GAP, " ")


def test_without_a_change_a_headline_tells_the_size_alone(prevalence: pd.DataFrame) -> None:
    said = wording.headline(None, prevalence.iloc[1], "Cyber security", "2019–2023", "reach")
    assert flat(said) == "Cyber security appears in 12.4 % of reports (9.8–15.6 %)."


def test_too_few_reports_are_said_in_every_sentence(
    prevalence: pd.DataFrame, changes: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    few = changes.iloc[0].copy()
    few["verdict"] = "too few reports"
    said = wording.headline(few, prevalence.iloc[1], "Cyber security", "2019–2023")
    assert said.endswith("(9.8–15.6\u00a0%); too few reports to say whether that changed in 2019–2023.")
    both = pd.DataFrame([few, few])
    assert wording.overview_sentence(both, "2019–2023") == (
        "Of 2 themes in 2019–2023, the evidence shows 0 rising and 0 falling; 2 have too few reports."
    )
    row = contrasts.iloc[0].copy()
    row["verdict"] = "too few reports"
    assert wording.contrast_sentence(row, "Legacy IT").startswith(
        "There are too few reports to compare the share of Legacy IT: 10.0"
    )


def test_an_interval_beyond_zero_that_carries_no_verdict_is_explained(changes: pd.DataFrame) -> None:
    row = changes.iloc[0].copy()
    row["verdict"] = "no detectable change"
    said = wording.change_sentence(row, "Legacy IT", "2019–2023")
    assert said.endswith("it leaves zero out, but not once corrected for all comparisons shown together).")
    assert wording.leaves_zero_out(row)
    row["conf_high"] = None
    assert not wording.leaves_zero_out(row)


def test_a_verdict_whose_interval_holds_zero_shows_both_ends_with_their_signs(changes: pd.DataFrame) -> None:
    row = changes.iloc[0].copy()
    row["conf_low"] = -0.001
    assert "interval −0.1 to +1.9)" in flat(wording.change_sentence(row, "Legacy IT", "2019–2023"))


def test_what_a_row_rests_on_is_nought_where_it_does_not_say(prevalence: pd.DataFrame) -> None:
    row = prevalence.iloc[1].drop(["n_reports", "n_passages"])
    assert "; 0 reports, 0 passages)" in wording.prevalence_sentence(row, "Cyber security", "share")


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (
            Note("low", "thin years", "", "Fewer in {years}.", (("years", ("2019", "2020", "2023")),)),
            "2019, 2020 and 2023",
        ),
        (Note("high", "silent language", "", "None in {language}.", (("language", "fi"),)), "None in Finnish."),
        (Note("high", "own", "As it stands {here}."), "As it stands {here}."),
    ],
)
def test_a_note_is_worded_with_its_values(note: Note, text: str) -> None:
    assert text in wording.note_text(note)
