"""The same summary in each language: the same numbers and quotations, other words, and its language told."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree, html
from pypdf import PdfReader

from views.brief.blocks import Block, DataTable, Figure, Heading, Items, Paragraph
from views.brief.check import faults
from views.brief.check_passages import Basis
from views.brief.formats import written
from views.brief.outline import outline
from views.brief.summary import Summary
from views.language import LANGUAGES, Language

OTHERS = [language for language in LANGUAGES if language != "en"]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def spoken(summary: Summary, language: Language) -> Summary:
    section = summary.sections[0]
    quoted = tuple(replace(one, language="en") for one in section.quotations)
    return replace(summary, language=language, sections=(replace(section, quotations=quoted, doubts=quoted[:1]),))


def numbers(blocks: tuple[Block, ...]) -> Counter[str]:
    """Return the numbers in all that is generated, with a decimal point whatever the language."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Items():
                said += block.texts
            case Figure():
                said += [block.caption, block.alt_text]
            case DataTable():
                said += [block.caption, *map(str, block.frame.columns), *block.frame.astype(str).to_numpy().ravel()]
            case _:
                pass
    return Counter(found.replace(",", ".") for text in said for found in re.findall(r"\d+(?:[.,]\d+)?", text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_the_same_numbers(summary: Summary, language: Language) -> None:
    assert numbers(outline(spoken(summary, language))) == numbers(outline(summary))


@pytest.mark.parametrize("language", OTHERS)
def test_the_check_recomputes_in_every_language(summary: Summary, basis: Basis, language: Language) -> None:
    said = spoken(summary, language)
    assert faults(said, replace(basis, reports=basis.reports.assign(language="en"))) != []  # the others have none
    quiet = replace(summary, language=language)
    assert faults(quiet, basis) == []
    assert len(faults(replace(quiet, n_passages=81), basis)) == 1


@pytest.mark.parametrize(
    ("language", "tag", "heading", "quoted"),
    [
        ("fr", "fr-FR", "Dans les mots des rapports", "«\u00a0The <b>core</b>"),
        ("de", "de-DE", "In den Worten der Berichte", "„The <b>core</b>"),
        ("es", "es-ES", "En palabras de los informes", "«The <b>core</b>"),
    ],
)
def test_documents_tell_their_language_and_that_of_quotations(
    summary: Summary, language: Language, tag: str, heading: str, quoted: str
) -> None:
    said = spoken(summary, language)
    page = html.document_fromstring(written(said, "html").decode("utf-8"))
    assert page.get("lang") == tag
    assert heading in [one.text_content() for one in page.iter("h3")]
    assert {one.get("lang") for one in page.findall(".//blockquote/span")} == {None, "en"}
    assert any(one.text_content().startswith(quoted) for one in page.iter("blockquote"))
    with zipfile.ZipFile(io.BytesIO(written(said, "docx"))) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        styles = etree.fromstring(package.read("word/styles.xml"))
    assert [one.get(f"{_W}val") for one in body.iter(f"{_W}lang")].count("en") >= 3
    assert tag in [one.get(f"{_W}val") for one in styles.iter(f"{_W}lang")]
    reader = PdfReader(io.BytesIO(written(said, "pdf")))
    root = reader.trailer["/Root"].get_object()
    assert str(root["/Lang"]).lower() == tag.lower()  # type: ignore[index]  # a dictionary of the file
    printed = "".join(page.extract_text() for page in reader.pages).replace(" ", "")
    assert heading.replace(" ", "") in printed
    colon = "\u00a0:" if language == "fr" else ":"
    assert f"Corpusfingerprint{colon}".replace("\u00a0", "") in printed.replace("\u00a0", "")
    assert f"Corpus fingerprint{colon} " in "".join(body.itertext())
    assert f"Corpus fingerprint{colon} " in written(said, "md").decode("utf-8")
