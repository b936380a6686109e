"""A finder that was kept scores as the one that learned; anything else is no finder."""

import json

import numpy as np
import pytest
from safetensors.numpy import load, save

from models import kept
from models.batch import PassageBatch
from models.seeded import ThemeFinder
from schema import Phrase, Theme, ThemeSet

THEMES = ThemeSet(
    "Two",
    "1",
    (
        Theme(
            "cloud", "Cloud", "IT", "Moving to the cloud.", (Phrase("cloud"), Phrase("data centre")), (Phrase("rain"),)
        ),
        Theme("ethics", "Ethics", "IT", "Right and wrong.", (Phrase("data ethics"), Phrase("bias*", "en"))),
    ),
)
WORDS = "the council moved its legacy systems to cloud data centres biases of ethics in data were heard by rain staff"
TEXTS = [" ".join(np.random.default_rng(i).choice(WORDS.split(), 30)) + "." for i in range(120)]
TEXTS[2::9] = ["The ethics of data: biases of ethics, and data ethics heard. " * 3] * len(TEXTS[2::9])


def batch(texts: list[str]) -> PassageBatch:
    languages = ["nl" if i % 10 == 0 else "en" for i in range(len(texts))]
    return PassageBatch(texts, ["Heading"] * len(texts), ["Title"] * len(texts), languages, np.arange(len(texts)) // 4)


@pytest.fixture(scope="module")
def finder() -> ThemeFinder:
    return ThemeFinder(THEMES).fit(batch(TEXTS))


def test_a_kept_finder_scores_to_the_last_bit_as_the_one_that_learned(finder: ThemeFinder) -> None:
    content = kept.pack(finder)
    again = kept.unpack(content)
    assert again is not None
    asked = batch([*TEXTS[:40], "Never heard of before: a cumulonimbus of clouds, and unbiased rain."])
    known = np.arange(len(asked)) < 40
    one, other = again.score(asked, known), finder.score(asked, known)
    assert 0 < one.assigned.mean() < 1
    for name in ("probability", "assigned", "stretches"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    every = np.arange(41), np.zeros(41, dtype=np.int64)
    assert again.evidence(one, asked.texts, every) == finder.evidence(other, asked.texts, every)


def test_the_same_corpus_gives_the_same_bytes_also_when_it_has_come_and_gone(finder: ThemeFinder) -> None:
    content = kept.pack(ThemeFinder(THEMES).fit(batch(TEXTS)))
    assert content == kept.pack(ThemeFinder(THEMES).fit(batch(TEXTS)))
    again = kept.unpack(content)
    assert again is not None
    assert kept.pack(again) == content


def test_damaged_and_strange_bytes_are_no_finder(finder: ThemeFinder) -> None:
    content = kept.pack(finder)
    strangers = [b"", b"\0" * 100, content[:1000], content[:-1], content.replace(b"array1", b"array!", 1)]
    engine, tree = json.loads(load(content)["finder"].tobytes())
    for header in (None, [["0", "0"], tree], [engine, {"kind": "object", "class": "Path", "held": {}}], [engine, 7]):
        strangers.append(save({**load(content), "finder": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}))
    assert [kept.unpack(stranger) for stranger in strangers] == [None] * len(strangers)


def test_what_cannot_be_kept_is_said(finder: ThemeFinder) -> None:
    finder.themes = object()  # type: ignore[assignment] # on purpose
    with pytest.raises(TypeError, match=r"builtins\.object"):
        kept.pack(finder)
    finder.themes = THEMES
