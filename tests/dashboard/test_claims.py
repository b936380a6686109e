"""What the pages say about shares and changes is carried by the evidence: all text of the pages is scanned.

No share without its interval, and no word of rising, falling or differing but where a verdict says so.
"""

import re
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.measure import changes, contrasts
from pipeline.results import Results
from schema import FALLING, HIGHER, LOWER, NO_CHANGE, RISING, TABLES, Selection

Open = Callable[..., AppTest]

NUMBER = r"(?:\d+(?:\.\d+)?|<0\.1|>99\.9)"
SHARE = re.compile(rf"{NUMBER} %(?! interval)")
INTERVAL = re.compile(rf"[(;,] ?(?:\d+ % interval )?{NUMBER}–{NUMBER} %")
MOVED = re.compile(r"\b(rose|rises?|rising|fell|falls?|falling|grew|increas\w*|decreas\w*|higher|lower)\b")
DENIED = re.compile(r"no detectable|too few reports|0 rising|the evidence shows \d+")
ENDS = re.compile(r"([+−]?\d+(?:\.\d+)?) to ([+−]?\d+(?:\.\d+)?)")
KINDS = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning")


def texts(page: AppTest) -> Iterator[str]:
    """Yield all prose of a page, without the marks of Markdown."""
    for kind in KINDS:
        for element in page.get(kind):
            yield re.sub(r"\\(.)", r"\1", str(getattr(element, "value", ""))).replace("\u00a0", " ")


def bare(text: str) -> list[str]:
    """Return the shares of a text that no interval follows in the same sentence."""
    said = re.sub(rf"\([^()]*{NUMBER}–{NUMBER} %[^()]*\)", lambda found: "(" + INTERVAL.sub("(…", found[0]), text)
    return [m[0] for m in SHARE.finditer(said) if not re.match(r"[^.]*?\((…|\d+ % interval)", said[m.end() :])]


def carried(text: str) -> bool:
    """Whether the intervals of a text leave zero out: one at least, each with both ends on one side."""
    ends = [[float(end.replace("−", "-")) for end in found] for found in ENDS.findall(text)]
    return bool(ends) and all(low * high > 0 for low, high in ends)


def estimates_with_intervals(frame: pd.DataFrame) -> int:
    """Check the table of a page; return how many columns of estimates it has."""
    columns = [column for column in frame.columns if column in ("Share", "Reach", "Points a year", "Points")]
    beside = any("interval" in str(other).lower() for other in frame.columns)
    for column in columns:
        written = frame[column].astype(str).str.replace("\u00a0", " ")
        assert beside or written.str.contains(r"\(|–$", regex=True).all(), column
    for _, row in frame.iterrows():
        if "Points a year" in frame and any(isinstance(value, str) and MOVED.search(value) for value in row):
            assert carried(str(row["Points a year"])), row.to_dict()
    return len(columns)


def views(results: Results) -> list[tuple[str, dict[str, str]]]:
    """Return the pages to read: themes of every verdict, and groups that do and do not differ."""
    found = changes(results, Selection())
    themes = found.groupby("verdict")["theme_id"].first()
    pairs = [{"by": "country", "a": "GB", "b": "NL"}, {"by": "sector"}, {"by": "publisher"}]
    return [
        ("overview", {}),
        *(("theme", {"theme": str(theme)}) for theme in themes),
        *(("compare", pair) for pair in pairs),
        ("map", {}),
        ("evidence", {}),
    ]


def test_the_scan_finds_what_it_should() -> None:
    assert bare("AI takes up 7.5 % of the average report.") == ["7.5 %"]
    assert bare("AI takes up 7.5 % of the average report (6.0–9.4 %).") == []
    assert bare("AI takes up 7.5 % (95 % interval 6.0–9.4 %; 3 reports), and law 2.0 %.") == ["2.0 %"]
    assert not carried("AI rose by 2.6 percentage points a year (95 % interval −0.1 to 3.5)")
    assert not carried("AI rose")
    assert carried("AI fell by 2.6 percentage points a year (95 % interval −3.5 to −1.0)")


def test_no_bare_share_and_no_uncarried_movement_on_any_page(show: Open, results: Results) -> None:
    shown = 0
    for name, params in views(results):
        page = show(name, **params)
        assert not page.exception
        for text in texts(page):
            assert not bare(text), f"{name} {params}: {text}"
            for sentence in re.split(r"(?<=[.:;]) (?=[A-Z])", text):
                if MOVED.search(sentence) and not DENIED.search(sentence) and "estimate is highest" not in sentence:
                    assert carried(sentence) or sentence in ("▲ Rising", "▼ Falling"), f"{name} {params}: {sentence}"
        shown += sum(estimates_with_intervals(frame.value) for frame in page.dataframe)
    assert shown >= 4


@pytest.mark.parametrize(
    "name", ["trends", "prevalence", "changes", "contrasts", "composition", "ranks", "breaks", "cooccurrence"]
)
def test_every_exported_estimate_has_its_interval_and_how_it_came_about(name: str) -> None:
    columns = {column.name for column in TABLES[name].columns}
    assert {"conf_low", "conf_high", "conf_level", "method"} <= columns


def test_exported_verdicts_are_those_of_their_intervals_and_q_values(results: Results) -> None:
    frames = [
        changes(results, Selection()),
        changes(results, Selection(), "sector"),
        changes(results, Selection(), "country"),
    ]
    frames += [contrasts(results, Selection(), facet) for facet in ("country", "sector")]
    for frame in frames:
        up, down = frame["verdict"].isin([RISING, HIGHER]), frame["verdict"].isin([FALLING, LOWER])
        assert (frame.loc[up, "conf_low"] > 0).all()
        assert (frame.loc[down, "conf_high"] < 0).all()
        assert (frame.loc[up | down, "q_value"] <= 0.05).all()
    verdicts = pd.concat(frames)["verdict"]
    assert {RISING, FALLING, NO_CHANGE} <= set(verdicts)
