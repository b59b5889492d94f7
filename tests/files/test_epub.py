"""EPUB books: chapters in the order of the spine, and nothing outside the book."""

import io
import zipfile

import pytest

from crosscheck.errors import CorpusError
from crosscheck.files.epub import read_epub
from crosscheck.files.extracted import Left
from tests.files.test_docx import lines

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="{}" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def book(
    chapters: dict[str, str], *, root: str = "OEBPS/book.opf", more: dict[str, bytes] | None = None, spine: list[str] | None = None
) -> bytes:
    """A book of these chapters, read in the order of `spine` (default: as given); "nav.xhtml" is its table of contents."""
    items = "".join(
        f'<item id="{n}" href="{n}" {"properties=" + chr(34) + "nav" + chr(34) if n == "nav.xhtml" else ""}/>' for n in chapters
    )
    refs = "".join(f'<itemref idref="{name}"/>' for name in spine or chapters)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", _CONTAINER.format(root))
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>A title</dc:title>"
            f"<dc:language>fr</dc:language></metadata><manifest>{items}</manifest><spine>{refs}</spine></package>",
        )
        for name, body in chapters.items():
            archive.writestr(f"OEBPS/{name}", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
        for path, data in (more or {}).items():
            archive.writestr(path, data)
    return made.getvalue()


def test_chapters_come_in_the_order_of_the_spine() -> None:
    note = "<p>x<a id='r' href='#n'>1</a></p><aside id='n'><a href='#r'>1</a> Note.</aside>"
    chapters = {"b.xhtml": f"<h1>Two</h1>{note}", "nav.xhtml": "<nav>Contents</nav>", "a.xhtml": f"<h1>One</h1>{note}"}
    data = book(chapters, spine=["nav.xhtml", "a.xhtml", "b.xhtml"])
    found = read_epub(data, "a.epub")
    assert lines(found) == ["One", "x", "Two", "x"]
    assert [found.text[start:end] for start, end, _ in found.headings] == ["One", "Two"]
    assert [(piece.kind, piece.text) for piece in found.left_out] == [(Left.MENU, "Contents"), *[(Left.FOOTNOTE, "Note.")] * 2]
    assert [piece.at for piece in found.left_out[1:]] == [len("One\n\nx"), len(found.text)]
    assert found.properties == {"title": "A title", "language": "fr"}


def test_a_path_out_of_the_book_leads_nowhere() -> None:
    found = read_epub(book({"../../../../etc/passwd": "<p>inside</p>", "a.xhtml": "<p>words</p>"}), "a.epub")
    assert found.text == "words"
    assert "does not hold" in found.notes[0]
    with pytest.raises(CorpusError, match="table of parts"):
        read_epub(book({"a.xhtml": ""}, root="../../etc/passwd"), "a.epub")


def test_protected_books_are_refused_but_not_those_that_hide_fonts() -> None:
    method = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    fonts = {"META-INF/encryption.xml": method.format("http://www.idpf.org/2008/embedding").encode()}
    assert read_epub(book({"a.xhtml": "<p>words</p>"}, more=fonts), "a.epub").text == "words"
    locked = {"META-INF/encryption.xml": method.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc").encode()}
    with pytest.raises(CorpusError, match=r"^a\.epub: is protected"):
        read_epub(book({"a.xhtml": "<p>words</p>"}, more=locked), "a.epub")
