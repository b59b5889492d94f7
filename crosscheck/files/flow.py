"""Gather the lines of a file into one text, and keep the account of what was left out of it.

Every reader with a structure to walk (Word, web page, Markdown, EPUB) writes its lines here, so that all of them part
paragraphs, fold blanks and count offsets in one way. Letters are never changed: no normalization, non-breaking blanks
stay; only what nobody can see and what could deceive (control characters, bidirectional overrides) is taken out.
"""

import re
from dataclasses import dataclass, field

from crosscheck.files.extracted import Extracted, Left, LeftOut

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n\f]+")
TURNED = "Characters that turn the direction of writing around were taken out; check right-to-left passages against the file."
BETWEEN = "\n\n"


def clean(text: str) -> tuple[str, bool]:
    """`text` with "\\n" for every line break and without unseen characters (controls but tab and form feed, soft hyphens,
    byte order marks, half surrogates); and whether characters that turn the direction of writing were taken out."""
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    straight = _TURNING.sub("", seen)
    return straight, straight != seen


@dataclass(slots=True)
class Line:
    """A line in the making: its pieces, blanks folded, and the keys of the footnotes called in it with their offsets."""

    parts: list[str] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)
    turned: bool = False
    _length: int = 0

    def add(self, text: str) -> None:
        """Go on with `text`; every run of blanks, tabs and line breaks becomes one blank, none at the head."""
        body, turned = clean(text)
        self.turned = self.turned or turned
        body = _BLANKS.sub(" ", body)
        if body.startswith(" ") and (not self.parts or self.parts[-1].endswith(" ")):
            body = body[1:]
        if body:
            self.parts.append(body)
            self._length += len(body)

    def call(self, key: str) -> None:
        """A footnote is called here, after the last word so far."""
        blank = bool(self.parts) and self.parts[-1].endswith(" ")
        self.calls.append((self._length - blank, key))

    def extend(self, other: "Line") -> None:
        """Go on with another line."""
        before = self._length
        for part in other.parts:
            self.add(part)
        lost = before + other._length - self._length
        self.calls += [(max(before + at - lost, 0), key) for at, key in other.calls]
        self.turned = self.turned or other.turned

    def put_first(self, text: str) -> None:
        """Put `text`, such as a number that Word computes, before the line."""
        self.parts.insert(0, text)
        self._length += len(text)
        self.calls = [(at + len(text), key) for at, key in self.calls]

    @property
    def text(self) -> str:
        """The line so far."""
        return "".join(self.parts)


class Flow:
    """The text in the making. Lines without a letter or sign are dropped; a footnote called in one is called at its place."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, int, int]] = []
        self._left: list[LeftOut] = []
        self._calls: dict[str, int] = {}
        self._notes: list[str] = []
        self._parts = 0

    def part(self) -> int:
        """A number for the next page or chapter, so that footnotes of two of them are told apart."""
        self._parts += 1
        return self._parts

    def add(self, line: Line, level: int | None = None) -> None:
        """Write a line; `level` from 1 if the file marks it as a heading."""
        whole = line.text
        body = whole.strip()
        start = self._length + (len(BETWEEN) if self._lines and body else 0)
        lead = len(whole) - len(whole.lstrip()) if body else 0
        for at, key in line.calls:
            self._calls.setdefault(key, start + min(max(at - lead, 0), len(body)))
        if line.turned:
            self.note(TURNED)
        if not body:
            return
        self._lines.append(body)
        self._length = start + len(body)
        if level is not None:
            self._headings.append((start, self._length, level))

    def leave(self, kind: Left, text: str, mark: str | None = None, key: str | None = None) -> None:
        """Keep a piece that is not in the flow; `key` finds the place of its call. Nothing is kept of empty text."""
        body = _BLANKS.sub(" ", clean(text)[0]).strip()
        if body:
            self._left.append(LeftOut(kind, body, None, mark, self._calls.get(key) if key else None))

    def note(self, sentence: str) -> None:
        """Say something to the user, once."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def extracted(self, kind: str, properties: dict[str, str]) -> Extracted:
        """What was read, as the reader `kind`."""
        said = {name: _BLANKS.sub(" ", clean(value)[0]).strip()[:1000] for name, value in properties.items()}
        return Extracted(
            kind,
            BETWEEN.join(self._lines),
            headings=tuple(self._headings),
            left_out=tuple(self._left),
            properties={name: value for name, value in said.items() if value},
            notes=tuple(self._notes),
        )
