from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from schema import COMPOSITION, REST, Selection
from views.brief.check import faults
from views.brief.check_passages import Basis
from views.brief.summary import ByFacet, KeyPhrase, OwnPhrases, Quotation, SubTopic, Summary, ThemeSection


def with_section(summary: Summary, **parts: object) -> Summary:
    return replace(summary, sections=(replace(summary.sections[0], **parts),))  # type: ignore[arg-type]  # named parts


def changed(frame: pd.DataFrame, column: str, value: object, row: int = 0) -> pd.DataFrame:
    copy = frame.copy()
    values: list[Any] = list(copy[column])
    values[row] = value
    copy[column] = values
    return copy


def without(basis: Basis, passage_id: str) -> Basis:
    """Return a basis in which a passage is assigned to nothing."""

    def assigned(theme_id: str) -> pd.DataFrame:
        rows = basis.assigned(theme_id)
        return rows[rows["passage_id"] != passage_id]

    return replace(basis, assigned=assigned)


def test_a_sound_summary_has_no_faults(summary: Summary, basis: Basis) -> None:
    assert faults(summary, basis) == []


def test_a_theme_of_no_passage_is_checked_too(summary: Summary, basis: Basis) -> None:
    silent = replace(basis, assigned=lambda theme_id: basis.assigned(theme_id).iloc[:0])
    first = summary.sections[0]
    found = faults(with_section(summary, doubts=()), silent)
    assert len([text for text in found if "not assigned" in text]) >= len(first.quotations) > 0


def test_a_selection_is_applied_afresh(summary: Summary, basis: Basis) -> None:
    found = faults(replace(summary, selection=Selection(country=("GB",))), basis)
    assert "Number of reports: the summary says 6, its reports give 3." in found


@pytest.mark.parametrize(
    ("part", "column", "row", "where"),
    [
        ("share", "estimate", 0, "Legacy IT, share:"),
        ("reach", "estimate", 0, "Legacy IT, reach:"),
        ("trend", "estimate", 1, "Legacy IT, share in 2020:"),
        ("change", "slope_per_year", 0, "Legacy IT, change per year:"),
    ],
)
def test_a_changed_digit_is_caught(
    summary: Summary, basis: Basis, part: str, column: str, row: int, where: str
) -> None:
    frame: pd.DataFrame = getattr(summary.sections[0], part)
    wrong = changed(frame, column, float(frame.loc[row, column]) + 0.001, row)  # type: ignore[arg-type]  # a number
    found = faults(with_section(summary, **{part: wrong}), basis)
    assert len(found) == 1
    assert found[0].startswith(where)


def test_a_changed_group_or_count_is_caught(summary: Summary, basis: Basis) -> None:
    rows = summary.sections[0].by_facet[0].rows
    wrong = with_section(summary, by_facet=(ByFacet("country", changed(rows, "n_passages", 41, 1)),))
    assert faults(wrong, basis) == ["Legacy IT, share in NL, passages: the summary says 41, its reports give 40."]


def test_a_wrong_difference_is_caught(summary: Summary, basis: Basis) -> None:
    assert summary.comparison is not None
    wrong = changed(summary.comparison.contrasts, "difference", 0.26)
    found = faults(replace(summary, comparison=replace(summary.comparison, contrasts=wrong)), basis)
    assert found == ["Legacy IT, GB against NL, difference: the summary says 0.26, its reports give 0.25."]


def test_a_verdict_that_the_interval_does_not_carry_is_caught(summary: Summary, basis: Basis) -> None:
    wrong = changed(summary.sections[0].change, "conf_low", -0.01)
    found = faults(with_section(summary, change=wrong), basis)
    assert found == [
        "Legacy IT, change per year: the verdict “rising” does not follow from the interval -0.01 to 0.18."
    ]


def test_a_falling_verdict_needs_an_interval_below_zero(summary: Summary, basis: Basis) -> None:
    wrong = changed(summary.sections[0].change, "verdict", "falling")
    assert faults(with_section(summary, change=wrong), basis) == [
        "Legacy IT, change per year: the verdict “falling” does not follow from the interval 0.02 to 0.18."
    ]


@pytest.mark.parametrize(
    ("column", "end", "fault"),
    [
        ("conf_low", 0.06, "the interval 0.06 to 1.0 does not hold 0.05."),
        ("conf_high", 0.04, "the interval 0.0 to 0.04 does not hold 0.05."),
        ("conf_low", -0.1, "the interval -0.1 to 1.0 leaves 0 to 1."),
        ("conf_high", 1.1, "the interval 0.0 to 1.1 leaves 0 to 1."),
    ],
)
def test_an_interval_that_cannot_be_is_caught(
    summary: Summary, basis: Basis, column: str, end: float, fault: str
) -> None:
    wrong = changed(summary.sections[0].trend, column, end)
    assert faults(with_section(summary, trend=wrong), basis) == [f"Legacy IT, share in 2019: {fault}"]


def test_years_are_those_of_the_reports(summary: Summary, basis: Basis) -> None:
    assert faults(replace(summary, years=(2018, 2021)), basis) == [
        "Years: the summary says (2018, 2021), its reports give (2019, 2021)."
    ]
    undated = replace(basis, reports=basis.reports.assign(year=pd.Series([None] * 7, dtype="Int64")))
    found = faults(summary, undated)
    assert "Years: the summary says (2019, 2021), its reports give None." in found
    assert "Legacy IT, change per year: the summary says 0.1, its reports give nan." in found


def test_badly_read_reports_and_repeated_text_are_left_out_afresh(summary: Summary, basis: Basis) -> None:
    scored = replace(basis, reports=basis.reports.assign(quality=pd.Series([0.4, 0.5], dtype="Float64")))
    found = faults(replace(summary, selection=Selection(min_quality=0.5)), scored)
    assert "Number of reports: the summary says 6, its reports give 5." in found
    new = basis.report_themes.assign(n_passages_new=[1, 0, 10, 20, 10, 10, 10])
    assert faults(summary, replace(basis, report_themes=new)) == []
    found = faults(replace(summary, selection=Selection(new_text_only=True)), replace(basis, report_themes=new))
    assert "Number of reports: the summary says 6, its reports give 5." in found
    assert "Number of passages: the summary says 80, its reports give 51." in found


def test_a_number_without_its_interval_is_caught(summary: Summary, basis: Basis) -> None:
    wrong = changed(summary.sections[0].trend, "conf_high", None)
    assert faults(with_section(summary, trend=wrong), basis) == [
        "Legacy IT, share in 2019: the number has no interval."
    ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"text": "It will stay."}, None),
        ({"text": "The <b>core</b> ledger runs on a mainframe"}, "within a sentence"),
        ({"text": "ledger runs on a mainframe that is older than its keepers | and costs £2m."}, "within a sentence"),
        ({"text": "The core ledger runs on a mainframe"}, "word for word"),
        ({"text": "The <b>core</b> ledger … It will stay."}, "word for word"),
        ({"text": "  "}, "word for word"),
        ({"page": 15}, "page 15; its report says 14"),
        ({"page_label": None}, "page_label None; its report says xii"),
        ({"year": 2021}, "year 2021; its report says 2020"),
        ({"title": "Another"}, "title Another; its report says Report r3"),
        ({"publisher": None}, "publisher None; its report says Office r3"),
        ({"report_id": "r4"}, "report_id r4; its report says r3"),
        ({"passage_id": "r3-9"}, "does not exist"),
    ],
)
def test_a_quotation_must_stand_at_its_place(
    summary: Summary, basis: Basis, change: dict[str, object], where: str | None
) -> None:
    section: ThemeSection = summary.sections[0]
    moved: Quotation = replace(section.quotations[0], **change)  # type: ignore[arg-type]  # named fields
    found = faults(with_section(replace(summary, comparison=None), quotations=(moved,)), basis)
    if where is None:
        assert found == []
    else:
        assert any(where in fault for fault in found), found


def test_a_quotation_off_its_theme_is_caught(summary: Summary, basis: Basis) -> None:
    off = without(basis, "r4-1")
    found = faults(with_section(summary, phrases=()), off)
    assert found == ["Passage r4-1 is quoted under legacy-it but not assigned to it."]


def test_passages_on_two_themes_and_parts_of_a_change_are_recounted(summary: Summary, basis: Basis) -> None:
    pair = pd.DataFrame(
        [("legacy-it", "cyber-security", 1, 2.0, 0.5, 8.0)],
        columns=["theme_a", "theme_b", "n_together", "odds_ratio", "conf_low", "conf_high"],
    )
    parts = pd.DataFrame(
        [
            ("legacy-it", part, estimate, -0.5, 0.5, 0.95, "publisher", "2019", "2021", 0, "test")
            for part, estimate in (("total", 0.2), ("within", 0.1), ("mix", 0.05), ("came or went", 0.04))
        ],
        columns=COMPOSITION.names,
    )
    found = faults(with_section(summary, companions=pair, composition=parts), basis)
    assert found == [
        "Legacy IT, parts of its change: the summary says 0.2, its reports give 0.19.",
        "Passages on both legacy-it and cyber-security: the summary says 1, its reports give 0.",
    ]


def test_phrase_counts_are_recounted(summary: Summary, basis: Basis) -> None:
    found = faults(with_section(summary, phrases=(KeyPhrase("mainframe", 3),)), basis)
    assert found == ["Legacy IT, passages with “mainframe”: the summary says 3, its reports give 2."]


def test_sub_topics_are_recounted(summary: Summary, basis: Basis) -> None:
    right = SubTopic(("ledger", "mainframe"), ("Ledger", "mainframe"), 1, 1)
    assert faults(with_section(summary, subtopics=(right,)), basis) == []
    found = faults(with_section(summary, subtopics=(replace(right, n_passages=2),)), basis)
    assert found == ["Legacy IT, passages with “ledger, mainframe”: the summary says 2, its reports give 1."]


def test_own_phrases_are_recounted(summary: Summary, basis: Basis) -> None:
    right = OwnPhrases(("ledger",), 1, 2)
    assert faults(with_section(summary, own=right), basis) == []
    found = faults(with_section(summary, own=replace(right, n_passages=2, n_all=3)), basis)
    assert found == [
        "Legacy IT, passages with its own phrases: the summary says 2, its reports give 1.",
        "Legacy IT, passages: the summary says 3, its reports give 2.",
    ]


def test_groups_against_the_rest_are_recomputed(summary: Summary, basis: Basis) -> None:
    assert summary.comparison is not None
    against = summary.comparison.contrasts.assign(group_b=REST)
    assert faults(with_section(summary, apart=against), basis) == []
    assert faults(with_section(summary, apart=summary.comparison.contrasts.assign(group_a=REST)), basis) == []
    found = faults(with_section(summary, apart=changed(against, "estimate_b", 0.06)), basis)
    assert found == ["Legacy IT, GB against all others, side b: the summary says 0.06, its reports give 0.05."]


def test_a_group_with_a_comma_in_its_name_is_one_group(summary: Summary, basis: Basis) -> None:
    assert summary.comparison is not None
    reports = basis.reports.assign(country=basis.reports["country"].replace("NL", "NL, GB"))
    compared = replace(summary.comparison, contrasts=summary.comparison.contrasts.assign(group_b="NL, GB"))
    found = faults(replace(summary, comparison=compared), replace(basis, reports=reports))
    assert not [fault for fault in found if "against" in fault]


def test_doubts_must_be_on_the_theme(summary: Summary, basis: Basis) -> None:
    off = without(basis, "r4-1")
    doubts = with_section(summary, phrases=(), quotations=(), doubts=summary.sections[0].quotations[1:])
    assert faults(replace(doubts, comparison=None), off) == [
        "Passage r4-1 is quoted under legacy-it but not assigned to it."
    ]


def test_passage_weighting_is_recomputed_with_passage_weights(summary: Summary, basis: Basis) -> None:
    found = faults(replace(summary, weighting="passage"), basis)
    assert any(fault.startswith("Legacy IT, share: the summary says 0.1666") and "0.1375" in fault for fault in found)
    assert "Legacy IT, change per year: the summary says 0.1, its reports give 0.110256." in found
