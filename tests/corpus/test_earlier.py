"""Rows taken over from an earlier build: the tables are, byte by byte, those of a build from nothing."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.duplicates import compared_nothing, sketch
from corpus.earlier import NOTES, NOTHING, Before, Notes
from corpus.store import Provenance, Workspace, draft
from corpus.tables import Origin, assemble
from schema import Box, Document, MetadataValue, Passage, Problem

AMENDED = ("documents", "boxes", "removed")
WORDS = [f"w{i}" for i in range(3_000)]
Reports = Mapping[str, tuple[Document, Origin]]
Corrections = Mapping[str, tuple[MetadataValue, ...]]


def paragraph(seed: int) -> str:
    """Return 40 words, every third of them like another's with one word changed."""
    words = random.Random(seed - seed % 3).choices(WORDS, k=40)
    if seed % 3 == 1:
        words[20] = "changed"
    return " ".join(words) if seed % 3 < 2 else " ".join(random.Random(seed).choices(WORDS, k=40))


def report(source: str, chance: random.Random) -> tuple[Document, Origin]:
    """Return a report of paragraphs that others may have too."""
    texts = [paragraph(chance.randrange(60)) for _ in range(chance.randint(0, 5))]
    passages, start = [], 0
    for position, text in enumerate(texts, 1):
        box = Box(1, 0.1, 0.1 * position, 0.9, 0.1 * position + 0.05)
        counted = chance.random() < 0.9
        kind = "body" if counted else "contents"
        passages.append(Passage(position, start, start + len(text), text, "A › B", kind, counted, 1, boxes=(box, box)))
        start += len(text) + 2
    stated = {"publisher": chance.choice("AB"), "year": str(chance.randint(2018, 2022)), "title": f"T{source}"}
    metadata = tuple(MetadataValue(field, value, "front matter", "certain") for field, value in stated.items())
    problems = (Problem(source, "read", "Page 3 has no text.", "Run OCR."),) if chance.random() < 0.3 else ()
    removed = ((1, "page number", "7"),)
    name = f"{source}-{chance.random()}"
    read = Document(source, "md", "\n\n".join(texts), tuple(passages), metadata, None, removed, problems)
    return read, Origin(f"/in/{source}", None, name)


def built(path: Path, reports: Reports, corrections: Corrections, *, anew: bool, version: str = "1") -> Workspace:
    """Build tables as a build does, taking rows over unless `anew`."""
    with draft(path) as new:
        before = Before(new.previous, corrections, version) if new.previous and not anew else None
        kept = {
            origin.digest: source
            for source, (_, origin) in reports.items()
            if before and before.holds(origin.digest, origin.location, origin.member)
        }
        read = [pair for pair in reports.values() if pair[1].digest not in kept]
        earlier = before.take(kept, kept.values()) if before else NOTHING
        tables, notes = assemble(read, corrections, [Problem("x", "read", "Broken.", "Mend it.")], earlier)
        for name, table in tables.items():
            if before is not None and earlier is not NOTHING and name in AMENDED:
                new.amend(name, before.gone(earlier), table)
            else:
                new.write(name, table)
        new.keep(NOTES, notes.pack(version))
        new.write_themes(f"{len(read)} read")
        return new.publish(Provenance("1", "none", "1"))


def corrected(year: str) -> tuple[MetadataValue, ...]:
    return (MetadataValue("year", year, "corrections.csv", "certain"),)


def files(workspace: Workspace) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in workspace.folder.glob("*.parquet")}


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_tables_are_those_of_a_first_build(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reports = {f"{i}.md": report(f"{i}.md", chance) for i in range(14)}
    corrections: dict[str, tuple[MetadataValue, ...]] = {}
    built(tmp_path / "kept", reports, corrections, anew=True)
    for turn in range(4):
        for source in chance.sample(sorted(reports), 2):
            if chance.random() < 0.3:
                del reports[source]
            else:
                reports[source] = report(source, chance)
        reports[f"new{turn}.md"] = report(f"new{turn}.md", chance)
        moved = chance.choice(sorted(reports))
        reports[moved] = (reports[moved][0], replace(reports[moved][1], location=f"/moved/{turn}"))
        source = chance.choice(sorted(reports))
        if source in corrections:
            del corrections[source]
        else:
            corrections[source] = corrected(chance.choice(["2015", "unknown"]))
        kept = built(tmp_path / "kept", reports, corrections, anew=False)
        fresh = built(tmp_path / f"fresh{turn}", reports, corrections, anew=True)
        assert files(kept) == files(fresh)
        assert int(kept.theme_file().split()[0]) <= 7 < 13 <= int(fresh.theme_file().split()[0])


def test_another_version_or_broken_notes_give_no_rows(tmp_path: Path) -> None:
    reports = {"a.md": report("a.md", random.Random(1)), "b.md": report("b.md", random.Random(2))}
    assert built(tmp_path, reports, {}, anew=False).theme_file() == "2 read"
    assert built(tmp_path, reports, {}, anew=False).theme_file() == "0 read"
    assert built(tmp_path, reports, {}, anew=False, version="2").theme_file() == "2 read"
    notes = Notes(sketch([]), np.zeros(0, dtype=np.bool_), {}, compared_nothing()).pack("2")
    assert [Notes.unpack(broken, "2") for broken in (b"", b"PK", notes[:-30], notes[:60])] == [None] * 4
    with draft(tmp_path) as new:  # notes of another number of passages
        for name in ("reports", "passages", "documents", "metadata", "problems"):
            new.reuse(name)
        new.keep(NOTES, notes)
        new.write_themes("")
        new.publish(Provenance("1", "none", "2"))
    assert built(tmp_path, reports, {}, anew=False, version="2").theme_file() == "2 read"
