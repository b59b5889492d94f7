"""From lines to paragraphs, headings, list items and table rows, whole across columns and pages.

A paragraph ends where the white below a line is more than between lines, where the next line's first word would still
have had room, or where a label, a bullet or another type begins. At the end of a column the white says nothing; there
the room, the full stop and the label decide.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby, pairwise

from crosscheck.files import pdf_tables
from crosscheck.files.pdf_lines import Line
from crosscheck.ingest.blocks import closed

BULLET = re.compile(r"[•●▪▫○■□◦‣⁃∙➢➤✓]\s*(?=\S)")
_DASH = re.compile(r"[-–—*]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,4})\s?[.)](?!\d)")
_LABEL = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,5})[.)](?=\s|[^\W\d_]|[“‘(])|[IVX]{1,6}\.")
_ENDED = re.compile(r"[.!?;:,][\"'”’»)\]]*$")
_LONGEST_HEADING = 300
_JUMP = 20  # numbers that a page may have lost before one is taken for something else


class Sort(StrEnum):
    """What a stretch of lines is."""

    PROSE = "prose"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(slots=True)
class Stretch:
    """The lines of one paragraph, heading, item or table row; `cells` are a row's texts."""

    lines: list[Line]
    sort: Sort = Sort.PROSE
    level: int = 0
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Setting:
    """How a document is set: the size of most type, the distance of its lines by size, its columns' edges."""

    size: float
    pitch: dict[float, float]
    edges: dict[tuple[int, int], tuple[float, float]]

    def room(self, line: Line) -> float:
        """The white at the end of a line."""
        return self.edges[line.column][1] - line.right

    def width(self, line: Line) -> float:
        """The width of the line's column."""
        left, right = self.edges[line.column]
        return max(right - left, 1.0)


def setting(lines: list[Line], size: float) -> Setting:
    """How `lines` are set."""
    gaps: dict[float, Counter[float]] = defaultdict(Counter)
    for before, line in pairwise(lines):
        if _same_column(before, line) and abs(before.size - line.size) < 0.3 and before.base - line.base > 0.5 * line.size:
            gaps[round(line.size)][round(2 * (before.base - line.base)) / 2] += 1
    pitch = {kind: _least(found) for kind, found in gaps.items()}
    edges = {}
    for column in {line.column for line in lines}:
        there = [line for line in lines if line.column == column]
        lefts, rights = sorted(line.left for line in there), sorted(line.right for line in there)
        edges[column] = (lefts[len(lefts) // 20], rights[-1 - len(rights) // 50])
    return Setting(size, pitch, edges)


def _least(found: Counter[float]) -> float:
    """The least distance that is no exception."""
    enough = max(1, 0.1 * sum(found.values()))
    return min(gap for gap, count in found.items() if count >= enough)


def _same_column(before: Line, line: Line) -> bool:
    return (before.page, before.zone, before.column) == (line.page, line.zone, line.column)


def stretches(lines: list[Line], how: Setting) -> list[Stretch]:
    """The document's paragraphs, headings, items and rows in order."""
    found: list[Stretch] = []
    number = 0
    for _, column in groupby(lines, key=lambda line: (line.page, line.zone, line.column)):
        for row, cells in pdf_tables.rows(list(column)):
            if cells is not None:
                found.append(Stretch(row, Sort.ROW, cells=cells))
                continue
            line = row[0]
            label = _NUMBER.match(line.text)
            step = int(label[1]) - number if label else 0
            counts = step == 1 or (1 < step <= _JUMP and bool(found) and closed(found[-1].lines[-1].text))
            if found and found[-1].sort is not Sort.ROW and not counts and _goes_on(found[-1].lines, line, how):
                found[-1].lines.append(line)
            else:
                found.append(Stretch([line]))
                number = int(label[1]) if label and (counts or not number) else number
    _sorted(found, how)
    return found


def _goes_on(lines: list[Line], line: Line, how: Setting) -> bool:
    """Whether `line` goes on with the paragraph of `lines`."""
    before = lines[-1]
    if abs(before.size - line.size) > 0.08 * how.size or BULLET.match(line.text):
        return False
    near = _same_column(before, line) and before.base > line.base
    if near and before.base - line.base > how.pitch.get(round(line.size), 1.2 * line.size) + max(1.2, 0.14 * line.size):
        return False
    ends, room = closed(before.text), how.room(before)
    full = room < line.first + 0.3 * line.size
    if (before.bold, before.italic) != (line.bold, line.italic) and not (full and near):
        return False
    if ends and (_LABEL.match(line.text) or _DASH.match(line.text)) and (near or not full or _begins(line)):
        return False
    if not near and not line.text[:1].islower() and not full and room > 0.15 * how.width(before) and not _centred(before, how):
        return False
    if ends and not full and not _centred(before, how):
        return False
    if near and _indents(lines, line, ends):
        return False
    if before.text.endswith(("-", "‐", "\u00ad")) and line.text[:1].isalnum():
        return True
    return ends or full or line.text[:1].islower() or room < 0.32 * how.width(before) or _centred(before, how)


def _begins(line: Line) -> bool:
    return _LABEL.match(line.text) is not None


def _indents(lines: list[Line], line: Line, ends: bool) -> bool:
    """Whether `line` stands in from, or out of, the paragraph above, as a new paragraph's first line does."""
    before = lines[-1]
    step = line.left - before.left
    if step > 0.8 * line.size:
        hanging = len(lines) == 1 and (_LABEL.match(before.text) or BULLET.match(before.text) or _DASH.match(before.text))
        return ends and not hanging and step < 6 * line.size
    return ends and step < -0.8 * line.size and len(lines) > 1


def _centred(line: Line, how: Setting) -> bool:
    left, right = how.edges[line.column]
    margin = 0.05 * how.width(line)
    return abs((line.left - left) - (right - line.right)) < 4 and line.left - left > margin


def _sorted(found: list[Stretch], how: Setting) -> None:
    """Say of every stretch what it is, and of headings how deep they stand: larger type first, then bold."""
    plain = [line for stretch in found for line in stretch.lines]
    bold = sum(len(line.text) for line in plain if line.bold) > 0.5 * sum(len(line.text) for line in plain)
    styles: dict[int, tuple[float, bool, bool]] = {}
    for index, stretch in enumerate(found):
        if stretch.sort is Sort.ROW:
            continue
        if BULLET.match(stretch.lines[0].text) or (_DASH.match(stretch.lines[0].text)):
            stretch.sort = Sort.ITEM
        elif _is_heading(stretch.lines, how, bold):
            first = stretch.lines[0]
            stretch.sort = Sort.HEADING
            styles[index] = (-round(first.size), not first.bold, not _centred(first, how))
    order = sorted(set(styles.values()))
    for index, style in styles.items():
        found[index].level = min(order.index(style) + 1, 6)


def _is_heading(lines: list[Line], how: Setting, bold: bool) -> bool:
    text = " ".join(line.text for line in lines)
    if len(text) > _LONGEST_HEADING or not any(char.isalpha() for char in text):
        return False
    large = lines[0].size > 1.12 * how.size
    if large and not _ENDED.search(text):
        return True
    if _ENDED.search(text) or len(text) > _LONGEST_HEADING // 2 or len(lines) > 3:
        return False
    slanted = all(line.italic for line in lines)
    return (all(line.bold for line in lines) and not bold) or slanted or all(_centred(line, how) for line in lines)
