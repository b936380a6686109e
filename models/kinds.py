"""Kinds of reports: written so unlike the others that nearly every passage tells which kind it is of.

Security controls, strategies and posts stand in one collection. Their passages differ more by kind than by theme, so
that a theme whose seeds stand in strategies would draw in all strategies, as it would all texts of one language.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.languages import Groups, Relations, numbered

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_Name = tuple[str, int]
_COMPANY = -1

_APART = 5.0  # standard deviations between the means of two kinds: of 160 passages one lies nearer to the other
_REPORTS, _PASSAGES = 3, 150  # of a kind at least
_EXPECTED = 3.0  # passages with a seed
_AT_MOST = 8  # kinds that are told apart at once
_STARTS = 3
_LOOKED_AT = 5000  # passages at most


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
        places, of = _some(places, np.unique(reports, return_inverse=True)[1])
        means = _means(places, of)
        kinds = np.zeros(len(means), dtype=np.int64)
        for number, part in enumerate(_parted(means, places, of)):
            kinds[part] = number
        self.centres_ = _means(places, kinds[of])
        return self

    def of(self, places: Floats, reports: Integers) -> Integers:
        """Return the number of each passage's kind, the nearest one to its report's mean, of shape (n_passages,)."""
        of = np.unique(reports, return_inverse=True)[1]
        if len(self.centres_) == 1:
            return np.zeros(len(of), dtype=np.int64)
        distances = ((_means(places, of)[:, None] - self.centres_) ** 2).sum(axis=2)
        return np.asarray(distances.argmin(axis=1)[of])


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

    def silent(self, seeded: NDArray[np.bool_], kinds: Groups) -> NDArray[np.bool_]:
        """Tell which themes each kind is silent of, of shape (n_kinds, n_themes).

        No seed of the theme stands there, where three or more would if it held them as often as its kin do: that is
        chance in one case of twenty (the rule of three). A kind without kin is never said to be silent.

        Parameters
        ----------
        seeded : ndarray of bool, shape (n_passages, n_themes)
            Whether a seed of the theme stands in the passage; of the first passages, company behind them left out.
        kinds : ndarray of int64, shape (n_passages,)

        References
        ----------
        Hanley, J. A. and Lippman-Hand, A. (1983). If nothing goes wrong, is everything all right? JAMA 249, 1743-1745.
        """
        inside = [kinds[: len(seeded)] == kind for kind in range(len(self.kinds_.kin))]
        n = np.array([part.sum() for part in inside])
        held = np.array([seeded[part].sum(axis=0) for part in inside])
        kin = np.equal.outer(self.kinds_.kin, self.kinds_.kin) & ~np.eye(len(n), dtype=np.bool_)
        expected = n[:, None] * (kin @ held) / np.maximum(kin @ n, 1)[:, None]
        return np.asarray((held == 0) & (expected >= _EXPECTED))

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
    kin = tuple(place[code, kind] if kind == _COMPANY else place[code, 0] for code, kind in names)
    return Relations(leaning, kin)


def _means(places: Floats, of: Integers) -> Floats:
    n = np.bincount(of)
    return np.asarray(sp.csr_matrix((1 / n[of], (of, np.arange(len(of)))), shape=(len(n), len(of))) @ places)


def _some(places: Floats, of: Integers) -> tuple[Floats, Integers]:
    """Return the passages of some reports drawn by chance, all where there are few, and the reports' numbers."""
    n = np.bincount(of)
    order = np.random.default_rng(0).permutation(len(n))
    drawn = order[np.cumsum(n[order]) <= max(_LOOKED_AT, n[order[:1]].sum())]
    inside = np.isin(of, drawn)
    return places[inside], np.unique(of[inside], return_inverse=True)[1]


def _parted(means: Floats, places: Floats, of: Integers) -> list[Integers]:
    """Return the reports of each kind; `of` numbers those of the passages."""
    every = np.arange(len(means))
    if not places.shape[1]:
        return [every]
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

    for k in range(2, min(_AT_MOST, len(n) // _REPORTS) + 1):
        labels = KMeans(k, n_init=_STARTS, random_state=0).fit(means, sample_weight=n).labels_
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
