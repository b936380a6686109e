"""Themeline itself, in a process of its own: ``python -m benchmarks.themes.ours FOLDER``.

From passages already read to the counts and scores of every post, as a build makes them. Leaves
``themeline.npz`` with `score`, `n_assigned` and `share`, each of shape (n_posts, n_themes).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.themes.peers import cost
from benchmarks.themes.posts import THEMES
from models import themefile
from pipeline.assign import assign


def main(folder: Path, theme_file: Path) -> None:
    """Run Themeline on the folder."""
    began = time.time()
    themes = themefile.load(theme_file.read_text(encoding="utf-8"))
    reports, passages = (pd.read_parquet(folder / f"{name}.parquet") for name in ("reports", "passages"))
    parts = [found for _, found in assign(themes, reports, passages, lambda done, total: None)]
    counts = pd.concat(parts).set_index(["report_id", "theme_id"])

    def table(column: str) -> pd.DataFrame:
        return counts[column].unstack().reindex(index=reports["report_id"], columns=list(themes.ids))

    np.savez(
        folder / "themeline.npz",
        score=table("score").to_numpy(dtype=float),
        n_assigned=table("n_assigned").to_numpy(dtype=float),
        share=table("share").astype(float).fillna(0).to_numpy(dtype=float),
    )
    (folder / "themeline.json").write_text(json.dumps(cost(began)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else THEMES)
