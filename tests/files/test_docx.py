"""Word files: what Word shows is read, its computed numbers too; what it hides, deletes or refers to is not."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from crosscheck import ingest
from crosscheck.errors import CorpusError
from crosscheck.files.docx import read_docx
from crosscheck.files.docx_numbering import formatted
from crosscheck.files.extracted import Extracted, Left
from tests.files import made

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_ROOTS = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr", "footer": "ftr"}


def word(body: str, *, more: dict[str, bytes] | None = None, relations: str = "", **parts: str) -> bytes:
    """A Word file with this body and these parts (`numbering=`, `styles=`, `footnotes=`…), each given as its inner XML."""
    rows = "".join(f'<Relationship Id="r{i}" Type="{_REL}/{kind}" Target="{kind}.xml"/>' for i, kind in enumerate(parts))
    made_file = io.BytesIO()
    with zipfile.ZipFile(made_file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        main = f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", _RELS.format(main))
        archive.writestr("word/_rels/document.xml.rels", _RELS.format(rows + relations))
        archive.writestr("word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>")
        for kind, inner in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{_ROOTS[kind]} {_SPACES}>{inner}</w:{_ROOTS[kind]}>")
        for path, data in (more or {}).items():
            archive.writestr(path, data)
    return made_file.getvalue()


def p(text: str, properties: str = "", runs: str = "") -> str:
    """A paragraph of one run, and further runs."""
    first = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{first}{runs}</w:p>"


def listed(text: str, number: int = 1, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(at: int, text: str, form: str = "decimal", start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'
    )


def read(body: str, **parts: str) -> Extracted:
    return read_docx(word(body, **parts), "a.docx")


def lines(found: Extracted) -> list[str]:
    assert "\n\n\n" not in found.text
    return found.text.split("\n\n")


def same(found: Extracted) -> float:
    """Share of the shipped report's sentences that `found` gives with the same words and paragraph number."""
    ours = [(s.text, s.paragraph) for s in ingest.sentences(made.report())]
    theirs = [(s.text, s.paragraph) for s in ingest.sentences(replace(made.report(), text=found.text))]
    left = list(theirs)
    kept = 0
    for sentence in ours:
        if sentence in left:
            left.remove(sentence)
            kept += 1
    return kept / max(len(ours), len(theirs))


def paragraphs(found: Extracted) -> list[str]:
    blocks = ingest.layout(replace(made.report(), text=found.text)).blocks
    return list(dict.fromkeys(block.paragraph for block in blocks if block.paragraph))


def test_the_state_report_as_a_word_file_gives_the_same_sentences(tmp_path: Path) -> None:
    found = read_docx(made.report_docx(tmp_path / "r.docx", columns=2).read_bytes(), "r.docx")
    assert same(found) >= 0.99
    assert paragraphs(found) == [str(number) for number in range(1, 521)]
    notes = [left for left in found.left_out if left.kind is Left.FOOTNOTE]
    assert [note.mark for note in notes] == [str(number) for number in range(1, made.FOOTNOTES + 1)]
    for note, (line, (after, text)) in zip(notes, made.NOTES.items(), strict=True):
        assert note.text == text
        assert note.at is not None
        whole = made.lines()[line][0]
        assert found.text[: note.at].endswith(after if after else whole[-20:])
        assert text not in found.text
    heads = {left.text for left in found.left_out if left.kind is Left.RUNNING_HEAD}
    assert heads == {made.HEAD, made.FOOT}
    assert made.FOOT not in found.text
    titles = [(line, rank) for line, rank in made.lines() if rank is not None]
    assert [found.text[start:end] for start, end, _ in found.headings] == [" ".join(line.split()) for line, _ in titles]


def test_the_state_report_with_numbers_that_word_computes() -> None:
    body = []
    for line, rank in made.lines():
        number = re.match(r"\d+\.\s*", line) if rank is None else None
        item = re.match(r"\(\d\)\s*", line)
        if number:
            body.append(listed(line[number.end() :]))
        elif item:
            body.append(listed(line[item.end() :], level=1))
        else:
            body.append(p(line, "" if rank is None else f'<w:outlineLvl w:val="{max(rank - 1, 0)}"/>'))
    found = read("".join(body), numbering=numbering(level(0, "%1."), level(1, "(%2)")))
    assert same(found) >= 0.99
    assert paragraphs(found) == [str(number) for number in range(1, 521)]


def test_numbers_are_those_that_word_shows() -> None:
    levels = numbering(level(0, "%1."), level(1, "%1.%2", start=3), level(2, "(%3)", "lowerLetter"), level(3, "%4)", "upperRoman"))
    body = "".join(
        listed(text, level=at)
        for text, at in [("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 0), ("g", 1), ("h", 3), ("", 0), ("i", 0)]
    )
    assert lines(read(body, numbering=levels)) == ["1. a", "1.3 b", "1.4 c", "(a) d", "(b) e", "2. f", "2.3 g", "I) h", "4. i"]


def test_lists_start_again_where_told_and_share_their_count_where_not() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    body = listed("a") + listed("b", 2) + listed("c", 3) + listed("d", 3) + listed("e", 1)
    assert lines(read(body, numbering=numbering(level(0, "%1."), more=more))) == ["1. a", "2. b", "7. c", "8. d", "9. e"]


def test_a_level_that_never_starts_again_and_one_in_legal_figures() -> None:
    levels = numbering(level(0, "%1.", "upperRoman"), level(1, "%1.%2", more='<w:lvlRestart w:val="0"/><w:isLgl/>'))
    body = "".join(listed(text, level=at) for text, at in [("a", 0), ("b", 1), ("c", 0), ("d", 1)])
    assert lines(read(body, numbering=levels)) == ["I. a", "1.1 b", "II. c", "2.2 d"]


def test_numbers_come_from_styles_and_can_be_taken_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Abs"><w:name w:val="Absatz"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Kind"><w:name w:val="Kind"/><w:basedOn w:val="Abs"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Abs"/></w:style>'
    )
    levels = numbering(level(0, "%1."), level(1, "(%2)", "lowerLetter", more='<w:pStyle w:val="Sub"/>'))
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        p(text, f'<w:pStyle w:val="{style}"/>{more}')
        for text, style, more in [("a", "Abs", ""), ("b", "Kind", ""), ("c", "Sub", ""), ("d", "Abs", off)]
    )
    assert lines(read(body, numbering=levels, styles=styles)) == ["1. a", "2. b", "(a) c", "d"]


def test_bullets_are_signs_that_a_reader_knows() -> None:
    body = listed("one") + listed("two", level=1) + listed("three", level=2)
    levels = numbering(level(0, "\uf0b7", "bullet"), level(1, "o", "bullet"), level(2, "–", "bullet"))
    assert lines(read(body, numbering=levels)) == ["• one", "◦ two", "– three"]


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [
        (1, "decimal", "1"), (27, "lowerLetter", "aa"), (28, "upperLetter", "BB"), (1994, "lowerRoman", "mcmxciv"), (4, "upperRoman", "IV"),
        (3, "russianLower", "в"), (7, "decimalZero", "07"), (22, "ordinal", "22nd"), (13, "ordinal", "13th"),
        (5, "none", ""), (0, "lowerRoman", "0"),
        (6, "chicago", "††"), (10**8, "upperRoman", "100000000"),
    ],
)  # fmt: skip
def test_number_formats(count: int, form: str, shown: str) -> None:
    assert formatted(count, form) == shown


def test_tracked_changes_are_read_as_accepted() -> None:
    deleted = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
    torn = p("The law ", "<w:rPr><w:del/></w:rPr>") + p("is amended.")
    gone = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    found = read(p("The ", runs=deleted) + torn + gone)
    assert lines(found) == ["The new", "The law is amended."]
    assert found.notes == ("Tracked changes were read as accepted; deletions left out: 1.",)


def test_hidden_text_fields_breaks_and_comments() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> shown</w:t></w:r>'
    fields = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://x"</w:instrText></w:r><w:r><w:t>no</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    kept = (
        "<w:r><w:t>sixty</w:t><w:noBreakHyphen/><w:t>fifth</w:t><w:tab/><w:t>ses\u00adsion</w:t><w:softHyphen/><w:br/><w:t>held</w:t></w:r>"
    )
    found = read(p("A", runs=hidden + shown) + p("", runs=fields) + p("", runs=kept + '<w:r><w:commentReference w:id="0"/></w:r>'))
    assert lines(found) == ["A shown", "result", "sixty\u2011fifth session held"]
    assert [(left.kind, left.text) for left in found.left_out] == [(Left.HIDDEN, "secret")]


def test_tables_are_rows_and_merged_cells_are_said_once() -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"

    rows = [
        cell("Region", '<w:vMerge w:val="restart"/>') + cell("Share of women", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("2020") + cell("2021"),
        cell("Almaty") + cell("") + cell("12.5"),
    ]
    found = read("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
    assert lines(found) == ["Region | Share of women", "| 2020 | 2021", "Almaty | | 12.5"]


def test_a_table_that_only_places_text_is_read_as_paragraphs() -> None:
    cell = "".join(p(f"Paragraph {number}. " + "Words that fill the page. " * 15) for number in range(3))
    found = read(f"<w:tbl><w:tr><w:tc>{p('Left')}</w:tc><w:tc>{cell}</w:tc></w:tr></w:tbl>")
    assert len(lines(found)) == 4


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = f"<mc:AlternateContent>{choice}</mc:AlternateContent>"
    assert lines(read(p("Before", runs=f"<w:r>{both}</w:r>") + p("After"))) == ["Before", "In the box", "After"]


def test_footnotes_endnotes_and_marks_of_their_own() -> None:
    def call(kind: str, number: int, more: str = "", mark: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"{more}/>{mark}</w:r>'

    notes = "".join(f'<w:footnote w:id="{number}">{p(f" Note {number}")}</w:footnote>' for number in (1, 2, 3))
    star = call("footnote", 3, ' w:customMarkFollows="1"', "<w:t>*</w:t>")
    body = p("Title", runs=star) + p("One", runs=call("footnote", 2) + "<w:r><w:t>, two</w:t></w:r>" + call("endnote", 5))
    found = read(body, footnotes=notes, endnotes=f'<w:endnote w:id="5">{p("End")}</w:endnote>')
    assert lines(found) == ["Title", "One, two"]
    kept = [(left.mark, left.text, found.text[: left.at]) for left in found.left_out]
    assert kept == [("*", "Note 3", "Title"), ("1", "Note 2", "Title\n\nOne"), ("i", "End", "Title\n\nOne, two")]


def test_headings_come_from_outline_levels_and_styles_in_any_language() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="HChG"><w:name w:val="_ H _Ch_G"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="X"/><w:basedOn w:val="Rubrik1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="a"/><w:basedOn w:val="loop"/></w:style>'
    )
    body = "".join(p(name, f'<w:pStyle w:val="{name}"/>') for name in ("Rubrik1", "HChG", "X", "TOC1", "loop")) + p(
        "own", '<w:outlineLvl w:val="3"/>'
    )
    found = read(body, styles=styles)
    assert [(found.text[start:end], at) for start, end, at in found.headings] == [("Rubrik1", 1), ("HChG", 2), ("X", 1), ("own", 4)]
    assert [(left.kind, left.text) for left in found.left_out] == [(Left.MENU, "TOC1")]


def test_nothing_outside_the_file_is_used_and_macros_are_told() -> None:
    away = f'<Relationship Id="x" Type="{_REL}/attachedTemplate" Target="http://192.0.2.1/x.dotm" TargetMode="External"/>'
    found = read_docx(word(p("Words"), relations=away, more={"word/vbaProject.bin": b"\0"}), "a.docm")
    assert found.text == "Words"
    assert len(found.notes) == 2
    assert "nothing was fetched" in found.notes[1]


def test_the_strict_variant_is_read() -> None:
    data = word(p("Words"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = members["word/document.xml"].replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    assert read_docx(again.getvalue(), "a.docx").text == "Words"


@pytest.mark.parametrize("data", [b"PK\x03\x04", word("")[:200], b""])
def test_damaged_files_name_themselves_and_the_remedy(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"^a\.docx: .*(save|get)") as error:
        read_docx(data, "a.docx")
    assert "\n" not in str(error.value)
