"""Markdown to blocks: front matter, Hugo and Jekyll shortcodes, raw HTML inside."""

import re

from markdown_it import MarkdownIt

from corpus.blocks import Flaw, Parsed
from corpus.encoding import decode
from corpus.frontmatter import split_front_matter
from corpus.markup import blocks_of, parse_html
from corpus.metadata import stated

_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable(["table", "strikethrough"])
_TARGET = re.compile(r"\]\(\s*(?:\{\{[<%].*?[>%]\}\}|\{[{%].*?[%}]\})[^)\n]*\)")
_ATTRIBUTE_TARGET = re.compile(r"\b(href|src)\s*=\s*([\"']?)\{\{[<%].*?[>%]\}\}[^\"'>\s]*\2")
_SHORTCODE = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/-]*)(.*?)\1?[>%]\}\}", re.DOTALL)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?\s*[#.][\w .#:=\"'-]*\}|\{:[^}\n]*\}")
_PARAMETER = re.compile(r"(\w[\w-]*)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|'([^']*)')")
_FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_SHOWN = ("caption", "capton", "text", "quote", "cite", "title", "label", "intro", "kicker")
_CAPTION_ONLY = ("img", "image", "figure", "legacy-img", "legacy-img-right", "img-right", "img-left")
_LONGEST_SHORTCODE = 4000


def read_markdown(data: bytes, name: str) -> Parsed:
    """Return the blocks and the front matter of a Markdown file.

    Raises
    ------
    UnreadableFile
        It is empty or not text.
    """
    decoded = decode(data, name)
    front = split_front_matter(decoded.text)
    found, flaws = stated(front.pairs, "front matter")
    problems = (*decoded.flaws, *front.flaws, *flaws)
    body = without_shortcodes(front.body)
    if not body.strip():
        problems = (*problems, Flaw("There is no text below the front matter.", "Check the file, or leave it out."))
        return Parsed("md", (), found, flaws=problems)
    blocks = blocks_of(parse_html(f"<body>{_PARSER.render(body)}</body>", name))
    return Parsed("md", blocks, found, flaws=problems)


def without_shortcodes(text: str) -> str:
    """Return Markdown without template code; what a shortcode shows (captions, quotes) stays."""
    text = _TARGET.sub("](#)", text)
    text = _ATTRIBUTE_TARGET.sub(r'\1="#"', text)
    text = _SHORTCODE.sub(_shown, text)
    text = _LIQUID.sub("", text)
    text = _ATTRIBUTES.sub("", text)
    return _FOOTNOTE_MARK.sub("", _FOOTNOTE.sub("", text))


def _shown(match: re.Match[str]) -> str:
    """Return what a reader of the page sees of a shortcode: its caption, quotation or label."""
    _, closing, name, arguments = match.groups()
    if closing or len(arguments) > _LONGEST_SHORTCODE:
        return "\n\n" if closing else ""
    values = {key.lower(): next(filter(None, texts), "") for key, *texts in _PARAMETER.findall(arguments)}
    keys = _SHOWN[:2] if name in _CAPTION_ONLY else _SHOWN
    shown = [values[key].replace('\\"', '"') for key in keys if values.get(key)]
    if not shown:
        return ""
    if name in _CAPTION_ONLY:
        return f"\n\n<figcaption>{shown[0]}</figcaption>\n\n"
    return "\n\n" + "\n\n".join(shown) + "\n\n"
