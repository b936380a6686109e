"""An opened workspace: its counts in memory, everything else on disk until asked for."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus import search
from corpus.manifest import Manifest, read_manifest
from corpus.store import Workspace
from models import themefile
from schema import Facet, Selection, ThemeSet
from stats.mentions import among
from stats.pairs import SharedPassages, shared_passages
from stats.panel import Panel

_EMBEDDED = "corpus/sample/reports"
"""Where the embedded reports lie in any checkout, this one or the one that built the workspace."""


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What is held of a workspace while people look at it."""

    workspace: Workspace
    reports: pd.DataFrame
    problems: pd.DataFrame
    themes: ThemeSet
    panel: Panel

    def counts(self, selection: Selection) -> Panel:
        """Counts of the reports and passages that a selection admits."""
        panel = _mentioning(self, selection.phrase, selection.new_text_only) if selection.phrase else self.panel
        return panel.where(selection)

    def mentions(self, phrase: str) -> frozenset[str]:
        """Passages that a search finds."""
        return frozenset(_mentions(self, phrase)[0])

    def shared_passages(self, phrase: str) -> SharedPassages:
        """Passages that themes share, of all or of those that a search finds."""
        return _shared(self, phrase)

    @property
    def path(self) -> Path:
        """Folder of the workspace."""
        return self.workspace.path

    @property
    def report_themes(self) -> pd.DataFrame:
        """Counts of each report and theme, read anew; the panel holds what claims need of them."""
        return self.workspace.table("report_themes")

    @property
    def kinds(self) -> pd.Series:
        """The kind of report that each counted one is compared with, by report_id."""
        return pd.Series(self.panel.facets["kind"].to_numpy(), index=self.panel.report_ids, dtype=object)

    @property
    def fingerprint(self) -> str:
        """Name of the content."""
        return self.workspace.fingerprint

    @property
    def manifest(self) -> Manifest:
        """What the workspace says about itself."""
        return self.workspace.manifest


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """The size of a selection; `years` are its first and last, null where no report has one."""

    n_reports: int
    n_passages: int
    n_words: int
    years: tuple[int, int] | None
    n_publishers: int
    n_countries: int
    n_sectors: int
    n_problems: int


@lru_cache(maxsize=4)
def _mentions(results: Results, phrase: str) -> tuple[list[str], NDArray[np.bool_]]:
    return search.matches(results.workspace.search_dir, phrase, results.themes.ids)


@lru_cache(maxsize=4)
def _mentioning(results: Results, phrase: str, new_text_only: bool) -> Panel:
    ids, assigned = _mentions(results, phrase)
    if new_text_only and ids:
        repeated = results.workspace.passages(ids=ids, columns=["repeated"])["repeated"].to_numpy(dtype=bool)
        ids, assigned = [str(found) for found in np.array(ids)[~repeated]], assigned[~repeated]
    return among(results.panel, [passage_id.rpartition("-")[0] for passage_id in ids], assigned)


@lru_cache(maxsize=4)
def _shared(results: Results, phrase: str) -> SharedPassages:
    """Count a part of the table at a time, so that no more than that is held as text."""
    reports, themes = pd.Index(results.panel.report_ids), pd.Index(results.themes.ids)
    wanted = results.mentions(phrase) if phrase else None
    parts = [np.zeros((3, 0), dtype=np.int64)]
    for found in results.workspace.iter_assigned(["passage_id", "report_id", "theme_id"]):
        kept = found if wanted is None else found[found["passage_id"].isin(wanted)]
        report, theme = reports.get_indexer(pd.Index(kept["report_id"])), themes.get_indexer(pd.Index(kept["theme_id"]))
        position = [int(passage_id.rpartition("-")[2]) for passage_id in kept["passage_id"].tolist()]
        rows = np.array([position, report, theme], dtype=np.int64).reshape(3, -1)
        parts.append(rows[:, (report >= 0) & (theme >= 0)])
    passage, report, theme = np.concatenate(parts, axis=1)
    return shared_passages(passage, report, theme, len(results.themes.ids))


def open_results(path: Path) -> Results:
    """Open the workspace in `path`.

    Raises
    ------
    WorkspaceNotFound, WorkspaceDamaged
        There is none, or it cannot be read.
    """
    workspace = Workspace.open(path)
    reports, report_themes = workspace.table("reports"), workspace.table("report_themes")
    themes = themefile.load(workspace.theme_file())
    panel = Panel.from_tables(reports, report_themes, theme_ids=themes.ids)
    return Results(workspace, reports, workspace.table("problems"), themes, panel)


def fingerprint(path: Path) -> str:
    """Fingerprint of the workspace published last in `path`, read from its manifest alone."""
    return read_manifest(path).fingerprint


def is_illustrative(results: Results) -> bool:
    """Whether embedded, invented reports are among the reports."""
    return bool(results.manifest.provenance.settings.get("illustrative", False))


def is_mixed(results: Results) -> bool:
    """Whether other reports stand beside the embedded, invented ones."""
    return is_illustrative(results) and bool(own_sources(results))


def own_sources(results: Results) -> list[Path]:
    """Return what the workspace was built from besides the embedded reports."""
    sources = map(Path, json.loads(str(results.manifest.provenance.settings.get("sources", "[]"))))
    return [source for source in sources if _EMBEDDED not in source.as_posix()]


def n_since_learned(results: Results) -> int:
    """How many reports came, went or changed since the themes were learned; their fit is kept for so few."""
    return int(results.manifest.provenance.counts.get("since", 0))


def facet_values(results: Results, facet: Facet) -> list[int | str | None]:
    """Values of a facet that counted reports have: years ascending, others by number of reports; None last."""
    values = results.panel.facets[facet]
    counts = values.dropna().value_counts()
    known = sorted(counts.index) if facet == "year" else sorted(counts.index, key=lambda v: (-int(counts[v]), str(v)))
    found: list[int | str | None] = [int(v) if facet == "year" else str(v) for v in known]
    return [*found, None] if values.isna().any() else found


def corpus_summary(results: Results, selection: Selection) -> CorpusSummary:
    """Size of a selection."""
    panel = results.counts(selection)
    reports = results.reports[results.reports["report_id"].isin(panel.report_ids)]
    years = reports["year"].dropna()
    return CorpusSummary(
        n_reports=len(reports),
        n_passages=int(panel.n_passages.sum()),
        n_words=int(reports["n_words"].sum()),
        years=(int(years.min()), int(years.max())) if len(years) else None,
        n_publishers=int(reports["publisher"].nunique()),
        n_countries=int(reports["country"].nunique()),
        n_sectors=int(reports["sector"].nunique()),
        n_problems=len(results.problems),
    )
