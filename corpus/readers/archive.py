"""Zip archives: which members they hold, and one member's bytes. Nothing is unpacked to disk."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from corpus.limits import MAX_DEPTH, MAX_TOTAL_BYTES, open_zip, read_member
from errors import LimitExceeded, ThemelineError, UnreadableFile

_LINK_MODE = 0o120000


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is not read, and why."""

    member: str
    reason: str
    remedy: str


def list_members(source: bytes | Path, name: str) -> Iterator[str | Refused]:
    """Yield the files in an archive and in the archives inside it, as paths from the outermost one.

    Raises
    ------
    ThemelineError
        The archive itself cannot be read or exceeds a limit.
    """
    yield from _listed(source, name, "", 1)


def _listed(source: bytes | Path, name: str, prefix: str, depth: int) -> Iterator[str | Refused]:
    seen: set[str] = set()
    declared = 0
    with open_zip(source, name) as archive:
        for info in archive.infolist():
            member = prefix + info.filename
            if info.filename.endswith("/"):
                continue
            # zipfile never yields more than the declared size, so these sums hold for what is unpacked.
            declared += info.file_size
            if declared > MAX_TOTAL_BYTES:
                raise LimitExceeded(f"{name} unpacks to more than {MAX_TOTAL_BYTES // 10**6} MB.", "Split the archive.")
            refused = _refused(info, seen, member)
            if refused is not None:
                yield refused
            elif info.filename.lower().endswith(".zip"):
                if depth >= MAX_DEPTH:
                    yield Refused(member, f"Archives are nested more than {MAX_DEPTH} deep.", "Unpack it yourself.")
                    continue
                try:
                    inner = read_member(archive, info)
                    yield from _listed(inner, member, f"{member}/", depth + 1)
                except ThemelineError as error:
                    yield Refused(member, error.reason, error.remedy)
            else:
                yield member
            seen.add(info.filename)


def _refused(info: ZipInfo, seen: Collection[str], member: str) -> Refused | None:
    """Return why a member is not read, if so."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if not path.name:
        return Refused(member, "It has no name.", "Rename it and pack again.")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Refused(member, "Its name leads out of the archive.", "Rename it and pack again.")
    if (info.external_attr >> 16) & 0o170000 == _LINK_MODE:
        return Refused(member, "It is a link, not a file.", "Pack the file itself.")
    if info.filename in seen:
        return Refused(member, "The archive holds two files of this name.", "Rename one and pack again.")
    return None


def member_bytes(source: bytes | Path, member: str) -> bytes:
    """Return the bytes of one member named as `list_members` names it.

    Raises
    ------
    UnreadableFile
        There is no such member, or it is damaged or encrypted.
    """
    with open_zip(source, member) as archive:
        for info in archive.infolist():
            if info.filename == member:
                return read_member(archive, info)
            inside = f"{info.filename}/"
            if info.filename.lower().endswith(".zip") and member.startswith(inside):
                return member_bytes(read_member(archive, info), member[len(inside) :])
    raise UnreadableFile(f"{member} is not in the archive.", "Build again; the archive has changed.")
