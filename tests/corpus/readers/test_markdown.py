import pytest

from corpus.readers.markdown import read_markdown, without_shortcodes
from errors import UnreadableFile


def texts(source: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_markdown(source.encode(), "a.md").blocks]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("See [the plan]({{< ref \"/2014/plan.md\" >}}) now.", [("body", "See the plan now.")]),
        ('Before\n\n{{< legacy-img src="a.png" alt="not shown" caption="A crane" >}}\n\nAfter',
         [("body", "Before"), ("caption", "A crane"), ("body", "After")]),
        ('{{< note "action">}}Mind the *tide*.{{< /note >}}', [("body", "Mind the tide.")]),
        ('{{< quote-block text="We close." cite="A clerk" >}}', [("body", "We close."), ("body", "A clerk")]),
        ("{% include x.html %}Text {{ site.url }} here\n{: .class}", [("body", "Text here")]),
        ("## The People {#people}\n\nEleven.", [("heading", "The People"), ("body", "Eleven.")]),
        ("A [link](http://x.org/a b) and [one](", [("body", "A link and one")]),
        ("A note[^1].\n\n[^1]: It was wet.", [("body", "A note."), ("body", "It was wet.")]),
        ("    <ul><li>indented</li></ul>", [("list", "indented")]),
        ("<div class='x'>\n<p>Raw <strong>words</strong></p></div>", [("body", "Raw words")]),
        ("<https://x.org/y> and https://z.org", [("body", "x.org/y and z.org")]),
        ("Fish &amp; chips &mdash; &lt;b&gt;", [("body", "Fish & chips — ‹b›")]),
        ("![alt text](pic.png)Text", [("body", "Text")]),
        ("| A | B |\n| - | - |\n| 1 | 2 |", [("table", "A | B\n1 | 2")]),
        ("[youtube=http://youtu.be/x]\n\nText **bold**", [("body", "Text bold")]),
    ],
)  # fmt: skip
def test_only_what_a_reader_of_the_page_sees_is_left(source: str, wanted: list[tuple[str, str]]) -> None:
    assert texts(source) == wanted


def test_a_summary_that_the_text_does_not_repeat_is_read_before_it() -> None:
    front = "---\ntitle: T\nsummary: 'Three towns tried one **shared** register of addresses.'\n"
    body = "---\nThe register was built in a year.\n"
    read = [block.text for block in read_markdown(f"{front}{body}".encode(), "a.md").blocks]
    assert read == ["Three towns tried one shared register of addresses.", "The register was built in a year."]
    repeated = f"{front}deck: Three towns tried one shared register of addresses!\n{body}"
    assert [block.text for block in read_markdown(repeated.encode(), "a.md").blocks] == read
    within = f"{front}{body}In March three towns tried one shared register of addresses.\n"
    assert "Three towns" not in read_markdown(within.encode(), "a.md").blocks[0].text
    label = f"---\nsummary: none\n{body}"
    assert [block.text for block in read_markdown(label.encode(), "a.md").blocks] == read[1:]


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("title: Plans\nsubtitle: 'Ten towns'", "Plans: Ten towns"),
        ("Title: Why?\nSubtitle: Ten towns", "Why? Ten towns"),
        ("title: 'Plans: ten towns'\nsubtitle: Ten towns", "Plans: ten towns"),
        ("title: Plans\nsubtitle: ''", "Plans"),
    ],
)
def test_a_subtitle_is_part_of_the_title(front: str, title: str) -> None:
    found = read_markdown(f"---\n{front}\n---\nIt was built.\n".encode(), "a.md").found
    assert [value.value for value in found if value.field == "title"] == [title]


def test_a_page_that_only_points_elsewhere_is_read_by_its_summary() -> None:
    parsed = read_markdown(b"---\ntitle: T\nsummary: 'A &ldquo;short&rdquo; summary.'\ndeck: A deck.\n---\n", "a.md")
    assert [block.text for block in parsed.blocks] == ["A “short” summary.", "A deck."]
    assert "its front matter was read instead" in parsed.flaws[0].reason


def test_no_text_at_all_is_told() -> None:
    parsed = read_markdown(b"---\ntitle: T\n---\n\n", "a.md")
    assert parsed.blocks == ()
    assert parsed.flaws[0].reason == "There is no text below the front matter."
    with pytest.raises(UnreadableFile):
        read_markdown(b"", "a.md")


def test_shortcodes_go_even_where_they_are_broken() -> None:
    assert without_shortcodes("a {{< img src='x' >}} b {{% /card %}} c").split() == ["a", "b", "c"]
