"""Odd characters to plain ones, and broken words to whole ones; nothing a reader would miss."""

import re
import unicodedata
from collections.abc import Mapping

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij"}
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff\x02"
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f\u2028\u2029"
)
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if code != 10}
_TABLE = str.maketrans(
    {
        **_CONTROLS,
        **dict.fromkeys(_DROPPED),
        **dict.fromkeys(_SPACES, " "),
        **_LIGATURES,
        "\x85": "\n",
        **dict.fromkeys((*range(8234, 8239), *range(8294, 8298), *range(55296, 57344))),
    }
)
_RUNS = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" *\n *")
_KEPT_PREFIXES = frozenset(
    [
        "all",
        "anti",
        "co",
        "cross",
        "e",
        "end",
        "ex",
        "high",
        "inter",
        "long",
        "low",
        "mid",
        "multi",
        "non",
        "on",
        "post",
        "pre",
        "self",
        "semi",
        "short",
    ]
)
SOFT_BREAK = "\x02"
_BROKEN = re.compile(rf"([^\W\d_]+)(?:{SOFT_BREAK}|-)\n([^\W\d_]+)")


def plain(text: str) -> str:
    """Return `text` with ligatures, odd spaces, soft hyphens and control characters made plain.

    Line breaks stay. Letters, digits and punctuation are never changed otherwise.
    """
    text = unicodedata.normalize("NFC", text.translate(_TABLE))
    return _AROUND_BREAK.sub("\n", _RUNS.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """Return `text` made plain, with every run of white space as one space."""
    return " ".join(plain(text).split())


def join_broken(text: str, vocabulary: Mapping[str, int]) -> str:
    r"""Join words that were hyphenated at a line end, and keep the hyphens that belong.

    Parameters
    ----------
    text : str
        Lines ended by ``\n``; a break inside a word is ``-\n`` or `SOFT_BREAK` and ``\n``.
    vocabulary : mapping of str to int
        How often each lower-case word stands unbroken in the report, compounds with their hyphen.
    """

    def joined(match: re.Match[str]) -> str:
        left, right = match.groups()
        return left + ("-" if _keeps_hyphen(left, right, vocabulary) else "") + right

    previous = ""
    while previous != text:
        previous, text = text, _BROKEN.sub(joined, text)
    return text.replace(f"{SOFT_BREAK}\n", "-").replace(SOFT_BREAK, "")


def _keeps_hyphen(left: str, right: str, vocabulary: Mapping[str, int]) -> bool:
    """Decide by what the report itself writes elsewhere, then by the look of both halves."""
    whole, compound = (left + right).lower(), f"{left}-{right}".lower()
    if vocabulary.get(whole, 0) != vocabulary.get(compound, 0):
        return vocabulary.get(compound, 0) > vocabulary.get(whole, 0)
    if right[0].isupper():
        return True
    if left.lower() in _KEPT_PREFIXES:
        return True
    return vocabulary.get(left.lower(), 0) > 1 and vocabulary.get(right.lower(), 0) > 1 and len(right) > 3
