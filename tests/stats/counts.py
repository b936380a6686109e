"""Small panels with known truth, for the tests of the statistics."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from schema import REPORT_THEMES, REPORTS
from stats.panel import Panel


def tables(
    passages: ArrayLike,
    assigned: ArrayLike,
    *,
    year: Sequence[int | None] | None = None,
    publisher: Sequence[str | None] | None = None,
    country: Sequence[str | None] | None = None,
    duplicate_of: Sequence[str | None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables reports and report_themes of R reports and T themes."""
    n, a = np.asarray(passages, dtype=np.int64), np.asarray(assigned, dtype=np.int64)
    if a.ndim == 1:
        a = a[:, np.newaxis]
    size, themes = a.shape
    ids = [f"r{i:05d}" for i in range(size)]
    reports = pd.DataFrame(
        {
            "report_id": ids,
            "source": [f"{i}.md" for i in ids],
            "title": ids,
            "publisher": publisher if publisher is not None else [None] * size,
            "year": pd.array(year if year is not None else [2020] * size, dtype="Int64"),
            "date": [None] * size,
            "country": country if country is not None else ["GB"] * size,
            "sector": ["health"] * size,
            "language": ["en"] * size,
            "format": "md",
            "n_pages": pd.array([None] * size, dtype="Int64"),
            "n_passages": n,
            "n_words": n * 80,
            "url": [None] * size,
            "quality": 1.0,
            "duplicate_of": duplicate_of if duplicate_of is not None else [None] * size,
        }
    )
    rows = np.repeat(np.arange(size), themes)
    counts = pd.DataFrame(
        {
            "report_id": [ids[row] for row in rows],
            "source": [f"{ids[row]}.md" for row in rows],
            "theme_id": [f"t{theme:02d}" for theme in range(themes)] * size,
            "n_passages": n[rows],
            "n_assigned": a.ravel(),
            "share": np.divide(a.ravel(), n[rows], out=np.zeros(size * themes), where=n[rows] > 0),
            "score": 0.0,
            "n_passages_new": n[rows],
            "n_assigned_new": a.ravel(),
            "kind": "en 1",
        }
    )
    return REPORTS.validate(reports), REPORT_THEMES.validate(counts)


def panel(
    passages: ArrayLike,
    assigned: ArrayLike,
    *,
    year: Sequence[int | None] | None = None,
    publisher: Sequence[str | None] | None = None,
    country: Sequence[str | None] | None = None,
) -> Panel:
    """Return the panel of R reports and T themes."""
    return Panel.from_tables(*tables(passages, assigned, year=year, publisher=publisher, country=country))
