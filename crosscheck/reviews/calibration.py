"""The calibration round: ten judged training pairs with reasons, before the first real pair.

It teaches a shared reading of the guideline and shows where one differs from it. It is no examination: nobody is kept
out by the result, and the answers count in no measure of agreement.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Answer, Record, is_flag
from crosscheck.reviews.standing import ordered

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Item:
    """A training pair, how it was judged, and why."""

    id: str
    claim: str
    claim_period: str
    finding: str
    finding_period: str
    relation: Relation
    timing: Timing
    reason: str

    @property
    def flag(self) -> bool:
        """Whether the pair is a flag."""
        return is_flag(self.relation, self.timing)


@dataclass(frozen=True, slots=True)
class Marked:
    """One answered training pair. `right`: relation and timing are as judged; `flag_right`: at least the flag is."""

    item: Item
    answer: Answer
    right: bool
    flag_right: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A reviewer's calibration round: first answers in the order of the items, and the items left (ids)."""

    marked: tuple[Marked, ...]
    left: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many answers had relation and timing as judged."""
        return sum(one.right for one in self.marked)

    @property
    def flags_right(self) -> int:
        """How many answers had at least the flag as judged."""
        return sum(one.flag_right for one in self.marked)


@cache
def items() -> tuple[Item, ...]:
    """The training pairs in their order."""
    rows = tomllib.loads((_HERE / "calibration.toml").read_text(encoding="utf-8"))["item"]
    return tuple(Item(**row | {"relation": Relation(row["relation"]), "timing": Timing(row["timing"])}) for row in rows)


def guideline() -> str:
    """The reviewers' guideline, Markdown."""
    return (_HERE / "guideline.md").read_text(encoding="utf-8")


def result(records: Iterable[Record], reviewer: str) -> Result:
    """How `reviewer` did. Only the first answer to each item counts: later ones were given with the reason known."""
    first: dict[str, Answer] = {}
    for _, answer in ordered(r for r in records if isinstance(r, Answer) and r.reviewer == reviewer):
        first.setdefault(answer.item, answer)
    marked = tuple(_mark(item, first[item.id]) for item in items() if item.id in first)
    return Result(marked, tuple(item.id for item in items() if item.id not in first))


def _mark(item: Item, answer: Answer) -> Marked:
    same = (answer.relation, answer.timing) == (item.relation, item.timing)
    return Marked(item, answer, same, is_flag(answer.relation, answer.timing) == item.flag)
