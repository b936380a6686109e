"""What is counted before any theme is scored: words and seed matches, of passages and of stretches.

A stretch is a run of passages of one report, some 400 words long: what a passage's report says
around it. Everything counted of a stretch is the sum over its passages.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.annotator import BARRIER, NUMBER, Annotator, Tokens
from models.batch import PassageBatch
from models.seeds import Matches, Places, SeedMatcher

HEADING_WEIGHT = 0.5
# Over the root of the number of stretches: a long report's title tells little.
_TITLE_OF_PASSAGE, _TITLE_OF_STRETCH = 0.5, 4.0
_STRETCH = 400  # words
_SEEN_AT_LEAST, _SEEN_AT_MOST = 3, 0.4  # passages, and share of them
_PER, _PRIOR = 300.0, 100.0  # words


@dataclass(frozen=True, slots=True)
class Spans:
    """Seed matches in passages by character; one entry a match, ordered by passage and place."""

    passage: NDArray[np.int64]
    seed: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """Word counts of passages or of stretches.

    Attributes
    ----------
    stems : csr_matrix, shape (n, n_stems)
        Counts by stem; words of headings and titles count by their weight.
    terms : csr_matrix, shape (n, n_terms)
        Counts by term of the `Vocabulary`.
    """

    stems: sp.csr_matrix
    terms: sp.csr_matrix


@dataclass(frozen=True, slots=True)
class SeedCounts:
    """Where the seeds of some themes stand.

    Attributes
    ----------
    passages, stretches : csr_matrix, shape (n, n_seeds)
        Log frequency of each seed, log(1 + 300 matches / (words + 100)).
    matched : csr_matrix of bool, shape (n_passages, n_seeds)
        Whether the seed stands in the text itself.
    barred : ndarray of bool, shape (n_passages, n_themes)
        Passages that an excluded phrase keeps out of a theme.
    spans : Spans
    """

    passages: sp.csr_matrix
    stretches: sp.csr_matrix
    matched: sp.csr_matrix
    barred: NDArray[np.bool_]
    spans: Spans


@dataclass(frozen=True, slots=True)
class _Group:
    """The passages of one language, annotated; `heading` and `title` say whose is whose."""

    code: str
    members: NDArray[np.int64]
    parts: tuple[Tokens, Tokens, Tokens]
    heading: NDArray[np.int64]
    title: NDArray[np.int64]


class Annotated:
    """A batch in tokens, from which words and seeds are counted.

    Parameters
    ----------
    batch : PassageBatch
    annotator : Annotator

    Attributes
    ----------
    languages : list of str, length n_passages
    stretch_of : ndarray of int64, shape (n_passages,)
    first : ndarray of int64, shape (n_stretches,)
        The first passage of each stretch.
    """

    def __init__(self, batch: PassageBatch, annotator: Annotator) -> None:
        self.annotator = annotator
        self.n_passages = len(batch)
        self.languages = [code or "en" for code in batch.languages]
        codes = np.array(self.languages, dtype=object)
        self._groups = [_group(batch, code, np.flatnonzero(codes == code), annotator) for code in sorted(set(codes))]
        self.lengths: NDArray[np.int64] = np.zeros(len(batch), dtype=np.int64)
        for group in self._groups:
            self.lengths[group.members] = np.bincount(
                group.parts[0].text_of()[group.parts[0].words > NUMBER], minlength=len(group.members)
            )
        self.stretch_of, parts = _stretches(batch.reports, self.lengths)
        self.n_stretches = int(self.stretch_of[-1]) + 1 if len(batch) else 0
        self._about_passage = _TITLE_OF_PASSAGE / np.sqrt(parts)
        first = np.unique(self.stretch_of, return_index=True)[1]
        self.first: NDArray[np.int64] = first
        self._places: dict[int, tuple[Places, ...]] = {}
        self._about_stretch = _TITLE_OF_STRETCH / np.sqrt(parts[first])

    def words(self, vocabulary: "Vocabulary") -> tuple[Words, Words]:
        """Words of the passages and of the stretches."""
        width = len(self.annotator)
        stems = self._grains([[_stem_counts(tokens, width) for tokens in g.parts] for g in self._groups], width)
        width = len(vocabulary)
        terms = self._grains([[vocabulary.counts(tokens, g.code) for tokens in g.parts] for g in self._groups], width)
        return Words(stems[0], terms[0]), Words(stems[1], terms[1])

    def forms(self) -> sp.csr_matrix:
        """How often each stem is written as each word, of shape (n_stems, n_words)."""
        parts = [tokens for group in self._groups for tokens in group.parts]
        none = np.zeros(0, dtype=np.int32)
        stems, words = (np.concatenate([none, *(getattr(t, name) for t in parts)]) for name in ("stems", "words"))
        real = stems > NUMBER
        shape = (len(self.annotator), int(words.max(initial=0)) + 1)
        return sp.csr_matrix((np.ones(int(real.sum()), dtype=np.float32), (stems[real], words[real])), shape=shape)

    def seeds(self, matcher: SeedMatcher) -> SeedCounts:
        """Where the seeds of the matcher's themes stand."""
        width = len(matcher.seeds)
        barred = np.zeros((self.n_passages, len(matcher.themes)), dtype=np.bool_)
        counts, spans = [], []
        for number, group in enumerate(self._groups):
            (matches, bars), *above = self._match(matcher, number)
            barred[group.members] = bars
            tokens = group.parts[0]
            starts, ends = tokens.starts[matches.first], tokens.ends[matches.last]
            spans.append(
                Spans(group.members[matches.text], matches.seed, starts.astype(np.int64), ends.astype(np.int64))
            )
            found = [matches, *(m for m, _ in above)]
            counts.append([m.counts(t.n_texts, width) for m, t in zip(found, group.parts, strict=True)])
        passages, stretches = self._grains(counts, width)
        places = _joined(spans)
        matched = sp.csr_matrix(
            (np.ones(len(places.seed), dtype=np.bool_), (places.passage, places.seed)), shape=(self.n_passages, width)
        )
        lengths = np.bincount(self.stretch_of, weights=self.lengths, minlength=self.n_stretches)
        return SeedCounts(
            log_frequency(passages, self.lengths), log_frequency(stretches, lengths), matched, barred, places
        )

    def _match(self, matcher: SeedMatcher, number: int) -> list[tuple[Matches, NDArray[np.bool_]]]:
        """Seeds in a group's texts, headings and titles; where words stand is found out once."""
        group = self._groups[number]
        places = self._places.get(number) or tuple(map(Places, group.parts))
        self._places[number] = places
        (text, *above), (place, *places_above) = group.parts, places
        matched = [matcher.match(t, group.code, p) for t, p in zip(above, places_above, strict=True)]
        headed = np.zeros((above[0].n_texts, len(matcher.themes)), dtype=np.bool_)
        headed[matched[0][0].text, matcher.theme_of_seed[matched[0][0].seed]] = True
        return [matcher.match(text, group.code, place, headed[group.heading]), *matched]

    def _grains(self, counts: list[list[sp.csr_matrix]], width: int) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        """Counts of texts, headings and titles, by language, as counts of passages and of stretches."""
        nothing = np.zeros(0, dtype=np.int64)
        texts = titles = _selector(nothing, nothing, self.n_passages, width)
        for group, (text, heading, title) in zip(self._groups, counts, strict=True):
            place = _selector(group.members, np.arange(len(group.members)), self.n_passages, len(group.members))
            texts = texts + place @ (text + HEADING_WEIGHT * heading[group.heading])
            titles = titles + place @ title[group.title]
        passages = texts + sp.diags(self._about_passage.astype(np.float32)) @ titles
        gather = _selector(self.stretch_of, np.arange(self.n_passages), self.n_stretches, self.n_passages)
        stretches = gather @ texts + sp.diags(self._about_stretch.astype(np.float32)) @ titles[self.first]
        return sp.csr_matrix(passages), sp.csr_matrix(stretches)


class Vocabulary:
    """Terms that texts are compared by: stems, words, and pairs of words that follow each other.

    Function words, numbers and single letters are no terms; a pair may bridge function words but
    no comma and no stop. Terms of fewer than three passages, or of more than two in five, are left out.
    """

    def __init__(self, annotator: Annotator) -> None:
        self.annotator = annotator
        self._codes: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._codes)

    @property
    def n_stems(self) -> int:
        """How many of the terms, the first ones, are stems."""
        return int(np.searchsorted(self._codes, 0))

    def fit(self, annotated: Annotated) -> "Vocabulary":
        """Choose the terms of an annotated corpus."""
        n = max(annotated.n_passages, 1)
        found = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
        for group in annotated._groups:
            rows, codes = self._terms(group.parts[0], group.code)
            found.append((group.members[rows], codes))
        rows, codes = (np.concatenate(part) for part in zip(*found, strict=True))
        terms, number = np.unique(codes, return_inverse=True)
        seen = np.bincount(np.unique(number * n + rows) // n, minlength=len(terms))
        least = min(_SEEN_AT_LEAST, max(n // 50, 1))
        self._codes = terms[(seen >= least) & (seen <= max(_SEEN_AT_MOST * n, 1))]
        return self

    def counts(self, tokens: Tokens, language: str) -> sp.csr_matrix:
        """Counts of terms, of shape (n_texts, n_terms)."""
        rows, codes = self._terms(tokens, language)
        place = np.searchsorted(self._codes, codes)
        place[place == len(self._codes)] = 0
        known = self._codes[place] == codes if len(self._codes) else np.zeros(len(codes), dtype=np.bool_)
        ones = np.ones(int(known.sum()), dtype=np.float32)
        return sp.csr_matrix((ones, (rows[known], place[known])), shape=(tokens.n_texts, len(self)))

    def text(self, term: int) -> str:
        """Return a word or a pair of words as text; not for stems."""
        code = int(self._codes[term])
        words = (code >> 32, code & 0xFFFFFFFF)
        return " ".join(self.annotator.surface(word) for word in words if word)

    def _terms(self, tokens: Tokens, language: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        idle = self.annotator.idle(language)
        kept = (tokens.words == BARRIER) | ~idle[tokens.words]
        words, rows = tokens.words[kept].astype(np.int64), tokens.text_of()[kept]
        content = words > NUMBER
        both = content[1:] & content[:-1]
        pairs = (words[:-1][both] << 32) + words[1:][both]
        stems = -tokens.stems[kept][content].astype(np.int64)
        codes = np.concatenate([words[content], pairs, stems])
        return np.concatenate([rows[content], rows[:-1][both], rows[content]]), codes


def log_frequency(counts: sp.csr_matrix, lengths: NDArray[np.number]) -> sp.csr_matrix:
    """Return log(1 + 300 counts / (words + 100)), the shape and the zeros of `counts` kept."""
    frequency = sp.csr_matrix(sp.diags(rate(lengths)) @ counts)
    frequency.data = np.log1p(frequency.data)
    return frequency


def rate(lengths: NDArray[np.number]) -> NDArray[np.float64]:
    """What one match is worth in texts of some words, of shape (n,): matches in 300 words, 100 added to each text."""
    return _PER / (np.asarray(lengths, dtype=np.float64) + _PRIOR)


def _group(batch: PassageBatch, code: str, members: NDArray[np.int64], annotator: Annotator) -> _Group:
    headings, heading = np.unique(np.array([batch.headings[i] for i in members.tolist()]), return_inverse=True)
    titles, title = np.unique(np.array([batch.titles[i] for i in members.tolist()]), return_inverse=True)
    texts = [batch.texts[i] for i in members.tolist()]
    parts = tuple(annotator.annotate(part, code) for part in (texts, headings.tolist(), titles.tolist()))
    return _Group(code, members, (parts[0], parts[1], parts[2]), heading, title)


def _stretches(reports: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of the stretch of each passage, and how many stretches its report has."""
    if not len(reports):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    begins = np.r_[True, reports[1:] != reports[:-1]]
    report = np.cumsum(begins) - 1
    total = np.bincount(report, weights=lengths)
    parts = np.maximum(np.rint(total / _STRETCH), 1)
    before = np.cumsum(lengths) - lengths
    before = before - before[begins][report]
    part = np.minimum((before * parts[report] / np.maximum(total[report], 1)).astype(np.int64), parts[report] - 1)
    fresh = begins | np.r_[True, part[1:] != part[:-1]]
    stretch = np.cumsum(fresh) - 1
    return stretch, np.bincount(report[fresh])[report]


def _selector(rows: NDArray[np.int64], columns: NDArray[np.int64], height: int, width: int) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(height, width))


def _stem_counts(tokens: Tokens, width: int) -> sp.csr_matrix:
    real = tokens.stems > NUMBER
    ones = np.ones(int(real.sum()), dtype=np.float32)
    return sp.csr_matrix((ones, (tokens.text_of()[real], tokens.stems[real])), shape=(tokens.n_texts, width))


def _joined(spans: list[Spans]) -> Spans:
    empty = np.zeros(0, dtype=np.int64)
    passage, seed, start, end = (
        np.concatenate([empty, *(getattr(s, name) for s in spans)]) for name in ("passage", "seed", "start", "end")
    )
    order = np.lexsort((seed, start, passage))
    return Spans(passage[order], seed[order], start[order], end[order])
