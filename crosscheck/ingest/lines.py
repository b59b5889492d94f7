"""The printed lines of a text, each with its place, and its page where pages can be told.

Offsets are code points into the text as stored. A page number is given only where the text shows it reliably: somebody
will look the quote up on that page.
"""

import re
import statistics
from dataclasses import dataclass, replace
from itertools import pairwise

_WIDTHLESS = "\u200b\u2060\ufeff"  # nobody sees them, so they make no line; a byte order mark is one of them
_SPACE = "".join(char for char in map(chr, range(0x3100)) if char.isspace()) + _WIDTHLESS
_LINE = re.compile(r"([^\r\n\f]*)(\r\n|\r|\n|\f|\Z)")
_PAGE_NUMBER = re.compile(r"(?:[Pp]age )?(\d{1,4})(?: of \d+)?|[A-Z][A-Z ,()-]+ (\d{1,3})")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line without the white space around it. `page` counts from 1; `feed` says that a form feed
    stands before it, `blank_before` how many blank lines do."""

    start: int
    end: int
    text: str
    indent: str = ""
    feed: bool = False
    blank_before: int = 0
    page: int | None = None


def lines(text: str) -> list[Line]:
    """The printed lines that hold something, in order, each with its place and its page where pages can be told."""
    found: list[Line] = []
    blank, feed = 0, False
    for match in _LINE.finditer(text):
        raw = match.group(1)
        body = raw.strip(_SPACE)
        if body:
            indent = raw[: raw.index(body)]
            start = match.start(1) + len(indent)
            found.append(Line(start, start + len(body), body, indent, feed, blank))
            blank, feed = 0, False
        else:
            blank += 1
        feed = feed or match.group(2) == "\f"
    return _paged(found)


def _paged(found: list[Line]) -> list[Line]:
    """`found` with page numbers where they can be trusted.

    A form feed ends a page. Some extractions print none, but indent the first line of a page by exactly one space or
    leave three blank lines before it; those marks are believed only if the pages come out about equally long and agree
    with every page number that is printed. A wrong page is worse than none.
    """
    starts = [index for index, line in enumerate(found) if index and line.feed]
    if not starts:
        starts = [i for i, line in enumerate(found) if i and (line.indent == " " or line.blank_before >= 3)]
        if not _even([0, *starts]) or not _agrees(found, starts):
            return found
    numbers, page = [], 1
    marks = set(starts)
    for index in range(len(found)):
        page += index in marks
        numbers.append(page)
    return [replace(line, page=number) for line, number in zip(found, numbers, strict=True)]


def _even(starts: list[int]) -> bool:
    """Whether the gaps between page starts look like pages of one size."""
    gaps = [after - before for before, after in pairwise(starts)]
    if len(gaps) < 3:
        return False
    usual = statistics.median(gaps)
    return usual >= 15 and all(0.5 * usual <= gap <= 1.5 * usual for gap in gaps)


def _agrees(found: list[Line], starts: list[int]) -> bool:
    """Whether every printed page number at a page's edge is the counted one."""
    edges = [0, *starts, len(found)]
    for page, (first, after) in enumerate(pairwise(edges), start=1):
        for index in {first, after - 1}:
            match = _PAGE_NUMBER.fullmatch(found[index].text)
            if match and int(match.group(1) or match.group(2)) != page:
                return False
    return True
