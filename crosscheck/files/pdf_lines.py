"""From the characters of a page to its lines in reading order, one column after the other.

Nothing is known of a page but where its words stand. A column is told from a strip that stays white over several lines
with type on both its sides; a heading across both columns ends the strip. Sizes and places are in points, from the
lower left corner; a page that lies on its side has been turned upright before.
"""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

BOLD, ITALIC, SPACED, HIDDEN, ASIDE = 1, 2, 4, 8, 16  # as the worker writes them
_LEAST_LINES = 6  # a white strip beside fewer lines is chance, or a table
_GUTTER = 4.0  # half a gutter's least width
_SEARCHES = 500  # marks of one page that are looked for all over it
_NARROW = 0.18  # of the text's width: no column is narrower
_MARK = re.compile(r"(?:\d{1,3}|[*†‡§¶]{1,4}|[a-z]{1,3})(?:[,;](?:\d{1,3}|[*†‡§¶]{1,4}))*[,.)]?")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴-⁹]+")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class Atom:
    """Characters without a space in them. `spaced` says that the file has a space before them; `raised`, that they
    stand above the line as a footnote's mark does."""

    text: str
    left: float
    right: float
    base: float
    size: float
    flags: int = SPACED
    raised: bool = False

    @property
    def spaced(self) -> bool:
        """Whether a space stands before it."""
        return bool(self.flags & SPACED)


@dataclass(slots=True)
class Line:
    """Atoms on one baseline of one column, in reading order."""

    atoms: list[Atom]
    page: int
    column: tuple[int, int] = (1, 0)
    zone: int = 0
    text: str = field(init=False)
    marks: list[tuple[int, str]] = field(init=False)
    left: float = field(init=False)
    right: float = field(init=False)
    base: float = field(init=False)
    size: float = field(init=False)
    bold: bool = field(init=False)
    italic: bool = field(init=False)

    def __post_init__(self) -> None:
        plain = [atom for atom in self.atoms if not atom.raised] or self.atoms
        self.left, self.right = min(a.left for a in self.atoms), max(a.right for a in self.atoms)
        self.base = plain[0].base
        sizes: Counter[float] = Counter()
        for atom in plain:
            sizes[round(atom.size, 1)] += len(atom.text)
        self.size = min(sizes, key=lambda size: (-sizes[size], size))
        letters = sum(len(a.text) for a in plain)
        self.bold = sum(len(a.text) for a in plain if a.flags & BOLD) > 0.8 * letters
        self.italic = sum(len(a.text) for a in plain if a.flags & ITALIC) > 0.8 * letters
        self.text, self.marks = written(self.atoms)

    @property
    def first(self) -> float:
        """The width of its first word."""
        right = self.atoms[0].right
        for atom in self.atoms[1:]:
            if atom.spaced or atom.left - right > 0.18 * atom.size:
                break
            right = atom.right
        return abs(right - self.atoms[0].left)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its number from 1, its box (left, bottom, right, top), its atoms in the order of the file."""

    number: int
    box: tuple[float, float, float, float]
    atoms: list[Atom]


def written(atoms: Sequence[Atom]) -> tuple[str, list[tuple[int, str]]]:
    """The text of atoms in reading order, and the raised marks in it with their places. Marks are not in the text."""
    text, marks = "", []
    before: Atom | None = None
    for atom in atoms:
        if before is not None and text and not text.endswith(" ") and _apart(before, atom):
            text += " "
        if atom.raised:
            marks.append((len(text.rstrip()), atom.text))
        else:
            plain = _SUPERSCRIPT.sub("", atom.text)
            for match in _SUPERSCRIPT.finditer(atom.text):
                marks.append((len(text) + len(_SUPERSCRIPT.sub("", atom.text[: match.start()])), match.group().translate(_LOWERED)))
            text += plain
        before = atom
    return text.rstrip(), marks


def _apart(before: Atom, atom: Atom) -> bool:
    gap = max(atom.left - before.right, before.left - atom.right)
    return atom.spaced or gap > 0.18 * max(atom.size, before.size)


def raise_marks(atoms: list[Atom]) -> None:
    """Find the small marks above a line and put them on its baseline, marked as raised."""
    usual = statistics.median(atom.size for atom in atoms) if atoms else 0.0
    searches = _SEARCHES
    for index, atom in enumerate(atoms):
        if not _MARK.fullmatch(atom.text):
            continue
        near = [*reversed(atoms[max(0, index - 2) : index]), *atoms[index + 1 : index + 2]]
        host = next((other for other in near if _hosts(other, atom)), None)
        if host is None and searches and atom.size < 0.85 * usual and not atom.text.isalpha():
            searches -= 1
            host = next((other for other in atoms if _hosts(other, atom)), None)
        if host is not None:
            atom.raised, atom.base = True, host.base


def _hosts(other: Atom, atom: Atom) -> bool:
    if other.raised:
        return other.base < atom.base < other.base + 0.7 * atom.size / 0.58 and abs(atom.left - other.right) < 0.4 * atom.size
    if atom.size > 0.85 * other.size or not 0.08 * other.size < atom.base - other.base < 0.75 * other.size:
        return False
    return min(abs(atom.left - other.right), abs(other.left - atom.right)) < 0.5 * other.size


def rows(atoms: Iterable[Atom]) -> list[list[Atom]]:
    """Atoms by baseline, from the top, each row from left to right."""
    found: list[list[Atom]] = []
    for atom in sorted(atoms, key=lambda a: (-a.base, a.left)):
        if found and abs(found[-1][0].base - atom.base) <= 0.22 * min(found[-1][0].size, atom.size) + 0.3:
            found[-1].append(atom)
        else:
            found.append([atom])
    return [_directed(row) for row in found]


def _directed(row: list[Atom]) -> list[Atom]:
    """A row in reading order: from the right if most of its letters are of a script that runs so."""
    ways = Counter(unicodedata.bidirectional(char) for atom in row for char in atom.text)
    if ways["R"] + ways["AL"] <= ways["L"]:
        return sorted(row, key=lambda a: a.left)
    ordered: list[Atom] = []
    for forwards, run in groupby(sorted(row, key=lambda a: -a.right), key=_runs_right):
        atoms = list(run)
        ordered += atoms[::-1] if forwards else atoms
    return ordered


def _runs_right(atom: Atom) -> bool:
    return any(unicodedata.bidirectional(char) in {"L", "EN"} for char in atom.text)


def lines(sheet: Sheet) -> list[Line]:
    """The lines of a page in reading order."""
    found: list[Line] = []
    for zone, (count, place, atoms) in enumerate(_parted(sheet.atoms, 0)):
        found += [Line(row, sheet.number, (count, place), zone) for row in rows(atoms)]
    return found


def _parted(atoms: list[Atom], depth: int) -> list[tuple[int, int, list[Atom]]]:
    """Stretches of a page in reading order: how many columns its zone has, which of them this is, its atoms."""
    gutter = _gutter(atoms) if depth < 2 else None
    if gutter is None:
        return [(1, 0, atoms)] if atoms else []
    found: list[tuple[int, int, list[Atom]]] = []
    above = float("inf")
    blocks = sorted({round(a.base, 1) for a in atoms if _crosses(a, gutter)}, reverse=True)
    single: list[Atom] = []
    for block in [*blocks, float("-inf")]:
        between = [a for a in atoms if block + 0.2 < a.base < above - 0.2]
        if _is_zone(between, gutter):
            found += [(1, 0, single)] if single else []
            single = []
            for place, side in enumerate(_sides(between, gutter)):
                found += [(2, place, part) for _, _, part in _parted(side, depth + 1)]
        else:
            single = single + between
        single = single + [a for a in atoms if abs(a.base - block) <= 0.2]
        above = block
    return found + ([(1, 0, single)] if single else [])


def _crosses(atom: Atom, gutter: float) -> bool:
    return atom.left - _GUTTER < gutter < atom.right + _GUTTER


def _sides(atoms: list[Atom], gutter: float) -> tuple[list[Atom], list[Atom]]:
    left, right = [a for a in atoms if a.right <= gutter], [a for a in atoms if a.left >= gutter]
    ways = Counter(unicodedata.bidirectional(char) for atom in atoms for char in atom.text)
    return (right, left) if ways["R"] + ways["AL"] > ways["L"] else (left, right)


def _is_zone(atoms: list[Atom], gutter: float, least: int = 2) -> bool:
    left, right = _sides(atoms, gutter)
    return min(_height(left), _height(right)) >= least and max(_height(left), _height(right)) >= min(least + 1, 3) and _reads(left, right)


def _reads(left: list[Atom], right: list[Atom]) -> bool:
    """Whether two sides are columns of running text and not cells of a table: lines filled with several words."""
    for side in (left, right):
        made = rows(side)
        width = max(a.right for a in side) - min(a.left for a in side)
        full = [row for row in made if max(a.right for a in row) - min(a.left for a in row) > 0.7 * width]
        worded = sum(len(row) for row in made if len(row) > 3)
        if worded < 0.5 * len(side) or len(full) < 0.4 * len(made):
            return False
    return True


def _height(atoms: list[Atom]) -> int:
    return len({round(a.base) for a in atoms})


def _gutter(atoms: list[Atom]) -> float | None:
    """Where a white strip parts the most lines into two columns, or None."""
    if len(atoms) < 4 * _LEAST_LINES:
        return None
    low, high = min(a.left for a in atoms), max(a.right for a in atoms)
    narrow = _NARROW * (high - low)
    spans = sorted((a.left - _GUTTER, a.right + _GUTTER, round(a.base, 1)) for a in atoms)
    crossed = {float(x): {base for left, right, base in spans if left < x < right} for x in range(int(low + narrow), int(high - narrow), 2)}
    most_crossed = max((len(bases) for bases in crossed.values()), default=0)
    best: list[tuple[int, float]] = []
    for x, bases in crossed.items():
        score = _score(atoms, x, bases) if len(bases) < 0.8 * most_crossed else 0
        if score:
            best.append((score, x))
    if not best:
        return None
    most = max(score for score, _ in best)
    return statistics.median_low([place for score, place in best if score == most])


def _score(atoms: list[Atom], gutter: float, crossing: set[float]) -> int:
    """How many lines stand in zones that a strip at `gutter` parts; lines on the baselines `crossing` end a zone."""
    score, above = 0, float("inf")
    for block in [*sorted(crossing, reverse=True), float("-inf")]:
        if above - block > 30:
            between = [a for a in atoms if block + 0.2 < a.base < above - 0.2]
            if len(between) > 12 and _is_zone(between, gutter, _LEAST_LINES):
                score += _height(between)
        above = block
    return score
