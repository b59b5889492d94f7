"""What the keys of the review desk do: choose, accept, take back, move. A decision is on disk before the next pair shows.

Nothing here draws or touches the session. A record is made once, when the person decides; if it could not be saved it
stays in hand, with all that was chosen, and the same record is handed to the store again.
"""

from dataclasses import dataclass, replace

from crosscheck.records import Pair, Relation
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, blind, queues
from crosscheck.reviews.records import NotSavedError, Review, ReviewError, Withdrawal, utc_now
from crosscheck.reviews.rows import record_id
from crosscheck.reviews.store import Store
from crosscheck.ui import choices, desk, passages
from crosscheck.ui.choices import Draft

PAGE = "review"
FIRST = "Choose a relation first: keys 1 to 5."
NO_SUCH = "These words are not in the two paragraphs. Type them as they stand there."
HELD = "This decision is not saved yet. Press Enter to try again, or u to leave it."
_STEPS = {"next": 1, "back": -1}


@dataclass(frozen=True)
class Seat:
    """Who sits where: the cross-check, the store, the reviewer, the queue in their order, and what they hold."""

    check: CrossCheck
    store: Store
    who: str
    line: list[str]
    hand: choices.Hand

    def log(self) -> desk.Log:
        """The log as it is now."""
        return desk.read(self.check, self.store)


def present(seat: Seat, log: desk.Log) -> str | None:
    """The pair on screen: where the reviewer moved to, else the first undecided one; None at the end of the queue."""
    if seat.hand.at not in seat.line:
        seat.hand.at = queues.progress(seat.line, log.here, seat.who).next
    return seat.hand.at


def start(seat: Seat, log: desk.Log, pair_id: str) -> Draft:
    """The draft that a pair begins with: one's own decision, or the one just taken back, or nothing."""
    again = seat.hand.again
    own = again if again and again.pair_id == pair_id else blind.view(log.here, pair_id, seat.who).own
    if not seat.hand.holds(pair_id):
        seat.hand.write("note", own.note if own else "")
        seat.hand.write("quote", "")
    return seat.hand.hold(_draft_of(own, pair_id))


def _draft_of(own: Review | None, pair_id: str) -> Draft:
    if own is None:
        return Draft(pair_id)
    passage = (own.deciding.doc, own.deciding.start, own.deciding.end) if own.deciding else None
    return Draft(pair_id, own.relation, own.timing, own.confidence, passage)


def work(seat: Seat) -> None:
    """Do what was pressed since the last run; the status line says what came of it."""
    for action in seat.hand.take():
        log = seat.log()
        at = present(seat, log)
        try:
            _do(seat, log, at, action)
        except NotSavedError as error:
            seat.hand.say(f"{error} Nothing is lost: your decision is kept here. Press Enter to try again.", True)
        except ReviewError as error:
            seat.hand.say(str(error), True)


def _do(seat: Seat, log: desk.Log, at: str | None, action: str) -> None:
    if action == "undo":
        undo(seat, log)
    elif action in _STEPS:
        move(seat, at, _STEPS[action])
    elif at is None:
        return
    elif action == choices.ACCEPT:
        accept(seat, log, at)
    elif action in ("note", "quote"):
        seat.hand.focus_on(action)
    else:
        draft, pair = start(seat, log, at), seat.check.pair(at)
        seat.hand.draft = passage(seat, pair, draft, action) if action in ("passage", "typed") else choices.picked(draft, action)


def passage(seat: Seat, pair: Pair, draft: Draft, action: str) -> Draft:
    """`draft` with the next clause of the finding as deciding passage, or with the words that were typed in."""
    check, finding, claim = seat.check, pair.finding.sentence, pair.claim.sentence
    if action == "passage":
        options = passages.clauses(check.documents[finding.doc].text, finding)
        held = draft.passage[1:] if draft.passage and draft.passage[0] == finding.doc else None
        span = passages.following(options, held)
        return replace(draft, passage=(finding.doc, *span) if span else None)
    words = seat.hand.texts.get("quote", "")
    for sentence in (finding, claim):
        if span := passages.find(check.documents[sentence.doc].text, words, check.paragraph(sentence)):
            return replace(draft, passage=(sentence.doc, *span))
    if words.strip():
        seat.hand.say(NO_SUCH, True)
    return replace(draft, passage=None)


def accept(seat: Seat, log: desk.Log, at: str) -> None:
    """Save the decision in hand and go on. An earlier decision of one's own that was not changed is not saved again."""
    draft = start(seat, log, at)
    if draft.relation is None:
        seat.hand.say(FIRST, True)
        return
    view = blind.view(log.here, at, seat.who)
    note = seat.hand.texts.get("note", "").strip()
    same = view.own is not None and (draft, note) == (_draft_of(view.own, at), view.own.note)
    if not same or seat.hand.unsaved:
        seat.store.save(_record(seat, view.blind, draft, draft.relation, note))
        seat.hand.unsaved = None
        if view.blind:
            seat.hand.fresh.add(at)
        seat.hand.say(f"Saved: {draft.relation}, {draft.timing}.")
    _go_on(seat, at)


def _record(seat: Seat, unseen: bool, draft: Draft, relation: Relation, note: str) -> Review:
    """The review of this draft: the very record of an earlier try, if nothing was changed since."""
    known = seat.hand.unsaved
    if known and known[0] == (draft, note) and isinstance(known[1], Review):
        return known[1]
    pair = seat.check.pair(draft.of)
    claim, finding = anchoring.quotes(pair, seat.check.documents)
    review = Review(
        draft.of, seat.who, relation, draft.timing, claim, finding, utc_now(),
        deciding=desk.place(seat.check, draft.passage), confidence=draft.confidence, note=note, blind=unseen,
        seconds=seat.hand.seconds(), suggestion=anchoring.suggestion(pair, desk.model(seat.check)),
    )  # fmt: skip
    seat.hand.unsaved = ((draft, note), review)
    return review


def _go_on(seat: Seat, at: str) -> None:
    """To the next undecided pair after this one, else the first of those left, else the end."""
    decided = {pair for pair, who in desk.standing(seat.log()) if who == seat.who}
    place = seat.line.index(at)
    order = seat.line[place + 1 :] + seat.line[:place]
    _leave(seat.hand, next((pair for pair in order if pair not in decided), None))


def _leave(held: choices.Hand, to: str | None) -> None:
    held.draft, held.again, held.at = None, None, to


def move(seat: Seat, at: str | None, step: int) -> None:
    """To the neighbour in the queue; from the end back to the last. A decision that could not be saved holds one here."""
    if seat.hand.unsaved:
        seat.hand.say(HELD, True)
        return
    place = seat.line.index(at) + step if at in seat.line else (len(seat.line) - 1 if step < 0 else len(seat.line))
    if not 0 <= place < len(seat.line):
        seat.hand.say("This is the first pair of the queue." if step < 0 else "This is the last pair of the queue.")
        return
    _leave(seat.hand, seat.line[place])


def undo(seat: Seat, log: desk.Log) -> None:
    """Take back one's last decision and show its pair again, as it was chosen; or leave one that could not be saved."""
    held = seat.hand
    pending = held.unsaved[1] if held.unsaved else None
    if isinstance(pending, Review):
        held.unsaved = None
        held.say("Left unsaved. If it was stored after all, it will show as your decision.")
        return
    last = queues.last_decided(log.records, seat.who)
    if last is None:
        held.say("There is no decision of yours to take back.")
        return
    if not isinstance(pending, Withdrawal) or pending.review != record_id(last):
        unseen = last.blind and last.pair_id in held.fresh
        pending = Withdrawal(last.pair_id, seat.who, record_id(last), utc_now(), blind=unseen)
    held.unsaved = (None, pending)
    seat.store.save(pending)
    held.unsaved = None
    held.say(f"Taken back: {last.relation}, {last.timing}.")
    here = log.moved.get(last.pair_id, last.pair_id)
    if here in seat.line:
        _leave(held, here)
        held.again = replace(last, pair_id=here)
