import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.discover import Discovery, discover
from corpus.read import fingerprint, read
from errors import InvalidSetting, ThemelineError


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def sources(discovery: Discovery) -> list[str]:
    return [item.source for item in discovery.inputs]


def test_folders_are_walked_in_a_fixed_order_and_litter_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{"b.md": "b", "a.txt": "a", "sub/c d ü.html": "c", ".hidden/x.md": "x", ".DS_Store": "", "~$a.docx": ""},
    )
    write(tmp_path, **{"__MACOSX/a.md": "x", "Thumbs.db": "", "sub/.git/x.md": "x"})
    found = discover([tmp_path])
    assert sources(found) == ["a.txt", "b.md", "sub/c d ü.html"]
    assert found.problems == ()


def test_a_source_may_be_a_file_and_is_named_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, **{"sub/a.md": "a"})
    assert sources(discover([tmp_path / "sub" / "a.md"])) == ["a.md"]


def test_a_missing_source_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"no file or folder .*gone"):
        discover([tmp_path / "gone"])


def test_equal_names_of_two_sources_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder, **{"a.md": folder})
    found = discover([tmp_path / "one", tmp_path / "two", tmp_path / "two"])
    assert sources(found) == ["a.md", "two/a.md", "two~2/a.md"]


def test_links_pipes_and_unknown_formats_become_problems(tmp_path: Path) -> None:
    write(tmp_path / "outside", **{"secret.md": "s"})
    inside = tmp_path / "in"
    write(inside, **{"a.md": "a", "b.xls": "b", "noending": "c"})
    (inside / "link.md").symlink_to(tmp_path / "outside" / "secret.md")
    (inside / "folder").symlink_to(tmp_path / "outside")
    (inside / "gone.md").symlink_to(tmp_path / "nowhere")
    os.mkfifo(inside / "pipe.md")
    found = discover([inside])
    assert sources(found) == ["a.md"]
    assert {(problem.source, problem.reason.split(";")[0]) for problem in found.problems} == {
        ("link.md", "It is a link"),
        ("folder", "It is a link"),
        ("gone.md", "It is a link"),
        ("pipe.md", "It is a pipe or device, not a file."),
        ("b.xls", "There is no reader for files ending in .xls."),
        ("noending", "There is no reader for files without an ending."),
    }
    assert all(problem.stage == "discover" and problem.remedy for problem in found.problems)


def test_archives_are_looked_into_and_never_led_out_of(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    inner = packed({"x.md": b"Inner text.", "deeper.zip": packed({"y.txt": b"Deeper text."})})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        for name in ("a.md", "sub/b.html", "../escape.md", "/root.md", "C:/win.md", "sub/..\\..\\up.md", "c.exe"):
            archive.writestr(zipfile.ZipInfo(name), b"<p>Some text.</p>")
        archive.writestr("__MACOSX/a.md", b"litter")
        archive.writestr("inner.zip", inner)
    (tmp_path / "reports.zip").write_bytes(stream.getvalue())
    found = discover([tmp_path])
    assert sources(found) == [
        "reports.zip/a.md",
        "reports.zip/sub/b.html",
        "reports.zip/inner.zip/x.md",
        "reports.zip/inner.zip/deeper.zip/y.txt",
    ]
    reasons = {problem.source: problem.reason for problem in found.problems}
    assert reasons.pop("reports.zip/link.md") == "It is a link, not a file."
    assert reasons.pop("reports.zip/c.exe").startswith("There is no reader")
    assert len(reasons) == 4
    assert set(reasons.values()) == {"Its name leads out of the archive."}
    assert [read(item)[0].text for item in found.inputs][2:] == ["Inner text.", "Deeper text."]


def test_archives_are_nested_only_so_deep(tmp_path: Path) -> None:
    data = packed({"x.md": b"x"})
    for _ in range(5):
        data = packed({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    found = discover([tmp_path])
    assert found.inputs == ()
    assert "nested more than 3 deep" in found.problems[0].reason


def test_a_damaged_archive_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"a.md": b"text"})[:-20])
    write(tmp_path, **{"b.md": "b"})
    found = discover([tmp_path])
    assert sources(found) == ["b.md"]
    assert [problem.source for problem in found.problems] == ["a.zip"]


def test_metadata_csv_overrides_files_rows_and_members_and_the_nearest_wins(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "metadata.csv": "file,title,year\nsub/a.md,Far,2001\nt.csv#7,Seven,2007\nz.zip/m.md,Member,\n"
            "gone.pdf,Gone,\n",
            "sub/metadata.csv": "file,title\na.md,Near\n",
            "sub/a.md": "# Shown\n\nText.",
            "t.csv": "id,text,title\n7,Some text here.,Own\n8,More text there.,Own\n",
        },
    )
    (tmp_path / "z.zip").write_bytes(packed({"m.md": b"Text."}))
    found = discover([tmp_path])
    titles = {
        document.source: {value.field: value.value for value in document.metadata}.get("title")
        for item in found.inputs
        for document in read(item)
    }
    assert titles == {"sub/a.md": "Near", "t.csv#7": "Seven", "t.csv#8": "Own", "z.zip/m.md": "Member"}
    assert [(p.source, p.stage) for p in found.problems] == [("metadata.csv", "metadata")]
    assert "1 row names a file that is not here: gone.pdf" in found.problems[0].reason


def test_a_metadata_csv_may_spell_paths_as_windows_does_or_with_spaces(tmp_path: Path) -> None:
    write(tmp_path, **{"sub/a.md": "a", "two  spaces.md": "b", "metadata.csv": ""})
    (tmp_path / "metadata.csv").write_text("file,year\n.\\sub\\a.md ,2020\ntwo  spaces.md,2021\n./no.md,2022\n")
    found = discover([tmp_path])
    assert [(item.source, [value.value for value in item.overrides]) for item in found.inputs] == [
        ("two  spaces.md", ["2021"]),
        ("sub/a.md", ["2020"]),
    ]
    assert [problem.reason for problem in found.problems] == ["1 row names a file that is not here: ./no.md."]


def test_a_fingerprint_changes_with_bytes_name_and_overrides_only(tmp_path: Path) -> None:
    write(tmp_path, **{"a.md": "text", "b.md": "text"})
    first, other = (fingerprint(item) for item in discover([tmp_path]).inputs)
    assert first != other
    os.utime(tmp_path / "a.md", (1, 1))
    assert fingerprint(discover([tmp_path]).inputs[0]) == first
    write(tmp_path, **{"metadata.csv": "file,title\na.md,T\n"})
    assert fingerprint(discover([tmp_path]).inputs[0]) != first
    write(tmp_path, **{"a.md": "texts", "metadata.csv": "file\n"})
    assert fingerprint(discover([tmp_path]).inputs[0]) not in (first, other)


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@given(st.dictionaries(NAMES.map(lambda name: name + ".md"), st.binary(max_size=60), max_size=5))
@settings(max_examples=60, deadline=None)
def test_whatever_members_are_called_each_is_an_input_or_a_problem(files: dict[str, bytes]) -> None:
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"themeline-names-{os.getpid()}"  # noqa: S108 - removed below
    folder.mkdir(exist_ok=True)
    archive = folder / "a.zip"
    try:
        archive.write_bytes(packed(files))
        found = discover([folder])
        ends = {problem.source for problem in found.problems}
        for item in found.inputs:
            with suppress(ThemelineError):
                read(item)
        assert not any(".." in Path(source).parts for source in sources(found))
        assert len(found.inputs) + len(ends) <= len(files)
    finally:
        archive.unlink()
        folder.rmdir()
