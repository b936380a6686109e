"""Themeline beside its peers on the posts of digital.gov: quality, seconds, memory; prints a Markdown table.

    .venv/bin/python -m benchmarks.themes [--posts N] [--environment DIR] [--folder DIR] [METHOD …]

Run it from the root of the repository, with ``../shared`` beside it. All methods get the same passages, each
with its post's title and its heading, and the same theme file; each runs in a process of its own, one after
the other, and a method that fails becomes a row that says why. The first run installs the peers into an
environment outside the repository (``environment.py``); no peer is a dependency of Themeline. The sentence
transformer takes most of the time, some twenty minutes of a processor; `--posts` gives all methods a sample.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from benchmarks.themes.environment import ensure
from benchmarks.themes.judging import Answer, Quality, best_threshold, judge, pooled
from benchmarks.themes.posts import POSTS, THEMES, Judges, Posts, read_judges, read_posts, write_task

NAMES = {
    "keywords": "keyword counts",
    "tfidf": "TF-IDF cosine",
    "transformer": "sentence transformer (all-MiniLM-L6-v2)",
    "bertopic": "BERTopic, zero-shot",
    "corex": "anchored CorEx",
    "lda": "seeded LDA (tomotopy)",
    "themeline": "**Themeline**",
}
PREPARED_BY = {"bertopic": "transformer"}  # whose embeddings it takes, and whose seconds it is charged with
LONGEST = 3 * 3600.0  # seconds a method may take
HALVES = {"all": (0, 1), "even": (0,), "odd": (1,)}
_ROOT = Path(__file__).parents[2]
_COST = ("cpu", "wall", "memory")


@dataclass(frozen=True)
class Outcome:
    """What came of one method: its quality by half and its cost, or why there is none."""

    quality: dict[str, Quality]
    cost: dict[str, float]
    failure: str = ""


def run(method: str, folder: Path, interpreter: Path) -> str:
    """Run a method in a process of its own; return why it failed, or nothing."""
    peer = [str(interpreter), str(Path(__file__).with_name("peers.py")), method, str(folder)]
    own = [sys.executable, "-m", "benchmarks.themes.ours", str(folder)]
    try:
        done = subprocess.run(
            own if method == "themeline" else peer,
            cwd=_ROOT, timeout=LONGEST, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"not done after {LONGEST / 3600:.0f} hours"
    last = [line.strip() for line in done.stderr.splitlines() if line.strip()][-1:]
    return "" if done.returncode == 0 else f"failed ({done.returncode}): {' '.join(last) or 'no word of why'}"


def answer(method: str, folder: Path, posts: Posts, judges: Judges) -> Answer:
    """Return what a method left, as scores, decisions and shares of posts."""
    with np.load(folder / f"{method}.npz") as left:
        if method == "themeline":
            return Answer(left["score"], left["n_assigned"] > 0, left["share"])
        scores = left["scores"].astype(float)
        decided = left["decided"].astype(bool) if "decided" in left else None
    if decided is None:
        even = judges.half == 0
        decided = scores >= best_threshold(scores, posts.owner, judges.rows[even], judges.topics[even])
    return pooled(scores, decided, posts.owner, len(posts.reports))


def outcome(method: str, folder: Path, posts: Posts, judges: Judges) -> Outcome:
    """Judge what a method left, by half."""
    found = answer(method, folder, posts, judges).of(judges.rows)
    quality = {}
    for name, parities in HALVES.items():
        rows = np.flatnonzero(np.isin(judges.half, parities))
        quality[name] = judge(found.of(rows), judges.topics[rows], judges.year[rows])
    cost = json.loads((folder / f"{method}.json").read_text(encoding="utf-8"))
    if method in PREPARED_BY:
        before = json.loads((folder / f"{PREPARED_BY[method]}.json").read_text(encoding="utf-8"))
        cost = {"memory": max(cost["memory"], before["memory"]), **{k: cost[k] + before[k] for k in ("cpu", "wall")}}
    return Outcome(quality, {name: cost[name] for name in _COST})


def table(outcomes: dict[str, Outcome], n_passages: int) -> str:
    """Return the outcomes as a Markdown table; three figures are all posts, the even half, the odd half."""
    lines = [
        "| method | mAP | F1 | trend r | direction | CPU s | wall s | passages / CPU s | memory, MB |",
        "|---|---|---|---|---|--:|--:|--:|--:|",
    ]
    for method, found in outcomes.items():
        if found.failure:
            lines.append(f"| {NAMES[method]} | {found.failure.replace('|', '/')} |" + " |" * 7)
            continue
        figures = [
            " · ".join(f"{getattr(found.quality[half], name):.{digits}f}".replace("nan", "–") for half in HALVES)
            for name, digits in (("mean_average_precision", 3), ("macro_f1", 3), ("trend_r", 3), ("direction", 2))
        ]
        cpu, wall, memory = (found.cost[name] for name in _COST)
        rest = [f"{cpu:,.0f}", f"{wall:,.0f}", f"{n_passages / cpu:,.0f}", f"{memory / 1e6:,.0f}"]
        lines.append("| " + " | ".join([NAMES[method], *figures, *rest]) + " |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the methods asked for; return the exit status."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.themes", description="Themeline beside its peers.")
    asked.add_argument("methods", nargs="*", metavar="METHOD", help=f"of {', '.join(NAMES)}; all by default")
    asked.add_argument("--environment", type=Path, default=Path(gettempdir()) / "themeline-peers")
    asked.add_argument("--folder", type=Path, default=Path(gettempdir()) / "themeline-benchmark-themes")
    asked.add_argument("--posts", type=int, help="only a random sample of so many posts, the same for all methods")
    asked.add_argument("--reuse", action="store_true", help="judge what an earlier run left in the folder")
    given = asked.parse_args(arguments)
    unknown = sorted(set(given.methods) - set(NAMES))
    if unknown or not POSTS.is_dir() or not THEMES.is_file():
        why = f"unknown method: {', '.join(unknown)}" if unknown else f"the posts are not at {POSTS}"
        print(why, file=sys.stderr)
        return 2
    methods = [name for name in NAMES if name in (given.methods or NAMES)]
    given.folder.mkdir(parents=True, exist_ok=True)
    posts = read_posts(given.folder / "reading")
    posts = posts.sample(given.posts) if given.posts else posts
    judges = read_judges(posts)
    write_task(posts, given.folder)
    try:
        interpreter = ensure(given.environment) if set(methods) - {"themeline"} else Path(sys.executable)
    except subprocess.CalledProcessError as error:
        print(f"The peers could not be installed ({error}); pip says why above.", file=sys.stderr)
        return 1
    outcomes: dict[str, Outcome] = {}
    for method in methods:
        print(f"{NAMES[method]} …", file=sys.stderr, flush=True)
        left = given.reuse and (given.folder / f"{method}.json").exists()
        failure = "" if left else run(method, given.folder, interpreter)
        outcomes[method] = Outcome({}, {}, failure) if failure else outcome(method, given.folder, posts, judges)
    print(f"{len(judges.rows):,} posts, {len(posts.owner):,} passages, {judges.topics.shape[1]} topics\n")
    print(table(outcomes, len(posts.owner)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
