"""Search: what is found, in which order of reading a query, and that nothing typed is an error."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.search import SearchPage, Within, build, matches, search, spans
from errors import WorkspaceDamaged

TEXTS = [
    "Legacy IT systems are old and costly.",
    "Data ethics and legacy contracts.",
    "The ethics of big data in strategies for cities.",
    "Open standards for data; the café's data café.",
    "Digital inclusion, digital skills, and no cats.",
]
QUERIES = [
    *(
        '"',
        "(",
        ")",
        "((((",
        ")(",
        '"""',
        "AND",
        "OR OR",
        "NOT",
        "-",
        "--",
        "~",
        '"a"~',
        '"a b"~99',
        "a:b",
        "year:2020",
    ),
    *(
        "[a TO b]",
        "text:*",
        "*",
        "/re/",
        "a^2",
        "\\",
        "+",
        "!",
        "data AND",
        "NOT NOT data",
        "(AND)",
        "() data",
        "data -",
    ),
    *("a" * 5_000, "(" * 900 + "data" + ")" * 900, '"data" "', "\x00", "\ud800 data", "é́", "数据", "\u202edata", "> 3"),
    *("IN [a b]", "data\n\nethics", "data~1", "'data'", "“data ethics”", "data OR", "((data) OR (ethics))", "-data"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    frame = pd.DataFrame(
        {
            "passage_id": [f"r{i // 2}-{i}" for i in range(len(TEXTS))],
            "report_id": [f"r{i // 2}" for i in range(len(TEXTS))],
            "text": TEXTS,
            "themes": [["legacy-it"], ["data-ethics", "legacy-it"], ["data-ethics"], [], []],
        }
    )
    build(folder, [frame.iloc[:2], frame.iloc[2:]])
    return folder


def found(index: Path, query: str, within: Within | None = None) -> list[int]:
    return sorted(int(hit.passage_id.split("-")[1]) for hit in search(index, query, within).hits)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("legacy", [0, 1]),
        ("LEGACY data", [1]),
        ("legacy and data", [1]),
        ("legacy OR open", [0, 1, 3]),
        ("legacy or open", [0, 1, 3]),
        ("data NOT ethics", [3]),
        ("data AND NOT ethics", [3]),
        ("data -ethics", [3]),
        ("NOT data", [0, 4]),
        ('"data ethics"', [1]),
        ("“data ethics”", [1]),
        ('"ethics data"~3', [1, 2]),
        ("strategy", [2]),
        ("city strategies", [2]),
        ("cafe", [3]),
        ("café", [3]),
        ("(legacy OR open) data", [1, 3]),
        ("year:2020", []),
        ("data: ethics", [1, 2]),
        ("nothing-of-the-kind", []),
        ("big-data", [2]),
        ('data -"big data"', [1, 3]),
        ("the café's", [3]),
        ("AND legacy AND", [0, 1]),
        ('legacy "', [0, 1]),
        ("((legacy", [0, 1]),
    ],
)
def test_a_query_finds(index: Path, query: str, expected: list[int]) -> None:
    assert found(index, query) == expected


def test_the_best_comes_first_and_pages_follow_each_other(index: Path) -> None:
    page = search(index, "data", limit=2)
    assert (page.total, len(page.hits)) == (3, 2)
    assert page.hits[0].passage_id == "r1-3"
    assert page.hits[0].score > page.hits[1].score
    rest = search(index, "data", limit=2, offset=2)
    assert (rest.total, len(rest.hits)) == (3, 1)
    assert {h.passage_id for h in page.hits} & {h.passage_id for h in rest.hits} == set()


def test_reports_and_themes_restrict_without_changing_scores(index: Path) -> None:
    assert found(index, "data", Within(report_ids=["r0"])) == [1]
    assert found(index, "data", Within(theme_ids=["data-ethics"])) == [1, 2]
    assert found(index, "data", Within(["r1"], ["data-ethics"])) == [2]
    assert search(index, "data", Within(report_ids=[])) == SearchPage((), 0)
    score = {hit.passage_id: hit.score for hit in search(index, "data").hits}
    assert search(index, "data", Within(["r1"])).hits[0].score == pytest.approx(score["r1-3"])


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_typed_is_an_error(index: Path, query: str) -> None:
    page = search(index, query)
    assert page.total >= len(page.hits)
    assert all(0 <= start < end <= len(TEXTS[3]) for start, end in spans(query, TEXTS[3]))


@given(st.text(st.sampled_from('data ethics"()~-ANDORNOT:*[]{}^\\/+&|!<>=? \n'), max_size=60))
@settings(max_examples=300)
def test_no_mixture_of_signs_is_an_error(index: Path, query: str) -> None:
    search(index, query)
    for start, end in spans(query, TEXTS[1]):
        assert 0 <= start < end <= len(TEXTS[1])


def test_a_notice_says_how_a_query_was_read(index: Path) -> None:
    assert search(index, "data").notice is None
    assert "quotation mark" in (search(index, 'legacy "data').notice or "")
    assert "Brackets" in (search(index, "(legacy").notice or "")
    assert "Signs" in (search(index, "year:2020").notice or "")
    assert "first 1000" in (search(index, "data " * 400).notice or "")
    assert "Type a word" in (search(index, "***").notice or "")
    assert search(index, "  ").notice is None


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("strategy", "Strategies, a strategy.", ["Strategies", "strategy"]),
        ('"data ethics"', "Data ethics, then ethics of data.", ["Data ethics"]),
        ("data ethics", "Data ethics", ["Data", "ethics"]),
        ('"ethics data"~3', "Ethics of data; far away from it all stands ethics.", ["Ethics", "data"]),
        ("data NOT ethics", "data ethics", ["data"]),
        ("data -ethics", "data ethics", ["data"]),
        ("cafe", "Le Café.", ["Café"]),
        ("data-driven", "Data are driven by data-driven people", ["data-driven"]),
        ('x -"data ethics"', "x data ethics", ["x"]),
        ("(a OR b) AND c", "a x b x c", ["a", "b", "c"]),
        ('"a b c"', "a b a b c b c", ["a b c"]),
        ("", "data", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in spans(query, text)] == expected


def test_every_hit_of_a_positive_query_has_a_mark(index: Path) -> None:
    for query in ("legacy", "data ethics", '"data ethics"', '"ethics data"~3', "city OR cafe", "strategy cities"):
        for hit in search(index, query).hits:
            assert spans(query, TEXTS[int(hit.passage_id.split("-")[1])])


def test_an_index_is_read_where_nothing_can_be_written(index: Path, tmp_path: Path) -> None:
    archived = tmp_path / "archived"
    shutil.copytree(index, archived, ignore=shutil.ignore_patterns("*.lock"))
    (archived / ".tantivy-meta.lock").mkdir()  # refuses a lock file even to an administrator
    files = set(archived.iterdir())
    assert search(archived, "data ethics") == search(index, "data ethics")
    assert matches(archived, "data", ["data-ethics"])[0] == matches(index, "data", ["data-ethics"])[0]
    assert set(archived.iterdir()) == files


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceDamaged, match="no search index"):
        search(tmp_path, "data")
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(WorkspaceDamaged):
        search(tmp_path, "data")


def test_an_index_without_passages_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path, [])
    assert search(tmp_path, "data") == SearchPage((), 0)


def test_scripts_that_write_no_word_apart_are_searched_sign_by_sign(tmp_path: Path) -> None:
    text = "我々はデータ倫理を学ぶ。生成AIも使う。"
    build(tmp_path, [pd.DataFrame({"passage_id": ["p"], "report_id": ["r"], "text": [text]})])
    assert [search(tmp_path, query).total for query in ("データ倫理", "AI", "倫理 AI", "理倫")] == [1, 1, 1, 0]
    assert [text[a:b] for a, b in spans("データ倫理", text)] == ["データ倫理"]
