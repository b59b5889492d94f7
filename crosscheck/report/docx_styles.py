"""The styles of a Word report, so that a writer changes its looks in one place: fonts, numbering, footnotes, page numbers."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

NUMBERED, STUB, LEAD, SMALL = "Numbered Paragraph", "Suggested Text", "Lead-in", "Small Text"
CELL, CELL_HEAD, CONTENTS = "TableText", "TableHead", "Contents Heading"
UNREVIEWED, FILL = "Not Reviewed", "To Fill In"
FOOTNOTE, FOOTNOTE_MARK = "footnote text", "footnote reference"
_FONT, _INK, _QUIET = "Calibri", RGBColor(0x1B, 0x27, 0x33), RGBColor(0x59, 0x59, 0x59)


def apply(document: Document, language: str) -> None:
    """Give a new document its styles. `language` is for the spelling checker."""
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, 11)
    _language(normal, language)
    normal.paragraph_format.space_after = Pt(6)
    for name, size, before in (("Title", 24, 120), ("Subtitle", 13, 6), ("Heading 1", 15, 18), ("Heading 2", 12, 12), ("Heading 3", 11, 8)):
        _font(styles[name], size, bold=name != "Subtitle", italic=False)
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(6)
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    _font(styles["Caption"], 9, bold=False, italic=True)
    _numbered(document)
    _paragraph(document, STUB, 11, left=10)
    _paragraph(document, LEAD, 11, bold=True).paragraph_format.keep_with_next = True
    _paragraph(document, SMALL, 9)
    _paragraph(document, CELL, 8.5, after=2)
    _paragraph(document, CELL_HEAD, 8.5, after=2, bold=True)
    _paragraph(document, CONTENTS, 15, bold=True)
    _paragraph(document, FOOTNOTE, 9, after=0)
    for level in (1, 2):
        toc = _paragraph(document, f"toc {level}", 11, after=2, left=0 if level == 1 else 6)
        toc.paragraph_format.tab_stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _characters(document)


def _font(style, size: float, bold: bool | None = None, italic: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)


def _language(style, language: str) -> None:
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}.get(language, language))
    style.element.get_or_add_rPr().append(tag)


def _paragraph(document: Document, name: str, size: float, *, after: float = 6, left: float = 0, bold: bool | None = None):
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _font(style, size, bold)
    style.paragraph_format.space_after, style.paragraph_format.left_indent = Pt(after), Mm(left)
    return style


def _numbered(document: Document) -> None:
    """Paragraph numbers that run through the document and mend themselves when one is moved."""
    style = _paragraph(document, NUMBERED, 11)
    numbering = document.part.numbering_part.element
    abstract = max((int(a.get(qn("w:abstractNumId"))) for a in numbering.findall(qn("w:abstractNum"))), default=0) + 1
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="{style.style_id}"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="567"/></w:tabs><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
    )
    numbering.insert(len(numbering.findall(qn("w:abstractNum"))), definition)
    number = numbering.add_num(abstract)
    properties = style.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number.numId
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _characters(document: Document) -> None:
    mark = document.styles.add_style(FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    unreviewed = document.styles.add_style(UNREVIEWED, WD_STYLE_TYPE.CHARACTER)
    unreviewed.font.italic, unreviewed.font.color.rgb = True, _QUIET
    fill = document.styles.add_style(FILL, WD_STYLE_TYPE.CHARACTER)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E6E6E6")):
        shade.set(qn(f"w:{name}"), value)
    fill.element.get_or_add_rPr().append(shade)


def settings(document: Document, anonymous: bool) -> None:
    """Let Word fill in the contents on opening and, if `anonymous`, keep taking names and dates out when it saves."""
    root = document.settings.element
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    footnotes = root.find(qn("w:footnotePr"))
    footnotes.addprevious(update)
    zoom = root.find(qn("w:zoom"))
    for name in ("removeDateAndTime", "removePersonalInformation") if anonymous else ():
        element = OxmlElement(f"w:{name}")
        if zoom is None:
            root.insert(0, element)
        else:
            zoom.addnext(element)


def page_numbers(section: Section) -> None:
    """The page number in the middle of the foot; later sections take it over."""
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    line._p.append(field)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
