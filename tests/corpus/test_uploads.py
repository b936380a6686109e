"""Uploaded files: whatever the name, they land in their folder under a name safe on any disk."""

import re
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.uploads import store_upload
from errors import InvalidSetting


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("report 2021 (final).pdf", "report 2021 (final).pdf"),
        ("../../etc/passwd.md", "passwd.md"),
        ("/absolute/x.md", "x.md"),
        ("C:\\Users\\me\\x.md", "x.md"),
        ("..\\..\\x.md", "x.md"),
        ("a\0b\nc.md", "a_b_c.md"),
        ("<script>.md", "_script_.md"),
        ("x.md:stream", "x.md_stream"),
        ("CON.md", "_CON.md"),
        ("nul", "_nul"),
        ("com1.txt", "_com1.txt"),
        (".hidden.md", "hidden.md"),
        ("trailing. . ", "trailing"),
        ("=cmd.csv", "_cmd.csv"),
        ("e\u0301tude.md", "étude.md"),
        ("отчёт.pdf", "отчёт.pdf"),
        ("\u202egpj.md", "_gpj.md"),
    ],
)
def test_a_name_is_only_ever_a_name(tmp_path: Path, name: str, stored: str) -> None:
    folder = tmp_path / "files"
    assert store_upload(folder, name, b"x") == stored
    assert [path.name for path in folder.iterdir()] == [stored]
    assert [path.name for path in tmp_path.iterdir()] == ["files"]


@pytest.mark.parametrize("name", ["", "..", "/", "...", "___", " . ", "\0\0", "😀"])
def test_a_name_of_nothing_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidSetting, match="no letters or digits"):
        store_upload(tmp_path / "files", name, b"x")
    assert not (tmp_path / "files").exists()


def test_the_same_file_twice_is_kept_once(tmp_path: Path) -> None:
    assert store_upload(tmp_path, "a.md", b"one") == store_upload(tmp_path, "a.md", b"one") == "a.md"
    assert len(list(tmp_path.iterdir())) == 1


def test_another_file_of_the_same_name_gets_its_own(tmp_path: Path) -> None:
    store_upload(tmp_path, "a.md", b"one")
    other = store_upload(tmp_path, "a.md", b"two")
    assert re.fullmatch(r"a [0-9a-f]{8}\.md", other)
    assert store_upload(tmp_path, "a.md", b"two") == other
    assert (tmp_path / "a.md").read_bytes() == b"one"
    assert (tmp_path / other).read_bytes() == b"two"


@pytest.mark.parametrize("letter", ["x", "é", "報", "𝔵"])
def test_a_name_without_end_is_cut(tmp_path: Path, letter: str) -> None:
    stored = store_upload(tmp_path, f"{letter * 300}.md", b"one")
    assert stored.startswith(letter * 30)
    assert stored.endswith(f"{letter}.md")
    assert store_upload(tmp_path, f"{letter * 300}.md", b"two") != stored


@given(name=st.text(max_size=300))
def test_any_name_stays_in_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("any") / "files"
    try:
        stored = store_upload(folder, name, b"content")
    except InvalidSetting:
        return
    assert [path.name for path in folder.iterdir()] == [stored]
    assert (folder / stored).read_bytes() == b"content"
    assert len(stored.encode("utf-8")) <= 255
    assert PureWindowsPath(stored).name == stored
    assert not set(stored) & set('<>:"/\\|?*\0\n\r')
