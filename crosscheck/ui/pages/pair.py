"""One claim and one finding: both in their places, all scores, why, and citations to copy."""

import streamlit as st

from crosscheck import views
from crosscheck.records import Finding, Pair, Relation, Sentence, Timing
from crosscheck.results import CrossCheck
from crosscheck.ui import address, components, figures, filing, speaking, state
from crosscheck.ui import reasons as found_reasons
from crosscheck.ui.components import Markup, show, tag


def side(check: CrossCheck, title: str, sentence: Sentence, finding: Finding | None = None) -> None:
    """One text: its headings, its paragraph with the sentence marked, where it stands, and how to cite it; of a finding who
    speaks in it and where it is said again."""
    words = speaking.words(check, finding) if finding else None
    again = speaking.elsewhere(finding, [], filing.repeated(check)) if finding else []
    info = check.documents[sentence.doc].info
    show(
        tag("div", title, cls="cc-side"),
        tag("h3", info.label, cls="cc-head"),
        tag("div", f"{info.title} · {info.publisher}", cls="cc-cite"),
        components.headings(sentence),
        components.reported(words),
        components.quote(check, sentence, said=words.span if words else None),
        tag("div", components.again(check, again), cls="cc-finding"),
    )
    cited = views.citation(info, sentence)
    st.code(f"“{sentence.text}” ({cited})", language=None, wrap_lines=True)
    show(
        tag(
            "div",
            f"Characters {sentence.start:,} to {sentence.end:,} of {info.id}, SHA-256 {info.sha256}",
            cls="cc-cite",
        )
    )


def scores(pair: Pair) -> Markup:
    """All class scores as a table; the relation chosen is in bold."""
    rows = [
        tag("tr", tag("td", components.relation_name(relation)), tag("td", components.bar(pair.scores[relation], relation)),
            **({"cls": "cc-chosen"} if relation is pair.relation else {}))
        for relation in Relation
    ]  # fmt: skip
    rows += [
        tag("tr", tag("td", "⚑ Flag"), tag("td", components.bar(pair.flag_score, "Flag score"))),
        tag("tr", tag("td", "Found by retrieval"), tag("td", components.bar(pair.scores["candidate"], "Candidate"))),
    ]
    return tag("table", tag("tbody", *rows), cls="cc-table")


def reasons(check: CrossCheck, pair: Pair) -> Markup:
    """What is known about how the suggestion came to be."""
    about = check.documents[pair.claim.sentence.doc].info
    source = check.documents[pair.finding.sentence.doc].info
    read = (
        "The relation model read both texts."
        if pair.judged_by == "judge"
        else "The relation model was asked, and its answer could not be read: this pair is unjudged. The scores are those of "
        "the first, cheap stage."
        if pair.judged_by == "unjudged"
        else "A first, cheap stage found nothing worth reading; the relation model did not read this pair."
    )
    timing = (
        "Superseded: the claim or its paragraph asserts a later change to what the finding describes; the finding "
        "is then a baseline."
        if pair.timing is Timing.SUPERSEDED
        else "Current: nothing in the claim's paragraph says that this has changed since."
    )
    first, last = about.period
    facts = {
        "Judged by": read,
        "Timing": timing,
        "Years": f"The claim's document covers {first}–{last}; the finding describes {pair.finding.year} ({source.label}).",
        "Who speaks": components.SPEAKERS[pair.finding.attribution],
        "Speaks of": components.GROUNDS[pair.finding.ground],
        "Kind of claim": pair.claim.kind.capitalize(),
        "Rank": f"{pair.rank} among the findings proposed for this claim",
    }
    rows = [tag("tr", tag("th", name, scope="row"), tag("td", text)) for name, text in facts.items()]
    return tag("table", tag("tbody", *rows), cls="cc-table")


def ways(check: CrossCheck, pair: Pair) -> None:
    """Back to the claims, and to the pairs ranked before and after on the same claim."""
    position = check.claims.index(pair.claim)
    same = check.table[(check.table["claim"] == position) & (check.table["relation"] != Relation.UNRELATED)]
    ids = [one.pair_id for one in sorted(check.pairs(same), key=views.strength)]
    at = ids.index(pair.pair_id) if pair.pair_id in ids else None
    with st.container(horizontal=True, key="pair_ways"):
        st.page_link(
            state.page("claims"),
            label="Back to the claims",
            icon=":material/arrow_back:",
            query_params=address.last("claims"),
        )
        st.page_link(
            state.page("claims"),
            label="All findings on this claim",
            icon=":material/list:",
            query_params={"claim": views.claim_key(pair.claim.sentence)},
        )
        for label, step, icon in (("Stronger", -1, "chevron_left"), ("Weaker", 1, "chevron_right")):
            to = ids[at + step] if at is not None and 0 <= at + step < len(ids) else None
            st.page_link(
                state.page("pair"),
                label=label,
                icon=f":material/{icon}:",
                disabled=to is None,
                query_params={"pair": to or pair.pair_id},
            )
        if at is not None:
            st.caption(f"{at + 1} of {len(ids)} related to this claim")


def main() -> None:
    """Draw the page."""
    check = filing.load()
    wanted = st.query_params.get("pair", "")
    try:
        pair = check.pair(wanted)
    except KeyError:
        st.title("One pair", anchor=False)
        st.warning(
            "No pair was chosen."
            if not wanted
            else f"This index has no pair {state.shown(wanted)}. It may have been built from other documents.",
            icon=":material/link_off:",
        )
        st.page_link(state.page("claims"), label="Go to the claims", icon=":material/arrow_forward:")
        return
    ways(check, pair)
    st.title("One claim, one finding", anchor=False)
    show(components.labels(pair))
    with st.container(key="pair_texts"):
        left, right = st.columns(2, gap="large")
        with left:
            side(check, "What the State says", pair.claim.sentence)
        with right:
            side(check, "What the source found", pair.finding.sentence, pair.finding)
        st.subheader("Why", anchor=False)
        found_reasons.why(check, pair)
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Scores", anchor=False)
            show(scores(pair))
        with right:
            st.subheader("How this came about", anchor=False)
            show(reasons(check, pair))
    figures.beside_pair(check, pair)
    st.subheader("To cite this pair", anchor=False)
    st.code(
        f"{components.cited(check, pair.claim.sentence)}\n{components.cited(check, pair.finding.sentence)}\npair {pair.pair_id}",
        language=None,
        wrap_lines=True,
    )


main()
