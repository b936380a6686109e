"""Odd characters to plain ones; nothing a reader would miss."""

import re
import unicodedata

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
        **dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076", "•"),
        **{code: None for code in range(0xE000, 0xF900) if chr(code) not in "\uf0b7\uf0a7\uf0d8\uf0fc\uf076"},
        **dict.fromkeys((*range(8234, 8239), *range(8294, 8298), *range(55296, 57344))),
    }
)
_TO_CHANGE = re.compile(f"[{re.escape(''.join(map(chr, sorted(_TABLE))))}]")
_RUNS = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" *\n *")


def plain(text: str) -> str:
    """Return `text` with ligatures, odd spaces, soft hyphens and control characters made plain.

    Line breaks stay. Letters, digits and punctuation are never changed otherwise.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_TABLE) if _TO_CHANGE.search(text) else text)
    if "  " in text:
        text = _RUNS.sub(" ", text)
    return (_AROUND_BREAK.sub("\n", text) if "\n" in text else text).strip()


def one_line(text: str) -> str:
    """Return `text` made plain, with every run of white space as one space."""
    return " ".join(plain(text).split())
