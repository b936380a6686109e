import numpy as np

from schema import Selection
from stats.mentions import among
from stats.panel import Panel
from stats.prevalence import prevalence
from tests.stats.counts import tables


def test_a_share_among_passages_is_that_of_those_passages_averaged_over_reports() -> None:
    """Report 0: 4 passages found, 1 on theme 0; report 1: 2 found, both; report 2: none found."""
    panel = Panel.from_tables(*tables([10, 10, 10], [[5, 0], [5, 0], [5, 0]]))
    reports = ["r00000"] * 4 + ["r00001"] * 2 + ["elsewhere"]
    assigned = np.array([[1, 0], [0, 0], [0, 1], [0, 0], [1, 0], [1, 0], [1, 1]], dtype=bool)

    found = among(panel, reports, assigned).where(Selection())

    assert found.report_ids.tolist() == ["r00000", "r00001"]
    assert found.n_passages.tolist() == [4, 2]
    assert found.n_assigned.tolist() == [[1, 1], [2, 0]]
    assert prevalence(found)["estimate"].tolist() == [(1 / 4 + 2 / 2) / 2, (1 / 4 + 0) / 2]


def test_among_no_passages_no_report_is_left() -> None:
    panel = Panel.from_tables(*tables([10], [[5]]))

    assert len(among(panel, [], np.zeros((0, 1), dtype=bool)).where(Selection()).report_ids) == 0
