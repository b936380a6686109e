import numpy as np
import pytest

from errors import InvalidSetting, InvalidTable
from schema import Selection
from stats.panel import Panel, select_reports
from tests.stats.counts import tables


def build(**options: object) -> Panel:
    reports, counts = tables(
        [10, 10, 0, 10, 10],
        [[1, 0], [2, 0], [0, 0], [3, 1], [4, 1]],
        year=[2019, 2020, 2020, None, 2021],
        country=["GB", "NL", "GB", None, "GB"],
        duplicate_of=[None, None, None, None, "r00000"],
    )
    return Panel.from_tables(reports, counts, **options)  # type: ignore[arg-type]  # options vary by test


def test_duplicates_and_reports_without_passages_are_left_out() -> None:
    assert build().report_ids.tolist() == ["r00000", "r00001", "r00003"]


def test_themes_come_in_the_order_asked_for() -> None:
    panel = build(theme_ids=("t01", "t00"))
    assert panel.theme_ids == ("t01", "t00")
    assert panel.n_assigned.tolist() == [[0, 1], [0, 2], [1, 3]]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ["r00000", "r00001", "r00003"]),
        (Selection(year=(2019, 2020)), ["r00000", "r00001"]),
        (Selection(year=(None,)), ["r00003"]),
        (Selection(country=("NL", None)), ["r00001", "r00003"]),
        (Selection(country=("GB",), year=(2020,)), []),
    ],
)
def test_selection_admits_values_and_unknown_only_when_asked(selection: Selection, expected: list[str]) -> None:
    assert build(selection=selection).report_ids.tolist() == expected
    assert build().where(selection).report_ids.tolist() == expected


def test_new_text_only_uses_the_counts_of_new_passages() -> None:
    reports, counts = tables([10, 10], [[4], [5]])
    counts["n_passages_new"] = [10, 0]
    counts["n_assigned_new"] = [4, 0]
    panel = Panel.from_tables(reports, counts).where(Selection(new_text_only=True))
    assert panel.report_ids.tolist() == ["r00000"]
    reports, counts = tables([10, 10], [[4], [5]])
    counts["n_passages_new"] = [10, 6]
    counts["n_assigned_new"] = [4, 1]
    panel = Panel.from_tables(reports, counts, Selection(new_text_only=True))
    assert panel.n_passages.tolist() == [10, 6]
    assert panel.n_assigned.tolist() == [[4], [1]]


def test_groups_are_sorted_with_unknown_last() -> None:
    values, codes = build().groups("country")
    assert values == ["GB", "NL", None]
    assert codes.tolist() == [0, 1, 2]


def test_a_missing_count_is_refused_with_report_and_theme() -> None:
    reports, counts = tables([10, 10], [[1], [2]])
    with pytest.raises(InvalidTable, match="report r00001 and theme t00"):
        Panel.from_tables(reports, counts.iloc[:1])


def test_an_unknown_facet_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="no facet colour"):
        build().groups("colour")  # type: ignore[arg-type]  # what is tested


def test_select_reports_looks_at_facets_only() -> None:
    reports, _ = tables([10, 0], [[1], [0]], duplicate_of=["r00001", None])
    assert select_reports(reports, Selection(country=("GB",))).tolist() == [True, True]
    assert np.count_nonzero(select_reports(reports, Selection(country=("FR",)))) == 0


def test_more_assigned_than_there_are_is_refused() -> None:
    with pytest.raises(InvalidTable, match="more passages than a report has"):
        Panel.from_tables(*tables([3, 3], [[1], [4]]))
