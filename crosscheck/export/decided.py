"""What people decided about pairs, as exports and reports need it: one settled decision a pair, or none.

The machine's label never becomes a decision here. A pair on which reviewers still differ has none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crosscheck.records import Pair, Relation, Timing
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, standing
from crosscheck.reviews.records import Record, is_flag

UNREVIEWED = "machine suggestion, not reviewed"
STATUS = {"adjudication": "adjudicated", "agreement": "agreed by reviewers", "one": "decided by one reviewer"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a pair was decided to be. `by`: adjudication, agreement or one; `notes`: the grounds that were written down."""

    relation: Relation
    timing: Timing
    by: str
    at: str
    notes: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether more than one person stands behind it."""
        return self.by != "one"

    def applied(self, pair: Pair) -> Pair:
        """The pair as decided; its scores stay the machine's."""
        return replace(pair, relation=self.relation, timing=self.timing, flag=is_flag(self.relation, self.timing))


Decisions = Mapping[str, Decision]


def status(decision: Decision | None) -> str:
    """In words, for every export."""
    return STATUS[decision.by] if decision else UNREVIEWED


def decisions(check: CrossCheck, records: Iterable[Record]) -> dict[str, Decision]:
    """The decision of each pair of this cross-check that has one, decisions on altered documents moved with their quotes."""
    records = list(records)
    settled, by_pair = standing.adjudications(records), standing.by_pair(standing.current(records))
    found = {}
    for pair, outcome in standing.outcomes(records).items():
        grounds = [settled[pair]] if outcome.by == "adjudication" else by_pair[pair]
        found[pair] = Decision(outcome.relation, outcome.timing, outcome.by, max(r.at for r in grounds),
                               tuple(r.note.strip() for r in grounds if r.note.strip()))
    listed = set(check.table["pair_id"])
    moved = anchoring.moved(anchoring.places(records, check.documents, listed))
    placed = {moved[pair]: decision for pair, decision in found.items() if pair in moved}
    return {pair: d for pair, d in (placed | found).items() if pair in listed}


def agreement(records: Iterable[Record]) -> list[dict]:
    """Krippendorff's alpha of relation and flag over blind first decisions, with the pairs it rests on."""
    from crosscheck.reviews.agreement import LABELS, alpha_of, ratings

    blind = standing.blind_decisions(records)
    measures = [alpha_of(ratings(blind, LABELS[what]), what, "all") for what in ("relation", "flag")]
    return [{"measure": m.name, "of": m.what, "pairs": m.pairs, "value": m.value, "low": m.low, "high": m.high} for m in measures]
