"""How much a theme hangs on single seeds: one left out at a time, and two instead of five.

    .venv/bin/python -m benchmarks.themes.fewer_seeds [--posts N] [--pairs N]

On the posts of digital.gov, prepared once. The first seed of every theme is left out, then the second of every
theme, and so on, so that each single seed is missing once; themes share nothing but the calibration's curve.
For two seeds, pairs are drawn by chance for every theme (fixed). Prints, for seeds left out, the correlation of
the theme's yearly shares with those that all seeds give, over years with 20 posts or more; for pairs, the part
of the mean average precision kept.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from benchmarks.themes.judging import POSTS_A_YEAR, Answer, correlation
from benchmarks.themes.posts import Judges, Posts, read_judges, read_posts
from models.assignments import report_scores
from models.batch import PassageBatch
from models.seeded import Prepared, ThemeFinder
from pipeline.assign import _batch
from schema import Phrase, Theme


def answered(corpus: Prepared, batch: PassageBatch, posts: Posts, themes: Sequence[Theme]) -> Answer:
    """Find themes in the prepared posts, as a build would."""
    finder = ThemeFinder(replace(posts.themes, themes=tuple(themes))).fit_prepared(corpus)
    scores = finder.score(batch, np.ones(len(batch), dtype=np.bool_))
    n_posts = len(posts.reports)
    counts = np.zeros((n_posts, len(themes)))
    np.add.at(counts, posts.owner, scores.assigned)
    n = np.maximum(np.bincount(posts.owner, minlength=n_posts), 1)[:, None]
    first = np.unique(scores.stretch_of, return_index=True)[1]
    return Answer(report_scores(scores.stretches, posts.owner[first], n_posts), counts > 0, counts / n)


def with_seeds(theme: Theme, seeds: Sequence[Phrase]) -> Theme:
    """Return a theme with other seeds."""
    return replace(theme, seeds=tuple(seeds))


def without(theme: Theme, place: int) -> Theme:
    """Return a theme without one of its seeds; unchanged if it has fewer."""
    return with_seeds(theme, [seed for i, seed in enumerate(theme.seeds) if i != place])


def yearly(answer: Answer, posts: Posts) -> NDArray[np.float64]:
    """Mean share by year and theme, over years with enough posts."""
    year = posts.reports["year"].astype("Int64").fillna(0).to_numpy(dtype=np.int64)
    kept = [y for y in np.unique(year) if y and (year == y).sum() >= POSTS_A_YEAR]
    return np.array([answer.share[year == y].mean(axis=0) for y in kept])


def precision(answer: Answer, judges: Judges) -> NDArray[np.float64]:
    """Average precision of each theme."""
    scores = answer.score[judges.rows]
    return np.array([average_precision_score(t, s) for t, s in zip(judges.topics.T, scores.T, strict=True)])


def left_out(
    corpus: Prepared, batch: PassageBatch, posts: Posts, usual: NDArray[np.float64]
) -> list[tuple[float, str, str]]:
    """Correlation of yearly shares with the usual ones, theme and seed, for every seed left out, worst first."""
    found = []
    themes = posts.themes.themes
    for place in range(max(len(theme.seeds) for theme in themes)):
        shares = yearly(answered(corpus, batch, posts, [without(theme, place) for theme in themes]), posts)
        for k, theme in enumerate(themes):
            if place < len(theme.seeds):
                found.append((correlation(usual[:, k], shares[:, k]), theme.id, theme.seeds[place].text))
        print(f"  seed {place + 1} of each theme left out", flush=True)
    return sorted(found)


def main() -> None:
    """Print both figures."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.themes.fewer_seeds")
    asked.add_argument("--pairs", type=int, default=3, help="pairs of seeds drawn for each theme")
    asked.add_argument("--posts", type=int, help="only a random sample of so many posts")
    asked.add_argument("--folder", type=Path, default=Path(gettempdir()) / "themeline-benchmark-themes")
    given = asked.parse_args()
    posts = read_posts(given.folder / "reading")
    posts = posts.sample(given.posts) if given.posts else posts
    judges = read_judges(posts)
    batch = _batch(posts.passages, posts.reports.set_index("report_id"))
    corpus = Prepared(batch)
    themes = posts.themes.themes
    all_seeds = answered(corpus, batch, posts, themes)
    five = precision(all_seeds, judges)
    print(f"all seeds: mAP {five.mean():.3f}", flush=True)
    rng = np.random.default_rng(0)
    kept = []
    for _ in range(given.pairs):
        pairs = [with_seeds(t, [t.seeds[i] for i in rng.permutation(len(t.seeds))[:2]]) for t in themes]
        two = precision(answered(corpus, batch, posts, pairs), judges)
        kept.append(two.mean() / five.mean())
        worst = int(np.argmin(two / five))
        least = f"{themes[worst].id} {two[worst] / five[worst]:.2f}"
        print(
            f"  two seeds: mAP {two.mean():.3f}, {kept[-1]:.2f} of it; worst {least}",
            flush=True,
        )
    print(f"two seeds keep {np.mean(kept):.2f} of the mAP, from {min(kept):.2f} to {max(kept):.2f}", flush=True)
    found = left_out(corpus, batch, posts, yearly(all_seeds, posts))
    r = [correlated for correlated, _, _ in found]
    print(
        f"one seed left out: correlation of yearly shares, median {np.median(r):.3f}, tenth {np.quantile(r, 0.1):.3f}"
    )
    for correlated, theme, seed in found[:5]:
        print(f"  {correlated:.3f} {theme} without “{seed}”")


if __name__ == "__main__":
    main()
