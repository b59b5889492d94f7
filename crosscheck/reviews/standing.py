"""What the log amounts to: which decisions stand, which differ, what is settled. Pure functions over records.

A later record by the same person on the same pair replaces an earlier one; a withdrawal removes the review it names.
Order is by time and then by id, so two laptops that hold the same records agree whatever order they arrived in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Adjudication, Record, Review, Setting, Withdrawal, is_flag
from crosscheck.reviews.rows import record_id

DEFAULTS = {"hide_machine": "yes"}

_R = TypeVar("_R", bound=Record)
Standing = dict[tuple[str, str], Review]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pair was decided to be. `by`: `adjudication`, `agreement` (two or more people) or `one` (one person)."""

    pair_id: str
    relation: Relation
    timing: Timing
    by: str

    @property
    def flag(self) -> bool:
        """Whether the pair is a flag."""
        return is_flag(self.relation, self.timing)


@dataclass(frozen=True, slots=True)
class Change:
    """A reviewer's decision that adjudication changed."""

    review: Review
    adjudication: Adjudication


def _when(record: Record) -> tuple[str, str]:
    return record.at, record_id(record)


def ordered(records: Iterable[_R]) -> list[tuple[str, _R]]:
    """Records with their ids, by time and then id."""
    return sorted(((record_id(r), r) for r in records), key=lambda named: (named[1].at, named[0]))


def current(records: Iterable[Record]) -> Standing:
    """The standing review of each (pair id, reviewer)."""
    return _latest(records, blind_only=False)


def blind_decisions(records: Iterable[Record]) -> Standing:
    """The last review each person made of a pair before anything had been shown to them: what agreement is measured on."""
    return _latest(records, blind_only=True)


def _latest(records: Iterable[Record], *, blind_only: bool) -> Standing:
    made: dict[tuple[str, str], list[Review]] = defaultdict(list)
    withdrawn: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records:
        if isinstance(record, Review) and (record.blind or not blind_only):
            made[record.pair_id, record.reviewer].append(record)
        elif isinstance(record, Withdrawal) and (record.blind or not blind_only):
            withdrawn[record.pair_id, record.reviewer].add(record.review)
    # ids are worked out only where several reviews or a withdrawal ask for them: it is the slow part
    for key, names in withdrawn.items():
        made[key] = [review for review in made[key] if record_id(review) not in names]
    return {key: reviews[0] if len(reviews) == 1 else max(reviews, key=_when) for key, reviews in made.items() if reviews}


def by_pair(standing: Standing) -> dict[str, list[Review]]:
    """The standing reviews of each pair, by reviewer id."""
    result = defaultdict(list)
    for (pair, _), review in sorted(standing.items()):
        result[pair].append(review)
    return dict(result)


def adjudications(records: Iterable[Record]) -> dict[str, Adjudication]:
    """The latest adjudication of each pair."""
    return {r.pair_id: r for _, r in ordered(r for r in records if isinstance(r, Adjudication))}


def disputed(records: Iterable[Record]) -> list[str]:
    """Pairs on which standing reviews differ in relation or timing and that no adjudication of those reviews settles.

    A review that its author changed after the adjudication opens the pair again. Sorted by pair id.
    """
    records = list(records)
    settled = adjudications(records)
    result = []
    for pair, reviews in by_pair(current(records)).items():
        known = settled[pair].settles if pair in settled else ()
        if len({(r.relation, r.timing) for r in reviews}) > 1 and not {record_id(r) for r in reviews} <= set(known):
            result.append(pair)
    return result


def outcomes(records: Iterable[Record]) -> dict[str, Outcome]:
    """What each pair was decided to be; a disputed pair has no outcome."""
    records = list(records)
    settled, open_pairs = adjudications(records), set(disputed(records))
    result = {pair: Outcome(pair, a.relation, a.timing, "adjudication") for pair, a in settled.items() if pair not in open_pairs}
    for pair, reviews in by_pair(current(records)).items():
        if pair not in result and pair not in open_pairs:
            result[pair] = Outcome(pair, reviews[0].relation, reviews[0].timing, "agreement" if len(reviews) > 1 else "one")
    return dict(sorted(result.items()))


def changed_for(records: Iterable[Record], reviewer: str) -> list[Change]:
    """The decisions of one reviewer that adjudication changed, by time of the adjudication: what they should read."""
    records = list(records)
    standing = current(records)
    result = [Change(standing[pair, reviewer], a) for pair, a in adjudications(records).items()
              if (pair, reviewer) in standing and _labels(standing[pair, reviewer]) != _labels(a)]
    return sorted(result, key=lambda change: (change.adjudication.at, change.review.pair_id))


def _labels(record: Review | Adjudication) -> tuple[Relation, Timing]:
    return record.relation, record.timing


def settings(records: Iterable[Record]) -> Mapping[str, str]:
    """The project's settings; the latest of each name, over DEFAULTS."""
    return DEFAULTS | {r.name: r.value for _, r in ordered(r for r in records if isinstance(r, Setting))}
