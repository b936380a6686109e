"""What other reports beside them cost the embedded ones: themes in a collection of several kinds of text.

    .venv/bin/python -m benchmarks.themes.mixed SOURCE… [--most N]

Reads the embedded reports, and the collection; finds the default themes, with all their seeds and with five, in the
embedded reports by themselves and in both together, and prints the macro F1 over their passages by the gold labels
each time, how many passages are taken for one that is on its theme, and what is taken of the others. `--most` takes
so many of the collection's reports, drawn by chance.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from corpus.tables import assemble
from models import themefile
from models.batch import PassageBatch, joined
from models.seeded import Prepared, ThemeFinder
from pipeline.assign import fitted_on
from pipeline.ingest import ingest, look
from pipeline.reference import SAMPLE, beside
from schema import ThemeSet

SEEDS = 5


def labelled(themes: ThemeSet) -> tuple[PassageBatch, NDArray[np.bool_]]:
    """Passages of the embedded reports, and their gold labels, of shape (n_passages, n_themes)."""
    with TemporaryDirectory() as folder:
        tables, _ = assemble(ingest(look([SAMPLE]), Path(folder), lambda done, total: None).documents)
    passages = tables["passages"]
    passages = passages[passages["counted"].to_numpy(dtype=bool)].sort_values(["report_id", "position"])
    sources = passages["report_id"].map(tables["reports"].set_index("report_id")["source"])
    paragraphs = passages.groupby("report_id").cumcount() + 1
    rows = {key: row for row, key in enumerate(zip(sources, paragraphs, strict=True))}
    gold = np.zeros((len(passages), len(themes.ids)), dtype=np.bool_)
    for report, paragraph, theme in pd.read_csv(SAMPLE.parent / "gold.csv").itertuples(index=False):
        gold[rows[report, paragraph], themes.ids.index(theme)] = True
    return fitted_on(tables["reports"], tables["passages"])[1], gold


def others(sources: list[Path], most: int | None) -> PassageBatch:
    """Passages of the collection, or of some of its reports."""
    with TemporaryDirectory() as folder:
        tables, _ = assemble(ingest(look(sources), Path(folder), lambda done, total: None).documents)
    batch = fitted_on(tables["reports"], tables["passages"])[1]
    numbers = np.unique(batch.reports)
    chosen = np.random.default_rng(0).permutation(numbers)[: most or len(numbers)]
    kept = np.flatnonzero(np.isin(batch.reports, chosen)).tolist()
    texts, headings, titles = ([of[i] for i in kept] for of in (batch.texts, batch.headings, batch.titles))
    return PassageBatch(texts, headings, titles, [batch.languages[i] for i in kept], batch.reports[kept])


def main() -> None:
    """Print a line for each collection and number of seeds."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.themes.mixed")
    asked.add_argument("sources", nargs="+", type=Path)
    asked.add_argument("--most", type=int, help="reports of the collection")
    given = asked.parse_args()
    themes = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"))
    own, gold = labelled(themes)
    mixed = joined(own, others(given.sources, given.most))
    few = replace(themes, themes=tuple(replace(theme, seeds=theme.seeds[:SEEDS]) for theme in themes.themes))
    for name, batch in (("embedded reports alone", own), ("beside the others", mixed)):
        corpus = Prepared(beside(batch))
        kinds = len(corpus.peers.codes_)
        for seeds, file in (("all seeds", themes), ("five seeds", few)):
            finder = ThemeFinder(file).fit_prepared(corpus)
            taken = finder.score(batch, np.ones(len(batch), dtype=np.bool_)).assigned
            mine, theirs = taken[: len(own)], taken[len(own) :]
            f1 = np.mean([f1_score(truth, found) for truth, found in zip(gold.T, mine.T, strict=True)])
            rest = f"; of {len(theirs)} others {theirs.mean():.2%} a theme" if len(theirs) else ""
            print(f"{name} ({kinds} kinds), {seeds}: F1 {f1:.3f}, {mine.sum() / gold.sum():.2f} for one{rest}")


if __name__ == "__main__":
    main()
