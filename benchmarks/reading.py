"""How long reading takes against pdfium's bare text extraction: ``python benchmarks/reading.py PDF…``.

Without arguments it reads the PDFs among the embedded reports and in tests/data. Times are
processor seconds, the best of several rounds taken in turn, so that other work on the machine
changes little. It ends with status 1 if reading any of the files takes more than three times the bare
extraction.
"""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pypdfium2

from corpus.discover import discover
from corpus.read import read
from pipeline.isolation import YOUNG

ROUNDS, MOST = 7, 3.0


def bare(path: Path) -> None:
    """Extract the text of every page, and nothing else."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text_page = page.get_textpage()
            text_page.get_text_bounded()
            text_page.close()
            page.close()


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main(paths: list[Path]) -> int:
    """Print a line for each file and one for all; return the exit status."""
    inputs = discover(paths).inputs
    read(inputs[0])
    gc.collect()
    gc.freeze()  # as the processes do that read for a build
    gc.set_threshold(YOUNG)
    total_bare = total_read = worst = 0.0
    print(f"{'file':44} {'bare s':>8} {'read s':>8} {'ratio':>6}")
    for item in inputs:
        pairs = [(seconds(lambda: bare(item.path)), seconds(lambda: read(item))) for _ in range(ROUNDS)]  # noqa: B023 - called at once
        plain, whole = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
        total_bare, total_read, worst = total_bare + plain, total_read + whole, max(worst, whole / plain)
        print(f"{item.source[:44]:44} {plain:8.3f} {whole:8.3f} {whole / plain:6.2f}")
    print(f"{'all':44} {total_bare:8.3f} {total_read:8.3f} {total_read / total_bare:6.2f}")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    root = Path(__file__).parents[1]
    embedded = [*root.glob("corpus/sample/reports/*/*.pdf"), *root.glob("tests/data/reading/*.pdf")]
    sys.exit(main(given or sorted(embedded)))
