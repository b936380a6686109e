"""Themes tried on the embedded corpus, beside what the workspace was built with."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from models.trial import log_odds
from models.withheld import Withheld
from pipeline import workbench
from pipeline.draft import ThemeDraft, file_text
from pipeline.evidence import passages
from pipeline.measure import changes, trends
from pipeline.results import Results, open_results
from pipeline.run import build, build_progress
from pipeline.workbench import HOLDING, Answer, Bench, Edit, Size
from schema import Phrase, Selection, Theme

EVERYTHING = Selection()


@pytest.fixture(scope="module")
def bench(results: Results) -> Bench:
    return workbench.open_bench(results, workbench.read_words(results))


def named(results: Results, theme_id: str) -> Theme:
    return next(theme for theme in results.themes.themes if theme.id == theme_id)


def those(results: Results, bench: Bench, edit: Edit, name: str, selection: Selection = EVERYTHING) -> list[str]:
    """The passages that a number of the bench counts."""
    return workbench.counted(results, bench, edit, selection, name)["passage_id"].tolist()


def seeds(*phrases: str) -> tuple[Phrase, ...]:
    return tuple(map(Phrase, phrases))


@pytest.mark.parametrize("theme_id", ["legacy-it", "data-ethics", "sustainability-and-climate"])
def test_an_unchanged_theme_takes_what_the_workspace_assigned(bench: Bench, results: Results, theme_id: str) -> None:
    theme = named(results, theme_id)
    answer = workbench.ask(results, bench, Edit(theme, theme), EVERYTHING)
    new = those(results, bench, Edit(theme), "enters")

    assert set(new) == set(results.workspace.assignments(theme_id)["passage_id"])
    assert answer.now == answer.before == Size(len(new), answer.now.n_reports, answer.now.n_seeded)
    by_seed = results.workspace.table("assignments").query("theme_id == @theme_id and assigned")["nearest_seed"].isna()
    assert answer.now.n_seeded == by_seed.sum()
    assert answer.n_entering == answer.n_leaving == 0
    assert answer.n_assigned == len(new)
    for found, table in ((answer.trend, trends), (answer.change, changes)):
        whole = table(results, EVERYTHING).query("theme_id == @theme_id").reset_index(drop=True)
        pd.testing.assert_frame_equal(found, whole)


def test_a_seed_more_brings_its_passages_and_a_phrase_excluded_takes_them(bench: Bench, results: Results) -> None:
    old = named(results, "smart-places")
    old = replace(
        old, seeds=seeds("sensor", "smart city", "digital twin", "street light", "internet of things")
    )  # among dozens one seed more or less hardly tells
    richer = Edit(replace(old, seeds=(*old.seeds, Phrase("lamp"))), old)
    more = workbench.ask(results, bench, richer, EVERYTHING)
    texts = results.workspace.passages(ids=those(results, bench, richer, "enters"))["text"].str.lower()
    assert more.now.n_passages == more.before.n_passages + more.n_entering - more.n_leaving
    assert more.n_entering == len(texts)
    assert texts.str.contains("lamp").sum() >= len(texts) / 2

    poorer = Edit(replace(old, exclude=seeds("sensor")), old)
    less = workbench.ask(results, bench, poorer, EVERYTHING)
    assert less.now.n_passages < less.before.n_passages
    gone = results.workspace.passages(ids=those(results, bench, poorer, "leaves"))["text"].str.lower()
    assert gone.str.contains("sensor").any()


def test_what_is_suggested_stands_where_it_says_and_helps(bench: Bench, results: Results) -> None:
    theme = Theme("dull", "Dull", "Other", "Street lights.", seeds("street light", "lamp post"))
    answer = workbench.ask(results, bench, Edit(theme), EVERYTHING)
    best = answer.adding[0]
    texts = results.workspace.passages(ids=list(bench.passages["passage_id"]))["text"].str.lower()
    assert abs(int(texts.str.contains(rf"\b{best.phrase[:-1]}").sum()) - best.n_passages) <= 2
    assert best.n_taken >= best.n_passages / 2
    richer = Edit(replace(theme, seeds=(*theme.seeds, Phrase(best.phrase))), theme)
    richer_still = workbench.ask(results, bench, richer, EVERYTHING).adding
    assert not set(best.phrase.split()) & {word for s in richer_still for word in s.phrase.split()}


def test_seeds_that_find_nothing_or_nearly_everything_are_told(bench: Bench, results: Results) -> None:
    theme = Theme("odd", "Odd", "Other", "Odd things.", seeds("zeppelin", "the", "mainframe"))
    answer = workbench.ask(results, bench, Edit(theme), EVERYTHING)
    assert answer.silent == ["zeppelin"]
    ((loudest, n),) = answer.loud
    assert loudest == "the"
    assert n == len(workbench.counted(results, bench, Edit(theme), EVERYTHING, "holds", "the"))
    assert 0.9 * len(bench.passages) < n <= len(bench.passages)


def test_seeds_that_an_excluded_phrase_silences_are_told_as_such(bench: Bench, results: Results) -> None:
    theme = Theme("odd", "Odd", "Odd", "Odd.", seeds("sensor", "zeppelin", "lamp post"), seeds("sensors", "lamp*"))
    answer = workbench.ask(results, bench, Edit(theme), EVERYTHING)
    assert answer.barred == [("sensor", "sensors"), ("lamp post", "lamp*")]
    assert answer.silent == ["zeppelin"]


def test_a_seed_that_often_means_something_else_is_told(bench: Bench, results: Results) -> None:
    theme = named(results, "legacy-it")
    assert "residents" not in [seed for seed, _ in workbench.ask(results, bench, Edit(theme), EVERYTHING).astray]
    edit = Edit(replace(theme, seeds=(*theme.seeds, Phrase("residents"))), theme)
    ((astray, n),) = [told for told in workbench.ask(results, bench, edit, EVERYTHING).astray if told[0] == "residents"]
    holding = workbench.counted(results, bench, edit, EVERYTHING, "holds", astray)
    assert n == len(holding)
    taken = those(results, bench, edit, "takes")
    assert len(set(holding["passage_id"]) & set(taken)) < 0.2 * n


def test_a_theme_of_words_that_stand_nowhere_takes_nothing(bench: Bench, results: Results) -> None:
    theme = Theme("wine", "Wine", "Farming", "Growing grapes.", seeds("vineyard", "grape", "winemaker"))
    answer: Answer = workbench.ask(results, bench, Edit(theme), EVERYTHING)
    assert answer.now.n_passages <= 0.005 * len(bench.passages)


def test_a_merged_theme_takes_what_both_took(bench: Bench, results: Results) -> None:
    draft = ThemeDraft().merged(results.themes, "legacy-it", "cyber-security")
    merged = next(theme for theme in draft.edited if theme.id == "legacy-it")
    taken = set(those(results, bench, Edit(merged, None, draft.left_out), "takes"))
    beside = workbench.ask(results, bench, Edit(merged), EVERYTHING)  # as if the other were there still
    assert len(taken) >= beside.now.n_passages
    both = {i for theme in ("legacy-it", "cyber-security") for i in results.workspace.assignments(theme)["passage_id"]}
    assert len(taken & both) > 0.5 * len(both)  # two subjects in one theme are found less well than each alone
    assert all(
        taken & set(results.workspace.assignments(theme)["passage_id"]) for theme in ("legacy-it", "cyber-security")
    )


@pytest.mark.parametrize(
    "selection", [Selection(country=("NL",)), Selection(phrase="council"), Selection(new_text_only=True)]
)
def test_a_selection_narrows_what_is_counted(bench: Bench, results: Results, selection: Selection) -> None:
    theme = named(results, "data-ethics")
    answer = workbench.ask(results, bench, Edit(theme, theme), selection)
    whole = trends(results, selection).query("theme_id == 'data-ethics'").reset_index(drop=True)
    pd.testing.assert_frame_equal(answer.trend, whole)
    counts = results.counts(selection)
    assert answer.now.n_passages == counts.n_assigned[:, counts.theme_ids.index("data-ethics")].sum()
    assert answer.n_tried == answer.n_selected == counts.n_passages.sum()
    assert set(those(results, bench, Edit(theme), "takes", selection)) == set(
        passages(results, selection, ("data-ethics",), limit=5000).frame["passage_id"]
    )


def test_each_number_has_its_passages_and_what_they_are_counted_for(bench: Bench, results: Results) -> None:
    old = replace(named(results, "smart-places"), seeds=seeds("sensor", "digital twin", "street light"))
    edit = Edit(replace(old, seeds=seeds("smart city", "lamp")), old)
    selection = Selection(country=("GB", "NL"))
    answer = workbench.ask(results, bench, edit, selection)
    sizes = {
        "seeded": answer.n_seeded,
        "takes": answer.now.n_passages,
        "takes-seeded": answer.now.n_seeded,
        "takes-unseeded": answer.now.n_passages - answer.now.n_seeded,
        "took": answer.before.n_passages,
        "took-seeded": answer.before.n_seeded,
        "took-unseeded": answer.before.n_passages - answer.before.n_seeded,
        "enters": answer.n_entering,
        "leaves": answer.n_leaving,
        "tried": answer.n_tried,
    }
    assert {name: len(those(results, bench, edit, name, selection)) for name in sizes} == sizes
    for name, size in (("takes", answer.now), ("took", answer.before)):
        reports = workbench.counted_reports(results, bench, edit, selection, name)
        assert (reports["n_passages"].sum(), len(reports)) == (size.n_passages, size.n_reports)
        first = reports["report_id"].iloc[0]
        of_one = workbench.counted(results, bench, edit, selection, name, report_id=first)
        assert len(of_one) == reports["n_passages"].max()
    for told in (*answer.adding, *answer.excluding):
        held = [workbench.counted(results, bench, edit, selection, name, told.phrase) for name in HOLDING]
        assert [len(frame) for frame in held] == [told.n_passages, told.n_taken, told.n_unseeded], told.phrase
        assert held[0]["report_id"].nunique() == told.n_reports

    entering = those(results, bench, edit, "enters", selection)
    texts = results.workspace.passages(ids=entering).set_index("passage_id")["text"]
    marks = workbench.spoken(bench, edit, "enters", "", entering)
    words = [texts[i][start:end].lower() for i, at in zip(entering, marks, strict=True) for start, end in at]
    assert answer.n_entering * answer.n_leaving > 0
    assert words.count("lamp") + words.count("lamps") > len(entering) / 2
    assert not [at for at in workbench.spoken(bench, edit, "leaves", "", ["nowhere"]) if at]


def test_a_theme_whose_seeds_stand_by_chance_takes_nothing_and_says_so(bench: Bench, results: Results) -> None:
    match = Theme(
        "tennis", "Tennis", "", "The game of tennis.", seeds("court", "match", "racket", "serve", "set point")
    )
    answer = workbench.ask(results, bench, Edit(match), EVERYTHING)
    assert answer.doubted
    assert answer.now.n_passages == 0
    assert not workbench.ask(results, bench, Edit(named(results, "resilience")), EVERYTHING).doubted
    nowhere = replace(match, seeds=seeds("zeppelin"))
    assert not workbench.ask(results, bench, Edit(nowhere), EVERYTHING).doubted  # that is told of the seed


def test_why_no_passage_with_a_seed_is_taken_is_said(bench: Bench, results: Results) -> None:
    theme = Theme("old", "Old", "", "Old programs.", seeds("COBOL", "mainframe", "nightly batch"))
    assert workbench.ask(results, bench, Edit(theme), EVERYTHING).withheld is None  # some are
    barred = replace(theme, exclude=seeds("the", "a", "of", "to", "and"))
    answer = workbench.ask(results, bench, Edit(barred), EVERYTHING)
    assert answer.withheld == Withheld("excluded")
    assert answer.now.n_seeded == 0 < answer.n_seeded
    nowhere = replace(theme, seeds=seeds("zeppelin"))
    assert workbench.ask(results, bench, Edit(nowhere), EVERYTHING).withheld is None  # that is told of the seed


def test_what_keeps_passages_with_a_seed_is_what_would_free_them() -> None:
    free, some = np.zeros(2, dtype=np.bool_), np.array([True, False])
    low, high, higher = np.full(2, -1.0), np.full(2, 1.0), np.full(2, 3.0)
    cases = {
        "every one is excluded": (higher, higher, 0.0, ~free, Withheld("excluded")),
        "no other theme beside it": (high, higher, -2.0, free, Withheld("rival", "one")),
        "the one that is not excluded": (high, higher, -2.0, some, Withheld("rival", "other")),
        "no shift": (high, high, -2.0, free, Withheld("apart")),
        "neither": (low, high, -2.0, free, Withheld("apart", "one")),
        "nothing": (low, low, -2.0, free, Withheld("faint")),
    }
    for name, (odds, alone, shift, barred, expected) in cases.items():
        assert Withheld.of(odds, alone, shift, 0.9, barred, ["one", "other"]) == expected, name
    assert Withheld.of(higher, higher, 0.0, 0.4, free, ["one", "other"]) == Withheld("faint")  # hardly there at all


def test_a_workspace_of_another_version_is_known(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not workbench.found_by_another_version(results)
    monkeypatch.setattr("pipeline.learned.ENGINE_VERSION", "0")
    assert workbench.found_by_another_version(results)


def test_log_odds_favour_what_stands_here() -> None:
    stands = sp.csr_matrix(np.array([[1, 0, 1], [1, 0, 1], [1, 1, 0], [0, 1, 1], [0, 1, 1]]))
    here = np.array([True, True, True, False, False])
    told = log_odds(stands, here, ~here)
    assert told[0] > 0 >= told[1]
    assert not log_odds(stands, here, np.zeros(5, dtype=np.bool_)).any()


def test_a_file_is_used_without_reading_a_document_again(folder: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    build([folder], workspace, workers=1)
    before = open_results(workspace)
    draft = ThemeDraft().with_words(before.themes, "legacy-it", "label", "Old systems")
    draft = draft.without(before.themes, "wellbeing")

    workbench.use_themes(workspace, file_text(before.themes, draft))
    until = time.monotonic() + 120
    while not (said := build_progress(workspace)) or not said.finished:
        assert time.monotonic() < until
        time.sleep(0.2)

    assert not said.error
    after = open_results(workspace)
    assert after.themes.labels["legacy-it"] == "Old systems"
    assert "wellbeing" not in after.themes.ids
    assert int(after.themes.version) == int(before.themes.version) + 1
    assert workbench.text_fingerprint(after) == workbench.text_fingerprint(before)
