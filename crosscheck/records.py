"""The records every other module speaks in. Standard library only.

Offsets are always code points into `Document.text`, half open. `text` of a span is that slice with white space folded
to single spaces. Nothing here reads files or computes scores.
"""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum

_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` with every run of white space folded to one space, and none at the ends."""
    return _SPACE.sub(" ", text).strip()


class Role(StrEnum):
    """Which side of the comparison a document stands on."""

    STATE = "state"
    INDEPENDENT = "independent"


class Kind(StrEnum):
    """What sort of thing a claim asserts."""

    GUARANTEE = "guarantee"
    REFORM = "reform"
    PRACTICE = "practice"
    INSTITUTION = "institution"
    FIGURE = "figure"
    COMMITMENT = "commitment"


class Relation(StrEnum):
    """How a finding stands to a claim, as if both spoke of the same period."""

    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"
    CORROBORATES = "corroborates"
    CONTEXT = "context"
    UNRELATED = "unrelated"


class Timing(StrEnum):
    """Whether the finding can still speak to the claim."""

    CURRENT = "current"
    SUPERSEDED = "superseded"


class Attribution(StrEnum):
    """Who speaks in a finding."""

    SOURCE = "source"
    GOVERNMENT = "government"
    CIVIL_SOCIETY = "civil-society"
    EXPERTS = "experts"
    COURT = "court"


class Ground(StrEnum):
    """Whether a finding speaks of what the law says or of what happens."""

    LAW = "law"
    PRACTICE = "practice"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One document's entry in a corpus manifest.

    `year` is the last year the document describes; `period` its first and last year. `form` names how it is read
    (`un-state-report`, `usdos`, `article`, `plain`). `original` is the file as it was brought (a PDF, say), kept beside
    the text that was read from it.
    """

    id: str
    file: str
    title: str
    publisher: str
    role: Role
    year: int
    period: tuple[int, int]
    date: str
    language: str
    rights: str
    attribution: str
    sha256: str
    form: str
    symbol: str | None = None
    short: str | None = None
    url: str | None = None
    original: str | None = None
    original_sha256: str | None = None

    @property
    def label(self) -> str:
        """The short name shown beside a quote."""
        return self.short or self.symbol or self.title


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, whole and unaltered, with its metadata.

    `pages` holds (first code point, physical number from 1) of every page of the file it was read from, in order; it is
    empty where the file had none or they are not known.
    """

    info: DocumentInfo
    text: str
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands in its document.

    `block` counts the paragraphs and bullets of the document from 0: sentences of one block are one paragraph on
    paper. `paragraph` is the number printed before it, where there is one. `section` is the path of headings over it,
    outermost first. `page` is the physical page from 1, where the source has pages.
    """

    doc: str
    start: int
    end: int
    text: str
    block: int
    paragraph: str | None = None
    section: tuple[str, ...] = ()
    page: int | None = None

    @property
    def home(self) -> tuple[str, str | int]:
        """The paragraph that the sentence belongs to: by the printed number, or else the paragraph on paper."""
        return self.doc, self.paragraph or self.block


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a State document that asserts something checkable."""

    sentence: Sentence
    kind: Kind
    articles: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    recommendation: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of an independent document that a reader could set against a claim."""

    sentence: Sentence
    year: int
    attribution: Attribution = Attribution.SOURCE
    ground: Ground = Ground.UNCLEAR
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One claim and one finding, scored and judged: the unit of work.

    `scores` holds `candidate` (0 to 1, how strongly retrieval proposes the pair) and one probability for each
    relation, which sum to 1. `flag_score` is the probability that the pair is a flag. `judged_by` is `judge` where the
    relation model read both texts, `screen` where the cheap first stage found nothing worth reading,
    `unjudged` where the judge was asked and its answer could not be read.
    """

    pair_id: str
    rank: int
    claim: Claim
    finding: Finding
    scores: dict[str, float] = field(hash=False)
    relation: Relation
    timing: Timing
    flag: bool
    flag_score: float
    judged_by: str = "judge"


def pair_id(claim_sha256: str, claim: tuple[int, int], finding_sha256: str, finding: tuple[int, int]) -> str:
    """The pair's name: 16 hex digits made from the two documents' contents and the two spans alone."""
    key = f"{claim_sha256}:{claim[0]}:{claim[1]}|{finding_sha256}:{finding[0]}:{finding[1]}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]
