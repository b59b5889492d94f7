"""Adjudication: pairs on which two people differ, their reasons side by side, and afterwards what was changed."""

import streamlit as st

from crosscheck.reviews import blind, standing
from crosscheck.reviews.records import Adjudication, Review
from crosscheck.ui import address, choices, desk, settling, state
from crosscheck.ui.components import Markup, show, tag
from crosscheck.ui.settling import PAGE, Bench

WHY = "A third person settles the pairs on which two differ. Their names are hidden, and their order changes from pair to pair."
SHOW = {"open": "To settle", "settled": "Settled", "changed": "Changed for me"}
FIELDS = [address.Field("show", "open", list(SHOW)), address.Field("as", "")]
MOST = 50


def texts(bench: Bench, pair_id: str, record: Review | Adjudication) -> None:
    """The pair's texts as they are now, or as they were if this build does not have them."""
    now = bench.log.moved.get(pair_id, pair_id)
    if now in state.pair_ids(bench.check):
        desk.texts(bench.check, f"{PAGE}_{pair_id}", bench.check.pair(now))
    else:
        desk.lost(record)


def sides(bench: Bench, pair_id: str) -> None:
    """The decisions that differ, side by side, without names."""
    found = blind.sides(bench.log.records, pair_id, bench.who)
    bench.hand.seen = tuple(side.id for side in found)
    show(tag("div", *map(_card, found), cls="cc-decisions"))


def _card(side: blind.Side) -> Markup:
    confidence = f"{side.confidence} confidence"
    return desk.decision(side.label, side.relation, side.timing, confidence, side.note or "No note.", side.deciding)


def controls(held: choices.Hand, draft: choices.Draft) -> None:
    """The decision, its reason, and the ways on."""
    with st.container(key="adjudicate_controls", gap="small"):
        text, wrong = held.said
        desk.said(text or "Decide, give the reason, and accept.", wrong)
        choices.relations(PAGE, held, draft)
        with st.container(horizontal=True, gap="small", key="adjudicate_ways", vertical_alignment="bottom"):
            choices.timing(PAGE, held, draft)
            choices.button(PAGE, held, "note", "Reason", "n", name="ask_note")
            choices.button(PAGE, held, "back", "Back", "k")
            choices.button(PAGE, held, "next", "Skip", "j")
            choices.button(PAGE, held, choices.ACCEPT, "Accept and next", "Enter", draft.relation is not None)
        st.text_input("Reason", key="adjudicate_note", max_chars=2000, label_visibility="collapsed",
                      placeholder="The reason, in a sentence that both reviewers will read")  # fmt: skip


def to_settle(bench: Bench) -> None:
    """One disputed pair at a time."""
    pairs = settling.line(bench)
    _, mine = settling.waiting(bench.log.records, bench.who)
    own = f" {mine} more wait for somebody else, because you reviewed them." if mine else ""
    at = settling.present(bench, pairs)
    if at is None:
        desk.said(bench.hand.said[0])
        st.success(f"Nothing is left for you to settle.{own}", icon=":material/check_circle:")
        return
    st.caption(f"Pair {pairs.index(at) + 1} of {len(pairs)} to settle.{own}")
    first = next(r for r in bench.log.records if isinstance(r, Review) and r.pair_id == at)
    draft = settling.draft(bench, at)
    choices.sync(PAGE, bench.hand, "note")
    texts(bench, at, first)
    sides(bench, at)
    controls(bench.hand, draft)
    choices.keyboard(PAGE, bench.hand, at, ("note",))


def again(held: choices.Hand, pair_id: str) -> None:
    """Settle a pair anew."""
    held.texts["again"] = held.at = pair_id
    st.session_state["adjudicate_show"] = "open"


def settled(bench: Bench) -> None:
    """What was settled, latest first."""
    done = sorted(standing.adjudications(bench.log.records).values(), key=lambda a: (a.at, a.pair_id), reverse=True)
    by_pair = standing.by_pair(standing.current(bench.log.records))
    if not done:
        st.info("Nothing has been settled yet.", icon=":material/gavel:")
    for record in done[:MOST]:
        with st.container(border=True, key=f"adjudicate_done_{record.pair_id}"):
            texts(bench, record.pair_id, record)
            cards = [_card(side) for side in blind.sides(bench.log.records, record.pair_id, "")]
            show(tag("div", *cards, desk.decided("Settled as", record), cls="cc-decisions"))
            if all(review.reviewer != bench.who for review in by_pair.get(record.pair_id, [])):
                st.button("Settle anew", key=f"adjudicate_again_{record.pair_id}", on_click=again, args=(bench.hand, record.pair_id),
                          type="tertiary", icon=":material/replay:")  # fmt: skip
    _more(len(done))


def _more(count: int) -> None:
    if count > MOST:
        st.caption(f"The {MOST} latest of {count}; all of them are in the export of the log.")


def changed(bench: Bench) -> None:
    """Decisions of one's own that adjudication changed, with the reason."""
    changes = standing.changed_for(bench.log.records, bench.who)
    if not changes:
        st.info("No decision of yours was changed.", icon=":material/check:")
    for change in changes[::-1][:MOST]:
        with st.container(border=True, key=f"adjudicate_changed_{change.review.pair_id}"):
            texts(bench, change.review.pair_id, change.review)
            show(tag("div", desk.decided("You decided", change.review, f"{change.review.confidence} confidence"),
                     desk.decided("Settled as", change.adjudication), cls="cc-decisions"))  # fmt: skip
    _more(len(changes))


def main() -> None:
    """Draw the page."""
    check = state.load()
    store = state.reviews(check)
    who = desk.sign_in(store, WHY)
    address.restore(PAGE, FIELDS)
    st.session_state["adjudicate_as"] = who
    with state.plainly():
        held = choices.hand(PAGE)
        choices.sync(PAGE, held, "note")
        settling.work(Bench(check, store, who, desk.read(check, store), held))
        bench = Bench(check, store, who, desk.read(check, store), held)
    with st.container(key="adjudicate_head", horizontal=True, vertical_alignment="center"):
        st.title("Adjudication", anchor=False)
        st.segmented_control("Show", list(SHOW), key="adjudicate_show", format_func=SHOW.__getitem__, required=True,
                             label_visibility="collapsed")  # fmt: skip
        desk.who_line(store, who, PAGE)
    {"open": to_settle, "settled": settled, "changed": changed}[st.session_state["adjudicate_show"]](bench)
    address.keep(PAGE, FIELDS)


main()
