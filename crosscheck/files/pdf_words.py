"""Put the end of one line and the beginning of the next together: with a space, or with the break in a word undone.

A hyphen at a line's end may be the printer's or the word's own. The document itself is asked: does it write
"association" or "long-term" elsewhere, where no line ends? Digits are never joined to digits.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from crosscheck.ingest.blocks import words as listed

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_END = re.compile(r"([^\W\d_]+(?:[-‐][^\W\d_]+)*)[-‐]$")
_BEGIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")
_TIGHT = re.compile(r"(?:\S[-–‐‑]|[^\s/]/|://\S*[=&?_%])$")
_OWN = listed("non self semi quasi socio twenty thirty forty fifty sixty seventy eighty ninety")
_OFTEN = listed("anti pro pre post co ex re all well long short high low full half mid mini multi sub cross vice inter")
_FORMS = [(0xFB00, 0xFB06), (0xFB50, 0xFDFB), (0xFE70, 0xFEFC), (0xF900, 0xFAFF)]
_SOFT = "\u00ad"


def plain(text: str) -> str:
    """`text` with ligatures and other printed forms of letters taken apart and control characters taken out. Soft
    hyphens stay: at a line's end they say that the break is the printer's."""
    made = "".join(_form(char) for char in text)
    return "".join(char for char in made if char >= " " and not 0x7F <= ord(char) < 0xA0)


def _form(char: str) -> str:
    code = ord(char)
    return unicodedata.normalize("NFKC", char) if code > 0xF8FF and any(low <= code <= high for low, high in _FORMS) else char


class Words:
    """The words a document writes within its lines, and how often."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._counts: Counter[str] = Counter()
        cut: re.Match[str] | None = None
        for line in lines:
            begin = _BEGIN.match(line) if cut else None
            cut = _END.search(line)
            whole = line[begin.end() if begin else 0 : cut.start() if cut else None].replace(_SOFT, "").replace("‐", "-")
            self._counts.update(word.casefold() for word in _WORD.findall(whole))
        self._sorted = sorted(self._counts)
        self.parts_words = self._parts_words(lines)

    def _parts_words(self, lines: Sequence[str]) -> bool:
        """Whether the document parts words at line ends at all: some of its line ends make a word that it writes whole
        elsewhere, and never with a hyphen."""
        ends = [(_END.search(a), _BEGIN.match(b)) for a, b in pairwise(lines)]
        pairs = [(end[1], begin.group().rstrip("-")) for end, begin in ends if end and begin]
        proven = sum(self.knows(a + b) > 0 and not self.knows(f"{a}-{b}") for a, b in pairs)
        return proven >= max(2, 0.003 * len(lines), 0.1 * len(pairs))

    def knows(self, word: str) -> int:
        """How often it stands in the document."""
        return self._counts[word.casefold()]

    def begins(self, start: str) -> bool:
        """Whether a word of the document begins so."""
        start = start.casefold()
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)


def joined(before: str, after: str, words: Words) -> str:
    """`before` with `after` set behind it, as they would stand on one line."""
    if not before or not after:
        return before + after
    if before.endswith(_SOFT):
        return before.rstrip(_SOFT) + after
    if _drops(before, after, words):
        return before[:-1] + after
    if before.endswith("‐"):
        before = before[:-1] + "-"
    return before + after if _TIGHT.search(before) else f"{before} {after}"


def _drops(before: str, after: str, words: Words) -> bool:
    """Whether the hyphen that ends `before` is only the printer's."""
    end, begin = _END.search(before), _BEGIN.match(after)
    if not words.parts_words or not end or not begin or not begin.group()[0].islower():
        return False
    left, right = end[1].replace("‐", "-"), begin.group().rstrip("-")
    whole, parted = words.knows(left + right), words.knows(f"{left}-{right}")
    if whole or parted:
        return whole >= parted
    last = left.rsplit("-", 1)[-1]
    if left.casefold() in _OWN or (left.casefold() in _OFTEN and words.knows(right)):
        return False
    if words.begins(last + right[:3]):
        return True
    compound = len(last) >= 3 and len(right) >= 4 and words.knows(last) and words.knows(right)
    return not compound
