"""Each table that travels, in order of travel: its grain, its key and its columns."""

from collections.abc import Mapping

from schema.columns import Column, Table
from schema.words import CONTRAST_VERDICTS, VERDICTS


def _text(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "text", meaning, nullable)


def _integer(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "integer", meaning, nullable)


def _number(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "number", meaning, nullable)


REPORTS = Table(
    "reports",
    "one report",
    ("report_id",),
    (
        _text("report_id", "identifier, the same for the same source"),
        _text("source", "path relative to the SOURCE given"),
        _text("title", "title", nullable=True),
        _text("publisher", "who published it", nullable=True),
        _integer("year", "year of publication", nullable=True),
        _text("date", "date of publication, as precise as known: 2021, 2021-06 or 2021-06-15", nullable=True),
        _text("country", "ISO 3166 two-letter code, or the name as given", nullable=True),
        _text("sector", "part of the public sector", nullable=True),
        _text("language", "ISO 639-1 code", nullable=True),
        _text("format", "pdf, docx, pptx, html, md, txt, csv, jsonl"),
        _integer("n_pages", "pages or slides; null where the format has none", nullable=True),
        _integer("n_passages", "passages that count towards shares"),
        _integer("n_words", "words in those passages"),
        _text("url", "address given for the report", nullable=True),
        _number("quality", "text quality in [0, 1]", nullable=True),
        _text("duplicate_of", "report_id of the report that this one repeats", nullable=True),
    ),
)
PASSAGES = Table(
    "passages",
    "one passage",
    ("passage_id",),
    (
        _text("passage_id", "report_id and position"),
        _text("report_id", "its report"),
        _integer("position", "order within the report, from 1"),
        _integer("page", "1-based page index or slide number", nullable=True),
        _text("heading", "heading path"),
        _text("text", "the passage as it stands in the report"),
        _integer("n_words", "words"),
        _integer("start", "offset of the first character in the report's text"),
        _integer("end", "offset behind the last character"),
        _integer("page_end", "page on which it ends", nullable=True),
        _text("page_label", "printed page label", nullable=True),
        _text("kind", "body, list, table, caption, footnote, contents, references, boilerplate"),
        Column("counted", "flag", "whether it enters shares"),
        Column("repeated", "flag", "whether the same publisher's earlier report already had it"),
        _text("duplicate_of", "passage_id of the passage that this one repeats", nullable=True),
    ),
)
ASSIGNMENTS = Table(
    "assignments",
    "one passage and one theme; scores under 0.05 are left out",
    ("passage_id", "theme_id"),
    (
        _text("passage_id", "the passage"),
        _text("report_id", "its report"),
        _text("theme_id", "the theme"),
        _number("score", "probability in [0, 1] that the passage speaks of the theme"),
        Column("assigned", "flag", "the decision"),
        _text("evidence", "the phrases that spoke for it, joined by '; '"),
        _text(
            "seed_places",
            "where seeds of the theme stand in the text of the passage: first character and the one after the last",
            nullable=True,
        ),
        _text("nearest_seed", "the seed nearest in meaning, where none stands in an assigned passage", nullable=True),
    ),
)
REPORT_THEMES = Table(
    "report_themes",
    "one report and one theme, all pairs; the sufficient statistic of every claim",
    ("report_id", "theme_id"),
    (
        _text("report_id", "the report"),
        _text("source", "its source"),
        _text("theme_id", "the theme"),
        _integer("n_passages", "counted passages of the report"),
        _integer("n_assigned", "of these, assigned to the theme"),
        _number("share", "n_assigned / n_passages; null without passages", nullable=True),
        _number("score", "how much the report as a whole is about the theme, for ranking"),
        _integer("n_passages_new", "counted passages that are not repeated"),
        _integer("n_assigned_new", "of these, assigned to the theme"),
        _text("kind", "language and number of the kind of report that it is compared with", nullable=True),
    ),
)
_INTERVAL = (
    _number("conf_low", "lower end of the interval", nullable=True),
    _number("conf_high", "upper end of the interval", nullable=True),
)
_COUNTS = (_integer("n_reports", "reports behind it"), _integer("n_passages", "passages behind it"))
TRENDS = Table(
    "trends",
    "one theme and year (and group of the --by facet)",
    ("theme_id", "year"),
    (
        _text("theme_id", "the theme"),
        _integer("year", "the year"),
        _number("estimate", "share or reach", nullable=True),
        *_INTERVAL,
        _number("conf_level", "confidence level"),
        *_COUNTS,
        _text("method", "how the interval was computed"),
    ),
)
PREVALENCE = Table(
    "prevalence",
    "one theme (and group of the --by facet), all years together",
    ("theme_id",),
    tuple(column for column in TRENDS.columns if column.name != "year"),
)
CHANGES = Table(
    "changes",
    "one theme (and group of the --by facet)",
    ("theme_id",),
    (
        _text("theme_id", "the theme"),
        _number("slope_per_year", "change of the share or reach per year", nullable=True),
        *_INTERVAL,
        _number("p_value", "two-sided, against no slope", nullable=True),
        _number("q_value", "p_value corrected for all rows shown together", nullable=True),
        _text("verdict", ", ".join(VERDICTS)),
        _number("conf_level", "confidence level"),
        *_COUNTS,
        _text("method", "how slope and interval were computed"),
    ),
)
CONTRASTS = Table(
    "contrasts",
    "one theme and two groups of a facet",
    ("theme_id", "facet", "group_a", "group_b"),
    (
        _text("theme_id", "the theme"),
        _text("group_a", "value of the facet"),
        _text("group_b", "value of the facet"),
        _number("estimate_a", "share or reach in group A", nullable=True),
        _number("estimate_b", "share or reach in group B", nullable=True),
        _number("difference", "estimate_a - estimate_b", nullable=True),
        *_INTERVAL,
        _number("p_value", "two-sided, against no difference", nullable=True),
        _number("q_value", "p_value corrected for all rows shown together", nullable=True),
        _text("verdict", ", ".join(CONTRAST_VERDICTS)),
        _text("facet", "the facet that the groups are values of"),
        _number("conf_level", "confidence level"),
        _integer("n_reports_a", "reports in group A"),
        _integer("n_reports_b", "reports in group B"),
        _integer("n_passages_a", "passages in group A"),
        _integer("n_passages_b", "passages in group B"),
        _number("conf_low_a", "interval of group A", nullable=True),
        _number("conf_high_a", "interval of group A", nullable=True),
        _number("conf_low_b", "interval of group B", nullable=True),
        _number("conf_high_b", "interval of group B", nullable=True),
        _text("method", "how difference and interval were computed"),
    ),
)
_DIFFERENCE = (*_INTERVAL, _number("conf_level", "confidence level"))
COMPOSITION = Table(
    "composition",
    "one theme and one part of its change between two periods; the parts sum to the total",
    ("theme_id", "part"),
    (
        _text("theme_id", "the theme"),
        _text("part", "total, within, mix, came or went"),
        _number("estimate", "points of share or reach"),
        *_DIFFERENCE,
        _text("facet", "the facet whose values are the parts of the mix"),
        _text("period_a", "earlier years"),
        _text("period_b", "later years"),
        _integer("n_matched", "values of the facet with reports in both periods"),
        _text("method", "how the interval was computed"),
    ),
)
RANKS = Table(
    "ranks",
    "one theme (and group of the --by facet)",
    ("theme_id",),
    (
        _text("theme_id", "the theme"),
        _integer("rank", "1 for the largest estimate; equal estimates share the better rank"),
        _integer("rank_low", "best rank that the evidence admits"),
        _integer("rank_high", "worst rank that the evidence admits"),
        _number("estimate", "share or reach"),
        *_INTERVAL,
        _number("conf_level", "confidence level of each rank"),
        _text("method", "how the ranks were bounded"),
    ),
)
BREAKS = Table(
    "breaks",
    "one theme whose level plainly changed from one year to the next",
    ("theme_id",),
    (
        _text("theme_id", "the theme"),
        _integer("year", "first year of the new level"),
        _number("step", "new level less old level"),
        *_DIFFERENCE,
        _number("p_value", "two-sided, corrected for the years tried"),
        _number("q_value", "corrected for all themes, shown or not"),
        _text("method", "how the step was found"),
    ),
)
COOCCURRENCE = Table(
    "cooccurrence",
    "two themes",
    ("theme_a", "theme_b"),
    (
        _text("theme_a", "one theme"),
        _text("theme_b", "the other theme"),
        _integer("n_together", "passages assigned to both"),
        _number("odds_ratio", "odds of A in passages with B over the odds without B, within reports", nullable=True),
        *_DIFFERENCE,
        _number("q_value", "corrected for all pairs", nullable=True),
        _text("method", "how the interval was computed"),
    ),
)
SIMILARITY = Table(
    "similarity",
    "two groups of a facet",
    ("facet", "group_a", "group_b"),
    (
        _text("facet", "the facet that the groups are values of"),
        _text("group_a", "value of the facet"),
        _text("group_b", "value of the facet"),
        _number("similarity", "cosine of the two theme profiles: 1 for the same priorities"),
        _number("conf_low", "lower end of the interval", nullable=True),
        _number("conf_high", "upper end of the interval", nullable=True),
        _number("conf_level", "confidence level"),
        _integer("n_reports_a", "reports in group A"),
        _integer("n_reports_b", "reports in group B"),
        _text("method", "how the interval was computed"),
    ),
)
PROBLEMS = Table(
    "problems",
    "one thing that could not be read or done",
    (),
    (
        _text("source", "the input"),
        _text("stage", "where it happened"),
        _text("reason", "what is wrong"),
        _text("remedy", "what to do"),
    ),
)
METADATA = Table(
    "metadata",
    "one metadata value of one report",
    ("report_id", "field"),
    (
        _text("report_id", "the report"),
        _text("field", "title, publisher, year, date, country, sector, language, url"),
        _text("value", "the value"),
        _text("found_in", "where it was found"),
        _text("confidence", "certain, likely, weak"),
        _text("precision", "of a date: day, month, year", nullable=True),
    ),
)
DOCUMENTS = Table(
    "documents",
    "one report's whole text",
    ("report_id",),
    (
        _text("report_id", "the report"),
        _text("text", "the text into which passage offsets point"),
        _text("location", "path of the file it was read from, on the machine that built it"),
        _text("member", "member of an archive; null for a plain file", nullable=True),
        _text("digest", "SHA-256 of the file's bytes, its name and what metadata.csv says of it"),
    ),
)
BOXES = Table(
    "boxes",
    "one rectangle of one passage on one page",
    (),
    (
        _text("passage_id", "the passage"),
        _integer("page", "1-based page index"),
        _number("left", "fraction of the page's width"),
        _number("top", "fraction of the page's height, from the top"),
        _number("right", "fraction of the page's width"),
        _number("bottom", "fraction of the page's height, from the top"),
    ),
)
REMOVED = Table(
    "removed",
    "one piece of furniture taken out of a report's text",
    (),
    (
        _text("report_id", "the report"),
        _integer("page", "1-based page index", nullable=True),
        _text("reason", "running head, page number, shortcode, …"),
        _text("text", "what was removed"),
    ),
)
DUPLICATES = Table(
    "duplicates",
    "one report or passage and the earlier one that it repeats",
    ("unit", "id"),
    (
        _text("unit", "report or passage"),
        _text("id", "report_id or passage_id"),
        _text("duplicate_of", "report_id or passage_id of the earlier one"),
        _number("score", "likeness in (0, 1]; 1 for the same words"),
    ),
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        REPORTS,
        PASSAGES,
        ASSIGNMENTS,
        REPORT_THEMES,
        TRENDS,
        PREVALENCE,
        CHANGES,
        CONTRASTS,
        COMPOSITION,
        RANKS,
        BREAKS,
        COOCCURRENCE,
        SIMILARITY,
        PROBLEMS,
        METADATA,
        DOCUMENTS,
        BOXES,
        REMOVED,
        DUPLICATES,
    )
}
