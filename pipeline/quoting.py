"""What the reports of a selection say on a theme: passages to quote, and sub-topics."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b

import pandas as pd

from corpus.sentences import sentence_ends
from models.quotable import Candidate, Chooser, Excerpt, choose
from models.seed_evidence import Seeds
from models.subtopics import SubTopic as Found
from models.subtopics import SubTopicFinder
from models.vectors import StaticVectors
from pipeline import evidence
from pipeline.results import Results
from schema import Selection, Theme
from views.brief.summary import KeyPhrase, OwnPhrases, Quotation, SubTopic

_SAMPLED, _READ_FOR_SAMPLE, _FEWEST_REPORTS = 1000, 5000, 100
"""Passages of the corpus that a theme's are held against, those read to draw them, and the reports they come from."""
_ALL = 10**9
_UNKNOWN = "en"
"""What a text of unknown language is taken for, as where its theme was found."""
_READ = (
    "passage_id", "report_id", "text", "score", "evidence", "publisher", "year", "language", "kind", "repeated",
    "duplicate_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """The passages of a selection on a theme, the surest first, their sub-topics, and what can be quoted."""

    theme: Theme
    rows: pd.DataFrame
    found: tuple[Found, ...]
    quotable: list[Excerpt]

    def quotations(self, most: int, quoted: Collection[str] = (), *, in_doubt: bool = False) -> tuple[Quotation, ...]:
        """Choose what to quote; see `models.quotable.choose`. `quoted` are reports to leave out.

        Each report is quoted once, or as often as it takes where there are few.
        """
        each = -(-most // max(int(self.rows["report_id"].nunique()), 1))
        chosen = choose(self.quotable, most, quoted, each=each, in_doubt=in_doubt)
        rows = self.rows[self.rows["passage_id"].isin([one.id for one in chosen])]
        by_id = {row["passage_id"]: row for row in rows.to_dict("records")}
        return tuple(_quotation(by_id[one.id], one.start, one.end) for one in chosen)


class Quoter:
    """Quotes one workspace; what is learned of its words is learned once."""

    def __init__(self, results: Results) -> None:
        self._results = results
        with ThreadPoolExecutor(1) as beside:
            vectors = beside.submit(StaticVectors)  # most of which leaves Python alone
            sample, languages = _sample(results)
            language = results.reports["language"].dropna().mode()
            self._finder = SubTopicFinder(sample, str(language.iloc[0]) if len(language) else "en")
            self._chooser = Chooser(sample, languages, results.themes.themes, vectors.result())

    def spoken(self, selection: Selection, theme_id: str) -> Spoken:
        """Find the passages of a selection on a theme."""
        theme = next(theme for theme in self._results.themes.themes if theme.id == theme_id)
        rows = evidence.passages(self._results, selection, [theme.id], limit=_ALL).frame
        everywhere = self._results.workspace.assignments(theme.id, columns=["report_id", "evidence"])
        languages = _languages(self._results, everywhere["report_id"])
        needed = Seeds(theme).needed(everywhere["evidence"].astype(str).tolist(), languages)
        found = self._finder.find(rows["text"].astype(str).tolist())
        return Spoken(theme, rows, found, self._chooser.excerpts(_candidates(rows, found), theme, needed))


def own_phrases(spoken: Spoken) -> OwnPhrases:
    """How many of the passages hold one of the theme's own phrases."""
    seeds = Seeds(spoken.theme)
    held = [
        [phrase for phrase in str(some).split("; ") if seeds.know(phrase, _text(language) or _UNKNOWN)]
        for some, language in zip(spoken.rows["evidence"], spoken.rows["language"], strict=True)
    ]
    forms = sorted({phrase for phrases in held for phrase in phrases})
    return OwnPhrases(tuple(forms), sum(map(bool, held)), len(held))


def subtopics(spoken: Spoken) -> tuple[SubTopic, ...]:
    """Sub-topics with the passages and reports that hold one of their words."""
    reports = spoken.rows["report_id"]
    return tuple(
        SubTopic(one.terms, one.forms, len(one.holds), int(reports.iloc[list(one.holds)].nunique()))
        for one in spoken.found
    )


def key_phrases(spoken: Spoken, most: int) -> tuple[KeyPhrase, ...]:
    """The theme's own phrases that speak in most passages, written as mostly within sentences: "AI", "cloud"."""
    seeds = Seeds(spoken.theme)
    held = [str(some).split("; ") for some in spoken.rows["evidence"].tolist()]
    written = Counter(phrase for phrases in held for phrase in phrases)
    usual = {
        phrase.lower(): phrase
        for phrase in sorted(written, key=lambda one: (one != one.capitalize(), written[one], one))
    }
    n_passages = Counter(text for phrases in held for text in {phrase.lower() for phrase in phrases})
    languages = {_text(language) or _UNKNOWN for language in spoken.rows["language"]}
    known = [text for text in n_passages if any(seeds.know(text, language) for language in languages)]
    known.sort(key=lambda text: (-n_passages[text], text))
    return tuple(KeyPhrase(usual[text], n_passages[text]) for text in known[:most])


def _sample(results: Results) -> tuple[list[str], list[str]]:
    """Texts of passages and their languages; reports and passages are drawn by their ids' fingerprints.

    So a few reports more change few of them.
    """
    sizes = results.counts(Selection()).n_passages
    enough = max(_FEWEST_REPORTS, int(_READ_FOR_SAMPLE / max(float(sizes.mean()), 1.0))) if len(sizes) else 1
    report_ids = drawn(results.counts(Selection()).report_ids, enough)
    known = results.workspace.passages(report_ids=report_ids, columns=["passage_id", "report_id", "text", "counted"])
    known = known[known["counted"].astype(bool)]
    known = known.set_index(known["passage_id"].astype(str))
    known = known.loc[drawn(known.index, _SAMPLED)]
    return known["text"].astype(str).tolist(), _languages(results, known["report_id"])


def _languages(results: Results, report_ids: pd.Series) -> list[str]:
    spoken = results.reports.set_index("report_id")["language"]
    return report_ids.map(spoken).fillna(_UNKNOWN).astype(str).tolist()


def drawn(ids: Collection[str], most: int) -> list[str]:
    """Return the ids of lowest fingerprint, at most so many."""
    return sorted(ids, key=lambda one: (blake2b(one.encode(), digest_size=8).digest(), one))[:most]


def _candidates(rows: pd.DataFrame, found: Sequence[Found]) -> list[Candidate]:
    """Passages that may be quoted: running text that no earlier report has."""
    topics: dict[int, list[int]] = {}
    for number, one in enumerate(found):
        for at in one.holds:
            topics.setdefault(at, []).append(number)
    rows = rows[list(_READ)].assign(at=range(len(rows)))
    rows = rows[(rows["kind"] == "body") & ~rows["repeated"].astype(bool) & rows["duplicate_of"].isna()]
    return [
        Candidate(
            str(row["passage_id"]), str(row["report_id"]), str(row["text"]), float(row["score"]), _evidence(row),
            tuple(sentence_ends(str(row["text"]))), _text(row["language"]) or _UNKNOWN, _text(row["publisher"]),
            _whole(row["year"]), tuple(topics.get(row["at"], ())),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _quotation(row: Mapping[Hashable, object], start: int, end: int) -> Quotation:
    text = str(row["text"])[start:end]
    return Quotation(
        passage_id=str(row["passage_id"]),
        report_id=str(row["report_id"]),
        text=text,
        publisher=_text(row["publisher"]),
        title=_text(row["title"]),
        year=_whole(row["year"]),
        page=_whole(row["page"]),
        page_label=_text(row["page_label"]),
        format=_text(row["format"]),
        language=_text(row["language"]),
        evidence=tuple(phrase for phrase in _evidence(row) if phrase in text),
    )


def _evidence(row: Mapping[Hashable, object]) -> tuple[str, ...]:
    return tuple(phrase for phrase in (_text(row["evidence"]) or "").split("; ") if phrase)


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def _whole(value: object) -> int | None:
    text = _text(value)
    return None if text is None else int(float(text))
