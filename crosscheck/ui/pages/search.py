"""Paste any claim; the same sources answer."""

import time

import streamlit as st

from crosscheck import views
from crosscheck.records import Pair, Relation
from crosscheck.results import CrossCheck
from crosscheck.ui import address, components, state
from crosscheck.ui.components import show, tag

FIELDS = [address.Field("q", "")]
LIMIT = 20


def answers(check: CrossCheck, question: str) -> tuple[list[Pair], float]:
    """The pairs found, and the milliseconds that the search took."""
    engine = state.search(check)
    with state.plainly():
        begun = time.perf_counter()
        pairs = engine.ask(question, limit=LIMIT)
        return pairs, 1000 * (time.perf_counter() - begun)


def results(check: CrossCheck, pairs: list[Pair], taken: float) -> None:
    """What was found, the unrelated folded away."""
    related = views.groups(pair for pair in pairs if pair.relation is not Relation.UNRELATED)
    unrelated = views.groups(pair for pair in pairs if pair.relation is Relation.UNRELATED)
    flags = sum(pair.flag for pair in pairs)
    st.caption(f"{len(pairs)} findings, answered in {taken:.0f} ms · {flags} flagged · {len(unrelated)} judged unrelated")
    if not related:
        searched = views.in_words([info.label for info in views.independent(check)])
        show(
            tag(
                "div",
                f"∅ Searched {searched}: nothing related found. Silence is not evidence of compliance.",
                cls="cc-empty",
            )
        )
    for group in related:
        components.finding(check, group, f"search_{group.lead.pair_id}", link=False)
    if unrelated:
        with st.expander(f"{len(unrelated)} near findings judged unrelated", key="search_unrelated"):
            for group in unrelated:
                components.finding(check, group, f"search_{group.lead.pair_id}", link=False)


def main() -> None:
    """Draw the page."""
    check = state.load()
    address.restore("search", FIELDS)
    st.title("Search with any claim", anchor=False)
    with st.form("search_form", border=False):
        question = st.text_area(
            "Paste a sentence that claims something",
            key="search_q",
            height=100,
            max_chars=2000,
            placeholder="For example: Workers may form trade unions without prior permission.",
        )
        st.form_submit_button("Search", key="search_go", type="primary", icon=":material/search:")
    st.caption(
        "Nothing you paste leaves this machine, but it does stand in the page's address, and so in this browser's history."
    )
    address.keep("search", FIELDS)
    if question.strip():
        with st.container(width=1000):
            results(check, *answers(check, views.fold(question)))


main()
