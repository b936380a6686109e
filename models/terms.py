"""Which words and pairs of words reports use, and how often."""

import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

_WORD = r"(?u)\b[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*"
_SWALLOWED = 0.8


def count_terms(texts: Sequence[str], min_texts: int = 3) -> tuple[csr_array, list[str]]:
    """Count the words and pairs of neighbouring words that some texts use.

    Pairs that begin or end with one of English's commonest words are left out, and so is a word
    that mostly stands in one of the pairs.

    Parameters
    ----------
    texts : sequence of str, length R
        One text a report.
    min_texts : int
        Texts that a term must stand in.

    Returns
    -------
    counts : csr_array of int64, shape (R, V)
        Times each of V terms stands in each text.
    terms : list of str, length V
        The terms, in lower case and alphabetical order.
    """
    counter = CountVectorizer(ngram_range=(1, 2), token_pattern=_WORD, min_df=min_texts, dtype=np.int64)
    try:
        counts = csr_array(counter.fit_transform(texts))
    except ValueError:  # no term stands in so many texts
        return csr_array((len(texts), 0), dtype=np.int64), []
    terms = [str(term) for term in counter.get_feature_names_out()]
    kept = [index for index, term in enumerate(terms) if _telling(term)]
    times = dict(zip(terms, np.asarray(counts.sum(axis=0)).ravel().tolist(), strict=True))
    swallowed = {
        word
        for term in (terms[index] for index in kept if " " in terms[index])
        for word in term.split(" ")
        if times[term] >= _SWALLOWED * times.get(word, np.inf)
    }
    kept = [index for index in kept if terms[index] not in swallowed]
    return csr_array(counts[:, kept]), [terms[index] for index in kept]


def _telling(term: str) -> bool:
    words = re.split(r"[ '’-]", term)
    return len(term) > 2 and words[0] not in ENGLISH_STOP_WORDS and words[-1] not in ENGLISH_STOP_WORDS
