"""The words of one Word paragraph, as a reader of the accepted document sees them.

Insertions are kept and deletions are not; a field shows its result; hidden text, comments and pictures are no words. What
is met on the way (footnotes called, text boxes, alternative texts of pictures) is handed over to the reader of the file.
"""

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from crosscheck.files.docx_numbering import W, formatted
from crosscheck.files.docx_styles import Styles
from crosscheck.files.flow import Line

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_V = "{urn:schemas-microsoft-com:vml}"
_SYMBOLS = {
    "2d": "−", "a3": "≤", "b0": "°", "b1": "±", "b3": "≥", "b4": "×", "b7": "•", "b9": "≠", "bb": "≈", "a7": "▪", "d8": "➢", "fc": "✓"
}  # fmt: skip
_UNREAD = ("rPr", "pPr", "sectPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "delText", "rt")
_SKIPPED = {W + name for name in _UNREAD}
_DELETED = {W + "del", W + "moveFrom"}
_BLANKS = {W + name for name in ("tab", "ptab", "br", "cr")}
_CALLS = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}


def chosen(element: etree._Element) -> etree._Element | None:
    """What an `mc:AlternateContent` shows: its first choice, or its fallback; never both."""
    choice = element.find(MC + "Choice")
    return choice if choice is not None else element.find(MC + "Fallback")


@dataclass(slots=True)
class Met:
    """What was met beside the words, in the order of the text: `marks` of footnotes by their key, `boxes` of the paragraph
    at hand, alternative texts of `pictures`, `hidden` passages, and how often each curious thing was met."""

    marks: dict[str, str] = field(default_factory=dict)
    boxes: list[etree._Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Words:
    """Reads paragraphs one after another. `formats` are the number formats of "footnote" and "endnote" marks."""

    def __init__(self, styles: Styles, formats: dict[str, str]) -> None:
        self.met = Met()
        self._styles, self._formats = styles, formats
        self._automatic: Counter[str] = Counter()
        self._fields: list[bool] = []  # of each field that is open, whether its result has begun

    def read(self, paragraph: etree._Element, line: Line) -> None:
        """Add the paragraph's words to `line`. A field that a damaged file never closes ends with its paragraph."""
        self._fields.clear()
        self._walk(paragraph, line, paragraph.find(W + "pPr"))

    def _walk(self, element: etree._Element, line: Line, properties: etree._Element | None) -> None:
        for child in element:
            tag = child.tag
            if tag == W + "r":
                self._run(child, line, properties)
            elif tag == MC + "AlternateContent":
                choice = chosen(child)
                if choice is not None:
                    self._walk(choice, line, properties)
            elif tag == W + "txbxContent":
                self.met.boxes.append(child)
            elif tag in _DELETED:
                self.met.counts["deletion"] += 1
            elif tag not in _SKIPPED:
                self._leaf(child, line)
                self._walk(child, line, properties)

    def _run(self, run: etree._Element, line: Line, properties: etree._Element | None) -> None:
        if self._styles.hidden(run.find(W + "rPr"), properties):
            self.met.hidden.append("".join(text.text or "" for text in run.iterfind(W + "t")))
            return
        own = next((child for child in run if child.tag in _CALLS and child.get(W + "customMarkFollows", "0") not in {"0", "false"}), None)
        if own is not None:
            mark = "".join(text.text or "" for text in run.iterfind(W + "t")).strip()
            self._call(own, line, mark)
            return
        self._walk(run, line, properties)

    def _leaf(self, element: etree._Element, line: Line) -> None:
        """What an element says itself; its children are read elsewhere."""
        tag = element.tag
        if tag == W + "fldChar":
            self._field(element.get(W + "fldCharType", ""))
        elif not all(self._fields):
            return
        elif tag in {W + "t", _M + "t"}:
            line.add(element.text or "")
        elif tag in _BLANKS:
            line.add(" ")
        elif tag == W + "noBreakHyphen":
            line.add("\u2011")
        elif tag == W + "sym":
            self._symbol(element.get(W + "char", ""), line)
        elif tag in _CALLS:
            self._call(element, line, None)
        elif tag in {_WP + "inline", _WP + "anchor", W + "pict"}:
            self._picture(element)
        elif tag == W + "commentReference":
            self.met.counts["comment"] += 1

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _symbol(self, code: str, line: Line) -> None:
        low = code.lower().removeprefix("f0") if len(code) == 4 else ""
        try:
            char = _SYMBOLS.get(low) or (chr(int(code, 16)) if code[:1].lower() not in {"e", "f"} else "")
        except (ValueError, OverflowError):
            char = ""
        if char:
            line.add(char)
        else:
            self.met.counts["symbol"] += 1

    def _call(self, element: etree._Element, line: Line, mark: str | None) -> None:
        kind = _CALLS[element.tag]
        key = f"{kind} {element.get(W + 'id', '')}"
        if mark is None:
            self._automatic[kind] += 1
            mark = formatted(self._automatic[kind], self._formats[kind])
        self.met.marks.setdefault(key, mark)
        line.call(key)

    def _picture(self, element: etree._Element) -> None:
        if next(element.iter(_PIC + "pic", _V + "imagedata"), None) is None:
            return
        said = element.find(_WP + "docPr")
        text = "" if said is None else said.get("descr", "") or said.get("title", "")
        self.met.counts["picture"] += 1
        if text.strip():
            self.met.pictures.append(text)
