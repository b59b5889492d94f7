"""The numbers that Word computes: "12.", "(a)", "iv." are not in a file's words, but everybody cites them.

The rules are those of WordprocessingML (ISO/IEC 29500-1, 17.9): lists share the counters of their abstract list, a level
begins again after any higher one, and a list may start again or replace a level. Spelled-out numbers are written in figures.
"""

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_SIGNS = "*†‡§"
_ROWS = {
    "lowerLetter": _LATIN, "upperLetter": _LATIN.upper(), "russianLower": _RUSSIAN, "russianUpper": _RUSSIAN.upper(), "chicago": _SIGNS
}  # fmt: skip
_LONGEST_NUMBER = 60
_BULLETS = {"\uf0a7": "▪", "o": "◦", "\uf0fc": "•", "\uf02d": "–"}


@dataclass(slots=True)
class Level:
    """One level of a list: `text` is its pattern ("%1.%2"), `restart` the level (from 1) after which it begins again."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)


def value(element: etree._Element | None, name: str, default: str | None = None) -> str | None:
    """The `w:val` of the child `name` of `element`; `default` if there is none."""
    child = None if element is None else element.find(W + name)
    return default if child is None else child.get(W + "val", default)


def number(text: str | None, default: int) -> int:
    """`text` as a whole number of at most nine figures, or `default`."""
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default


def formatted(count: int, form: str) -> str:
    """`count` in Word's number format `form` ("lowerRoman"…); figures where the format is not known."""
    if form == "none":
        return ""
    if count < 1 or count > 5000:
        return str(count)
    if form.endswith("Roman"):
        text, rest = "", count
        for size, letters in _ROMAN:
            text += letters * (rest // size)
            rest %= size
        return text.upper() if form.startswith("upper") else text
    if form in _ROWS:
        row = _ROWS[form]
        return row[(count - 1) % len(row)] * ((count - 1) // len(row) + 1)
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "ordinal":
        last = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return f"{count}{last}"
    return str(count)


class Numbering:
    """The lists of one document and how far each has counted. Ask for labels in the order of the text."""

    def __init__(self, root: etree._Element | None, linked: dict[str, str] | None = None) -> None:
        """`root` is `w:numbering`; `linked` gives the list of each numbering style, by style id."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstracts = {found.get(W + "abstractNumId", ""): found for found in root.iterfind(W + "abstractNum")}
        numbers = {found.get(W + "numId", ""): found for found in root.iterfind(W + "num")}
        for name, found in numbers.items():
            abstract = self._followed(value(found, "abstractNumId", "") or "", abstracts, numbers, linked or {})
            if abstract in abstracts:
                self._lists[name] = _list(abstract, abstracts[abstract], found)

    @staticmethod
    def _followed(name: str, abstracts: dict[str, etree._Element], numbers: dict[str, etree._Element], linked: dict[str, str]) -> str:
        """The abstract list meant by `name`, which may only point to a numbering style."""
        style = value(abstracts.get(name), "numStyleLink")
        if style is None:
            return name
        return value(numbers.get(linked.get(style, "")), "abstractNumId", name) or name

    def level_of(self, name: str, style: str) -> int | None:
        """The level of list `name` that the paragraph style `style` is tied to."""
        found = self._lists.get(name)
        return next((level for level, rules in found.levels.items() if rules.style == style), None) if found else None

    def label(self, name: str, level: int) -> str:
        """Count one paragraph of list `name` at `level` (from 0) and give its number as Word shows it, with a blank after it.

        Empty if there is no such list.
        """
        found = self._lists.get(name)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        again = level in found.starts and level not in found.begun
        start = found.starts.get(level, found.levels[level].start)
        counts[level] = start if again or level not in counts else counts[level] + 1
        found.begun.add(level)
        for deeper in [deeper for deeper in counts if deeper > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or level < restart:
                del counts[deeper]
        return _shown(found, counts, level)


def _shown(found: _List, counts: dict[int, int], level: int) -> str:
    rules = found.levels[level]
    if rules.format == "bullet":
        sign = rules.text
        text = _BULLETS.get(sign, "•" if not sign.strip() or any("\ue000" <= char <= "\uf8ff" for char in sign) else sign)
    else:
        text = rules.text
        for other in range(9):
            place = found.levels.get(other, Level())
            form = "decimal" if rules.legal and place.format != "none" else place.format
            if f"%{other + 1}" in text:
                text = text.replace(f"%{other + 1}", formatted(counts.get(other, found.starts.get(other, place.start)), form))
    text = text[:_LONGEST_NUMBER]
    return text + ("" if not text or rules.suffix == "nothing" else " ")


def _list(abstract: str, element: etree._Element, found: etree._Element) -> _List:
    levels = {number(level.get(W + "ilvl"), 0): _level(level) for level in element.iterfind(W + "lvl")}
    starts: dict[int, int] = {}
    for override in found.iterfind(W + "lvlOverride"):
        at = number(override.get(W + "ilvl"), 0)
        own = override.find(W + "lvl")
        if own is not None:
            levels[at] = _level(own)
        start = value(override, "startOverride")
        if start is not None:
            starts[at] = number(start, 1)
    return _List(abstract, levels, starts)


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    legal = element.find(W + "isLgl")
    return Level(
        start=number(value(element, "start"), 0 if element.find(W + "start") is None else 1),
        format=value(element, "numFmt", "decimal") or "decimal",
        text=value(element, "lvlText", "") or "",
        suffix=value(element, "suff", "tab") or "tab",
        restart=None if restart is None else number(restart, 0),
        legal=legal is not None and legal.get(W + "val", "1") not in {"0", "false", "off"},
        style=value(element, "pStyle"),
    )
