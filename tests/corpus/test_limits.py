import io
import os
import random
import re
import struct
import zipfile
from pathlib import Path

import pytest

import corpus.limits as limits
from corpus.limits import check_office, open_zip, read_file, read_member
from corpus.readers.pptx import read_pptx
from errors import LimitExceeded, UnreadableFile


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_file_is_read_whole_up_to_the_limit_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    assert read_file(path, 100) == b"x" * 100
    with pytest.raises(LimitExceeded, match=r"a\.txt is larger than"):
        read_file(path, 99)


def test_a_file_that_grows_while_read_is_whole_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    found = path.stat()
    path.write_bytes(b"x" * 300)
    monkeypatch.setattr(Path, "stat", lambda _: found)
    assert read_file(path, 300) == b"x" * 300
    for most in (299, 100):
        with pytest.raises(LimitExceeded):
            read_file(path, most)


def test_pipes_folders_and_missing_files_are_refused_without_hanging(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("pipe.txt", ".", "missing.txt"):
        with pytest.raises(UnreadableFile):
            read_file(tmp_path / name)


def test_a_bomb_stops_at_the_ratio_long_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_RATIO_FLOOR", 1_000_000)
    bomb = packed({"bomb.txt": b"0" * 30_000_000})
    with (
        open_zip(bomb, "bomb.zip") as archive,
        pytest.raises(LimitExceeded, match=r"bomb\.txt unpacks to more than \d MB from \d{5} bytes"),
    ):
        read_member(archive, archive.infolist()[0])


def test_a_large_member_that_shrinks_as_text_does_is_read() -> None:
    text = os.urandom(1_500_000).hex().encode()
    with open_zip(packed({"long.txt": text}), "long.zip") as archive:
        assert read_member(archive, archive.infolist()[0]) == text


def test_a_large_member_that_hardly_shrinks_stops_at_its_own_limit() -> None:
    with open_zip(packed({"big.bin": os.urandom(300_000)}), "big.zip") as archive, pytest.raises(LimitExceeded):
        read_member(archive, archive.infolist()[0], 200_000)


def test_a_lie_about_the_size_is_caught() -> None:
    data = bytearray(packed({"a.txt": b"0123456789" * 50}, zipfile.ZIP_STORED))
    at = data.rindex(b"PK\x01\x02") + 20
    data[at : at + 8] = struct.pack("<II", 20, 20)
    with open_zip(bytes(data), "lie.zip") as archive, pytest.raises(UnreadableFile, match="damaged"):
        read_member(archive, archive.infolist()[0])


def test_a_password_is_told() -> None:
    data = bytearray(packed({"a.txt": b"secret"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with open_zip(bytes(data), "locked.zip") as archive, pytest.raises(UnreadableFile, match="password"):
        read_member(archive, archive.infolist()[0])


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    with pytest.raises(LimitExceeded, match="holds 6 files"):
        open_zip(packed({f"{n}.txt": b"" for n in range(6)}), "many.zip")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", os.urandom(999)])
def test_what_is_no_archive_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="not a readable archive"):
        open_zip(data, "a.zip")


def test_what_a_library_says_is_the_same_each_time() -> None:
    word = (Path(__file__).parents[1] / "data" / "reading" / "report.docx").read_bytes()
    told = []
    for _ in range(2):
        with pytest.raises(UnreadableFile) as caught:
            read_pptx(word, "deck.pptx")
        told.append(caught.value.reason)
    assert told[0] == told[1]
    assert re.fullmatch(r"deck\.pptx is not a readable presentation: it is not a PowerPoint file, .*[^.]\.", told[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-be"])
@pytest.mark.parametrize("before", ["", f"<!--{' ' * 10_000}-->"], ids=["first", "behind a comment"])
def test_a_doctype_in_an_office_part_is_refused(encoding: str, before: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?>{before}<!DOCTYPE x SYSTEM "y"><x/>'.encode(encoding)
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        check_office(packed({"word/document.xml": part}), "a.docx")


def test_parts_of_an_office_file_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_OFFICE_BYTES", 250_000)
    check_office(packed({"a.xml": os.urandom(200_000)}), "a.docx")
    with pytest.raises(LimitExceeded):
        check_office(packed({"a.xml": os.urandom(200_000), "b.xml": os.urandom(200_000)}), "a.docx")


def test_an_old_or_encrypted_office_file_is_named_for_what_it_is() -> None:
    with pytest.raises(UnreadableFile, match="password or saved in the Office format"):
        check_office(b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.docx")
    with pytest.raises(UnreadableFile, match="saved as Strict Open XML"):
        check_office(packed({"_rels/.rels": b'<Relationship Type="http://purl.oclc.org/ooxml/x"/>'}), "a.docx")


@pytest.mark.parametrize(
    ("place", "value"),
    [((4, 6), 100), ((8, 10), 9), ((6, 8), 1 << 5), ((6, 8), 1 << 6)],
    ids=["newer version", "Deflate64", "patched data", "strong encryption"],
)
def test_a_sound_archive_packed_in_another_way_is_not_called_damaged(place: tuple[int, int], value: int) -> None:
    data = bytearray(packed({"a.txt": b"0123456789" * 50}))
    for signature, offset in zip((b"PK\x03\x04", b"PK\x01\x02"), place, strict=True):
        at = data.index(signature) + offset
        data[at : at + 2] = struct.pack("<H", value)
    with (
        pytest.raises(UnreadableFile, match="packed in a way that cannot be read here"),
        open_zip(bytes(data), "a.zip") as archive,
    ):
        read_member(archive, archive.infolist()[0])


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_whatever_is_damaged_in_an_archive_is_one_of_our_errors(method: int) -> None:
    whole = packed({"a.txt": b"hello world " * 30, "ü.md": b"text " * 50}, method)
    chance = random.Random(method)
    refused = 0
    for _ in range(2_000):
        data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.1 else whole)
        for _ in range(chance.choice((1, 1, 2, 4)) if data else 0):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            with open_zip(bytes(data), "a.zip") as archive:
                for member in archive.infolist():
                    read_member(archive, member)
        except (LimitExceeded, UnreadableFile):
            refused += 1
    assert refused > 1_000
