"""Kinds of reports: written so unlike the others that nearly every passage tells which kind it is of.

Security controls, strategies and posts stand in one collection. Their passages differ more by kind than by theme, so
that a theme whose seeds stand in strategies would draw in all strategies, as it would all texts of one language.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from models.languages import Groups, Relations, numbered

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_Name = tuple[str, int]
_COMPANY = -1

_APART = 5.0  # standard deviations between the means of two kinds: of 160 passages one lies nearer to the other
_REPORTS, _PASSAGES = 3, 150  # of a kind at least
_BY_CHANCE = 0.05
_AT_MOST = 8  # kinds that are told apart at once
_STARTS = 3
_LEARNED = 3000  # reports at most that clusters are learned from


class Kinds:
    """Kinds of reports in one language, found by how their passages are written.

    Reports are clustered by the means of their passages (k-means, for 2 to 8 clusters). Of all clusters the one that
    stands furthest apart from the other reports is a kind, if their passages lie five standard deviations apart along
    the line through both means; then each of the two parts is looked at in the same way. Subjects seldom come as far
    as that: a report speaks of several, and different ones share words.

    Not for corpora in which every report has one subject and each subject its own words: there a kind may be a subject.

    Attributes
    ----------
    centres_ : ndarray of float64, shape (n_kinds, n_dimensions)
        Means of the passages of each kind; one kind where none stands apart.
    """

    def fit(self, places: Floats, reports: Integers) -> "Kinds":
        """Find kinds.

        Parameters
        ----------
        places : ndarray of float64, shape (n_passages, n_dimensions)
            Passages in the latent space.
        reports : ndarray of int64, shape (n_passages,)
            Number of each passage's report.
        """
        of = np.unique(reports, return_inverse=True)[1]
        means = _means(places, of)
        kinds = np.zeros(len(means), dtype=np.int64)
        for number, part in enumerate(_parted(means, places, of)):
            kinds[part] = number
        self.centres_ = _means(places, kinds[of])
        return self

    def of(self, places: Floats, reports: Integers) -> Integers:
        """Return the number of each passage's kind, the nearest one to its report's mean, of shape (n_passages,)."""
        of = np.unique(reports, return_inverse=True)[1]
        return np.asarray(cdist(_means(places, of), self.centres_).argmin(axis=1)[of])


class Peers:
    """The texts that each text is compared with: those in its language and, where it is ranked, those of its kind.

    Attributes
    ----------
    codes_ : tuple of str, length n_kinds
        The language of each kind.
    languages_, kinds_ : Relations
        How languages stand to one another, and kinds; company stands apart in both.
    """

    def fit(self, languages: Sequence[str], places: Floats, reports: Integers, n_company: int) -> "Peers":
        """Find the kinds of reports in each language.

        Parameters
        ----------
        languages : sequence of str, length n_passages
        places : ndarray of float64, shape (n_passages, n_dimensions)
            Passages in the latent space.
        reports : ndarray of int64, shape (n_passages,)
        n_company : int
            Passages at the end that are not the collection's.
        """
        codes = np.array(languages, dtype=object)
        own = np.arange(len(codes)) < len(codes) - n_company
        self._kinds = {
            code: Kinds().fit(places[own & (codes == code)], reports[own & (codes == code)])
            for code in sorted(set(codes[own]))
        }
        names = self._names(languages, places, reports, n_company)
        self._of_kind = tuple(sorted(set(names)))
        self._of_language = tuple(sorted({(code, min(kind, 0)) for code, kind in names}))
        self.codes_ = tuple(code for code, _ in self._of_kind)
        self.languages_, self.kinds_ = _related(self._of_language), _related(self._of_kind)
        return self

    def silent(self, seeded: NDArray[np.bool_], kinds: Groups, reports: Integers) -> NDArray[np.bool_]:
        """Tell which themes each kind is silent of, of shape (n_kinds, n_themes).

        No report of the kind holds a seed of the theme, and if those of its language that do were drawn from all of
        its kinds, none would be of this one by chance in less than one case of twenty. So a kind of a few
        reports, or one without kin, is never said to be silent.

        Parameters
        ----------
        seeded : ndarray of bool, shape (n_passages, n_themes)
            Whether a seed of the theme stands in the passage; of the first passages, company behind them left out.
        kinds, reports : ndarray of int64, shape (n_passages,) or longer
        """
        first, of = np.unique(reports[: len(seeded)], return_index=True, return_inverse=True)[1:]
        held = np.zeros((len(first), seeded.shape[1]), dtype=np.bool_)
        np.logical_or.at(held, of, seeded)
        kind = kinds[first]
        n = np.bincount(kind, minlength=len(self.kinds_.kin))
        holding = np.array([held[kind == number].sum(axis=0) for number in range(len(n))])
        kin = np.equal.outer(self.kinds_.kin, self.kinds_.kin) & ~np.eye(len(n), dtype=np.bool_)
        others = kin @ n
        none = (others / np.maximum(others + n, 1))[:, None] ** (kin @ holding)
        return np.asarray((holding == 0) & (none < _BY_CHANCE))

    def of(
        self, languages: Sequence[str], places: Floats, reports: Integers, n_company: int = 0
    ) -> tuple[Groups, Groups]:
        """Return the numbers of passages' languages and of their kinds, company apart, each of shape (n_passages,)."""
        names = self._names(languages, places, reports, n_company)
        groups = numbered([(code, min(kind, 0)) for code, kind in names], self._of_language)
        return groups, numbered(names, self._of_kind)

    def _names(self, languages: Sequence[str], places: Floats, reports: Integers, n_company: int) -> list[_Name]:
        codes = np.array(languages, dtype=object)
        kind = np.zeros(len(codes), dtype=np.int64)
        for code, kinds in self._kinds.items():
            kind[codes == code] = kinds.of(places[codes == code], reports[codes == code])
        kind[len(codes) - n_company :] = _COMPANY
        return list(zip(languages, kind.tolist(), strict=True))


def _related(names: Sequence[_Name]) -> Relations:
    """Groups lean on the company in their language; company is nobody's kin."""
    place = {name: number for number, name in enumerate(names)}
    leaning = tuple(place.get((code, _COMPANY), place[code, kind]) for code, kind in names)
    family = {code: number for number, (code, kind) in enumerate(names) if kind != _COMPANY}
    kin = tuple(place[code, kind] if kind == _COMPANY else family[code] for code, kind in names)
    return Relations(leaning, kin)


def _means(places: Floats, of: Integers) -> Floats:
    n = np.bincount(of)
    return np.asarray(sp.csr_matrix((1 / n[of], (of, np.arange(len(of)))), shape=(len(n), len(of))) @ places)


def _parted(means: Floats, places: Floats, of: Integers) -> list[Integers]:
    """Return the reports of each kind; `of` numbers those of the passages."""
    every = np.arange(len(means))
    best, apart = None, _APART
    for cluster in _clusters(means, np.bincount(of, minlength=len(means))):
        inside = cluster[of]
        far = _distance(places[inside], places[~inside])
        if far >= apart:
            best, apart = cluster, far
    if best is None:
        return [every]
    found = []
    for part in (np.flatnonzero(best), np.flatnonzero(~best)):
        inside = np.isin(of, part)
        found += [part[kind] for kind in _parted(means[part], places[inside], np.searchsorted(part, of[inside]))]
    return found


def _clusters(means: Floats, n: Integers) -> Iterator[NDArray[np.bool_]]:
    """Clusters of reports, large enough for a kind and not too large for another beside it."""
    if n.sum() < 2 * _PASSAGES or len(n) < 2 * _REPORTS:
        return
    from sklearn.cluster import KMeans  # slow to import, and a kept fit needs none

    drawn = np.random.default_rng(0).permutation(len(n))[:_LEARNED] if len(n) > _LEARNED else np.arange(len(n))
    for k in range(2, min(_AT_MOST, len(n) // _REPORTS) + 1):
        labels = KMeans(k, n_init=_STARTS, random_state=0).fit(means[drawn], sample_weight=n[drawn]).predict(means)
        for number in range(k):
            inside = labels == number
            enough = min(n[inside].sum(), n[~inside].sum()) >= _PASSAGES
            if enough and _REPORTS <= inside.sum() <= len(n) - _REPORTS:
                yield inside


def _distance(some: Floats, others: Floats) -> float:
    """Distance between the means of two sets of passages, in standard deviations along the line through both."""
    line = some.mean(axis=0) - others.mean(axis=0)
    one, other = some @ line, others @ line
    spread = np.sqrt((one.var() + other.var()) / 2)
    return float((one.mean() - other.mean()) / max(spread, 1e-9))
