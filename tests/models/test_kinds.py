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
    assert len(kinds.offsets_) == 3
    assert [sorted(set(found[part].ravel().tolist())) for part in (slice(30), slice(30, 42), slice(42, 51))] in (
        [[a], [b], [c]] for a in range(3) for b in range(3) for c in range(3) if len({a, b, c}) == 3
    )
    near, reports = places((30, 1.5), (20, 1.5))
    assert len(Kinds().fit(near, reports).offsets_) == 1
    assert kinds.of(near, reports).shape == (1000,)


@pytest.mark.parametrize(
    ("few", "per_report", "n_kinds"), [(7, 20, 1), (8, 20, 2), (1, 49, 1), (1, 50, 2), (2, 50, 2), (3, 50, 2)]
)
def test_a_kind_has_150_passages_or_50_a_report(few: int, per_report: int, n_kinds: int) -> None:
    apart, reports = places((60, 9.0), (few, 9.0), per_report=per_report)
    assert len(Kinds().fit(apart, reports).offsets_) == n_kinds


@pytest.mark.parametrize("places", [np.zeros((400, 0)), np.zeros((400, 3)), np.eye(400)[:, :3]])
def test_passages_that_say_nothing_or_the_same_are_of_one_kind(places: NDArray[np.float64]) -> None:
    for reports in (np.arange(400) // 100, np.arange(400)):
        assert not Kinds().fit(places, reports).of(places, reports).any()


def test_no_kind_falls_below_its_least_while_reports_move() -> None:
    n_several = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        dimensions = int(rng.choice([2, 5]))
        means: list[NDArray[np.float64]] = []
        for _ in range(rng.integers(2, 7)):
            centre = rng.normal(size=dimensions) * rng.choice([2, 4, 8])
            means += [
                centre + rng.normal(size=dimensions) * rng.choice([0, 0.5, 2]) for _ in range(rng.choice([1, 4, 30]))
            ]
        reports = np.repeat(np.arange(len(means)), rng.choice([1, 5, 50, 60, 100, 150], len(means)))
        passages = np.array(means)[reports] + rng.normal(size=(len(reports), dimensions)) * rng.choice([0.3, 1])
        found = Kinds().fit(passages, reports).of(passages, reports)
        n_several += int(found.any())
        for kind in set(found.tolist()) if found.any() else ():
            here = np.unique(reports[found == kind], return_counts=True)[1]
            assert here.sum() >= min(150, 50 * len(here)), seed
    assert n_several > 15


def test_reports_that_all_differ_are_at_most_twenty_kinds() -> None:
    rng = np.random.default_rng(0)
    reports = np.arange(60).repeat(50)
    apart = rng.normal(size=(60, 40))[reports] * 5 + rng.normal(size=(3000, 40))
    assert len(Kinds().fit(apart, reports).offsets_) == 20


def test_single_passages_are_put_to_the_kind_they_speak_for_even_where_they_lie_nearer_to_the_other() -> None:
    rng = np.random.default_rng(3)
    of = np.repeat([0, 1], [2000, 1000])
    apart = rng.normal(size=(3000, 6))
    apart[:, 0] += 2 * rng.normal(size=3000) + 10.5 * of
    apart[:, 1] += apart[:, 0] - 10.5 * of  # along which passages of both differ among themselves
    found = Kinds().fit(apart, np.arange(3000)).of(apart, np.arange(3000))
    means = np.array([apart[of == kind].mean(axis=0) for kind in (0, 1)])
    nearest = ((apart[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert ((found == found[0]) == (of == 0)).sum() == 3000
    assert (nearest != of).sum() > 10


def test_the_same_reports_have_the_same_kinds_whatever_their_numbers_and_alone() -> None:
    apart, reports = places((20, 6.0), (20, 6.0))
    kinds = Kinds().fit(apart, reports)
    assert kinds.weights_.tobytes() == Kinds().fit(apart, reports * 7 + 3).weights_.tobytes()
    all_of_them = kinds.of(apart, reports)
    last = reports == 39
    assert kinds.of(apart[last], reports[last]).tolist() == all_of_them[last].tolist()


def test_kinds_are_found_language_by_language_and_company_stands_apart() -> None:
    apart, reports = places((20, 6.0), (20, 6.0), (10, 6.0))
    languages = ["en"] * 800 + ["fr"] * 100 + ["en"] * 100
    peers = Peers().fit(languages, apart, reports, n_company=100)
    groups, kinds = peers.of(languages, apart, reports, n_company=100)
    assert peers.codes_ == ("en", "en", "en", "fr")
    assert peers.names_ == (None, "en 1", "en 2", "fr 1")
    assert [len(set(part.tolist())) for part in (groups[:800], kinds[:400], kinds[400:800])] == [1, 1, 1]
    assert len({int(kinds[at]) for at in (0, 400, 800, 999)}) == 4
    elsewhere, own = int(kinds[999]), int(kinds[0])
    assert peers.kinds_.leaning[own] == elsewhere
    assert peers.kinds_.kin[own] == peers.kinds_.kin[int(kinds[400])] != peers.kinds_.kin[elsewhere]
    assert peers.of(["de"] * 20, apart[:20], reports[:20])[1].tolist() == [-1] * 20


def test_nothing_is_learned_of_kinds_where_there_is_next_to_nothing() -> None:
    peers = Peers().fit(["en"], np.zeros((1, 0)), np.zeros(1, dtype=np.int64), 0)
    assert peers.of(["en"], np.zeros((1, 0)), np.zeros(1, dtype=np.int64))[1].tolist() == [0]


@pytest.mark.parametrize(("far", "n_kinds"), [(3.2, 1), (3.8, 2)])
def test_four_and_a_half_standard_deviations_between_their_means_tell_kinds_apart(far: float, n_kinds: int) -> None:
    apart, reports = places((40, far), (40, far))
    between = apart[:800].mean(axis=0) - apart[800:].mean(axis=0)
    one, other = apart[:800] @ between, apart[800:] @ between
    measured = (one.mean() - other.mean()) / np.sqrt((one.var() + other.var()) / 2)
    assert (measured > 4.5) == (n_kinds == 2)
    assert len(Kinds().fit(apart, reports).offsets_) == n_kinds


def test_a_report_is_of_one_kind_whatever_single_passages_of_it_lie_nearer_to() -> None:
    apart, reports = places((40, 4.6), (40, 4.6))
    kinds = Kinds().fit(apart, reports)
    nearest = (apart @ kinds.weights_ + kinds.offsets_).argmax(axis=1)
    found = kinds.of(apart, reports)
    assert (nearest != found).any()
    assert (found.reshape(-1, 20) == found[::20, None]).all()


def test_a_few_reports_of_another_kind_are_found_beside_very_many() -> None:
    apart, reports = places((4000, 6.0), (40, 6.0), per_report=5)
    kinds = Kinds().fit(apart, reports)
    assert len(kinds.offsets_) == 2
    assert len(set(kinds.of(apart, reports)[-200:].tolist())) == 1


def test_a_kind_is_silent_of_a_theme_if_none_of_its_reports_is_among_those_that_hold_a_seed_but_by_chance() -> None:
    apart, reports = places((30, 6.0), (10, 6.0))
    languages = ["en"] * 800
    peers = Peers().fit(languages, apart, reports, 0)
    kinds = peers.of(languages, apart, reports)[1]
    seeded = np.zeros((800, 4), dtype=np.bool_)
    # in 0.75 to the power of their number, reports of the first kind alone: 0.042 for eleven, 0.056 for ten
    seeded[0:220:20, 0] = seeded[0:200:20, 1] = True
    seeded[0:200, 1] = True  # twenty passages of one report are one report
    seeded[0:220:20, 2] = seeded[799, 2] = True
    found = peers.silent(seeded, kinds, reports)
    assert found[int(kinds[799])].tolist() == [True, False, False, False]
    assert found[int(kinds[0])].tolist() == [False, False, False, False]
    two = ["en"] * 600 + ["fr"] * 200
    alone = Peers().fit(two, apart, reports, 0)
    assert not alone.silent(seeded, alone.of(two, apart, reports)[1], reports).any()


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


def collection(title: str = "", every: int = 30, said_as: Sequence[str] = (LIBRARY,)) -> PassageBatch:
    """60 reports of controls and 24 reviews, of ten passages; one in so many of the reviews' speaks of libraries."""
    rng = np.random.default_rng(5)
    texts: list[str] = []
    titles: list[str] = []
    for frames, words in [CONTROLS] * 60 + [REVIEWS] * 24:
        for at in range(10):
            said = [frame.format(a=rng.choice(words)) for frame in rng.permutation(frames)]
            if frames is REVIEWS[0] and len(texts) % every == every - 1:
                said[1] = said_as[len(texts) // every % len(said_as)]
            texts.append(". ".join([*said, f"Point {at}"]) + ".")
            titles.append(title if frames is REVIEWS[0] else "")
    return PassageBatch(texts, [""] * len(texts), titles, ["en"] * len(texts), np.arange(len(texts)) // 10)


def taken(batch: PassageBatch) -> list[bool]:
    found = ThemeFinder(THEMES).fit(batch).score(batch, np.ones(len(batch), dtype=np.bool_))
    return list(found.assigned[:, 0].tolist())


def test_a_theme_of_one_kind_of_report_draws_in_neither_that_kind_nor_the_other() -> None:
    batch = collection()
    finder = ThemeFinder(THEMES).fit(batch)
    kinds = finder.corpus_.views[0].kinds
    assert len(set(kinds[:600].tolist())) == len(set(kinds[600:].tolist())) == 1
    assert kinds[0] != kinds[-1]
    about = ["library" in text for text in batch.texts]
    assert sum(about) == 8
    assert taken(batch) == about
    trial = Trial(ThemeFinder(OTHERS).fit_prepared(finder.corpus_), batch.reports)
    tried = trial.try_theme(THEMES.themes[0])
    assert tried.assigned.tolist() == about


def test_a_word_in_the_title_of_each_report_does_not_make_a_kind_be_about_a_theme() -> None:
    batch = collection(title="Review and library report")
    assert taken(batch) == ["library" in text for text in batch.texts]


def test_a_kind_that_is_all_about_a_theme_is_found_where_no_seed_stands_too() -> None:
    batch = collection(every=1, said_as=(LIBRARY, LIBRARY, "a van lent novels to villagers"))
    found = np.array(taken(batch))
    assert not found[:600].any()
    assert found[600:].mean() > 0.95


def test_a_report_of_a_silent_kind_takes_what_holds_a_seed() -> None:
    batch = collection()
    finder = ThemeFinder(THEMES).fit(batch)
    texts = [*batch.texts[:9], f"{batch.texts[9]} {LIBRARY}, said the readers of the library."]
    none = [""] * 10
    later = PassageBatch(texts, none, none, ["en"] * 10, np.zeros(10, dtype=np.int64))
    assert finder.score(later, np.zeros(10, dtype=np.bool_)).assigned[:, 0].tolist() == [False] * 9 + [True]
