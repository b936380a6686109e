"""An HTML tree to blocks: visible text only, no tag, no link target."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from corpus.blocks import Block, Flaw, Kind
from corpus.clean import one_line
from errors import UnreadableFile

_HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "head",
        "title",
        "button",
        "select",
        "textarea",
        "input",
        "audio",
        "video",
        "canvas",
        "map",
        "nav",
        "form",
        "dialog",
    ]
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_KINDS: dict[str, Kind] = {"li": "list", "dt": "list", "dd": "list", "figcaption": "caption", "caption": "caption"}
_BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "details",
        "div",
        "dl",
        "dd",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_SCHEME = re.compile(r"https?://(?:www\.)?(?=\w)", re.IGNORECASE)
_SPOKEN_TAG = re.compile(r"<(/?[a-zA-Z][\w-]*)(?:\s[^<>]*)?/?>|<(?=[/a-zA-Z!])")
_PROSE_CELL = 30


@dataclass(frozen=True, slots=True)
class Markup:
    """The tree of a page or fragment, and what could not be read of it."""

    tree: html.HtmlElement
    flaws: tuple[Flaw, ...] = ()


def parse_html(text: str, name: str) -> Markup:
    """Return the tree of an HTML page or fragment; one nested too deep is read as plain text.

    Raises
    ------
    UnreadableFile
        There is nothing in it to parse.
    """
    try:
        tree, complete = _tree(text)
        if complete:
            return Markup(tree)
        flat = " ".join(re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", text).split())
        tree, _ = _tree("".join(f"<p>{part}</p>" for part in re.split(r"(?: ?<[^<>]*> ?)+", flat)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{name} holds no HTML text: {error}.", "Check the file in a browser.") from error
    return Markup(tree, (Flaw("Its elements are nested too deep; it was read as plain text.", "Check the passages."),))


def _tree(text: str) -> tuple[html.HtmlElement, bool]:
    """Return a tree, and whether all of the text is in it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    return tree, not any("depth" in entry.message for entry in parser.error_log)


def blocks_of(tree: html.HtmlElement) -> tuple[Block, ...]:
    """Return the visible text of a tree in reading order."""
    walk = _Walk()
    for event, element in _events(tree):
        walk.open(element) if event == "start" else walk.close(element)
    walk.flush()
    return tuple(walk.blocks)


def _events(tree: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield start and end of each visible element, without recursion."""
    skipped: html.HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                yield "end", element
            continue
        if event == "start" and _is_hidden(element):
            skipped = element
            continue
        yield event, element


def _is_hidden(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN:
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


@dataclass
class _Walk:
    """The text gathered since the last block, and the kind that surrounds it."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    kinds: list[tuple[str, Kind, int]] = field(default_factory=list)
    table: html.HtmlElement | None = None

    def open(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "table" and self.table is None and _is_data(element):
            self.flush()
            self.table = element
        if self.table is not None:
            self._open_cell(tag)
        elif tag in _BREAKING:
            self.flush()
            if tag in _HEADINGS:
                self.kinds.append((tag, "heading", _HEADINGS[tag]))
            elif tag in _KINDS:
                self.kinds.append((tag, _KINDS[tag], 0))
        elif tag == "br":
            self.text.append("\n")
        self.text.append(element.text or "")

    def _open_cell(self, tag: str) -> None:
        if tag in ("td", "th") and self.text and not self.text[-1].endswith("\r"):
            self.text.append("\v")
        elif tag in ("tr", "caption"):
            self.text.append("\r")
        elif tag in _BREAKING or tag == "br":
            self.text.append(" ")

    def close(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if element is self.table:
            self._flush_table()
            self.table = None
        elif self.table is None and tag in _BREAKING:
            self.flush()
            if self.kinds and self.kinds[-1][0] == tag:
                self.kinds.pop()
        self.text.append(element.tail or "")

    def flush(self) -> None:
        """Make the gathered text a block; an empty line inside (two breaks) ends a paragraph."""
        gathered = "".join(self.text)
        self.text.clear()
        _, kind, level = self.kinds[-1] if self.kinds else ("", "body", 0)
        for paragraph in re.split(r"\n[ \t]*\n(?:[ \t]*\n)*", gathered) if kind == "body" else [gathered]:
            text = visible(paragraph)
            if text:
                self.blocks.append(Block(text, kind, level))

    def _flush_table(self) -> None:
        rows = ("".join(self.text)).split("\r")
        self.text.clear()
        lines = [" | ".join(filter(None, map(visible, row.split("\v")))) for row in rows]
        if any(lines):
            self.blocks.append(Block("\n".join(filter(None, lines)), "table"))


def visible(text: str) -> str:
    """Return text as one line, addresses without their scheme, and tags that are spoken of in ‹single quotes›."""
    return one_line(_SPOKEN_TAG.sub(_named_tag, _SCHEME.sub("", text)))


def _named_tag(match: re.Match[str]) -> str:
    return f"‹{match[1]}›" if match[1] else "‹"


def _is_data(table: html.HtmlElement) -> bool:
    """Whether a table holds data; one whose cells hold paragraphs only lays out a page."""
    cells = list(table.iter("td", "th"))
    words = sum(len("".join(cell.itertext()).split()) for cell in cells)
    return bool(cells) and words <= _PROSE_CELL * len(cells) and len(cells) > 1
