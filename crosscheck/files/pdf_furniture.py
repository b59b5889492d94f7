"""Running heads, feet and page numbers: the lines at the edges of pages that do not belong to the text.

A line at an edge is furniture if it comes back on other pages at the same height (its digits aside), if it only counts
the pages, or if its height is set apart from the text on nearly every page. A number that counts on with the pages is
the page's printed number.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from crosscheck.files.extracted import Left, LeftOut
from crosscheck.files.pdf_lines import Atom, Sheet, rows, written

_DEEP = 3  # rows from each edge that may be furniture
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\w.,/-])(\d{1,4})(?![\w,]|[./-]\d)|(?<![\w/])([ivxlc]{1,7})(?!\w)")
_COUNTED = re.compile(r"\d{1,4}\s?(?:/|of|de|из|sur|von)\s?\d{1,4}")
_ONLY_NUMBER = re.compile(
    r"(?:page|p\.|стр\.?|бет)?\s*[-–—(|]*\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—)|]*(?:\s?(?:/|of|de|из|sur)\s?\d{1,4})?", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(slots=True)
class Edge:
    """A row near an edge of a page. `step` counts from the edge, `gap` is the white between it and the text."""

    page: int
    top: bool
    step: int
    atoms: list[Atom]
    text: str
    base: float
    gap: float
    furniture: bool = False

    @property
    def mask(self) -> str:
        """Its text with every number made one sign."""
        return _DIGITS.sub("#", _COUNTED.sub("#", self.text)).casefold()


def take_out(sheets: list[Sheet]) -> tuple[list[LeftOut], dict[int, str]]:
    """Take the furniture out of the sheets; return it, and the number printed on each page."""
    edges = [edge for sheet in sheets for edge in _edges(sheet)]
    printed = _numbers(edges, len(sheets))
    _repeated(edges, len(sheets), printed)
    _apart(edges, len(sheets))
    found: list[LeftOut] = []
    by_page = defaultdict(list)
    for edge in edges:
        by_page[edge.page, edge.top].append(edge)
    gone: dict[int, set[int]] = defaultdict(set)
    for row in by_page.values():
        for edge in _outer(sorted(row, key=lambda e: e.step)):
            gone[edge.page] |= {id(atom) for atom in edge.atoms}
            kind = Left.PAGE_NUMBER if _ONLY_NUMBER.fullmatch(edge.text) else Left.RUNNING_HEAD
            found.append(LeftOut(kind, edge.text, edge.page))
    for sheet in sheets:
        sheet.atoms[:] = [atom for atom in sheet.atoms if id(atom) not in gone[sheet.number]]
    return sorted(found, key=lambda left: left.page or 0), printed


def _outer(row: list[Edge]) -> list[Edge]:
    """The furniture that stands outermost, as far as white parts it from the text."""
    deep = next((i for i, edge in enumerate(row) if not edge.furniture), len(row))
    while deep and row[deep - 1].gap < 1.5 * row[deep - 1].atoms[0].size:
        deep -= 1
    return row[:deep]


def _edges(sheet: Sheet) -> list[Edge]:
    made = rows(sheet.atoms)
    found = []
    for top, order in ((True, made), (False, made[::-1])):
        for step, row in enumerate(order[: min(_DEEP, max(1, len(made) // 2))]):
            gap = abs(row[0].base - order[step + 1][0].base) if step + 1 < len(order) else 1000.0
            found.append(Edge(sheet.number, top, step, row, written(row)[0], row[0].base, gap))
    return found


def _same_place(one: Edge, other: Edge) -> bool:
    return one.top == other.top and abs(one.base - other.base) < 4


def _repeated(edges: list[Edge], pages: int, printed: dict[int, str]) -> None:
    """Mark rows that come back at the same height with the same words and numbers, the page's own number aside."""
    groups = defaultdict(list)
    for edge in edges:
        number = printed.get(edge.page)
        text = re.sub(rf"(?<!\d){number}(?!\d)", "#", edge.text) if number else edge.text
        if any(char.isalpha() for char in text):
            groups[edge.top, text.casefold()].append(edge)
    least = 2 if pages < 6 else max(3, 0.04 * pages)
    for group in groups.values():
        for edge in group:
            same = {other.page for other in group if _same_place(edge, other)}
            edge.furniture |= len(same) >= least and (pages > 2 or edge.gap > 1.8 * edge.atoms[0].size)


def _apart(edges: list[Edge], pages: int) -> None:
    """Mark rows of a height that is set apart from the text on nearly every page and never stands elsewhere."""
    if pages < 4:
        return
    for step in range(_DEEP):
        for top in (True, False):
            outer = {e.page for e in edges if e.top == top and e.step < step and not e.furniture}
            group = [e for e in edges if e.top == top and e.step == step and e.page not in outer]
            if not group:
                continue
            usual = Counter(round(e.base / 3) for e in group).most_common(1)[0][0] * 3
            band = [e for e in group if abs(e.base - usual) < 5]
            apart = [e for e in band if e.gap > 2.2 * e.atoms[0].size and len(e.text) < 160]
            if len(band) > 0.6 * pages and len(apart) > 0.95 * len(band) and len({e.mask for e in band}) < 0.8 * len(band):
                for edge in apart:
                    edge.furniture = True


def _numbers(edges: list[Edge], pages: int) -> dict[int, str]:
    """The number printed on each page: the one that counts on with the pages. Rows of nothing else are marked."""
    votes: Counter[int] = Counter()
    found: dict[int, list[tuple[int, str, Edge]]] = defaultdict(list)
    seen = Counter((edge.top, edge.mask, round(edge.base / 4)) for edge in edges)
    for edge in edges:
        again = sum(seen[edge.top, edge.mask, round(edge.base / 4) + off] for off in (-1, 0, 1))
        if again < min(3, pages) and not _ONLY_NUMBER.fullmatch(edge.text):
            continue
        for match in _NUMBER.finditer(edge.text):
            value = int(match[1]) if match[1] else _roman(match[2])
            if value and len(edge.text) < 120:
                found[edge.page].append((value - edge.page, match.group(), edge))
    for page in found:
        votes.update({offset for offset, _, _ in found[page]})
    printed: dict[int, str] = {}
    for page, candidates in found.items():
        good = [c for c in candidates if _counts(c[0], votes, pages, c[2])]
        if good:
            best = max(good, key=lambda c: (votes[c[0]], bool(_ONLY_NUMBER.fullmatch(c[2].text)), -c[2].step, not c[2].top))
            printed[page] = best[1]
            best[2].furniture = True
    return printed


def _counts(offset: int, votes: Counter[int], pages: int, edge: Edge) -> bool:
    """Whether enough pages carry a number so far from their place in the file. In a file of a page or two, a number
    alone at the edge is believed if it is the page's own."""
    if pages <= 2:
        return offset == 0 and bool(_ONLY_NUMBER.fullmatch(edge.text)) and edge.gap > 1.8 * edge.atoms[0].size
    return votes[offset] >= max(3, 0.2 * pages) or (votes[offset] >= 2 and pages < 8 and bool(_ONLY_NUMBER.fullmatch(edge.text)))


def _roman(text: str) -> int:
    values = [_ROMAN[char] for char in text]
    return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))


def usual_size(sheets: list[Sheet]) -> float:
    """The size of most characters, in points."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for atom in sheet.atoms:
            sizes[round(atom.size, 1)] += len(atom.text)
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 10.0
