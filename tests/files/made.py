"""The shipped State report as other people's files: Word, web page, PDF by LibreOffice, PDF by Chromium.

Every file holds the same words, so that whatever a reader makes of it can be held against the text that ships. What the
makers add (running head, page number, footnotes, a menu) is named here, so that a test can look for it where it belongs.
"""

import html
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

from crosscheck import corpus, ingest
from crosscheck.records import Document as Record

HEAD = "E/C.12/KAZ/3"
FOOT = "GE.24-09553"
MENU = ("Home", "Treaty bodies", "Sign in")
# line of the text (from 0) -> the note called after it, or after the word given
NOTES: dict[int, tuple[str, str]] = {
    6: ("", "The present document is being issued without formal editing."),
    16: ("2020–2021", "See www.who.int/emergencies/diseases for the dates of the pandemic."),
    30: ("", "Constitution of the Republic of Kazakhstan of 30 August 1995, art. 12.1, as amended."),
    66: ("", "E/C.12/KAZ/CO/2, para. 5."),
    99: ("Commissioner", "Act No. 154-VI of 29 December 2021 on the Commissioner; it came into force ten days after it was first "
          "published, and replaced the decree of 2002 on the same subject, which had been amended 3 times."),
    180: ("", "Ibid., p. 7."),
    301: ("", "Labour Code, arts. 171–176."),
    402: ("", "Bureau of National Statistics, 2023, table 4."),
    500: ("", "Code on Public Health and the Health-Care System, art. 134 (1)."),
}  # fmt: skip
FOOTNOTES = len(NOTES)


@cache
def report() -> Record:
    """The shipped State report."""
    loaded = corpus.load("kazakhstan")
    return corpus.read(loaded, loaded.document("cescr-kaz-3"))


def lines() -> list[tuple[str, int | None]]:
    """The report's lines in order, each with its level if it is a heading (0 for the title) and None if it is prose."""
    text = report().text
    ranks = {heading.start: heading.rank for heading in ingest.layout(report()).headings}
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((line, ranks.get(at)))
        at += len(line) + 1
    return found


def report_docx(
    path: Path, columns: int = 1, footnotes: bool = True, header: bool = True, hyphens: bool = False, justified: bool = False
) -> Path:
    """Write the report as a Word file. `hyphens` puts soft hyphens into long words, so that lines break in them."""
    document = Document()
    _styles(document, columns, justified)
    notes = _Notes(document)
    for index, (line, level) in enumerate(lines()):
        style = "Normal" if level is None else "Title" if level == 0 else f"Heading {level}"
        paragraph = document.add_paragraph(style=style)
        line = soft_hyphens(line) if hyphens and level is None else line
        word, note = NOTES.get(index, ("", "")) if footnotes else ("", "")
        at = line.index(word) + len(word) if word else len(line)
        paragraph.add_run(line[:at])
        if note:
            notes.add(paragraph, note)
            paragraph.add_run(line[at:])
    if footnotes:
        notes.store()
    if header:
        _edges(document.sections[0])
    document.save(str(path))
    return path


def report_html(path: Path, frame: bool = True, css: str = "", hyphens: bool = False) -> Path:
    """Write the report as a web page: an article, with a menu before and a frame after it if `frame`."""
    body = []
    for line, level in lines():
        tag = "p" if level is None else f"h{min(level + 1, 6)}"
        words = html.escape(soft_hyphens(line) if hyphens and level is None else line)
        body.append(f"<{tag}>{words}</{tag}>")
    menu = "".join(f"<li><a href='/{i}'>{name}</a></li>" for i, name in enumerate(MENU))
    before = f"<header><nav><ul>{menu}</ul></nav></header>" if frame else ""
    after = "<footer><p>© Example site. Privacy · Cookies</p></footer><script>document.title = 'x'</script>" if frame else ""
    title = html.escape(report().info.title)
    page = (
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>{title}</title><style>{css}</style></head>\n"
        f"<body>{before}<main><article>\n" + "\n".join(body) + f"\n</article></main>{after}</body></html>\n"
    )
    path.write_text(page, encoding="utf-8")
    return path


def to_pdf(path: Path) -> Path:
    """The PDF that LibreOffice makes of a file, beside it. Skips the test if there is no LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no soffice on this machine: nothing to make a PDF with")
    with tempfile.TemporaryDirectory() as home:
        own = [office, f"-env:UserInstallation=file://{home}", "--headless"]
        subprocess.run([*own, "--convert-to", "pdf", "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=180)
    return path.with_suffix(".pdf")


def chromium_pdf(path: Path, header: bool = True) -> Path:
    """The PDF that Chromium prints of a web page. Skips the test if there is no Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright to print with")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on this machine: nothing to print with")
    small = "<div style='font-size:8px;width:100%;text-align:center'>{}</div>"
    foot = small.format(f"{FOOT} &nbsp; <span class='pageNumber'></span>")
    made = path.with_name(path.stem + "-chromium.pdf")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page()
        page.goto(path.as_uri())
        page.pdf(
            path=str(made), format="A4", display_header_footer=header, header_template=small.format(HEAD), footer_template=foot,
            margin={"top": "25mm", "bottom": "25mm", "left": "25mm", "right": "25mm"},
        )  # fmt: skip
        browser.close()
    return made


def soft_hyphens(text: str) -> str:
    """`text` with a soft hyphen where a long word could be parted: before a consonant that a vowel follows."""

    def part(match: re.Match[str]) -> str:
        word = match.group()
        inner = re.sub(r"(?<=[aeiouy])([bcdfghjklmnpqrstvwxz])(?=[aeiouy])", "\u00ad\\1", word[2:-2])
        return word[:2] + inner + word[-2:]

    return re.sub(r"\b[A-Za-z][a-z]{7,}\b", part, text)


def _styles(document: Any, columns: int, justified: bool) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    if justified:
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if columns > 1:
        tag = section._sectPr.find(qn("w:cols"))
        tag.set(qn("w:num"), str(columns))
        tag.set(qn("w:space"), "500")


def _edges(section: Any) -> None:
    section.header.paragraphs[0].text = HEAD
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, instruction in (("begin", None), (None, "PAGE"), ("end", None)):
        run = line.add_run()
        if kind:
            tag = OxmlElement("w:fldChar")
            tag.set(qn("w:fldCharType"), kind)
        else:
            tag = OxmlElement("w:instrText")
            tag.text = instruction
        run._r.append(tag)
    line.add_run(f"\t{FOOT}")


class _Notes:
    """The footnotes part of a Word file, which python-docx does not write."""

    def __init__(self, document: Any) -> None:
        self._document, self._count = document, 0
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            shown = f"<w:p><w:r><w:{kind}/></w:r></w:p>"
            self._root.append(parse_xml(f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}">{shown}</w:footnote>'))

    def add(self, paragraph: Any, text: str) -> None:
        self._count += 1
        raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        small = '<w:rPr><w:sz w:val="16"/></w:rPr>'
        paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}>{raised}<w:footnoteReference w:id="{self._count}"/></w:r>'))
        self._root.append(parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{self._count}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
            f'<w:r>{raised}<w:footnoteRef/></w:r>'
            f'<w:r>{small}<w:t xml:space="preserve"> {html.escape(text)}</w:t></w:r></w:p></w:footnote>'
        ))  # fmt: skip

    def store(self) -> None:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        main = self._document.part
        main.relate_to(Part(PackURI("/word/footnotes.xml"), kind, blob, main.package), RELATIONSHIP_TYPE.FOOTNOTES)
