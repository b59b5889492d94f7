"""The Word file, opened by python-docx and, where it is installed, by LibreOffice."""

import io
import shutil
import subprocess
import zipfile

import docx as reader
import pytest
from docx.oxml.ns import qn
from lxml import etree

from crosscheck.report import compose, docx, docx_styles
from crosscheck.report.blocks import Annex, Contents, Figure, Heading, Note, Paragraph, Table, plain
from tests.fakes import HOSTILE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


@pytest.fixture(scope="module")
def blocks(report):
    return compose.compose(report)


@pytest.fixture(scope="module")
def data(blocks):
    return docx.write(blocks, "en")


@pytest.fixture(scope="module")
def opened(data):
    return reader.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_headings_and_paragraphs_have_real_styles_and_the_words_of_the_blocks(blocks, opened):
    headings = [(p.style.name, p.text) for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [(f"Heading {b.level}", b.text) for b in blocks if isinstance(b, Heading)]
    numbered = [p.text for p in opened.paragraphs if p.style.name == docx_styles.NUMBERED]
    assert numbered == [plain(b.parts) for b in blocks if isinstance(b, Paragraph) and b.style == "numbered"]
    assert any(HOSTILE in text for text in numbered)


def test_numbers_come_from_one_list_that_runs_through(opened):
    style = opened.styles[docx_styles.NUMBERED]
    number = style.element.pPr.numPr.numId.val
    numbering = opened.part.numbering_part.element
    found = [num for num in numbering.findall(qn("w:num")) if num.numId == number]
    assert len(found) == 1
    abstract = found[0].abstractNumId.val
    definition = [a for a in numbering.findall(qn("w:abstractNum")) if a.get(qn("w:abstractNumId")) == str(abstract)]
    assert definition[0].find(f".//{W}pStyle").get(qn("w:val")) == style.style_id
    kinds = [child.tag for child in numbering]
    assert kinds == sorted(kinds)  # every abstractNum stands before the first num, as the schema wants


def test_footnotes_are_a_part_of_their_own_with_an_entry_for_each_mark(blocks, opened, parts):
    root = etree.fromstring(parts["word/footnotes.xml"])
    entries = {int(note.get(f"{W}id")): "".join(note.itertext()).strip() for note in root if note.get(f"{W}type") is None}
    kinds = {note.get(f"{W}type"): note.get(f"{W}id") for note in root if note.get(f"{W}type")}
    marks = [int(mark.get(qn("w:id"))) for mark in opened.element.body.iter(qn("w:footnoteReference"))]
    wanted = [part.text for block in blocks if isinstance(block, Paragraph) for part in block.parts if isinstance(part, Note)]
    assert marks == list(range(1, len(wanted) + 1))
    assert [entries[mark] for mark in marks] == wanted
    assert kinds == {"separator": "-1", "continuationSeparator": "0"}
    settings = [note.get(qn("w:id")) for note in opened.settings.element.findall(f"{W}footnotePr/{W}footnote")]
    assert settings == ["-1", "0"]
    assert f'PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"'.encode() in parts["[Content_Types].xml"]
    assert b"relationships/footnotes" in parts["word/_rels/document.xml.rels"]


def test_the_contents_are_a_field_whose_entries_lead_to_their_headings(blocks, opened):
    codes = "".join(code.text for code in opened.element.body.iter(qn("w:instrText")))
    assert r'TOC \o "1-2"' in codes
    kinds = [char.get(qn("w:fldCharType")) for char in opened.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    entries = [p for p in opened.paragraphs if p.style.name in ("toc 1", "toc 2")]
    anchors = [link.get(qn("w:anchor")) for p in entries for link in p._p.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")): mark.getparent() for mark in opened.element.body.iter(qn("w:bookmarkStart"))}
    led = ["".join(t.text for t in marks[anchor].iter(qn("w:t"))) for anchor in anchors]
    assert led == [b.text for b in blocks if isinstance(b, Heading) and b.level < 3]


def test_annexes_hold_the_tables_on_pages_that_lie_on_their_side(blocks, opened):
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [(len(t.rows), len(t.columns)) for t in opened.tables] == [(len(b.rows) + 1, len(b.headings)) for b in tables]
    assert [c.text for c in opened.tables[0].rows[1].cells] == list(tables[0].rows[0])
    wide = [section.page_width > section.page_height for section in opened.sections]
    asked = [block.landscape for block in blocks if isinstance(block, Annex)]
    assert wide == [False, *(side for i, side in enumerate(asked) if not i or side is not asked[i - 1])]
    assert len(opened.inline_shapes) == sum(isinstance(block, Figure) for block in blocks) > 0
    described = [shape._inline.docPr.get("descr") for shape in opened.inline_shapes]
    assert all("findings" in text for text in described)


def test_nothing_in_the_file_says_who_made_it_or_when(data, parts):
    properties = reader.Document(io.BytesIO(data)).core_properties
    assert (properties.author, properties.title, properties.last_modified_by, properties.comments) == ("", "", "", "")
    assert not any("thumbnail" in name for name in parts)
    text = b"".join(parts.values())
    for trace in (b"python-docx", b"rsid", b"lastModifiedBy", b"dcterms:created", b"Macintosh"):
        assert trace not in text
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_fills_in_the_contents_and_keeps_names_out_when_it_saves(opened, blocks):
    names = [child.tag.removeprefix(W) for child in opened.settings.element]
    assert names.index("updateFields") + 1 == names.index("footnotePr")
    assert {"removePersonalInformation", "removeDateAndTime"} <= set(names)
    signed = reader.Document(io.BytesIO(docx.write(blocks, author="Us")))
    assert "removePersonalInformation" not in {child.tag.removeprefix(W) for child in signed.settings.element}


def test_a_title_and_an_author_that_were_chosen_are_there(blocks):
    properties = reader.Document(io.BytesIO(docx.write(blocks, title="A & B", author="Us"))).core_properties
    assert (properties.title, properties.author) == ("A & B", "Us")


def test_the_same_report_gives_the_same_bytes(blocks, data):
    assert docx.write(blocks, "en") == data


def test_text_that_xml_cannot_hold_does_not_break_the_file():
    odd = "a\x00b\x0bc\ud800d\ufffee \U0001f600 é"
    made = docx.write([Contents(), Heading(odd), Paragraph((odd, Note(odd)), "plain"), Table((odd,), ((odd + "\nx",),), (1,))])
    read = reader.Document(io.BytesIO(made))
    assert read.tables[0].cell(1, 0).text == "abcde \U0001f600 é\nx"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_its_numbers_and_footnotes(blocks, data, tmp_path):
    (tmp_path / "r.docx").write_bytes(data)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    for form in ("txt:Text (encoded):UTF8", "fodt"):
        subprocess.run(["soffice", home, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / "r.docx")],
                       check=True, timeout=120, capture_output=True)  # fmt: skip
    assert "6. Observer, describing 2014 and 2021, reports otherwise" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    found = etree.parse(str(tmp_path / "r.fodt")).iter(f"{text}note")
    read = ["".join(note.find(f"{text}note-body").itertext()).strip() for note in found if note.get(f"{text}note-class") == "footnote"]
    assert read == [part.text for block in blocks if isinstance(block, Paragraph) for part in block.parts if isinstance(part, Note)]
