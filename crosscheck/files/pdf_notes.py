"""Footnotes: small type at the foot of a page or column that begins with a mark called in the text above.

A note is taken out of the flow only if its mark is called on the page, or goes on from the notes before it. What a page
break cut off is put to its note again. Small type without a mark stays in the text.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from crosscheck.files.pdf_lines import Line
from crosscheck.files.pdf_words import Words, joined

_SMALL = 0.93
_STARTS = re.compile(r"(\d{1,3}|[*†‡§¶]{1,4}|[a-z](?=[.)\s]))[.)]?\s+(?=\S)")
_PARTS = re.compile(r"[,;]")
_CLOSED = re.compile(r"[.!?][\"'”’»)\]]*$")


@dataclass(slots=True)
class Note:
    """A footnote: its mark, its lines, the page it begins on."""

    mark: str
    page: int
    lines: list[str]

    def text(self, words: Words) -> str:
        """Its lines as one."""
        made = ""
        for line in self.lines:
            made = joined(made, line, words)
        return made.strip()


def marks_in(mark: str) -> list[str]:
    """The single marks of "1", "4,5" or "*,**"."""
    return [part.rstrip(".,)") for part in _PARTS.split(mark) if part.rstrip(".,)")]


def take_out(pages: list[list[Line]], size: float) -> tuple[list[list[Line]], list[Note]]:
    """The pages' lines without their footnotes, and the notes in order. `size` is that of most type."""
    notes: list[Note] = []
    kept: list[list[Line]] = []
    for lines in pages:
        called = {part for line in lines for _, mark in line.marks for part in marks_in(mark)}
        called |= {sign for line in lines for sign in re.findall(r"(?<=\S)[*†‡]{1,4}", line.text)}
        groups = [list(group) for _, group in groupby(lines, key=lambda line: (line.zone, line.column))]
        kept.append([line for group in groups for line in _without(group, size, called, notes)])
    return kept, notes


def _without(group: list[Line], size: float, called: set[str], notes: list[Note]) -> list[Line]:
    """A column's lines without the notes at its foot, which are added to `notes`."""
    begin = len(group)
    while begin and group[begin - 1].size <= _SMALL * size:
        begin -= 1
    foot = group[begin:]
    first = next((i for i, line in enumerate(foot) if _mark(line, called, notes) is not None), None)
    if first is None and not (foot and _goes_on(foot[0], notes)):
        return group
    taken = 0 if foot and _goes_on(foot[0], notes) else first or 0
    for line in foot[taken:]:
        mark = _mark(line, called, notes)
        if mark is None:
            notes[-1].lines.append(line.text)
        else:
            notes.append(Note(mark, line.page, [_rest(line)]))
    return group[: begin + taken]


def _mark(line: Line, called: set[str], notes: list[Note]) -> str | None:
    """The mark a line begins a note with, if it is called on its page or goes on from the last note."""
    if line.marks and line.marks[0][0] == 0:
        mark = line.marks[0][1].rstrip(".)")
    else:
        match = _STARTS.match(line.text)
        if not match:
            return None
        mark = match[1]
    last = notes[-1].mark if notes else "0"
    follows = mark.isdigit() and last.isdigit() and int(mark) == int(last) + 1 and last != "0"
    return mark if mark in called or follows else None


def _rest(line: Line) -> str:
    if line.marks and line.marks[0][0] == 0:
        return line.text.lstrip()
    match = _STARTS.match(line.text)
    return line.text[match.end() :] if match else line.text


def _goes_on(line: Line, notes: list[Note]) -> bool:
    """Whether a line goes on with the last note, which the page before broke off."""
    return bool(notes) and notes[-1].page == line.page - 1 and _CLOSED.search(notes[-1].lines[-1]) is None and not _STARTS.match(line.text)
