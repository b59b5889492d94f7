"""From lines to paragraphs, and from paragraphs to a layout: where each block of prose stands, under which headings.

Texts reach us in two shapes: one line a paragraph (web pages, word processors), or lines wrapped at a page's width with
paragraphs broken by page ends (PDF extractions). Both become the same paragraphs here. Nothing is rewritten: every
piece is a pair of code-point offsets into the text, so a quote can be found again. What a piece of text *is* (heading,
printed number, page furniture) is the reader's decision; this module only keeps the account, so that no letter is lost.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from crosscheck.ingest.lines import Line, lines

_BULLET = re.compile(r"(?:[•●▪◦‣⁃∙·■–—*-]|o(?= {2,}|\t))\s+(?=\S)")
_ENUMERATED = re.compile(r"\((?:\d{1,2}|[a-z]{1,4})\)\s")
_LABELLED = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,5})[.)](?!\d)")
_ABBREVIATED = re.compile(r"(?:\b(?:arts?|paras?|sects?|Nos?|pp?|cf|Mrs?|Ms|Dr|vs?)|e\.g|i\.e)\.$", re.IGNORECASE)
_ENDED = re.compile(r"[.!?][\"'”’»)\]]*$")
_CLOSED = re.compile(r"[.!?:;][\"'”’»)\]]*$")
_DASHES = "·–—*-o"  # bullets only where a paragraph may begin: wrapped prose can put a dash at a line's head
_WORDS_IN_HEADING = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph as the lines show it, before headings are known: `text[start:end]`, lines unfolded."""

    start: int
    end: int
    text: str
    page: int | None = None

    @property
    def flat(self) -> str:
        """The piece's text with white space folded."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list of prose: `text[start:end]`, with the number printed before it and the headings over it."""

    start: int
    end: int
    section: tuple[str, ...] = ()
    paragraph: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its rank: 0 for the title of the whole, then 1 for the outermost."""

    start: int
    end: int
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Aside:
    """Text that is neither prose nor heading, and why: a printed number, a bullet, page furniture, a web banner."""

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Layout:
    """A document taken apart. Blocks, headings and asides never overlap; run-in headings lie inside their block."""

    blocks: list[Block] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    run_ins: list[Heading] = field(default_factory=list)
    _stack: list[tuple[int, str]] = field(default_factory=list)

    def section(self) -> tuple[str, ...]:
        """The path of headings that holds now, outermost first."""
        return tuple(text for _, text in self._stack)

    def heading(self, piece: Piece, rank: int) -> None:
        """Record a heading; it closes every heading of its own rank and below. Rank 0, a title, opens no section."""
        self.headings.append(Heading(piece.start, piece.end, piece.flat, rank))
        self._open(piece.flat, rank)

    def run_in(self, start: int, end: int, text: str, rank: int) -> None:
        """Record a heading printed at the beginning of its paragraph; it stays inside the paragraph's block."""
        self.run_ins.append(Heading(start, end, text, rank))
        self._open(text, rank)

    def block(self, piece: Piece, paragraph: str | None = None) -> None:
        """Record prose, its leading bullet set aside. A piece without a letter or digit is set aside whole."""
        bullet = _BULLET.match(piece.text)
        start = piece.start + (bullet.end() if bullet else 0)
        if not any(char.isalnum() for char in piece.text):
            self.asides.append(Aside(piece.start, piece.end, "no words"))
            return
        if bullet:
            self.asides.append(Aside(piece.start, start, "bullet"))
        self.blocks.append(Block(start, piece.end, self.section(), paragraph, piece.page))

    def aside(self, piece: Piece, reason: str) -> None:
        """Record a piece that is left out, with the reason."""
        self.asides.append(Aside(piece.start, piece.end, reason))

    def label(self, piece: Piece, length: int) -> Piece:
        """Set aside the first `length` characters as a printed number and return the rest of the piece."""
        rest = piece.text[length:]
        skip = length + len(rest) - len(rest.lstrip())
        self.asides.append(Aside(piece.start, piece.start + length, "printed number"))
        return replace(piece, start=piece.start + skip, text=piece.text[skip:])

    def _open(self, text: str, rank: int) -> None:
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        if rank:
            self._stack.append((rank, text))


def words(text: str) -> frozenset[str]:
    """The words of a space-separated list."""
    return frozenset(text.split())


def ended(text: str) -> bool:
    """Whether `text` stops where a sentence stops."""
    return _ENDED.search(text.rstrip()) is not None


def closed(text: str) -> bool:
    """Whether `text` stops at a sentence end, a colon or a semicolon, so that what follows may be a new paragraph."""
    text = text.rstrip()
    return _CLOSED.search(text) is not None and _ABBREVIATED.search(text) is None


def looks_like_heading(text: str, most: int = _WORDS_IN_HEADING) -> bool:
    """A line of at most `most` words that begins with a capital or digit and neither ends nor contains a sentence."""
    flat = " ".join(text.split())
    if not flat or len(flat.split()) > most or flat[-1] in ".!;:," or ended(flat):
        return False
    return (flat[0].isupper() or flat[0].isdigit()) and not re.search(r"[a-z)”’]{2}[.!?] +[A-Z“‘]", flat)


def is_bullet(piece: Piece) -> bool:
    """Whether the piece begins with a bullet mark."""
    return _BULLET.match(piece.text) is not None


def pieces(text: str, opens: Callable[[str, str], bool] = lambda line, following: False) -> list[Piece]:
    """The paragraphs of `text` as its lines show them, bullets apart.

    `opens` says of a line and the one following it directly that the second begins a paragraph.
    """
    found = lines(text)
    wrapped, width = _wrapping(found)
    groups: list[list[Line]] = []
    for index, line in enumerate(found):
        before = found[index - 1]
        apart = index == 0 or line.blank_before or line.feed or opens(before.text, line.text)
        if apart or _itemized(before, line) or _breaks(before, line, wrapped, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [_piece(text, group[0].start, group[-1].end, group[0].page) for group in groups]


def _piece(text: str, start: int, end: int, page: int | None) -> Piece:
    return Piece(start, end, text[start:end], page)


def _wrapping(found: list[Line]) -> tuple[bool, int]:
    """Whether lines are wrapped at a page's width, and that width in characters.

    They are if most lines that end no sentence are as long as they could be, or go on in lower case.
    """
    if not found:
        return False, 0
    lengths = sorted(len(line.text) for line in found)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    pairs = [(a, b) for a, b in pairwise(found) if not b.blank_before and not closed(a.text)]
    full = sum(b.text[0].islower() or _reach(a, b) > width - 12 for a, b in pairs)
    return bool(pairs) and width <= 160 and full * 2 > len(pairs), width


def _reach(line: Line, following: Line) -> int:
    """How long `line` would be with the next line's first word on it."""
    return len(line.text) + 1 + len(following.text.split()[0])


def _itemized(line: Line, following: Line) -> bool:
    """Whether the second line begins a list's item: "(a)", or a bullet that is no dash inside a wrapped sentence."""
    begins = closed(line.text) or _BULLET.match(line.text) is not None
    if _ENUMERATED.match(following.text):
        return begins
    if not _BULLET.match(following.text):
        return False
    return begins or following.text[0] not in _DASHES or len(following.indent) > 1 or "\t" in following.indent


def _breaks(line: Line, following: Line, wrapped: bool, width: int) -> bool:
    """Whether a paragraph ends between two lines that have no blank line between them."""
    if following.text[0].islower():
        return not wrapped and closed(line.text)
    if not wrapped:
        return True
    slack = 8 if closed(line.text) else 0.32 * width
    return _reach(line, following) <= width - slack


PieceTest = Callable[[Piece], bool]


def joined(text: str, parts: list[Piece], prose: PieceTest, skips: PieceTest) -> list[Piece]:
    """`parts` with paragraphs put together again that a page break tore.

    A piece of `prose` that stops in mid-sentence goes on in the next piece, if that begins in lower case or a page ends
    between the two. Up to three pieces between them that `skips` accepts (a footnote's address, a page number) are
    swallowed: they stand in the middle of the sentence on paper, too.
    """
    result: list[Piece] = []
    index = 0
    while index < len(parts):
        piece = parts[index]
        while not closed(piece.text) and not skips(piece):
            follower = _continuation(parts, index, prose(piece), prose, skips)
            if follower is None:
                break
            piece = _piece(text, piece.start, parts[follower].end, piece.page)
            index = follower
        result.append(piece)
        index += 1
    return result


def _continuation(parts: list[Piece], index: int, sure: bool, prose: PieceTest, skips: PieceTest) -> int | None:
    """The index of the piece that goes on with the sentence begun in `parts[index]`, if one does.

    `sure` says that `parts[index]` is prose; if it may be a heading, only lower case over a page end goes on with it.
    """
    for after in range(index + 1, min(index + 5, len(parts))):
        part = parts[after]
        if skips(part):
            continue
        torn = after > index + 1 or part.page != parts[after - 1].page
        lower = part.text[0].islower()
        plain = prose(part) and not _LABELLED.match(part.text) and not is_bullet(part)
        return after if (lower and (sure or torn)) or (sure and torn and plain) else None
    return None


def lists(text: str, parts: list[Piece]) -> Iterator[Piece]:
    """`parts` with each run of bullets made one piece, unless its items are sentences of their own.

    An item such as "People who are homeless" says nothing alone; with its list it does.
    """
    run: list[Piece] = []
    for part in [*parts, None]:
        if part is not None and is_bullet(part) and not (run and ended(run[-1].text)):
            run.append(part)
            continue
        if run:
            yield _piece(text, run[0].start, run[-1].end, run[0].page)
        run = [part] if part is not None and is_bullet(part) else []
        if part is not None and not run:
            yield part
