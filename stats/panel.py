"""The report × theme counts behind every claim, and the selection of reports.

A `Panel` is the sufficient statistic: every share, trend, change and contrast is computed
from it, whatever the number of passages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from errors import InvalidSetting, InvalidTable
from schema import FACETS, REPORT_THEMES, REPORTS, Facet, Selection

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Counts of passages by report and theme, with the facets of each report.

    Parameters
    ----------
    report_ids : ndarray of str, shape (R,)
        The reports.
    theme_ids : tuple of str, length T
        The themes.
    n_passages : ndarray of int, shape (R,)
        Counted passages of each report; at least 1.
    n_assigned : ndarray of int, shape (R, T)
        Of these, assigned to each theme.
    facets : DataFrame, R rows
        Columns year, country, sector, publisher, language, quality, kind; null where unknown.
    n_passages_new, n_assigned_new : ndarray of int, shapes (R,) and (R, T)
        The same counts over passages not repeated from the publisher's earlier reports.
    """

    report_ids: NDArray[np.object_]
    theme_ids: tuple[str, ...]
    n_passages: Integers
    n_assigned: Integers
    facets: pd.DataFrame
    n_passages_new: Integers
    n_assigned_new: Integers

    @classmethod
    def from_tables(
        cls,
        reports: pd.DataFrame,
        report_themes: pd.DataFrame,
        selection: Selection | None = None,
        theme_ids: Sequence[str] | None = None,
    ) -> "Panel":
        """Build the panel from the tables `reports` and `report_themes`.

        Reports marked as duplicates of another and reports without passages are left out.

        Parameters
        ----------
        reports, report_themes : DataFrame
            As `schema.REPORTS` and `schema.REPORT_THEMES` describe them.
        selection : Selection, optional
            Reports to admit; all by default.
        theme_ids : sequence of str, optional
            Themes in the order wanted; by default in the order of `report_themes`.

        Raises
        ------
        InvalidTable
            A table lacks a column, or a report lacks a row for one of the themes.
        """
        reports, counts = REPORTS.validate(reports), REPORT_THEMES.validate(report_themes)
        reports = reports[reports["duplicate_of"].isna()]
        themes = tuple(theme_ids) if theme_ids is not None else tuple(counts["theme_id"].unique())
        row = pd.Index(reports["report_id"]).get_indexer(pd.Index(counts["report_id"]))
        column = pd.Index(themes).get_indexer(pd.Index(counts["theme_id"]))
        known = (row >= 0) & (column >= 0)
        row, column, counts = row[known], column[known], counts[known]
        shape = (len(reports), len(themes))
        seen = np.zeros(shape, dtype=np.bool_)
        seen[row, column] = True
        _check_complete(seen, reports, themes)
        matrices = {name: np.zeros(shape, dtype=np.int64) for name in ("n_passages", "n_passages_new", *_ASSIGNED)}
        for name, matrix in matrices.items():
            matrix[row, column] = counts[name].to_numpy(dtype=np.int64)
        kinds = np.full(len(reports), None, dtype=object)
        kinds[row] = counts["kind"].to_numpy(dtype=object, na_value=None)
        if (matrices["n_assigned"] > matrices["n_passages"]).any():
            raise InvalidTable(
                "The table report_themes assigns more passages than a report has.", "Build the workspace again."
            )
        passages = reports["n_passages"].to_numpy(dtype=np.int64)
        new = matrices["n_passages_new"].max(axis=1, initial=0)
        panel = cls(
            report_ids=reports["report_id"].to_numpy(dtype=object),
            theme_ids=themes,
            n_passages=passages,
            n_assigned=matrices["n_assigned"],
            facets=reports[[*FACETS, "quality"]].reset_index(drop=True).assign(kind=kinds),
            n_passages_new=new,
            n_assigned_new=matrices["n_assigned_new"],
        )
        return panel.where(selection or Selection())

    def where(self, selection: Selection) -> "Panel":
        """Return the panel of the reports that `selection` admits and that have passages."""
        panel = self
        if selection.new_text_only:
            panel = replace(self, n_passages=self.n_passages_new, n_assigned=self.n_assigned_new)
        return panel.take(select_reports(panel.facets, selection) & (panel.n_passages > 0))

    def take(self, mask: Flags) -> "Panel":
        """Return the panel of the reports where `mask` (shape (R,)) is true."""
        if mask.all():
            return self
        return replace(
            self,
            report_ids=self.report_ids[mask],
            n_passages=self.n_passages[mask],
            n_assigned=self.n_assigned[mask],
            facets=self.facets[mask].reset_index(drop=True),
            n_passages_new=self.n_passages_new[mask],
            n_assigned_new=self.n_assigned_new[mask],
        )

    def groups(self, facet: Facet | None) -> tuple[list[Any], Integers]:
        """Return the values of a facet and, for each report, the index of its value, shape (R,).

        Values are sorted, with null (unknown) last where it occurs. Without a facet, all
        reports are one group whose value is null.

        Raises
        ------
        InvalidSetting
            There is no such facet.
        """
        if facet is None:
            return [None], np.zeros(len(self.n_passages), dtype=np.int64)
        if facet not in FACETS:
            raise InvalidSetting(f"There is no facet {facet}.", f"Use one of {', '.join(FACETS)}.")
        codes, values = pd.factorize(self.facets[facet], sort=True)
        found = [None if pd.isna(value) else value for value in values]
        codes = codes.astype(np.int64)
        if (codes < 0).any():
            codes = np.where(codes < 0, len(found), codes)
            found.append(None)
        return found, codes


_ASSIGNED = ("n_assigned", "n_assigned_new")


def select_reports(reports: pd.DataFrame, selection: Selection) -> Flags:
    """Return which rows of a frame with the facet columns the selection admits, shape (R,).

    Only facets are looked at: duplicates and reports without passages are `Panel`'s affair.
    """
    mask = np.ones(len(reports), dtype=np.bool_)
    for facet in FACETS:
        admitted = selection.values(facet)
        if admitted:
            values = reports[facet]
            named = values.isin([value for value in admitted if value is not None]).to_numpy(dtype=np.bool_)
            unknown = values.isna().to_numpy(dtype=np.bool_) & (None in admitted)
            mask &= named | unknown
    if selection.min_quality:
        mask &= ~(reports["quality"] < selection.min_quality).fillna(False).to_numpy(dtype=np.bool_)
    return mask


def _check_complete(seen: Flags, reports: pd.DataFrame, themes: tuple[str, ...]) -> None:
    lacking = ~seen & (reports["n_passages"].to_numpy(dtype=np.int64) > 0)[:, np.newaxis]
    if lacking.any():
        report, theme = (int(index[0]) for index in np.nonzero(lacking))
        raise InvalidTable(
            f"The table report_themes has no row for report {reports['report_id'].iloc[report]} "
            f"and theme {themes[theme]}.",
            "Build the workspace again.",
        )
