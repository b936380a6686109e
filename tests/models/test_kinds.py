"""Kinds of reports: found where reports are written unlike the others, not where they speak of other things."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from models.batch import PassageBatch
from models.kinds import Kinds, Peers
from models.seeded import ThemeFinder
from models.trial import Trial
from schema import Phrase, Theme, ThemeSet

Places = tuple[NDArray[np.float64], NDArray[np.int64]]


def places(*kinds: tuple[int, float], per_report: int = 20, seed: int = 0) -> Places:
    """Passages of reports: so many reports of each kind, each kind that far from the others in a direction of its own.

    Reports of one kind differ among themselves by one standard deviation, as their passages do.
    """
    rng = np.random.default_rng(seed)
    n = sum(reports for reports, _ in kinds)
    kind = np.repeat(np.arange(len(kinds)), [reports for reports, _ in kinds])
    means = rng.normal(size=(n, 12)) * 0.5
    means[np.arange(n), kind] += np.array([far for _, far in kinds])[kind]
    reports = np.repeat(np.arange(n), per_report)
    return means[reports] + rng.normal(size=(len(reports), 12)), reports


def test_reports_that_stand_apart_are_kinds_and_those_that_do_not_are_none() -> None:
    apart, reports = places((30, 6.0), (12, 6.0), (9, 6.0))
    kinds = Kinds().fit(apart, reports)
    found = kinds.of(apart, reports).reshape(-1, 20)
    assert len(kinds.centres_) == 3
    assert [sorted(set(found[part].ravel().tolist())) for part in (slice(30), slice(30, 42), slice(42, 51))] in (
        [[a], [b], [c]] for a in range(3) for b in range(3) for c in range(3) if len({a, b, c}) == 3
    )
    near, reports = places((30, 1.5), (20, 1.5))
    assert len(Kinds().fit(near, reports).centres_) == 1
    assert kinds.of(near, reports).shape == (1000,)


@pytest.mark.parametrize(("few", "per_report"), [(2, 100), (7, 20)])
def test_two_reports_or_some_passages_are_no_kind(few: int, per_report: int) -> None:
    apart, reports = places((30, 9.0), (few, 9.0), per_report=per_report)
    assert len(Kinds().fit(apart, reports).centres_) == 1


def test_the_same_reports_have_the_same_kinds_whatever_their_numbers_and_alone() -> None:
    apart, reports = places((20, 6.0), (20, 6.0))
    kinds = Kinds().fit(apart, reports)
    assert kinds.centres_.tobytes() == Kinds().fit(apart, reports * 7 + 3).centres_.tobytes()
    all_of_them = kinds.of(apart, reports)
    last = reports == 39
    assert kinds.of(apart[last], reports[last]).tolist() == all_of_them[last].tolist()


def test_kinds_are_found_language_by_language_and_company_stands_apart() -> None:
    apart, reports = places((20, 6.0), (20, 6.0), (10, 6.0))
    languages = ["en"] * 800 + ["fr"] * 100 + ["en"] * 100
    peers = Peers().fit(languages, apart, reports, n_company=100)
    groups, kinds = peers.of(languages, apart, reports, n_company=100)
    assert peers.codes_ == ("en", "en", "en", "fr")
    assert [len(set(part.tolist())) for part in (groups[:800], kinds[:400], kinds[400:800])] == [1, 1, 1]
    assert len({int(kinds[at]) for at in (0, 400, 800, 999)}) == 4
    elsewhere, own = int(kinds[999]), int(kinds[0])
    assert peers.kinds_.leaning[own] == elsewhere
    assert peers.kinds_.kin[own] == peers.kinds_.kin[int(kinds[400])] != peers.kinds_.kin[elsewhere]
    assert peers.of(["de"] * 20, apart[:20], reports[:20])[1].tolist() == [-1] * 20


def test_nothing_is_learned_of_kinds_where_there_is_next_to_nothing() -> None:
    peers = Peers().fit(["en"], np.zeros((1, 0)), np.zeros(1, dtype=np.int64), 0)
    assert peers.of(["en"], np.zeros((1, 0)), np.zeros(1, dtype=np.int64))[1].tolist() == [0]


def test_a_kind_is_silent_of_a_theme_where_three_passages_with_a_seed_would_be_expected_and_none_is() -> None:
    apart, reports = places((20, 6.0), (20, 6.0))
    languages = ["en"] * 800
    peers = Peers().fit(languages, apart, reports, 0)
    kinds = peers.of(languages, apart, reports)[1]
    seeded = np.zeros((800, 3), dtype=np.bool_)
    seeded[:3, 0] = seeded[:2, 1] = True  # of the first 400, as many as of the others are expected
    found = peers.silent(seeded, kinds)
    assert found[int(kinds[799])].tolist() == [True, False, False]
    assert found[int(kinds[0])].tolist() == [False, False, False]
    alone = Peers().fit(["en"] * 400 + ["fr"] * 400, apart, reports, 0)
    assert not alone.silent(seeded, alone.of(["en"] * 400 + ["fr"] * 400, apart, reports)[1]).any()


CONTROLS = (
    ("the system logs access by {a}", "operators review the {a} register", "the {a} interface is hardened"),
    ("account", "session", "firmware", "gateway", "kernel", "token", "console", "module", "socket", "cipher"),
)
REVIEWS = (
    ("our department heard from {a} this year", "ministers thank the {a} for their work", "we met many {a} in spring"),
    ("citizens", "families", "teachers", "nurses", "mayors", "farmers", "students", "parents", "tenants", "carers"),
)
LIBRARY = "a library van lent novels to readers in villages"
THEMES = ThemeSet(
    "One", "1", (Theme("libraries", "Libraries", "", "Libraries and reading.", (Phrase("library"), Phrase("readers"))),)
)
OTHERS = ThemeSet("Two", "1", (Theme("families", "Families", "", "Family life.", (Phrase("families"),)),))


def collection(kinds: Sequence[tuple[tuple[Sequence[str], Sequence[str]], int]]) -> PassageBatch:
    """Reports of ten passages; of every third review one passage speaks of libraries."""
    rng = np.random.default_rng(5)
    texts: list[str] = []
    reports: list[int] = []
    for (frames, words), n in kinds:
        for _ in range(n):
            report = len(set(reports))
            for at in range(10):
                said = [frame.format(a=rng.choice(words)) for frame in rng.permutation(frames)]
                if frames is REVIEWS[0] and report % 3 == 0 and at == 4:
                    said[1] = LIBRARY
                texts.append(". ".join([*said, f"Point {at}"]) + ".")
                reports.append(report)
    none = [""] * len(texts)
    return PassageBatch(texts, none, none, ["en"] * len(texts), np.array(reports))


def test_a_theme_of_one_kind_of_report_draws_in_neither_that_kind_nor_the_other() -> None:
    batch = collection([(CONTROLS, 60), (REVIEWS, 24)])
    finder = ThemeFinder(THEMES).fit(batch)
    kinds = finder.corpus_.views[0].kinds
    assert len(set(kinds[:600].tolist())) == len(set(kinds[600:].tolist())) == 1
    assert kinds[0] != kinds[-1]
    taken = finder.score(batch, np.ones(len(batch), dtype=np.bool_)).assigned[:, 0]
    about = np.array(["library" in text for text in batch.texts])
    assert about.sum() == 8
    assert taken.tolist() == about.tolist()
    trial = Trial(ThemeFinder(OTHERS).fit_prepared(finder.corpus_), batch.reports)
    tried = trial.try_theme(THEMES.themes[0])
    assert not tried.assigned[:600].any()
    assert tried.assigned[about].all()
