"""How fast a large workspace answers: a synthetic one, built once, then asked as the dashboard asks.

    .venv/bin/python -m benchmarks.workspace [--passages 1000000] [--folder /tmp/themeline-benchmark]
    .venv/bin/python -m benchmarks.workspace --rebuild SOURCE…

Prints the median and the slowest of fifteen tries of each question, and the memory held; or how long
the whole command takes to build the SOURCEs, to build them again, and again after changes.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence, Sized
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from corpus import duplicates, search
from corpus.duplicates import Edition
from corpus.store import Draft, Provenance, Workspace, draft
from pipeline.correct import correct
from schema import ASSIGNMENTS, PASSAGES

EACH = 100  # passages a report
N_THEMES = 40
WORDS = np.array(["the", "of", "data", "ethics", "legacy", "cyber", *(f"word{i}" for i in range(30_000))])
QUERIES = (
    "data",
    "the of",
    "legacy AND cyber",
    "data OR ethics OR the",
    "word20000",
    '"data ethics"',
    '"legacy data"~5',
)


def batches(n_passages: int, rng: np.random.Generator, size: int = 20_000) -> Iterator[pd.DataFrame]:
    """Yield synthetic passages of 70 words with word frequencies as in natural text."""
    frequency = 1 / np.arange(1, len(WORDS) + 1)
    for first in range(0, n_passages // EACH, size // EACH):
        reports = [f"{number:012x}" for number in range(first, min(first + size // EACH, n_passages // EACH))]
        owners, positions = np.repeat(reports, EACH), np.tile(np.arange(1, EACH + 1), len(reports))
        words = rng.choice(WORDS, (len(owners), 70), p=frequency / frequency.sum())
        rows = {
            "passage_id": [f"{owner}-{position:04d}" for owner, position in zip(owners, positions, strict=True)],
            "report_id": owners,
            "position": positions,
            "page": positions // 3 + 1,
            "text": [" ".join(row) for row in words],
            **{"heading": "Part › Section", "n_words": 70, "start": 0, "end": 400, "kind": "body"},
            **{"counted": True, "repeated": False, "page_end": None, "page_label": None, "duplicate_of": None},
        }
        yield PASSAGES.validate(pd.DataFrame(rows))


def assignments(passages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return scores of three themes for each passage, a fifth of them assigned."""
    themes = rng.integers(0, N_THEMES, (len(passages), 3))
    themes[:, 1:] = (themes[:, :1] + [1, 2]) % N_THEMES
    rows = passages[["passage_id", "report_id"]].loc[passages.index.repeat(3)]
    n = len(rows)
    scored = rows.assign(
        score=rng.random(n),
        assigned=rng.random(n) < 0.2,
        evidence="a phrase; another",
        seed_places=None,
        nearest_seed=None,
    )
    return ASSIGNMENTS.validate(scored.assign(theme_id=[f"theme-{t:02d}" for t in themes.ravel()]))


def write_passages(
    new: Draft, n_passages: int, assign: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]
) -> tuple[pd.DataFrame, np.random.Generator]:
    """Write synthetic passages and what `assign` gives them; return the assignments and the generator as it stands."""
    rng = np.random.default_rng(1)
    parts = []
    with new.writer("passages") as out:
        for batch in batches(n_passages, rng):
            out.write(batch)
            parts.append(assign(batch, rng))
    assigned = pd.concat(parts, ignore_index=True)
    new.write("assignments", assigned)
    return assigned, rng


def build(folder: Path, n_passages: int) -> None:
    """Write the synthetic workspace."""
    with draft(folder) as new:
        write_passages(new, n_passages, assignments)
        search.build(new.search_dir(), batches(n_passages, np.random.default_rng(1)))
        new.publish(Provenance("benchmark", "synthetic", "1"))


def timed(name: str, question: Callable[[], object], tries: int = 15) -> None:
    """Print how long a question takes."""
    answer = question()
    seconds = []
    for _ in range(tries):
        began = time.perf_counter()
        question()
        seconds.append(time.perf_counter() - began)
    size = len(answer) if isinstance(answer, Sized) else getattr(answer, "total", "")
    print(f"{name:45} {1000 * statistics.median(seconds):8.1f} {1000 * max(seconds):8.1f} ms {size:>9}")


def ask(folder: Path) -> None:
    """Ask the workspace what the dashboard's pages ask."""
    began = time.perf_counter()
    workspace = Workspace.open(folder)
    reports = sorted(set(workspace.passages(columns=["report_id"])["report_id"]))
    theme = workspace.assignments("theme-03", columns=["passage_id", "score"])
    print(f"{'open, first questions':45} {1000 * (time.perf_counter() - began):8.1f}")
    best = theme.nlargest(20, "score")["passage_id"].tolist()
    timed("scores of a theme's passages", lambda: workspace.assignments("theme-03", columns=["passage_id", "score"]))
    timed("20 passages from anywhere", lambda: workspace.passages(best))
    timed("all passages of a report", lambda: workspace.passages(report_ids=reports[5:6]))
    timed("all themes of a report", lambda: workspace.assignments(report_ids=reports[5:6]))
    timed("all themes of 20 passages", lambda: workspace.assignments(passage_ids=best))
    for query in QUERIES:
        timed(f"search {query}", partial(search.search, workspace.search_dir, query))
    some = search.Within(report_ids=reports[::2], theme_ids=["theme-03"])
    timed("search data, one theme, 500 reports", lambda: search.search(workspace.search_dir, "data", some))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        print(f"{'memory held':45} {pages * 4096 / 2**20:8.0f} MB")


def compare(n_passages: int) -> None:
    """Time the search for duplicates among passages, a tenth of which come again with one word changed."""
    frame = pd.concat(batches(n_passages, np.random.default_rng(2)), ignore_index=True)
    chosen = np.random.default_rng(3).choice(n_passages // 2, n_passages // 10, replace=False)
    copies = [f"{text.rpartition(' ')[0]} changed" for text in frame["text"].iloc[chosen]]
    frame.loc[frame.index[-len(copies) :], "text"] = copies
    editions = [
        Edition(report, report, "P", 2015 + i % 8, None) for i, report in enumerate(frame["report_id"].unique())
    ]
    began = time.perf_counter()
    sketches = duplicates.sketch(frame["text"].tolist())
    found, _ = duplicates.compare(editions, frame, sketches, duplicates.compared_nothing())
    seconds = time.perf_counter() - began
    print(f"{f'duplicates among {n_passages:,} passages':45} {1000 * seconds:8.0f} {'':8} ms {len(found.passages):>9}")


CHANGES = (
    "nothing changed", *("one file changed",) * 3, "one file added", "one file removed", "one report corrected",
)  # fmt: skip


def rebuild(sources: Sequence[Path]) -> None:
    """Print how long builds of copies of the sources take, as commands: the first one and those after changes.

    By the clock and, since other work on the machine delays long and short ones unlike, by the processor.
    Our modules are compiled by the first one and not again, as on any machine that is not told otherwise.
    """
    with TemporaryDirectory() as folder:
        copies = [Path(shutil.copytree(source, Path(folder) / source.name)) for source in sources]
        workspace = Path(folder) / "workspace"
        first = _built(copies, workspace)
        print(f"{'':30} {'clock s':>8} {'':8} {'processor s':>12}")
        print(f"{'first build':30} {first[0]:8.1f} {'':8} {first[1]:12.1f}", flush=True)
        files = [path for copy in copies for path in sorted(copy.rglob("*.md"))]
        for number, change in enumerate(CHANGES):
            _change(change, files[number * len(files) // len(CHANGES)], files[0].with_name("2016-01-01-quokkas.md"))
            clock, processor = _corrected(workspace) if change == "one report corrected" else _built(copies, workspace)
            shares = f"1/{first[0] / clock:<6.1f} {processor:12.1f} 1/{first[1] / processor:.1f}"
            print(f"{change:30} {clock:8.1f} {shares}", flush=True)


def _change(change: str, file: Path, other: Path) -> None:
    """Add a passage that no other file has to a file, or a file to the others, or take that one away."""
    match change:
        case "one file changed":
            text = file.read_text(encoding="utf-8")
            words = Random(file.name).choices([word for word in text.split() if word.isalpha()], k=45)
            file.write_text(f"{text}\n\nThe quokka of {file.stem} says: {' '.join(words)}.\n", encoding="utf-8")
        case "one file added":
            other.write_text("# Quokkas\n\nWe publish how data of quokkas are used, and by whom.\n", encoding="utf-8")
        case "one file removed":
            other.unlink()


def _built(sources: Sequence[Path], workspace: Path) -> tuple[float, float]:
    """Return the seconds that the command takes, by the clock and by the processor."""
    command = [sys.executable, "-m", "pipeline", "build", *map(str, sources), "--workspace", str(workspace)]
    compiling = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, used = time.perf_counter(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=compiling)
    now = os.times()
    processor = now.children_user + now.children_system - used.children_user - used.children_system
    return time.perf_counter() - began, processor


def _corrected(workspace: Path) -> tuple[float, float]:
    """Return the seconds that a correction takes in a process that is there already."""
    source = str(Workspace.open(workspace).table("reports")["source"].iloc[0])
    began, used = time.perf_counter(), time.process_time()
    correct(workspace, source, {"publisher": "Somebody Else"})
    return time.perf_counter() - began, time.process_time() - used


def main() -> None:
    """Build if need be, then ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/themeline-benchmark"))  # noqa: S108 - a default
    parser.add_argument("--rebuild", type=Path, nargs="+", metavar="SOURCE", help="Folders to build twice instead.")
    options = parser.parse_args()
    if options.rebuild:
        rebuild(options.rebuild)
        return
    if not (options.folder / "manifest.json").exists():
        began = time.perf_counter()
        build(options.folder, options.passages)
        print(f"{'build':45} {time.perf_counter() - began:8.1f} s")
    print(f"{'':45} {'median':>8} {'slowest':>8}    {'rows':>9}")
    ask(options.folder)
    compare(100_000)


if __name__ == "__main__":
    main()
