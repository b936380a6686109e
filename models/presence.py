"""Whether a corpus speaks of a theme at all, beside holding one of its seeds by chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit, logit

from models import themefile
from models.features import rate
from models.hiding import Hiding
from models.languages import Groups
from models.level import Views
from models.ranking import NEAR
from models.seeds import speaks
from models.space import Meaning
from models.stems import written_in
from schema import Theme

_THERE = 0.9  # of the themes that a person asks for and of which a seed stands somewhere, beforehand
# ranks where a hidden seed stands, in spreads of all passages: mean, and variance between seeds
_EARNEST, _STRAY = (2.5, 1.8), (0.45, 0.3)
_WITHIN = 2.0  # variance between the passages of one seed
_STRAYING = 0.5  # of the seeds of a theme that is there
_MOST_OF_ONE = 5.0  # log odds
_LEAST_OF_SEEDS, _MOST_OF_SEEDS = -2.0, 4.0  # log odds that all seeds together take at large, or add
_PER_LOG = 3.5  # log odds
_FAMILIAR = (-1.2, 0.4)  # beyond which it tells no more
_AT_SEEDS = 0.5  # of what it tells, where a seed stands
_LEAST_SPOKEN = 1e-3
_USUAL = themefile.DEFAULT.with_name("usual.yaml")
_EVERY, _SEEDS = 3, 5  # of the default file's themes, and of their seeds


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of a corpus, and how near they are to the field's usual themes.

    Attributes
    ----------
    groups : Groups
        Of the passages, shape (n_passages,).
    names : tuple of str, length n_groups
    weights : ndarray of float64, shape (n_groups, n_stems)
        Mean frequency of each content word in the passages of a group, times its inverse document frequency.
    usual : ndarray of float64, shape (n_groups,)
        Of the middle one of `usual_themes`, as `_log` has it.
    """

    groups: Groups
    names: tuple[str, ...]
    weights: NDArray[np.float64]
    usual: NDArray[np.float64]

    @classmethod
    def of(cls, views: Views, names: tuple[str, ...], meaning: Meaning) -> "Spoken":
        """Count the words of the passages that `views` holds."""
        n = views.stems.shape[0]
        member = sp.csr_matrix((rate(views.lengths), (views.kinds, np.arange(n))), shape=(len(names), n))
        frequency = np.asarray((member @ views.stems).toarray(), dtype=np.float64)[:, : meaning.n_stems_]
        sizes = np.maximum(np.bincount(views.kinds, minlength=len(names)), 1)
        weights = frequency / sizes[:, None] * meaning.idf_ * [meaning.content(name) for name in names]
        usual = [
            np.median([_log(theme, row, name, meaning, ours=True) for theme in usual_themes(name)])
            for name, row in zip(names, weights, strict=True)
        ]
        return cls(views.kinds, names, weights, np.array(usual))

    def familiarity(self, themes: Sequence[Theme], seeded: NDArray[np.bool_], meaning: Meaning) -> NDArray[np.float64]:
        """How much is said near each theme's words, compared with the usual theme.

        The mean over seeds, and that over the words of label and description, of the log frequency of what
        is near one; so it grows neither with the number of seeds nor with the length of the description. Seeds
        that stand nowhere count too, and may lower it. Each kind of report (`models.kinds`) is compared with
        usual themes in its language, and counts as many times as passages of it hold a seed.

        Parameters
        ----------
        themes : sequence of Theme
        seeded : ndarray of bool, shape (n_passages, n_themes)
            Of the first passages; company behind them is left out.
        meaning : Meaning

        Returns
        -------
        ndarray of float64, shape (n_themes,)
            0 for a theme as usual, and for one of which no seed stands anywhere.
        """
        of = self.groups[: len(seeded)]
        held = np.array([seeded[of == group].sum(axis=0) for group in range(len(self.names))])
        out = np.zeros(len(themes))
        for k, theme in enumerate(themes):
            heard = held[:, k] > 0
            if heard.any():
                told = [_log(theme, self.weights[g], self.names[g], meaning, ours=False) for g in np.flatnonzero(heard)]
                out[k] = np.average(told - self.usual[heard], weights=held[heard, k])
        return out


def _log(theme: Theme, weights: NDArray[np.float64], language: str, meaning: Meaning, *, ours: bool) -> float:
    """Log frequency of what is near a theme's seeds, plus that of what is near its description, in one language.

    Where it has one of the two alone (wildcards mean nothing by themselves, nor does a description in another
    language), that counts for both. Of a theme of `ours` all is in the language that it is made for.
    """
    seeds = [seed for seed in theme.seeds if "*" not in seed.text and (ours or speaks(seed, language))]
    description = f"{theme.label}. {theme.description}"
    described = ours or written_in(description, language)
    parts = (
        np.array([meaning.phrase(seed.text) for seed in seeds]),
        meaning.words(description) if described else np.zeros((0, 0)),
    )
    told = [
        np.log(np.maximum(weights @ np.maximum(meaning.closeness(part) - NEAR, 0), _LEAST_SPOKEN)).mean()
        for part in parts
        if len(part)
    ]
    return float(2 * np.mean(told)) if told else 0.0


@dataclass(frozen=True, slots=True)
class SeedRanks:
    """Ranks of the passages that a seed stands in, by the theme's other seeds; all of shape (n_seeds,).

    Attributes
    ----------
    n : ndarray of int64
        Passages that hold the seed where no seed of the theme stands that was not hidden with it.
    mean : ndarray of float64
        Of their ranks, in standard deviations of all passages, from the mean of all; 0 where there are none.
    """

    n: NDArray[np.int64]
    mean: NDArray[np.float64]

    @classmethod
    def of(cls, rounds: Sequence[tuple[NDArray[np.float64], Hiding]], owner: NDArray[np.int64]) -> "SeedRanks":
        """Look where hidden seeds stand.

        Parameters
        ----------
        rounds : sequence of (ndarray of float64, Hiding)
            Ranks of the first passages, of shape (n_own, n_themes), made without the seeds that a round hides.
        owner : ndarray of int64, shape (n_seeds,)
            Theme of each seed.
        """
        n, total = np.zeros(len(owner), dtype=np.int64), np.zeros(len(owner))
        for ranks, one in rounds:
            passages, seeds = one.places[: len(ranks)].nonzero()
            spread = np.maximum(ranks.std(axis=0), 1e-9)
            scaled = ((ranks - ranks.mean(axis=0)) / spread)[passages, owner[seeds]]
            n += np.bincount(seeds, minlength=len(owner))
            total += np.bincount(seeds, weights=scaled, minlength=len(owner))
        return cls(n, total / np.maximum(n, 1))

    def log_odds(self) -> NDArray[np.float64]:
        """Log odds of each seed to be meant in earnest, against being a stray; 0 for one that stands nowhere.

        Means of seeds are normal, about `_EARNEST` or `_STRAY`, the wider the fewer passages tell; beyond
        either a seed is as surely the one or the other as there.
        """
        within = _WITHIN / np.maximum(self.n, 1)
        (earnest, differ), (stray, alike) = _EARNEST, _STRAY
        one, other = differ + within, alike + within
        below, above = np.minimum(self.mean - earnest, 0), np.maximum(self.mean - stray, 0)
        odds = (above**2 / other - below**2 / one + np.log(other / one)) / 2
        return np.where(self.n > 0, np.minimum(odds, _MOST_OF_ONE), 0.0)


@dataclass(frozen=True, slots=True)
class Presence:
    """Probability that the corpus speaks of each theme, both of shape (n_themes,).

    A theme that it is silent of has passages too that hold one of its seeds, by chance or in another sense
    (a court that is no tennis court). Two things tell, neither of which is the seed itself: whether a
    seed stands where the theme's other seeds would place it, and how much the corpus says that is near the theme.
    The odds of all seeds are those of a mixture, since half of the seeds of a theme that is there may
    stray. Constants are means of 124 themes that are there, in six collections (the embedded reports, posts,
    three of labelled English texts, one of French ones), and of 28 that are not.

    Not for a theme of which hardly anything near is said: it is found where its seeds stand and hardly elsewhere, or
    not at all.

    Attributes
    ----------
    at_large : ndarray of float64
        As far as it concerns passages that hold no seed of the theme.
    at_seeds : ndarray of float64
        Where one of its seeds stands: how little is said near the theme tells half as much there, and strays tell all.
    """

    at_large: NDArray[np.float64]
    at_seeds: NDArray[np.float64]

    @classmethod
    def of(cls, ranks: SeedRanks, owner: NDArray[np.int64], familiarity: NDArray[np.float64]) -> "Presence":
        """Judge themes.

        Parameters
        ----------
        ranks : SeedRanks
        owner : ndarray of int64, shape (n_seeds,)
            Theme of each seed.
        familiarity : ndarray of float64, shape (n_themes,)
            As `Spoken.familiarity` has it.
        """
        told = np.log(1 - _STRAYING + _STRAYING * np.exp(ranks.log_odds()))
        seeds = np.minimum(np.bincount(owner, weights=told, minlength=len(familiarity)), _MOST_OF_SEEDS)
        near = _PER_LOG * np.clip(familiarity, *_FAMILIAR)
        at_large = expit(logit(_THERE) + np.maximum(seeds, _LEAST_OF_SEEDS) + near)
        return cls(at_large, np.maximum(at_large, expit(logit(_THERE) + seeds + _AT_SEEDS * near)))


@cache
def usual_themes(language: str) -> tuple[Theme, ...]:
    """Every third theme of the default file, with as many seeds as a person writes; in the language if we have them."""
    own = [theme for theme in themefile.load(_USUAL.read_text(encoding="utf-8")).themes if theme.group == language]
    if own:
        return tuple(own)
    themes = themefile.load(themefile.DEFAULT.read_text(encoding="utf-8")).themes
    return tuple(replace(theme, seeds=theme.seeds[:_SEEDS]) for theme in themes[::_EVERY])
