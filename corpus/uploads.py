"""Files given in the dashboard, kept in the workspace under names that are safe on any disk."""

import hashlib
import re
import unicodedata
from pathlib import Path, PurePath

from corpus.disk import replace, writing
from errors import InvalidSetting

_UNSAFE = re.compile(r"[^\w.\- ()]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
_STEM_BYTES, _SUFFIX_BYTES = 150, 40  # disks count bytes, 255 at most, and names are added to


def store_upload(folder: Path, name: str, content: bytes) -> str:
    """Write one uploaded file into `folder` and return the name it has there.

    The name is only ever a name: separators, control characters and reserved words go. The same
    content under the same name is kept once; other content under a taken name gets a name of its own.

    Raises
    ------
    InvalidSetting
        Nothing of the name is left.
    WorkspaceNotWritten
        The disk refused.
    """
    safe = _safe_name(name)
    target = folder / safe
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.read_bytes() != content:
            digest = hashlib.sha256(content).hexdigest()[:8]
            target = folder / f"{target.stem} {digest}{target.suffix}"
        fresh = target.with_name(f".{target.name}.part")
        fresh.write_bytes(content)
        fresh.replace(target)
    return target.name


def _safe_name(name: str) -> str:
    last = PurePath(name.replace("\\", "/")).name
    text = _UNSAFE.sub("_", unicodedata.normalize("NFC", last)).strip(" .")
    stem, suffix = _cut(Path(text).stem, _STEM_BYTES), _cut(Path(text).suffix, _SUFFIX_BYTES)
    if not stem.strip("_ .-"):
        raise InvalidSetting(f"The file name {name!r} has no letters or digits.", "Rename the file.")
    return f"_{stem}{suffix}" if stem.lower() in _RESERVED else f"{stem}{suffix}"


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore").rstrip(" ")


def keep_themes(workspace: Path, text: str) -> Path:
    """Write a theme file's text beside the snapshots, for the next build to read, and return where.

    Raises
    ------
    WorkspaceNotWritten
        The disk refused.
    """
    file = workspace / "themes.yaml"
    with writing(file):
        replace(file, text)
    return file
