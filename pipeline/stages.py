"""The stages of a build, each written anew or taken over from the snapshot before.

===========  ==========================================================  ================
read         sources → documents → reports, passages, metadata, …        corpus/
assign       passages → assignments, report_themes                       models/
index        passages and their themes → full-text index                 corpus/search.py
measure      report_themes → trends, prevalence, changes, contrasts      stats/
===========  ==========================================================  ================
"""

import hashlib
from collections.abc import Sequence

import pandas as pd

import stats.contrasts
import stats.prevalence
import stats.trends
from corpus.search import build as build_index
from corpus.store import Draft
from models.seeded import ENGINE_VERSION
from pipeline.assign import assign
from pipeline.progress import Listener, Meter
from schema import REPORT_THEMES, Facet, ThemeSet
from stats.panel import Panel

READ_TABLES = ("reports", "passages", "documents", "metadata", "boxes", "removed", "problems", "duplicates")
_THEME_TABLES = ("assignments", "report_themes")
_CLAIM_TABLES = ("trends", "prevalence", "changes", "contrasts")
_CONTRASTED: tuple[Facet, ...] = ("country", "sector")
# What says which group a report is in or where a passage stands: it decides no theme.
_NO_THEME_BY = frozenset({
    "publisher", "year", "date", "country", "sector", "url", "quality", "duplicate_of",
    "page", "page_end", "page_label", "start", "end", "kind",
})  # fmt: skip


def digest(*parts: object) -> str:
    """Return a name for what a stage depends on."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def theme_inputs(version: str, theme_text: str, reports: pd.DataFrame, passages: pd.DataFrame) -> str:
    """Return a name for all that decides which passages speak of which theme."""
    counted = passages[passages["counted"].to_numpy(dtype=bool)]
    held = [frame[[c for c in frame.columns if c not in _NO_THEME_BY]] for frame in (reports, counted)]
    return digest(version, ENGINE_VERSION, theme_text, *(_rows_digest(frame) for frame in held))


def _rows_digest(frame: pd.DataFrame) -> str:
    rows = pd.util.hash_pandas_object(frame, index=False, categorize=False).to_numpy()
    return hashlib.sha256(rows.tobytes()).hexdigest()


def take_over(new: Draft, *names: str) -> None:
    """Take tables, or "search", from the snapshot before."""
    for name in names:
        new.reuse(name)


def assign_stage(new: Draft, themes: ThemeSet, *, reuse: bool, progress: Listener | None) -> None:
    """Find the themes of all passages and index both."""
    if reuse:
        take_over(new, *_THEME_TABLES, "search")
        return
    reports, passages = new.read("reports"), new.read("passages")
    parts, spoken = [], []
    with new.writer("assignments") as out:
        for assignments, report_themes in assign(themes, reports, passages, Meter("Finding themes", progress)):
            out.write(assignments)
            parts.append(report_themes)
            spoken.append(assignments.loc[assignments["assigned"].to_numpy(dtype=bool), ["passage_id", "theme_id"]])
    new.write("report_themes", pd.concat(parts, ignore_index=True) if parts else REPORT_THEMES.empty())
    say = Meter("Indexing passages", progress)
    say(0, 1)
    build_index(new.search_dir(), [_to_search(passages, spoken)])
    say(1, 1)


def measure_stage(new: Draft, themes: ThemeSet, *, reuse: bool) -> None:
    """Measure what is shown first; everything else is measured when it is asked for."""
    if reuse:
        take_over(new, *_CLAIM_TABLES)
        return
    panel = Panel.from_tables(new.read("reports"), new.read("report_themes"), theme_ids=themes.ids)
    new.write("trends", stats.trends.trends(panel))
    new.write("prevalence", stats.prevalence.prevalence(panel))
    new.write("changes", stats.trends.changes(panel))
    new.write("contrasts", pd.concat([stats.contrasts.contrasts(panel, facet) for facet in _CONTRASTED]))


def _to_search(passages: pd.DataFrame, spoken: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Counted passages with the themes they were assigned to."""
    counted = passages.loc[passages["counted"].to_numpy(dtype=bool), ["passage_id", "report_id", "text"]]
    themes = pd.concat(spoken).groupby("passage_id")["theme_id"].agg(tuple).to_dict() if spoken else {}
    return counted.assign(themes=[themes.get(passage_id, ()) for passage_id in counted["passage_id"]])
