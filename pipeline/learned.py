"""What themes were learned from, and the fit that is kept from one build to the next.

A fit is used again while the passages of reports that differ from those it was learned from are less
than `MOST_CHANGED` of all: themes are then found in these reports alone, and no number of any other
report moves. The count is always against what was learned from, so that small changes cannot add up.
"""

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from zipfile import BadZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.store import Draft, Workspace
from models.batch import ENGINE_VERSION
from pipeline.again import FINDER, Again, KeptFinder
from pipeline.assign import Fit
from schema import ASSIGNMENTS, REPORT_THEMES

if TYPE_CHECKING:
    from models.seeded import ThemeFinder

MOST_CHANGED = 0.01
LEARNED, ASSIGNED = "learned.npz", "assigned.npz"
_THEME_BY = ("passage_id", "heading", "text", "repeated")
"""What of a passage decides its themes or how they are counted; its id says the report and the place there."""
_NO_THEME_BY = frozenset({"publisher", "year", "date", "country", "sector", "url", "quality", "duplicate_of"})
"""What says which group a report is in."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class ThemeInputs:
    """All that decides which passages speak of which theme.

    Attributes
    ----------
    key : str
        Name of the versions and the theme file.
    ids : ndarray of str, shape (n_reports,)
    digests : ndarray of uint64, shape (n_reports,)
        Name of what a report's themes depend on.
    sizes : ndarray of int64, shape (n_reports,)
        Counted passages.
    """

    key: str
    ids: NDArray[np.str_]
    digests: NDArray[np.uint64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, key: str, reports: pd.DataFrame, passages: pd.DataFrame) -> Self:
        """Return what a build's themes depend on; tables as `schema.REPORTS` and `schema.PASSAGES` describe them."""
        counted = passages.loc[passages["counted"].to_numpy(dtype=bool), ["report_id", *_THEME_BY]]
        owner = pd.Index(reports["report_id"]).get_indexer(pd.Index(counted["report_id"]))
        digests = np.zeros(len(reports), dtype=np.uint64)
        np.add.at(digests, owner, _row_digests(counted[list(_THEME_BY)]))
        digests = digests * _FACTOR + _row_digests(reports[[name for name in reports if name not in _NO_THEME_BY]])
        sizes = np.bincount(owner, minlength=len(reports)).astype(np.int64)
        return cls(key, reports["report_id"].to_numpy(dtype=np.str_), digests, sizes)

    def asked(self, key: str) -> Self:
        """Return the same reports, asked by other versions or another theme file."""
        return replace(self, key=key)

    @property
    def name(self) -> str:
        """Name of it all."""
        order = np.argsort(self.ids)
        held = (self.key.encode(), "".join(self.ids[order].tolist()).encode(), self.digests[order].tobytes())
        return hashlib.sha256(b"\n".join(held)).hexdigest()

    def differing(self, other: "ThemeInputs") -> frozenset[str]:
        """Return the reports that only one of both has, or that differ."""
        mine, theirs = (dict(zip(x.ids.tolist(), x.digests.tolist(), strict=True)) for x in (self, other))
        return frozenset(dict(mine.items() ^ theirs.items()))

    def n_passages(self, reports: Collection[str]) -> dict[str, int]:
        """Return the counted passages of some reports."""
        return {i: n for i, n in zip(self.ids.tolist(), self.sizes.tolist(), strict=True) if i in reports}

    def pack(self) -> bytes:
        """Return this as the content of a file."""
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, key=np.array(self.key), ids=self.ids, digests=self.digests, sizes=self.sizes)
        return out.getvalue()

    @classmethod
    def unpack(cls, content: bytes | None) -> Self | None:
        """Return what was packed; None if there is nothing, or it cannot be read."""
        try:
            with np.load(io.BytesIO(content or b""), allow_pickle=False) as held:
                return cls(held["key"].item(), held["ids"], held["digests"], held["sizes"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A fit from an earlier build that may be used again.

    Attributes
    ----------
    fit : Fit, or None
        None if nothing has to be found.
    changed : frozenset of str
        Reports whose themes have to be found, or taken out, since the last build.
    n_learned, n_since : int
        Reports that it was learned from, and those that differ from these now.
    """

    fit: Fit[KeptFinder] | None
    changed: frozenset[str]
    n_learned: int
    n_since: int


def theme_key(version: str, theme_text: str) -> str:
    """Return a name for versions, columns and theme file, as `ThemeInputs.key`."""
    asked = (version, ENGINE_VERSION, ASSIGNMENTS.names, REPORT_THEMES.names, theme_text)
    return hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).hexdigest()


def usable(before: Workspace | None, now: ThemeInputs, again: Again) -> Learned | None:
    """Return the fit of the last build; None if there is none, if it cannot be read or if too much has changed.

    It is not looked at if nothing has to be found.
    """
    if before is None:
        return None
    learned, last = (ThemeInputs.unpack(before.kept(name)) for name in (LEARNED, ASSIGNED))
    if learned is None or last is None or not learned.key == last.key == now.key:
        return None
    differing = learned.differing(now)
    then, here = learned.n_passages(differing), now.n_passages(differing)
    n_changed = sum(max(then.get(i, 0), here.get(i, 0)) for i in differing)
    if not n_changed < MOST_CHANGED * int(learned.sizes.sum()):
        return None
    changed = last.differing(now)
    fit = None
    if any(now.n_passages(changed).values()):
        finder = again.finder(before.folder)
        if finder is None:
            return None
        fit = Fit(finder, frozenset(learned.ids.tolist()) - differing)
    return Learned(fit, changed, len(learned.ids), len(differing))


def keep(new: Draft, fit: "Fit[ThemeFinder]", now: ThemeInputs) -> None:
    """Keep a fit, and what it was learned from, for the next build."""
    from models import kept  # slow to load, and a small rebuild keeps the fit that it has

    new.keep(FINDER, kept.pack(fit.finder))
    new.keep(LEARNED, now.pack())


def _row_digests(frame: pd.DataFrame) -> NDArray[np.uint64]:
    return pd.util.hash_pandas_object(frame, index=False, categorize=False).to_numpy().astype(np.uint64)
