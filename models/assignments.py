"""Scores of a batch as the tables `assignments` and `report_themes`."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from models.seeded import Scores, ThemeFinder
from schema import ASSIGNMENTS, REPORT_THEMES, ThemeSet

LEAST_KEPT = 0.05
_MOST_ODDS = 12.0


def assignment_table(
    finder: ThemeFinder | None, scores: Scores | None, passages: pd.DataFrame, texts: Sequence[str]
) -> pd.DataFrame:
    """Return assignments of a batch: scores of `LEAST_KEPT` or more, with what spoke for them.

    Parameters
    ----------
    finder, scores : ThemeFinder and Scores, or None
        None where there is nothing to score.
    passages : DataFrame
        The batch's rows of the table of passages.
    texts : sequence of str
        Their texts.
    """
    if finder is None or scores is None:
        return ASSIGNMENTS.empty()
    kept_passages, kept_themes = np.nonzero(scores.probability >= LEAST_KEPT)
    ids, owners = passages["passage_id"].to_numpy(dtype=object), passages["report_id"].to_numpy(dtype=object)
    theme_ids = np.array(finder.themes.ids, dtype=object)
    evidence = [
        "; ".join(finder.evidence(scores, texts, int(i), int(k)))
        for i, k in zip(kept_passages, kept_themes, strict=True)
    ]
    return ASSIGNMENTS.validate(
        pd.DataFrame(
            {
                "passage_id": ids[kept_passages],
                "report_id": owners[kept_passages],
                "theme_id": theme_ids[kept_themes],
                "score": scores.probability[kept_passages, kept_themes].round(4),
                "assigned": scores.assigned[kept_passages, kept_themes],
                "evidence": evidence,
            }
        )
    )


def report_theme_table(
    themes: ThemeSet, reports: pd.DataFrame, passages: pd.DataFrame, scores: Scores | None
) -> pd.DataFrame:
    """Return counts by report and theme, all pairs; see `schema.REPORT_THEMES`."""
    n_reports, n_themes = len(reports), len(themes.themes)
    owner = pd.Index(reports["report_id"]).get_indexer(pd.Index(passages["report_id"]))
    new = ~passages["repeated"].to_numpy(dtype=bool)
    assigned = scores.assigned if scores is not None else np.zeros((len(passages), n_themes), dtype=np.bool_)
    probability = scores.probability if scores is not None else np.zeros((len(passages), n_themes))
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
        "score": report_scores(probability, owner, n_reports).ravel().round(8),
        "n_passages_new": np.repeat(np.bincount(owner[new], minlength=n_reports), n_themes),
        "n_assigned_new": _sums(owner[new], assigned[new], n_reports).ravel(),
    }
    return REPORT_THEMES.validate(pd.DataFrame(flat))


def report_scores(probability: NDArray[np.float64], owner: NDArray[np.int64], n_reports: int) -> NDArray[np.float64]:
    """How much each report as a whole is about each theme, of shape (n_reports, n_themes), in [0, 1].

    Mean of the passages' log odds and their largest, four to one: for ranking, neither a share nor
    a probability. Probabilities themselves would tie at 1 where most passages are on the theme.
    """
    odds = np.clip(logit(probability), -_MOST_ODDS, _MOST_ODDS)
    n = np.maximum(np.bincount(owner, minlength=n_reports), 1)[:, None]
    largest = np.full((n_reports, probability.shape[1]), -_MOST_ODDS)
    np.maximum.at(largest, owner, odds)
    mean = np.where(
        np.bincount(owner, minlength=n_reports)[:, None] > 0, _sums(owner, odds, n_reports) / n, -_MOST_ODDS
    )
    return np.asarray(expit((4 * mean + largest) / 5))


def _sums(owner: NDArray[np.int64], values: NDArray[np.generic], n: int) -> NDArray[np.float64]:
    out = np.zeros((n, values.shape[1]))
    np.add.at(out, owner, values)
    return out
