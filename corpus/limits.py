"""The one size gate in front of every file, archive and Office part.

Sizes are checked while bytes are unpacked, never from what an archive says about itself.
"""

import io
import lzma
import re
import stat
import zipfile
import zlib
from pathlib import Path

from errors import LimitExceeded, UnreadableFile

MEGABYTE = 1_000_000
MAX_FILE_BYTES = 500 * MEGABYTE
MAX_TEXT_BYTES = 100 * MEGABYTE
MAX_MEMBER_BYTES = 200 * MEGABYTE
MAX_TOTAL_BYTES = 1_000 * MEGABYTE
MAX_OFFICE_BYTES = 200 * MEGABYTE
MAX_PART_BYTES = 40 * MEGABYTE
MAX_MEMBERS = 20_000
MAX_RATIO = 200
MAX_DEPTH = 3
_RATIO_FLOOR = 2 * MEGABYTE
_CHUNK = 1 << 16
_STRICT = b"http://purl.oclc.org/ooxml/"
_DOCTYPES = tuple("<!DOCTYPE".encode(f"utf-{form}") for form in ("8", "16-le", "16-be", "32-le", "32-be"))
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)  # not Deflate64, say
_PATCHED_OR_STRONG = 0x60  # flags of a member: compressed patched data, strong encryption
_OBJECT = re.compile(r"file '<[^<>]* object at 0x[0-9a-f]+>'")

# What zipfile was seen to raise on damaged archives; tests/corpus/test_limits.py damages some thousands.
_NO_ARCHIVE = (
    zipfile.BadZipFile,
    OSError,  # the file cannot be opened or read
)
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,  # damaged data, by method: deflate,
    lzma.LZMAError,  # LZMA,
    OSError,  # and bzip2 ("Invalid data stream")
    EOFError,  # the data end too early
    ValueError,  # an offset before the file ("negative seek value"), or a name that is no UTF-8
)


def read_file(path: Path, most: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of a regular file of at most `most` bytes.

    Raises
    ------
    LimitExceeded
        The file is larger.
    UnreadableFile
        It is not a regular file, is gone, or may not be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(f"{path.name} is not a regular file.", "Give the file itself.")
        with path.open("rb") as stream:
            data = stream.read(min(found.st_size, most) + 1)  # room for `most` would cost more than most files
            if len(data) > found.st_size:  # it has grown
                data += stream.read(most + 1 - len(data))
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} could not be opened: {error.strerror or error}.",
            "Check that the file exists and that you may read it.",
        ) from error
    if len(data) > most:
        raise LimitExceeded(
            f"{path.name} is larger than {most // MEGABYTE} MB.", "Split it, or remove large images from it."
        )
    return data


def open_zip(source: bytes | Path, name: str) -> zipfile.ZipFile:
    """Return an archive's bytes, or its path, as an opened archive, whose list of members is within the limits.

    Raises
    ------
    UnreadableFile
        It is not a zip archive, a damaged one, or one of a later zip version.
    LimitExceeded
        It has more than `MAX_MEMBERS` members.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name} holds names that cannot be decoded.", "Unpack it and pack it again.") from error
    except NotImplementedError as error:
        # Raised by the standard library, not by a part of ours that is missing: zipfile refuses so, while it lists the
        # members, an archive of which one asks for a zip version above 6.3 (two bytes that any file may hold). Archives
        # are listed in the build's own process, so that without this one file would end the whole build in a traceback;
        # and to answer as for a damaged one would be untrue: to download it again is no remedy.
        raise _packed_otherwise(name, str(error)) from error
    except _NO_ARCHIVE as error:
        raise UnreadableFile(
            f"{name} is not a readable archive: {said(error)}.", "Save or download it again."
        ) from error
    if len(archive.filelist) > MAX_MEMBERS:
        raise LimitExceeded(
            f"{name} holds {len(archive.filelist)} files; at most {MAX_MEMBERS} are read.", "Split the archive."
        )
    return archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int = MAX_MEMBER_BYTES) -> bytes:
    """Return one member's bytes, counted while they are unpacked.

    Raises
    ------
    LimitExceeded
        It unpacks to more than `most` bytes, or to more than `MAX_RATIO` times its packed size.
    UnreadableFile
        It is encrypted, damaged, or packed in a way that zipfile does not know.
    """
    name = member.filename
    if member.flag_bits & 0x1:
        raise UnreadableFile(f"{name} is protected by a password.", "Unpack it and give the files themselves.")
    if member.compress_type not in _METHODS:
        raise _packed_otherwise(name, f"compression method {member.compress_type}")
    if member.flag_bits & _PATCHED_OR_STRONG:
        raise _packed_otherwise(name, f"flags {member.flag_bits:#x}")
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > most or (size > _RATIO_FLOOR and size > MAX_RATIO * max(member.compress_size, 1)):
                    raise LimitExceeded(
                        f"{name} unpacks to more than {size // MEGABYTE} MB from {member.compress_size} bytes.",
                        "Unpack it yourself if you trust it, and give the files inside.",
                    )
                pieces.append(piece)
    except _DAMAGED as error:
        raise UnreadableFile(f"{name} is damaged: {error}.", "Save or download it again.") from error
    return b"".join(pieces)


def _packed_otherwise(name: str, how: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is packed in a way that cannot be read here: {how}.", "Unpack it and pack it as an ordinary zip."
    )


def said(error: Exception) -> str:
    """Return what a library says of a file, without the address of an object (another each time) and its last stop."""
    if "Excessive depth" in str(error):
        return "its parts are nested too deep"
    return _OBJECT.sub("it", str(error)).replace(" (PDFium: Success)", "").rstrip(".")


def check_office(data: bytes, name: str) -> None:
    """Let an Office file pass only if every part unpacks within the limits and no part has a DOCTYPE.

    Raises
    ------
    LimitExceeded
        A part, or all of them together, unpack to too much.
    UnreadableFile
        It is no archive, is encrypted or damaged, or a part declares a DOCTYPE (entities).
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            f"{name} is protected by a password or saved in the Office format of before 2007.",
            "Save it as .docx or .pptx without a password.",
        )
    if not data.startswith(b"PK"):
        raise UnreadableFile(f"{name} is no Office file, whatever its name says.", "Save it as .docx or .pptx.")
    total = 0
    with open_zip(data, name) as archive:
        for member in archive.infolist():
            part = read_member(archive, member, MAX_PART_BYTES)
            total += len(part)
            if total > MAX_OFFICE_BYTES:
                raise LimitExceeded(
                    f"{name} unpacks to more than {MAX_OFFICE_BYTES // MEGABYTE} MB.", "Remove large images from it."
                )
            if member.filename == "_rels/.rels" and _STRICT in part:
                raise UnreadableFile(
                    f"{name} is saved as Strict Open XML.", "Save it as an ordinary .docx or .pptx, without “Strict”."
                )
            if member.filename.lower().endswith((".xml", ".rels")) and _has_doctype(part):
                raise UnreadableFile(
                    f"{name} declares a DOCTYPE in {member.filename}, which no Office program writes.",
                    "Do not trust this file; ask its sender for another copy.",
                )


def _has_doctype(part: bytes) -> bool:
    """Whether a part declares a DOCTYPE anywhere: a comment of any length may stand before it."""
    return any(mark in part for mark in _DOCTYPES)
