"""The reading gate: how much of a known report each format gives back, against pinned floors.

The floors lie in reading.json with a digest of the files they were measured on. A better reader
raises them by ``python tests/quality/test_reading.py``; to lower one takes ``--allow-lower REASON``,
which is written down beside it.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from corpus.discover import discover  # noqa: E402 - run as a script it must find the rooms first
from corpus.read import read  # noqa: E402 - see above
from tests.data import known  # noqa: E402 - see above

FOLDER = ROOT / "tests" / "data" / "reading"
PINNED = Path(__file__).with_suffix("").with_name("reading.json")
_WORD = re.compile(r"\w+")


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def score(name: str) -> float:
    """Return the F1 of the counted words of a file against those it should count."""
    (item,) = (item for item in discover([FOLDER / name]).inputs if item.source.endswith(name) or item.member)
    got = words(" ".join(p.text for d in read(item) for p in d.passages if p.counted))
    text = "\n".join(known.paragraphs()) if name.startswith("rows") else known.prose()
    wanted = words(text + ("\n1 " + known.NOTE if name.endswith(".pdf") else ""))
    shared = (got & wanted).total()
    return 2 * shared / (got.total() + wanted.total())


def names() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".zip")


def digest() -> str:
    held = hashlib.sha256()
    for name in names():
        held.update(name.encode() + (FOLDER / name).read_bytes())
    return held.hexdigest()


def test_the_floors_are_for_these_files() -> None:
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    assert pinned["digest"] == digest()
    assert sorted(pinned["floors"]) == names()


@pytest.mark.parametrize("name", names())
def test_no_format_gives_back_less_than_its_floor(name: str) -> None:
    assert score(name) >= json.loads(PINNED.read_text(encoding="utf-8"))["floors"][name] - 0.0005


def renew(reason: str | None) -> None:
    """Write today's scores as floors; refuse to lower one without a reason."""
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    floors = {name: round(score(name), 4) for name in names()}
    lower = [name for name, floor in floors.items() if floor < pinned.get("floors", {}).get(name, 0.0)]
    if lower and not reason:
        raise SystemExit(f"Lower than pinned: {', '.join(lower)}. Give --allow-lower REASON.")
    held = {"digest": digest(), "floors": floors, "lowered": [*pinned.get("lowered", []), *([reason] if lower else [])]}
    PINNED.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew(sys.argv[2] if len(sys.argv) > 2 and sys.argv[1] == "--allow-lower" else None)
