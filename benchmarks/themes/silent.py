"""How much is taken by themes that nobody speaks of, and what that costs the themes that are there.

    .venv/bin/python -m benchmarks.themes.silent SOURCE… [--themes FILE] [--each]

Reads the collection, and adds each theme of `silent.yaml` to those of FILE (the default file, by its first five
seeds), one at a time; then each stands alone in its file, and at last all of them in one. Prints the percentage of
passages taken, on average and of how many themes it is half a percent or more, for themes named by words of their
own and for those named by common words ("court", "stage"), of which some are meant in earnest anywhere.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from corpus.tables import assemble
from models import themefile
from models.batch import PassageBatch
from models.seeded import Prepared, ThemeFinder
from pipeline.assign import fitted_on
from pipeline.ingest import ingest, look
from pipeline.reference import beside
from schema import Theme, ThemeSet

SILENT = Path(__file__).with_name("silent.yaml")
MOST = 0.5  # percent of the passages
SEEDS = 5


def read(sources: list[Path]) -> tuple[PassageBatch, PassageBatch]:
    """Passages of a collection, and with those that keep a small one company."""
    with TemporaryDirectory() as folder:
        tables, _ = assemble(ingest(look(sources), Path(folder), lambda done, total: None).documents)
    batch = fitted_on(tables["reports"], tables["passages"])[1]
    return batch, beside(batch)


def taken(corpus: Prepared, batch: PassageBatch, themes: list[Theme]) -> NDArray[np.float64]:
    """Percentage of passages that each theme of a file takes."""
    finder = ThemeFinder(ThemeSet("tried", "1", tuple(themes))).fit_prepared(corpus)
    return np.asarray(100 * finder.score(batch, np.ones(len(batch), dtype=np.bool_)).assigned.mean(axis=0))


def main() -> None:
    """Print a line for each way and kind of theme."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.themes.silent")
    asked.add_argument("sources", nargs="+", type=Path)
    asked.add_argument("--themes", type=Path, default=themefile.DEFAULT)
    asked.add_argument("--each", action="store_true", help="name the themes that take anything")
    given = asked.parse_args()
    batch, both = read(given.sources)
    corpus = Prepared(both)
    file = themefile.load(given.themes.read_text(encoding="utf-8")).themes
    there = [replace(theme, seeds=theme.seeds[:SEEDS]) for theme in file]
    silent = list(themefile.load(SILENT.read_text(encoding="utf-8")).themes)
    ways = {
        "added": np.array([taken(corpus, batch, [*there, theme])[-1] for theme in silent]),
        "alone": np.array([taken(corpus, batch, [theme])[0] for theme in silent]),
        "all in one file": taken(corpus, batch, silent),
    }
    print(f"{len(batch)} passages")
    for way, found in ways.items():
        for kind in dict.fromkeys(theme.group for theme in silent):
            of = np.array([theme.group == kind for theme in silent])
            above = int((found[of] >= MOST).sum())
            print(f"{way}, {kind.lower()}: {found[of].mean():.2f} %, {above} of {of.sum()} take {MOST} % or more")
            if given.each:
                pairs = zip(silent, found, of, strict=True)
                named = [f"{theme.id} {share:.2f}" for theme, share, its in pairs if its and share]
                print("   ", ", ".join(named) or "none")


if __name__ == "__main__":
    main()
