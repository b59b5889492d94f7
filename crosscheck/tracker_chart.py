"""A right's scores by year as a small drawing (SVG): points, intervals, both benchmarks, and what prose said.

Shapes and strokes tell the series apart, so it reads in grey; the same is said in words in its description. Only numbers and
escaped text go into it. It draws the scale from its end to its end, so that no difference looks larger than it is.
"""

from collections.abc import Iterable, Sequence
from html import escape

from crosscheck.tracker import BEST, IMMEDIATE, OUT_OF_TEN, Score

_WIDTH, _HEIGHT = 380, 176
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 10, 46
_INK, _PALE = "#1b2733", "#8894a0"
_NAMES = {IMMEDIATE: "against what its income allows", BEST: "against the best of any country", "": "score, with the 80 % range"}


def drawn(scores: Iterable[Score]) -> list[Score]:
    """The scores of one right that are drawn: for everyone, by the core standard where there is one, by benchmark and year."""
    everyone = [score for score in scores if score.group == "All"]
    standards = sorted({score.standard for score in everyone if score.standard})
    chosen = "Core" if "Core" in standards else (standards or [""])[0]
    kept = [score for score in everyone if score.standard in ("", chosen)]
    return sorted(kept, key=lambda score: (score.benchmark != IMMEDIATE, score.benchmark, score.year, score.source, score.value))


def chart(scores: Sequence[Score], title: str, said: Sequence[Score] = ()) -> str:
    """An SVG element of `scores` (one right, one unit, as `drawn` gives them) and of those that prose `said`; "" if there is none.

    The same input gives the same text. `title` and every other text is escaped.
    """
    every = [*scores, *said]
    if not every:
        return ""
    plot = _Plot(every)
    told = in_words(scores, said)
    parts = [f"<title>{escape(title)}</title>", f"<desc>{escape(told)}</desc>", *plot.axes()]
    for benchmark in dict.fromkeys(score.benchmark for score in scores):
        parts += plot.series([score for score in scores if score.benchmark == benchmark])
    parts += [plot.diamond(score) for score in said]
    parts += plot.legend(list(dict.fromkeys(score.benchmark for score in scores)), bool(said))
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" style="max-width:{_WIDTH}px"'
    style = f'role="img" aria-label="{escape(f"{title}. {told}")}" font-family="sans-serif" font-size="11" fill="{_INK}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{"".join(parts)}</svg>'


def in_words(scores: Sequence[Score], said: Sequence[Score] = ()) -> str:
    """What the drawing shows, for whoever does not see it: the first and last value of each series, with their ranges."""
    told = []
    for benchmark in dict.fromkeys(score.benchmark for score in scores):
        line = [score for score in scores if score.benchmark == benchmark]
        ends = line if len(line) < 3 else [line[0], line[-1]]
        name = f" {_NAMES[benchmark]}" if benchmark in (IMMEDIATE, BEST) else ""
        told.append(f"Score{name}: " + "; ".join(f"{score.year}: {value_in_words(score)}" for score in ends) + ".")
    told += [f"In prose: {value_in_words(score)}, {score.year}{'' if score.stated else ' (year of the document)'}." for score in said]
    return " ".join(told)


def value_in_words(score: Score) -> str:
    """`2.1 out of 10 (1.8 to 2.4)`, `86.5 %`."""
    unit = f" {score.unit}"
    between = f" ({score.low:.1f} to {score.high:.1f})" if score.low is not None and score.high is not None else ""
    return f"{score.value:.1f}{unit}{between}"


class _Plot:
    """Places on the drawing: years from left to right, the whole scale from bottom to top."""

    def __init__(self, scores: Sequence[Score]) -> None:
        self.most = 10.0 if scores[0].unit == OUT_OF_TEN else 100.0
        years = [score.year for score in scores]
        self.first, self.last = min(years), max(years)

    def x(self, year: int) -> float:
        """The middle of a year; a single year stands in the middle."""
        inner = _WIDTH - _LEFT - _RIGHT - 24
        share = (year - self.first) / (self.last - self.first) if self.last > self.first else 0.5
        return round(_LEFT + 12 + share * inner, 1)

    def y(self, value: float) -> float:
        """A value's height; what lies outside the scale is drawn at its end."""
        share = min(max(value / self.most, 0.0), 1.0)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    def axes(self) -> list[str]:
        """Rules at the ends and middle of the scale, and the years."""
        parts = []
        for value in (0.0, self.most / 2, self.most):
            parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{self.y(value)}" y2="{self.y(value)}" stroke="{_PALE}" '
                         f'stroke-width="{1 if value in (0.0, self.most) else 0.5}"/>')  # fmt: skip
            parts.append(f'<text x="{_LEFT - 5}" y="{self.y(value) + 4}" text-anchor="end">{value:g}</text>')
        step = max(1, -(-(self.last - self.first + 1) // 7))
        for year in range(self.last, self.first - 1, -step):
            parts.append(f'<text x="{self.x(year)}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle">{year}</text>')
        return parts

    def series(self, scores: Sequence[Score]) -> list[str]:
        """A line through the points of one benchmark, each with its interval."""
        best = scores[0].benchmark == BEST
        points = " ".join(f"{self.x(score.year)},{self.y(score.value)}" for score in scores)
        dash = ' stroke-dasharray="4 3"' if best else ""
        parts = [f'<polyline points="{points}" fill="none" stroke="{_INK}" stroke-width="1"{dash}/>']
        for score in scores:
            x, y = self.x(score.year), self.y(score.value)
            if score.low is not None and score.high is not None:
                low, high = self.y(score.low), self.y(score.high)
                reach = f"M{x} {low}V{high}M{x - 5} {low}h10M{x - 5} {high}h10"
                parts.append(f'<path d="{reach}" stroke="{_INK}" stroke-width="1.2" fill="none"/>')
            told = f"<title>{escape(f'{score.year}: {value_in_words(score)}')}</title>"
            square = f'rect x="{x - 3}" y="{y - 3}" width="6" height="6" fill="#fff"'
            dot = f'circle cx="{x}" cy="{y}" r="2.4" fill="{_INK}"'
            parts.append(f'<{square if best else dot} stroke="{_INK}" stroke-width="1.2">{told}</{"rect" if best else "circle"}>')
        return parts

    def diamond(self, score: Score) -> str:
        """A score that stands in prose."""
        x, y = self.x(score.year), self.y(score.value)
        told = escape(f"Said in prose, {score.year}: {value_in_words(score)}")
        return (f'<path d="M{x} {y - 5}l5 5l-5 5l-5 -5z" fill="#fff" fill-opacity="0.8" stroke="{_INK}" stroke-width="1.2">'
                f"<title>{told}</title></path>")  # fmt: skip

    def legend(self, benchmarks: Sequence[str], said: bool) -> list[str]:
        """What the shapes stand for, below the years."""
        parts: list[str] = []
        x, y = float(_LEFT), _HEIGHT - 14
        for shape in [*benchmarks, *(["said"] if said else [])]:
            name = {IMMEDIATE: "for its income", BEST: "global best", "said": "said in prose"}.get(shape, "score and its 80 % range")
            drawing = {BEST: f'<rect x="{x}" y="{y - 6}" width="6" height="6" fill="#fff" stroke="{_INK}" stroke-width="1.2"/>',
                       "said": f'<path d="M{x + 3} {y - 8}l5 5l-5 5l-5 -5z" fill="#fff" stroke="{_INK}" stroke-width="1.2"/>'}
            parts.append(drawing.get(shape, f'<circle cx="{x + 3}" cy="{y - 3}" r="3.2" fill="{_INK}"/>'))
            parts.append(f'<text x="{x + 13}" y="{y + 1}">{escape(name)}</text>')
            x += 28 + 6.2 * len(name)
        return parts
