"""Words and sentence ends, by plain rules that hold across European languages."""

import re
from itertools import islice

IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+(?:['’.,\-‑/][^\W_{IDEOGRAPHS}]+)*")
_END = re.compile(r"(?:[.!?…]{1,6}[\"'”’»)\]]{0,4}(?=\s)|[。！？])\s*")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|Mrs?|Ms|Dr|Prof|St|No|Nos|Fig|Figs|Vol|Art|Sec|Ch|pp?|cf|vs|etc|approx|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|al|ed|eds|ca|incl|e\.g|i\.e|z\.B|bzw|resp|"
    r"usw|ggf|vgl|inkl|evtl|sog|Mio|Mrd|Hrsg|bijv|enz|[Dd]hr|[Mm]evr|Sra?|aprox|Mme|Mmes|Sig))\.$"
)
_BEFORE_NUMBER = re.compile(r"\b(?:[Aa]rt|Abs|[Nn]r|Ziff|Kap|Bd|[Nn]úm|págs?|blz|hfst|cap)\.$")
_ORDINAL = re.compile(r"\b(?:am|vom|zum|im|dem|den|der|des|das|die|ab|bis|seit|und|jeden) \d{1,2}\.$")
_DAY = re.compile(r"(?<![\d.,])\d{1,2}\.$")
_MONTH = re.compile(r"(?:Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")
"""Months that English spells in another way: what a German date goes on with."""


def count_words(text: str) -> int:
    """Return the number of words; an ideograph or syllable of East Asian script counts as one."""
    return len(_WORD.findall(text))


def offset_of_word(text: str, number: int) -> int:
    """Return where the word of this number (from 0) begins; ``len(text)`` if there are fewer."""
    match = next(islice(_WORD.finditer(text), number, None), None)
    return match.start() if match else len(text)


def sentence_ends(text: str) -> list[int]:
    """Return the offsets behind each sentence (and the white space after it); the last is ``len(text)``."""
    ends = []
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text):
            break
        if _abbreviated(text, match.start(), end) or not _opens(text[end : end + 2]):
            continue
        ends.append(end)
    return [*ends, len(text)]


def _abbreviated(text: str, stop: int, end: int) -> bool:
    """Whether the stop is part of a word or of an ordinal number; the text goes on at `end`."""
    if text[stop] != ".":
        return False
    begin = max(0, stop - 12)
    if _ABBREVIATED.search(text, begin, stop + 1):
        return True
    rules = [_ORDINAL, *([_DAY] if _MONTH.match(text, end) else []), *([_BEFORE_NUMBER] if text[end].isdigit() else [])]
    return any(rule.search(text, begin, stop + 1) for rule in rules)


def _opens(follows: str) -> bool:
    """Whether a sentence can begin with these characters: a lower-case letter says no."""
    head = follows.lstrip("\"'“‘«([")[:1] or follows[:1]
    return not head.islower()
