"""Which words and pairs of words reports use, and how often."""

import re
from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from models.stems import stop_words

_WORD = r"(?u)\b[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*"
_SWALLOWED = 0.8
_ELISIONS = frozenset(
    ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "lorsqu", "puisqu", "quoiqu", "un", "all", "dall", "dell", "nell")
)
"""What some languages write before an apostrophe: no part of the word behind it."""
_ELIDED = re.compile(rf"\b({'|'.join(sorted(_ELISIONS))})['’](?=\w{{2}})", re.IGNORECASE)
_ELIDING = {"ca", "fr", "it"}


def count_terms(
    texts: Sequence[str], min_texts: int = 3, languages: Collection[str] = ("en",)
) -> tuple[csr_array, list[str]]:
    """Count the words and pairs of neighbouring words that some texts use.

    Pairs that begin or end with one of the commonest words of a language that the texts are in are
    left out, and so is a word that mostly stands in one of the pairs.

    Parameters
    ----------
    texts : sequence of str, length R
        One text a report.
    min_texts : int
        Texts that a term must stand in.
    languages : collection of str
        ISO 639-1 codes of the languages of the texts.

    Returns
    -------
    counts : csr_array of int64, shape (R, V)
        Times each of V terms stands in each text.
    terms : list of str, length V
        The terms, in lower case and alphabetical order.
    """
    counter = CountVectorizer(ngram_range=(1, 2), token_pattern=_WORD, min_df=min_texts, dtype=np.int64)
    try:
        counts = csr_array(counter.fit_transform(_apart(texts) if _ELIDING & set(languages) else texts))
    except ValueError:  # no term stands in so many texts
        return csr_array((len(texts), 0), dtype=np.int64), []
    terms = [str(term) for term in counter.get_feature_names_out()]
    function = frozenset[str]().union(*(_function_words(language) for language in languages))
    kept = [index for index, term in enumerate(terms) if _telling(term, function)]
    times = dict(zip(terms, np.asarray(counts.sum(axis=0)).ravel().tolist(), strict=True))
    swallowed = {
        word
        for term in (terms[index] for index in kept if " " in terms[index])
        for word in term.split(" ")
        if times[term] >= _SWALLOWED * times.get(word, np.inf)
    }
    kept = [index for index in kept if terms[index] not in swallowed]
    return csr_array(counts[:, kept]), [terms[index] for index in kept]


def _apart(texts: Sequence[str]) -> list[str]:
    return [_ELIDED.sub(r"\1 ", text) for text in texts]


def _telling(term: str, function: frozenset[str]) -> bool:
    words = re.split(r"[ '’-]", term)
    return len(term) > 2 and words[0] not in function and words[-1] not in function


def _function_words(language: str) -> frozenset[str]:
    """The commonest words of a language, and what it writes before an apostrophe."""
    if language == "en":
        return frozenset(ENGLISH_STOP_WORDS)
    return stop_words(language) | (_ELISIONS if language in _ELIDING else frozenset())
