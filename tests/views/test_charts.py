import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from errors import InvalidSetting, NotEnoughData
from schema import RISING
from views import explanation
from views.charts import canvas, dots, heat, parts, together, trend
from views.charts.canvas import Caption
from views.palette import VERDICT_MARKS

CAPTION = Caption("Legacy IT rose", "Country: GB", "Source: thirty reports")


def marks(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "mark" in node:
            yield node
        for child in node.values():
            yield from marks(child)
    elif isinstance(node, list):
        for child in node:
            yield from marks(child)


def has_interval(spec: object) -> bool:
    return any(
        {"conf_low", "conf_high"} <= set(re.findall(r"conf_\w+", json.dumps(mark.get("encoding", {}))))
        for mark in marks(spec)
    )


def data_of(chart: canvas.AnyChart) -> list[dict[str, Any]]:
    spec = chart.to_dict()
    rows: list[dict[str, Any]] = spec["datasets"][spec["data"]["name"]]
    return rows


@pytest.fixture(scope="module")
def drawn(
    trends: pd.DataFrame,
    prevalence: pd.DataFrame,
    by_country: pd.DataFrame,
    changes: pd.DataFrame,
    contrasts: pd.DataFrame,
    labels: dict[str, str],
    groups: dict[str, str],
    composition: pd.DataFrame,
    cooccurrence: pd.DataFrame,
    terms: pd.DataFrame,
    similarity: pd.DataFrame,
) -> dict[str, canvas.AnyChart]:
    legacy = by_country[by_country["theme_id"] == "legacy-it"]
    return {
        "trend": trend.trend(trends, label="Legacy IT", select="picked"),
        "ranked": dots.ranked(prevalence, labels, groups, select="picked"),
        "courses": dots.ranked(prevalence, labels, groups, select="picked", courses=(trends, changes)),
        "facet": dots.by_facet(legacy, "country", label="Legacy IT", select="picked"),
        "changes": dots.changes(changes, labels, select="picked"),
        "differences": dots.differences(contrasts, labels, select="picked"),
        "parts": parts.composition(composition, label="Legacy IT"),
        "matrix": together.matrix(cooccurrence, labels, groups, select="picked"),
        "companions": together.companions(cooccurrence, "legacy-it", labels, select="picked"),
        "terms": together.terms(terms, "GB", "NL"),
        "likeness": dots.likeness(similarity, select="picked"),
        "heat": heat.theme_by_group(by_country, "country", labels, select="picked"),
    }


NAMES = [
    "trend",
    "ranked",
    "courses",
    "facet",
    "changes",
    "differences",
    "parts",
    "matrix",
    "companions",
    "terms",
    "likeness",
    "heat",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_its_message_and_can_be_drawn(drawn: dict[str, canvas.AnyChart], name: str) -> None:
    spec = drawn[name].to_dict()
    assert len(spec["description"]) > 15
    svg = canvas.chart_svg(drawn[name], CAPTION)
    for words in (CAPTION.title, CAPTION.subtitle, CAPTION.source):
        assert words in svg
    assert canvas.chart_svg(drawn[name], CAPTION) == svg


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("heat", "matrix")])
def test_every_chart_draws_its_interval(drawn: dict[str, canvas.AnyChart], name: str) -> None:
    assert has_interval(drawn[name].to_dict())


def test_the_heat_map_tells_its_interval_and_reports_on_hover(drawn: dict[str, canvas.AnyChart]) -> None:
    spec = drawn["heat"].to_dict()
    assert "7.0–14.0" in json.dumps(spec, ensure_ascii=False)
    tooltip = json.dumps(spec["layer"][0]["encoding"]["tooltip"])
    assert "shown" in tooltip
    assert "n_reports" in tooltip
    assert '"labelAngle": {"expr": "width < ' in json.dumps(spec)  # names slant where columns are narrower than they


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("trend", ["year", "series"]),
        ("ranked", ["key"]),
        ("facet", ["key"]),
        ("changes", ["key"]),
        ("differences", ["key"]),
        ("matrix", ["key_a", "key_b"]),
        ("companions", ["key"]),
        ("likeness", ["key"]),
        ("heat", ["theme_id", "key"]),
    ],
)
def test_a_click_tells_what_was_clicked(drawn: dict[str, canvas.AnyChart], name: str, fields: list[str]) -> None:
    params = drawn[name].to_dict()["params"]
    assert [param["name"] for param in params] == ["picked"]
    assert params[0]["select"]["fields"] == fields


def test_the_map_of_pairs_tells_intervals_on_hover_and_shows_each_pair_from_both_sides(
    drawn: dict[str, canvas.AnyChart],
) -> None:
    chart = drawn["matrix"].to_dict()
    rows = data_of(drawn["matrix"])
    assert {(row["key_a"], row["key_b"]) for row in rows if row["shown"] == "4.2 (2.1 to 8.0)"} == {
        ("legacy-it", "cyber-security"),
        ("cyber-security", "legacy-it"),
    }
    untold = [row["size"] for row in rows if row["kind"] == "not told from chance"]
    assert max(untold) < min(row["size"] for row in rows if row["kind"] != "not told from chance")
    assert "Cyber security with Legacy IT, 4.2 (2.1 to 8.0)" in chart["description"]


def test_terms_of_group_a_come_first(drawn: dict[str, canvas.AnyChart]) -> None:
    encoding = drawn["terms"].to_dict()["layer"][1]["encoding"]
    assert encoding["y"]["sort"] == ["ledger", "polder", "dike"]
    assert encoding["color"]["scale"]["domain"] == ["more in GB", "more in NL"]


def test_years_without_reports_leave_a_gap(drawn: dict[str, canvas.AnyChart]) -> None:
    values = data_of(drawn["trend"])
    assert [(row["year"], row["estimate"] is None) for row in values] == [
        (2019, False), (2020, False), (2021, True), (2022, False), (2023, False),
    ]  # fmt: skip


def test_rows_are_ranked_by_their_number(drawn: dict[str, canvas.AnyChart]) -> None:
    encoding = drawn["ranked"].to_dict()["layer"][0]["encoding"]
    assert encoding["y"]["sort"] == ["Cyber security", "Legacy IT", "Data ethics"]


def test_small_trends_leave_out_thin_years_and_are_coloured_by_the_verdict(
    prevalence: pd.DataFrame,
    labels: dict[str, str],
    groups: dict[str, str],
    trends: pd.DataFrame,
    changes: pd.DataFrame,
) -> None:
    thin = trends.assign(n_reports=[2, *trends["n_reports"].iloc[1:]])
    spec = dots.ranked(prevalence, labels, groups, courses=(thin, changes)).to_dict()
    rows = next(rows for rows in spec["datasets"].values() if "ink" in rows[0])
    assert {row["year"] for row in rows} == set(thin["year"].iloc[1:])
    assert {row["ink"] for row in rows if row["row"] == "Legacy IT"} == {VERDICT_MARKS[RISING].colour}
    assert min(row["at"] for row in rows) > prevalence["conf_high"].max()


def test_years_of_few_reports_are_pale_and_do_not_stretch_the_scale(trends: pd.DataFrame) -> None:
    wide = trends.assign(n_reports=[2, *trends["n_reports"].iloc[1:]], conf_high=[0.9, *trends["conf_high"].iloc[1:]])
    spec = trend.trend(wide, label="Legacy IT").to_dict()
    top = spec["encoding"]["y"]["scale"]["domain"][1]
    assert top < 0.2
    rows = spec["datasets"][spec["data"]["name"]]
    assert [row["thin"] for row in rows if row["estimate"] is not None] == [True] + [False] * (len(wide) - 1)
    assert max(row["conf_high"] for row in rows if row["conf_high"]) <= top
    assert "–90.0" in rows[0]["shown"]
    assert explanation.thin_years_sentence(wide).startswith("Pale: 2019 with fewer than 3 reports")


def test_groups_of_few_reports_are_left_to_the_table(by_country: pd.DataFrame) -> None:
    legacy = by_country[by_country["theme_id"] == "legacy-it"]
    few = legacy.assign(n_reports=[2, *legacy["n_reports"].iloc[1:]])
    assert list(dots.drawn_groups(few, "country").index) == list(few.index[1:])
    assert len(dots.drawn_groups(legacy.assign(n_reports=1), "country")) == len(legacy)


def test_differences_have_a_line_at_zero_and_a_shape_for_each_verdict(drawn: dict[str, canvas.AnyChart]) -> None:
    spec = drawn["differences"].to_dict()
    assert spec["layer"][0]["mark"] == {"type": "rule", "style": canvas.ZERO}
    shapes = next(mark for mark in marks(spec) if "shape" in mark["encoding"])["encoding"]["shape"]["scale"]
    assert shapes["domain"] == [
        "▶ higher in the United Kingdom",
        "◀ higher in the Netherlands",
        "● no detectable difference",
    ]
    assert shapes["range"] == ["triangle-right", "triangle-left", "circle"]


def test_alt_texts_state_the_message(drawn: dict[str, canvas.AnyChart]) -> None:
    said = {name: chart.to_dict()["description"].replace("\u00a0", " ") for name, chart in drawn.items()}
    assert said["trend"] == (
        "Line chart of the share of Legacy IT by year with intervals: 4.1 % (2.0–7.1 %) in 2019, "
        "12.4 % (9.8–15.6 %) in 2023; highest estimate 12.4 % (9.8–15.6 %) in 2023."
    )
    assert "rising: Legacy IT; falling: Data ethics" in said["changes"]
    assert "in the United Kingdom: Legacy IT; higher in the Netherlands: Cyber security" in said["differences"]
    assert "United Kingdom: Legacy IT 10.0 % (7.0–14.0 %)" in said["heat"]


def test_dark_and_light_differ_in_ink_only(drawn: dict[str, canvas.AnyChart]) -> None:
    light, dark = (canvas.dressed(drawn["ranked"], mode).to_dict() for mode in ("light", "dark"))
    assert light["config"]["axis"]["labelColor"] != dark["config"]["axis"]["labelColor"]
    del light["config"], dark["config"]
    assert light == dark


def test_png_is_as_sharp_as_asked(drawn: dict[str, canvas.AnyChart]) -> None:
    sizes = [Image.open(BytesIO(canvas.chart_png(drawn["trend"], CAPTION, scale=scale))).size for scale in (1, 2)]
    assert sizes[0][0] > 700
    assert sizes[1][0] == pytest.approx(2 * sizes[0][0], abs=2)


def test_a_chart_of_too_many_marks_is_refused(by_country: pd.DataFrame, labels: dict[str, str]) -> None:
    many = pd.concat([by_country] * 1000, ignore_index=True)
    with pytest.raises(InvalidSetting, match="6,000 marks"):
        heat.theme_by_group(many, "country", labels)


def test_an_empty_table_is_a_plain_sentence(
    trends: pd.DataFrame,
    prevalence: pd.DataFrame,
    by_country: pd.DataFrame,
    changes: pd.DataFrame,
    contrasts: pd.DataFrame,
    composition: pd.DataFrame,
    cooccurrence: pd.DataFrame,
    terms: pd.DataFrame,
    labels: dict[str, str],
    groups: dict[str, str],
) -> None:
    drawings: list[Callable[[], object]] = [
        lambda: trend.trend(trends.iloc[:0], label="x"),
        lambda: dots.ranked(prevalence.iloc[:0], labels, groups),
        lambda: dots.by_facet(by_country.iloc[:0], "country", label="x"),
        lambda: dots.changes(changes.iloc[:0], labels),
        lambda: dots.differences(contrasts.iloc[:0], labels),
        lambda: heat.theme_by_group(by_country.iloc[:0], "country", labels),
        lambda: parts.composition(composition.iloc[:0], label="x"),
        lambda: together.matrix(cooccurrence.iloc[:0], labels, groups),
        lambda: together.companions(cooccurrence.iloc[:0], "legacy-it", labels),
        lambda: together.terms(terms.iloc[:0], "GB", "NL"),
    ]
    for draw in drawings:
        with pytest.raises(NotEnoughData, match="nothing to draw"):
            draw()


def test_hostile_names_stay_text(by_country: pd.DataFrame) -> None:
    nasty = by_country[by_country["theme_id"] == "legacy-it"].assign(
        country=["<script>alert(1)</script>", "a \\ \" ' b | c", "${x}"]
    )
    svg = canvas.chart_svg(dots.by_facet(nasty, "country", label="<img src=x>"), Caption("<b>t</b>"))
    assert "<script" not in svg
    assert "<b>" not in svg
    assert "<img" not in svg
