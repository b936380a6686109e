"""Footnotes of a Word document, which python-docx does not write: their part, styles and marks in the text."""

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

_TEXT, _MARK = "Footnote Text", "Footnote Reference"
_SEPARATORS = {-1: "separator", 0: "continuationSeparator"}


class Footnotes:
    """The footnotes of one document, numbered by Word in the order of their marks.

    Parameters
    ----------
    document : Document
        The document; its styles get the two that footnotes need.
    size : float
        Points of their text.
    colour : RGBColor
        Of their text.
    """

    def __init__(self, document: WordDocument, size: float, colour: RGBColor) -> None:
        self._document = document
        self._notes: Any = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in _SEPARATORS.items():
            self._notes.append(_note(number, kind))
        text: Any = document.styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = document.styles["Normal"]
        text.font.size, text.font.color.rgb = Pt(size), colour
        text.paragraph_format.space_after, text.paragraph_format.line_spacing = Pt(2), 1.0
        mark: Any = document.styles.add_style(_MARK, WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a mark at the end of a paragraph, and `text` into the footnote."""
        number = len(self._notes) - len(_SEPARATORS) + 1
        run = paragraph.add_run(style=_MARK)
        reference: Any = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run._r.append(reference)
        note: Any = parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            '<w:r><w:t xml:space="preserve"></w:t></w:r></w:p></w:footnote>'
        )
        note.findall(f".//{qn('w:t')}")[0].text = f" {text}"
        self._notes.append(note)

    def close(self) -> None:
        """Write the notes into the document's package; nothing where there are none."""
        if len(self._notes) == len(_SEPARATORS):
            return
        package = self._document.part.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._notes, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings: Any = self._document.settings.element
        known: Any = OxmlElement("w:footnotePr")
        for number in _SEPARATORS:
            separator: Any = OxmlElement("w:footnote")
            separator.set(qn("w:id"), str(number))
            known.append(separator)
        compat = settings.find(qn("w:compat"))  # the schema has its order: footnotes stand right before
        if compat is None:
            settings.append(known)
        else:
            compat.addprevious(known)


def _note(number: int, kind: str) -> Any:  # noqa: ANN401 - an element of python-docx, which is untyped
    return parse_xml(
        f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    )
