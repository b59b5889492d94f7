"""Read Word documents (DOCX, DOCM, DOTX) as Word shows them, with the numbers that Word computes.

The XML is read directly: the libraries that edit Word files give neither automatic numbers nor footnotes. Nothing a file
refers to is fetched, no macro is looked at, and what is neither seen nor printed (deletions, hidden text, comments) stays
out of the text.
"""

import posixpath
from collections.abc import Iterable, Iterator

from lxml import etree

from crosscheck.errors import CorpusError
from crosscheck.files.docx_numbering import Numbering, W, value
from crosscheck.files.docx_styles import Styles
from crosscheck.files.docx_words import MC, Words, chosen
from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.flow import Flow, Line
from crosscheck.files.packed import Pack, parse

Lines = Iterator[tuple[Line, int | None]]
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_THROUGH = {W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent", "hyperlink")}
_CORE = {"title": "title", "creator": "author", "language": "language", "created": "date"}
_LONG_CELL = 800  # characters in several paragraphs: the table is there to place text on the page, not to tabulate
_NOTES = {
    "deletion": "Tracked changes were read as accepted; deletions left out: {}.",
    "comment": "Comments not read: {}.",
    "symbol": "Signs of a symbol font that could not be read: {}.",
    "altchunk": "Parts embedded in another format that were not read: {}.",
}


def read_docx(data: bytes, name: str) -> Extracted:
    """Read a Word document. `name` is the file's, for messages.

    Raises CorpusError if the file is damaged, protected, larger unpacked than the limits, or no Word document.
    """
    pack = Pack(data, name)
    relations = _relations(pack, "_rels/.rels", "")
    main = next((target for kind, target, _ in relations if kind == "officeDocument"), "word/document.xml")
    document = _part(pack, main)
    body = None if document is None else document.find(W + "body")
    if body is None:
        raise CorpusError(f"{name}: holds no Word document; save it anew as DOCX or PDF")
    return _Reader(pack, main).read(body)


def _part(pack: Pack, path: str) -> etree._Element | None:
    """A part of the package parsed; the strict variant of the format is read as the usual one."""
    data = pack.read(path)
    if data is None:
        return None
    return parse(data.replace(_STRICT, W[1:-1].encode()), pack.name, path)


def _relations(pack: Pack, path: str, folder: str) -> list[tuple[str, str, bool]]:
    """Kind, target and whether it lies outside the file, of each relationship that the member `path` lists."""
    root = pack.xml(path)
    found = []
    for row in () if root is None else root.iterfind(_RELATIONS + "Relationship"):
        target = row.get("Target", "")
        outside = row.get("TargetMode") == "External"
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append((row.get("Type", "").rsplit("/", 1)[-1], target if outside else inside, outside))
    return found


class _Reader:
    """Reads one document; what it refers to is looked up among the relationships of its main part."""

    def __init__(self, pack: Pack, main: str) -> None:
        folder, base = posixpath.split(main)
        self._pack, self._flow = pack, Flow()
        self._related = _relations(pack, f"{folder}/_rels/{base}.rels", folder)
        self._styles = Styles(self._first("styles"))
        self._numbering = Numbering(self._first("numbering"), self._styles.linked())
        settings = self._first("settings")
        formats = {"footnote": "decimal", "endnote": "lowerRoman"}
        for kind in formats:
            formats[kind] = value(None if settings is None else settings.find(f"{W}{kind}Pr"), "numFmt", formats[kind]) or formats[kind]
        self._words = Words(self._styles, formats)
        self._open = Line()

    def _parts(self, kind: str) -> Iterator[etree._Element]:
        """The parts of a kind, in the order of the relationships."""
        for path in dict.fromkeys(target for found, target, outside in self._related if found == kind and not outside):
            root = _part(self._pack, path)
            if root is not None:
                yield root

    def _first(self, kind: str) -> etree._Element | None:
        return next(self._parts(kind), None)

    def read(self, body: etree._Element) -> Extracted:
        for line, level in self._lines(body):
            self._flow.add(line, level)
        if self._open.parts:
            self._flow.add(self._open)
        self._footnotes()
        self._edges()
        self._account()
        return self._flow.extracted("docx", self._properties())

    def _lines(self, container: Iterable[etree._Element]) -> Lines:
        """The lines of a body, cell, footnote or text box, each with its level if it is a heading."""
        for child in container:
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
            elif tag == W + "sdt":
                yield from self._lines(child.findall(W + "sdtContent"))
            elif tag in _THROUGH:
                yield from self._lines(child)
            elif tag == MC + "AlternateContent":
                choice = chosen(child)
                yield from self._lines(() if choice is None else choice)
            elif tag == W + "altChunk":
                self._words.met.counts["altchunk"] += 1

    def _paragraph(self, paragraph: etree._Element) -> Lines:
        properties = paragraph.find(W + "pPr")
        line, self._open = self._open, Line()
        self._words.read(paragraph, line)
        boxes, self._words.met.boxes = self._words.met.boxes, []
        mark = None if properties is None else properties.find(W + "rPr")
        frame = None if properties is None else properties.find(W + "framePr")
        deleted = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
        if deleted or (frame is not None and frame.get(W + "dropCap", "none") != "none"):
            self._open = line  # the next paragraph goes on with it
        elif self._styles.contents(properties):
            self._flow.leave(Left.MENU, line.text)
        else:
            unseen = not line.text.strip() and self._styles.hidden(mark, properties)
            label = "" if unseen else self._label(properties)
            if label and line.text.strip():
                line.put_first(label)
            yield line, self._styles.heading(properties)
        for box in boxes:
            yield from self._lines(box)

    def _label(self, properties: etree._Element | None) -> str:
        """The paragraph's automatic number, counted; an empty paragraph is counted, too, as Word does."""
        found = self._styles.numbered(properties)
        if found is None:
            return ""
        name, level, style = found
        if style is not None:
            own = value(properties, "pStyle") or style
            tied = self._numbering.level_of(name, own)
            tied = tied if tied is not None else self._numbering.level_of(name, style)
            level = tied if tied is not None else level
        return self._numbering.label(name, level or 0)

    def _table(self, table: etree._Element) -> Lines:
        """A row a line, cells parted by " | ". A table that only places text on the page is read as paragraphs."""
        rows = [[list(self._lines(cell)) if seen else [] for cell, seen in _cells(row)] for row in _rows(table)]
        if max(map(len, rows), default=0) <= 1 or any(_is_prose(cell) for row in rows for cell in row):
            for row in rows:
                for cell in row:
                    yield from cell
            return
        for row in rows:
            line = Line()
            for index, cell in enumerate(row):
                line.add(" | " if index else "")
                for part, _ in cell:
                    line.extend(part)
                    line.add(" ")
            if line.text.strip(" |"):
                yield line, None

    def _footnotes(self) -> None:
        """The notes that are called, in the order of their calls."""
        notes: dict[str, etree._Element] = {}
        for kind in ("footnote", "endnote"):
            for root in self._parts(kind + "s"):
                notes |= {f"{kind} {note.get(W + 'id', '')}": note for note in root.iterfind(W + kind)}
        for key, mark in list(self._words.met.marks.items()):
            note = notes.get(key)
            if note is not None and note.get(W + "type", "normal") == "normal":
                self._flow.leave(Left.FOOTNOTE, " ".join(line.text for line, _ in self._lines(note)), mark, key)

    def _edges(self) -> None:
        """Headers and footers, each text once."""
        texts = [line.text.strip() for kind in ("header", "footer") for root in self._parts(kind) for line, _ in self._lines(root)]
        for text in dict.fromkeys(texts):
            self._flow.leave(Left.PAGE_NUMBER if text.strip("-– ").isdecimal() else Left.RUNNING_HEAD, text)

    def _account(self) -> None:
        """Say what was met and not read."""
        met = self._words.met
        for text in met.hidden:
            self._flow.leave(Left.HIDDEN, text)
        for text in met.pictures:
            self._flow.leave(Left.PICTURE, text)
        for thing, sentence in _NOTES.items():
            if met.counts[thing]:
                self._flow.note(sentence.format(met.counts[thing]))
        if met.counts["picture"]:
            self._flow.note(f"Pictures not read: {met.counts['picture']}; text in them is not searched.")
        if any("vbaproject" in path.lower() for path in self._pack.names):
            self._flow.note("The file holds macros; they were not run.")
        if any(kind in {"chart", "diagramData"} for kind, _, _ in self._related):
            self._flow.note("The file holds charts or diagrams; their words were not read.")
        outside = sorted({kind for kind, _, out in self._related if out and kind != "hyperlink"})
        if outside:
            self._flow.note(f"The file refers to things outside it ({', '.join(outside)}); nothing was fetched.")

    def _properties(self) -> dict[str, str]:
        core = self._pack.xml("docProps/core.xml")
        said = {"language": self._styles.language}
        for element in () if core is None else core:
            key = _CORE.get(etree.QName(element).localname)
            if key and element.text and element.text.strip():
                said[key] = element.text
        return said


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table that no tracked change deletes."""
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _THROUGH or child.tag == W + "sdt":
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """The cells of a row; False for one that a cell above it covers."""
    for child in row:
        if child.tag == W + "tc":
            merge = child.find(f"{W}tcPr/{W}vMerge")
            yield child, merge is None or merge.get(W + "val", "continue") == "restart"
        elif child.tag in _THROUGH or child.tag == W + "sdt":
            yield from _cells(child)


def _is_prose(cell: list[tuple[Line, int | None]]) -> bool:
    texts = [line.text for line, _ in cell if line.text.strip()]
    return len(texts) > 2 and sum(map(len, texts)) > _LONG_CELL
