import numpy as np

from stats.pairs import shared_passages
from tests.stats.counts import panel


def test_passages_on_two_themes_are_counted_by_report() -> None:
    """Report 0: passage 1 on themes 0 and 1, passage 2 on 0; report 1: passage 1 on 1 and 2; report 2: 1 on all."""
    assigned = np.array([[1, 0, 0], [1, 0, 1], [2, 0, 0], [1, 1, 1], [1, 1, 2], [1, 2, 0], [1, 2, 1], [1, 2, 2]])
    passage, report, theme = assigned.T
    shared = shared_passages(passage, report, theme, n_themes=3)
    everything = panel([4, 4, 4], [[2, 1, 0], [0, 1, 1], [1, 1, 1]])

    table = shared.among(everything, everything.take(np.array([True, False, True])))

    assert table[0].tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert table[1].tolist() == np.ones((3, 3)).tolist()
    assert shared.among(everything, everything).sum(axis=0)[1].tolist() == [2, 3, 2]
