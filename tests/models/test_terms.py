import numpy as np

from models.terms import count_terms

TEXTS = [
    "Open data helps. The open data of the council and its cloud.",
    "Open data again; the cloud of the council is down.",
    "A council without open data, a cloud without rain.",
]


def test_words_and_pairs_are_counted_by_text() -> None:
    counts, terms = count_terms(TEXTS)
    table = dict(zip(terms, counts.toarray().T.tolist(), strict=True))

    assert table["open data"] == [2, 1, 1]
    assert table["council"] == [1, 1, 1]
    assert table["cloud"] == [1, 1, 1]


def test_a_word_that_stands_in_a_pair_and_the_commonest_words_are_left_out() -> None:
    _, terms = count_terms(TEXTS)

    assert not {"open", "data", "the", "of the", "the council"} & set(terms)


def test_rare_terms_and_texts_without_words_are_no_error() -> None:
    counts, terms = count_terms(["one thing", "1 2 3", ""])

    assert terms == []
    assert counts.shape == (3, 0)
    assert np.issubdtype(counts.dtype, np.integer)


def test_function_words_of_each_language_are_left_out_and_elisions_parted() -> None:
    texts = ["Der Beirat lobt die Datenethik. L’éthique des données, d'abord; le conseil en lit la charte."] * 3
    assert {"der", "die", "des", "la charte"} & set(count_terms(texts)[1])
    _, terms = count_terms(texts, languages=("de", "fr"))
    assert {"beirat lobt", "datenethik", "éthique"} <= set(terms)
    assert not {"der", "die", "des", "la", "l", "l’éthique", "la charte"} & set(terms)
