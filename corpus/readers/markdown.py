"""Markdown to blocks: front matter, Hugo and Jekyll shortcodes, raw HTML inside."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt

from corpus.blocks import Block, Flaw, Parsed
from corpus.clean import one_line
from corpus.encoding import decode
from corpus.frontmatter import FrontMatter, split_front_matter
from corpus.markup import blocks_of, parse_html
from corpus.metadata import stated

_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable(["table", "strikethrough"]).disable("code")
# No pattern here may look further than the next brace: a page of opening braces must not cost minutes.
_TARGET = re.compile(r"\]\(\s{0,20}(?:\{\{[<%][^{}]*[>%]\}\}|\{[{%][^{}]*[%}]\})[^()\n{]*\)")
_ATTRIBUTE_TARGET = re.compile(r"\b(href|src)\s{0,9}=\s{0,9}([\"']?)\{\{[<%][^{}]*[>%]\}\}[^\"'>\s]*\2")
_SHORTCODE = re.compile(r"\{\{[<%]\s{0,9}(/?)\s{0,9}([\w/-]*)([^{}]*)[>%]\}\}")
_LIQUID = re.compile(r"\{%[^{}]*%\}|\{\{[^{}]*\}\}")
_ATTRIBUTES = re.compile(r"[ \t]{0,8}\{:?\s{0,8}[#.][^{}\n]{0,200}\}|\{:[^{}\n]{0,200}\}")
_PARAMETER = re.compile(r"(\w[\w-]*)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|`([^`]*)`|'([^']*)')")
_FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_BROKEN_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]*(?:\s[^()]*)?\))?")
_REFERENCE = re.compile(r"\[([^\[\]]+)\] ?\[[\w .-]*\]")
_LONE_TARGET = re.compile(r"\]\([^()\s]*\)?")
_MARKS = re.compile(
    r"\*{2,}|(?<!_)__(?!_)|\[/?(?:youtube|caption|embed|gallery|audio|video|vimeo|slideshare)\b[^\]]*\]|"
    r"\[/?[a-z_-]{2,20}\s+\w+=[^\]]*\]|(?<!\S)[_`](?!\S)|[ \t]*\\$|\\(?=[*_`#\[\]])|\s?[↩↵]\ufe0e?"
)
_EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{0,400}[^\s_])_(?![\w_])|(?<!`)`([^`\n]{1,200})`(?!`)")
_SHOWN = ("caption", "capton", "text", "quote", "cite", "title", "label", "intro", "kicker")
_CAPTION_ONLY = ("img", "image", "figure", "legacy-img", "legacy-img-right", "img-right", "img-left")
_LONGEST_SHORTCODE = 4000
_MOST_MARKS = 2000
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_HAZARDS = re.compile(r"[\[\]*_`<>!~\\&]")
_DESCRIPTIONS = ("summary", "description", "deck", "abstract", "excerpt")


def read_markdown(data: bytes, name: str) -> Parsed:
    """Return the blocks and the front matter of a Markdown file.

    Raises
    ------
    UnreadableFile
        It is empty or not text.
    """
    decoded = decode(data, name)
    front = split_front_matter(decoded.text)
    found, flaws = stated(_with_subtitle(front.pairs), "front matter")
    problems = (*decoded.flaws, *front.flaws, *flaws)
    body = _blocks(front.body, name)
    standfirst = _blocks(_standfirst(front, body), name)
    if not body:
        instead = "; the summary in its front matter was read instead" if standfirst else ""
        flaw = Flaw(f"There is no text below the front matter{instead}.", "Add the text, or leave the file out.")
        problems = (*problems, flaw)
    return Parsed("md", (*standfirst, *body), found, flaws=problems)


def _with_subtitle(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return front matter whose title has its subtitle behind it, as on a cover."""
    values = {key.lower(): value.strip() for key, value in pairs}
    title, subtitle = values.get("title", ""), values.get("subtitle", "")
    if not title or not subtitle or subtitle.casefold() in title.casefold():
        return pairs
    whole = f"{title}{'' if title.endswith((':', '?', '!')) else ':'} {subtitle}"
    return tuple((key, whole if key.lower() == "title" else value) for key, value in pairs)


def _blocks(text: str, name: str) -> tuple[Block, ...]:
    body = _without_hazards(without_shortcodes(text))
    if not body.strip():
        return ()
    blocks = blocks_of(parse_html(f"<body>{_PARSER.render(body)}</body>", name).tree)
    mended = (replace(b, text="\n".join(map(_without_leftovers, b.text.split("\n")))) for b in blocks)
    return tuple(block for block in mended if block.text)


def _without_hazards(body: str) -> str:
    """Return Markdown without the marks of paragraphs that have thousands of them: parsing those takes minutes."""
    parts = _EMPTY_LINE.split(body)
    if all(len(part) < _MOST_MARKS for part in parts):
        return body
    return "\n\n".join(_HAZARDS.sub("", part) if len(_HAZARDS.findall(part)) > _MOST_MARKS else part for part in parts)


def _without_leftovers(text: str) -> str:
    """Return visible text without the marks that broken Markdown leaves: targets, brackets, asterisks."""
    text = _REFERENCE.sub(r"\1", _BROKEN_LINK.sub(r"\1", text))
    return one_line(_EMPHASIS.sub(r"\1\2", _MARKS.sub("", _LONE_TARGET.sub("", text))))


def _standfirst(front: FrontMatter, body: tuple[Block, ...]) -> str:
    """Return what the front matter says the page is about, where most of it is said nowhere else."""
    values = {key.lower(): value for key, value in front.pairs}
    said, kept = _runs(" ".join(block.text for block in body)), []
    for text in dict.fromkeys(filter(None, (values.get(key, "").strip() for key in _DESCRIPTIONS))):
        own = _runs(text)
        if 2 * len(own & said) < len(own) or not (own or body):
            kept.append(text)
            said |= own
    return "\n\n".join(kept)


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every three words that follow each other."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


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
    closing, name, arguments = match.groups()
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
