"""HTML pages to blocks: the page's own text, without navigation and site furniture."""

import json
import re
from collections.abc import Iterator

import trafilatura
from lxml.html import HtmlElement

from corpus.blocks import Block, Flaw, Parsed
from corpus.encoding import decode
from corpus.markup import blocks_of, parse_html, visible
from corpus.metadata import stated
from corpus.sentences import count_words
from schema import MetadataValue

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_META = {
    "article:published_time": "date", "dc.date": "date", "dc.date.issued": "date", "dcterms.issued": "date",
    "dcterms.date": "date", "dcterms.created": "date", "date": "date", "datepublished": "date",
    "citation_publication_date": "date", "citation_date": "date", "pubdate": "date", "publication_date": "date",
    "dc.publisher": "publisher", "dcterms.publisher": "publisher", "publisher": "publisher",
    "citation_publisher": "publisher", "dc.title": "title", "dcterms.title": "title", "citation_title": "title",
    "og:title": "title", "og:url": "url", "dc.language": "language", "dcterms.language": "language",
    "country": "country", "sector": "sector",
}  # fmt: skip
_SITE_FURNITURE = ("header", "footer", "aside")
_MOST_LINKED = 0.3
_LEAST_KEPT = 0.6
_MOST_JSON = 200_000


def read_html(data: bytes, name: str) -> Parsed:
    """Return the blocks of a page and what its head says about it.

    Raises
    ------
    UnreadableFile
        It is empty or not text.
    """
    charset = _CHARSET.search(data[:4096])
    decoded = decode(data, name, charset[1].decode("ascii") if charset else None)
    markup = parse_html(_without_declaration(decoded.text), name)
    tree = markup.tree
    found, flaws = _head(tree)
    removed = tuple(_take_out_furniture(tree))
    blocks, shortfall = _main_text(tree, decoded.text, name)
    problems = (*decoded.flaws, *markup.flaws, *flaws, *shortfall)
    if not blocks:
        problems = (*problems, Flaw("The page holds no text.", "It may need a browser to show it; save it as PDF."))
    return Parsed("html", blocks, found, removed=removed, flaws=problems)


def _without_declaration(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _main_text(tree: HtmlElement, text: str, name: str) -> tuple[tuple[Block, ...], tuple[Flaw, ...]]:
    """Return the blocks of the main part: as marked, or as it stands, or as found by trafilatura."""
    for tag in ("main", "article"):
        marked = list(tree.iter(tag))
        if len(marked) == 1:
            blocks = blocks_of(marked[0])
            if _words(blocks):
                return blocks, ()
    whole = blocks_of(tree)
    if _linked_share(tree) <= _MOST_LINKED:
        return whole, ()
    extracted = trafilatura.extract(text, output_format="html", include_tables=True, include_comments=False)
    if extracted:
        blocks = blocks_of(parse_html(extracted, name).tree)
        if _words(blocks) >= _LEAST_KEPT * (1 - _linked_share(tree)) * _words(whole):
            return blocks, ()
    flaw = Flaw("The main part of the page was not found; all its text was read.", "Check the first and last passages.")
    return whole, (flaw,) if whole else ()


def _words(blocks: tuple[Block, ...]) -> int:
    return sum(count_words(block.text) for block in blocks)


def _linked_share(tree: HtmlElement) -> float:
    linked = sum(len(visible("".join(link.itertext()))) for link in tree.iter("a"))
    total = sum(len(block.text) for block in blocks_of(tree))
    return linked / total if total else 0.0


def _take_out_furniture(tree: HtmlElement) -> Iterator[tuple[int | None, str, str]]:
    """Remove what surrounds the page's text on every page of a site, and say what it was."""
    for element in list(tree.iter(*_SITE_FURNITURE, "nav")):
        if element.tag != "nav" and any(parent.tag in ("main", "article") for parent in element.iterancestors()):
            continue
        if element.tag == "header" and next(element.iter("h1"), None) is not None and _words(blocks_of(element)) < 60:
            continue
        text = visible(" ".join(block.text for block in blocks_of(element)) or "".join(element.itertext()))
        if element.getparent() is not None:
            element.drop_tree()
            if text:
                yield None, f"site {element.tag}", text


def _head(tree: HtmlElement) -> tuple[tuple[MetadataValue, ...], tuple[Flaw, ...]]:
    certain = [*_meta_pairs(tree), *_linked_data(tree)]
    found, flaws = stated(certain, "HTML meta")
    likely, _ = stated(_weaker_pairs(tree), "HTML meta", "likely")
    return (*found, *likely), flaws


def _meta_pairs(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in tree.iter("meta"):
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        if key in _META and meta.get("content"):
            yield _META[key], meta.get("content")
    for time in tree.iter("time"):
        if time.get("datetime") and (time.get("pubdate") is not None or time.get("itemprop") == "datePublished"):
            yield "date", time.get("datetime")
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            yield "url", link.get("href")


def _weaker_pairs(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    heading = next((visible("".join(h.itertext())) for h in tree.iter("h1")), "")
    title = next((visible("".join(t.itertext())) for t in tree.iter("title")), "")
    yield "title", heading if heading and heading in title else title or heading
    for meta in tree.iter("meta"):
        if (meta.get("property") or "").lower() == "og:site_name":
            yield "publisher", meta.get("content") or ""
    for element in tree.iter("html"):
        yield "language", element.get("lang") or ""


def _linked_data(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield title, date and publisher of the page's JSON-LD description."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or len(script.text or "") > _MOST_JSON:
            continue
        try:
            described = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for entry in described if isinstance(described, list) else [described]:
            if isinstance(entry, dict):
                yield from _entry_pairs(entry)


def _entry_pairs(entry: dict[str, object]) -> Iterator[tuple[str, str]]:
    publisher = entry.get("publisher")
    values = {
        "title": entry.get("headline"),
        "date": entry.get("datePublished"),
        "publisher": publisher.get("name") if isinstance(publisher, dict) else publisher,
    }
    for field, value in values.items():
        if isinstance(value, str):
            yield field, value
