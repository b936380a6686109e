"""How long the statistics take over 10,000 reports, 40 themes and 15 years.

Run ``python -m benchmarks.answers`` from the root of the repository. The aim is 200 milliseconds.
"""

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from benchmarks.simulated import World, corpus
from schema import Selection
from stats.breaks import breaks
from stats.composition import composition
from stats.contrasts import contrasts
from stats.notes import notes
from stats.panel import Panel
from stats.prevalence import prevalence
from stats.ranks import ranks
from stats.similarity import similarity
from stats.trends import changes, trends

REPORTS_A_YEAR, YEARS, THEMES, PUBLISHERS = 667, 15, 40, 200


def large_panel() -> Panel:
    """Return a panel of some 10,000 reports in fifteen countries and five sectors."""
    rng = np.random.default_rng(1)
    truth = np.tile(rng.uniform(0.005, 0.2, THEMES), (YEARS, 1))
    world = World("large", rho=0.1, rho_publisher=0.03, n_publishers=PUBLISHERS)
    panel = corpus(world, truth, REPORTS_A_YEAR, rng)
    for facet, count in (("country", 15), ("sector", 5)):
        names = [f"{facet} {i}" for i in rng.integers(0, count, len(panel.n_passages))]
        panel.facets[facet] = pd.array(names, dtype="string")
    return panel


def questions(panel: Panel) -> Mapping[str, Callable[[], object]]:
    """Return what the dashboard asks, by name."""
    return {
        "a filter": lambda: panel.where(Selection(year=tuple(range(2020, 2030)))),
        "share, all reports": lambda: prevalence(panel),
        "share by country": lambda: prevalence(panel, "country"),
        "share by year": lambda: trends(panel),
        "share by year and country": lambda: trends(panel, "country"),
        "changes": lambda: changes(panel),
        "changes by country": lambda: changes(panel, "country"),
        "all pairs of 15 countries": lambda: contrasts(panel, "country"),
        "composition": lambda: composition(panel),
        "ranks": lambda: ranks(panel),
        "breaks": lambda: breaks(panel),
        "similarity of 15 countries": lambda: similarity(panel, "country"),
        "notes": lambda: notes(panel, panel),
    }


def main() -> None:
    """Print the best of five times of each question."""
    panel = large_panel()
    print(f"{len(panel.n_passages):,} reports, {THEMES} themes, {YEARS} years\n")
    for name, ask in questions(panel).items():
        times = []
        for _ in range(5):
            start = time.perf_counter()
            ask()
            times.append(time.perf_counter() - start)
        print(f"{name:32} {1000 * min(times):7.0f} ms")


if __name__ == "__main__":
    main()
