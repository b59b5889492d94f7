"""How far reviewers agree, where they do not, and what the machine misses; every number leads to its pairs."""

import streamlit as st

from crosscheck.results import CrossCheck
from crosscheck.reviews import agreement, queues, standing
from crosscheck.reviews.agreement import Measure
from crosscheck.reviews.exchange import csv_bytes
from crosscheck.reviews.store import Store
from crosscheck.ui import address, components, desk, filters, state
from crosscheck.ui.components import Markup, show, tag

WHAT = {"relation": "Relation", "timing": "Timing", "flag": "Flag"}
OVERALL, ONE_RELATION, THEME, PEOPLE = "Overall", "Each relation against the rest", "By theme", "Two people"
CONTROL = 200
MOST = 50


@st.cache_resource(show_spinner="Working out agreement and its intervals…", max_entries=8)
def measures(_check: CrossCheck, _decisions: standing.Standing, mark: str, log: str, rows: int) -> list[Measure]:
    """`agreement.table` with themes; `mark`, `log` and `rows` say of what."""
    return agreement.table(_decisions, state.pair_themes(_check))


def number(value: float) -> str:
    """A measure to two places, with a true minus sign."""
    return f"{value:.2f}".replace("-", "−")


def interval(measure: Measure) -> Markup:
    """The value with its interval, drawn from 0 (chance) to 1 and in words; `undefined` where it is."""
    if measure.value is None or measure.low is None or measure.high is None:
        return tag("span", "undefined", cls="cc-note", title="No two people decided the same pair, or all used one label")
    low, high, at = (100 * min(max(value, 0.0), 1.0) for value in (measure.low, measure.high, measure.value))
    strip = tag("span", tag("span", cls="cc-range", style=f"left:{low:.0f}%;width:{max(high - low, 1):.0f}%"),
                tag("span", cls="cc-point", style=f"left:{at:.0f}%"), cls="cc-strip", aria_hidden="true")  # fmt: skip
    words = f"{number(measure.value)}  [{number(measure.low)}, {number(measure.high)}]"
    return tag("span", strip, tag("span", words, cls="cc-number"), cls="cc-score")


def group_of(measure: Measure) -> str:
    """Under which heading a measure stands."""
    if measure.group == "all":
        return OVERALL if measure.what in WHAT else ONE_RELATION
    return PEOPLE if measure.name.startswith("Cohen") else THEME


def listing(check: CrossCheck, shown: list[Measure], names: dict[str, str]) -> None:
    """The measures of one heading as a table."""
    themes = filters.names(check, "theme")
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Of", "", "Measure", "Pairs", "Value and 95 % interval")))
    rows = []
    for one in shown:
        what = WHAT.get(one.what) or components.relation_name(one.what)
        who = " / ".join(names.get(id, id) for id in one.group.split(" / ")) if group_of(one) == PEOPLE else themes.get(one.group, "")
        cells = (tag("th", what, scope="row"), tag("td", who), tag("td", one.name), tag("td", str(one.pairs)), tag("td", interval(one)))
        rows.append(tag("tr", *cells))
    show(tag("table", tag("thead", head), tag("tbody", *rows), cls="cc-table cc-measures"))


def summary(found: list[Measure], decisions: standing.Standing) -> None:
    """The three numbers that are asked for first."""
    overall = {m.what: m for m in found if m.group == "all" and m.name.startswith("Kripp")}
    twice = sum(len(reviews) > 1 for reviews in standing.by_pair(decisions).values())
    columns = st.columns(4)
    columns[0].metric("Pairs decided by two or more", f"{twice:,}", help="Blind decisions only: made before anything was shown.")
    for column, what in zip(columns[1:], WHAT, strict=True):
        value = overall[what].value
        column.metric(f"{WHAT[what]}: Krippendorff's α", "undefined" if value is None else number(value),
                      help="1 is perfect agreement, 0 what chance alone would give.")  # fmt: skip


def open_cell(first: str, second: str) -> None:
    """List the pairs of one cell."""
    st.session_state["agreement_cell"] = f"{first}|{second}"


def confusion(check: CrossCheck, log: desk.Log, decisions: standing.Standing, names: dict[str, str]) -> None:
    """What two people called the same pairs; a cell leads to its pairs."""
    people = sorted({reviewer for _, reviewer in decisions})
    with st.container(horizontal=True, key="agreement_people"):
        first = st.selectbox("In rows", people, key="agreement_first", format_func=lambda id: state.shown(names.get(str(id), str(id))))
        others = [id for id in people if id != first]
        if st.session_state.get("agreement_second") not in others:
            st.session_state["agreement_second"] = others[0]
        second = st.selectbox("In columns", others, key="agreement_second", format_func=lambda id: state.shown(names.get(str(id), str(id))))
        what = st.segmented_control("Compare", list(WHAT), key="agreement_what", format_func=WHAT.__getitem__, required=True) or "relation"
    cells = agreement.confusion(decisions, first, second, what)
    labels = agreement.CATEGORIES[what]
    named = [components.relation_name(label) if what == "relation" else label.capitalize() for label in labels]
    by_labels = {(cell.first, cell.second): cell for cell in cells}
    with st.container(key="agreement_grid", gap="small"):
        widths = [1.4, *([1] * len(labels)), max(0.1, 6 - len(labels))]
        head = st.columns(widths, vertical_alignment="bottom")
        for column, name in zip(head[1:], named, strict=False):
            column.caption(state.shown(name))
        for label, name in zip(labels, named, strict=True):
            row = st.columns(widths, vertical_alignment="center")
            row[0].caption(state.shown(name))
            for column, other in zip(row[1:], labels, strict=False):
                count = len(by_labels[label, other].pairs)
                column.button(str(count) if count else "·", key=f"agreement_cell_{label}_{other}", disabled=not count, width="stretch",
                              type="primary" if count and label != other else "secondary", on_click=open_cell, args=(label, other),
                              help=f"{count} pairs: {label} / {other}")  # fmt: skip
    chosen = by_labels.get(tuple(st.session_state.get("agreement_cell", "").split("|")))
    if chosen and chosen.pairs:
        pairs(check, log, chosen)


def pairs(check: CrossCheck, log: desk.Log, cell: agreement.Cell) -> None:
    """The pairs of one cell, with the way to each; who is at the desk sees those that are no secret to them."""
    st.markdown(f"**{len(cell.pairs)} pairs: {cell.first} / {cell.second}**")
    listed, who = state.pair_ids(check), st.session_state.get(desk.WHO)
    settled, mine = standing.adjudications(log.here), {pair for pair, reviewer in desk.standing(log) if reviewer == who}
    seen = [pair for pair in cell.pairs if not who or pair in settled or pair in mine]
    if len(seen) < len(cell.pairs):
        st.caption(f"{len(cell.pairs) - len(seen)} of them are hidden until you have decided them or they are settled.")
    for pair_id in seen[:MOST]:
        with st.container(border=True, key=f"agreement_pair_{pair_id}"):
            if pair_id not in listed:
                st.caption(f"Pair {pair_id} is not in this index; its texts are in the log.")
                continue
            pair = check.pair(pair_id)
            left, right, way = st.columns([5, 5, 1], vertical_alignment="center")
            for column, sentence in ((left, pair.claim.sentence), (right, pair.finding.sentence)):
                with column:
                    show(tag("div", sentence.text), tag("div", components.cited(check, sentence), cls="cc-cite"))
            way.page_link(state.page("pair"), label="Open", icon=":material/arrow_forward:", query_params={"pair": pair_id})
    if len(seen) > MOST:
        st.caption(f"The first {MOST} of {len(seen)}; the raw data has all of them.")


def missed(check: CrossCheck, log: desk.Log) -> None:
    """What the random control sample says of flags that the machine missed."""
    st.subheader("What the machine misses", anchor=False)
    sample = queues.control(check.table, CONTROL, check.corpus.id)
    population = int((~check.table["flag"]).sum())
    found = queues.missed_flags(sample, standing.outcomes(log.here), population)
    if found is None:
        st.caption("Nothing to say yet. Decide pairs of the queue “Random sample of pairs not flagged”: from these the share of flags "
                   "that the machine missed is estimated, with its interval.")  # fmt: skip
        return
    st.markdown(
        f"Of **{found.judged}** randomly drawn pairs that the machine did not flag, people found **{found.found}** to be flags: "
        f"**{found.rate:.1%}**, 95 % interval {found.low:.1%} to {found.high:.1%}. Over all {population:,} such pairs that is "
        f"about **{found.count:,.0f}** ({found.low_count:,.0f} to {found.high_count:,.0f})."
    )
    st.caption("It holds as long as the sample is decided in its order. Findings that were never proposed for a claim are not in it.")


def body(check: CrossCheck, store: Store, log: desk.Log) -> None:
    """Measures, confusion and raw data."""
    decisions = standing.blind_decisions(log.here)
    names = store.reviewers()
    found = measures(check, decisions, state.mark(check), store.name, len(log.records))
    summary(found, decisions)
    if len({reviewer for _, reviewer in decisions}) < 2:
        st.info("Agreement needs two people who decided the same pairs blind.", icon=":material/group:")
    else:
        groups = {name: [m for m in found if group_of(m) == name and (m.pairs or name == OVERALL)]
                  for name in (OVERALL, ONE_RELATION, THEME, PEOPLE)}  # fmt: skip
        st.subheader("Measures", anchor=False)
        group = st.segmented_control("Measures", list(groups), key="agreement_group", default=OVERALL, required=True,
                                     label_visibility="collapsed") or OVERALL  # fmt: skip
        listing(check, groups[group], names)
        st.caption("Intervals are percentiles of 1,000 bootstrap samples of pairs. A measure that the data leave undefined is not guessed.")
        st.subheader("Who called it what", anchor=False)
        st.caption("Each number leads to its pairs. Where the two differ it stands on a dark ground.")
        confusion(check, log, decisions, names)
    rows = agreement.raw(decisions, state.pair_themes(check))
    st.download_button("Download the decisions behind these numbers (CSV)", csv_bytes(rows, ("pair_id", "reviewer", "relation", "timing")),
                       "blind-decisions.csv", "text/csv", key="agreement_raw", icon=":material/download:", disabled=not rows)  # fmt: skip
    missed(check, log)


def main() -> None:
    """Draw the page."""
    check = state.load()
    store = state.reviews(check)
    known = [address.Field("what", "relation", list(WHAT)), address.Field("cell", "")]
    address.restore("agreement", known)
    st.title("Agreement", anchor=False)
    st.caption("Measured on blind first decisions: what people decided before they saw the machine's label or each other's.")
    with state.plainly():
        body(check, store, desk.read(check, store))
    address.keep("agreement", known)


main()
