from corpus.readers.html import read_html

PROSE = (
    "The harbour has kept its books by hand for a hundred and forty years, and this review asks what would be lost. "
    * 3
)


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def test_site_furniture_is_left_out_and_recorded() -> None:
    parsed = read_html(
        page(
            f"<header>Skip to content</header><nav>Home News</nav><main><p>{PROSE}</p></main><footer>Privacy</footer>"
        ),
        "a",
    )
    assert [block.text for block in parsed.blocks] == [PROSE.strip()]
    assert {reason for _, reason, _ in parsed.removed} == {"site header", "site nav", "site footer"}


def test_a_page_of_links_around_an_unmarked_text_is_read_by_its_text() -> None:
    links = "".join(f"<li><a href='/{n}'>A link to somewhere else number {n}</a></li>" for n in range(80))
    parsed = read_html(page(f"<div><ul>{links}</ul></div><div><h1>Tides</h1><p>{PROSE}</p><p>{PROSE}</p></div>"), "a")
    text = " ".join(block.text for block in parsed.blocks)
    assert PROSE.strip() in text
    assert "number 70" not in text


def test_metadata_is_taken_from_meta_json_and_links() -> None:
    head = (
        "<title>Tides | Board</title><meta property='og:site_name' content='The Board'>"
        '<script type="application/ld+json">{"datePublished": "2021-06-15T08:00", "headline": "Tides"}</script>'
        '<script type="application/ld+json">{broken</script><link rel="canonical" href="https://board.gov.uk/tides">'
    )
    found = {value.field: value for value in read_html(page(f"<h1>Tides</h1><p>{PROSE}</p>", head), "a").found}
    assert found["date"].value == "2021-06-15"
    assert found["url"].value == "https://board.gov.uk/tides"
    assert (found["publisher"].value, found["publisher"].confidence) == ("The Board", "likely")


def test_a_page_without_text_says_so() -> None:
    parsed = read_html(page("<div id='app'></div><script>render()</script>"), "a")
    assert parsed.blocks == ()
    assert parsed.flaws[-1].reason == "The page holds no text."
