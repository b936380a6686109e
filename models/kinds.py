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

_APART = 4.5  # standard deviations between the means of two kinds: of 80 passages one lies nearer to the other
_PASSAGES, _OF_ONE = 150, 50  # of a kind at least; or of each of its reports on average, where that is less
_BY_CHANCE = 0.05
_AT_MOST = 8  # kinds that are told apart at once
_STARTS = 3
_LEARNED = 3000  # reports at most that clusters are learned from
_MOST = 20  # kinds of one language
_ROUNDS = 10  # in which reports are put to the kind that their passages speak for


class Kinds:
    """Kinds of reports in one language, found by how their passages are written.

    Reports are clustered by the means of their passages (k-means, for 2 to 8 clusters). A cluster and the other
    reports are told apart by a linear discriminant of their passages, and each report is put to the side that it
    is nearer to, again and again until none moves: the border of a cluster cuts through a kind whose reports
    differ, and a cluster that is a subject dissolves. The one that stands furthest apart is a kind if the passages
    then lie 4.5 standard deviations apart along the line through both means; each of the two parts is
    looked at in the same way. Subjects seldom come as far as that: a report speaks of several, and different
    ones share words.

    Not for corpora in which every report has one subject and each subject its own words: there a kind may be a subject.

    Attributes
    ----------
    weights_ : ndarray of float64, shape (n_dimensions, n_kinds)
    offsets_ : ndarray of float64, shape (n_kinds,)
        A report is of the kind for which its mean times the weights, plus the offset, is highest; kinds of many
        reports come first; one kind where none stands apart.

    References
    ----------
    Symons, M. J. (1981). Clustering criteria and multivariate normal mixtures. Biometrics 37(1), 35-43 (clusters of
    one covariance, each text put to the likeliest).

    Ledoit, O. and Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance matrices. Journal
    of Multivariate Analysis 88(2), 365-411 (the covariance within kinds).
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
        kinds, weights, offsets = _settled(kinds, means, places, of)
        largest_first = np.argsort(-np.bincount(kinds, minlength=len(offsets)), kind="stable")
        self.weights_, self.offsets_ = weights[:, largest_first], offsets[largest_first]
        return self

    def of(self, places: Floats, reports: Integers) -> Integers:
        """Return the number of the kind of each passage's report, of shape (n_passages,)."""
        of = np.unique(reports, return_inverse=True)[1]
        return np.asarray((_means(places, of) @ self.weights_ + self.offsets_).argmax(axis=1)[of])


class Peers:
    """The texts that each text is compared with: those in its language and, where it is ranked, those of its kind.

    Attributes
    ----------
    codes_ : tuple of str, length n_kinds
        The language of each kind.
    names_ : tuple of str or None, length n_kinds
        A name for each kind, its language and a number; None for company.
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
        self.names_ = tuple(None if kind == _COMPANY else f"{code} {kind + 1}" for code, kind in self._of_kind)
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
    whole: list[Integers] = []
    waiting = [np.arange(len(means))]
    while waiting:
        part = waiting.pop(0)
        here = np.isin(of, part)
        inside = None
        if len(whole) + len(waiting) + 1 < _MOST:
            inside = _furthest(means[part], places[here], np.searchsorted(part, of[here]))
        if inside is None:
            whole.append(part)
        else:
            waiting += [part[inside], part[~inside]]
    return whole


def _furthest(means: Floats, places: Floats, of: Integers) -> NDArray[np.bool_] | None:
    """The reports that stand apart from the others as a kind, and furthest; None where none do."""
    n = np.bincount(of, minlength=len(means))
    clusters = np.array(list(_clusters(means, n)), dtype=np.bool_).reshape(-1, len(n))
    far = _distances(clusters, means, places, of)
    for cluster in clusters[np.argsort(-far, kind="stable")[: int((far >= _APART).sum())]]:
        inside = _settled(cluster.astype(np.int64), means, places, of)[0] > 0
        if inside.any() and _distances(inside[None], means, places, of)[0] >= _APART:
            return np.asarray(inside)
    return None


def _settled(kinds: Integers, means: Floats, places: Floats, of: Integers) -> tuple[Integers, Floats, Floats]:
    """Kinds of reports, each put to the one that its passages speak for until none moves, and the discriminant.

    A kind that becomes too small for one is dropped, and its reports put to the others.
    """
    n, rounds = np.bincount(of, minlength=len(means)), 0
    while True:
        weights, offsets = _told_apart(places, kinds[of])
        scores = means @ weights + offsets
        moved = scores.argmax(axis=1)
        small = [kind for kind in range(len(offsets)) if not _enough(n[moved == kind])]
        if len(offsets) == 1 or (not small and (rounds == _ROUNDS or (moved == kinds).all())):
            return moved, weights, offsets
        if small:
            scores[:, small[0]] = -np.inf
            moved = np.unique(scores.argmax(axis=1), return_inverse=True)[1]
        kinds, rounds = moved, rounds + (not small)


def _told_apart(places: Floats, kinds: Integers) -> tuple[Floats, Floats]:
    """Weights, (n_dimensions, n_kinds), and offsets of a linear discriminant in which each kind counts as much."""
    n_kinds = int(kinds.max(initial=0)) + 1
    if n_kinds == 1:
        return np.zeros((places.shape[1], 1)), np.zeros(1)
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis  # slow to import, a kept fit needs none

    equal = np.full(n_kinds, 1 / n_kinds)
    found = LinearDiscriminantAnalysis("lsqr", shrinkage="auto", priors=equal).fit(places, kinds)
    if n_kinds == 2:  # of two it gives the second less the first
        return np.hstack([np.zeros((places.shape[1], 1)), found.coef_.T]), np.append(0.0, found.intercept_)
    return found.coef_.T, found.intercept_


def _clusters(means: Floats, n: Integers) -> Iterator[NDArray[np.bool_]]:
    """Clusters of reports, large enough for a kind and not too large for another beside it; `n` are their passages."""
    alone = np.eye(len(n), dtype=np.bool_)[n >= _OF_ONE]
    yield from (one for one in alone if _enough(n[~one]))
    if n.sum() < 2 * _PASSAGES or not means.shape[1]:
        return
    from sklearn.cluster import KMeans  # slow to import, and a kept fit needs none

    drawn = np.random.default_rng(0).permutation(len(n))[:_LEARNED] if len(n) > _LEARNED else np.arange(len(n))
    for k in range(2, min(_AT_MOST, len(np.unique(means[drawn], axis=0))) + 1):
        labels = KMeans(k, n_init=_STARTS, random_state=0).fit(means[drawn], sample_weight=n[drawn]).predict(means)
        clusters = (labels == number for number in range(k))
        yield from (cluster for cluster in clusters if _enough(n[cluster]) and _enough(n[~cluster]))


def _enough(n: Integers) -> bool:
    """Whether reports of so many passages each are enough for a kind."""
    return len(n) > 0 and int(n.sum()) >= min(_PASSAGES, _OF_ONE * len(n))


def _distances(clusters: NDArray[np.bool_], means: Floats, places: Floats, of: Integers) -> Floats:
    """Distances between the means of the passages of some reports and of the others, along the line through both.

    In standard deviations, of shape (n_clusters,); `clusters` is of shape (n_clusters, n_reports).
    """
    n = np.bincount(of, minlength=len(means))
    sides = clusters, ~clusters
    inside, outside = (side * n @ means / np.maximum((side * n).sum(axis=1), 1)[:, None] for side in sides)
    along = (places - places.mean(axis=0)) @ (inside - outside).T
    told = []
    for side in sides:
        of_side = side[:, of].T
        size = np.maximum(of_side.sum(axis=0), 1)
        mean = (along * of_side).sum(axis=0) / size
        told.append((mean, ((along - mean) ** 2 * of_side).sum(axis=0) / size))
    (mean, spread), (other_mean, other_spread) = told
    return np.asarray((mean - other_mean) / np.maximum(np.sqrt((spread + other_spread) / 2), 1e-9))
