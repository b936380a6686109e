"""The themes workbench: a theme tried on an opened workspace before anything is built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import stats.multiplicity
import stats.prevalence
import stats.trends
from corpus.uploads import keep_themes
from errors import NotEnoughData
from models.batch import PassageBatch
from models.seedclash import SeedClashes
from models.seeded import Prepared, ThemeFinder
from models.trial import Suggestion, Trial, Tried
from models.withheld import Withheld
from pipeline.assign import fitted_on
from pipeline.ingest import VERSION
from pipeline.learned import ASSIGNED, ThemeInputs, theme_key
from pipeline.reference import beside
from pipeline.results import Results
from pipeline.run import sources_of, start_build
from schema import Measure, Selection, Theme, Weighting
from stats.panel import Panel

BEFORE = ("took", "took-seeded", "took-unseeded", "leaves")
HOLDING = ("holds", "holds-taken", "holds-unseeded")
COUNTED = ("tried", "seeded", "takes", "takes-seeded", "takes-unseeded", "enters", *BEFORE, *HOLDING)
"""What numbers on the workbench count; see `counted`."""
OF_REPORTS = ":reports"
DOORS = (*COUNTED, *(f"{name}{OF_REPORTS}" for name in COUNTED))
"""What a link may open there: the passages that a number counts, or their reports."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A workspace's passages made ready for any themes; `passages` has the columns passage_id, report_id, repeated."""

    passages: pd.DataFrame
    batch: PassageBatch
    prepared: Prepared


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """Where themes are tried; `n_counted` is the number of passages of the whole workspace."""

    trial: Trial
    passages: pd.DataFrame
    n_counted: int

    @property
    def sampled(self) -> bool:
        """Whether themes are tried on a sample of the reports."""
        return len(self.passages) < self.n_counted


@dataclass(frozen=True, slots=True)
class Edit:
    """A theme being edited: what it was before, None for a new one, and the ids of themes left out beside it."""

    theme: Theme
    before: Theme | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """Passages that a theme takes, their reports, and in how many of the passages a seed of it stands."""

    n_passages: int
    n_reports: int
    n_seeded: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a theme takes of a selection, beside what it took before.

    Every number is one of passages of the selection that are tried; `counted` has these passages.

    Attributes
    ----------
    now, before : Size
    n_entering, n_leaving : int
        Passages that it takes and did not, and that it took and does not.
    n_tried, n_selected : int
        Passages of the selection tried, and all of them: as many, but where themes are tried on a sample.
    n_assigned : int
        Passages that the workspace assigned to the theme when it was built; 0 for a new one. Others than `before`
        where themes are tried on a sample, where the build learned from other reports or by another version, and as a
        theme that is tried alone beside others may differ a little from what a build makes of all together.
    n_seeded : int
        Passages that hold a seed.
    trend, change, prevalence : DataFrame
        As `schema.TRENDS`, `CHANGES` and `PREVALENCE`, of this theme alone.
    doubted : bool
        Whether the workspace hardly seems to speak of it, so that none but passages with a seed are taken.
    withheld : Withheld, optional
        Why no passage with a seed is taken, where none is.
    barred : list of (str, str)
        Seeds that never count, and the excluded phrase of the theme that keeps them from it.
    silent : list of str
        Seeds that match nothing, those that never count aside.
    loud, astray : list of (str, int)
        Seeds that match nearly everything, and those that often mean something else, as the theme takes few of
        their passages; with how many passages of the selection they stand in.
    adding, excluding : list of Suggestion
    """

    now: Size
    before: Size
    n_entering: int
    n_leaving: int
    n_tried: int
    n_selected: int
    n_assigned: int
    n_seeded: int
    trend: pd.DataFrame
    change: pd.DataFrame
    prevalence: pd.DataFrame
    doubted: bool
    withheld: Withheld | None
    barred: list[tuple[str, str]]
    silent: list[str]
    loud: list[tuple[str, int]]
    astray: list[tuple[str, int]]
    adding: list[Suggestion]
    excluding: list[Suggestion]


def text_fingerprint(results: Results) -> str:
    """Name of the passages alone: it stays when only themes change."""
    stages = results.manifest.provenance.stages
    return f"{stages.get('read', results.fingerprint)} {stages.get('correct', '')}"


def read_words(results: Results) -> Words:
    """Make the passages ready, or a sample of whole reports where there are very many.

    Raises
    ------
    NotEnoughData
        There is no passage.
    """
    passages, batch = fitted_on(results.reports, results.workspace.table("passages"))
    if not len(batch):
        raise NotEnoughData("There is no passage to try a theme on.", "Add reports first.")
    return Words(passages[["passage_id", "report_id", "repeated"]], batch, Prepared(beside(batch)))


def open_bench(results: Results, words: Words) -> Bench:
    """Fit the workspace's themes, beside which others are tried."""
    finder = ThemeFinder(results.themes).fit_prepared(words.prepared)
    counted = results.workspace.passages(columns=["counted"])["counted"]
    return Bench(Trial(finder, words.batch.reports), words.passages, int(counted.to_numpy(dtype=bool).sum()))


def ask(
    results: Results,
    bench: Bench,
    edit: Edit,
    selection: Selection,
    measure: Measure = "share",
    weighting: Weighting = "report",
) -> Answer:
    """Try a theme as edited, and compare it with what it was before."""
    every = results.counts(selection)
    panel = every.take(pd.Index(every.report_ids).isin(bench.passages["report_id"].unique()))
    tried, _, those = _tried(results, bench, edit, selection, panel)
    name = edit.theme.id
    counts = _with_theme(panel, name, bench, those["takes"])
    asked = (None, measure, weighting)
    changes = stats.multiplicity.together([stats.trends.changes(counts, *asked)], stats.multiplicity.OVERALL)[0]
    tables = (stats.trends.trends(counts, *asked), changes, stats.prevalence.prevalence(counts, *asked))
    trend, change, prevalence = (_of(table, name) for table in tables)
    loud, astray = (
        [(seed, int((those["tried"] & _holds(bench, seed)).sum())) for seed in seeds]
        for seeds in (tried.loud(), tried.astray())
    )
    spoken = sorted(set(results.reports["language"].fillna("en")))
    never = SeedClashes((edit.theme,), spoken).silenced
    barred = [(seed.text, why.exclude.text) for (_, seed), why in never.items()]
    return Answer(
        now=_size(bench, those, "takes"),
        before=_size(bench, those, "took"),
        n_entering=int(those["enters"].sum()),
        n_leaving=int(those["leaves"].sum()),
        n_tried=int(those["tried"].sum()),
        n_selected=int(every.n_passages.sum()),
        n_assigned=sum(int(n) for i, n in zip(every.theme_ids, every.n_assigned.sum(axis=0), strict=True) if i == name),
        n_seeded=int(those["seeded"].sum()),
        trend=trend,
        change=change,
        prevalence=prevalence,
        doubted=tried.doubted(),
        withheld=tried.withheld,
        barred=barred,
        silent=[seed for seed in tried.silent() if seed not in dict(barred)],
        loud=loud,
        astray=astray,
        adding=bench.trial.worth_adding(tried, those["tried"]),
        excluding=bench.trial.worth_excluding(tried, those["enters"], those["tried"]),
    )


def counted(
    results: Results, bench: Bench, edit: Edit, selection: Selection, name: str, phrase: str = "", report_id: str = ""
) -> pd.DataFrame:
    """Return the passages that a number of an `Answer` counts, the surest first: passage_id, report_id.

    Parameters
    ----------
    name : str
        One of `COUNTED`: what is tried, what holds a seed, what the theme takes and took, with a seed and without,
        what enters and leaves; and of the passages that hold `phrase` all, those taken, and those without a seed.
    report_id : str
        Of this report alone; of all if empty.
    """
    panel = results.counts(selection)
    tried, old, those = _tried(results, bench, edit, selection, panel)
    kept = those["tried"] & _holds(bench, phrase) if name in HOLDING else those[name]
    if name == "holds-taken":
        kept = kept & tried.assigned
    elif name == "holds-unseeded":
        kept = kept & ~tried.seeded
    by = old if old is not None and name in BEFORE else tried
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(-by.probability[rows], kind="stable")]
    found = bench.passages.iloc[rows][["passage_id", "report_id"]].reset_index(drop=True)
    return found[found["report_id"] == report_id].reset_index(drop=True) if report_id else found


def counted_reports(
    results: Results, bench: Bench, edit: Edit, selection: Selection, name: str, phrase: str = ""
) -> pd.DataFrame:
    """Return the REPORTS rows of the passages of `counted`, those with most of them first; `n_passages` counts them."""
    held = counted(results, bench, edit, selection, name, phrase)["report_id"].value_counts(sort=False)
    rows = results.reports[results.reports["report_id"].isin(held.index)]
    rows = rows.assign(n_passages=rows["report_id"].map(held).astype(int))
    return rows.sort_values(["n_passages", "title"], ascending=[False, True], kind="stable").reset_index(drop=True)


def spoken(bench: Bench, edit: Edit, name: str, phrase: str, passage_ids: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return where in passages stands what `counted` has them for: the phrase, or seeds of the theme."""
    before = edit.before if name in BEFORE else None
    tried = bench.trial.try_theme(before) if before is not None else bench.trial.try_theme(edit.theme, edit.left_out)
    spans = bench.trial.standing([phrase]).spans if name in HOLDING else tried.spans
    rows = pd.Index(bench.passages["passage_id"]).get_indexer(pd.Index(passage_ids))
    at = [np.flatnonzero(spans.passage == row) for row in rows]
    return [list(zip(spans.start[of].tolist(), spans.end[of].tolist(), strict=True)) for of in at]


def found_by_another_version(results: Results) -> bool:
    """Whether another version found the workspace's themes than that of the workbench."""
    kept = ThemeInputs.unpack(results.workspace.kept(ASSIGNED))
    return kept is None or kept.key != theme_key(VERSION, results.workspace.theme_file())


def use_themes(workspace: Path, text: str) -> None:
    """Keep a theme file as the workspace's own and assign its themes, in a process of its own.

    Documents are not read anew; `pipeline.run.build_progress` tells how far it is.

    Raises
    ------
    WorkspaceNotWritten
        The disk refuses.
    """
    start_build(sources_of(workspace), workspace, keep_themes(workspace, text))


def _tried(
    results: Results, bench: Bench, edit: Edit, selection: Selection, panel: Panel
) -> tuple[Tried, Tried | None, dict[str, NDArray[np.bool_]]]:
    """The theme as edited and as it was, and which passages of the selection each takes, of shape (n_passages,)."""
    inside = _inside(bench, results, panel, selection)
    tried = bench.trial.try_theme(edit.theme, edit.left_out)
    old = bench.trial.try_theme(edit.before) if edit.before is not None else None
    took, had = (old.assigned, old.seeded) if old is not None else (np.zeros_like(tried.assigned),) * 2
    return (
        tried,
        old,
        {
            "tried": inside,
            "seeded": inside & tried.seeded,
            "takes": inside & tried.assigned,
            "takes-seeded": inside & tried.assigned & tried.seeded,
            "takes-unseeded": inside & tried.assigned & ~tried.seeded,
            "took": inside & took,
            "took-seeded": inside & took & had,
            "took-unseeded": inside & took & ~had,
            "enters": inside & tried.assigned & ~took,
            "leaves": inside & took & ~tried.assigned,
        },
    )


def _holds(bench: Bench, phrase: str) -> NDArray[np.bool_]:
    """Which passages hold a phrase as a seed would, of shape (n_passages,)."""
    matched = bench.trial.standing([phrase]).matched[: len(bench.passages)]
    return np.asarray(matched.toarray()[:, 0], dtype=np.bool_)


def _inside(bench: Bench, results: Results, panel: Panel, selection: Selection) -> NDArray[np.bool_]:
    """Which passages the selection admits, of shape (n_passages,)."""
    inside = bench.passages["report_id"].isin(panel.report_ids)
    if selection.phrase:
        inside &= bench.passages["passage_id"].isin(results.mentions(selection.phrase))
    if selection.new_text_only:
        inside &= ~bench.passages["repeated"].astype(bool)
    return inside.to_numpy(dtype=np.bool_)


def _with_theme(panel: Panel, theme_id: str, bench: Bench, taken: NDArray[np.bool_]) -> Panel:
    """Return the panel with one theme's counts replaced or added."""
    place = pd.Index(panel.report_ids).get_indexer(pd.Index(bench.passages["report_id"]))
    new = taken & ~bench.passages["repeated"].to_numpy(dtype=np.bool_)
    columns = [np.bincount(place[which], minlength=len(panel.report_ids)) for which in (taken, new)]
    kept = [i for i, other in enumerate(panel.theme_ids) if other != theme_id]
    return replace(
        panel,
        theme_ids=(*(panel.theme_ids[i] for i in kept), theme_id),
        n_assigned=np.column_stack([panel.n_assigned[:, kept], columns[0]]),
        n_assigned_new=np.column_stack([panel.n_assigned_new[:, kept], columns[1]]),
    )


def _of(table: pd.DataFrame, theme_id: str) -> pd.DataFrame:
    return table[table["theme_id"] == theme_id].reset_index(drop=True)


def _size(bench: Bench, those: Mapping[str, NDArray[np.bool_]], name: str) -> Size:
    taken = those[name]
    n_reports = int(bench.passages.loc[taken, "report_id"].nunique())
    return Size(int(taken.sum()), n_reports, int(those[f"{name}-seeded"].sum()))
