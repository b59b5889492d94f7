"""What the review pages share: who sits at the desk, the log as it applies to this build, and the two texts.

Signing in is a name and no more: it says who decided, and protects nothing. What may be shown to whom is decided in
`crosscheck.reviews.blind` and nowhere here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from crosscheck.records import Pair, Sentence, fold
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, queues
from crosscheck.reviews import standing as current_standing
from crosscheck.reviews.records import Adjudication, Quote, Record, Review, ReviewError, Withdrawal
from crosscheck.reviews.rows import record_id
from crosscheck.reviews.store import Store
from crosscheck.ui import components, passages, state
from crosscheck.ui.components import Markup, show, tag

WHO = "desk_who"
NOTICE = (
    "There is no password. The name says who decided and keeps your place; it does not protect the decisions from "
    "anybody who can open this computer or its files."
)


@dataclass(frozen=True)
class Log:
    """The log: `records` as stored, `here` with decisions on changed texts under the pair that they are about now."""

    records: list[Record]
    here: list[Record]
    moved: dict[str, str]


def read(check: CrossCheck, store: Store) -> Log:
    """The log as it applies to this build."""
    with state.plainly():
        records = store.records()
    listed = state.pair_ids(check)
    away = tuple(sorted({r.pair_id for r in records if isinstance(r, Review | Adjudication) and r.pair_id not in listed}))
    moved = state.moved(check, store, away) if away else {}
    return Log(records, list(carried(records, moved)) if moved else records, moved)


def carried(records: Iterable[Record], moved: dict[str, str]) -> Iterable[Record]:
    """`records` with the pairs of `moved` under their new id; what refers to such a review follows it."""
    ids: dict[str, str] = {}
    for record in records:
        if getattr(record, "pair_id", None) not in moved:
            yield record
        elif isinstance(record, Review):
            new = replace(record, pair_id=moved[record.pair_id])
            ids[record_id(record)] = record_id(new)
            yield new
        elif isinstance(record, Withdrawal):
            yield replace(record, pair_id=moved[record.pair_id], review=ids.get(record.review, record.review))
        elif isinstance(record, Adjudication):
            yield replace(record, pair_id=moved[record.pair_id], settles=tuple(ids.get(one, one) for one in record.settles))


def standing(log: Log) -> current_standing.Standing:
    """The standing review of each (pair id, reviewer), under today's pairs."""
    return current_standing.current(log.here)


def sign_in(store: Store, why: str) -> str:
    """The reviewer at the desk. Asks for a name, and ends the page, while there is none.

    The address may name somebody who is known already (`?as=`); nobody is registered by a link.
    """
    with state.plainly():
        known = store.reviewers()
    wanted = st.query_params.get("as") or st.session_state.get(WHO, "")
    if wanted in known:
        if st.session_state.get(WHO) != wanted:
            _clear()
        st.session_state[WHO] = wanted
        return wanted
    st.title("Who is deciding?", anchor=False)
    st.markdown(why)
    with st.container(width=560):
        if known:
            st.caption("Continue as")
            with st.container(horizontal=True):
                for number, (key, name) in enumerate(known.items()):
                    st.button(state.shown(name), key=f"desk_known_{number}", on_click=_enter, args=(store, key))
        with st.form("desk_sign_in", border=False):
            st.text_input("Your name, or one you choose", key="desk_name", max_chars=60)
            st.form_submit_button("Begin", key="desk_begin", type="primary", on_click=_enter, args=(store, None))
        if trouble := st.session_state.pop("desk_trouble", ""):
            st.error(state.shown(trouble), icon=":material/error:")
        st.caption(NOTICE)
    st.stop()


def _enter(store: Store, key: str | None) -> None:
    """Sit down as the known reviewer `key`, or as the name typed in; a name that differs in case alone is the same."""
    try:
        if key is None:
            typed = fold(st.session_state.get("desk_name", ""))
            key = next((id for id, name in store.reviewers().items() if name.casefold() == typed.casefold()), typed)
            store.join(key)
    except ReviewError as error:
        st.session_state["desk_trouble"] = "Type a name first." if not key else str(error)
        return
    st.session_state[WHO] = key
    st.query_params["as"] = key


def leave() -> None:
    """Let somebody else sit down."""
    st.session_state.pop(WHO, None)
    _clear()
    st.query_params.clear()


def _clear() -> None:
    """Take everything off the desk that the last person left there."""
    for key in [key for key in st.session_state if str(key).startswith(("review_", "adjudicate_", "calibration_"))]:
        del st.session_state[key]


def who_line(store: Store, who: str, page: str) -> None:
    """Who is at the desk, and the way to change that."""
    name = store.reviewers().get(who, who)
    st.button(f"{state.shown(name)} · change", key=f"{page}_leave", on_click=leave, type="tertiary", icon=":material/person:",
              help=NOTICE)  # fmt: skip


def progress(done: queues.Progress, what: str = "decided") -> Markup:
    """How far one is, as a bar and in words."""
    total = done.done + done.left
    told = [f"{done.done} of {total} {what}", f"{done.left} left"]
    if done.pace is not None:
        told.append(f"{done.pace:.0f} s a pair")
    if done.left_seconds:
        told.append(f"about {max(1, round(done.left_seconds / 60))} min to go")
    share = 100 * done.done / max(total, 1)
    bar = tag("div", tag("span", style=f"width:{share:.1f}%"), cls="cc-progress", role="progressbar", aria_valuemin="0",
              aria_valuemax=str(total), aria_valuenow=str(done.done), aria_label="Pairs decided")  # fmt: skip
    return tag("div", bar, tag("div", " · ".join(told), cls="cc-note"), cls="cc-way")


def said(text: str, wrong: bool = False) -> None:
    """The line that screen readers read out when it changes."""
    show(tag("div", text, cls="cc-said cc-wrong" if wrong else "cc-said", role="status", aria_live="polite"))


def texts(check: CrossCheck, page: str, pair: Pair, deciding: tuple[str, int, int] | None = None) -> None:
    """Claim and finding side by side, each in its paragraph, with the deciding passage underlined."""
    with st.container(key=f"{page}_texts"):
        for column, title, sentence in zip(st.columns(2, gap="large"), ("What the State says", "What the source found"),
                                           (pair.claim.sentence, pair.finding.sentence), strict=True):  # fmt: skip
            with column:
                show(_side(check, title, sentence, pair.pair_id, deciding))


def _side(check: CrossCheck, title: str, sentence: Sentence, of: str, deciding: tuple[str, int, int] | None) -> Markup:
    document = check.documents[sentence.doc]
    span = deciding[1:] if deciding and deciding[0] == sentence.doc else None
    parts = []
    for one in check.paragraph(sentence):
        before, inside, after = passages.pieces(document.text, one, span)
        inner = [before, tag("u", inside, title="Deciding passage"), after] if inside else [before + after]
        parts.append(tag("mark" if one.start == sentence.start else "span", *inner))
    return tag(
        "section",
        tag("div", title, cls="cc-side"),
        tag("h3", components.cited(check, sentence), cls="cc-head"),
        components.headings(sentence, 2),
        tag("blockquote", components.join(parts, " "), cls="cc-quote", **components.spoken(check, sentence)),
        cls="cc-desk", aria_label=title, data_pair=of,
    )  # fmt: skip


def decided(title: str, record: Review | Adjudication, extra: str = "") -> Markup:
    """One decision in words: relation, timing, note and deciding passage."""
    return decision(title, record.relation, record.timing, extra, record.note, getattr(record, "deciding", None))


def decision(title: str, relation: str, timing: str, extra: str, note: str, deciding: Quote | None = None) -> Markup:
    """A decision's card."""
    told = tag("div", tag("span", components.relation_name(relation), cls=f"cc-label cc-{relation}"),
               tag("span", " · ".join(part for part in (timing, extra) if part), cls="cc-note"), cls="cc-labels")  # fmt: skip
    parts = [tag("div", title, cls="cc-side"), told]
    if note:
        parts.append(tag("p", note, cls="cc-reason"))
    if deciding:
        parts.append(tag("div", f"Decided by: “{deciding.text}”", cls="cc-cite"))
    return tag("div", *parts, cls="cc-decision")


def lost(record: Review | Adjudication) -> None:
    """The texts of a pair that this build does not have, as they were when it was decided."""
    for title, quote in (("What the State said", record.claim), ("What the source found", record.finding)):
        words = (tag("span", quote.before), " ", tag("mark", quote.text), " ", tag("span", quote.after))
        show(tag("div", title, cls="cc-side"), tag("blockquote", *words, cls="cc-quote"), tag("div", quote.doc, cls="cc-cite"))


def model(check: CrossCheck) -> str:
    """The name and version of what judged, for the log."""
    judge = check.run.get("judge") or check.run.get("model") or {}
    judge = judge if isinstance(judge, dict) else {"name": judge}
    name, version = str(judge.get("name", "unknown")), str(judge.get("fingerprint", ""))[:12]
    return " ".join(part for part in (name, version, str(check.run.get("crosscheck", ""))) if part)


def place(check: CrossCheck, passage: tuple[str, int, int] | None) -> Quote | None:
    """The deciding passage as the log keeps it."""
    return anchoring.quote(check.documents[passage[0]], *passage[1:]) if passage else None
