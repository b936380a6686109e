"""One chart as a slide of 16 to 9: its headline, the chart, its filters and where it comes from."""

import re
import textwrap
from collections.abc import Sequence

import altair as alt
import vl_convert

from views.charts.canvas import FONT, AnyChart, Caption, dressed, numerals
from views.escape import safe_html
from views.palette import INKS

WIDTH, HEIGHT = 1280, 720
_MARGIN = 56
_HEADLINE, _SUBTITLE, _SOURCE = 32, 18, 14
_WRAPPED = {_HEADLINE: 66, _SUBTITLE: 125, _SOURCE: 160}
"""Letters of a line in each size, so that it keeps within the margins."""
_NARROW, _WIDE = 480, 800
_SIZE = re.compile(r'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


def slide_svg(chart: AnyChart, caption: Caption) -> str:
    """Return a chart as an SVG of 1280 by 720 with its headline, filters and source line."""
    ink = INKS["light"]
    headline, top = _lines(caption.title, _HEADLINE, _MARGIN + _HEADLINE, ink.text, "bold")
    subtitle, top = _lines(caption.subtitle, _SUBTITLE, top + 2, ink.muted)
    source, _ = _lines(caption.source, _SOURCE, HEIGHT - 34, ink.muted)
    room = HEIGHT - 70 - top
    drawn, width, height = _drawn(chart, (WIDTH - 2 * _MARGIN) / room)
    scale = min((WIDTH - 2 * _MARGIN) / width, room / height)
    left = _MARGIN + (WIDTH - 2 * _MARGIN - scale * width) / 2
    placed = f'<g transform="translate({left:.2f} {top:.2f}) scale({scale:.4f})">{drawn}</g>'
    label = safe_html(f"{caption.title} {chart.description}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{headline}{subtitle}{placed}{source}</svg>\n'
    )


def slide_png(chart: AnyChart, caption: Caption) -> bytes:
    """Return `slide_svg` as a PNG of 1920 by 1080 pixels."""
    png: bytes = vl_convert.svg_to_png(slide_svg(chart, caption), scale=1920 / WIDTH)
    return png


def _drawn(chart: AnyChart, shape: float) -> tuple[str, float, float]:
    """Return a chart as SVG with its size, narrow enough to be read on a slide; `shape` is width over height."""
    svg, width, height = _sized(chart, _NARROW)
    return _sized(chart, _NARROW + shape * height - width) if shape * height > width else (svg, width, height)


def _sized(chart: AnyChart, plotted: float) -> tuple[str, float, float]:
    inner = chart.copy(deep=False)
    if getattr(inner, "width", alt.Undefined) == "container":
        inner.width = min(round(plotted), _WIDE)
    svg: str = vl_convert.vegalite_to_svg(
        dressed(inner).to_dict(validate=False), allowed_base_urls=[], format_locale=numerals()
    )
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("A chart came without its size.")
    return svg, float(found[1]), float(found[2])


def _lines(text: str, size: int, top: float, colour: str, weight: str = "normal") -> tuple[str, float]:
    """Return a text in lines as SVG, and where the next one may begin."""
    rows: Sequence[str] = textwrap.wrap(text, _WRAPPED[size])
    font = safe_html(FONT)
    drawn = (
        f'<text x="{_MARGIN}" y="{top + at * size * 1.25:.1f}" font-family="{font}" font-size="{size}" '
        f'font-weight="{weight}" fill="{colour}">{safe_html(row)}</text>'
        for at, row in enumerate(rows)
    )
    return "".join(drawn), top + len(rows) * size * 1.25
