"""Names in English texts, of which a reader of one quotation may not have heard."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_RUN = re.compile(r"\b[A-Z\d][\w.&’'-]*\w(?: (?:(?:of|for|and|the) )*[A-Z][\w.&’'-]*\w)*")
_CAPITAL, _CAPITALISED_WORD = re.compile(r"[A-Z\d]"), re.compile(r"\b[A-Z][^\W\d_]*")
_OPENING = re.compile(r"(?:^|[.!?:;][\"'”’)]*\s)[\"'“‘(]*")
_SMALL, _WITHIN = re.compile(r"(?<![\w.])[a-z]\w*"), re.compile(r"(?<=[a-z,] )[A-Z]\w*")
_CAPITALISED, _OWNS = re.compile(r"\b[A-Z][\w.&-]*\w"), re.compile(r"['’]s?$")
_COINED = re.compile(r"[a-z][A-Z]|[^\W\d]\.\w|[A-Z]{2}")
_SO_MUCH_MORE, _ONE_IN = 3, 200


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text, and whether what is said turns on knowing whose it is.

    It does where the text opens with it, where it is short for a name told before ("the Fellowship"), and where it is
    one word that hardly anybody else uses and nothing explains.
    """

    text: str
    matters: bool


class Names:
    """Finds names in English texts, knowing how one corpus writes its words.

    Not for languages that write all nouns with capitals, nor for a corpus of some hundred words.

    Parameters
    ----------
    texts : sequence of str
        Passages of the corpus.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        small = Counter(word for text in texts for word in _SMALL.findall(text))
        capital = Counter(word.lower() for text in texts for word in _WITHIN.findall(text))
        n_texts = Counter(word for text in texts for word in set(_CAPITALISED.findall(text)))
        self.usual = frozenset(word for word, n in small.items() if _SO_MUCH_MORE * n >= capital[word])
        """Words that the corpus writes with a small letter, and not much more often with a capital."""
        self._familiar = frozenset(word for word, n in n_texts.items() if n >= max(len(texts) / _ONE_IN, 2))

    def find(self, text: str, but: Collection[str] = ()) -> list[Name]:
        """Return the names in a text, but for some phrases in lower case.

        A name are two words with capitals or more that belong together; or one with a capital, full stop or
        abbreviation inside, or that the corpus hardly has with a small letter.
        """
        openings = [found.end() for found in _OPENING.finditer(text)]
        found = []
        for run in _RUN.finditer(text):
            words, opens = _OWNS.sub("", run[0]), run.start() == openings[0]
            first, _, rest = words.partition(" ")
            if run.start() in openings and first.lower() in self.usual:
                words, opens = rest, opens and bool(_CAPITAL.match(rest))
            short = words.lower() in self.usual and words not in self._familiar and text[: run.start()].endswith("the ")
            if words.lower() not in but and (short or self._is_name(words)):
                found.append(Name(words, opens or short or self._is_strange(words, text)))
        return found

    def n_strange(self, found: Sequence[Name]) -> int:
        """Return how many of some names are not familiar in the corpus."""
        return len({name.text for name in found} - self._familiar)

    def _is_strange(self, name: str, text: str) -> bool:
        """Whether a name is one unfamiliar word that no brackets explain."""
        explained = f"({name})" in text or f"{name} (" in text
        return not (name in self._familiar or " " in name or explained)

    def _is_name(self, words: str) -> bool:
        capitalised = _CAPITALISED_WORD.findall(words)
        return (
            len(capitalised) > 1
            or bool(_COINED.search(words))
            or any(word.lower() not in self.usual for word in capitalised)
        )
