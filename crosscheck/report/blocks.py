"""The report before it has a format: a list of blocks. Word, Markdown and the word count all read the same list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, at the place in a paragraph where its mark stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words within a paragraph that must stand out: `unreviewed` for the machine's suggestions, `fill` for what to write."""

    text: str
    kind: str = "unreviewed"


Part = str | Note | Mark


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 to 3. One out of the contents is `listed` false."""

    text: str
    level: int = 1
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style` is title, subtitle, plain, numbered, quote, stub or small. `number` is what a numbered one will carry."""

    parts: tuple[Part, ...]
    style: str = "plain"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; `widths` are shares of the page. `landscape` asks for a page on its side."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the words that stand for it."""

    png: bytes
    svg: str
    caption: str
    described: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the table of contents goes."""


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows is annex: on pages that lie on their side if `landscape`, and not counted in the budget."""

    landscape: bool = False


Block = Heading | Paragraph | Table | Figure | Contents | Annex


def plain(parts: tuple[Part, ...]) -> str:
    """The words of a paragraph, footnotes left out."""
    return "".join(part if isinstance(part, str) else part.text for part in parts if not isinstance(part, Note))
