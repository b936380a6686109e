"""Passages to assignments, a batch of whole reports at a time."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.assignments import assignment_table, report_theme_table
from models.features import PassageBatch
from models.seeded import FIT_AT_MOST, ThemeFinder
from pipeline.reference import beside
from schema import ThemeSet

_BATCH = 10_000


def assign(
    themes: ThemeSet,
    reports: pd.DataFrame,
    passages: pd.DataFrame,
    progress: Callable[[int, int], None],
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the tables `assignments` and `report_themes` of batches of reports, in order of report_id.

    Parameters
    ----------
    themes : ThemeSet
    reports, passages : DataFrame
        As `schema.REPORTS` and `schema.PASSAGES` describe them; only counted passages are looked at.
    progress : callable
        Told the passages done and to do.
    """
    counted = passages[passages["counted"].to_numpy(dtype=bool)]
    counted = counted.sort_values(["report_id", "position"], kind="stable").reset_index(drop=True)
    about = reports.set_index("report_id")
    finder: ThemeFinder | None = None
    sample = _sample(counted)
    fitted = set(sample["report_id"])
    done = 0
    for ids in _batches(reports, counted, _BATCH):
        rows = counted[counted["report_id"].isin(ids)].reset_index(drop=True)
        batch = _batch(rows, about)
        if finder is None and len(batch):
            finder = ThemeFinder(themes).fit(beside(_batch(sample, about)))
        known = rows["report_id"].isin(fitted).to_numpy(dtype=bool)
        scores = finder.score(batch, known) if finder is not None and len(batch) else None
        yield (
            assignment_table(finder, scores, rows, batch.texts),
            report_theme_table(themes, about.loc[ids].reset_index(), rows, scores),
        )
        done += len(rows)
        progress(done, len(counted))


def fitted_on(reports: pd.DataFrame, passages: pd.DataFrame) -> tuple[pd.DataFrame, PassageBatch]:
    """Return the passages that a finder is fitted on: the counted ones, or a sample of whole reports."""
    counted = passages[passages["counted"].to_numpy(dtype=bool)]
    sample = _sample(counted.sort_values(["report_id", "position"], kind="stable").reset_index(drop=True))
    return sample, _batch(sample, reports.set_index("report_id"))


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
