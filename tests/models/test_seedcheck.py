"""Seeds tried on passages, with the line each stands on."""

from collections.abc import Sequence

import numpy as np

from models.batch import PassageBatch
from models.seedcheck import SeedCheck
from models.themefile import Finding
from schema import Phrase

FILE = """\
name: N
version: "1"
themes:
  - id: a
    label: A
    description: D
    seeds:
      - cloud
      - sea  monster
  - id: b
    label: B
    description: D
    seeds: {en: [council], any: [ledger, kraken, hydra]}
  - id: c
    label: C
    description: D
    seeds: [unicorn, dragon]
"""
PASSAGES = ["The councils met.", "A council ledger.", "The council moved to the cloud.", "A council again."] + [""] * 8
ANY, NONE = np.ones(3, dtype=np.bool_), np.zeros(3, dtype=np.bool_)


def batch(texts: Sequence[str], language: str | None = None) -> PassageBatch:
    nothing = [""] * len(texts)
    return PassageBatch(texts, nothing, nothing, [language] * len(texts), np.arange(len(texts)))


def found(*parts: tuple[PassageBatch, np.ndarray], text: str = FILE, known: np.ndarray = NONE) -> list[Finding]:
    check = SeedCheck(text)
    for part, given in parts:
        check.add(part, given)
    return check.findings(known)


def given(n: int, passages: Sequence[int] = (), theme: int = 0, n_themes: int = 3) -> np.ndarray:
    out = np.zeros((n, n_themes), dtype=np.bool_)
    out[list(passages), theme] = True
    return out


def test_seeds_that_match_nothing_or_nearly_all() -> None:
    findings = found((batch(PASSAGES[:2]), given(2)), (batch(PASSAGES[2:]), given(10)))
    assert {(f.line, f.message) for f in findings} == {
        (9, "The seed 'sea monster' matches no passage."),
        (13, "The seed 'council' matches 33% of passages."),
        (13, "The seeds 'kraken', 'hydra' match no passage."),
        (14, "No seed of c matches a passage."),
    }
    assert all(f.level == "warning" and f.remedy for f in findings)


def test_a_theme_that_was_given_nothing_though_its_seeds_stand_is_named() -> None:
    texts = ["A council ledger.", *["The council met."] * 19, *[""] * 60]
    taken = [f.message for f in found((batch(texts), given(80)), known=ANY) if f.line == 10]
    assert taken == ["No passage was given to b, though seeds of it stand in some."]
    some = found((batch(texts), given(80, [0], theme=1)), known=ANY)
    assert [f.message for f in some if f.line in (10, 13)] == [
        "The seed 'council' stands in 20 passages; its theme was given 1 of them.",
        "The seeds 'kraken', 'hydra' match no passage.",
    ]


def test_a_seed_is_sought_in_passages_of_its_language_alone() -> None:
    text = FILE.replace("seeds: [unicorn, dragon]", "seeds: {fr: [rançongiciel, conseil], en: [board]}")
    french = batch(["Le rançongiciel a frappé.", "Le conseil et le board."], "fr")
    english = batch(["The board met.", "Conseil."], "en")
    empty = batch([""] * 6)
    findings = found((french, given(2)), (english, given(2)), (empty, given(6)), text=text)
    assert not [f for f in findings if f.line == 17]
    without_french = found((english, given(2)), (empty, given(6)), text=text)
    assert [f.message for f in without_french if f.line == 17] == [
        "No report is in 'fr', so seeds for it match nothing."
    ]


def test_a_language_without_reports_is_named_once_where_its_first_seed_stands() -> None:
    text = FILE.replace("[council]", "[council], fr: [conseil]").replace(
        "[unicorn, dragon]", "{fr: [dragon], de: [Drache]}"
    )
    told = [(f.line, f.message) for f in found((batch(PASSAGES), given(12)), text=text)]
    nothing = "No report is in {!r}, so seeds for it match nothing."
    assert [row for row in told if "No report" in row[1]] == [(13, nothing.format("fr")), (17, nothing.format("de"))]
    assert not [message for _, message in told if "conseil" in message or "No seed" in message]


def test_nothing_is_said_of_seeds_that_never_count() -> None:
    seen = batch(["Unicorns."] + [""] * 11)
    for silenced, expected in (
        ([], ["The seed 'dragon' matches no passage."]),
        ([("c", Phrase("dragon"))], []),
        ([("b", Phrase("dragon"))], ["The seed 'dragon' matches no passage."]),
    ):
        check = SeedCheck(FILE, silenced)
        check.add(seen, given(12))
        assert [f.message for f in check.findings(NONE) if f.line == 17] == expected


def test_a_seed_whose_passages_its_theme_is_hardly_given_is_doubted() -> None:
    texts = [*["Clouds over the hills."] * 9, "The cloud platform."] + ["Nothing."] * 40
    taken = given(50, [9])
    (doubt,) = [f for f in found((batch(texts), taken), known=ANY) if "cloud" in f.message]
    assert doubt.line == 8
    assert doubt.message == "The seed 'cloud' stands in 10 passages; its theme was given 1 of them."
    (none,) = [f for f in found((batch(texts), given(50)), known=ANY) if "cloud" in f.message]
    assert none.message.endswith("its theme was given none of them.")
    assert not [f for f in found((batch(texts), given(50, [8, 9])), known=ANY) if "cloud" in f.message]
    assert not [f for f in found((batch(texts[3:]), given(47)), known=ANY) if "cloud" in f.message]  # too few to tell
    assert not [f for f in found((batch(texts), taken)) if "cloud" in f.message]  # the workspace has no such theme


def test_that_there_are_no_passages_is_said_once() -> None:
    assert [f.message for f in found()] == ["The workspace has no passages to try seeds on."]
