"""A summary's one chart for a slide: the groups compared, how themes changed, or one theme over the years."""

from errors import NotEnoughData
from views import wording
from views.brief.outline import section_headline, source_line, span
from views.brief.summary import Summary
from views.charts import dots, trend
from views.charts.canvas import AnyChart, Caption
from views.charts.slide import slide_png, slide_svg
from views.comparison import comparison_sentence

_MOST_ROWS = 12


def slide(summary: Summary, format: str) -> bytes:
    """Return a summary's chart with its headline and source as a slide of 16 to 9, "png" or "svg".

    Raises
    ------
    NotEnoughData
        There is nothing to draw.
    """
    chart, headline = _chart(summary)
    caption = Caption(headline, wording.filter_line(summary.selection), source_line(summary))
    if format == "png":
        return slide_png(chart, caption)
    return slide_svg(chart, caption).encode("utf-8")


def _chart(summary: Summary) -> tuple[AnyChart, str]:
    compared = summary.comparison
    if compared is not None and not compared.contrasts.empty:
        sides = (wording.in_sentence(group, compared.facet) for group in (compared.group_a, compared.group_b))
        rows = compared.contrasts.sort_values("difference", key=abs, ascending=False).head(_MOST_ROWS)
        chart = dots.differences(rows, summary.labels, measure=summary.measure)
        return chart, comparison_sentence(compared.contrasts, *sides)
    if len(summary.sections) > 1:
        known = summary.changes[summary.changes["slope_per_year"].notna()]
        rows = known.sort_values(["q_value", "theme_id"], na_position="last").head(_MOST_ROWS)
        return dots.changes(rows, summary.labels), wording.overview_sentence(summary.changes, span(summary))
    section = summary.sections[0]
    if section.trend.empty:
        raise NotEnoughData("No report of this selection has a year.", "Choose .html or another format.")
    chart = trend.trend(section.trend, label=section.theme.label, measure=summary.measure, weighting=summary.weighting)
    return chart, section_headline(summary, section)
