"""From decided pairs to a submission: choose, see how long it gets, decide about names, assess, download."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from crosscheck import views
from crosscheck.errors import CrosscheckError
from crosscheck.export import decided, safety
from crosscheck.export.safety import Audience, SafetyError
from crosscheck.records import Relation
from crosscheck.report import annexes, budget, committee, compose, docx, text, workbook
from crosscheck.report.blocks import Annex, Block, Contents, Figure, Heading, Mark, Paragraph, plain
from crosscheck.report.builder import Report, build
from crosscheck.report.choice import Choice, Include, Order, Quotation
from crosscheck.report.matrix import Assessment, recommendation_titles
from crosscheck.report.wording import Words, languages
from crosscheck.results import CrossCheck
from crosscheck.ui import components, filters, state
from crosscheck.ui.components import Markup, show, tag

INCLUDE = {"settled": "Settled by two people or an adjudication", "reviewed": "Also decided by one person",
           "unreviewed": "Also machine suggestions, marked"}  # fmt: skip
AUDIENCE = {"draft": "Only us, while drafting", "public": "Everyone: it will be posted", "state": "The State will be told of it"}
ORDER = {"strongest": "Strongest first", "report": "As in the State report"}
QUOTATION = {"sentence": "Sentences", "paragraph": "Whole paragraphs", "reference": "Places only"}
NAMES, ASSESSED = "report_names_decided", "report_assessed"


def subjects(check: CrossCheck) -> dict[str, Any]:
    """Articles, themes and recommendations, at least one of which is needed."""
    titles = {number: f"para. {number} · {title or 'no title'}" for number, title in recommendation_titles(check).items()}
    offered = {"articles": filters.names(check, "article"), "themes": filters.names(check, "theme"), "recommendations": titles}
    chosen: dict[str, Any] = {}
    for column, (name, options) in zip(st.columns(3), offered.items(), strict=True):
        known = [option for option in options if option != views.NONE]
        chosen[name] = tuple(column.multiselect(
            name.capitalize(), known, key=f"report_{name}", placeholder="Choose",
            format_func=partial(_title, options)))  # fmt: skip
    return chosen


def _title(options: dict[str, str], option: str) -> str:
    return state.shown(options[option])


def settings(check: CrossCheck) -> Choice:
    """The rest of the choice, in the sidebar."""
    known = committee.shipped()
    own = check.corpus.committee.lower()
    with st.sidebar:
        first = known.index(own) if own in known else 0
        body = st.selectbox("Committee", known, index=first, key="report_committee", format_func=str.upper)
        limits = [limit.who for limit in committee.load(body).limits] or ["organization"]
        who = st.selectbox("Submitted by one", limits, key="report_who")
        language = st.selectbox("Language of the fixed words", languages(), index=languages().index("en"), key="report_language")
        include = _radio("Which pairs", "include", INCLUDE)
        related = [str(r) for r in Relation if r is not Relation.UNRELATED]
        relations = st.pills("Relations", related, selection_mode="multi", default=related[:2], key="report_relations",
                             format_func=components.relation_name)  # fmt: skip
        quotation, order = _radio("Quote", "quotation", QUOTATION), _radio("Order", "order", ORDER)
        per_issue = st.number_input("Statements under a heading", 1, 50, 5, key="report_per_issue")
        per_claim = st.number_input("Findings beside a statement", 1, 20, 3, key="report_per_claim")
        audience = _radio("Who may read it", "audience", AUDIENCE)
        organization = st.text_input("Organization, for the cover", key="report_organization")
    return Choice(
        committee=body, who=who, language=language, include=Include(include), relations=tuple(map(Relation, relations or related[:2])),
        quotation=Quotation(quotation), order=Order(order), per_issue=int(per_issue), per_claim=int(per_claim),
        audience=Audience(audience), organization=organization, names=dict(st.session_state.get(NAMES, {})),
    )  # fmt: skip


def _radio(label: str, name: str, options: dict[str, str]) -> str:
    return st.radio(label, list(options), key=f"report_{name}", format_func=options.__getitem__)


def length(report: Report, blocks: list[Block]) -> None:
    """The live budget."""
    measured = budget.measure(blocks, report.committee, report.choice.who)
    limit = measured.limit
    allowed = "no limit known" if limit is None else f"of {limit.words:,}" if limit.words else f"of {limit.pages}"
    pages = allowed if limit and limit.pages else ""
    first, second, third, fourth = st.columns(4)
    first.metric("Words", f"{measured.total:,}", "" if pages else allowed, delta_color="off", delta_arrow="off")
    second.metric("Pages, estimated", f"{measured.pages:.1f}", pages, delta_color="off", delta_arrow="off")
    third.metric("Pairs", len(report.bundle.pairs))
    fourth.metric("Waiting for a review", report.waiting)
    if measured.over:
        st.warning("Longer than the committee accepts: choose fewer statements or findings, or fewer subjects.", icon=":material/compress:")
    if report.committee.not_filled_in:
        st.caption(state.shown(f"Not known for {report.committee.name}: {'; '.join(report.committee.not_filled_in)}. "
                               f"See {report.committee.source}"))  # fmt: skip
    for warning in (*report.warnings, *(f"Left out: {blocked}" for blocked in report.blocked)):
        st.warning(state.shown(warning), icon=":material/warning:")


def names(report: Report) -> None:
    """Persons and places in the quotes, each for a decision."""
    known = st.session_state.setdefault(NAMES, {})
    open_ = sum(mention.name not in known for mention in report.mentions)
    st.subheader("Names in the quotes", anchor=False)
    st.caption(f"{len(report.mentions)} names, {open_} without a decision. They are found by how they are written, so the list "
               "holds some that are none, and may miss some. A covered name stays legible in the public source.")  # fmt: skip
    if not report.mentions:
        return
    table = pd.DataFrame([{"name": m.name, "kind": m.kind, "times": m.times, "first": m.first, "decision": known.get(m.name)}
                          for m in report.mentions])  # fmt: skip
    column = st.column_config.SelectboxColumn("decision", options=list(safety.DECISIONS))
    edited = st.data_editor(table, key=f"report_names_{len(known)}", hide_index=True, width="stretch", height=260,
                            disabled=["name", "kind", "times", "first"], column_config={"decision": column})  # fmt: skip
    decisions = {row["name"]: row["decision"] for row in edited.to_dict("records") if row["decision"] in safety.DECISIONS}
    left, right = st.columns([1, 5])
    if left.button("Keep all others", key="report_names_keep", disabled=not open_):
        decisions = {mention.name: "keep" for mention in report.mentions} | decisions
    right.caption("Decisions hold for this session; nothing is covered until you choose redact.")
    if {**known, **decisions} != known:
        known.update(decisions)
        st.rerun()


def follow_up(report: Report) -> dict[str, Assessment]:
    """The matrix; the assessment is typed by a person and never filled in."""
    if not report.matrix:
        return {}
    words, kept = Words(report.choice.language), st.session_state.setdefault(ASSESSED, {})
    st.subheader("Follow-up matrix", anchor=False)
    st.caption("What the State reports on each recommendation and what the sources show. The assessment is yours.")
    cells = [annexes.matrix_cells(report, words, row, None)[:3] for row in report.matrix]
    table = pd.DataFrame(cells, columns=["recommendation", "State reports", "sources show"])
    for field in ("assessment", "grounds"):
        table[field] = [getattr(kept.get(row.recommendation), field, "") for row in report.matrix]
    edited = st.data_editor(table, key="report_matrix", hide_index=True, width="stretch", row_height=90,
                            disabled=["recommendation", "State reports", "sources show"])  # fmt: skip
    said = {row.recommendation: Assessment(str(a or "").strip(), str(g or "").strip())
            for row, a, g in zip(report.matrix, edited["assessment"], edited["grounds"], strict=True)}  # fmt: skip
    return {number: assessment for number, assessment in said.items() if assessment.assessment}


def downloads(report: Report, blocks: list[Block], assessments: dict[str, Assessment]) -> None:
    """The files, made when they are asked for."""
    choice, name = report.choice, f"{report.check.corpus.id}-{report.committee.id}"
    blocks_now = compose.compose(report, assessments) if assessments else blocks
    made: dict[str, tuple[str, Callable[[], Any]]] = {
        "docx": ("Word", lambda: docx.write(blocks_now, choice.language, title=choice.title, author=choice.author)),
        "md": ("Markdown", lambda: text.markdown(blocks_now)),
        "xlsx": ("Matrix and pairs (XLSX)", lambda: workbook.book(report, assessments)),
    }
    with st.container(horizontal=True):
        for ending, (label, make) in made.items():
            st.download_button(label, make, f"{name}.{ending}", key=f"report_get_{ending}", icon=":material/download:", on_click="ignore")
        for number, figure in enumerate((block for block in blocks if isinstance(block, Figure)), start=1):
            st.download_button(f"Timeline {number} (SVG)", figure.svg, f"{name}-timeline-{number}.svg", mime="image/svg+xml",
                               key=f"report_get_timeline_{number}", icon=":material/timeline:", on_click="ignore")  # fmt: skip


def preview(blocks: list[Block]) -> None:
    """The body as it will read; footnotes are in the file."""
    parts: list[Markup] = []
    begun = False
    for block in blocks:
        if isinstance(block, Annex):
            break
        begun = begun or isinstance(block, Contents)
        if begun and isinstance(block, Heading):
            parts.append(tag(f"h{block.level + 1}", block.text))
        elif begun and isinstance(block, Paragraph):
            parts.append(_paragraph(block))
    with st.container(border=True, height=700, key="report_preview"):
        show(tag("div", *parts))
    for figure in (block for block in blocks if isinstance(block, Figure)):
        st.image(figure.png, caption=state.shown(f"{figure.caption}. {figure.described}"))


def _paragraph(block: Paragraph) -> Markup:
    number = f"{block.number}. " if block.number else ""
    if block.style == "lead":
        return tag("p", tag("b", plain(block.parts)))
    said = [tag("i", part.text) if isinstance(part, Mark) else part for part in block.parts if isinstance(part, str | Mark)]
    return tag("p", number, *said)


def made(check: CrossCheck, choice: Choice) -> Report | None:
    """The report; while names wait for a decision, as a draft that cannot be downloaded."""
    with state.plainly():
        records = state.reviews(check).records()
        decisions, agreed = decided.decisions(check, records), decided.agreement(records)
        try:
            return build(check, choice, decisions, agreed)
        except SafetyError as error:
            st.error(state.shown(str(error).split(" List them")[0] + " Decide about each below."), icon=":material/shield_person:")
            names(build(check, replace(choice, audience=Audience.DRAFT), decisions, agreed))
            return None


def main() -> None:
    """Draw the page."""
    check = state.load()
    st.title("Report", anchor=False)
    st.caption("Each quotation is found again in its source before anything is written. Sources differ; nobody is accused.")
    try:
        choice = settings(check)
    except CrosscheckError as error:
        st.error(state.shown(str(error)), icon=":material/error:")
        return
    choice = replace(choice, **subjects(check))
    if not (choice.articles or choice.themes or choice.recommendations):
        st.info("Choose at least one article, theme or recommendation.", icon=":material/checklist:")
        return
    report = made(check, choice)
    if report is None:
        return
    blocks = compose.compose(report)
    length(report, blocks)
    if not any(issue.statements for issue in report.issues):
        st.info("No pair on these subjects is decided yet. Review some, or put machine suggestions in, marked, in the sidebar.",
                icon=":material/rate_review:")  # fmt: skip
    assessments = follow_up(report)
    downloads(report, blocks, assessments)
    preview(blocks)
    names(report)


main()
