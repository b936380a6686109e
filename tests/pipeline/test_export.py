"""Every table in every format, reopened by another library."""

import io
import json

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pandas as pd
import pytest

from errors import InvalidSetting
from pipeline.export import FORMATS, export_bytes, export_table
from pipeline.results import Results
from schema import TABLES, Facet, Measure, Selection, Weighting

NARROW = Selection(year=(2019, 2020), country=("GB",))


def reopened(content: bytes, format: str) -> pd.DataFrame:
    if format == "csv":
        return pd.read_csv(io.BytesIO(content))
    if format == "parquet":
        return pd.read_parquet(io.BytesIO(content))
    if format == "json":
        return pd.DataFrame(json.loads(content))
    header, *rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values
    return pd.DataFrame(rows, columns=list(header))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_in_every_format(results: Results, table: str, format: str) -> None:
    frame = export_table(results, table, NARROW)
    found = reopened(export_bytes(results, table, format, NARROW), format)
    assert len(found) == len(frame)
    if len(frame):
        assert list(found.columns) == list(frame.columns)
        key = list(TABLES[table].key)
        assert not (key and found.duplicated(key).any())


def test_rows_are_those_selected(results: Results) -> None:
    reports = export_table(results, "reports", NARROW)
    assert set(reports["year"]) <= {2019, 2020}
    assert set(reports["country"]) == {"GB"}
    passages = export_table(results, "passages", NARROW)
    assert set(passages["report_id"]) == set(reports["report_id"])
    assert len(export_table(results, "reports", Selection())) == 65
    assert export_table(results, "reports", Selection(country=("XX",))).empty


@pytest.mark.parametrize("by", ["year", "country", "sector", "publisher", "language"])
def test_claims_by_a_facet(results: Results, by: Facet) -> None:
    found = export_table(results, "prevalence", Selection(), by)
    values = results.reports[by].dropna().unique()
    assert set(found[by].dropna()) == set(values)
    assert len(found) == len(values) * len(results.themes.ids)


def test_how_alike_groups_are_is_a_table_by_any_facet(results: Results) -> None:
    found = export_table(results, "similarity", Selection(), "sector")
    assert len(set(found["group_a"]) | set(found["group_b"])) == 5
    assert ((found["conf_low"] <= found["similarity"]) & (found["similarity"] <= found["conf_high"])).all()
    both = export_table(results, "similarity", Selection())
    assert set(both["facet"]) == {"country", "sector"}
    again = both[both["facet"] == "sector"].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, found)


def test_measure_and_weighting_make_other_numbers(results: Results) -> None:
    asked: tuple[tuple[Measure, Weighting], ...] = (("share", "report"), ("reach", "report"), ("share", "passage"))
    share, reach, passage = (
        export_table(results, "prevalence", Selection(), None, measure, weighting).set_index("theme_id")["estimate"]
        for measure, weighting in asked
    )
    counts = results.report_themes.groupby("theme_id")[["n_assigned", "n_passages"]].sum()
    pd.testing.assert_series_equal(
        passage.astype(float), (counts["n_assigned"] / counts["n_passages"])[passage.index].astype(float),
        check_names=False,
    )  # fmt: skip
    reached = (results.report_themes.set_index("theme_id")["n_assigned"] > 0).groupby("theme_id").mean()
    pd.testing.assert_series_equal(reach.astype(float), reached[reach.index].astype(float), check_names=False)
    mean = results.report_themes.groupby("theme_id")["share"].mean()
    pd.testing.assert_series_equal(share.astype(float), mean[share.index].astype(float), check_names=False)


def test_what_does_not_exist_is_refused(results: Results) -> None:
    with pytest.raises(InvalidSetting, match="no table 'sums'"):
        export_table(results, "sums", Selection())
    with pytest.raises(InvalidSetting, match="reports is not made by group"):
        export_table(results, "reports", Selection(), "year")
    with pytest.raises(InvalidSetting, match="composition is over years already"):
        export_table(results, "composition", Selection(), "year")
    with pytest.raises(InvalidSetting, match="odt"):
        export_bytes(results, "reports", "odt", Selection())
