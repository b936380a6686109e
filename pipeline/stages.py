"""The stages of a build, each written anew or taken over from the snapshot before.

===========  ==========================================================  ================
read         sources → documents → reports, passages, metadata, …        corpus/
assign       passages → assignments, report_themes                       models/
index        passages and their themes → full-text index                 corpus/search.py
measure      report_themes → trends, prevalence, changes, contrasts      stats/
===========  ==========================================================  ================

Where little changed, a stage takes rows over and writes the others: reading by file, assigning and
indexing by report.
"""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

import pandas as pd

from corpus.corrections import Corrections
from corpus.earlier import NOTES, NOTHING
from corpus.search import build as build_index
from corpus.store import Draft
from corpus.tables import assemble
from pipeline.again import FINDER, Again
from pipeline.assign import assign, learn
from pipeline.ingest import READING, VERSION, Ingested
from pipeline.learned import ASSIGNED, LEARNED, Learned, ThemeInputs, keep, theme_key, usable
from pipeline.progress import Listener, Meter
from schema import ASSIGNMENTS, REPORT_THEMES, ThemeSet

_AMENDED = ("documents", "boxes", "removed")
_CLAIM_TABLES = ("trends", "prevalence", "changes", "contrasts")

Tables = Mapping[str, pd.DataFrame]


def digest(*parts: object) -> str:
    """Return a name for what a stage depends on."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """What themes are looked for, and whether they are learned anew in any case."""

    themes: ThemeSet
    text: str
    refit: bool = False


def take_over(new: Draft, *names: str) -> None:
    """Take tables, "search", or what is kept from the snapshot before."""
    for name in names:
        new.reuse(name)


def _is_as_before(new: Draft, stages: Mapping[str, str]) -> bool:
    return new.previous is not None and stages.items() <= new.previous.manifest.provenance.stages.items()


# ---------------------------------------------------------------- read


def read_stage(
    new: Draft, found: Ingested, corrections: Corrections, progress: Listener | None
) -> tuple[dict[str, str], Tables | None]:
    """Write the tables that reading gives; return what they depend on, and the tables unless taken over."""
    stages = {"read": digest(READING, found.fingerprints, found.problems), "correct": digest(corrections)}
    if _is_as_before(new, stages):
        names = ("reports", "passages", "documents", "metadata", "boxes", "removed", "problems", "duplicates")
        take_over(new, *names, NOTES)
        return stages, None
    Meter("Comparing passages", progress)(0, 1)
    before = found.before
    earlier = before.take(found.kept, found.kept.values()) if before else NOTHING
    tables, notes = assemble(found.documents, corrections, found.problems, earlier)
    gone = before.gone(earlier) if before and earlier is not NOTHING else None
    for name, table in tables.items():
        if name in _AMENDED and gone is not None:
            new.amend(name, gone, table)
        else:
            new.write(name, table)
    new.keep(NOTES, notes.pack(READING))
    return stages, tables


# ---------------------------------------------------------------- assign and index


def assign_stage(
    new: Draft, asked: Asked, tables: Tables | None, again: Again, progress: Listener | None
) -> tuple[str, dict[str, int]]:
    """Find the themes of passages and index both; of changed reports alone where the last fit may be used.

    Parameters
    ----------
    new : Draft
    asked : Asked
    tables : mapping of str to DataFrame, or None
        What reading gave; None if it was taken over.
    again : Again
        Holds the fit of the last build.
    progress : callable, optional

    Returns
    -------
    str
        What the themes depend on.
    dict of str to int
        Reports that themes were ``learned`` from, and those that differ ``since``.
    """
    now = _inputs(new, asked, tables)
    last = new.previous.manifest.provenance if new.previous else None
    if last is not None and not asked.refit and last.stages.get("assign") == now.name:
        take_over_themes(new)
        return now.name, {name: last.counts[name] for name in ("learned", "since")}
    tables = tables or {name: new.read(name) for name in ("reports", "passages")}
    new.keep(ASSIGNED, now.pack())
    learned = None if asked.refit else usable(new.previous, now, again)
    if learned is None:
        again.stop()  # it holds memory
        _assign_all(new, asked.themes, tables, now, progress)
        return now.name, {"learned": len(now.ids), "since": 0}
    _assign_changed(new, asked.themes, tables, learned, progress)
    again.stop()
    return now.name, {"learned": learned.n_learned, "since": learned.n_since}


def take_over_themes(new: Draft) -> None:
    """Take the tables of themes, the index and the fit from the snapshot before."""
    kept = [name for name in (ASSIGNED, FINDER, LEARNED) if new.previous and new.previous.has_kept(name)]
    take_over(new, "assignments", "report_themes", "search", *kept)


def _inputs(new: Draft, asked: Asked, tables: Tables | None) -> ThemeInputs:
    key = theme_key(VERSION, asked.text)
    if tables is None and new.previous is not None:
        last = ThemeInputs.unpack(new.previous.kept(ASSIGNED))
        if last is not None:
            return last.asked(key)
    tables = tables or {name: new.read(name) for name in ("reports", "passages")}
    return ThemeInputs.of(key, tables["reports"], tables["passages"])


def _assign_all(new: Draft, themes: ThemeSet, tables: Tables, now: ThemeInputs, progress: Listener | None) -> None:
    reports, passages = tables["reports"], tables["passages"]
    Meter("Learning the themes", progress)(0, 1)
    fit = learn(themes, reports, passages)
    if fit is not None:
        keep(new, fit, now)
    parts, spoken = [], []
    with new.writer("assignments") as out:
        for assignments, report_themes in assign(themes, reports, passages, Meter("Finding themes", progress), fit):
            out.write(assignments)
            parts.append(report_themes)
            spoken.append(_spoken(assignments))
    new.write("report_themes", pd.concat(parts, ignore_index=True) if parts else REPORT_THEMES.empty())
    Meter("Indexing passages", progress)(0, 1)
    build_index(new.search_dir(), [_to_search(passages, spoken)])


def _assign_changed(new: Draft, themes: ThemeSet, tables: Tables, learned: Learned, progress: Listener | None) -> None:
    changed = learned.changed
    reports, passages = (table[table["report_id"].isin(changed)] for table in (tables["reports"], tables["passages"]))
    with ThreadPoolExecutor(1) as beside:  # the finder is a process of its own, for which this one waits
        beside.submit(import_module, "pipeline.claims")
        found = [*assign(themes, reports, passages, Meter("Finding themes", progress), learned.fit)]
    assignments = pd.concat([part for part, _ in found] or [ASSIGNMENTS.empty()], ignore_index=True)
    report_themes = pd.concat([part for _, part in found] or [REPORT_THEMES.empty()], ignore_index=True)
    new.amend("report_themes", changed, report_themes)  # first, since it is measured next
    new.amend("assignments", changed, assignments)
    take_over(new, FINDER, LEARNED)
    Meter("Indexing passages", progress)(0, 1)
    new.amend_search(changed, _to_search(passages, [_spoken(assignments)]))


def _spoken(assignments: pd.DataFrame) -> pd.DataFrame:
    return assignments.loc[assignments["assigned"].to_numpy(dtype=bool), ["passage_id", "theme_id"]]


def _to_search(passages: pd.DataFrame, spoken: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Counted passages with the themes they were assigned to."""
    counted = passages.loc[passages["counted"].to_numpy(dtype=bool), ["passage_id", "report_id", "text"]]
    themes = pd.concat(spoken).groupby("passage_id")["theme_id"].agg(tuple).to_dict() if spoken else {}
    return counted.assign(themes=[themes.get(passage_id, ()) for passage_id in counted["passage_id"]])


# ---------------------------------------------------------------- measure


def measure_stage(
    new: Draft, themes: ThemeSet, stages: Mapping[str, str], progress: Listener | None = None, *, anew: bool = False
) -> None:
    """Measure what is shown first; everything else is measured when it is asked for."""
    if not anew and _is_as_before(new, stages):
        take_over(new, *_CLAIM_TABLES)
        return
    Meter("Measuring the themes", progress)(0, 1)
    from pipeline.claims import claims  # slow to load

    for name, table in claims(themes, new.read("reports"), new.read("report_themes")).items():
        new.write(name, table)
