"""How fast the dashboard answers: server time of a filter change on every page, first paint, search and memory.

    .venv/bin/python -m benchmarks.dashboard WORKSPACE [--no-browser]
    .venv/bin/python -m benchmarks.dashboard --synthetic FOLDER [--passages 1000000]

The second builds a synthetic workspace in FOLDER, unless one is there, and asks that. Server time is
the whole run of a page's script after a click, in seconds of processor, so that other programs on
the machine do not count; each filter change is a selection not asked before.
"""

import argparse
import os
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from benchmarks.workspace import EACH, QUERIES, batches, write_passages
from corpus import search
from corpus.store import Draft, Provenance, draft
from dashboard.places import PLACES
from models import themefile
from pipeline import evidence
from pipeline.results import Results, facet_values, open_results
from schema import ASSIGNMENTS, REPORT_THEMES, REPORTS, TABLES, Selection
from tests.browser.conftest import serving

SESSIONS = 5
YEARS, COUNTRIES, SECTORS, PUBLISHERS = range(2010, 2025), ("GB", "US", "NL", "SE", "AU", "NZ", "CA", "IE"), 5, 200


# ---------------------------------------------------------------- a synthetic workspace


def synthetic(folder: Path, n_passages: int) -> None:
    """Write a workspace of random passages whose themes are random too."""
    themes = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"), themefile.DEFAULT.name)
    with draft(folder) as new:
        assigned, rng = write_passages(new, n_passages, partial(_assigned, theme_ids=themes.ids))
        spoken = assigned.loc[assigned["assigned"].to_numpy(dtype=bool)]
        by_passage = spoken.groupby("passage_id")["theme_id"].agg(tuple).to_dict()
        again = batches(n_passages, np.random.default_rng(1))
        search.build(
            new.search_dir(), (b.assign(themes=[by_passage.get(i, ()) for i in b["passage_id"]]) for b in again)
        )
        _write_reports(new, spoken, themes.ids, n_passages // EACH, rng)
        new.write_themes(themefile.DEFAULT.read_text(encoding="utf-8"))
        new.publish(Provenance("benchmark", themes.name, themes.version))


def _assigned(passages: pd.DataFrame, rng: np.random.Generator, theme_ids: Sequence[str]) -> pd.DataFrame:
    rows = passages[["passage_id", "report_id"]].loc[passages.index.repeat(3)]
    first = rng.integers(0, len(theme_ids), len(passages))
    drawn = (first[:, np.newaxis] + np.arange(3) * (1 + first[:, np.newaxis] % 3)) % len(theme_ids)
    scored = rows.assign(score=rng.random(len(rows)), assigned=rng.random(len(rows)) < 0.4)
    names = np.array(theme_ids, dtype=object)[drawn.ravel()]
    return ASSIGNMENTS.validate(
        scored.assign(theme_id=names, evidence="legacy systems; old; system", seed_places=None, nearest_seed=None)
    )


def _write_reports(
    new: Draft, spoken: pd.DataFrame, theme_ids: Sequence[str], n_reports: int, rng: np.random.Generator
) -> None:
    ids = [f"{number:012x}" for number in range(n_reports)]
    facets = {
        "publisher": [f"Publisher {n}" for n in rng.integers(0, PUBLISHERS, n_reports)],
        "year": rng.choice(list(YEARS), n_reports),
        "country": rng.choice(COUNTRIES, n_reports),
        "sector": [f"sector {n}" for n in rng.integers(0, SECTORS, n_reports)],
        "language": "en",
    }
    empty = dict.fromkeys(("date", "n_pages", "url", "quality", "duplicate_of"))
    known = {"report_id": ids, "source": [f"{i}.md" for i in ids], "title": [f"Report {i}" for i in ids]}
    counts = {"format": "md", "n_passages": EACH, "n_words": 70 * EACH}
    new.write("reports", REPORTS.validate(pd.DataFrame({**known, **facets, **counts, **empty})))
    pairs = pd.MultiIndex.from_product([ids, theme_ids], names=["report_id", "theme_id"])
    counted = spoken.groupby(["report_id", "theme_id"]).size().reindex(pairs, fill_value=0).rename("n_assigned")
    rows = counted.reset_index().assign(n_passages=EACH, n_passages_new=EACH)
    rows = rows.assign(
        source=rows["report_id"] + ".md",
        share=rows["n_assigned"] / EACH,
        score=rows["n_assigned"] / EACH,
        n_assigned_new=rows["n_assigned"],
        kind="en 1",
    )
    new.write("report_themes", REPORT_THEMES.validate(rows))
    written = {"passages", "assignments", "reports", "report_themes"}
    for name in ("documents", "metadata", "boxes", "removed", "problems", "duplicates", "trends", "changes"):
        if name not in written:
            new.write(name, TABLES[name].empty())


# ---------------------------------------------------------------- what is asked


def _script(start: str) -> None:
    import app

    app.main(start)


def _timed(ask: Callable[[], object]) -> float:
    start = time.process_time()
    ask()
    return time.process_time() - start


def page_times(name: str, results: Results) -> tuple[float, list[float], AppTest]:
    """Return how long a page takes first, and after each change of a filter."""
    page = AppTest.from_function(_script, args=(name,), default_timeout=120)
    page.query_params["theme"] = results.themes.ids[0]
    if name == "evidence":
        page.query_params["q"] = "data"
    first = _timed(page.run)
    years = [year for year in facet_values(results, "year") if year is not None]
    countries = [value for value in facet_values(results, "country") if value is not None]
    spread = list(PLACES).index(name) % 3  # other selections than the page before, as far as there are any
    changes: list[Callable[[], object]] = [
        *(lambda y=y: page.selectbox(key="filter-from").set_value(y).run() for y in years[1 + spread : -3 : 2]),
        *(lambda c=c: page.multiselect(key="filter-country").set_value([c]).run() for c in countries[:6]),
        *(lambda y=y: page.selectbox(key="filter-to").set_value(y).run() for y in years[-2:-5:-1]),
    ]
    times = [_timed(change) for change in changes]
    if page.exception:
        raise SystemExit(f"The page {name} failed: {page.exception[0].message}")
    return first, times, page


def bench_times(results: Results) -> tuple[float, list[float], list[float]]:
    """Return how long the workbench takes first, after each edit of a theme, and to open what a number counts."""
    page = AppTest.from_function(_script, args=("themes",), default_timeout=300)
    page.query_params.update({"tab": "bench", "theme": results.themes.ids[0]})
    first = _timed(page.run)
    edits, doors = [], []
    for theme_id in results.themes.ids[:4]:
        page.selectbox(key="bench-theme").set_value(theme_id).run()
        for word in ("council", "service", "plan"):
            area = page.text_area(key=f"bench-seeds-{theme_id}")
            edits.append(_timed(area.set_value(f"{area.value}\n{word}").run))
            door = next(button for button in page.button if button.label.startswith("Read the"))
            doors.append(_timed(door.click().run))
    if page.exception:
        raise SystemExit(f"The workbench failed: {page.exception[0].message}")
    return first, edits, doors


def _peak() -> float:
    """Return the most memory held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


def first_paint(workspace: Path) -> list[float]:
    """Return the seconds until the Overview has its title, in three fresh browsers on a served dashboard."""
    chromium = next(path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path)
    times = []
    with serving(workspace) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(3):
            page = browser.new_context().new_page()
            start = time.perf_counter()
            page.goto(address)
            page.wait_for_selector("h1")
            times.append(time.perf_counter() - start)
        browser.close()
    return times


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path, nargs="?")
    parser.add_argument("--synthetic", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args(arguments)
    workspace = (asked.synthetic or asked.workspace).resolve()
    if asked.synthetic and not (workspace / "manifest.json").exists():
        synthetic(workspace, asked.passages)
    os.environ["THEMELINE_WORKSPACE"] = str(workspace)
    results = open_results(workspace)
    print(f"{len(results.reports):,} reports, {int(results.panel.n_passages.sum()):,} passages")
    print(f"{'page':12}{'first':>8}{'median':>8}{'95 %':>8}{'slowest':>9}  seconds of server time; memory at most")
    every: list[float] = []
    kept: list[AppTest] = []
    for name in sorted(PLACES, key=lambda name: name == "export"):  # last: a summary reads more than a page does
        first, times, page = page_times(name, results)
        kept = [*kept[-SESSIONS + 1 :], page]
        every += times
        high = float(np.quantile(times, 0.95))
        print(
            f"{name:12}{first:8.2f}{statistics.median(times):8.2f}{high:8.2f}{max(times):9.2f}  {_peak():,.0f} MB",
            flush=True,
        )
    print(f"{'all pages':20}{statistics.median(every):8.2f}{np.quantile(every, 0.95):8.2f}{max(every):9.2f}")
    searches = [_timed(partial(evidence.passages, results, Selection(), query=query, limit=6)) for query in QUERIES]
    print(f"search: slowest of {len(QUERIES)} {max(searches):.3f} s")
    print(f"memory at most, with {len(kept)} sessions: {_peak():,.0f} MB")
    if not asked.synthetic:
        first, edits, doors = bench_times(results)
        edit, door = (f"median {statistics.median(times):.2f}, slowest {max(times):.2f} s" for times in (edits, doors))
        print(f"workbench: first {first:.1f} s; an edit {edit}; what a number counts {door}; {_peak():,.0f} MB")
    if not asked.no_browser:
        print(f"first paint: {', '.join(f'{t:.2f}' for t in first_paint(workspace))} s")


if __name__ == "__main__":
    main()
