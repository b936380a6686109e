"""The posts of digital.gov as Themeline reads them, and their editors' topics (for scoring only)."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.tables import assemble
from models import themefile
from pipeline.ingest import ingest, look
from schema import ThemeSet

SHARED = Path(__file__).parents[3] / "shared"
POSTS = SHARED / "corpora" / "digitalgov" / "posts"
LABELS = SHARED / "corpora" / "digitalgov" / "labels.csv"
THEMES = SHARED / "eval" / "digitalgov-themes.yaml"


@dataclass(frozen=True)
class Posts:
    """Posts in passages.

    Attributes
    ----------
    reports, passages : DataFrame
        As `schema.REPORTS` and `schema.PASSAGES` describe them; counted passages only, in reading order.
    themes : ThemeSet
    owner : ndarray of int64, shape (n_passages,)
        Row in `reports` of each passage.
    """

    reports: pd.DataFrame
    passages: pd.DataFrame
    themes: ThemeSet
    owner: NDArray[np.int64]

    def texts(self) -> list[str]:
        """Each passage with its post's title and its heading before it, which Themeline sees too."""
        titles = self.reports["title"].fillna("").to_numpy(dtype=object)[self.owner]
        parts = zip(titles, self.passages["heading"].fillna(""), self.passages["text"], strict=True)
        return ["\n".join(part for part in found if part) for found in parts]

    def sample(self, n_posts: int) -> "Posts":
        """Return the first posts in order of report_id, which a digest gives: a random sample, ever the same."""
        reports = self.reports.iloc[:n_posts]
        kept = self.owner < n_posts
        return Posts(reports, self.passages[kept].reset_index(drop=True), self.themes, self.owner[kept])


@dataclass(frozen=True)
class Judges:
    """What the editors said of each post that they labelled.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_posts,)
        Row in the posts' `reports`.
    topics : ndarray of bool, shape (n_posts, n_themes)
    year, half : ndarray of int64, shape (n_posts,)
        The half is the parity of the MD5 of the file's path: even was developed on, odd was not.
    """

    rows: NDArray[np.int64]
    topics: NDArray[np.bool_]
    year: NDArray[np.int64]
    half: NDArray[np.int64]


def read_posts(workspace: Path, themes: Path = THEMES, posts: Path = POSTS) -> Posts:
    """Read the posts; `workspace` keeps the readings, so that a second run is quick."""
    workspace.mkdir(parents=True, exist_ok=True)
    tables, _ = assemble(ingest(look([posts]), workspace, lambda done, total: None).documents)
    reports = tables["reports"].sort_values("report_id").reset_index(drop=True)
    passages = tables["passages"]
    counted = passages[passages["counted"].to_numpy(dtype=bool)].sort_values(["report_id", "position"])
    owner = pd.Index(reports["report_id"]).get_indexer(pd.Index(counted["report_id"]))
    return Posts(reports, counted.reset_index(drop=True), themefile.load(themes.read_text(encoding="utf-8")), owner)


def read_judges(posts: Posts, labels: Path = LABELS) -> Judges:
    """Read the editors' topics of the posts that carry one."""
    found = pd.read_csv(labels)
    topics = pd.crosstab(found["file"], found["tag"]).reindex(columns=list(posts.themes.ids), fill_value=0) > 0
    files = posts.reports["source"].str.replace("\\", "/").str.extract(r"((?:\d{4}/)?[^/]+\.md)$")[0]
    rows = np.flatnonzero(files.isin(topics.index))
    names = files.iloc[rows].tolist()
    half = [int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 2 for name in names]
    return Judges(rows, topics.loc[names].to_numpy(dtype=bool), np.array([int(n[:4]) for n in names]), np.array(half))


def write_task(posts: Posts, folder: Path) -> None:
    """Leave what the methods read in `folder`."""
    (folder / "passages.json").write_text(json.dumps(posts.texts()), encoding="utf-8")
    themes = [
        {"id": t.id, "label": t.label, "description": t.description, "seeds": [seed.text for seed in t.seeds]}
        for t in posts.themes.themes
    ]
    (folder / "themes.json").write_text(json.dumps(themes), encoding="utf-8")
    posts.reports.to_parquet(folder / "reports.parquet")
    posts.passages.to_parquet(folder / "passages.parquet")
