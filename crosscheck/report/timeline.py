"""A theme over sources and years: what persisted, what changed, and what the State says changed. Readable in grey.

Every mark has its own shape and no meaning hangs on colour. The drawing is a list of shapes, written once as SVG and
once as PNG; it shows what the report quotes and computes nothing new.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from crosscheck.records import Claim, Finding, Kind, Pair, Relation, Timing, fold
from crosscheck.report.blocks import Figure
from crosscheck.report.builder import Issue
from crosscheck.report.wording import Words, source_name
from crosscheck.results import CrossCheck
from crosscheck.views import Group, groups

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

ROWS, WIDTH, LEFT, ROW, TOP, LETTER = 8, 940, 430, 46, 58, 6.9
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LETTERS = 62
_MARKS = {Relation.CONTRADICTS: "square", Relation.QUALIFIES: "disc", Relation.CORROBORATES: "ring", Relation.CONTEXT: "dot"}
_DARK, _GREY, _LIGHT = "#222222", "#5a5a5a", "#dddddd"


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind`: text, line, square, ring, disc, diamond or bar; x2 and y2 where a line or bar ends. `small` and `bold` are for text."""

    kind: str
    x: float
    y: float
    x2: float = 0
    y2: float = 0
    text: str = ""
    fill: str = _DARK
    small: bool = False
    bold: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white page of `width` by `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def figure(check: CrossCheck, issue: Issue, words: Words) -> Figure | None:
    """The timeline of an issue's findings and of what the State says changed; None where nothing has a year."""
    pairs = [pair for s in issue.statements for group in (*s.groups, *s.changed, *s.repeated) for pair in group.pairs]
    if not pairs:
        return None
    found = sorted(groups(_once(pairs))[:ROWS], key=lambda group: (not group.persistent, group.years))
    said = [(year, statement.claim) for statement in issue.statements for year in _said_years(statement.claim)]
    drawn = draw(check, found, said[:ROWS], words)
    title = issue.title or issue.part
    return Figure(png(drawn), svg(drawn, title), title, described(found, said, words))


def _once(pairs: Iterable[Pair]) -> list[Pair]:
    """One pair a finding: the first, which is the strongest."""
    return list({(p.finding.sentence.doc, p.finding.sentence.start): p for p in reversed(list(pairs))}.values())[::-1]


def _said_years(claim: Claim) -> list[int]:
    """The last year that a statement of a reform names: when the State says something changed."""
    years = [int(year) for year in _YEAR.findall(claim.sentence.text)]
    return [max(years)] if years and claim.kind is Kind.REFORM else []


def described(found: list[Group], said: list[tuple[int, Claim]], words: Words) -> str:
    """The figure in words, for readers who do not see it."""
    lasting = sum(group.persistent for group in found)
    parts = [words("drawn_count", count=len(found))]
    parts += [words("drawn_lasting", count=lasting)] if lasting else []
    parts += [words("drawn_reforms", years=words.list(sorted({year for year, _ in said})))] if said else []
    return "; ".join(parts) + "."


def draw(check: CrossCheck, found: list[Group], said: list[tuple[int, Claim]], words: Words) -> Drawing:
    """Sources' findings row by row over the years, and the changes that the State reports below them."""
    years = sorted({year for group in found for year in group.years} | {year for year, _ in said})
    first, last = years[0], max(years[-1], years[0] + 1)

    def x(year: float) -> float:
        return LEFT + 30 + (WIDTH - LEFT - 70) * (year - first) / (last - first)

    height = TOP + ROW * (len(found) + len(said)) + (34 if said else 0) + 78
    shapes = [Shape("text", x(year), 22, text=str(year), middle=True) for year in _apart(years, x)]
    shapes += [Shape("line", x(year), 32, x(year), height - 74, fill=_LIGHT) for year in years]
    shapes.append(Shape("text", 8, 22, text=words("drawn_found"), bold=True))
    y = TOP
    for group in found:
        shapes += _row(check, group, words, x, y)
        y += ROW
    if said:
        shapes.append(Shape("text", 8, y + 8, text=words("drawn_changed"), bold=True))
        y += 34
    for year, claim in said:
        shapes += _label(_cut(claim), claim.sentence.paragraph and f"para. {claim.sentence.paragraph}", y)
        shapes.append(Shape("diamond", x(year), y))
        y += ROW
    return Drawing(WIDTH, height, (*shapes, *_legend(words, height - 40)))


def _apart(years: list[int], x) -> list[int]:
    """The years whose labels do not touch, first to last."""
    kept: list[int] = []
    for year in years:
        if not kept or x(year) - x(kept[-1]) >= 34:
            kept.append(year)
    return kept


def _row(check: CrossCheck, group: Group, words: Words, x, y: float) -> list[Shape]:
    years = group.years
    by_year = sorted(group.pairs, key=_year)
    sources = words.list(list(dict.fromkeys(source_name(check.documents[pair.finding.sentence.doc].info) for pair in by_year)))
    shapes = _label(_cut(group.lead.finding), _short(sources), y)
    if group.persistent:
        shapes.append(Shape("line", x(years[0]), y, x(years[-1]), y, fill=_GREY))
    for year in years:
        pair = next(p for p in group.pairs if p.finding.year == year)
        shapes.append(_mark(pair, x(year), y))
        if pair.timing is Timing.SUPERSEDED:
            shapes.append(Shape("line", x(year) - 9, y + 9, x(year) + 9, y - 9))
    return shapes


def _year(pair: Pair) -> tuple[int, str]:
    return pair.finding.year, pair.finding.sentence.doc


def _cut(record: Claim | Finding) -> str:
    return _short(fold(re.sub(r"^\d{1,4}\.\s*(?=\D)", "", record.sentence.text)))


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[:_LETTERS].rsplit(" ", 1)[0] + "…"


def _label(text: str, below: str | None, y: float) -> list[Shape]:
    return [Shape("text", 8, y, text=text, small=True), Shape("text", 8, y + 15, text=below or "", fill=_GREY, small=True)]


def _mark(pair: Pair, x: float, y: float) -> Shape:
    return Shape(_MARKS.get(pair.relation, "dot"), x, y, fill=_GREY if pair.relation is Relation.CONTEXT else _DARK)


def _legend(words: Words, y: float) -> list[Shape]:
    """Each mark beside its meaning, on a second line where the words are long."""
    entries = [(kind, words(f"relation_{relation}")) for relation, kind in _MARKS.items()]
    entries += [("line", words("drawn_superseded")), ("diamond", words("drawn_reform"))]
    shapes, x = [], 16.0
    for kind, text in entries:
        if x + 14 + LETTER * len(text) > WIDTH:
            x, y = 16.0, y + 22
        shapes.append(Shape(kind, x, y) if kind != "line" else Shape("line", x - 8, y + 8, x + 8, y - 8))
        shapes.append(Shape("text", x + 12, y + 4, text=text, small=True))
        x += 34 + LETTER * len(text)
    return shapes


def svg(drawing: Drawing, title: str) -> str:
    """The drawing as SVG, complete in itself."""
    body = "".join(map(_svg, drawing.shapes))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {drawing.width} {drawing.height}" '
            f'width="{drawing.width}" height="{drawing.height}" font-family="sans-serif">'
            f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>{body}</svg>\n')


def _svg(s: Shape) -> str:
    if s.kind == "text":
        weight = ' font-weight="bold"' if s.bold else ""
        anchor = ' text-anchor="middle"' if s.middle else ""
        size = 12 if s.small else 14
        return f'<text x="{s.x:.1f}" y="{s.y:.1f}" font-size="{size}" fill="{s.fill}"{weight}{anchor}>{escape(s.text)}</text>'
    if s.kind == "line":
        return f'<line x1="{s.x:.1f}" y1="{s.y:.1f}" x2="{s.x2:.1f}" y2="{s.y2:.1f}" stroke="{s.fill}" stroke-width="2"/>'
    if s.kind in ("disc", "ring", "dot"):
        fill, radius = ("#ffffff" if s.kind == "ring" else s.fill), (3 if s.kind == "dot" else 7)
        return f'<circle cx="{s.x:.1f}" cy="{s.y:.1f}" r="{radius}" fill="{fill}" stroke="{s.fill}" stroke-width="2"/>'
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in _corners(s))
    return f'<polygon points="{points}" fill="{s.fill}"/>'


def _corners(s: Shape) -> list[tuple[float, float]]:
    if s.kind == "diamond":
        return [(s.x, s.y - 9), (s.x + 9, s.y), (s.x, s.y + 9), (s.x - 9, s.y)]
    return [(s.x - 7, s.y - 7), (s.x + 7, s.y - 7), (s.x + 7, s.y + 7), (s.x - 7, s.y + 7)]


def png(drawing: Drawing, scale: int = 2) -> bytes:
    """The drawing as PNG in shades of grey, `scale` pixels a unit."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (drawing.width * scale, drawing.height * scale), 255)
    canvas = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _paint(canvas, shape, scale)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _paint(canvas, s: Shape, k: int) -> None:
    shade = int(s.fill[1:3], 16)
    if s.kind == "text":
        font = _font((12 if s.small else 14) * k, s.bold)
        canvas.text((s.x * k, s.y * k), s.text, fill=shade, font=font, anchor="ms" if s.middle else "ls")
    elif s.kind == "line":
        canvas.line((s.x * k, s.y * k, s.x2 * k, s.y2 * k), fill=shade, width=2 * k)
    elif s.kind in ("disc", "ring", "dot"):
        radius = 3 if s.kind == "dot" else 7
        box = [(s.x - radius) * k, (s.y - radius) * k, (s.x + radius) * k, (s.y + radius) * k]
        canvas.ellipse(box, fill=255 if s.kind == "ring" else shade, outline=shade, width=2 * k)
    else:
        canvas.polygon([(a * k, b * k) for a, b in _corners(s)], fill=shade)


def _font(size: int, bold: bool) -> "FreeTypeFont | ImageFont":
    """DejaVu Sans where matplotlib brings it (it has Cyrillic and more), else the font within Pillow (Latin only)."""
    from PIL import ImageFont as fonts

    spec = find_spec("matplotlib")
    if spec and spec.origin:
        path = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
        if path.is_file():
            return fonts.truetype(str(path), size)
    return fonts.load_default(size)
