"""The only places where text from reports meets Markdown, HTML or a spreadsheet cell.

Corpus text is hostile: it may hold tags, images that call home, formulas, or marks that turn
the reading direction around.
"""

import html
import re

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile("[^\\S\xa0\u202f]+")  # a no-break space stays one
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"
# Streamlit replaces emoji and icon codes and typed arrows, and links addresses, in the parsed
# text, where a backslash no longer protects it; an invisible joiner inside the code does.
_LIVE = re.compile(r"(:(?=\S)|@(?=\w)|www(?=\.)|[<>~-](?=[-=>]))", re.IGNORECASE)
_MARKUP = re.compile(r"([\\`*_\[\]<~$|]|&(?=#?\w+;))")
_BLOCK_START = re.compile(r"^([#>]|[+=-](?=[\s=-]|$))|^(\d+)([.)])(?=\s|$)")
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def plain(text: str) -> str:
    """Return `text` without control characters and marks that turn the reading direction."""
    return _INVISIBLE.sub("", text)


def safe_markdown(text: str) -> str:
    """Return `text` as one line of Markdown that shows it as it is, and nothing else.

    Images, links, HTML, formulas, code, emoji codes and colour directives all stay text.
    """
    line = _SPACES.sub(" ", plain(text)).strip()
    return _PUNCTUATION.sub(r"\\\1", _LIVE.sub(rf"\1{_JOINER}", line))


def markdown_text(text: str) -> str:
    """Return `text` as one line of CommonMark for a file: plain words stay as they are, markup is escaped."""
    line = _MARKUP.sub(r"\\\1", _SPACES.sub(" ", plain(text)).strip())
    return _BLOCK_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def safe_html(text: str) -> str:
    """Return `text` for use between tags or inside a quoted attribute."""
    return html.escape(plain(text), quote=True)


def safe_cell(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula, with ``'`` in front where needed."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else text
