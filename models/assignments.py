"""What a finder says of a batch as the tables `assignments` and `report_themes`."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from models.batch import Found
from schema import ASSIGNMENTS, REPORT_THEMES, ThemeSet

_UNIT = 4.0  # standard deviations; scores of the highest ranks must not tie at one
_MOST_UNASSIGNED = 0.4999  # 0.49997 is no one half, rounded


def assignment_table(themes: ThemeSet, passages: pd.DataFrame, found: Found | None) -> pd.DataFrame:
    """Return assignments of a batch, with what spoke for them.

    Parameters
    ----------
    themes : ThemeSet
    passages : DataFrame
        The batch's rows of the table of passages.
    found : Found, or None
        None where there is nothing to score.
    """
    if found is None:
        return ASSIGNMENTS.empty()
    kept_passages, kept_themes = found.kept
    score, assigned = found.probability[kept_passages, kept_themes], found.assigned[kept_passages, kept_themes]
    ids, owners = passages["passage_id"].to_numpy(dtype=object), passages["report_id"].to_numpy(dtype=object)
    return ASSIGNMENTS.validate(
        pd.DataFrame(
            {
                "passage_id": ids[kept_passages],
                "report_id": owners[kept_passages],
                "theme_id": np.array(themes.ids, dtype=object)[kept_themes],
                "score": np.where(assigned, score, np.minimum(score, _MOST_UNASSIGNED)).round(4),
                "assigned": assigned,
                "evidence": found.evidence,
                "seed_places": found.seed_places,
                "nearest_seed": found.nearest_seed,
            }
        )
    )


def report_theme_table(
    themes: ThemeSet, reports: pd.DataFrame, passages: pd.DataFrame, found: Found | None
) -> pd.DataFrame:
    """Return counts by report and theme, all pairs; see `schema.REPORT_THEMES`."""
    n_reports, n_themes = len(reports), len(themes.themes)
    owner = pd.Index(reports["report_id"]).get_indexer(pd.Index(passages["report_id"]))
    new = ~passages["repeated"].to_numpy(dtype=bool)
    assigned = found.assigned if found is not None else np.zeros((len(passages), n_themes), dtype=np.bool_)
    ranks = np.zeros((n_reports, n_themes))
    if found is not None:
        first = np.unique(found.stretch_of, return_index=True)[1]
        ranks = report_scores(found.stretches, owner[first], n_reports)
    n_passages = np.bincount(owner, minlength=n_reports)
    counts = _sums(owner, assigned, n_reports)
    share = np.where(n_passages[:, None] > 0, counts / np.maximum(n_passages, 1)[:, None], np.nan)
    flat = {
        "report_id": np.repeat(reports["report_id"].to_numpy(dtype=object), n_themes),
        "source": np.repeat(reports["source"].to_numpy(dtype=object), n_themes),
        "theme_id": np.tile(np.array(themes.ids, dtype=object), n_reports),
        "n_passages": np.repeat(n_passages, n_themes),
        "n_assigned": counts.ravel(),
        "share": pd.array(share.ravel(), dtype="Float64"),
        "score": ranks.ravel().round(8),
        "n_passages_new": np.repeat(np.bincount(owner[new], minlength=n_reports), n_themes),
        "n_assigned_new": _sums(owner[new], assigned[new], n_reports).ravel(),
        "kind": np.repeat(_kinds(owner, found, n_reports), n_themes),
    }
    return REPORT_THEMES.validate(pd.DataFrame(flat))


def report_scores(stretches: NDArray[np.float64], owner: NDArray[np.int64], n_reports: int) -> NDArray[np.float64]:
    """How much each report as a whole is about each theme, of shape (n_reports, n_themes), in [0, 1].

    The mean of its stretches' ranks and the highest of them, in equal parts: for ranking reports
    within a theme, neither a share nor a probability.

    Parameters
    ----------
    stretches : ndarray of float64, shape (n_stretches, n_themes)
    owner : ndarray of int64, shape (n_stretches,)
        Number of each stretch's report.
    n_reports : int
    """
    n = np.bincount(owner, minlength=n_reports)[:, None]
    highest = np.full((n_reports, stretches.shape[1]), -np.inf)
    np.maximum.at(highest, owner, stretches)
    mean = _sums(owner, stretches, n_reports) / np.maximum(n, 1)
    return np.where(n > 0, expit((mean + highest) / 2 / _UNIT), 0.0)


def _kinds(owner: NDArray[np.int64], found: Found | None, n_reports: int) -> NDArray[np.object_]:
    """The kind of each report, of shape (n_reports,)."""
    kinds = np.full(n_reports, None, dtype=object)
    if found is not None:
        kinds[owner] = found.kinds
    return kinds


def _sums(owner: NDArray[np.int64], values: NDArray[np.generic], n: int) -> NDArray[np.float64]:
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, owner, values)
    return out
