"""The review desk: one pair at a time, decided by keys, blind first."""

import streamlit as st

from crosscheck.records import fold
from crosscheck.reviews import blind, queues, standing
from crosscheck.reviews.queues import Progress
from crosscheck.ui import address, choices, components, deciding, desk, filters, reasons, state
from crosscheck.ui.choices import Draft
from crosscheck.ui.components import show, tag
from crosscheck.ui.deciding import PAGE, Seat

WHY = (
    "Each pair is decided by two people who do not see each other's answer. A third settles what they see differently. "
    "New here? [Practise on ten pairs](calibration) first: it takes about ten minutes."
)
KINDS = {
    "mixed": "Mixed: strongest flags and random others", "strength": "Strongest flags",
    "uncertainty": "Where the machine is least sure", "theme": "One theme", "recommendation": "One recommendation",
    "control": "Random sample of pairs not flagged", "silent": "Searched, nothing found",
}  # fmt: skip
LIMITS = (10, 25, 50, 100, 200)


def fields(check: components.CrossCheck) -> list[address.Field]:
    """What the desk's address holds."""
    subjects = [*themes(check), *recommendations(check)]
    return [address.Field("queue", "mixed", list(KINDS)), address.Field("subject", "", ["", *subjects]),
            address.Field("limit", 50, list(LIMITS)), address.Field("as", "")]  # fmt: skip


def themes(check: components.CrossCheck) -> dict[str, str]:
    """The themes that claims carry, with their titles."""
    used = {theme for claim in check.claims for theme in claim.themes}
    return {id: title for id, title in filters.names(check, "theme").items() if id in used}


def recommendations(check: components.CrossCheck) -> dict[str, str]:
    """The recommendations that claims answer, in the order of their numbers."""
    used = {claim.recommendation for claim in check.claims if claim.recommendation}
    return {number: f"para. {number}" for number in sorted(used, key=lambda text: (len(text), text))}


def choose(check: components.CrossCheck) -> tuple[str, str, int]:
    """The queue, its subject and its length."""
    st.selectbox("Queue", list(KINDS), key="review_queue", format_func=KINDS.__getitem__, on_change=elsewhere, width=360)
    kind = st.session_state["review_queue"]
    subjects = themes(check) if kind == "theme" else recommendations(check) if kind == "recommendation" else {}
    subject = ""
    if subjects:
        if st.session_state.get("review_subject") not in subjects:
            st.session_state["review_subject"] = next(iter(subjects))
        st.selectbox(kind.capitalize(), list(subjects), key="review_subject", format_func=subjects.__getitem__,
                     on_change=elsewhere, width=260)  # fmt: skip
        subject = st.session_state["review_subject"]
    st.selectbox("Pairs", LIMITS, key="review_limit", on_change=elsewhere, width=110)
    return kind, subject, st.session_state["review_limit"]


def elsewhere() -> None:
    """Another queue begins at its first undecided pair."""
    held = choices.hand(PAGE)
    held.at = held.draft = held.unsaved = None


def controls(seat: Seat, pair: components.Pair, draft: Draft, can_undo: bool) -> None:
    """Everything one presses: relation, timing, confidence, passage, note; then the ways on."""
    with st.container(key="review_controls", gap="small"):
        held, (text, wrong) = seat.hand, seat.hand.said
        desk.said(text or _hint(draft), wrong)
        choices.relations(PAGE, held, draft)
        with st.container(horizontal=True, gap="small", key="review_details"):
            choices.timing(PAGE, held, draft)
            choices.button(PAGE, held, "confidence", f"Confidence: {draft.confidence}", "f")
            choices.button(PAGE, held, "passage", _passage(seat.check, pair, draft), "d", draft.passage is not None,
                           help="The passage that decided you. Press again for the next clause of the finding.")  # fmt: skip
            choices.button(PAGE, held, "quote", "Quote it", "q", help="Type the deciding words as they stand in either paragraph.",
                           name="ask_quote")  # fmt: skip
            choices.button(PAGE, held, "note", "Note", "n", name="ask_note")
        left, right = st.columns([1, 1])
        left.text_input("Deciding words", key="review_quote", on_change=choices.press, args=(held, "typed"), max_chars=1000,
                        placeholder="Deciding words, as they stand in the text", label_visibility="collapsed")  # fmt: skip
        right.text_input("Note", key="review_note", max_chars=2000, placeholder="Note: why, or what you are unsure of",
                         label_visibility="collapsed")  # fmt: skip
        with st.container(horizontal=True, gap="small", key="review_ways"):
            choices.button(PAGE, held, "back", "Back", "k")
            choices.button(PAGE, held, "next", "Skip", "j")
            choices.button(PAGE, held, "undo", "Undo", "u", disabled=not can_undo)
            choices.button(PAGE, held, choices.ACCEPT, "Accept and next", "Enter", draft.relation is not None)


def _hint(draft: Draft) -> str:
    return "Enter accepts and shows the next pair." if draft.relation else "How does the finding stand to the claim?"


def _passage(check: components.CrossCheck, pair: components.Pair, draft: Draft) -> str:
    if draft.passage is None:
        return "Decided by: the finding"
    words = fold(check.documents[draft.passage[0]].text[slice(*draft.passage[1:])])
    return "Decided by: " + state.shown(words if len(words) < 24 else words[:22] + "…")


def told(seat: Seat, pair: components.Pair, seen: blind.View) -> None:
    """What may be seen of the machine's and other people's decisions: nothing before one's own."""
    if not (seen.machine or seen.others or seen.adjudication):
        return
    seat.hand.fresh.discard(pair.pair_id)
    names = seat.store.reviewers()
    cards = []
    if seen.own:
        cards.append(desk.decided("Your decision", seen.own, f"{seen.own.confidence} confidence"))
    if seen.machine:
        cards.append(desk.decision("The machine suggests", pair.relation, pair.timing, f"flag score {pair.flag_score:.2f}", ""))
    cards += [desk.decided(names.get(r.reviewer, r.reviewer), r, f"{r.confidence} confidence") for r in seen.others]
    if seen.adjudication:
        cards.append(desk.decided("Adjudication", seen.adjudication))
    show(tag("div", *cards, cls="cc-decisions"))
    if seen.decided and seen.machine:
        with st.expander("Why the machine suggests it", icon=":material/help:"):
            reasons.why(seat.check, pair, others=False)


def end(seat: Seat, done: Progress) -> None:
    """The queue is done: what one may do next."""
    held = seat.hand
    if not seat.line:
        st.info("This queue is empty: no pair of this index belongs to it. Choose another one.", icon=":material/inbox:")
        return
    st.success(f"All {done.done} pairs of this queue are decided. Thank you.", icon=":material/check_circle:")
    with st.container(horizontal=True, key="review_ways"):
        choices.button(PAGE, held, "back", "Back", "k")
        choices.button(PAGE, held, "undo", "Undo", "u")
    st.page_link(state.page("agreement"), label="See how far you agree", icon=":material/handshake:")
    st.page_link(state.page("adjudicate"), label="What is to be settled, and what was changed", icon=":material/gavel:")


def changed(log: desk.Log, who: str) -> None:
    """That adjudication changed decisions of this reviewer, with the way there."""
    count = len(standing.changed_for(log.here, who))
    if count:
        st.page_link(state.page("adjudicate"), label=f"Adjudication changed {count} of your decisions: read why",
                     icon=":material/campaign:", query_params={"show": "changed", "as": who})  # fmt: skip


def draw(seat: Seat, log: desk.Log, done: Progress) -> None:
    """The pair in hand, or the end of the queue."""
    at = deciding.present(seat, log)
    if at is None:
        desk.said(seat.hand.said[0])
        end(seat, done)
    else:
        pair = seat.check.pair(at)
        draft = deciding.start(seat, log, at)
        seen = blind.view(log.here, at, seat.who)
        told(seat, pair, seen)
        desk.texts(seat.check, PAGE, pair, draft.passage)
        choices.sync(PAGE, seat.hand, "note", "quote")
        controls(seat, pair, draft, done.done > 0 or seat.hand.unsaved is not None)
    choices.keyboard(PAGE, seat.hand, at or "end", ("note", "quote"))


def main() -> None:
    """Draw the page."""
    check = state.load()
    store = state.reviews(check)
    who = desk.sign_in(store, WHY)
    if not st.query_params and (past := address.last(PAGE)):
        st.query_params.from_dict(past)
    known = fields(check)
    address.restore(PAGE, known)
    st.session_state["review_as"] = who
    with st.container(key="review_head", horizontal=True, vertical_alignment="bottom"):
        st.title("Review desk", anchor=False)
        kind, subject, limit = choose(check)
        desk.who_line(store, who, PAGE)
    seat = Seat(check, store, who, state.queue(check, kind, who, subject, limit), choices.hand(PAGE))
    choices.sync(PAGE, seat.hand, "note", "quote")
    with state.plainly():
        deciding.work(seat)
        log = seat.log()
        done = queues.progress(seat.line, log.here, who)
    show(desk.progress(done))
    changed(log, who)
    draw(seat, log, done)
    address.keep(PAGE, known)


main()
