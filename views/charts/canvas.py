"""What all charts have in common: data in, alt text, colours for a background, SVG and PNG out."""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import altair as alt
import pandas as pd
import vl_convert
from altair.utils import schemapi

from errors import InvalidSetting, NotEnoughData
from views.language import decimal_mark, group_mark
from views.palette import HEAT, INKS, ORANGE, Mode

AnyChart = alt.Chart | alt.LayerChart

Colour = alt.Color | alt.ColorValue
C = TypeVar("C", alt.Chart, alt.LayerChart)

MAX_MARKS = 5000
FONT = '"Source Sans", "Liberation Sans", Arial, sans-serif'
SHOWN_WIDTH = "(containerSize()[0] || 1000)"
"""Pixels that a chart has on screen, as a Vega expression; a chart in a file has room enough."""
EXPORT_WIDTH = 720
"""Plotting width of a chart that travels alone, in points; row labels stand outside it."""

_DRAWN = 128
"""Charts that are kept once drawn, some 50 kB each: a summary is often written again, in part or in another format."""

schemapi.disable_debug_mode()  # else each piece of a chart is checked as it is made; the tests check whole ones

# Vega-Lite's own type is read nowhere else: marks refer to these styles, `dressed` colours them.
LABEL, ZERO = "label", "zero-line"
PICKED = ORANGE
"""Edge of what was clicked."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart says when it travels alone: a headline, its filters and where it comes from."""

    title: str
    subtitle: str = ""
    source: str = ""


def inline(frame: pd.DataFrame, columns: Sequence[str]) -> alt.InlineData:
    """Return some columns of a frame as plain values for a chart.

    Raises
    ------
    InvalidSetting
        There are more rows than a chart can carry.
    """
    if len(frame) > MAX_MARKS:
        raise InvalidSetting(
            f"A chart of {len(frame):,} marks cannot be read; the most is {MAX_MARKS:,}.",
            "Choose fewer themes, groups or years.",
        )
    plain = frame[list(columns)].astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    # Altair copies lists and dicts at each step of a chart's making; it passes a tuple on as it is.
    return alt.InlineData(values=tuple({str(name): value for name, value in record.items()} for record in records))


def require_rows(frame: pd.DataFrame) -> None:
    """Refuse to draw an empty table.

    Raises
    ------
    NotEnoughData
        There are no rows.
    """
    if frame.empty:
        raise NotEnoughData(
            "There is nothing to draw: no report with these values passes the filters.", "Widen or remove a filter."
        )


def picked(name: str, fields: Sequence[str]) -> alt.Parameter:
    """Return a selection by click that reports `fields` under `name`."""
    return alt.selection_point(name=name, fields=list(fields), on="click", clear="dblclick", empty=False)


def finished(chart: C, alt_text: str) -> C:
    """Return `chart` with its alt text and a transparent background."""
    return chart.properties(description=alt_text, background="transparent")


def dressed(chart: AnyChart, mode: Mode = "light") -> AnyChart:
    """Return `chart` with the colours of text, grid and lines for a light or dark background."""
    return chart.properties(config=_config(mode))


def _config(mode: Mode) -> alt.Config:
    ink = INKS[mode]
    axis = {
        "labelColor": ink.text,
        "titleColor": ink.muted,
        "gridColor": ink.grid,
        "domainColor": ink.grid,
        "tickColor": ink.grid,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelLimit": alt.ExprRef(f"{SHOWN_WIDTH} < 480 ? max(90, {SHOWN_WIDTH} * 0.4) : 260"),
    }
    legend = {
        "labelColor": ink.text,
        "titleColor": ink.text,
        "labelFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 320,
    }
    return alt.Config(
        font=FONT,
        axis=axis,
        legend=legend,
        title={
            "color": ink.text,
            "subtitleColor": ink.muted,
            "fontSize": 16,
            "subtitleFontSize": 12,
            "anchor": "start",
        },
        view={"stroke": "transparent"},
        range={"heatmap": list(HEAT)},
        style={
            LABEL: {"color": ink.text, "fontSize": 12},
            ZERO: {"color": ink.zero, "strokeWidth": 1.25},
        },
    )


def on_screen(chart: AnyChart, mode: Mode = "light") -> dict[str, object]:
    """Return `chart` as a Vega-Lite specification in the colours of a background.

    Rows keep their height whatever stands above them.
    """
    spec: dict[str, object] = chart.to_dict(validate=False)
    spec["config"] = _config(mode).to_dict(validate=False)
    spec["padding"] = dict.fromkeys(("left", "top", "right", "bottom"), 5)  # Streamlit would leave more room below
    if "width" in spec:
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def start_drawing() -> None:
    """Draw a point, so that what draws is there when the first chart comes: it takes half a second to start."""
    vl_convert.vegalite_to_svg({"data": {"values": [{}]}, "mark": "point"}, allowed_base_urls=[])


def chart_svg(chart: AnyChart, caption: Caption, width: int = EXPORT_WIDTH) -> str:
    """Return `chart` as an SVG document with title, filters and source line in it."""
    return _drawn(json.dumps(_captioned(chart, caption, width)), json.dumps(numerals()))


@lru_cache(maxsize=_DRAWN)
def _drawn(spec: str, numbers: str) -> str:
    # not as text, in which the library reads some numbers a last digit off
    given: dict[str, object] = json.loads(spec)
    svg: str = vl_convert.vegalite_to_svg(given, allowed_base_urls=[], format_locale=json.loads(numbers))
    return svg


def chart_png(chart: AnyChart, caption: Caption, scale: float = 2) -> bytes:
    """Return `chart` as a PNG with title, filters and source line in it, `scale` pixels a point."""
    png: bytes = vl_convert.vegalite_to_png(
        _captioned(chart, caption, EXPORT_WIDTH), scale=scale, allowed_base_urls=[], format_locale=numerals()
    )
    return png


def numerals() -> dict[str, object]:
    """Return how Vega writes numbers, in the form of d3-format."""
    return {"decimal": decimal_mark(), "thousands": group_mark(), "grouping": [3], "currency": ["", ""]}


@lru_cache(maxsize=_DRAWN)
def svg_png(svg: str, scale: float = 2) -> bytes:
    """Return a chart that `chart_svg` drew as a PNG, `scale` pixels a point."""
    png: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return png


def _captioned(chart: AnyChart, caption: Caption, width: int) -> dict[str, object]:
    inner = chart.copy(deep=False)
    for name in ("description", "background", "config"):
        setattr(inner, name, alt.Undefined)
    if getattr(inner, "width", alt.Undefined) == "container":
        inner.width = width
    source = alt.TitleParams(
        textwrap.wrap(caption.source, 125),
        orient="bottom",
        anchor="start",
        fontSize=10,
        fontWeight="normal",
        offset=14,
        color="#5b6270",
    )
    title = alt.TitleParams(
        textwrap.wrap(caption.title, 82),
        subtitle=textwrap.wrap(caption.subtitle, 110),
        anchor="start",
        offset=12,
        frame="bounds",
    )
    whole = alt.vconcat(inner.properties(title=source), title=title, background="white", padding=16)
    return whole.properties(config=_config("light")).to_dict(validate=False)
