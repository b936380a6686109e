"""Bytes to text: byte-order mark, then strict UTF-8, then detection."""

import codecs
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.blocks import Flaw
from errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a file that is no text begins with, in words, and what to do.
_FOREIGN = (
    (b"PK\x03\x04", "an Office file or archive", "Save it as .docx, .pptx or .zip, or a sheet as CSV."),
    (b"%PDF-", "a PDF", "Let its name end in .pdf."),
    (b"{\\rtf", "an RTF document", "Save it as .docx, or as plain text."),
    (b"\xd0\xcf\x11\xe0", "an Office file of before 2007", "Save it as .docx or .pptx, or a sheet as CSV."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"MIME-Version:", "a web archive", "Save it as a web page, HTML only."),
    (b"From: <Saved by", "a web archive", "Save it as a web page, HTML only."),
)
_ALPHABETS: Mapping[str, Sequence[str]] = {
    "cp1252": (
        *("àâæçèéêëîïôùûüÿœ", "äöüß", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìíîòóùú", "áéíóúàèïëöü", "åäöéü"),
        *("æøåéèêòóô", "áðéíóúýþæö", "àçèéíïòóúü·"),
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľŕô", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "cp1254": ("çğıöşüâîûİ",),
}
"""What each language of a code page writes beside the letters of ASCII."""
_SIGNS = frozenset("«»‹›“”„‘’‚–—…•·°§©®™€£¡¿ªº½¼¾²³´\u00a0\u00ad")
_MOST_FOREIGN = 0.1
_SAMPLE = 200_000
_CONTROL_BYTES = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")
_MOST_CONTROLS = 0.05
_MOST_LOST = 0.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was read in and what was lost on the way."""

    text: str
    encoding: str
    flaws: tuple[Flaw, ...] = ()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    r"""Return `data` as text with ``\n`` line ends and without NUL characters.

    Parameters
    ----------
    declared : str, optional
        The encoding that the file states about itself; tried when the bytes are not UTF-8.

    Raises
    ------
    UnreadableFile
        The bytes are empty, or not text in any encoding.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(f"{name} is empty.", "Check the file, or leave it out.")
    for start, kind, remedy in _FOREIGN:
        if data.startswith(start):
            raise UnreadableFile(f"{name} is {kind}, whatever its name says.", remedy)
    decoded = _marked(data) or _declared(data, "utf-8") or _declared(data, declared)
    decoded = decoded or _european(data) or _detected(data, name)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    head = text[:_SAMPLE]
    controls = sum(1 for c in head if c < " " and c not in "\x00\n\t\f\v\x1b")
    if controls > _MOST_CONTROLS * len(head):
        raise UnreadableFile(f"{name} holds no text but binary data.", "Check that the file is what its name says.")
    return Decoded(text.replace("\x00", ""), decoded.encoding, decoded.flaws)


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            text = body.decode(encoding, errors="replace")
            return Decoded(text, encoding, _lost(text))
    return None


def _declared(data: bytes, encoding: str | None) -> Decoded | None:
    if encoding is None:
        return None
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if text.count("\x00") > len(text) // 5 else Decoded(text, encoding)


def _european(data: bytes) -> Decoded | None:
    """Return the text in the code page by which all of its letters belong to one language; None if there is none.

    Pages differ in few letters, and a short text holds few of these: frequencies tell less than alphabets do.
    """
    found = []
    for page, alphabets in _ALPHABETS.items():
        text = data[:_SAMPLE].decode(page, errors="replace")
        letters = Counter(c for c in text if not c.isascii() and c not in _SIGNS)
        for alphabet in alphabets:
            foreign = sum(n for c, n in letters.items() if c not in alphabet + alphabet.upper())
            found.append((foreign, letters.total(), page))
    foreign, total, page = min(found, key=lambda fit: fit[0])
    if b"\x00" in data or foreign > _MOST_FOREIGN * total:
        return None
    text = data.decode(page, errors="replace")
    return Decoded(text, page, _lost(text))


def _detected(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import, and most files are what they seem

    best = from_bytes(data[:_SAMPLE]).best()
    controls = len(data[:_SAMPLE]) - len(data[:_SAMPLE].translate(None, _CONTROL_BYTES))
    binary = controls > _MOST_CONTROLS * min(len(data), _SAMPLE)
    wide = best is not None and best.encoding.startswith(("utf_16", "utf_32")) and data.count(0) > len(data) // 10
    if best is None and not binary:
        text = data.decode("utf-8", errors="replace")
        if text.count("\ufffd") <= _MOST_LOST * len(text):
            return Decoded(text, "utf-8", _lost(text))
    if best is None or (binary and not wide):
        raise UnreadableFile(
            f"{name} is not text in any encoding known here.", "Save it as UTF-8, or check that it is a text file."
        )
    text = data.decode(best.encoding, errors="replace")
    return Decoded(text, best.encoding, _lost(text))


def _lost(text: str) -> tuple[Flaw, ...]:
    lost = text.count("\ufffd")
    if not lost:
        return ()
    return (Flaw(f"{lost} characters could not be decoded and stand as �.", "Save the file as UTF-8."),)
