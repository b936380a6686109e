"""How long the statistics take over 10,000 reports, 40 themes and 15 years.

Run ``python -m benchmarks.answers`` from the root of the repository. Every answer, intervals included,
is to take 200 milliseconds at most. Processor time is measured, which other programs lengthen less
than they lengthen waiting. So that a slow or busy machine can be judged too, a yardstick is timed in
the same run, in turn with the questions: the plain means by year, as pandas groups them, without any
interval. The limit is 200 milliseconds times how much slower the yardstick is than on the machine of
two quiet cores where it was first timed.
"""

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from benchmarks.simulated import World, corpus
from schema import Selection
from stats.breaks import breaks
from stats.composition import composition
from stats.contrasts import contrasts, year_on_year
from stats.cooccurrence import cooccurrence
from stats.notes import notes
from stats.panel import Panel
from stats.prevalence import prevalence
from stats.ranks import ranks
from stats.similarity import similarity
from stats.trends import changes, trends

REPORTS_A_YEAR, YEARS, THEMES, PUBLISHERS = 667, 15, 40, 200
LIMIT = 0.2
"""Seconds an answer may take."""
QUIET = 0.0131
"""Seconds of processor time the yardstick took at its quickest on a machine of two cores."""
_ROUNDS = 7


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
    together = np.minimum(panel.n_assigned[:, :, np.newaxis], panel.n_assigned[:, np.newaxis, :]) // 2
    return {
        "a filter": lambda: panel.where(Selection(year=tuple(range(2020, 2030)))),
        "share, all reports": lambda: prevalence(panel),
        "share by country": lambda: prevalence(panel, "country"),
        "share by year": lambda: trends(panel),
        "share by year and country": lambda: trends(panel, "country"),
        "reach by year and country": lambda: trends(panel, "country", "reach"),
        "changes": lambda: changes(panel),
        "changes by country": lambda: changes(panel, "country"),
        "year on year": lambda: year_on_year(panel),
        "two countries": lambda: contrasts(panel, "country", [("country 1", "country 2")]),
        "all pairs of 15 countries": lambda: contrasts(panel, "country"),
        "composition": lambda: composition(panel),
        "ranks": lambda: ranks(panel),
        "ranks by country": lambda: ranks(panel, "country"),
        "breaks": lambda: breaks(panel),
        "similarity of 15 countries": lambda: similarity(panel, "country"),
        "themes that go together": lambda: cooccurrence(panel, together),
        "notes": lambda: notes(panel, panel),
    }


def yardstick(panel: Panel) -> Callable[[], object]:
    """Return the plain means by year and theme, from one row a report and theme."""
    shares = panel.n_assigned / panel.n_passages[:, np.newaxis]
    rows = pd.DataFrame(
        {
            "year": np.repeat(panel.facets["year"].to_numpy(dtype=np.int64), THEMES),
            "theme_id": np.tile(np.arange(THEMES), len(shares)),
            "share": shares.ravel(),
        }
    )
    return lambda: rows.groupby(["year", "theme_id"])["share"].mean()


def timed(asked: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the processor time of each answer in seconds, the best of some rounds, all asked in turn."""
    best = dict.fromkeys(asked, float("inf"))
    for _ in range(_ROUNDS):
        for name, ask in asked.items():
            start = time.process_time()
            ask()
            best[name] = min(best[name], time.process_time() - start)
    return best


def main() -> None:
    """Print the time of each answer, and its ratio to the limit of this run."""
    panel = large_panel()
    asked = {"(yardstick)": yardstick(panel), **questions(panel)}
    seconds = timed(asked)
    limit = LIMIT * seconds["(yardstick)"] / QUIET
    size = f"{len(panel.n_passages):,} reports, {THEMES} themes, {YEARS} years"
    print(f"{size}; limit of this run {1000 * limit:.0f} ms\n")
    for name, taken in seconds.items():
        print(f"{name:32} {1000 * taken:7.1f} ms  {taken / limit:5.2f} of the limit{'  TOO SLOW' * (taken > limit)}")


if __name__ == "__main__":
    main()
