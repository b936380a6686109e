"""Theme files: every rule with its line, and nothing but findings whatever the text."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from errors import InvalidThemeFile
from models.stems import _STEMMERS
from models.themefile import DEFAULT, check, dump, lines_of, load
from schema import Phrase, Theme, ThemeSet
from views.codes import _NAMES

VALID = """\
name: Mine
version: "1"
themes:
  - id: legacy-it
    label: Legacy IT
    group: Technology
    description: Old systems.
    seeds: [legacy system, "digiti*"]
    exclude: [legacy of the games]
  - id: care
    label: Care
    description: People looked after.
    seeds:
      en: [social care]
      de: [Pflege]
      any: [NHS]
"""


def test_every_language_that_we_know_may_have_seeds() -> None:
    for code in (*_NAMES["language"], *_STEMMERS):
        assert check(VALID.replace("      de: ", f"      {code}: ")) == []


def findings(old: str, new: str) -> list[tuple[int, str]]:
    """Return lines and messages of the valid file with one piece replaced."""
    assert old in VALID
    return [(f.line, f.message) for f in check(VALID.replace(old, new))]


def test_labels_that_several_themes_have_tell_them_apart() -> None:
    assert load(VALID).labels == {"legacy-it": "Legacy IT", "care": "Care"}
    assert load(VALID.replace("label: Care", "label: Legacy IT")).labels == {
        "legacy-it": "Legacy IT (legacy-it)",
        "care": "Legacy IT (care)",
    }


def test_a_valid_file_is_read_whole() -> None:
    assert check(VALID) == []
    themes = load(VALID)
    assert (themes.name, themes.version, themes.ids) == ("Mine", "1", ("legacy-it", "care"))
    legacy, care = themes.themes
    assert legacy.seeds == (Phrase("legacy system"), Phrase("digiti*"))
    assert legacy.exclude == (Phrase("legacy of the games"),)
    assert care.group == "Other"
    assert care.seeds == (Phrase("social care", "en"), Phrase("Pflege", "de"), Phrase("NHS"))


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("name: Mine\n", "", 1, "The file has no `name`."),
        ('version: "1"\n', "", 1, "The file has no `version`."),
        ("name: Mine", "name: []", 1, "`name` is not plain text."),
        ("name: Mine", 'name: ""', 1, "`name` is empty."),
        ("name: Mine", "name: Mine\ncolour: red", 2, "'colour' is not a key of the file."),
        ("name: Mine", "name: Mine\nname: Yours", 2, "'name' stands twice in the file."),
        ("    label: Legacy IT\n", "", 4, "The theme has no `label`."),
        ("    description: Old systems.\n", "", 4, "The theme has no `description`."),
        ("id: legacy-it", "ident: legacy-it", 4, "The theme has no `id`."),
        ("id: legacy-it", "id: Legacy IT", 4, "The id 'Legacy IT' is not kebab-case."),
        ("id: care", "id: legacy-it", 10, "The id 'legacy-it' stands in line 4 too."),
        ("    group: Technology", "    colour: red", 6, "'colour' is not a key of a theme."),
        ("    group: Technology", "    group: [a]", 6, "`group` is not plain text."),
        ('[legacy system, "digiti*"]', "legacy", 8, "`seeds` is not a list."),
        ('[legacy system, "digiti*"]', "[]", 8, "The theme has no seeds."),
        ('[legacy system, "digiti*"]', "[a, [b]]", 8, "`seeds` is not plain text."),
        ('[legacy system, "digiti*"]', '[a, ""]', 8, "`seeds` is empty."),
        ('[legacy system, "digiti*"]', "[only]", 8, "The theme has one seed."),
        ('"digiti*"', '"di*gital"', 8, "In 'di*gital' the * is not at the end of a word."),
        ('"digiti*"', '"*"', 8, "In '*' the * is not at the end of a word."),
        ('"digiti*"', "Legacy-System", 8, "The seed 'Legacy-System' stands twice."),
        ("exclude: [legacy of the games]", "exclude: [Legacy  system]", 8, "'legacy system' is a seed and excluded."),
        ("      de: [Pflege]", "      german: [Pflege]", 15, "'german' is not a language."),
        ("      de: [Pflege]", "      xx: [Pflege]", 15, "'xx' is not a language."),
        ("any: [NHS]", "any: [legacy system]", 16, "The seed 'legacy system' also belongs to legacy-it."),
    ],
)
def test_every_rule_names_its_line(old: str, new: str, line: int, message: str) -> None:
    assert (line, message) in findings(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file holds no `name`, `version` and `themes`."),
        ("- a\n- b\n", "The file holds no `name`, `version` and `themes`."),
        ("name: N\nversion: 1\nthemes: {}\n", "`themes` is not a list."),
        ("name: N\nversion: 1\nthemes: []\n", "`themes` is empty."),
        ("name: N\nversion: 1\nthemes: [x]\n", "A theme is not a set of `key: value` lines."),
        ("name: &a N\nversion: *a\n", "The file uses YAML anchors (& or *)."),
        ("x" * 1_000_001, "The file is larger than 1 MB."),
        ("[" * 5_000, "The file is nested too deeply."),
        ("name: [a\nthemes: b\n", None),
        ("a: \0", None),
        ("\ta: b", None),
        ("a: \ud800", None),
        ("!!python/object/apply:os.system ['true']", None),
    ],
    ids=range(13),
)
def test_files_that_are_none(text: str, message: str | None) -> None:
    found = check(text)
    assert found[0].level == "error"
    assert message in (None, found[0].message)
    with pytest.raises(InvalidThemeFile, match=r"line [123]:"):
        load(text)


def test_load_says_the_first_error_and_counts_the_others() -> None:
    broken = VALID.replace("id: legacy-it", "id: Legacy").replace("label: Care", "label: []")
    with pytest.raises(InvalidThemeFile, match=r"mine\.yaml, line 4: .*\(1 more: run") as caught:
        load(broken, "mine.yaml")
    assert caught.value.remedy.startswith("Use a-z")


def test_warnings_do_not_stop_a_file() -> None:
    assert load(VALID.replace('[legacy system, "digiti*"]', "[only]")).themes[0].seeds == (Phrase("only"),)


def test_the_default_file_is_clean() -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    assert check(text) == []
    themes = load(text).themes
    assert len(themes) == 30
    assert all(len(t.seeds) >= 5 and t.description and t.group != "Other" for t in themes)
    assert len({t.group for t in themes}) == 7


def test_the_line_of_a_phrase() -> None:
    lines = lines_of(VALID)
    assert lines["legacy-it", Phrase("digiti*")] == 8
    assert lines["care", Phrase("Pflege", "de")] == 15
    assert lines["care", None] == 10


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).map(
    lambda text: " ".join(text.replace("*", "").split()) or "x"
)
PHRASES = st.lists(st.builds(Phrase, PLAIN, st.sampled_from([None, "en", "de"])), min_size=1, max_size=4)


def phrases_apart(phrases: list[Phrase], mark: str) -> tuple[Phrase, ...]:
    """Make every phrase its own, grouped by language as a file keeps them."""
    own = [Phrase(f"{mark}{i} {p.text}", p.language) for i, p in enumerate(phrases)]
    order = list(dict.fromkeys(p.language for p in own))
    return tuple(sorted(own, key=lambda p: order.index(p.language)))


@given(
    st.lists(st.tuples(PLAIN, PLAIN, PLAIN, PHRASES, st.just([]) | PHRASES), min_size=1, max_size=4),
    PLAIN,
    PLAIN,
)
def test_what_is_written_reads_back_the_same(
    drafts: list[tuple[str, str, str, list[Phrase], list[Phrase]]], name: str, version: str
) -> None:
    themes = ThemeSet(
        name,
        version,
        tuple(
            Theme(f"t-{i}", label, group, text, phrases_apart(seeds, f"s{i}"), phrases_apart(exclude, f"e{i}"))
            for i, (label, group, text, seeds, exclude) in enumerate(drafts)
        ),
    )
    assert load(dump(themes)) == themes


def test_the_default_themes_read_back_the_same() -> None:
    themes = load(DEFAULT.read_text(encoding="utf-8"))
    assert load(dump(themes)) == themes


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
KEYS = st.sampled_from(["name", "version", "themes", "id", "label", "group", "description", "seeds", "exclude", "en"])
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | SCALARS, inner, max_size=5),
    max_leaves=25,
)


def only_findings(text: str) -> None:
    found = check(text)
    errors = [f for f in found if f.level == "error"]
    assert all(f.line >= 1 and f.message and f.remedy for f in found)
    try:
        themes = load(text)
    except InvalidThemeFile:
        assert errors
    else:
        assert not errors
        assert load(dump(themes)) == themes


@given(st.text(max_size=200))
def test_any_text_gives_findings_or_themes(text: str) -> None:
    only_findings(text)


@given(TREES)
def test_any_yaml_gives_findings_or_themes(tree: object) -> None:
    only_findings(yaml.safe_dump(tree, allow_unicode=True))


@given(st.sampled_from(["name", "version", "themes", "id", "label", "description", "seeds", "exclude", "group"]), TREES)
def test_any_value_under_any_key_gives_findings_or_themes(key: str, tree: object) -> None:
    content = yaml.safe_load(VALID)
    place = content if key in content else content["themes"][0]
    place[key] = tree
    only_findings(yaml.safe_dump(content, allow_unicode=True))
