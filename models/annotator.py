"""Tokens and stems: the only owner of spaCy.

Texts become arrays of stem numbers at the speed of spaCy's tokenizer; everything after
that is array arithmetic. Words are reduced to Snowball stems of British spelling variants
folded together, so that a seed meets its inflections ("digitising" meets "digitise").
Whether spaCy's tagger and lemmatizer would find more is measured in ``benchmarks/themes``;
they cost thirty times the time and earned nothing there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import snowballstemmer
import spacy
from numpy.typing import NDArray
from spacy.language import Language

BARRIER = 0
NUMBER = 1

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_BLANK = {"no": "nb"}
_SPELLING = (
    (re.compile(r"(?<=\w{3})is(e|ed|es|er|ers|ing|ation|ations|ational)$"), r"iz\1"),
    (re.compile(r"(?<=\w{2})yse(d|s|r|rs)?$"), r"yze\1"),
    (re.compile(r"^program(me|mes)$"), "program"),
    (re.compile(r"(?<=\w)tres?$"), "ter"),
    (re.compile(r"(?<=\w{3})our(s|al|ed|ing|hood|hoods|ly|able)?$"), r"or\1"),
    (re.compile(r"^(labelled|modelled|travelled|cancelled)$"), lambda m: m.group()[:-3] + "ed"),
    (re.compile(r"^(labelling|modelling|travelling|cancelling)$"), lambda m: m.group()[:-4] + "ing"),
    (re.compile(r"^ageing$"), "aging"),
    (re.compile(r"^(de|of)fence(s?)$"), r"\1fense\2"),
    (re.compile(r"^licence(s?)$"), r"license\1"),
)
_RULE = re.compile(r"[^\w\s]{50,}|_{50,}")  # a ruled line; the tokenizer's time grows with the square of its length
_JOINERS = frozenset("-‐‑–'’\"“”‘()[]/&*_")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a batch of texts, end to end.

    Attributes
    ----------
    stems : ndarray of int32, shape (n_tokens,)
        Stem numbers of the `Annotator`; 0 is a barrier (a stop, a comma, the end of a text)
        that no phrase reaches across, 1 any number.
    bounds : ndarray of int64, shape (n_texts + 1,)
        Text ``i`` owns tokens ``bounds[i]:bounds[i + 1]``, the last of which is a barrier.
    starts, ends : ndarray of int32, shape (n_tokens,)
        Character offsets of each token in its text.
    """

    stems: NDArray[np.int32]
    bounds: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    @property
    def n_texts(self) -> int:
        """Number of texts."""
        return len(self.bounds) - 1

    def text_of(self) -> NDArray[np.int64]:
        """Index of the text that each token belongs to, of shape (n_tokens,)."""
        return np.repeat(np.arange(self.n_texts), np.diff(self.bounds))


@lru_cache(maxsize=32)
def _blank(language: str) -> Language:
    code = _BLANK.get(language, language)
    try:
        return spacy.blank(code)
    except (ImportError, OSError):
        return spacy.blank("xx")


class Annotator:
    """Turn texts into stem numbers, the same word always into the same number.

    Numbers are given in order of first appearance, so they depend on what was annotated
    before; only compare numbers of one annotator.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": BARRIER, "#": NUMBER}
        self._of_hash: dict[str, dict[int, int]] = {}
        self._surface: list[str] = ["", "#"]
        self._words: dict[str, set[int]] = {}

    def __len__(self) -> int:
        """Return how many stem numbers have been given so far."""
        return len(self._surface)

    def word(self, number: int) -> str:
        """Return the word in which a stem first appeared."""
        return self._surface[number]

    def starting_with(self, prefix: str) -> frozenset[int]:
        """Stem numbers of all words seen so far that begin with `prefix` (lower case)."""
        return frozenset(n for word, numbers in self._words.items() if word.startswith(prefix) for n in numbers)

    def annotate(self, texts: Sequence[str], language: str | None = None) -> Tokens:
        """Tokenize `texts`, all of one language, and number their stems.

        Parameters
        ----------
        texts : sequence of str
        language : str, optional
            ISO 639-1 code; unknown languages are tokenized by general rules and not stemmed.
        """
        code = language or "en"
        tokenizer: Any = _blank(code).tokenizer
        plain = (_RULE.sub(_blanked, text) for text in texts)
        arrays = [doc.to_array(["LOWER", "LENGTH", "SPACY"]) for doc in tokenizer.pipe(plain, batch_size=512)]
        counts = np.array([len(a) for a in arrays], dtype=np.int64)
        flat = np.concatenate([*arrays, np.zeros((0, 3), dtype=np.uint64)])
        stems = self._number_of(flat[:, 0], code)
        ends_all = np.cumsum(flat[:, 1] + flat[:, 2]).astype(np.int64)
        owner = np.repeat(np.arange(len(arrays)), counts)
        first = np.concatenate([[0], np.cumsum(counts)])[:-1]
        before = np.where(first > 0, ends_all[np.maximum(first - 1, 0)], 0) if len(flat) else np.zeros(len(arrays))
        starts = ends_all - (flat[:, 1] + flat[:, 2]).astype(np.int64) - before[owner].astype(np.int64)
        ends = starts + flat[:, 1].astype(np.int64)
        keep = stems >= 0
        return _with_barriers(stems[keep], starts[keep], ends[keep], owner[keep], len(arrays))

    def _number_of(self, hashes: NDArray[np.uint64], language: str) -> NDArray[np.int32]:
        known = self._of_hash.setdefault(language, {})
        unique, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
        strings = _blank(language).vocab.strings
        numbers = np.empty(len(unique), dtype=np.int32)
        for i in np.argsort(first):
            key = int(unique[i])
            if key not in known:
                known[key] = self._learn(strings[key], language)
            numbers[i] = known[key]
        return numbers[inverse]

    def _learn(self, word: str, language: str) -> int:
        if word[:1].isnumeric() or word[-1:].isnumeric():
            return NUMBER if not any(c.isalpha() for c in word) else self._give(word, word)
        if not any(c.isalnum() for c in word):
            return -1 if set(word) <= _JOINERS or word.isspace() else BARRIER
        return self._give(stem(word, language), word)

    def _give(self, key: str, word: str) -> int:
        number = self._numbers.setdefault(key, len(self._surface))
        if number == len(self._surface):
            self._surface.append(word)
        self._words.setdefault(word, set()).add(number)
        return number


def _blanked(rule: re.Match[str]) -> str:
    return ".".ljust(len(rule.group()))


def _with_barriers(
    stems: NDArray[np.int32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    owner: NDArray[np.int64],
    n_texts: int,
) -> Tokens:
    counts = np.bincount(owner, minlength=n_texts)
    bounds = np.concatenate([[0], np.cumsum(counts + 1)])
    place = np.arange(len(stems)) + owner
    size = len(stems) + n_texts
    with_barriers = np.full(size, BARRIER, dtype=np.int32)
    all_starts, all_ends = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    with_barriers[place], all_starts[place], all_ends[place] = stems, starts, ends
    return Tokens(with_barriers, bounds, all_starts, all_ends)


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Any | None:  # noqa: ANN401 - the library is untyped
    return snowballstemmer.stemmer(_STEMMERS[language]) if language in _STEMMERS else None


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """Stem one lower-case word: spelling variants folded (English), then Snowball.

    References
    ----------
    Porter, M. F. (2001). Snowball: a language for stemming algorithms.
    """
    if language == "en":
        for pattern, replacement in _SPELLING:
            word, changed = pattern.subn(replacement, word)
            if changed:
                break
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer is not None else word


def stop_stems(language: str = "en") -> frozenset[str]:
    """Stems of the language's function words, as spaCy lists them."""
    words: Iterable[str] = _blank(language).Defaults.stop_words
    return frozenset(stem(word.lower(), language) for word in words)
