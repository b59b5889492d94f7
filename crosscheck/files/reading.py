"""Read any file that a person brings, whatever it calls itself: the one door through which documents come in.

What a file is, its first bytes say; its name is asked only where bytes cannot tell, and a wrong extension is noted. Files
are opened for reading only, and nothing but regular files: no pipe is waited for. All parsing of other people's formats
happens in a process apart (`guard`). Everything that is wrong ends in one line that names the file and what to do.
"""

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from crosscheck.errors import CorpusError
from crosscheck.files import guard
from crosscheck.files.extracted import Extracted
from crosscheck.files.packed import opened
from crosscheck.files.plain import decode, read_text

MOST_BYTES = 100 << 20
EXTENSIONS = {
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".md": "markdown", ".markdown": "markdown", ".epub": "epub", ".txt": "text", ".text": "text",
}  # fmt: skip
_SAVE = "save it as DOCX or PDF and add that"
_PICTURE = "a picture: add the document it was taken from, or a PDF of it (text in pictures is recognized there)"
_ARCHIVE = "an archive: unpack it and add the documents one by one"
_PROGRAM = "a program, not a document: add the document itself"
_SHEET = f"a spreadsheet: if it holds prose, {_SAVE}; scores are added as CSV"
_HEADS = (
    (b"{\\rtf", f"a rich text file (RTF): {_SAVE}"),
    (b"\x89PNG\r\n", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE), (b"II*\0", _PICTURE), (b"MM\0*", _PICTURE),
    (b"AT&TFORM", f"a DjVu file: {_SAVE}"), (b"%!PS", f"a PostScript file: {_SAVE}"),
    (b"\x1f\x8b", _ARCHIVE), (b"7z\xbc\xaf\x27\x1c", _ARCHIVE), (b"Rar!", _ARCHIVE), (b"BZh", _ARCHIVE), (b"\xfd7zXZ", _ARCHIVE),
    (b"\x7fELF", _PROGRAM), (b"\xcf\xfa\xed\xfe", _PROGRAM), (b"\xca\xfe\xba\xbe", _PROGRAM), (b"\xfe\xed\xfa", _PROGRAM),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "a Word or Excel file protected with a password: open it, take the password off, save it and add that"),
    ("WordDocument", f"a Word 97-2003 file (DOC): {_SAVE}"),
    ("Workbook", f"an Excel 97-2003 file: {_SHEET}"),
    ("PowerPoint Document", f"a presentation: {_SAVE}"),
)
_PARTS = (
    ("word/", "docx"),
    ("META-INF/container.xml", "epub"),
    ("xl/", _SHEET),
    ("ppt/", f"a presentation: {_SAVE}"),
    ("content.xml", f"an OpenDocument file (ODT, ODS): {_SAVE}"),
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE\s+(?!html)", re.IGNORECASE)
_MAIL = re.compile(r"(?:[\w-]+:[^\n]*\n){0,40}Content-Type:\s*multipart/related", re.IGNORECASE)
_FIRST = 4096


def read_file(path: Path) -> Extracted:
    """Read a PDF, Word, web, Markdown, EPUB or text file of at most 100 MB.

    Raises CorpusError, in one line with the remedy, if there is no such file or it cannot be read, is empty, too large,
    protected, damaged, or of a kind that is not read.
    """
    name = shown(path)
    data = _bytes(path, name)
    if not data.strip(b"\0 \t\r\n\x0b\x0c"):
        raise CorpusError(f"{name}: is empty; add the file that holds the text")
    kind, notes = kind_of(data, path.suffix.lower(), name)
    found = read_text(data, name) if kind == "text" else guard.guarded(kind, data, name)
    if not found.text.strip():
        raise CorpusError(f"{name}: {' '.join(['holds no text.', *found.notes])} Add the document itself, or a PDF of it")
    return replace(found, notes=(*notes, *found.notes))


def shown(path: Path) -> str:
    """A file's name as a message may show it: in one line, without characters that a terminal obeys."""
    name = "".join(char if char.isprintable() else "?" for char in path.name) or str(path)
    return name if len(name) <= 120 else f"{name[:80]}…{name[-30:]}"


def _bytes(path: Path, name: str) -> bytes:
    """The file's bytes. A pipe or device is refused before anything could wait for it."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder; name the files in it" if path.is_dir() else "no regular file; copy it to one and add that"
            raise CorpusError(f"{name}: is {what}")
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CorpusError(f"{name}: is no regular file; copy it to one and add that")
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise CorpusError(f"{name}: there is no such file; check its name and folder") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not one"
        raise CorpusError(f"{name}: cannot be opened ({why.lower()}); check that you may read it") from error
    if len(data) > MOST_BYTES:
        raise CorpusError(f"{name}: is larger than {MOST_BYTES >> 20} MB; split it, or save it without pictures")
    return data


def kind_of(data: bytes, extension: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The reader for a file's bytes, a key of `guard.READERS`, and a note if its extension (".pdf") says something else.

    Raises CorpusError, with what to do, if files of its kind are not read.
    """
    kind = _kind(data, extension, name)
    told = EXTENSIONS.get(extension)
    if kind == told or (told is None and kind == "text" and not extension):
        return kind, ()
    if told is None and kind == "text":
        return kind, (f"Files called {extension} are read as plain text.",)
    return kind, (f"The file is called {extension or 'nothing in particular'}, but is {kind}, and was read as that.",)


def _kind(data: bytes, extension: str, name: str) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name)
    for head, what in _HEADS:
        if data.startswith(head):
            raise CorpusError(f"{name}: is {what}")
    if data.startswith(_OLE):
        what = next((what for stream, what in _OLE_KINDS if stream.encode("utf-16-le") in data), f"an old Office file: {_SAVE}")
        raise CorpusError(f"{name}: is {what}")
    if data[:2] == b"MZ" and b"\0" in data[:64]:
        raise CorpusError(f"{name}: is {_PROGRAM}")
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp" or (data[:2] == b"BM" and b"\0" in data[:16]):
        raise CorpusError(f"{name}: is {_PICTURE}")
    return _written(data, extension, name)


def _zipped(data: bytes, name: str) -> str:
    """Which kind of document a ZIP file is."""
    members = opened(data, name).namelist()
    for part, what in _PARTS:
        if any(member.startswith(part) for member in members):
            if what in guard.READERS:
                return what
            raise CorpusError(f"{name}: is {what}")
    raise CorpusError(f"{name}: is {_ARCHIVE}")


def _written(data: bytes, extension: str, name: str) -> str:
    """Which kind of text a file is: a web page by its words, Markdown by its name only."""
    start = decode(data[:_FIRST])[0].lstrip("\ufeff")
    told = EXTENSIONS.get(extension)
    if "\x00" in start:
        raise CorpusError(f"{name}: is no document that can be read here; {_SAVE}")
    if _PAGE.match(start) or (told == "html" and re.search(r"<[a-z][a-z0-9]*[\s>/]", start, re.IGNORECASE)):
        return "html"
    if _MAIL.match(start):
        raise CorpusError(f"{name}: is a web archive (MHT): save the page as web page, HTML only, or as PDF")
    if _XML.match(start):
        raise CorpusError(f"{name}: is an XML file: {_SAVE}")
    return "markdown" if told == "markdown" else "text"
