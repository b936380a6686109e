"""Seeds tried on passages, with the line each stands on."""

from models.seedcheck import check_seeds

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
    seeds: {en: [council], any: [ledger, kraken]}
"""
PASSAGES = ["The councils met.", "A council ledger.", "The council moved to the cloud.", "A council again."] + [""] * 8


def test_seeds_that_match_nothing_or_nearly_all() -> None:
    found = {(f.line, f.message) for f in check_seeds(FILE, PASSAGES)}
    assert found == {
        (9, "The seed 'sea monster' matches no passage."),
        (13, "The seed 'council' matches 33% of passages."),
        (13, "The seed 'kraken' matches no passage."),
    }


def test_findings_are_warnings_with_a_remedy() -> None:
    assert all(f.level == "warning" and f.remedy for f in check_seeds(FILE, PASSAGES))


def test_without_passages_every_seed_matches_none() -> None:
    assert len(check_seeds(FILE, [])) == 5
