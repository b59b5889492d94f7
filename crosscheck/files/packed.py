"""Open the ZIP files and the XML that Word and EPUB documents are made of, as files that a stranger sent.

Sizes are judged before anything is unpacked, members are read into memory and never written to a disk, and no XML entity
is expanded: a file that declares one is refused, since no word processor writes any.
"""

import io
import zipfile
import zlib

from lxml import etree

from crosscheck.errors import CorpusError

MOST_MEMBERS = 10_000
MOST_BYTES = 1 << 30  # of all members unpacked: pictures included, which are never unpacked
MOST_PART = 64 << 20  # of one member that is read; a report of 1,000 pages takes about 15 MB
MOST_RATIO = 200  # unpacked to packed, as a whole; XML of tables reaches 60
SMALL = 16 << 20  # below this the ratio does not matter


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """A ZIP file with its directory read, and nothing unpacked. Raises CorpusError if it is damaged or endless."""
    if data.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:
        raise CorpusError(f"{name}: is a ZIP file of too many parts for a document; unpack it and add the documents one by one")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise _broken(name, "its ZIP directory is damaged") from error


def _broken(name: str, why: str) -> CorpusError:
    return CorpusError(f"{name}: cannot be read, {why}; get the file again, or save it anew as DOCX or PDF")


class Pack:
    """A ZIP file held in memory. `name` is the file's, for messages."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises CorpusError if `data` is no whole ZIP file, or would unpack to more than the limits."""
        self.name = name
        self._archive = opened(data, name)
        members = self._archive.infolist()
        total = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or total > MOST_BYTES or (total > SMALL and total > MOST_RATIO * len(data)):
            raise CorpusError(
                f"{name}: would unpack to {total:,} bytes in {len(members):,} parts from {len(data):,}, more than any document needs; "
                f"if you trust it, open it where it was made and save it as PDF"
            )
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> frozenset[str]:
        """The paths of the members, as written."""
        return frozenset(self._members)

    def read(self, path: str) -> bytes | None:
        """A member's bytes, or None if there is none. Raises CorpusError if it is damaged, encrypted or too large."""
        member = self._members.get(path)
        if member is None:
            return None
        if member.flag_bits & 1:
            raise CorpusError(f"{self.name}: is protected with a password; save a copy without one and add that")
        if member.file_size > MOST_PART:
            raise CorpusError(
                f"{self.name}: its part {path} is {member.file_size:,} bytes, over the limit of {MOST_PART:,}; split the document"
            )
        try:
            return self._archive.read(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, MemoryError) as error:
            raise self.broken(f"its part {path} is damaged") from error

    def xml(self, path: str) -> etree._Element | None:
        """A member parsed, or None if there is none. Raises CorpusError if it is not well-formed or declares entities."""
        data = self.read(path)
        return None if data is None else parse(data, self.name, path)

    def broken(self, why: str) -> CorpusError:
        """The error for a file that cannot be read."""
        return _broken(self.name, why)


def parse(data: bytes, name: str, part: str) -> etree._Element:
    """Parse XML that nobody vouches for. Raises CorpusError if it is not well-formed, too deep, or declares entities."""
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise CorpusError(f"{name}: its part {part} declares XML entities, which documents have no use for; save it anew as DOCX or PDF")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        why = " ".join(str(error).split())[:120]
        raise CorpusError(f"{name}: cannot be read, its part {part} is damaged ({why}); save it anew as DOCX or PDF") from error
    if root is None:
        raise CorpusError(f"{name}: cannot be read, its part {part} is empty; save it anew as DOCX or PDF")
    return root
