"""The whole cross-check at a glance: counts, articles or themes by source, and the strongest flags."""

import streamlit as st

from crosscheck import views
from crosscheck.results import CrossCheck
from crosscheck.ui import address, components, filing, filters, state
from crosscheck.ui.components import show, tag

BY = {"article": "Articles", "theme": "Themes"}


def counts(check: CrossCheck, overall: dict) -> None:
    """The numbers that describe the cross-check."""
    shown = {
        "Claims of the State": (overall["claims"], "Sentences of the State report that assert something checkable"),
        "Claims flagged": (overall["flagged"], "Claims that at least one finding contradicts or qualifies"),
        "Claims met by silence": (
            overall["silent"],
            "All sources searched, nothing related found: not evidence of compliance",
        ),
        "Findings": (len(check.findings), "Sentences of independent sources that can be set against a claim"),
        "Flags": (overall["flags"], "Pairs judged contradicts or qualifies, not superseded by a later change"),
    }
    for column, (label, (value, explained)) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(label, f"{value:,}", help=explained)


def cell(row: dict, field: str) -> None:
    """One source's answer to the claims of one row, leading to them."""
    if row["flags"]:
        label, kept = f"**⚑ {row['flags']}** / {row['related']}", "flagged"
        told = f"{row['flags']} flags among {row['related']} related pairs, on {row['flagged_claims']} of {row['claims']} claims"
    elif row["related"]:
        label, kept, told = f"0 / {row['related']}", "related", f"No flag; {row['related']} related pairs"
    else:
        label, kept = ":gray[∅ silent]", "silent"
        told = "Searched, nothing related found. This is not evidence of compliance."
    st.page_link(
        state.page("claims"),
        label=label,
        help=told,
        query_params={field: row["key"], "source": row["source"], "show": kept},
    )


def rows(check: CrossCheck, field: str, names: dict[str, str], cells: dict[str, list[dict]]) -> None:
    """The head of the matrix and a row for each article or theme that claims have."""
    sources = views.independent(check)
    widths = [3.2] + [1] * len(sources)
    with st.container(key="overview_row_head"):
        head = st.columns(widths, vertical_alignment="bottom", wrap=False)
        with head[0]:
            show(tag("div", f"{BY[field]} (claims)", cls="cc-head"))
        for column, info in zip(head[1:], sources, strict=True):
            with column:
                show(tag("div", info.label, cls="cc-head"))
    for key in (key for key in names if key in cells):
        by_source = {row["source"]: row for row in cells[key]}
        with st.container(key=f"overview_row_{key}"):
            columns = st.columns(widths, vertical_alignment="center", wrap=False)
            with columns[0]:
                st.page_link(
                    state.page("claims"),
                    label=f"{state.shown(names[key])} :gray[({cells[key][0]['claims']})]",
                    query_params={field: key},
                )
            for column, info in zip(columns[1:], sources, strict=True):
                with column:
                    cell(by_source[info.id], field)


def matrix(check: CrossCheck) -> None:
    """Articles or themes in rows, sources in columns by year."""
    chosen = st.segmented_control(
        "Rows", list(BY), format_func=BY.__getitem__, required=True, key="overview_by", label_visibility="collapsed"
    )
    field = chosen or "article"
    names = filters.names(check, field)
    cells = {key: part.to_dict("records") for key, part in state.matrix(check, f"{field}s").groupby("key")}
    with st.container(key="overview_matrix", gap=None):
        rows(check, field, names, cells)
    empty = [key for key in names if key not in cells and key != views.NONE]
    st.caption(
        "**⚑ flags / related pairs** of a source. **∅ silent**: searched, nothing related found; that is not evidence "
        "of compliance."
        + (f" No claim stands under article {state.shown(views.in_words(empty))}." if empty and field == "article" else "")
    )


def strongest(check: CrossCheck) -> None:
    """The flags with the highest scores, one a claim."""
    pairs = list(check.pairs(views.strongest(check)))
    if not pairs:
        st.info("No pair is flagged.", icon=":material/info:")
    for number, pair in enumerate(pairs, start=1):
        with st.container(border=True, key=f"overview_flag_{number}"):
            left, right = st.columns([2, 3], gap="medium")
            with left:
                show(tag("div", quoted(check, pair.claim.sentence), cls="cc-claim"))
            with right:
                components.finding(check, views.Group((pair,)), key=f"overview_finding_{number}")


def quoted(check: CrossCheck, sentence: views.Sentence) -> components.Markup:
    """A claim alone, with its citation."""
    return tag(
        "div",
        tag("blockquote", tag("b", sentence.text), cls="cc-quote", **components.spoken(check, sentence)),
        tag("div", components.cited(check, sentence), cls="cc-cite"),
    )


def main() -> None:
    """Draw the page."""
    check = filing.load()
    fields = [address.Field("by", "article", list(BY))]
    address.restore("overview", fields)
    st.title(state.shown(check.corpus.title), anchor=False)
    st.caption(
        f"What {state.shown(check.corpus.state)} tells the {state.shown(check.corpus.committee)}, beside what "
        f"{len(views.independent(check))} independent sources found. Every relation is a machine's suggestion, "
        "to be checked against the quoted text."
    )
    counts(check, state.overall(check))
    st.subheader("Where sources differ, and where they are silent", anchor=False)
    matrix(check)
    st.subheader("Strongest flags", anchor=False)
    st.caption("The highest flag score of each claim.")
    strongest(check)
    address.keep("overview", fields)


main()
