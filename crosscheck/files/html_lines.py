"""The lines of a web page's article, as a browser would show them: headings, paragraphs, numbered items, rows of tables."""

import re
from collections.abc import Iterator

from lxml import etree

from crosscheck.files.docx_numbering import formatted, number
from crosscheck.files.flow import Line
from crosscheck.files.html_notes import CALL, words

Lines = Iterator[tuple[Line, int | None]]
_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_NAMES.split())
_HEADING = re.compile(r"h([1-6])")
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_PARTED = re.compile(r"\n[ \t\r]*\n")
_LONG_CELL = 800


def lines(root: etree._Element) -> Lines:
    """The lines of `root` in order, each with its level if it is a heading."""
    yield from _Walk().block(root)


class _Walk:
    """Writes words into one open line, and hands it over where a block begins or ends."""

    def __init__(self) -> None:
        self._line = Line()
        self._label = ""
        self._broken = False  # the last thing seen was a line break; a second one ends the paragraph

    def _close(self, level: int | None = None) -> Lines:
        line, self._line, self._broken = self._line, Line(), False
        if line.text.strip() and self._label:
            if not line.text.lstrip().startswith(self._label.strip()):
                line.put_first(self._label)
            self._label = ""
        yield line, level

    def block(self, element: etree._Element) -> Lines:
        """A block on its own lines."""
        heading = _HEADING.fullmatch(str(element.tag))
        yield from self._close()
        if element.tag == "table":
            yield from _table(element)
        elif element.tag in {"ol", "ul", "menu", "dir"}:
            yield from self._list(element)
        elif element.tag == "pre":
            for text in _PARTED.split("".join(element.itertext())):
                self._line.add(text)
                yield from self._close()
        else:
            yield from self.inside(element)
        yield from self._close(int(heading.group(1)) if heading else None)

    def inside(self, element: etree._Element) -> Lines:
        """The words and blocks inside an element."""
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                if child.get(CALL):
                    self._line.call(child.get(CALL))
                elif child.tag == "br":
                    if self._broken:
                        yield from self._close()
                    self._line.add(" ")
                    self._broken = True
                elif child.tag in BLOCKS:
                    yield from self.block(child)
                else:
                    yield from self.inside(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._line.add(text)
            self._broken = self._broken and not text.strip()

    def _list(self, element: etree._Element) -> Lines:
        """Items with their numbers as shown: `start`, `type`, `reversed` and `value` are heeded; bullets are "•"."""
        items = [child for child in element if child.tag == "li"]
        step = -1 if element.get("reversed") is not None else 1
        at = number(element.get("start"), len(items) if step < 0 else 1)
        marked = not _UNMARKED.search(element.get("style") or "")
        for child in element:
            if child.tag != "li":
                if isinstance(child.tag, str):
                    yield from self.block(child) if child.tag in BLOCKS else self.inside(child)
                continue
            at = number(child.get("value"), at)
            form = _FORMATS.get(child.get("type") or element.get("type") or "", "decimal")
            label = f"{formatted(at, form)}. " if element.tag == "ol" else "• "
            self._label = label if marked and not _UNMARKED.search(child.get("style") or "") else ""
            yield from self.block(child)
            self._label = ""
            at += step


def _table(table: etree._Element) -> Lines:
    """A row a line, cells parted by " | ", a cell that spans rows said once. A table that only places text is read as blocks."""
    for caption in table.iterchildren("caption"):
        yield from lines(caption)
    rows = [[(cell, list(lines_in(cell))) for cell in row.iterchildren("td", "th")] for row in _rows(table)]
    if max(map(len, rows), default=0) <= 1 or any(_is_prose(cell) for row in rows for _, cell in row):
        for row in rows:
            for _, cell in row:
                yield from cell
        return
    covered: dict[int, int] = {}
    for row in rows:
        line = _row(row, covered)
        if line.text.strip(" |"):
            yield line, None


def lines_in(cell: etree._Element) -> Lines:
    """The lines of a cell that hold something."""
    yield from ((line, level) for line, level in lines(cell) if line.text.strip() or line.calls)


def _row(cells: list[tuple[etree._Element, list[tuple[Line, int | None]]]], covered: dict[int, int]) -> Line:
    """One row; `covered` counts for each column the rows that a cell above still spans, and is brought up to date."""
    line, column = Line(), 0
    rest = iter(cells)
    while True:
        if covered.get(column, 0):
            covered[column] -= 1
            line.add(" | " if column else "")
            column += 1
            continue
        cell, parts = next(rest, (None, []))
        if cell is None:
            return line
        line.add(" | " if column else "")
        for part, _ in parts:
            line.extend(part)
            line.add(" ")
        down = min(number(cell.get("rowspan"), 1), 1000) - 1
        if down > 0:
            covered[column] = down
        column += 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")


def _is_prose(cell: list[tuple[Line, int | None]]) -> bool:
    texts = [line.text for line, _ in cell if line.text.strip()]
    return len(texts) > 2 and sum(map(len, texts)) > _LONG_CELL


def said(element: etree._Element) -> str:
    """All words of an element, with blanks between its blocks."""
    texts = [line.text.strip() for line, _ in lines(element)]
    return " ".join(text for text in texts if text) or words(element)
