"""What people say about pairs, as records that never change. Standard library only.

A changed mind is a new record; taking one back is a `Withdrawal`. A record's id comes from its whole content, the
moment of the decision included: saving the same record twice, or merging two files that share it, keeps one. So make
the record once, when the person decides, and hand that same record to the store again if saving failed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from crosscheck.errors import CrosscheckError
from crosscheck.records import Relation, Timing

MAX_TEXT = 20_000
_E = TypeVar("_E", bound=StrEnum)


class ReviewError(CrosscheckError):
    """A review, review file or review database that cannot be used as asked."""


class NotSavedError(ReviewError):
    """The decision at hand is not known to be stored. Keep it on screen and hand the same record over again."""


class Kind(StrEnum):
    """What a row of the log holds."""

    REVIEWER = "reviewer"
    SETTING = "setting"
    ANSWER = "answer"
    REVIEW = "review"
    WITHDRAWAL = "withdrawal"
    ADJUDICATION = "adjudication"


class Confidence(StrEnum):
    """How sure a person is of a decision."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def utc_now() -> str:
    """This moment as every record writes it: UTC to the microsecond, so that text order is the order of time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage and enough around it to find it again after its document changed.

    `start` and `end` are code points into the document whose text has that SHA-256; `text` is the slice with white
    space folded; `before` and `after` are the folded words that stood around it.
    """

    doc: str
    sha256: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        _names(self, "doc")
        _texts(self, "sha256", "text", "before", "after")
        if not (isinstance(self.start, int) and isinstance(self.end, int) and 0 <= self.start < self.end):
            raise ReviewError(f"Quote from {self.doc!r} has the span {self.start}-{self.end}; it must run from 0 or later to "
                              "a later offset.")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the machine said of the pair at the moment of the decision, and which model and version said it."""

    relation: Relation
    timing: Timing
    score: float
    model: str

    def __post_init__(self) -> None:
        _labels(self)
        _texts(self, "model")
        object.__setattr__(self, "score", _number("suggested_score", self.score, 6))


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who decides. `id` is what the log, the exports and the random orders know them by."""

    id: str
    name: str
    at: str

    def __post_init__(self) -> None:
        _names(self, "name")
        _who_and_when(self.id, self.at)

    @property
    def reviewer(self) -> str:
        """The id, under the name that every other record has for it."""
        return self.id


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the project and who chose it; the latest counts."""

    reviewer: str
    name: str
    value: str
    at: str

    def __post_init__(self) -> None:
        _names(self, "name", "value")
        _who_and_when(self.reviewer, self.at)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the calibration round. `item` is the training pair's id."""

    reviewer: str
    item: str
    relation: Relation
    timing: Timing
    seconds: float
    at: str

    def __post_init__(self) -> None:
        _labels(self)
        _names(self, "item")
        _who_and_when(self.reviewer, self.at)
        object.__setattr__(self, "seconds", _number("seconds", self.seconds, 3))


@dataclass(frozen=True, slots=True)
class Review:
    """One person's dated decision on one pair.

    `seconds` is the time the pair was on screen. `blind` says that neither the machine's label nor another person's
    decision on this pair had been shown to them before. `deciding` is the passage that settled it for them.
    """

    pair_id: str
    reviewer: str
    relation: Relation
    timing: Timing
    claim: Quote
    finding: Quote
    at: str
    deciding: Quote | None = None
    confidence: Confidence = Confidence.MEDIUM
    note: str = ""
    seconds: float = 0.0
    suggestion: Suggestion | None = None
    blind: bool = True

    def __post_init__(self) -> None:
        _labels(self)
        _names(self, "pair_id")
        _texts(self, "note")
        _who_and_when(self.reviewer, self.at)
        object.__setattr__(self, "confidence", one_of(Confidence, "confidence", self.confidence))
        object.__setattr__(self, "seconds", _number("seconds", self.seconds, 3))
        object.__setattr__(self, "blind", bool(self.blind))

    @property
    def flag(self) -> bool:
        """Whether this decision makes the pair a flag."""
        return is_flag(self.relation, self.timing)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A person takes back one of their reviews (undo). `blind` as in Review, up to this moment."""

    pair_id: str
    reviewer: str
    review: str
    at: str
    note: str = ""
    blind: bool = True

    def __post_init__(self) -> None:
        _names(self, "pair_id", "review")
        _texts(self, "note")
        _who_and_when(self.reviewer, self.at)
        object.__setattr__(self, "blind", bool(self.blind))


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A third person's decision on a pair, with the reason. `settles` are the ids of the reviews it had before it."""

    pair_id: str
    reviewer: str
    relation: Relation
    timing: Timing
    note: str
    settles: tuple[str, ...]
    claim: Quote
    finding: Quote
    at: str
    seconds: float = 0.0

    def __post_init__(self) -> None:
        _labels(self)
        _names(self, "pair_id")
        _texts(self, "note")
        _who_and_when(self.reviewer, self.at)
        object.__setattr__(self, "settles", tuple(sorted({part for text in self.settles for part in text.split()})))
        object.__setattr__(self, "seconds", _number("seconds", self.seconds, 3))
        if not self.note.strip():
            raise ReviewError(f"The adjudication of pair {self.pair_id} has no reason. Write one sentence for the reviewers.")

    @property
    def flag(self) -> bool:
        """Whether this decision makes the pair a flag."""
        return is_flag(self.relation, self.timing)


Record = Reviewer | Setting | Answer | Review | Withdrawal | Adjudication


def is_flag(relation: Relation, timing: Timing) -> bool:
    """Whether a pair with these labels is a flag."""
    return relation in (Relation.CONTRADICTS, Relation.QUALIFIES) and timing is Timing.CURRENT


def one_of(kind: type[_E], name: str, value: Any) -> _E:
    """`value` as a member of `kind`. Raises ReviewError that lists what is allowed."""
    try:
        return kind(value)
    except ValueError:
        raise ReviewError(f"{name} is {value!r}; it must be one of {', '.join(kind)}.") from None


def _labels(record: Any) -> None:
    """Make `relation` and `timing` of a record members of their enums."""
    object.__setattr__(record, "relation", one_of(Relation, "relation", record.relation))
    object.__setattr__(record, "timing", one_of(Timing, "timing", record.timing))


def _texts(record: Any, *names: str) -> None:
    """Refuse what not every database and file can hold: no text, NUL, half a surrogate pair, a book."""
    for name in names:
        value = getattr(record, name)
        if not isinstance(value, str):
            raise ReviewError(f"{name} is {value!r}; it must be text.")
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise ReviewError(f"{name} holds a character that cannot be stored (NUL or half a character). Remove it.")
        if len(value) > MAX_TEXT:
            raise ReviewError(f"{name} has {len(value)} characters; at most {MAX_TEXT} can be kept. Shorten it.")


def _names(record: Any, *names: str) -> None:
    _texts(record, *names)
    for name in names:
        if not getattr(record, name).strip():
            raise ReviewError(f"{name} of this {type(record).__name__.lower()} is empty. Give one.")


def _who_and_when(reviewer: str, at: str) -> None:
    if not (isinstance(reviewer, str) and 0 < len(reviewer) <= 80 and reviewer.isprintable() and reviewer == reviewer.strip()):
        raise ReviewError(f"Reviewer id {reviewer!r} cannot be used. Give 1 to 80 printable characters, no space at the ends.")
    try:
        ok = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").strftime("%Y-%m-%dT%H:%M:%S.%fZ") == at
    except (TypeError, ValueError):
        ok = False
    if not ok:
        raise ReviewError(f"Time {at!r} cannot be used. Write UTC to the microsecond, like 2024-05-30T09:00:00.000000Z.")


def _number(name: str, value: Any, digits: int) -> float:
    try:
        number = round(float(value), digits)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number < 1e9:
        raise ReviewError(f"{name} is {value!r}; it must be a number from 0 to 1,000,000,000.")
    return number + 0.0
