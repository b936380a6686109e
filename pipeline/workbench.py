"""The themes workbench: a theme tried on an opened workspace before anything is built."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import stats.prevalence
import stats.trends
from corpus.uploads import keep_themes
from errors import NotEnoughData
from models.features import PassageBatch
from models.seeded import Prepared, ThemeFinder
from models.trial import Suggestion, Trial, Tried
from pipeline.assign import fitted_on
from pipeline.reference import beside
from pipeline.results import Results
from pipeline.run import sources_of, start_build
from schema import Measure, Selection, Theme, Weighting
from stats.panel import Panel


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
class Size:
    """Passages that a theme takes, and their reports."""

    n_passages: int
    n_reports: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a theme takes of a selection, beside what it took before.

    Attributes
    ----------
    now, before : Size
    entering, leaving : tuple of str
        Passages by id, the surest first.
    trend, change, prevalence : DataFrame
        As `schema.TRENDS`, `CHANGES` and `PREVALENCE`, of this theme alone.
    silent : list of str
        Seeds that match nothing.
    loud : list of (str, int)
        Seeds that match nearly everything, with how many passages.
    adding, excluding : list of Suggestion
    """

    now: Size
    before: Size
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    trend: pd.DataFrame
    change: pd.DataFrame
    prevalence: pd.DataFrame
    silent: list[str]
    loud: list[tuple[str, int]]
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


def ask(  # noqa: PLR0913 - one argument for each thing that is asked
    results: Results,
    bench: Bench,
    theme: Theme,
    before: Theme | None,
    selection: Selection,
    measure: Measure = "share",
    weighting: Weighting = "report",
    left_out: tuple[str, ...] = (),
) -> Answer:
    """Try a theme without those left out, and compare it with what it was before; None for a new theme."""
    panel = results.counts(selection)
    panel = panel.take(pd.Index(panel.report_ids).isin(bench.passages["report_id"].unique()))
    inside = _inside(bench, results, panel, selection)
    tried = bench.trial.try_theme(theme, left_out)
    old = bench.trial.try_theme(before) if before is not None else None
    took = old.assigned if old is not None else np.zeros_like(tried.assigned)
    entering, leaving = inside & tried.assigned & ~took, inside & took & ~tried.assigned
    counts = _with_theme(panel, theme.id, bench, tried.assigned & inside)
    asked = (None, measure, weighting)
    changes = stats.multiplicity.together([stats.trends.changes(counts, *asked)], stats.multiplicity.OVERALL)[0]
    tables = (stats.trends.trends(counts, *asked), changes, stats.prevalence.prevalence(counts, *asked))
    trend, change, prevalence = (_of(table, theme.id) for table in tables)
    return Answer(
        now=_size(bench, inside & tried.assigned),
        before=_size(bench, inside & took),
        entering=_surest(bench, entering, tried),
        leaving=_surest(bench, leaving, old) if old is not None else (),
        trend=trend,
        change=change,
        prevalence=prevalence,
        silent=tried.silent(),
        loud=tried.loud(),
        adding=bench.trial.worth_adding(tried),
        excluding=bench.trial.worth_excluding(tried, tried.assigned & ~took),
    )


def use_themes(workspace: Path, text: str) -> None:
    """Keep a theme file as the workspace's own and assign its themes, in a process of its own.

    Documents are not read anew; `pipeline.run.build_progress` tells how far it is.

    Raises
    ------
    WorkspaceNotWritten
        The disk refuses.
    """
    start_build(sources_of(workspace), workspace, keep_themes(workspace, text))


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


def _size(bench: Bench, taken: NDArray[np.bool_]) -> Size:
    return Size(int(taken.sum()), int(bench.passages.loc[taken, "report_id"].nunique()))


def _surest(bench: Bench, those: NDArray[np.bool_], tried: Tried) -> tuple[str, ...]:
    rows = np.flatnonzero(those)
    ordered = rows[np.argsort(-tried.probability[rows], kind="stable")]
    return tuple(str(passage_id) for passage_id in bench.passages["passage_id"].to_numpy()[ordered])
