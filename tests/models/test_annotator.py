"""Tokens and stems: inflections and spellings meet, offsets point into the text, nothing hostile breaks them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.annotator import BARRIER, NUMBER, Annotator, Tokens

HOSTILE = (
    "",
    " \n\t ",
    "\0",
    "a\0b c",
    "😀 cyber😀security 👩\u200d👩\u200d👧",
    "\u202edesrever\u202c \u200b\ufeff",
    "e\u0301" * 40,
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "x" * 5_000,
)


def tokens_of(text: str, language: str | None = None) -> list[str]:
    """Return the words that are no barriers, as they stand in the text."""
    found = Annotator().annotate([text], language)
    return [text[a:b] for n, a, b in zip(found.stems, found.starts, found.ends, strict=True) if n != BARRIER]


def check_shape(found: Tokens, texts: list[str]) -> None:
    assert found.n_texts == len(texts)
    assert found.bounds[0] == 0
    assert found.bounds[-1] == len(found.stems) == len(found.starts) == len(found.ends)
    for i, text in enumerate(texts):
        own = slice(found.bounds[i], found.bounds[i + 1])
        assert found.stems[own][-1] == BARRIER
        starts, ends = found.starts[own][:-1], found.ends[own][:-1]
        assert (starts < ends).all()
        assert (ends[:-1] <= starts[1:]).all()
        assert (ends <= len(text)).all()


def test_words_stand_where_the_offsets_say() -> None:
    text = "  The council’s data-driven plan\n(phase 2) costs £1,200; “AI/ML” helps. "
    assert tokens_of(text) == [
        "The", "council", "’s", "data", "driven", "plan", "phase", "2", "costs", "1,200", "AI", "ML", "helps",
    ]  # fmt: skip


def test_the_same_word_has_the_same_number_in_every_batch_and_case() -> None:
    annotator = Annotator()
    first = annotator.annotate(["Services were digitised."])
    second = annotator.annotate(["", "DIGITISING a service"])
    assert second.stems[1:4].tolist()[::2] == [int(first.stems[2]), int(first.stems[0])]
    assert annotator.word(int(first.stems[2])) == "digitised"
    assert len(annotator) == 2 + 4  # barrier and number, then service, were, digit, a


def test_barriers_and_numbers() -> None:
    found = Annotator().annotate(["plans, risks and 2,019 (or 7) cyber-security"])
    plan, comma, risk, _, year, _, seven, cyber, security, end = found.stems.tolist()
    assert comma == end == BARRIER
    assert year == seven == NUMBER
    assert len({plan, risk, cyber, security}) == 4
    assert found.text_of().tolist() == [0] * 10


@pytest.mark.parametrize("language", ["en", "de", "fr", "sv", "nl", "no", "zh", "ar", "ru", "xx", "tlh", "EN", "q"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_strings_have_tokens_like_any_other(text: str, language: str) -> None:
    texts = [text, "Plain words.", text]
    found = Annotator().annotate(texts, language)
    check_shape(found, texts)
    own = [found.stems[found.bounds[i] : found.bounds[i + 1]] for i in range(3)]
    assert np.array_equal(own[0], own[2])
    assert (own[1][:2] > NUMBER).all() or language == "zh"


def test_a_word_without_end_is_one_word() -> None:
    assert tokens_of(f"a {'x' * 100_000} b") == ["a", "x" * 100_000, "b"]


def test_a_ruled_line_takes_no_longer_than_words() -> None:
    texts = [f"before {rule * 100_000} after" for rule in ("]", "_", "…", "!?", "-=")]
    found = Annotator().annotate(texts)
    check_shape(found, texts)
    for i, text in enumerate(texts):
        own = slice(found.bounds[i], found.bounds[i + 1])
        places = zip(found.stems[own], found.starts[own], found.ends[own], strict=True)
        assert [text[a:b] for n, a, b in places if n != BARRIER] == ["before", "after"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=5))
def test_every_token_lies_in_its_text(texts: list[str]) -> None:
    check_shape(ANNOTATOR.annotate(texts), texts)


ANNOTATOR = Annotator()


def test_no_texts_at_all() -> None:
    found = Annotator().annotate([])
    assert found.n_texts == 0
    assert len(found.stems) == 0


def test_words_that_begin_alike() -> None:
    annotator = Annotator()
    digital, digitisation, dignity, digger = annotator.annotate(["Digital digitisation dignity digger"]).words[:4]
    assert annotator.starting_with("digit") == {digital, digitisation}
    assert annotator.starting_with("dig") == {digital, digitisation, dignity, digger}
    assert annotator.starting_with("digitally") == frozenset()


def test_a_lemma_is_not_a_stem() -> None:
    annotator = Annotator()
    words = annotator.annotate(["digitise digitising digitized continue continuity fair fairly"]).words[:7]
    digitise, digitising, digitized, continues, continuity, fair, fairly = words
    assert annotator.inflections("digitise") == {digitise, digitising, digitized}
    assert annotator.inflections("continuity") == {continuity}
    assert annotator.inflections("continues") == {continues}
    assert annotator.inflections("fair") == {fair}
    assert fairly not in annotator.inflections("fair")


def test_a_noun_is_not_cut_down_as_if_it_were_a_comparative_or_a_past_form() -> None:
    annotator = Annotator()
    text = "server servers serve users use leader lead tender tend bed be seed see newer new cleaner closed close"
    numbers = dict(zip(text.split(), annotator.annotate([text]).words.tolist(), strict=False))
    assert annotator.inflections("server") == {numbers["server"], numbers["servers"]}
    assert annotator.inflections("user") == {numbers["users"]}
    for one, other in (("leader", "lead"), ("tender", "tend"), ("bed", "be"), ("seed", "see")):
        assert annotator.inflections(one) == {numbers[one]}
        assert numbers[one] not in annotator.inflections(other)
    assert annotator.inflections("newer") == {numbers["newer"], numbers["new"]}
    assert annotator.inflections("close") == {numbers["close"], numbers["closed"]}
    text = "thing the bring brings bringing breed breeding string stress king need needed funding fund"
    numbers = dict(zip(text.split(), annotator.annotate([text]).words.tolist(), strict=False))
    for one in ("thing", "string", "king"):
        assert annotator.inflections(one) == {numbers[one]}
    assert annotator.inflections("breed") == {numbers["breed"], numbers["breeding"]}
    assert annotator.inflections("bring") == {numbers[one] for one in ("bring", "brings", "bringing")}
    assert annotator.inflections("need") == {numbers["need"], numbers["needed"]}
    assert annotator.inflections("fund") == {numbers["fund"], numbers["funding"]}


def test_a_word_in_ing_that_stands_alone_is_no_form_of_another_noun() -> None:
    annotator = Annotator()
    text = "programming programmings programmed program programs hosting hosted host training trains buying bought buy"
    numbers = dict(zip(text.split(), annotator.annotate([text]).words.tolist(), strict=False))
    alone = {
        "programming": ("programming", "programmings", "programmed"),
        "hosting": ("hosting", "hosted"),
        "training": ("training",),
        "buying": ("buying", "bought"),
    }
    for word, others in alone.items():
        assert annotator.inflections(word, alone=True) == {numbers[other] for other in others}
    assert numbers["program"] in annotator.inflections("programming")
    assert numbers["programming"] in annotator.inflections("program", alone=True)


INFLECTED = {
    "de": "rechenzentrum rechenzentren, risiko risiken, konto konten, medium medien, algorithmus algorithmen",
    "es": "paz paces, joven jóvenes, imagen imágenes, eficaz eficaces, matriz matrices, taller talleres, año años",
    "fr": "enjeu enjeux, lieu lieux, travail travaux, essai essais, public publiques, publics publiques, vœu vœux",
    "it": "fornitore fornitrice, uomo uomini, laboratorio laboratori, ente enti, italiano italiane, amico amici",
    "nl": "stad steden, lid leden, grens grenzen, weg wegen, openbaar openbare, museum musea, algoritme algoritmen, "
    "algoritmes algoritmen, half halve, advies adviezen, sociaal sociale, publiek publieke, kans kansen, regel regelen",
    "pt": "decisão decisões, nacional nacionais, móvel móveis, útil úteis, civil civis, mês meses, imagem imagens, "
    "juiz juízes, local locais, cidadã cidadãs, lei leis, necessário necessárias",
}
OTHER_WORDS = {
    "de": "daten datum, studium studie, waren warum, haus hau, stadt staat, recht rechnung, risiko riss",
    "es": "antes ante, red redacción, general generación, voz vocal, policía policial, gestión gesto",
    "fr": "fois foi, mois moi, mais mai, peux peu, prix pris, organe organisation, retrait retraite",
    "it": "legge leggero, comune comunione, finanziare finanziari, generale generazione, luogo lungo",
    "nl": "weten wet, aarde aard, data datum, taak tak, plan plant, toen toe, wegens wegen, recht rechter",
    "pt": "mais mal, mesa mês, país pais, geral geração, órgão organização, rede redação",
}


@pytest.mark.parametrize("language", sorted(INFLECTED))
def test_words_of_other_languages_meet_their_inflections(language: str) -> None:
    for pair in INFLECTED[language].split(", "):
        one, other = pair.split()
        annotator = Annotator()
        first, second = annotator.annotate([f"{one} {other}"], language).words[:2].tolist()
        assert annotator.inflections(one, language) == annotator.inflections(other, language) == {first, second}, pair


@pytest.mark.parametrize("language", sorted(OTHER_WORDS))
def test_and_no_other_words(language: str) -> None:
    for pair in OTHER_WORDS[language].split(", "):
        one, other = pair.split()
        annotator = Annotator()
        annotator.annotate([f"{one} {other}"], language)
        assert annotator.inflections(one, language).isdisjoint(annotator.inflections(other, language)), pair
