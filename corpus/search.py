"""The full-text index over passages: built with a snapshot, asked by whoever reads evidence.

A search is words (all must be there, in any form: "strategies" finds "strategy"), "phrases",
AND, OR, NOT or a leading minus, parentheses, and nearness: "data ethics"~5 finds both words with
at most five others between or out of place. Whatever else is typed is read as plain words; no
search is an error.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import tantivy
from numpy.typing import NDArray
from tantivy import (
    DocAddress,
    Document,
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    Searcher,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from corpus.sentences import IDEOGRAPHS
from errors import WorkspaceDamaged, WorkspaceNotWritten

_HEAP = 128 * 1024 * 1024
_LONGEST_WORD = 60
_LONGEST_QUERY = 1_000
_DEEPEST = 20
_PARTS = re.compile(
    r"""(?P<bracket>[()])|(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"(?:~(?P<slop>\d{1,2}))?|(?P<word>\w+(?:[-'’]\w+)*))"""
)
_WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+")
"""A word, or one ideograph or syllable of a script that writes none apart."""
_SIGNS = re.compile(rf"(?<=[{IDEOGRAPHS}])(?=\w)|(?<=\w)(?=[{IDEOGRAPHS}])")
_OPERATORS = ("AND", "OR", "NOT")
_OTHER_SIGNS = re.compile(r"""[^\w\s"()~,.;!?'’-]""")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; the higher its score, the better it fits."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of the passages found, best first; `total` counts all, `notice` says how the search was read."""

    hits: tuple[Hit, ...]
    total: int
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Where to search: only in these reports, only in passages with one of these themes; None for all.

    `also` is a second search that a passage has to meet.
    """

    report_ids: Sequence[str] | None = None
    theme_ids: Sequence[str] | None = None
    also: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found there."""
        return any(ids is not None and not ids for ids in (self.report_ids, self.theme_ids))


def build(folder: Path, batches: Iterable[pd.DataFrame]) -> None:
    """Index passages.

    Parameters
    ----------
    folder : Path
        An empty folder.
    batches : iterable of DataFrame
        Columns passage_id, report_id and text; optionally themes, a sequence of the theme ids
        that each passage is assigned to.

    Raises
    ------
    WorkspaceNotWritten
        The disk refused.
    """
    with _writing(folder):
        _change(Index(_schema(), path=str(folder)), (), batches)


def amend(folder: Path, without: Iterable[str], passages: pd.DataFrame) -> None:
    """Take some reports out of an index, and add passages; links to its files elsewhere stay as they are.

    Parameters
    ----------
    folder : Path
        Folder of the index.
    without : iterable of str
        Reports by id.
    passages : DataFrame
        As `build` takes them.

    Raises
    ------
    WorkspaceNotWritten
        The disk refused.
    """
    with _writing(folder):
        _change(Index.open(str(folder)), without, [passages])


def _change(index: Index, without: Iterable[str], batches: Iterable[pd.DataFrame]) -> None:
    index.register_tokenizer("words", _analyzer())
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for report_id in without:
        writer.delete_documents_by_term("report_id", report_id)
    for batch in batches:
        themes = batch["themes"] if "themes" in batch else [()] * len(batch)
        rows = zip(batch["passage_id"], batch["report_id"], batch["text"], themes, strict=True)
        for passage_id, report_id, text, assigned in rows:
            writer.add_document(
                Document(passage_id=passage_id, report_id=report_id, text=_SIGNS.sub(" ", text), theme=[*assigned])
            )
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise WorkspaceNotWritten(
            f"The search index in {folder} could not be written: {error}.", "Free some space, then build again."
        ) from error


def search(folder: Path, query: str, within: Within | None = None, limit: int = 20, offset: int = 0) -> SearchPage:
    """Find passages.

    Parameters
    ----------
    folder : Path
        Folder of the index.
    query : str
        What the user typed; anything will do.
    within : Within, optional
        Where to search.
    limit, offset : int
        How many hits to return, and how many to pass over.

    Returns
    -------
    SearchPage

    Raises
    ------
    WorkspaceDamaged
        There is no index, or it cannot be read.
    """
    index = _opened(folder)
    within = within or Within()
    text, notice = _tidied(query)
    if not text:
        return SearchPage((), 0, "Type a word or a phrase to search for." if query.strip() else None)
    if within.is_empty:
        return SearchPage((), 0, notice)
    try:
        parsed, _ = index.parse_query_lenient(text, ["text"], conjunction_by_default=True)
        wanted = _restricted(index, parsed, within)
        searcher = index.searcher()
        found = searcher.search(wanted, limit=limit, offset=offset)
        hits = tuple(Hit(searcher.doc(address)["passage_id"][0], float(score)) for score, address in found.hits)
    except (ValueError, OSError) as error:
        raise WorkspaceDamaged(f"The search index in {folder} cannot be read.", "Build the workspace again.") from error
    total = int(found.count)  # type: ignore[attr-defined] # its stub lacks it
    return SearchPage(hits, total, notice)


def matches(folder: Path, query: str, theme_ids: Sequence[str]) -> tuple[list[str], NDArray[np.bool_]]:
    """Return every passage that a search finds, P of them, and which of T themes each is assigned to, shape (P, T).

    Raises
    ------
    WorkspaceDamaged
        There is no index, or it cannot be read.
    """
    index, (text, _) = _opened(folder), _tidied(query)
    if not text:
        return [], np.zeros((0, len(theme_ids)), dtype=np.bool_)
    searcher = index.searcher()
    wanted, _ = index.parse_query_lenient(text, ["text"], conjunction_by_default=True)
    found = sorted(_places_of(searcher, wanted))
    row = {place: number for number, place in enumerate(found)}
    assigned = np.zeros((len(found), len(theme_ids)), dtype=np.bool_)
    for column, theme_id in enumerate(theme_ids):
        both = _restricted(index, wanted, Within(theme_ids=[theme_id]))
        assigned[[row[place] for place in _places_of(searcher, both)], column] = True
    return [searcher.doc(DocAddress(*place))["passage_id"][0] for place in found], assigned


def spans(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where `text` has what was searched for, as offsets (start, end) in order, none overlapping."""
    words = [(match.start(), match.end(), _normal(match[0])) for match in _WORD.finditer(text)]
    marked: set[int] = set()
    together: set[int] = set()
    for phrase, slop in _terms(_tidied(query)[0]):
        for first in range(len(words)):
            window = range(first, min(len(words), first + len(phrase) + slop))
            places = _places(phrase, slop, window, words)
            marked.update(places)
            if not slop:
                together.update(places[:-1])
    return _joined(words, marked, together)


# ---------------------------------------------------------------- the query


def _tidied(query: str) -> tuple[str, str | None]:
    """Return the query without what only a machine would mean by it, and a notice if that changed it."""
    text = " ".join(query[:_LONGEST_QUERY].split()).replace("“", '"').replace("”", '"').replace("„", '"')
    notices = []
    if len(query) > _LONGEST_QUERY:
        notices.append(f"Only the first {_LONGEST_QUERY} characters were searched for.")
    if _OTHER_SIGNS.search(text):
        text = _OTHER_SIGNS.sub(" ", text)
        notices.append("Signs other than quotation marks, brackets, minus and ~ were left out.")
    if text.count('"') % 2:
        text = "".join(text.rsplit('"', 1))
        notices.append("A quotation mark without its partner was left out.")
    parts = _balanced(text)
    if parts is None:
        text = text.replace("(", " ").replace(")", " ")
        notices.append("Brackets were left out, since they do not match.")
        parts = _balanced(text) or []
    return " ".join(_operators_in_place(parts)), " ".join(notices) or None


def _balanced(text: str) -> list[str] | None:
    parts, depth, deepest = [], 0, 0
    for match in _PARTS.finditer(text):
        if match["bracket"]:
            depth += 1 if match["bracket"] == "(" else -1
            deepest = max(deepest, depth)
            if depth < 0:
                return None
            parts.append(match[0])
            continue
        words, minus = _WORD.findall(match["phrase"] or match["word"] or ""), match["minus"] or ""
        if len(words) > 1 or (words and match["phrase"]):
            near = f"~{match['slop']}" if match["slop"] and len(words) > 1 else ""
            parts.append(f'{minus}"{" ".join(words)}"{near}')
        elif words:
            parts.append(minus + words[0])
    return parts if depth == 0 and deepest <= _DEEPEST else None


def _operators_in_place(parts: Sequence[str]) -> list[str]:
    """Return the parts with AND and OR only between two others and NOT only before one; no empty brackets."""
    kept: list[str] = []
    for part in parts:
        word = part.upper() if part.upper() in ("AND", "OR") else part
        if word in ("AND", "OR") and (not kept or kept[-1] in (*_OPERATORS, "(")):
            continue
        if word == "NOT" and kept[-1:] == ["AND"]:  # the parser would read "AND NOT x" as finding nothing
            kept.pop()
        if word == ")":
            while kept and kept[-1] in _OPERATORS:
                kept.pop()
            if kept and kept[-1] == "(":
                kept.pop()
                continue
        kept.append(word)
    while kept and kept[-1] in _OPERATORS:
        kept.pop()
    return kept


def _terms(text: str) -> list[tuple[tuple[str, ...], int]]:
    """Return what a tidied query looks for: words and phrases in normal form, with their slop; not what it excludes."""
    found, excluded = [], False
    for match in _PARTS.finditer(text):
        if match["bracket"] or match[0] in _OPERATORS:
            excluded = match[0] == "NOT"
            continue
        if not (excluded or match["minus"]):
            words = _WORD.findall(match["phrase"] or match["word"])
            found.append((tuple(_normal(word) for word in words), int(match["slop"] or 0)))
        excluded = False
    return found


def _restricted(index: Index, query: Query, within: Within) -> Query:
    clauses = [(Occur.Must, query)]
    if within.also:
        second, _ = index.parse_query_lenient(_tidied(within.also)[0], ["text"], conjunction_by_default=True)
        clauses.append((Occur.Must, Query.const_score_query(second, 0.0)))
    for field, ids in (("report_id", within.report_ids), ("theme", within.theme_ids)):
        if ids is not None:
            wanted = Query.term_set_query(index.schema, field, list(ids))
            clauses.append((Occur.Must, Query.const_score_query(wanted, 0.0)))
    return Query.boolean_query(clauses) if len(clauses) > 1 else query


def _places_of(searcher: Searcher, query: Query) -> list[tuple[int, int]]:
    """Return where all documents lie that a query finds, as (segment, document)."""
    total = int(searcher.search(query, limit=1).count)  # type: ignore[attr-defined] # its stub lacks it
    found = searcher.search(query, limit=max(total, 1), count=False)
    return [(address.segment_ord, address.doc) for _, address in found.hits]


# ---------------------------------------------------------------- marks


def _places(phrase: Sequence[str], slop: int, window: range, words: Sequence[tuple[int, int, str]]) -> tuple[int, ...]:
    """Return where the window has the phrase: its first words in order or, with slop, all of them in any order."""
    if not slop:
        fits = len(window) == len(phrase) and all(words[i][2] == word for i, word in zip(window, phrase, strict=True))
        return tuple(window) if fits else ()
    here = [i for i in window if words[i][2] in phrase]
    fits = bool(here) and here[0] == window[0] and {words[i][2] for i in here} == set(phrase)
    return tuple(here) if fits else ()


def _joined(words: Sequence[tuple[int, int, str]], marked: set[int], together: set[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for i in sorted(marked):
        if i - 1 in together:  # and so marked, just before
            found[-1] = (found[-1][0], words[i][1])
        else:
            found.append((words[i][0], words[i][1]))
    return tuple(found)


# ---------------------------------------------------------------- the index


def _schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    builder.add_text_field("passage_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("report_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("theme", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="words")
    return builder.build()


@lru_cache(maxsize=1)
def _analyzer() -> TextAnalyzer:
    simple = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_WORD))
    return simple.filter(Filter.lowercase()).filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


@lru_cache(maxsize=20_000)
def _normal(word: str) -> str:
    return "".join(chain(_analyzer().analyze(word)))


def _opened(folder: Path) -> Index:
    try:
        return _index(Path(folder), (Path(folder) / "meta.json").stat().st_mtime_ns)
    except (ValueError, OSError) as error:
        raise WorkspaceDamaged(f"There is no search index in {folder}.", "Build the workspace again.") from error


@lru_cache(maxsize=2)
def _index(folder: Path, _: int) -> Index:
    try:
        index = Index.open(str(folder))
    except ValueError:  # to open it tantivy makes a lock file, which a folder that cannot be written to refuses
        # tantivy looks at the folder in a thread of its own and may write its lock there again while it is removed
        with TemporaryDirectory(ignore_cleanup_errors=True) as beside:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    (Path(beside) / file.name).symlink_to(file.absolute())
            index = Index.open(beside)
    index.register_tokenizer("words", _analyzer())
    return index
