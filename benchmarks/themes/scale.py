"""How fast themes are assigned to a large corpus, and in how much memory.

    .venv/bin/python -m benchmarks.themes.scale [--passages 50000] [--themes 40] [--profile FILE]

Passages of 100 words are made of sentences of the embedded reports, one word in fifty replaced by an invented
one, a batch of 10,000 at a time, as a build hands them on; what is timed is what a build does with them: fit on
a sample of 20,000, then score, decide, say why, and count by report. Making the text is not timed.
"""

import argparse
import cProfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from benchmarks.themes.peers import peak_memory
from corpus.sentences import sentence_ends
from corpus.tables import assemble
from models import themefile
from models.assignments import assignment_table, report_theme_table
from models.batch import FIT_AT_MOST
from models.seeded import ThemeFinder
from pipeline.assign import _batch
from pipeline.ingest import ingest, look
from pipeline.reference import SAMPLE
from schema import ThemeSet

WORDS, EACH, BATCH = 100, 50, 10_000  # words a passage, passages a report, passages a batch
INVENTED, ONE_IN = 50_000, 50


def sample_sentences() -> list[list[str]]:
    """Words of the sentences of the embedded reports."""
    with TemporaryDirectory() as folder:
        passages = assemble(ingest(look([SAMPLE]), Path(folder), lambda done, total: None).documents)[0]["passages"]
    ends = {text: sentence_ends(text) for text in passages["text"]}
    return [text[start:end].split() for text, to in ends.items() for start, end in pairwise([0, *to])]


def themes(number: int) -> ThemeSet:
    """Return the default themes, and more of them with seeds of two mixed, as many as asked for."""
    given = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8"))
    found = list(given.themes[:number])
    for extra in range(number - len(found)):
        one, other = given.themes[extra], given.themes[-1 - extra]
        found.append(replace(one, id=f"{one.id}-{extra}", seeds=one.seeds[::2] + other.seeds[::2]))
    return replace(given, themes=tuple(found))


class Maker:
    """Makes reports, the same for the same seed."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)
        self.sentences = sample_sentences()
        syllables = ["ba", "cor", "del", "fin", "gra", "hul", "jin", "kem", "lor", "mun", "nes", "pra", "quo", "rit"]
        drawn = self.rng.choice(syllables, (INVENTED, 4))
        self.invented = np.array(["".join(row) for row in drawn], dtype=object)

    def passage(self) -> str:
        """Return some hundred words."""
        words: list[str] = []
        while len(words) < WORDS:
            words += self.sentences[int(self.rng.integers(len(self.sentences)))]
        words = words[:WORDS]
        for place in np.flatnonzero(self.rng.integers(0, ONE_IN, WORDS) == 0).tolist():
            # some invented words are frequent, most are rare, as in natural text
            words[place] = self.invented[int(INVENTED ** self.rng.random()) - 1]
        return " ".join(words)

    def batches(self, n_passages: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield reports and passages, with the columns that themes are found by."""
        for first in range(0, n_passages, BATCH):
            size = min(BATCH, n_passages - first)
            owner = [f"{first + i - i % EACH:012x}" for i in range(size)]
            passages = pd.DataFrame(
                {
                    "passage_id": [f"{report}-{i % EACH:04d}" for i, report in enumerate(owner)],
                    "report_id": owner,
                    "heading": [f"Part {i % EACH // 10}" for i in range(size)],
                    "text": [self.passage() for _ in range(size)],
                    "repeated": False,
                }
            )
            ids = list(dict.fromkeys(owner))
            reports = pd.DataFrame({"report_id": ids, "source": ids, "title": "Annual report", "language": "en"})
            yield reports, passages


class Timer:
    """Adds up what a block takes."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._wall
        self.cpu += time.process_time() - self._cpu


def measure(n_passages: int, n_themes: int, profile: cProfile.Profile | None) -> None:
    """Assign and print the figures."""
    theme_set, maker = themes(n_themes), Maker()
    fitting, scoring, assigned, done = Timer(), Timer(), 0, 0
    stream = maker.batches(n_passages)
    first = list(islice(stream, FIT_AT_MOST // BATCH))
    sample = pd.concat([passages for _, passages in first], ignore_index=True)
    about = pd.concat([reports for reports, _ in first]).set_index("report_id")
    with fitting:
        finder = ThemeFinder(theme_set).fit(_batch(sample, about))
    print(f"fitted on {len(sample):,} passages: {fitting.wall:.1f} s, {fitting.cpu:.1f} s of CPU", flush=True)
    seen = set(sample["report_id"])
    for reports, passages in (tables for part in (first, stream) for tables in part):
        if profile:
            profile.enable()
        with scoring:
            batch = _batch(passages, reports.set_index("report_id"))
            found = finder.find(batch, passages["report_id"].isin(seen).to_numpy(dtype=bool))
            assigned += int(assignment_table(theme_set, passages, found)["assigned"].sum())
            report_theme_table(theme_set, reports, passages, found)
        if profile:
            profile.disable()
        done += len(passages)
        print(
            f"{done:9,} passages: {done / scoring.wall:,.0f} a second, {done / scoring.cpu:,.0f} a second of CPU, "
            f"{assigned / done:.2f} themes a passage, peak {peak_memory() / 1e9:.2f} GB",
            flush=True,
        )
    million = [fit + 1e6 / done * score for fit, score in ((fitting.wall, scoring.wall), (fitting.cpu, scoring.cpu))]
    print(f"a million passages at this rate, fit included: {million[0] / 60:.1f} min, {million[1] / 60:.1f} of CPU")


def main() -> None:
    """Measure as asked."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.themes.scale")
    asked.add_argument("--passages", type=int, default=50_000)
    asked.add_argument("--themes", type=int, default=40)
    asked.add_argument("--profile", type=Path, help="where to write what cProfile finds of the scoring")
    given = asked.parse_args()
    profile = cProfile.Profile() if given.profile else None
    measure(given.passages, given.themes, profile)
    if profile:
        profile.dump_stats(given.profile)


if __name__ == "__main__":
    main()
