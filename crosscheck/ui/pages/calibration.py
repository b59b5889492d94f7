"""The guideline, and ten training pairs to practise on before the first real one."""

import streamlit as st

from crosscheck.records import Relation
from crosscheck.reviews import calibration, queues
from crosscheck.reviews.records import Answer, NotSavedError, ReviewError, utc_now
from crosscheck.reviews.store import Store
from crosscheck.ui import choices, components, desk, state
from crosscheck.ui.choices import Draft
from crosscheck.ui.components import Markup, show, tag

PAGE = "calibration"
WHY = "Read the guideline, then decide ten made-up pairs. The result comes at the end; it keeps nobody out and enters no statistics."


def work(store: Store, who: str, held: choices.Hand) -> None:
    """Do what was pressed since the last run."""
    for action in held.take():
        left = calibration.result(store.records(), who).left
        if not left:
            return
        draft = held.hold(Draft(left[0]))
        if action != choices.ACCEPT:
            held.draft = choices.picked(draft, action)
        elif draft.relation is None:
            held.say("Choose a relation first: keys 1 to 5.", True)
        else:
            _save(store, who, held, draft, draft.relation)


def _save(store: Store, who: str, held: choices.Hand, draft: Draft, relation: Relation) -> None:
    if held.unsaved is None or held.unsaved[0] != draft:
        held.unsaved = (draft, Answer(who, draft.of, relation, draft.timing, held.seconds(), utc_now()))
    try:
        store.save(held.unsaved[1])
    except NotSavedError as error:
        held.say(f"{error} Your answer is kept here. Press Enter to try again.", True)
    except ReviewError as error:
        held.say(str(error), True)
    else:
        held.unsaved = held.draft = None


def text(title: str, words: str, period: str) -> Markup:
    """One text of a training pair."""
    return tag("section", tag("div", title, cls="cc-side"), tag("div", period, cls="cc-cite"),
               tag("blockquote", tag("mark", words), cls="cc-quote"), cls="cc-desk", aria_label=title)  # fmt: skip


def one(item: calibration.Item, held: choices.Hand) -> None:
    """A training pair to decide."""
    draft = held.hold(Draft(item.id))
    left, right = st.columns(2, gap="large")
    with left:
        show(text("What the State says", item.claim, item.claim_period))
    with right:
        show(text("What the source found", item.finding, item.finding_period))
    with st.container(key="calibration_controls", gap="small"):
        said, wrong = held.said
        desk.said(said or "How does the finding stand to the claim?", wrong)
        choices.relations(PAGE, held, draft)
        with st.container(horizontal=True, gap="small", key="calibration_ways"):
            choices.timing(PAGE, held, draft)
            choices.button(PAGE, held, choices.ACCEPT, "Accept and next", "Enter", draft.relation is not None)
    choices.keyboard(PAGE, held, item.id)


def row(marked: calibration.Marked) -> Markup:
    """How one training pair was answered, how it was judged, and why."""
    sign = "✓ As judged" if marked.right else "≈ Flag as judged" if marked.flag_right else "✗ Different"
    answer, item = marked.answer, marked.item
    you, judged = (f"{components.relation_name(one.relation)}, {one.timing}" for one in (answer, item))
    return tag(
        "tr", tag("td", sign), tag("td", item.claim, tag("div", item.finding, cls="cc-cite")), tag("td", you),
        tag("td", tag("b", judged), tag("div", item.reason, cls="cc-cite")),
    )  # fmt: skip


def end(result: calibration.Result) -> None:
    """The result, pair by pair."""
    st.success(f"{result.right} of {len(result.marked)} answers as judged; the flag as judged in {result.flags_right}.",
               icon=":material/school:")  # fmt: skip
    st.caption("Where you differ, read the reason. The fault may also be the training pair's: say so to your colleagues.")
    head = tag("tr", *(tag("th", name, scope="col") for name in ("", "Claim and finding", "You", "Judged, and why")))
    show(tag("table", tag("thead", head), tag("tbody", *map(row, result.marked)), cls="cc-table cc-marked"))
    st.page_link(state.page("review"), label="Go to the review desk", icon=":material/rate_review:")


def main() -> None:
    """Draw the page."""
    check = state.load()
    store = state.reviews(check)
    who = desk.sign_in(store, WHY)
    with state.plainly():
        held = choices.hand(PAGE)
        work(store, who, held)
        result = calibration.result(store.records(), who)
    with st.container(key="calibration_head", horizontal=True, vertical_alignment="center"):
        st.title("Guideline and practice", anchor=False)
        desk.who_line(store, who, PAGE)
    with st.expander("The guideline", expanded=not result.marked, key="calibration_guideline"), st.container(width=1000):
        st.markdown(calibration.guideline())
    st.subheader("Ten pairs to practise on", anchor=False)
    done, left = len(result.marked), len(result.left)
    show(desk.progress(queues.Progress(done, left, None, None, None), "answered"))
    if result.left:
        one(next(item for item in calibration.items() if item.id == result.left[0]), held)
    else:
        end(result)


main()
