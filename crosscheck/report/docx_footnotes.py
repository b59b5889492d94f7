"""True footnotes in a Word file: the part that python-docx does not write.

A footnote is a reference in the text and an entry in `word/footnotes.xml`, which also holds the two separators that
every reader expects, and which the settings name. The entries are written in the order of their marks.
"""

from collections.abc import Mapping

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from lxml import etree

from crosscheck.report import docx_styles

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))


class Footnotes:
    """The footnotes of one document; `styles` are its style ids by name. Call `store` once, before the document is saved."""

    def __init__(self, document: Document, styles: Mapping[str, str]) -> None:
        self._document, self._styles = document, styles
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        self._count = 0
        for kind, number in _SEPARATORS:
            note = _add(self._root, "w:footnote", **{"w:type": kind, "w:id": str(number)})
            paragraph = _add(note, "w:p")
            _add(_add(paragraph, "w:pPr"), "w:spacing", **{"w:after": "0", "w:line": "240", "w:lineRule": "auto"})
            _add(_add(paragraph, "w:r"), f"w:{kind}")

    def add(self, line: Paragraph, text: str) -> int:
        """Put a mark at the end of `line` and the note at the foot of its page; returns the note's number."""
        self._count += 1
        run = line.add_run()
        run._r.style = self._styles[docx_styles.FOOTNOTE_MARK]
        _add(run._r, "w:footnoteReference", **{"w:id": str(self._count)})
        note = _add(self._root, "w:footnote", **{"w:id": str(self._count)})
        paragraph = _add(note, "w:p")
        _add(_add(paragraph, "w:pPr"), "w:pStyle", **{"w:val": self._styles[docx_styles.FOOTNOTE]})
        mark = _add(paragraph, "w:r")
        _add(_add(mark, "w:rPr"), "w:rStyle", **{"w:val": self._styles[docx_styles.FOOTNOTE_MARK]})
        _add(mark, "w:footnoteRef")
        said = _add(_add(paragraph, "w:r"), "w:t", **{"xml:space": "preserve"})
        said.text = f" {text}"
        return self._count

    def store(self) -> None:
        """Write the part and tell the settings of its separators."""
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        main = self._document.part
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        properties = OxmlElement("w:footnotePr")
        for _, number in _SEPARATORS:
            _add(properties, "w:footnote", **{"w:id": str(number)})
        self._document.settings.element.insert_element_before(
            properties, "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang",
            "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:shapeDefaults", "w:decimalSymbol", "w:listSeparator",
        )


def _add(parent, tag: str, **attributes: str):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    parent.append(element)
    return element
