"""A small collection is judged beside the embedded reports, and holds none of them."""

import numpy as np
import pandas as pd

from models import themefile
from models.batch import PassageBatch
from models.seeded import ThemeFinder
from pipeline.assign import assign
from pipeline.reference import ENOUGH, beside
from schema import Phrase, Theme, ThemeSet

TEXTS = [
    "The department still depends on a legacy mainframe, and the technical debt grows with every year of neglect.",
    "The river rose twice that winter, and the wooden footbridge by the mill was closed until a carpenter came.",
]


HARBOUR = {
    "berths": ("berth; mooring; quay wall; bollard; fender", "Where ships lie and how they are made fast."),
    "pilots": ("pilotage; marine pilot; tug; towage; bridge watch", "Those who bring ships in and out."),
    "dredging": ("dredging; silt; sediment; channel depth; spoil ground", "Keeping the fairway deep."),
    "ship-waste": (
        "ship waste; oily water; sewage; ballast water; scrubber",
        "What ships leave behind and who takes it.",
    ),
}
RULES = {
    "berths": (
        "The master shall keep the vessel on the berth assigned until the harbour office allows another.",
        "Each mooring line is led to a bollard of its own, and nobody stands between the line and the quay wall.",
        "A fender that is torn or missing is reported to the harbour office before the next vessel arrives.",
        "Vessels may lie two abreast if the berth is free for a week and both masters agree.",
        "Lines are doubled when the harbour office hoists the black ball and the wind backs to the north.",
        "The mooring plan is kept on board and shown to the harbour office on request.",
    ),
    "pilots": (
        "Pilotage is compulsory for every vessel above eighty metres between the outer buoy and the lock.",
        "The marine pilot boards to the lee of the vessel, by a ladder rigged as the harbour office requires.",
        "Two tugs attend a tanker in the basin; towage begins at the outer buoy and ends when she is fast.",
        "The master remains answerable for the vessel while the marine pilot advises.",
        "A tug keeps her gear ready for as long as a tanker is handled in the basin.",
        "Someone who knows these waters boards at the outer buoy and gives the helm its orders up to the lock.",
    ),
    "dredging": (
        "Dredging of the fairway takes place between October and March, outside the season of the ferries.",
        "Silt taken from the basin is tested for metals before it goes to the spoil ground.",
        "The channel depth is sounded each month and published by the harbour office as a notice to masters.",
        "Sediment from the inner basin is brought ashore and may not be put back into the sea.",
        "The contractor marks the spoil ground by four yellow buoys and keeps a log of every load.",
        "What the river lays down in the fairway each winter is scooped up again before the ferries sail.",
    ),
    "ship-waste": (
        "Ship waste is handed over to the barge of the harbour office before departure, sorted and weighed.",
        "Oily water is pumped ashore by hose; the receipt is kept on board for two years.",
        "Sewage may not be let out inside the outer buoy, treated or not.",
        "Ballast water from other seas is exchanged before the vessel reaches the outer buoy.",
        "A scrubber that washes into the basin is shut down at the outer buoy and its log shown.",
        "Garbage and used oil go to the barge, and the fee is due whether or not any was brought.",
    ),
}


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


def test_a_small_collection_on_one_subject_is_not_all_on_every_theme_of_its_file() -> None:
    """Beside reports on anything else, every rule of a harbour is near every theme of harbours."""
    themes = [
        Theme(name, name, "", described, tuple(Phrase(seed) for seed in seeds.split("; ")))
        for name, (seeds, described) in HARBOUR.items()
    ]
    texts = [text for rules in zip(*RULES.values(), strict=True) for text in rules]
    about = np.tile(np.eye(len(HARBOUR), dtype=np.bool_), (len(texts) // len(HARBOUR), 1))
    rules = PassageBatch(
        texts, [""] * len(texts), ["Rules"] * len(texts), ["en"] * len(texts), np.arange(len(texts)) // 4
    )
    finder = ThemeFinder(ThemeSet("Harbour", "1", tuple(themes))).fit(beside(rules))
    found = finder.score(rules, np.ones(len(texts), dtype=np.bool_))
    assert (found.assigned & about).sum() >= 0.7 * about.sum()
    assert (found.assigned & ~about).sum() <= 0.25 * about.sum()
