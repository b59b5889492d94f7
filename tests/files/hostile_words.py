"""Hostile and odd files whose words, structure or references are the trouble, rather than their bytes."""

import random
import zlib

from tests.files.hostile import PROSE, Files, packed, page, whole_files
from tests.files.test_docx import level, listed, numbering, p, word
from tests.files.test_epub import book


def odd_words(rng: random.Random) -> Files:
    odd = {
        "control": "".join(map(chr, range(1, 32))) + PROSE,
        "bidi": "\u202egnirts\u202c \u2066x\u2069 " + PROSE,
        "arabic": "وتكفل الدولة الحق في السكن. " * 20,
        "hebrew": "\u200fהמדינה קיבלה חוק.\u200f " * 9,
        "marks": "e" + "\u0301" * 5000,
        "widthless": "\u200b\u200d\ufeff\u2060" * 500,
        "private": "\ue000\uf8ff\U0010ffff" * 99,
        "emoji": "👩🏽\u200d⚖️" * 200,
        "line": "\u2028\u2029\x85\x0b\x0c" * 99 + PROSE,
        "blank": "\u00a0\u3000\u2003" * 99,
    }
    for name, text in odd.items():
        body = "".join(char for char in text if char >= " ")
        yield f"words-{name}.txt", text.encode()
        yield f"words-{name}.html", page(f"<p>{text}</p>")
        yield f"words-{name}.docx", word(p(body))
        yield f"words-{name}.md", text.encode()


def reaching_out(rng: random.Random) -> Files:
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for kind in ("image", "attachedTemplate", "oleObject", "frame", "subDocument", "hyperlink", "footnotes", "styles", "aFChunk"):
        row = f'<Relationship Id="x" Type="{rel}/{kind}" Target="http://127.0.0.1:PORT/{kind}" TargetMode="External"/>'
        yield f"out-{kind}.docx", word(p(PROSE) + "<w:altChunk/><w:object/>", relations=row)
        yield (
            f"up-{kind}.docx",
            word(p(PROSE), relations=row.replace("http://127.0.0.1:PORT", "../../../../etc/passwd").replace(' TargetMode="External"', "")),
        )
    url = "http://127.0.0.1:PORT/"
    tags = (
        f"<img src={url}i><link rel=stylesheet href={url}c><script src={url}s></script><iframe src={url}f></iframe>"
        f"<object data={url}o></object>"
        f"<base href={url}><meta http-equiv=refresh content='0;url={url}'><style>@import '{url}'; p {{background: url({url})}}</style>"
        f"<video src={url}></video>"
    )
    yield "out.html", page(tags + f"<p onclick='alert(1)'>{PROSE}</p>")
    yield "out.epub", book({"a.xhtml": tags + f"<p>{PROSE}</p>"})
    yield "out.md", f"![x]({url}) {tags}\n\n{PROSE}".encode()
    for path in (
        "../../../../../tmp/crosscheck-escaped.xhtml",
        "/etc/passwd",
        "..\\..\\x.xhtml",
        "a/../../../b.xhtml",
        "http://127.0.0.1:PORT/x",
    ):
        yield f"path-{zlib.crc32(path.encode())}.epub", book({path: "<p>x</p>", "a.xhtml": f"<p>{PROSE}</p>"})
    yield "spine-loop.epub", book({"a.xhtml": "<p>x</p>"}, spine=["a.xhtml"] * 3000)


def plain_oddities(rng: random.Random) -> Files:
    yield "empty.txt", b""
    yield "empty.docx", b""
    yield "empty.pdf", b""
    yield "blank.md", b" \n\t\n" * 99
    yield "mark.txt", b"\xef\xbb\xbf"
    yield "zeros.txt", b"\0" * 9999
    yield "one-line.txt", (PROSE * 130_000).encode()
    yield "one-line.html", page(f"<p>{PROSE * 130_000}</p>")
    yield "one-line.md", (PROSE * 130_000).encode()
    yield "one-word.docx", word(p("x" * 5_000_000))
    yield "line-ends.txt", b"\n" * 500_000 + b"x"
    yield "unmarked16.txt", (PROSE * 9).encode("utf-16-le")
    yield "unmarked16be.txt", (PROSE * 9).encode("utf-16-be")
    yield "unmarked16.html", page(PROSE).decode().encode("utf-16-le")
    yield "odd-mark.txt", b"\xff\xfex"
    yield "half.txt", PROSE.encode() + b"\xd0"
    yield "mixed.txt", "право ".encode() * 9 + "право ".encode("cp1251") * 9
    yield "half-pair.html", page("<p>&#xD800;&#xFFFF;&#0;&#x110000;&#99999999999; x")


def protected(rng: random.Random) -> Files:
    for kind in ("docx", "epub"):
        data = bytearray(whole_files()[kind])
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = data.find(mark)
            while at >= 0:
                data[at + place] |= 1
                at = data.find(mark, at + 1)
        yield f"password.{kind}", bytes(data)
    yield "password-ole.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    yield (
        "method.docx",
        whole_files()["docx"].replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00"),
    )


def wearisome(rng: random.Random) -> Files:
    many = 20_000
    for name, text in {
        "brackets": "[" * many,
        "stars": "*a " * many,
        "ticks": "".join("`" * (at % 90) + " " for at in range(many // 10)),
        "links": "[a](" * many,
        "table": "|" * 5000 + "\n" + "|-" * 5000 + "|\n",
        "notes": "".join(f"x[^{at}]\n\n[^{at}]: y\n\n" for at in range(2000)),
        "underscores": "_a" * many,
        "numbers": "".join(f"{rng.randrange(10**9)}. x\n" for _ in range(2000)),
        "head": "---\n" + "a: b\n" * many,
        "entities": "&amp" * many,
    }.items():
        yield f"weary-{name}.md", text.encode()
    links = "".join(f"<p>x<a id=r{at} href=#n{at}>{at}</a></p>" for at in range(2000)) + "".join(
        f"<p id=n{at}><a href=#r{at}>^</a> y</p>" for at in range(2000)
    )
    for name, text in {
        "bold": "<b>" * many + "x",
        "open": "<" * many,
        "attributes": "<p " + " ".join(f"a{at}=1" for at in range(many)) + ">x",
        "notes": links,
        "same-note": "".join(f"<a id=r{at} href=#n>1</a>" for at in range(3000)) + f"<p id=n>{'<a href=#r1>^</a>' * 400}y",
        "spans": "<table><tr><td rowspan=999999999 colspan=99999999>x<tr><td>y</table>",
        "starts": "<ol start=999999999999999999999><li>x<li value=-5>y<li value=x>z</ol><ol reversed start=-1 type=i><li>x</ol>",
        "forms": f"<form>x</form>{PROSE}" * 3000,
        "articles": f"<article>{PROSE * 3}</article>" * 2000,
        "hidden": "<p hidden>x" * many,
        "comment": "<!--" * many,
        "rows": "<table>" + "<tr><td>x<td>y" * many,
        "breaks": "x<br><br>" * many,
        "menus": "<ul><li><a>a</a><li><a>b</a><li><a>c</a></ul>" * 3000,
    }.items():
        yield f"weary-{name}.html", page(text)
    wild = (
        level(0, "%1%2%3%4%5%6%7%8%9" * 2000, "lowerRoman", 10**12)
        + level(99, "%1.", "klingon", -7)
        + level(1, "%2", "upperLetter", 999_999_999)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:name w:val="s"/><w:basedOn w:val="s{(at + 1) % 9}"/></w:style>'
        for at in range(9)
    )
    style_numbers = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="s1"/></w:abstractNum>'
    style_numbers += '<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
    self_call = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    yield (
        "wild-numbers.docx",
        word("".join(listed("x", at % 7, at % 12) for at in range(3000)), numbering=numbering(wild, more=style_numbers)),
    )
    yield "wild-styles.docx", word("".join(p("x", f'<w:pStyle w:val="s{at % 10}"/>') for at in range(3000)), styles=styles)
    yield "note-in-note.docx", word(p("x", runs=self_call), footnotes=f'<w:footnote w:id="1">{p("n", runs=self_call)}</w:footnote>')
    yield (
        "open-fields.docx",
        word(p("x", runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5000 + "<w:r><w:t>lost</w:t></w:r>") + p("kept")),
    )
    yield "no-marks.docx", word("".join(p("x ", "<w:rPr><w:del/></w:rPr>") for _ in range(5000)))
    yield "boxes.docx", word(p("x", runs="<w:r>" + "<w:pict><w:txbxContent><w:p>" * 50 + "</w:p></w:txbxContent></w:pict>" * 50 + "</w:r>"))
    yield "wide-row.docx", word("<w:tbl><w:tr>" + f"<w:tc>{p('x')}</w:tc>" * 5000 + "</w:tr></w:tbl>")
    yield "runs.docx", word("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 50_000 + "</w:p>")
    yield "wrong-root.docx", packed({"word/document.xml": b"<html/>"})
    yield "not-xml.docx", packed({"word/document.xml": b"words"})


MAKERS = (odd_words, reaching_out, plain_oddities, protected, wearisome)
