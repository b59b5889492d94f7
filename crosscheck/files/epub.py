"""Read EPUB books: the chapters in the order of the spine, each as a web page; nothing is unpacked to a disk."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from crosscheck.errors import CorpusError
from crosscheck.files import html
from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.flow import Flow
from crosscheck.files.html_lines import said
from crosscheck.files.packed import Pack
from crosscheck.files.plain import decode

_CONTAINER = "META-INF/container.xml"
_FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}  # these only hide fonts
_KEYS = {"title": "title", "creator": "author", "language": "language", "date": "date"}


def read_epub(data: bytes, name: str) -> Extracted:
    """Read an EPUB book. `name` is the file's, for messages.

    Raises CorpusError if it is damaged, protected, or larger unpacked than the limits.
    """
    pack = Pack(data, name)
    protection = pack.xml("META-INF/encryption.xml")
    methods = set() if protection is None else {found.get("Algorithm", "") for found in _named(protection, "EncryptionMethod")}
    if methods - _FONTS:
        raise CorpusError(f"{name}: is protected against copying; add a copy without protection, or a PDF or web page of the text")
    root = pack.xml(_CONTAINER)
    path = "" if root is None else next((found.get("full-path", "") for found in _named(root, "rootfile")), "")
    book = pack.xml(path) if path else None
    if book is None:
        raise pack.broken("its table of parts is missing")
    flow = Flow()
    for chapter, menu in _spine(book, posixpath.dirname(path)):
        _chapter(pack, chapter, menu, flow)
    return flow.extracted("epub", _properties(book))


def _named(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements called `name` in any namespace, in order."""
    return list(root.iter(f"{{*}}{name}"))


def _spine(book: etree._Element, folder: str) -> list[tuple[str, bool]]:
    """The members of the spine in order, each with whether it is the table of contents."""
    items = {item.get("id", ""): item for item in _named(book, "item")}
    found = []
    for row in _named(book, "itemref"):
        item = items.get(row.get("idref", ""))
        if item is not None:
            place = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").split("#")[0])))
            found.append((place, "nav" in item.get("properties", "").split()))
    return found


def _chapter(pack: Pack, path: str, menu: bool, flow: Flow) -> None:
    data = pack.read(path)
    if data is None:
        flow.note(f"The book lists a chapter that it does not hold: {path[:80]}.")
        return
    text, notes = decode(data)
    for note in notes:
        flow.note(note)
    page = html.tree(text, f"{pack.name}: {path[:80]}")
    if menu:
        flow.leave(Left.MENU, said(page))
        return
    html.read_page(page, flow, whole=True)


def _properties(book: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for metadata in _named(book, "metadata")[:1]:
        for element in metadata.iter(etree.Element):
            key = _KEYS.get(etree.QName(element).localname)
            if key and element.text and element.text.strip():
                found.setdefault(key, element.text)
    return found
