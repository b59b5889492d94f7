"""Broken, hostile and odd files, made from a seed: what a stranger could hand in, by accident or not.

"PORT" in a file stands for that of a server which nobody may call; `addressed` puts it in.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.files.test_docx import level, listed, numbering, p, word
from tests.files.test_epub import book

PROSE = "The State party adopted a law in 2021. "
Files = Iterator[tuple[str, bytes]]


def pdf(*pages: str, extra: str = "", root: str = "", kids: str = "", trailer: str = "") -> bytes:
    """A PDF of these content streams; `extra` are more objects, `root` and `trailer` more entries."""
    objects = [f"<</Type/Catalog/Pages 2 0 R{root}>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    refs = []
    for stream in pages:
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources<</Font<</F 3 0 R>>>>>>")
        refs.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{kids or ' '.join(refs)}]/Count {len(refs)}>>"
    body, places = "%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    body += extra
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    first = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end = f"{first}trailer\n<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode("latin-1")


def shown(text: str) -> str:
    return f"BT /F 12 Tf 72 700 Td ({text}) Tj ET"


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def addressed(data: bytes, port: bytes) -> bytes:
    """`data` with the listener's port for "PORT", inside ZIP files too."""
    if len(data) > 1 << 20:
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {member.filename: archive.read(member) for member in archive.infolist()}
    except Exception:  # broken on purpose
        return data if data.startswith(b"PK") else data.replace(b"PORT", port)
    if not any(b"PORT" in member + name.encode() for name, member in members.items()):
        return data
    return packed({name.replace("PORT", port.decode()): member.replace(b"PORT", port) for name, member in members.items()})


def whole_files() -> dict[str, bytes]:
    text = "".join(p(PROSE * 5) + listed(PROSE) for _ in range(20))
    return {
        "docx": word(text, numbering=numbering(level(0, "%1.")), footnotes=f'<w:footnote w:id="1">{p("n")}</w:footnote>'),
        "pdf": pdf(
            *["\n".join(f"BT /F 11 Tf 72 {700 - 14 * at} Td ({at}{number} {PROSE}) Tj ET" for at in range(20)) for number in range(2)]
        ),
        "html": page(f"<main><h1>T</h1><p>{PROSE * 9}</p><ol><li>a</ol><table><tr><td>x</table></main>"),
        "epub": book({"a.xhtml": f"<p>{PROSE}</p>", "b.xhtml": f"<p>{PROSE}</p>"}),
        "md": (f"# T\n\n1. {PROSE}\n2. {PROSE}\n\n[^1]: n\n" * 9).encode(),
    }


def truncated(rng: random.Random) -> Files:
    for kind, data in whole_files().items():
        for share in range(1, 9):
            yield f"cut-{share}.{kind}", data[: rng.randrange(len(data) * (share - 1) // 8 + 1, len(data) * share // 8 + 1)]


def flipped(rng: random.Random) -> Files:
    for kind, data in whole_files().items():
        for number in range(8):
            wrong = bytearray(data)
            for _ in range(1 + len(wrong) // 300):
                wrong[rng.randrange(len(wrong))] = rng.randrange(256)
            yield f"flipped-{number}.{kind}", bytes(wrong)
    data = whole_files()["docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for number, name in enumerate(members):
        wrong = bytearray(members[name])
        wrong[rng.randrange(len(wrong))] = rng.randrange(256)
        yield f"flipped-part-{number}.docx", packed(members | {name: bytes(wrong)})
        yield f"empty-part-{number}.docx", packed(members | {name: b""})


def noise(rng: random.Random) -> Files:
    heads = [
        b"",
        b"PK\x03\x04",
        b"%PDF-1.4\n",
        b"<html>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b",
        b"MZ",
        b"BM",
    ]
    for number, head in enumerate(heads * 2):
        yield (
            f"noise-{number}.{rng.choice(['txt', 'docx', 'pdf', 'html', 'md', 'epub', ''])}",
            head + rng.randbytes(rng.randrange(10, 5000)),
        )


def bombs(rng: random.Random) -> Files:
    zeros = b"\0" * (120 << 20)
    yield "bomb.docx", packed({"word/document.xml": zeros})
    yield "bomb-beside.docx", packed({"word/document.xml": b"<x/>", "word/media/a.png": zeros})
    yield "bomb.epub", packed({"META-INF/container.xml": zeros})
    yield "bomb-many.docx", packed({f"word/{number}": b"" for number in range(12_000)})
    text = f"<w:p><w:r><w:t>{'word ' * (12 << 20)}".encode()
    yield "bomb-text.docx", packed({"word/document.xml": text})
    lying = bytearray(packed({"word/document.xml": b"\0" * (10 << 20)}))
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 100)
    yield "bomb-lying.docx", bytes(lying)
    yield "bomb-nested.zip", packed({"a.zip": packed({"b.zip": packed({"c": zeros[: 1 << 20]})})})
    stream = zlib.compress(b"BT ET " * (8 << 20))
    head = f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode()
    data = pdf("@" * 9).replace(f"<</Length 9>>stream\n{'@' * 9}".encode(), head + stream)
    yield "bomb-stream.pdf", data
    yield "bomb-attribute.html", page("<p " + "a" * (12 << 20) + "=1>x")


def deep(rng: random.Random) -> Files:
    for count in (60, 300, 100_000):
        yield f"deep-sdt-{count}.docx", word("<w:sdt><w:sdtContent>" * count + p("x") + "</w:sdtContent></w:sdt>" * count)
        yield f"deep-table-{count}.docx", word("<w:tbl><w:tr><w:tc>" * count + p("x") + "</w:tc></w:tr></w:tbl>" * count)
        yield f"deep-run-{count}.docx", word("<w:p>" + "<w:ins>" * count + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * count + "</w:p>")
        yield f"deep-div-{count}.html", page("<div>" * count + PROSE)
        yield f"deep-table-{count}.html", page("<table><tr><td>" * count + PROSE)
        yield f"deep-list-{count}.html", page("<ol><li>" * count + PROSE)
        yield f"deep-quote-{count}.md", (">" * count + " x").encode()
        yield f"deep-list-{count}.md", "".join("  " * at + "- x\n" for at in range(min(count, 1000))).encode()
    yield "deep-table-80.docx", word("<w:tbl><w:tr><w:tc>" * 80 + p("x") + "</w:tc></w:tr></w:tbl>" * 80)
    yield "deep-chapter.epub", book({"a.xhtml": "<div>" * 5000 + "x"})


def entities(rng: random.Random) -> Files:
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    declared = {
        "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>',
        "file": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        "net": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:PORT/x">]>',
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:PORT/p.dtd">%p;]>',
        "dtd": '<!DOCTYPE x SYSTEM "http://127.0.0.1:PORT/x.dtd">',
    }
    for name, head in declared.items():
        document = f"{head}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{p('&l9;')}</w:body></w:document>"
        document = document.replace("&amp;l9;", "&l9;" if name != "dtd" else "x")
        yield f"entity-{name}.docx", packed({"word/document.xml": document.encode()})
        yield f"entity-{name}-utf16.docx", packed({"word/document.xml": document.encode("utf-16")})
        yield f"entity-{name}.html", f"{head}<html><body><p>&l9; words</p></body></html>".encode()
        yield (
            f"entity-{name}.epub",
            book(
                {"a.xhtml": "x"},
                more={"META-INF/encryption.xml": f"{head}<x>&l9;</x>".replace("&l9;" if name == "dtd" else "\0", "").encode()},
            ),
        )


def pdfs(rng: random.Random) -> Files:
    yield "pages.pdf", pdf(*[shown("x")] * 10_000)
    script = "<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:PORT/'\\))>>"
    actions = {
        "open": f"/OpenAction{script}",
        "names": f"/Names<</JavaScript<</Names[(a){script}]>>>>",
        "launch": "/OpenAction<</S/Launch/F(/bin/sh)>>",
        "uri": "/OpenAction<</S/URI/URI(http://127.0.0.1:PORT/)>>",
        "form": f"/AcroForm<</XFA[]/Fields[]/DA(x)>>/AA<</WC{script}>>",
        "remote": "/OpenAction<</S/GoToR/F<</FS/URL/F(http://127.0.0.1:PORT/)>>>>",
    }
    for name, action in actions.items():
        yield f"action-{name}.pdf", pdf(shown(PROSE), root=action)
    for revision, length in ((2, 40), (3, 128), (6, 256), (99, 7)):
        lock = f"/Encrypt<</Filter/Standard/V {revision - 1}/R {revision}/Length {length}/P -1/O({'o' * 32})/U({'u' * 32})>>/ID[(a)(b)]"
        yield f"locked-{revision}.pdf", pdf(shown(PROSE), trailer=lock)
    yield "loop-kids.pdf", pdf(shown("x"), kids="2 0 R 2 0 R")
    yield "loop-parent.pdf", pdf(shown("x")).replace(b"/Type/Catalog/Pages 2 0 R", b"/Type/Catalog/Pages 1 0 R")
    yield "no-pages.pdf", pdf()
    yield "no-xref.pdf", pdf(shown(PROSE)).split(b"xref")[0]
    yield "far-xref.pdf", pdf(shown(PROSE)).replace(b"startxref\n", b"startxref\n99999")
    yield "huge-page.pdf", pdf(shown(PROSE)).replace(b"0 0 595 842", b"0 0 9e9 9e9")
    yield "turned-page.pdf", pdf(shown(PROSE)).replace(b"0 0 595 842]", b"842 595 0 0]/Rotate -9999")
    yield "open-string.pdf", pdf("BT /F 12 Tf (((((((((((")
    yield "saves.pdf", pdf("q " * 200_000 + shown("x"))
    yield "huge-font.pdf", pdf("BT /F 1e30 Tf 1e30 1e30 Td (x) Tj ET")
    yield "many-words.pdf", pdf("BT /F 1 Tf " + "1 0 Td (word ) Tj " * 20_000 + "ET")
    yield "nested.pdf", pdf("[" * 100_000)


def renamed(rng: random.Random) -> Files:
    for kind, data in whole_files().items():
        for other in ("pdf", "docx", "html", "epub", "exe", "txt"):
            if other != kind:
                yield f"{kind}-called.{other}", data


MAKERS = (truncated, flipped, noise, bombs, deep, entities, pdfs, renamed)
