"""The State's claims on the left, and on the right what independent sources found on each."""

import pandas as pd
import streamlit as st

from crosscheck import views
from crosscheck.records import Claim, Pair, Relation
from crosscheck.results import CrossCheck
from crosscheck.ui import address, components, figures, filing, filters, names, speaking
from crosscheck.ui.components import show, tag

PER_PAGE = 8
FEW = 3


def open_claim(key: str) -> None:
    """Show one claim alone, with all its findings; nothing for the whole list again."""
    st.session_state["claims_claim"] = key
    _turned()


def _turned() -> None:
    st.session_state["claims_turns"] = st.session_state.get("claims_turns", 0) + 1


def turn(pager: str) -> None:
    """Go to the page that the pager says."""
    st.session_state["claims_page"] = st.session_state[pager]
    _turned()


def claim_card(check: CrossCheck, claim: Claim, flags: int, related: int, whole: bool, once: int) -> None:
    """The State's text with what is known about it. `once`: how many related findings there are, repeats counted once."""
    sentence = claim.sentence
    articles = [f"Article {number}" for number in claim.articles]
    themes = filters.names(check, "theme")
    about = [claim.kind.capitalize(), *articles, *(themes.get(theme, theme) for theme in claim.themes)]
    if near := filing.likened(check).get(check.claims.index(claim)):
        about.append(f"≈ {themes.get(near, near)}")
    if claim.recommendation:
        about.append(f"answers recommendation in para. {claim.recommendation}")
    counted = f"⚑ {flags} flag{'s' if flags != 1 else ''} among {related} related findings" if related else "∅ Silent"
    counted += f" ({once} if repeats are counted once)" if once < related else ""
    named = names.said(check, sentence) if whole else []
    show(
        tag(
            "div",
            tag("h3", components.cited(check, sentence)),
            components.headings(sentence, 0 if whole else 2),
            components.quote(check, sentence, reach=None if whole else 1),
            tag("div", " · ".join(about), cls="cc-note"),
            *([tag("div", f"Names {'; '.join(named)}", cls="cc-note")] if named else []),
            tag("div", counted, cls="cc-alike"),
            cls="cc-claim",
        )
    )


def findings(check: CrossCheck, groups: list[views.Group], prefix: str) -> None:
    """Persistent findings first, then each source's own, the latest year first."""
    standing = [group for group in groups if group.persistent]
    if standing:
        show(tag("div", "Found in several years", cls="cc-side"))
    for group in standing:
        one_finding(check, group, prefix)
    single = [group for group in groups if not group.persistent]
    order = sorted({(-group.lead.finding.year, group.lead.finding.sentence.doc) for group in single})
    for year, doc in order:
        show(tag("div", _heading(check.documents[doc].info.label, -year), cls="cc-side"))
        for group in single:
            if (-group.lead.finding.year, group.lead.finding.sentence.doc) == (year, doc):
                one_finding(check, group, prefix)


def one_finding(check: CrossCheck, group: views.Group, prefix: str) -> None:
    """A finding with those that repeat it, whether or not they are pairs of this claim."""
    repeats = speaking.elsewhere(group.lead.finding, [pair.finding for pair in group.pairs], filing.repeated(check))
    components.finding(check, group, f"{prefix}_{group.lead.pair_id}", repeats=repeats)


def _heading(label: str, year: int) -> str:
    return label if str(year) in label else f"{label} · {year}"


def silence(check: CrossCheck, chosen: views.Filters) -> None:
    """That nothing was found, and where was looked."""
    searched = [info.label for info in views.independent(check) if not chosen.sources or info.id in chosen.sources]
    show(
        tag(
            "div",
            f"∅ Searched {views.in_words(searched)}: nothing found that these filters keep. "
            "Silence is not evidence of compliance.",
            cls="cc-empty",
        )
    )


def block(check: CrossCheck, position: int, row: dict, pairs: list[Pair], chosen: views.Filters) -> None:
    """One claim beside its findings: the few strongest in a list, all of them when it is shown alone."""
    claim, key = check.claims[position], views.claim_key(check.claims[position].sentence)
    alone = bool(chosen.claim)
    groups = speaking.groups(pairs, filing.repeated(check))
    once = sum(any(pair.relation != Relation.UNRELATED for pair in group.pairs) for group in groups)
    with st.container(border=not alone, key=f"claims_block_{position}"):
        left, right = st.columns([2, 3], gap="large")
        with left:
            claim_card(check, claim, row["flags"], row["related"], alone, once)
            if alone:
                filing.editor(check, claim, filters.names(check, "theme"))
            figures.beside_claim(check, claim, alone)
        with right:
            if not groups:
                silence(check, chosen)
            findings(check, groups if alone else groups[:FEW], f"claims_{position}")
            if len(groups) > FEW and not alone:
                st.button(
                    f"Show all {len(groups)} findings on this claim",
                    key=f"claims_open_{position}",
                    on_click=open_claim,
                    args=(key,),
                    icon=":material/unfold_more:",
                    type="tertiary",
                )
            elif not alone:
                st.button(
                    "Show this claim alone",
                    key=f"claims_open_{position}",
                    on_click=open_claim,
                    args=(key,),
                    icon=":material/open_in_full:",
                    type="tertiary",
                )


def one(check: CrossCheck, listed: pd.DataFrame, pairs: pd.DataFrame, chosen: views.Filters, order: list[int]) -> None:
    """A claim alone, with the ways to its neighbours in the list."""
    here = listed.index[0]
    at = order.index(here) if here in order else None
    back, previous, following = st.columns([4, 1, 1])
    back.button("Back to the list", key="claims_all", on_click=open_claim, args=("",), icon=":material/arrow_back:")
    for column, label, step, icon in (
        (previous, "Previous", -1, "chevron_left"),
        (following, "Next", 1, "chevron_right"),
    ):
        to = None if at is None or not 0 <= at + step < len(order) else check.claims[order[at + step]].sentence
        column.button(
            label,
            key=f"claims_{label.lower()}",
            on_click=open_claim,
            args=(views.claim_key(to) if to else "",),
            disabled=to is None,
            icon=f":material/{icon}:",
            width="stretch",
            shortcut="k" if step < 0 else "j",
        )
    block(check, here, listed.loc[here].to_dict(), list(check.pairs(pairs)), chosen)


def several(check: CrossCheck, listed: pd.DataFrame, pairs: pd.DataFrame, chosen: views.Filters) -> None:
    """A page of the list."""
    pages = max(1, -(-len(listed) // PER_PAGE))
    st.session_state["claims_page"] = min(st.session_state["claims_page"], pages)
    start = (st.session_state["claims_page"] - 1) * PER_PAGE
    visible = listed.iloc[start : start + PER_PAGE]
    wanted = pairs[pairs["claim"].isin(visible.index)]
    by_claim = {claim: rows for claim, rows in wanted.groupby("claim")}  # noqa: C416 (dict() takes it for a mapping)
    for position, row in zip(visible.index, visible.to_dict("records"), strict=True):
        rows = by_claim.get(position)
        block(check, position, row, [] if rows is None else list(check.pairs(rows)), chosen)
    present = st.session_state["claims_page"]
    pager = f"claims_pager_{pages}_{present}"
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.pagination(pages, default=present, key=pager, on_change=turn, args=(pager,))


def main() -> None:
    """Draw the page."""
    check = filing.load()
    fields = filters.fields(check)
    address.restore("claims", fields)
    filters.draw(check)
    chosen = filters.chosen()
    st.title("Claims and what sources found", anchor=False)
    bar, order = st.columns([3, 1], vertical_alignment="bottom")
    bar.segmented_control(
        "Show",
        list(filters.SHOW),
        key="claims_show",
        format_func=filters.SHOW.__getitem__,
        required=True,
        on_change=filters.first_page,
        label_visibility="collapsed",
    )
    order.selectbox(
        "Order",
        list(filters.ORDER),
        key="claims_order",
        format_func=filters.ORDER.__getitem__,
        on_change=filters.first_page,
        label_visibility="collapsed",
    )
    whole = views.Filters(**{**vars(chosen), "claim": ""})
    filed = filing.with_likened(check)
    pairs = names.pairs(check, views.select(filed, whole))
    listed = names.claims(check, views.claim_list(filed, whole, pairs, st.session_state["claims_show"], st.session_state["claims_order"]))
    if chosen.claim:
        single = views.claim_list(check, views.Filters(claim=chosen.claim), pairs)
        if single.empty:
            st.warning("This link names a claim that the present index does not have.", icon=":material/link_off:")
            st.button("Show all claims", key="claims_all", on_click=open_claim, args=("",))
        else:
            one(check, single, pairs[pairs["claim"] == single.index[0]], chosen, list(listed.index))
    elif listed.empty:
        st.info(
            "No claim fits these filters. Take one away, or clear them all in the sidebar.",
            icon=":material/filter_alt:",
        )
    else:
        st.caption(
            f"{len(listed):,} of {len(check.claims):,} claims · {int(listed['flags'].sum()):,} flags among "
            f"{int(listed['related'].sum()):,} related pairs"
        )
        several(check, listed, pairs, chosen)
    if turns := st.session_state.get("claims_turns"):
        components.to_top(turns)
    address.keep("claims", fields)


main()
