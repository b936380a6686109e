"""Plain text files to blocks."""

from corpus.blocks import Parsed
from corpus.encoding import decode
from corpus.paragraphs import text_blocks
from errors import UnreadableFile


def read_text(data: bytes, name: str) -> Parsed:
    """Return the blocks of a .txt file.

    Raises
    ------
    UnreadableFile
        It is empty, not text, or a web page.
    """
    decoded = decode(data, name)
    if decoded.text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise UnreadableFile(f"{name} is a web page, whatever its name says.", "Let its name end in .html.")
    return Parsed("txt", text_blocks(decoded.text), flaws=decoded.flaws)
