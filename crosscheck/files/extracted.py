"""What a file gives when it is read: its text, where its pages begin, and what was left out of the flow, with reasons.

The text is what a corpus stores and offsets count. Every reader writes it the same way, so that the same document gives
the same sentences whatever file it came in: one line a paragraph, heading, list item or table row (cells parted by
" | "), a blank line between paragraphs, hyphenation at line ends undone, printed paragraph numbers kept at the head of
their line ("12. The State party …"), and no running heads, page numbers or footnotes in the flow.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Left(StrEnum):
    """Why a piece of a file is not in the flow of its text."""

    RUNNING_HEAD = "running head"
    PAGE_NUMBER = "page number"
    FOOTNOTE = "footnote"
    MENU = "menu or frame of the page"
    HIDDEN = "not shown to a reader"
    PICTURE = "picture without text"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece left out of the flow. `page` counts from 1, None where the format has no pages. `mark` is a footnote's
    number or sign; `at` the code point of the text where it was called, if that could be told."""

    kind: Left
    text: str
    page: int | None = None
    mark: str | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page's text begins: code point `start` of the text, physical `number` from 1, the number `printed` on it."""

    start: int
    number: int
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file as read. `kind` names the reader ("pdf", "docx", "html", "markdown", "epub", "text"); `headings` are spans
    of the text that the file itself marks as headings, with their level from 1; `properties` what the file says of
    itself ("title", "author", "language", "date"), unchecked; `notes` sentences for the user about anything unusual;
    `ocr` says that the text was recognized from pictures."""

    kind: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[tuple[int, int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    ocr: bool = False
