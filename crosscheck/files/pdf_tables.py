"""Rows of tables, told from wide gaps that stand in the same place line after line.

Only what is clearly a table is made one: two rows at least whose cells begin or end at the same places. The label of a
numbered paragraph is no cell.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from crosscheck.files.pdf_lines import Atom, Line, written

_WIDE = 1.4  # of the type's size: the least gap between cells
_ALIGNED = 4.0
_NEARER = 0.3  # points by which the lines of one cell stand nearer than rows do
_LABEL = re.compile(r"(?:\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,5})[.)]|[^\w\s]{1,2}|[IVX]{1,5}\.?)")

Cell = tuple[float, float, list[Atom]]


def cells(line: Line) -> list[Cell]:
    """The stretches of a line between wide gaps, left to right: left, right, atoms."""
    found: list[Cell] = []
    for atom in sorted(line.atoms, key=lambda a: a.left):
        if found and (atom.left - found[-1][1] < _WIDE * line.size or _LABEL.fullmatch(written(found[-1][2])[0])):
            left, right, atoms = found[-1]
            found[-1] = (left, max(right, atom.right), [*atoms, atom])
        else:
            found.append((atom.left, atom.right, [atom]))
    return found


def rows(lines: list[Line]) -> Iterator[tuple[list[Line], list[str] | None]]:
    """The lines of one column in order: single lines with None, and the lines of each table row with its cells."""
    index = 0
    while index < len(lines):
        end = _table_end(lines, index)
        if end - index < 2:
            yield [lines[index]], None
            index += 1
            continue
        yield from _grouped(lines[index:end])
        index = end


def _table_end(lines: list[Line], start: int) -> int:
    """Where the table that begins at `start` ends; `start` if none does."""
    first = cells(lines[start])
    if len(first) < 2 or _stretched(lines[start]):
        return start
    end, whole, known, step = start + 1, 1, first, 0.0
    while end < len(lines):
        found, gap = cells(lines[end]), lines[end - 1].base - lines[end].base
        if abs(gap) > 4 * lines[end].size or (len(found) > 1 and _stretched(lines[end])):
            break
        if len(found) >= 2 and _aligned(found, known) >= 2:
            step = min(step, gap) if step and len(cells(lines[end - 1])) > 1 else step or gap
            whole, known = whole + 1, [*known, *found]
        elif not _wrapped(found, first, known, gap, step):
            break
        end += 1
    return end if whole >= 2 else start


def _wrapped(found: list[Cell], first: list[Cell], known: list[Cell], gap: float, step: float) -> bool:
    """Whether a line goes on with cells of the row above: its first cell is empty, or it stands nearer than a row does."""
    if len(found) >= len(first) or _aligned(found, known) < len(found):
        return False
    return found[0][0] > first[0][1] or (gap < step - _NEARER and found[-1][1] < first[1][0])


def _stretched(line: Line) -> bool:
    """Whether all gaps of a line are equally wide, as where prose is set to fill its column. A row of numbers is none."""
    atoms = sorted(line.atoms, key=lambda a: a.left)
    gaps = [b.left - a.right for a, b in pairwise(atoms) if b.left - a.right > 0.18 * line.size]
    worded = any(not char.isdigit() for atom in atoms[1:] for char in atom.text if char.isalnum())
    return worded and len(gaps) > 0 and max(gaps) < 1.5 * min(gaps) and max(gaps) < 6 * line.size


def _aligned(found: list[Cell], known: list[Cell]) -> int:
    """How many cells begin, end or are centred where a cell above does."""
    return sum(any(_same(cell, other) for other in known) for cell in found)


def _same(cell: Cell, other: Cell) -> bool:
    middle = abs(cell[0] + cell[1] - other[0] - other[1]) / 2
    return min(abs(cell[0] - other[0]), abs(cell[1] - other[1]), middle) < _ALIGNED


def _grouped(lines: list[Line]) -> Iterator[tuple[list[Line], list[str] | None]]:
    """The rows of a table: a line whose first cell is empty goes on with the row above it."""
    columns = cells(max(lines, key=lambda line: len(cells(line))))
    whole = [line for line in lines if len(cells(line)) > 1]
    step = min((a.base - b.base for a, b in pairwise(lines) if a in whole and b in whole), default=0.0)
    row: list[Line] = []
    texts: list[str] = []
    for line in lines:
        found = cells(line)
        apart = found[0][0] > columns[0][1] and _nearest(found[0], columns) > 0
        goes_on = bool(row) and (apart or (len(found) == 1 and row[-1].base - line.base < step - _NEARER))
        if row and not goes_on:
            yield row, [text for text in texts if text]
            row = []
        if not row:
            texts = [""] * len(columns)
        for cell in found:
            at = _nearest(cell, columns)
            texts[at] = f"{texts[at]} {written(cell[2])[0]}".strip()
        row = [*row, line]
    yield row, [text for text in texts if text]


def _nearest(cell: Cell, columns: list[Cell]) -> int:
    return min(range(len(columns)), key=lambda i: (min(abs(cell[0] - columns[i][0]), abs(cell[1] - columns[i][1])), i))
