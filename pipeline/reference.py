"""The embedded reports as company for a small collection: what other public-sector text says.

What a passage says of a theme is judged beside other passages. A handful of them cannot tell
what is usual; the embedded reports can.
"""

from functools import cache
from pathlib import Path

import numpy as np

from corpus.discover import discover
from corpus.read import read
from models.batch import PassageBatch, joined

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
ENOUGH = 400
"""Passages, from which a collection is judged by itself."""


def beside(batch: PassageBatch) -> PassageBatch:
    """Return a batch of fewer than `ENOUGH` passages with those of the embedded reports behind it."""
    if not 0 < len(batch) < ENOUGH:
        return batch
    company = _company()
    return joined(batch, company, len(company))


@cache
def _company() -> PassageBatch:
    """Every other of the embedded reports in Markdown: some hundreds of passages, read in a moment."""
    texts, headings, titles, reports = [], [], [], []
    inputs = [item for item in discover([SAMPLE]).inputs if item.source.endswith(".md")]
    for number, item in enumerate(inputs[::2]):
        for document in read(item):
            title = next((value.value for value in document.metadata if value.field == "title"), "")
            for passage in filter(lambda p: p.counted, document.passages):
                texts.append(passage.text)
                headings.append(passage.heading)
                titles.append(title)
                reports.append(number)
    return PassageBatch(texts, headings, titles, ["en"] * len(texts), np.array(reports, dtype=np.int64))
