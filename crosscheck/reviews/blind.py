"""Who may see what, and when: the one place that decides it. Pure functions over records.

Until a person's own first decision on a pair stands, neither anybody else's decision nor (unless the project's setting
`hide_machine` is `no`) the machine's label is for them. An adjudicator sees the decisions without names or times, in an
order drawn anew for each pair. This is courtesy between colleagues, not protection against someone who opens the file.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Adjudication, Confidence, Quote, Record, Review, ReviewError, Withdrawal
from crosscheck.reviews.rows import record_id
from crosscheck.reviews.standing import adjudications, by_pair, current, settings


@dataclass(frozen=True, slots=True)
class View:
    """What one person may see of one pair.

    `machine`: its label and scores may show. `decided`: their own decision stands. `others`: the other people's
    standing reviews, empty while hidden. `blind` is what to record in their next review of this pair.
    """

    own: Review | None
    others: tuple[Review, ...]
    machine: bool
    decided: bool
    adjudication: Adjudication | None
    blind: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One decision as the adjudicator sees it. `id` is the review's id, for `Adjudication.settles`."""

    label: str
    id: str
    relation: Relation
    timing: Timing
    confidence: Confidence
    note: str
    deciding: Quote | None


def view(records: Iterable[Record], pair_id: str, reviewer: str) -> View:
    """What `reviewer` may see of the pair now."""
    records = list(records)
    mine = [r for r in records if isinstance(r, Review | Withdrawal) and (r.pair_id, r.reviewer) == (pair_id, reviewer)]
    here = (r for r in records if isinstance(r, Review | Withdrawal) and r.pair_id == pair_id)
    standing = by_pair(current(here)).get(pair_id, [])
    own = next((r for r in standing if r.reviewer == reviewer), None)
    shown = own is not None or any(not r.blind for r in mine)
    open_label = settings(records)["hide_machine"] == "no"
    others = tuple(r for r in standing if r.reviewer != reviewer) if shown else ()
    settled = adjudications(r for r in records if isinstance(r, Adjudication) and r.pair_id == pair_id).get(pair_id)
    return View(own, others, shown or open_label, own is not None, settled if shown else None, not (shown or open_label))


def sides(records: Iterable[Record], pair_id: str, adjudicator: str) -> list[Side]:
    """The standing decisions on a pair without their authors, in an order that is stable and differs from pair to pair.

    Raises ReviewError if `adjudicator` reviewed the pair.
    """
    reviews = by_pair(current(records)).get(pair_id, [])
    if any(r.reviewer == adjudicator for r in reviews):
        raise ReviewError(f"{adjudicator!r} reviewed pair {pair_id}; a third person settles it.")
    reviews.sort(key=lambda r: hashlib.sha256(f"sides:{pair_id}:{r.reviewer}".encode()).digest())
    return [Side(f"Reviewer {chr(65 + i)}" if i < 26 else f"Reviewer {i + 1}", record_id(r), r.relation, r.timing, r.confidence,
                 r.note, r.deciding) for i, r in enumerate(reviews)]
