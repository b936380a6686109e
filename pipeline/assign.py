"""Passages to assignments, a batch of whole reports at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.assignments import assignment_table, report_theme_table
from models.batch import FIT_AT_MOST, Found, PassageBatch
from pipeline.reference import beside
from schema import ThemeSet

if TYPE_CHECKING:
    from models.seeded import ThemeFinder

_BATCH = 10_000


class Finder(Protocol):
    """What finds themes in passages: `models.seeded.ThemeFinder`, here or in another process."""

    def find(self, batch: PassageBatch, known: NDArray[np.bool_]) -> Found:
        """Find themes in passages of whole reports; `known` tells those that it was fitted on."""


AnyFinder = TypeVar("AnyFinder", bound=Finder, covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Fit(Generic[AnyFinder]):
    """A fitted finder, and the reports that it was fitted on as they are now."""

    finder: AnyFinder
    known: frozenset[str]


def learn(themes: ThemeSet, reports: pd.DataFrame, passages: pd.DataFrame) -> "Fit[ThemeFinder] | None":
    """Fit a finder to the counted passages; None if there is none."""
    sample, batch = fitted_on(reports, passages)
    if not len(batch):
        return None
    from models.seeded import ThemeFinder  # slow to load, and a small rebuild does not learn

    return Fit(ThemeFinder(themes).fit(beside(batch)), frozenset(sample["report_id"]))


def assign(
    themes: ThemeSet,
    reports: pd.DataFrame,
    passages: pd.DataFrame,
    progress: Callable[[int, int], None],
    fit: Fit[Finder] | None = None,
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the tables `assignments` and `report_themes` of batches of reports, in order of report_id.

    Parameters
    ----------
    themes : ThemeSet
    reports, passages : DataFrame
        As `schema.REPORTS` and `schema.PASSAGES` describe them; only counted passages are looked at.
    progress : callable
        Told the passages done and to do.
    fit : Fit, optional
        Learned from these passages if left out.
    """
    fit = fit or learn(themes, reports, passages)
    about = reports.set_index("report_id")
    done, to_do = 0, int(passages["counted"].to_numpy(dtype=bool).sum())
    progress(done, to_do)
    for ids, rows, batch in batches(reports, passages):
        found = None
        if fit is not None and len(batch):
            found = fit.finder.find(batch, rows["report_id"].isin(fit.known).to_numpy(dtype=bool))
        yield (
            assignment_table(themes, rows, found),
            report_theme_table(themes, about.loc[ids].reset_index(), rows, found),
        )
        done += len(rows)
        progress(done, to_do)


def batches(reports: pd.DataFrame, passages: pd.DataFrame) -> Iterator[tuple[list[str], pd.DataFrame, PassageBatch]]:
    """Yield the counted passages of whole reports, some `_BATCH` at a time: the reports' ids, rows, and the batch."""
    counted = _in_order(passages)
    about = reports.set_index("report_id")
    for ids in _batches(reports, counted, _BATCH):
        rows = counted[counted["report_id"].isin(ids)].reset_index(drop=True)
        yield ids, rows, _batch(rows, about)


def fitted_on(reports: pd.DataFrame, passages: pd.DataFrame) -> tuple[pd.DataFrame, PassageBatch]:
    """Return the passages that a finder is fitted on: the counted ones, or a sample of whole reports."""
    sample = _sample(_in_order(passages))
    return sample, _batch(sample, reports.set_index("report_id"))


def _in_order(passages: pd.DataFrame) -> pd.DataFrame:
    counted = passages[passages["counted"].to_numpy(dtype=bool)]
    return counted.sort_values(["report_id", "position"], kind="stable").reset_index(drop=True)


def _batches(reports: pd.DataFrame, counted: pd.DataFrame, size: int) -> Iterator[list[str]]:
    sizes = counted["report_id"].value_counts()
    batch: list[str] = []
    n = 0
    for report_id in sorted(reports["report_id"]):
        batch.append(report_id)
        n += int(sizes.get(report_id, 0))
        if n >= size:
            yield batch
            batch, n = [], 0
    if batch:
        yield batch


def _sample(counted: pd.DataFrame) -> pd.DataFrame:
    """Whole reports, spread over the corpus, of about `FIT_AT_MOST` passages."""
    if len(counted) <= FIT_AT_MOST:
        return counted
    ids = counted["report_id"].unique()
    order = np.random.default_rng(0).permutation(len(ids))
    sizes = counted["report_id"].value_counts()
    taken = np.cumsum([int(sizes[ids[i]]) for i in order]) <= FIT_AT_MOST
    taken[0] = True
    return counted[counted["report_id"].isin({ids[i] for i in order[taken]})].reset_index(drop=True)


def _batch(rows: pd.DataFrame, about: pd.DataFrame) -> PassageBatch:
    owners = rows["report_id"].to_numpy(dtype=object)
    numbers: NDArray[np.int64] = pd.factorize(owners)[0].astype(np.int64)
    languages = about["language"].reindex(owners)
    titles = about["title"].reindex(owners).fillna("").tolist()
    headings = rows["heading"].fillna("").tolist()
    return PassageBatch(
        rows["text"].tolist(),
        headings,
        titles,
        [None if pd.isna(code) else str(code) for code in languages],
        numbers,
    )
