"""A small collection is judged beside the embedded reports, and holds none of them."""

import numpy as np
import pandas as pd

from models import themefile
from models.batch import PassageBatch
from pipeline.assign import assign
from pipeline.reference import ENOUGH, beside

TEXTS = [
    "The department still depends on a legacy mainframe, and the technical debt grows with every year of neglect.",
    "The river rose twice that winter, and the wooden footbridge by the mill was closed until a carpenter came.",
]


def batch(n: int) -> PassageBatch:
    return PassageBatch(["Roads."] * n, [""] * n, ["T"] * n, [None] * n, np.arange(n, dtype=np.int64))


def test_only_small_collections_get_company() -> None:
    few, enough, none = batch(3), batch(ENOUGH), batch(0)
    assert beside(enough) is enough
    assert beside(none) is none
    found = beside(few)
    assert list(found.texts[:3]) == ["Roads."] * 3
    assert len(found) > 200
    assert len(found.texts) == len(found.headings) == len(found.titles) == len(found.languages) == len(found.reports)
    assert (np.diff(found.reports) >= 0).all()
    assert found.reports[3] > found.reports[2]


def test_a_passage_alone_is_given_to_the_theme_it_names() -> None:
    themes = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"))
    passages = pd.DataFrame(
        {
            "passage_id": ["a-1", "b-1"],
            "report_id": ["a", "b"],
            "position": 1,
            "text": TEXTS,
            "heading": "",
            "counted": True,
            "repeated": False,
        }
    )
    reports = pd.DataFrame({"report_id": ["a", "b"], "source": ["a.md", "b.md"], "title": "T", "language": "en"})
    found = pd.concat([assigned for assigned, _ in assign(themes, reports, passages, lambda done, total: None)])
    assert set(found["passage_id"]) <= {"a-1", "b-1"}
    taken = found[found["assigned"].to_numpy(dtype=bool)]
    assert taken[["passage_id", "theme_id"]].to_numpy().tolist() == [["a-1", "legacy-it"]]
