"""One table in one file: whatever is asked for equals what a filter of the whole table gives."""

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tablefile import TableFile, TableWriter, layout, table_named
from errors import InvalidTable, WorkspaceNotWritten
from schema import ASSIGNMENTS, REPORTS, TABLES

THEMES = [f"theme-{i}" for i in range(9)]
OWNERS = [f"r{i:04d}" for i in range(1_500)]


def frame(rows: int = 40_000) -> pd.DataFrame:
    chance = random.Random(3)
    owners = chance.choices(OWNERS, k=rows)
    return ASSIGNMENTS.validate(
        pd.DataFrame(
            {
                "passage_id": [f"{owner}-{i:05d}" for i, owner in enumerate(owners)],
                "report_id": owners,
                "theme_id": chance.choices(THEMES, k=rows),
                "score": [chance.random() for _ in range(rows)],
                "assigned": [chance.random() < 0.3 for _ in range(rows)],
                "evidence": None,
            }
        ).assign(evidence="a; b", seed_places=None, nearest_seed=None)
    )


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[TableFile, pd.DataFrame]:
    path = tmp_path_factory.mktemp("table") / "assignments.parquet"
    rows = frame()
    with TableWriter(path, ASSIGNMENTS) as out:
        out.write(rows)
    ordered = rows.sort_values(list(layout("assignments").keys), kind="stable").reset_index(drop=True)
    return TableFile(path, ASSIGNMENTS), ordered


names = st.one_of(st.none(), st.lists(st.sampled_from([*THEMES, "theme-", "zzz", ""]), max_size=4))
owners = st.one_of(st.none(), st.lists(st.sampled_from([*OWNERS[::97], "a", "r00005", "zzz"]), max_size=12))


@given(names, owners)
def test_what_is_read_is_what_a_filter_gives(
    stored: tuple[TableFile, pd.DataFrame], themes: list[str] | None, reports: list[str] | None
) -> None:
    file, rows = stored
    expected = rows
    for column, wanted in (("theme_id", themes), ("report_id", reports)):
        if wanted is not None:
            expected = expected[expected[column].isin(wanted)]
    columns = ["passage_id", "score"]
    found = file.read(columns, theme_id=themes, report_id=reports)
    pd.testing.assert_frame_equal(found, expected[columns].reset_index(drop=True))


def test_batches_give_every_row_in_order(stored: tuple[TableFile, pd.DataFrame]) -> None:
    file, rows = stored
    assert file.n_rows == len(rows)
    pd.testing.assert_frame_equal(pd.concat(file.batches(7_000), ignore_index=True), rows)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_stored_empty(tmp_path: Path, name: str) -> None:
    with TableWriter(tmp_path / "t.parquet", TABLES[name]):
        pass
    found = TableFile(tmp_path / "t.parquet", TABLES[name]).read()
    pd.testing.assert_frame_equal(TABLES[name].validate(found), TABLES[name].empty())


def test_columns_beyond_the_table_are_kept(tmp_path: Path) -> None:
    rows = frame(10).assign(country="GB")
    with TableWriter(tmp_path / "t.parquet", ASSIGNMENTS) as out:
        out.write(rows)
        with pytest.raises(InvalidTable, match="the first batch had"):
            out.write(frame(10))
    assert TableFile(tmp_path / "t.parquet", ASSIGNMENTS).read(["country"])["country"].tolist() == ["GB"] * 10


def test_nulls_and_types_survive(tmp_path: Path) -> None:
    row = dict.fromkeys(REPORTS.names) | {"report_id": "a", "source": "a.md", "format": "md"}
    rows = REPORTS.validate(pd.DataFrame([row | {"n_passages": 1, "n_words": 2, "year": 2020}, row | {
        "report_id": "b", "n_passages": 0, "n_words": 0
    }]))  # fmt: skip
    with TableWriter(tmp_path / "t.parquet", REPORTS) as out:
        out.write(rows)
    pd.testing.assert_frame_equal(TableFile(tmp_path / "t.parquet", REPORTS).read(), rows)


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotWritten), TableWriter(tmp_path / "no" / "t.parquet", ASSIGNMENTS) as out:
        out.write(frame(10))


def test_an_unknown_table_names_those_that_exist() -> None:
    with pytest.raises(InvalidTable, match=r"no table 'x'.*reports, passages"):
        table_named("x")
