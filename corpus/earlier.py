"""What a build takes over from the one before: rows of reports whose file and corrections are the same."""

import hashlib
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.corrections import Corrections
from corpus.duplicates import Compared, Sketches, compared_nothing, sketch
from corpus.store import Workspace
from schema import METADATA, PASSAGES, PROBLEMS, REPORTS, MetadataValue

NOTES = "notes.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Notes:
    """What a build notes for the next one.

    Attributes
    ----------
    sketches : Sketches
        Of all passages, in the table's order.
    counted : ndarray of bool, shape (n_passages,)
        Whether a passage would count if nothing repeated it.
    corrected : mapping of str to str
        Name of its corrections by report_id, empty for none.
    compared : Compared
        What comparing passages has given.
    """

    sketches: Sketches
    counted: NDArray[np.bool_]
    corrected: Mapping[str, str]
    compared: Compared

    def pack(self, version: str) -> bytes:
        """Return the notes as the content of a file, for builds of the same version."""
        out = io.BytesIO()
        found = self.sketches
        ids, names = (np.array(list(part), dtype=np.str_) for part in (self.corrected, self.corrected.values()))
        np.savez(out, allow_pickle=False, sizes=found.sizes, wholes=found.wholes, smallest=found.smallest,
                 counted=self.counted, ids=ids, names=names,
                 circles=self.compared.circles, found=self.compared.found, version=np.array(version))  # fmt: skip
        return out.getvalue()

    @classmethod
    def unpack(cls, content: bytes, version: str) -> Self | None:
        """Return the notes that were packed; None if they cannot be read, or are of another version."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as held:
                if held["version"].item() != version:
                    return None
                sketches = Sketches(held["sizes"], held["wholes"], held["smallest"])
                corrected = dict(zip(held["ids"].tolist(), held["names"].tolist(), strict=True))
                return cls(sketches, held["counted"], corrected, Compared(held["circles"], held["found"]))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Rows of reports as they were tabled before, as far as they hold; see `corpus.tables.assemble`."""

    reports: pd.DataFrame
    passages: pd.DataFrame
    metadata: pd.DataFrame
    problems: pd.DataFrame
    notes: Notes


NOTHING = Earlier(
    REPORTS.empty(),
    PASSAGES.empty(),
    METADATA.empty(),
    PROBLEMS.empty(),
    Notes(sketch([]), np.zeros(0, np.bool_), {}, compared_nothing()),
)


class Before:
    """The last build's tables, from which rows are taken.

    Parameters
    ----------
    workspace : Workspace
    corrections : mapping of str to tuple of MetadataValue
        Those that count now, by source.
    version : str
        Builds of another one give no rows.
    """

    def __init__(self, workspace: Workspace, corrections: Corrections, version: str) -> None:
        self._workspace = workspace
        content = workspace.kept(NOTES)
        notes = Notes.unpack(content, version) if content is not None else None
        whole = notes is not None and len(notes.counted) == workspace.manifest.rows.get("passages")
        self._notes = notes if whole else None
        if self._notes is not None:
            self._reports = workspace.table("reports")
            self._places = workspace.documents_by_place()
        self._names = self._same_names(corrections) if self._notes is not None else {}

    def _same_names(self, corrections: Corrections) -> dict[str, tuple[str, str | None]]:
        """Return the place of each input, by fingerprint, whose reports are all corrected as they were."""
        corrected = self._notes.corrected if self._notes is not None else {}
        sources = zip(self._reports["report_id"], self._reports["source"], strict=True)
        changed = {i for i, source in sources if corrected.get(i) != correction_name(corrections.get(source, ()))}
        ids, *place, names = (self._places[name].tolist() for name in ("report_id", "location", "member", "digest"))
        held = {
            n: (location, None if pd.isna(member) else member)
            for location, member, n in zip(*place, names, strict=True)
        }
        for report_id, name in zip(ids, names, strict=True):
            if report_id in changed:
                held.pop(name, None)
        return held

    def holds(self, name: str, location: str, member: str | None) -> bool:
        """Whether the rows of the input of that fingerprint, at that place, can be taken over."""
        return self._names.get(name) == (location, member)

    def take(self, names: Collection[str], sources: Collection[str]) -> Earlier:
        """Return the rows of inputs, by fingerprint; `sources` are their names, by which problems are told."""
        if self._notes is None or not names:
            return NOTHING
        held = set(self._places.loc[self._places["digest"].isin(list(names)), "report_id"])
        gone = sorted(set(self._reports["report_id"]) - held)  # mostly few, and quick to look for
        reports = self._reports[~self._reports["report_id"].isin(gone)]
        passages = self._workspace.table("passages")
        rows = np.flatnonzero(~passages["report_id"].isin(gone).to_numpy(dtype=bool))
        metadata, problems = self._workspace.table("metadata"), self._workspace.table("problems")
        counted = self._notes.counted[rows]
        fresh = passages.iloc[rows].assign(counted=counted, repeated=False, duplicate_of=None)
        told = {*sources, *reports["source"]}
        return Earlier(
            reports,
            PASSAGES.validate(fresh),
            metadata[~metadata["report_id"].isin(gone)],
            problems[problems["source"].isin(told)],
            Notes(
                self._notes.sketches.take(rows),
                counted,
                {i: name for i, name in self._notes.corrected.items() if i in held},
                self._notes.compared,
            ),
        )

    def gone(self, kept: Earlier) -> list[str]:
        """Return the reports that were there before and are not among those kept."""
        return sorted(set(self._reports["report_id"]) - set(kept.reports["report_id"]))


def correction_name(values: Sequence[MetadataValue]) -> str:
    """Return a name for a report's corrections; empty for none."""
    if not values:
        return ""
    return hashlib.blake2b(repr(tuple(values)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
