"""How long the report is, in words and pages, beside what the committee allows.

Words are counted; pages are estimated from them, because only the word processor knows its pages. The body counts, with
its footnotes; cover, contents and annexes do not, and are given beside it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from crosscheck.report.blocks import Annex, Block, Contents, Figure, Heading, Note, Paragraph, Table, plain
from crosscheck.report.committee import Committee, Limit


@dataclass(frozen=True, slots=True)
class Budget:
    """`pages` is an estimate. `over` says that the limit is passed; False where no limit is known."""

    words: int
    notes: int
    annex_words: int
    pages: float
    limit: Limit | None

    @property
    def total(self) -> int:
        """The words that count."""
        return self.words + self.notes

    @property
    def over(self) -> bool:
        """Whether it is longer than allowed."""
        if self.limit is None:
            return False
        return self.total > self.limit.words if self.limit.words else self.pages > (self.limit.pages or math.inf)

    def __str__(self) -> str:
        allowed = "no limit known"
        if self.limit:
            allowed = f"limit {self.limit.words:,} words" if self.limit.words else f"limit {self.limit.pages} pages"
        too_long = "; TOO LONG" if self.over else ""
        return (f"{self.total:,} words with footnotes, about {self.pages:.1f} pages ({allowed}"
                f"{f' for one {self.limit.who}' if self.limit else ''}{too_long}); annexes {self.annex_words:,} words")


def measure(blocks: Iterable[Block], committee: Committee, who: str) -> Budget:
    """The budget of a report for `who` (organization or coalition)."""
    words = notes = annex = 0
    in_annex, counting = False, False
    for block in blocks:
        in_annex = in_annex or isinstance(block, Annex)
        counting = counting or isinstance(block, Contents)  # what stands before the contents is the cover
        said, noted = count(block)
        if in_annex:
            annex += said + noted
        elif counting:
            words, notes = words + said, notes + noted
    return Budget(words, notes, annex, (words + notes) / committee.words_per_page, committee.limit(who))


def count(block: Block) -> tuple[int, int]:
    """Words of the block itself, and of its footnotes."""
    if isinstance(block, Paragraph):
        return _words(plain(block.parts)), sum(_words(part.text) for part in block.parts if isinstance(part, Note))
    if isinstance(block, Table):
        return sum(_words(cell) for row in (block.headings, *block.rows) for cell in row), 0
    if isinstance(block, Heading | Figure):
        return _words(block.text if isinstance(block, Heading) else block.caption), 0
    return 0, 0


def _words(text: str) -> int:
    return len(text.split())
