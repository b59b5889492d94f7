"""What the keys of the adjudication page do. Nothing here draws.

The adjudicator sees what two people decided and why, and neither who they are nor what the machine says. A decision
needs a reason; it settles the reviews that were on screen, and is not saved if others have come meanwhile.
"""

from dataclasses import dataclass, replace

from crosscheck.records import Relation
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, blind, queues, standing
from crosscheck.reviews.records import Adjudication, NotSavedError, Record, Review, ReviewError, utc_now
from crosscheck.reviews.store import Store
from crosscheck.ui import choices, desk, state
from crosscheck.ui.choices import Draft

PAGE = "adjudicate"
NO_REASON = "Give the reason first (key n): the two reviewers will read it."
CHANGED = "Another decision on this pair has come in meanwhile. Read it, then accept again."


@dataclass(frozen=True)
class Bench:
    """The cross-check, the store, the adjudicator, the log, and what the adjudicator holds."""

    check: CrossCheck
    store: Store
    who: str
    log: desk.Log
    hand: choices.Hand


def waiting(records: list[Record], who: str) -> tuple[list[str], int]:
    """The disputed pairs for this adjudicator in their stable random order, and how many they reviewed themselves."""
    by_pair = standing.by_pair(standing.current(records))
    disputed = standing.disputed(records)
    mine = {pair for pair in disputed if any(review.reviewer == who for review in by_pair[pair])}
    return queues.shuffled((pair for pair in disputed if pair not in mine), f"adjudicate:{who}"), len(mine)


def line(bench: Bench) -> list[str]:
    """What is to be settled; a pair that is to be settled anew stands first."""
    pairs, _ = waiting(bench.log.records, bench.who)
    again = bench.hand.texts.get("again")
    return [again, *(pair for pair in pairs if pair != again)] if again else pairs


def present(bench: Bench, pairs: list[str]) -> str | None:
    """The pair on screen."""
    return bench.hand.at if bench.hand.at in pairs else next(iter(pairs), None)


def draft(bench: Bench, at: str) -> Draft:
    """What is chosen so far; a new pair begins with nothing chosen and no reason."""
    if not bench.hand.holds(at):
        bench.hand.write("note", "")
    return bench.hand.hold(Draft(at))


def work(bench: Bench) -> None:
    """Do what was pressed since the last run."""
    for action in bench.hand.take():
        bench = replace(bench, log=desk.read(bench.check, bench.store))
        pairs = line(bench)
        at = present(bench, pairs)
        if at is None:
            return
        try:
            _do(bench, pairs, at, action)
        except NotSavedError as error:
            bench.hand.say(f"{error} Nothing is lost: your decision is kept here. Press Enter to try again.", True)
        except ReviewError as error:
            bench.hand.say(str(error), True)


def _do(bench: Bench, pairs: list[str], at: str, action: str) -> None:
    if action == choices.ACCEPT:
        accept(bench, pairs, at)
    elif action == "note":
        bench.hand.focus_on("note")
    elif action in ("next", "back"):
        place = pairs.index(at) + (1 if action == "next" else -1)
        if 0 <= place < len(pairs):
            _leave(bench.hand, pairs[place])
    else:
        bench.hand.draft = choices.picked(draft(bench, at), action)


def accept(bench: Bench, pairs: list[str], at: str) -> None:
    """Save the decision with its reason, and show the next pair."""
    chosen = draft(bench, at)
    reason = bench.hand.texts.get("note", "").strip()
    sides = tuple(side.id for side in blind.sides(bench.log.records, at, bench.who))
    if chosen.relation is None:
        bench.hand.say("Choose a relation first: keys 1 to 5.", True)
    elif not reason:
        bench.hand.say(NO_REASON, True)
        bench.hand.focus_on("note")
    elif set(sides) != set(bench.hand.seen):
        bench.hand.say(CHANGED, True)
    else:
        bench.store.save(_record(bench, chosen, chosen.relation, reason, sides))
        bench.hand.unsaved = None
        place = pairs.index(at)
        rest = pairs[place + 1 :] + pairs[:place]
        bench.hand.texts.pop("again", None)
        _leave(bench.hand, next(iter(rest), None))
        bench.hand.say(f"Settled: {chosen.relation}, {chosen.timing}.")


def _leave(held: choices.Hand, to: str | None) -> None:
    held.draft, held.at = None, to


def _record(bench: Bench, chosen: Draft, relation: Relation, reason: str, sides: tuple[str, ...]) -> Adjudication:
    """The adjudication: the very record of an earlier try, if nothing was changed since."""
    known = bench.hand.unsaved
    if known and known[0] == (chosen, reason, sides) and isinstance(known[1], Adjudication):
        return known[1]
    now = bench.log.moved.get(chosen.of, chosen.of)
    if now in state.pair_ids(bench.check):
        claim, finding = anchoring.quotes(bench.check.pair(now), bench.check.documents)
    else:
        review = next(r for r in bench.log.records if isinstance(r, Review) and r.pair_id == chosen.of)
        claim, finding = review.claim, review.finding
    record = Adjudication(chosen.of, bench.who, relation, chosen.timing, reason, sides, claim, finding, utc_now(),
                          bench.hand.seconds())  # fmt: skip
    bench.hand.unsaved = ((chosen, reason, sides), record)
    return record
