from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from schema import Note, Selection
from stats.notes import notes
from stats.panel import Panel
from tests.stats.counts import panel, tables


def topics(everything: Panel, selected: Panel | None = None, **options: object) -> dict[str, str]:
    found = notes(everything, selected or everything, **options)  # type: ignore[arg-type]  # options vary by test
    return {note.topic: note.level for note in found}


def even(years: list[int], reports: int = 4, publishers: int = 4) -> Panel:
    size = len(years) * reports
    names = [f"P{i % publishers}" for i in range(size)]
    return panel([10] * size, [1] * size, year=list(np.repeat(years, reports)), publisher=names)


def test_a_good_collection_whose_errors_are_known_needs_no_note() -> None:
    assert topics(even([2019, 2020, 2021]), errors_known=True) == {}


def test_error_unknown_until_measured() -> None:
    assert topics(even([2019, 2020, 2021])) == {"theme error unknown": "medium"}


def test_nothing_selected() -> None:
    built = even([2019])
    assert topics(built, built.where(Selection(country=("FR",)))) == {"no reports": "high"}


def test_few_reports_thin_and_missing_years() -> None:
    built = even([2019, 2021], reports=1)
    assert topics(built, errors_known=True)["few reports"] == "high"
    assert topics(built, errors_known=True)["missing year"] == "medium"
    assert topics(even([2019, 2020, 2021, 2022, 2023, 2024], reports=2), errors_known=True)["thin years"] == "low"


def test_a_missing_year_says_where_other_reports_have_it() -> None:
    built = panel([10] * 12, [1] * 12, year=[2019, 2020, 2021] * 4, country=["GB", "NL", "GB"] * 4)
    text = {note.topic: note.text for note in notes(built, built.where(Selection(country=("GB",))))}
    assert "No report of 2020 here though the collection has" in text["missing year"]


def test_dominant_and_single_publishers() -> None:
    names = ["Big"] * 9 + ["Small", "Other", "Third"]
    built = panel([10] * 12, [1] * 12, publisher=names)
    assert topics(built)["one publisher dominates"] == "medium"
    assert topics(panel([10] * 12, [1] * 12, publisher=["Big"] * 12))["one publisher"] == "low"


def test_publishers_that_came_and_went() -> None:
    names = ["A", "B", "C", "D", "E", "F"]
    built = panel([10] * 12, [1] * 12, year=[2019] * 6 + [2020] * 6, publisher=[*names, "A", *"GHIJK"])
    assert topics(built)["other publishers"] == "medium"


def test_repeated_text_unknown_values_and_poor_text() -> None:
    reports, counts = tables([10] * 12, [1] * 12, country=[None] * 3 + ["GB"] * 9, publisher=list("ABCDEFGHIJKL"))
    counts["n_passages_new"] = [8] * 12
    reports["quality"] = [0.2, None, *[1.0] * 10]
    found = topics(Panel.from_tables(reports, counts), errors_known=True)
    assert found == {"repeated text": "medium", "poor text": "low", "unknown country": "low"}


def test_gravest_first() -> None:
    levels = [note.level for note in notes(even([2019, 2021], reports=1), even([2019, 2021], reports=1))]
    assert levels == sorted(levels, key=("high", "medium", "low").index)


def test_several_languages_weigh_more_where_the_first_and_the_last_year_have_others() -> None:
    def spoken(*languages: str | None) -> dict[str, str]:
        built = even([2019, 2020])
        return topics(
            replace(built, facets=built.facets.assign(language=np.array(languages, dtype=object))), errors_known=True
        )

    assert "several languages" not in spoken(*["de"] * 6, None, None)
    assert spoken("de", "fr", "de", "fr", "de", "fr", "fr", "fr")["several languages"] == "low"
    assert spoken("de", "de", "de", "de", "de", "fr", "fr", "fr")["several languages"] == "medium"


def test_several_kinds_of_reports_are_told_within_the_language_of_most() -> None:
    def of(kinds: Sequence[str | None], languages: Sequence[str | None]) -> dict[str, Note]:
        built = even([2019, 2020])
        facets = built.facets.assign(kind=np.array(kinds, dtype=object), language=np.array(languages, dtype=object))
        mixed = replace(built, facets=facets)
        return {note.topic: note for note in notes(mixed, mixed, errors_known=True)}

    found = of(["en 1", "en 2", "en 1", "en 2"] * 2, ["en"] * 8)["several kinds of reports"]
    assert (found.level, found.values) == ("low", (("n", 2),))
    later = of(["en 1"] * 4 + ["en 2"] * 4, ["en"] * 8)["several kinds of reports"]
    assert later.level == "medium"
    by_language = of(["en 1"] * 5 + ["fr 1"] * 3, ["en"] * 5 + ["fr"] * 3)
    assert "several languages" in by_language
    assert "several kinds of reports" not in by_language
    few = panel([300, *[10] * 39], [1] * 40)
    assert "several kinds of reports" in topics(
        replace(few, facets=few.facets.assign(kind=["en 2", *["en 1"] * 39]))
    )  # one report of forty, and most of the passages
    for nothing in (of(["en 1"] * 8, ["en"] * 8), of([None] * 8, [None] * 8)):
        assert "several kinds of reports" not in nothing


def test_a_language_in_which_nothing_is_found_is_named() -> None:
    built = even([2019, 2020])
    finnish = replace(
        built,
        facets=built.facets.assign(language=["fi"] * 4 + ["en"] * (len(built.report_ids) - 4)),
        n_assigned=np.where(np.arange(len(built.report_ids))[:, np.newaxis] < 4, 0, built.n_assigned),
    )
    found = [note for note in notes(finnish, finnish) if note.topic == "silent language"]
    assert [note.values for note in found] == [(("n", int(built.n_passages[:4].sum())), ("language", "fi"))]
    assert not any(note.topic == "silent language" for note in notes(built, built))
