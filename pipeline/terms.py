"""The terms that tell two groups of reports apart, counted when they are asked for."""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import pandas as pd

import stats.keyness
from models.terms import count_terms
from pipeline.results import Results
from schema import REST, Facet, Selection
from stats.design import publisher_codes

MOST_WORDS = 250_000
"""Words read of each group; a report is read whole or not at all."""


@dataclass(frozen=True, slots=True, eq=False)
class TellingTerms:
    """Rows of `stats.keyness`, and how many of each group's reports they were counted in."""

    frame: pd.DataFrame
    n_read: tuple[int, int]
    n_reports: tuple[int, int]


def telling_terms(
    results: Results, selection: Selection, facet: Facet, pair: tuple[int | str, int | str]
) -> TellingTerms:
    """Terms that tell the reports of one group from those of another, or from the rest.

    Reports are taken in the order of their ids, which says nothing of what is in them.

    Raises
    ------
    NotEnoughData
        A group has fewer than three reports.
    """
    panel = results.counts(selection)
    values = panel.facets[facet].astype("string")
    in_a = (values == str(pair[0])).fillna(False)
    in_b = (values.notna() & ~in_a) if pair[1] == REST else (values == str(pair[1])).fillna(False)
    sides = [sorted(panel.report_ids[mask.to_numpy(dtype=bool)]) for mask in (in_a, in_b)]
    read = [_within_reach(results, ids) for ids in sides]
    texts = [text for ids in read for text in _texts(results, selection, ids)]
    languages = panel.facets["language"].dropna().unique()
    counts, terms = count_terms(texts, languages={"en", *languages})
    first = np.arange(len(texts)) < len(read[0])
    rows = pd.Index(panel.report_ids).get_indexer(pd.Index([*read[0], *read[1]]))
    publishers = publisher_codes(panel.facets["publisher"])[rows]
    frame = stats.keyness.keyness(counts, terms, first, ~first, publishers=publishers)
    return TellingTerms(frame, (len(read[0]), len(read[1])), (len(sides[0]), len(sides[1])))


def _within_reach(results: Results, ids: list[str]) -> list[str]:
    """Return the first of some reports, as many as `MOST_WORDS` allow and three at least."""
    words = results.reports.set_index("report_id")["n_words"].loc[ids]
    reached = sum(total <= MOST_WORDS for total in accumulate(int(n) for n in words))
    return ids[: max(reached, stats.keyness.MIN_REPORTS)]


def _texts(results: Results, selection: Selection, ids: list[str]) -> list[str]:
    """Return the counted text of each report, in the order of `ids`."""
    columns = ["passage_id", "report_id", "text", "counted", "repeated"]
    rows = results.workspace.passages(report_ids=ids, columns=columns)
    kept = rows["counted"].to_numpy(dtype=bool)
    if selection.new_text_only:
        kept &= ~rows["repeated"].to_numpy(dtype=bool)
    if selection.phrase:
        kept &= rows["passage_id"].isin(results.mentions(selection.phrase)).to_numpy(dtype=bool)
    joined = rows[kept].groupby("report_id")["text"].agg("\n".join)
    return [str(text) for text in joined.reindex(ids, fill_value="")]
