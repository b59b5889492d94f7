"""The records in which reasons are told: marked words of two sentences, and what a rule says of them."""

from dataclasses import dataclass
from enum import StrEnum

from crosscheck import languages
from crosscheck.records import Relation

NOTHING = "The judge gives no reason beyond its score."


class Sort(StrEnum):
    """What sort of thing a reason points at, in the order of their weight to a reader."""

    OPPOSED = "opposed"
    FIGURES = "figures"
    ALIGNED = "aligned"
    TIMING = "timing"
    YEARS = "years"
    SPEAKER = "speaker"
    GROUND = "ground"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of one side: code points into its sentence's `text`, half open, and that slice."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that can be pointed at; `text` says it in a fixed form around the marked words."""

    sort: Sort
    text: str
    claim: tuple[Mark, ...] = ()
    finding: tuple[Mark, ...] = ()

    def meets(self, other: "Reason") -> bool:
        """Whether the two mark a word in common on either side."""
        sides = ((self.claim, other.claim), (self.finding, other.finding))
        return any(a.start < b.end and b.start < a.end for ours, theirs in sides for a in ours for b in theirs)


@dataclass(frozen=True, slots=True)
class Reasons:
    """`found` in order. `read` is what the judge was given of each side, None where it did not read the pair.

    `bare` says that no words, figures or change were found that bear on the relation: the score stands alone.
    """

    found: tuple[Reason, ...]
    chances: tuple[tuple[str, float], ...]
    read: tuple[str, str] | None

    @property
    def bare(self) -> bool:
        """Whether nothing beyond the score speaks for the relation."""
        return not any(r.sort in (Sort.OPPOSED, Sort.FIGURES, Sort.ALIGNED) for r in self.found)

    def of(self, *sorts: Sort) -> list[Reason]:
        """The reasons of these sorts."""
        return [reason for reason in self.found if reason.sort in sorts]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a pair: the claim's paragraph, the sentence before each side, the first and last year that the State's
    report covers, the language of each side, and how the pairs beside it are judged: where, and the relation."""

    paragraph: str = ""
    claim_before: str = ""
    finding_before: str = ""
    period: tuple[int, int] | None = None
    spoken: tuple[str, str] = (languages.ENGLISH, languages.ENGLISH)
    beside: tuple[tuple[str, Relation], ...] = ()


def mark(text: str, start: int, end: int) -> Mark:
    """The mark of a span of `text`."""
    return Mark(start, end, text[start:end])
