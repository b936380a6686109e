"""The passages behind a number, and the page each stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from corpus import search
from errors import InvalidSetting, UnreadableFile
from pipeline.executor import Limits, call
from pipeline.results import Results
from schema import ASSIGNMENTS, Box, Selection
from stats.panel import select_reports

_ABOUT = ("title", "publisher", "year", "country", "sector", "language", "source", "format")
_SPOKE = ("score", "evidence", "nearest_seed")
_DRAWING = Limits(seconds=30, what="Drawing this page")


@dataclass(frozen=True, slots=True, eq=False)
class PassagePage:
    """One page of passages: the rows shown, how many there are in all, and a word on the query."""

    frame: pd.DataFrame
    total: int
    notice: str = ""


def passages(  # noqa: PLR0913 - one argument for each thing that narrows what is shown
    results: Results,
    selection: Selection,
    theme_ids: Sequence[str] = (),
    report_ids: Sequence[str] = (),
    query: str = "",
    limit: int = 20,
    offset: int = 0,
    spoke: str = "",
) -> PassagePage:
    """Counted passages of a selection: those of themes by score, of a query by relevance, else in order.

    With several themes, passages assigned to all of them; with `spoke`, those in which that phrase
    spoke for the first theme. `total` is the number that the
    report × theme counts give for the same selection.

    Raises
    ------
    InvalidSetting
        A theme or report does not exist.
    """
    _check(results, theme_ids, report_ids)
    admitted = _reports(results, selection, report_ids)
    if not admitted:
        return PassagePage(_rows(results, [], theme_ids), 0)
    if query.strip() or selection.phrase:
        return _searched(results, selection, theme_ids, admitted, query, (limit, offset), spoke)
    if theme_ids:
        ids = _of_themes(results, selection, theme_ids, admitted)
        ids = _spoken(results, theme_ids[0], ids, spoke) if spoke else ids
    else:
        ids = _countable(results, selection, None, admitted)
    return PassagePage(_rows(results, ids[offset : offset + limit], theme_ids), len(ids))


def passage(results: Results, passage_id: str) -> pd.DataFrame:
    """One passage as one row; `themes` lists (theme_id, score, evidence) of its assignments, best first.

    Raises
    ------
    InvalidSetting
        There is no such passage.
    """
    row = _rows(results, [passage_id], ())
    if row.empty:
        raise InvalidSetting(f"There is no passage {passage_id!r} in this workspace.", "Search for it again.")
    found = results.workspace.assignments(passage_ids=[passage_id]).sort_values("score", ascending=False)
    themes = list(zip(found["theme_id"], found["score"].astype(float), found["evidence"], strict=True))
    return row.assign(themes=pd.Series([themes], dtype=object))


def report_passages(results: Results, report_id: str) -> pd.DataFrame:
    """All passages of a report in reading order, counted or not.

    Raises
    ------
    InvalidSetting
        There is no such report.
    """
    _check(results, (), [report_id])
    frame = results.workspace.passages(report_ids=[report_id]).sort_values("position")
    return _described(results, frame)


def named_page(results: Results, passage_ids: Sequence[str], limit: int, offset: int) -> PassagePage:
    """One page of passages by id."""
    return PassagePage(_rows(results, passage_ids[offset : offset + limit], ()), len(passage_ids))


def reports_where_spoke(results: Results, selection: Selection, theme_id: str, phrase: str) -> list[str]:
    """Reports with a passage in which a phrase spoke for a theme, as `theme_phrases` counts them.

    Raises
    ------
    InvalidSetting
        There is no such theme.
    """
    _check(results, [theme_id], ())
    found = _counted_for(results, theme_id, selection)
    spoken = [phrase.lower() in str(evidence).lower().split("; ") for evidence in found["evidence"]]
    return sorted(set(found.loc[spoken, "report_id"]))


def passages_named(results: Results, passage_ids: Sequence[str]) -> pd.DataFrame:
    """Passages by id, in that order, with their reports' metadata."""
    return _described(results, results.workspace.passages(ids=list(passage_ids)))


def page_image(results: Results, passage_id: str, page: int | None = None, width: int = 900) -> bytes:
    """PNG of the page that a passage begins on, or of another page of its report, the passage marked.

    Drawn in a child process, with limits.

    Raises
    ------
    InvalidSetting
        There is no such passage or page.
    UnreadableFile
        The original is gone, has changed, or cannot be drawn.
    """
    from corpus.pages import render_page  # with PDFium, which a summary has no need of

    row = passage(results, passage_id).iloc[0]
    if not row["has_page_image"]:
        raise UnreadableFile("This report has no pages to show.", "Read the passage as text.")
    where = results.workspace.documents([row["report_id"]], ["location", "member"]).iloc[0]
    member = None if pd.isna(where["member"]) else str(where["member"])
    drawn = results.workspace.boxes([passage_id])
    corners = drawn[["left", "top", "right", "bottom"]].to_numpy(dtype=float).tolist()
    boxes = [Box(int(number), *corner) for number, corner in zip(drawn["page"], corners, strict=True)]
    location = Path(str(where["location"]))
    if not location.is_file():
        raise UnreadableFile(
            f"The original file {location.name} is no longer where it was read.", "Put it back, or build again."
        )
    return call(render_page, location, member, page or int(row["page"]), boxes, width, limits=_DRAWING)


def theme_phrases(results: Results, theme_id: str, selection: Selection, limit: int = 20) -> pd.DataFrame:
    """Phrases that spoke for a theme: phrase, n_passages, n_reports, most passages first."""
    _check(results, [theme_id], ())
    found = _counted_for(results, theme_id, selection)
    phrases = found.assign(phrase=found["evidence"].str.lower().str.split("; ")).explode("phrase")
    phrases = phrases[phrases["phrase"].notna() & (phrases["phrase"] != "")]
    counted = phrases.groupby("phrase").agg(n_passages=("passage_id", "nunique"), n_reports=("report_id", "nunique"))
    ordered = counted.reset_index().sort_values(["n_passages", "phrase"], ascending=[False, True], kind="stable")
    return ordered.head(limit).reset_index(drop=True)


def query_spans(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a query stand in a passage, as (start, end) offsets."""
    return search.spans(query, text)


def _check(results: Results, theme_ids: Sequence[str], report_ids: Sequence[str]) -> None:
    for theme_id in theme_ids:
        if theme_id not in results.themes.ids:
            raise InvalidSetting(f"There is no theme {theme_id!r}.", f"Themes are {', '.join(results.themes.ids)}.")
    known = set(results.reports["report_id"])
    for report_id in report_ids:
        if report_id not in known:
            raise InvalidSetting(f"There is no report {report_id!r} in this workspace.", "Choose one of its reports.")


def _reports(results: Results, selection: Selection, report_ids: Sequence[str]) -> list[str]:
    if report_ids:
        return list(report_ids)
    reports = results.reports[select_reports(results.reports, selection) & results.reports["duplicate_of"].isna()]
    return sorted(reports["report_id"])


def _of_themes(
    results: Results, selection: Selection, theme_ids: Sequence[str], report_ids: Sequence[str]
) -> list[str]:
    found = [
        results.workspace.assignments(theme_id, report_ids=report_ids, columns=["passage_id", "score"]).set_index(
            "passage_id"
        )["score"]
        for theme_id in theme_ids
    ]
    scores = pd.concat(found, axis=1, join="inner").astype(float).mean(axis=1)
    ordered = scores.reset_index(name="score").sort_values(["score", "passage_id"], ascending=[False, True])
    ids = ordered["passage_id"].tolist()
    return _countable(results, selection, ids) if selection.new_text_only else ids


def _counted_for(results: Results, theme_id: str, selection: Selection) -> pd.DataFrame:
    """ASSIGNMENTS rows of one theme that enter the shares of a selection."""
    found = results.workspace.assignments(theme_id, report_ids=_reports(results, selection, ()))
    if selection.phrase:
        found = found[found["passage_id"].isin(results.mentions(selection.phrase))]
    if selection.new_text_only:
        found = found[found["passage_id"].isin(_countable(results, selection, found["passage_id"].tolist()))]
    return found


def _spoken(results: Results, theme_id: str, ids: Sequence[str], phrase: str) -> list[str]:
    """Of some passages, those in which a phrase spoke for a theme, as `theme_phrases` counts them."""
    found = results.workspace.assignments(theme_id, passage_ids=ids, columns=["passage_id", "evidence"])
    spoken = [phrase.lower() in str(evidence).lower().split("; ") for evidence in found["evidence"]]
    those = set(found.loc[spoken, "passage_id"])
    return [passage_id for passage_id in ids if passage_id in those]


def _searched(
    results: Results,
    selection: Selection,
    theme_ids: Sequence[str],
    report_ids: Sequence[str],
    query: str,
    shown: tuple[int, int],
    spoke: str,
) -> PassagePage:
    limit, offset = shown
    everywhere = len(report_ids) == len(results.reports)
    within = search.Within(None if everywhere else report_ids, theme_ids[:1] or None, selection.phrase)
    query, folder = query if query.strip() else selection.phrase, results.workspace.search_dir
    if len(theme_ids) < 2 and not selection.new_text_only and not spoke:
        found = search.search(folder, query, within, limit, offset)
        rows = _rows(results, [hit.passage_id for hit in found.hits], theme_ids)
        return PassagePage(rows, found.total, found.notice or "")
    total = search.search(folder, query, within, limit=1).total
    found = search.search(folder, query, within, limit=max(total, 1))
    ids = _countable(results, selection, [hit.passage_id for hit in found.hits])
    if len(theme_ids) > 1:
        allowed = set(_of_themes(results, selection, theme_ids, report_ids))
        ids = [passage_id for passage_id in ids if passage_id in allowed]
    ids = _spoken(results, theme_ids[0], ids, spoke) if theme_ids and spoke else ids
    return PassagePage(_rows(results, ids[offset : offset + limit], theme_ids), len(ids), found.notice or "")


def _countable(
    results: Results, selection: Selection, ids: Sequence[str] | None, report_ids: Sequence[str] | None = None
) -> list[str]:
    """Of some passages, those that enter the shares of the selection."""
    columns = ["passage_id", "report_id", "position", "counted", "repeated"]
    rows = results.workspace.passages(ids=ids, report_ids=report_ids, columns=columns)
    kept = rows["counted"].to_numpy(dtype=bool)
    if selection.new_text_only:
        kept &= ~rows["repeated"].to_numpy(dtype=bool)
    return [str(passage_id) for passage_id in rows.loc[kept, "passage_id"]]


def _rows(results: Results, ids: Sequence[str], theme_ids: Sequence[str]) -> pd.DataFrame:
    frame = _described(results, results.workspace.passages(ids=list(ids)))
    if not theme_ids:
        return frame.assign(**dict.fromkeys(("theme_id", *_SPOKE), None))
    spoken = ASSIGNMENTS.validate(results.workspace.assignments(theme_ids[0], passage_ids=list(ids)))
    return frame.merge(spoken[["passage_id", "theme_id", *_SPOKE]], on="passage_id", how="left")


def _described(results: Results, frame: pd.DataFrame) -> pd.DataFrame:
    about = results.reports[["report_id", *_ABOUT]]
    merged = frame.merge(about, on="report_id", how="left")
    return merged.assign(has_page_image=(merged["format"] == "pdf") & merged["page"].notna())
