"""A report as a Word file with real styles, numbered paragraphs, true footnotes, contents and tables.

python-docx writes the body; numbering and contents are put in by hand here, footnotes by `docx_footnotes`. The file says
nothing about who made it, when or where, but for a title and an author that were chosen. Text that XML cannot hold
(control characters) is left out of the page and nothing else is changed.
"""

import io
import re
from collections.abc import Iterable, Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph as Line

from crosscheck.export.package import clean
from crosscheck.report import docx_styles
from crosscheck.report.blocks import Annex, Block, Contents, Figure, Heading, Mark, Note, Paragraph, Table, plain
from crosscheck.report.docx_footnotes import Footnotes
from crosscheck.report.wording import Words

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLES = {"title": "Title", "subtitle": "Subtitle", "numbered": docx_styles.NUMBERED, "stub": docx_styles.STUB,
           "lead": docx_styles.LEAD, "small": docx_styles.SMALL, "plain": "Normal"}
_MARKS = {"unreviewed": docx_styles.UNREVIEWED, "fill": docx_styles.FILL}
_SIDES = Mm(25)
LONG = 400  # characters in a cell


def write(blocks: Sequence[Block], language: str = "en", *, title: str = "", author: str = "") -> bytes:
    """The Word file. `title` and `author` go into its properties, which are empty without them."""
    return _Writer(blocks, language).bytes(title, author)


class _Writer:
    def __init__(self, blocks: Sequence[Block], language: str) -> None:
        self.blocks, self.words = blocks, Words(language)
        self.document: Document = docx.Document()
        docx_styles.apply(self.document, language)
        self.styles = {style.name: style.style_id for style in self.document.styles}
        self.footnotes = Footnotes(self.document, self.styles)
        self.bookmarks = 0
        self.width = _page(self.document.sections[0], landscape=False)
        self.landscape: bool | None = None  # of the annexes, once one has begun
        docx_styles.page_numbers(self.document.sections[0])

    def bytes(self, title: str, author: str) -> bytes:
        for block in self.blocks:
            self.put(block)
        self.footnotes.store()
        docx_styles.settings(self.document, anonymous=not author)
        buffer = io.BytesIO()
        self.document.save(buffer)
        return clean(buffer.getvalue(), title=title, author=author)

    def put(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.heading(block)
        elif isinstance(block, Paragraph):
            self.fill(self.line(_STYLES[block.style]), block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Figure):
            self.figure(block)
        elif isinstance(block, Annex):
            self.annex(block.landscape)
        elif isinstance(block, Contents):
            self.contents()

    def line(self, style: str, text: str = "") -> Line:
        """A new paragraph. Styles are looked up once: python-docx walks through all of them for each use."""
        line = self.document.add_paragraph()
        line._p.style = self.styles[style]
        if text:
            line.add_run(text)
        return line

    def heading(self, block: Heading) -> None:
        line = self.line(f"Heading {block.level}", storable(block.text))
        name = f"_Toc{self.bookmarks:08d}"
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        line._p.insert(1 if line._p.pPr is not None else 0, start)
        line._p.append(end)
        self.bookmarks += 1

    def fill(self, line: Line, block: Paragraph) -> None:
        for part in block.parts:
            if isinstance(part, Note):
                self.footnotes.add(line, storable(part.text))
            elif isinstance(part, Mark):
                line.add_run(storable(part.text))._r.style = self.styles[_MARKS[part.kind]]
            else:
                line.add_run(storable(part))

    def annex(self, landscape: bool) -> None:
        """The first annex and a change of the page's side begin a new page; others go on where the last one ended."""
        if landscape is not self.landscape:
            self.landscape = landscape
            self.width = _page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape)

    def table(self, block: Table) -> None:
        table = self.document.add_table(rows=0, cols=len(block.headings), style="Table Grid")
        table.autofit = False
        width = self.width
        widths = [int(width * share / sum(block.widths)) for share in block.widths]
        for grid, wide in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            grid.set(qn("w:w"), str(int(wide / 635)))  # EMU to twentieths of a point
        for number, texts in enumerate((block.headings, *block.rows)):
            table._tbl.append(_row(texts, widths, docx_styles.CELL_HEAD if number == 0 else docx_styles.CELL, heading=number == 0))

    def figure(self, block: Figure) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        line.add_run().add_picture(io.BytesIO(block.png), width=Emu(self.width))
        properties = self.document.inline_shapes[-1]._inline.docPr
        properties.set("descr", storable(f"{block.caption}: {block.described}"))
        properties.set("name", "")
        self.line("Caption", storable(f"{block.caption}. {block.described}"))

    def contents(self) -> None:
        """A contents field that Word updates on opening, filled with the headings as they stand now."""
        self.line(docx_styles.CONTENTS, storable(self.words("contents")))
        listed = [block for block in self.blocks if isinstance(block, Heading)]
        last = None
        for number, heading in enumerate(listed):
            if heading.level > 2 or not heading.listed:
                continue
            line = self.line(f"toc {heading.level}")
            if last is None:
                _field_begin(line, r'TOC \o "1-2" \h \z \u')
            _linked(line, storable(heading.text), f"_Toc{number:08d}")
            last = line
        if last is not None:
            _field_char(last, "end")
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def storable(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


def _page(section: Section, landscape: bool) -> int:
    """A4, upright or on its side; returns the width between its margins."""
    wide, high = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _SIDES
    return wide - 2 * _SIDES


def _row(texts: Iterable[str], widths: Sequence[int], style: str, heading: bool):
    """A table row, built at once: adding cells one by one takes seconds for long tables."""
    row = OxmlElement("w:tr")
    texts = list(texts)
    properties = _child(row, "w:trPr")
    if max(map(len, texts)) < LONG:  # a tall row that may not split leaves half a page white
        _child(properties, "w:cantSplit")
    if heading:
        _child(properties, "w:tblHeader")
    for text, width in zip(texts, widths, strict=True):
        cell = _child(row, "w:tc")
        _child(_child(cell, "w:tcPr"), "w:tcW", **{"w:w": str(int(width / 635)), "w:type": "dxa"})
        for line in storable(text).split("\n") or [""]:
            paragraph = _child(cell, "w:p")
            _child(_child(paragraph, "w:pPr"), "w:pStyle", **{"w:val": style})
            said = _child(_child(paragraph, "w:r"), "w:t", **{"xml:space": "preserve"})
            said.text = line
    return row


def _child(parent, tag: str, **attributes: str):
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    parent.append(element)
    return element


def _field_char(line: Line, kind: str) -> None:
    run = line.add_run()
    _child(run._r, "w:fldChar", **{"w:fldCharType": kind})


def _field_begin(line: Line, instruction: str) -> None:
    _field_char(line, "begin")
    _child(line.add_run()._r, "w:instrText", **{"xml:space": "preserve"}).text = f" {instruction} "
    _field_char(line, "separate")


def _linked(line: Line, text: str, bookmark: str) -> None:
    """An entry of the contents: the heading, a tab and its page, as a link."""
    link = _child(line._p, "w:hyperlink", **{"w:anchor": bookmark, "w:history": "1"})
    page = f" PAGEREF {bookmark} \\h "
    for kind, value in (("t", text), ("tab", ""), ("begin", ""), ("instr", page), ("separate", ""), ("t", ""), ("end", "")):
        run = _child(link, "w:r")
        if kind == "t":
            _child(run, "w:t", **{"xml:space": "preserve"}).text = value
        elif kind == "tab":
            _child(run, "w:tab")
        elif kind == "instr":
            _child(run, "w:instrText", **{"xml:space": "preserve"}).text = value
        else:
            _child(run, "w:fldChar", **{"w:fldCharType": kind})


__all__ = ["plain", "storable", "write"]
