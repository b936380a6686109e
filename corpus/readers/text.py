"""Plain text files to blocks."""

from corpus.blocks import Parsed
from corpus.encoding import decode
from corpus.paragraphs import text_blocks


def read_text(data: bytes, name: str) -> Parsed:
    """Return the blocks of a .txt file.

    Raises
    ------
    UnreadableFile
        It is empty or not text.
    """
    decoded = decode(data, name)
    return Parsed("txt", text_blocks(decoded.text), flaws=decoded.flaws)
