"""What a writer chooses: for whom, about what, which pairs, how much is quoted, and who will read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crosscheck.errors import CrosscheckError
from crosscheck.export.safety import Audience
from crosscheck.records import Relation


class Include(StrEnum):
    """Which pairs may enter: those two or more people settled, also those one person decided, also the machine's."""

    SETTLED = "settled"
    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"


class Quotation(StrEnum):
    """How much of a source is quoted: its sentence, its whole paragraph, or nothing but its place."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    REFERENCE = "reference"


class Order(StrEnum):
    """The order of the State's statements under one heading."""

    STRONGEST = "strongest"
    REPORT = "report"


@dataclass(frozen=True)
class Choice:
    """An empty tuple of articles, themes, recommendations or pairs keeps all. `per_issue` and `per_claim` limit how many
    statements stand under a heading and how many findings beside a statement; the rest is counted and said.

    `names` decides about names in quotes: name to keep or redact, `*` for the rest. `author` and `title` are put in the
    file's properties only where they are given.
    """

    committee: str
    who: str = "organization"
    language: str = "en"
    articles: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    include: Include = Include.SETTLED
    relations: tuple[Relation, ...] = (Relation.CONTRADICTS, Relation.QUALIFIES)
    minimum: float = 0.0
    quotation: Quotation = Quotation.SENTENCE
    order: Order = Order.STRONGEST
    per_issue: int = 5
    per_claim: int = 3
    audience: Audience = Audience.DRAFT
    names: Mapping[str, str] = field(default_factory=dict)
    organization: str = ""
    author: str = ""
    title: str = ""
    date: str = ""
    timeline: bool = True
    matrix: bool = True

    def __post_init__(self) -> None:
        if self.per_issue < 1 or self.per_claim < 1:
            raise CrosscheckError(f"A report needs at least 1 statement a heading and 1 finding a statement; this asks for "
                                  f"{self.per_issue} and {self.per_claim}.")
        if Relation.UNRELATED in self.relations:
            raise CrosscheckError("A report holds no unrelated pairs; choose from contradicts, qualifies, corroborates, context.")
