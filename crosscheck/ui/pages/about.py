"""How to read the screens, and what they do not say."""

import streamlit as st

from crosscheck import notes, results
from crosscheck.ui import components, state
from crosscheck.ui.components import show, tag

RELATIONS = {
    "contradicts": "Both cannot be an accurate account of the same thing.",
    "qualifies": "The claim may be literally true, but the finding shows that it is incomplete or not realized.",
    "corroborates": "The finding makes the claim, or its key part, more believable.",
    "context": "The same specific subject, but the claim becomes neither more nor less believable.",
    "unrelated": "Anything else; hidden unless you choose it.",
}

TEXT = """
**A claim** is a sentence of a State's report that asserts something checkable. **A finding** is a sentence of an
independent source. A claim and a finding make **a pair**.

#### A machine suggests, a person decides
Relation, timing and flag are suggestions of a model. It was trained on judgements that were made by a language model,
not by people with knowledge of the country, and it errs in both directions. A score says how sure the model is, and not
how grave a matter is. Read both paragraphs before you rely on a pair, and quote the source, never the label.

#### Sources differ; that is all a flag says
A flag marks a finding that contradicts or qualifies a claim and that the claim does not say has changed since. Sources
may differ because they speak of different years, places or meanings, because one speaks of the law and the other of
practice, or because either is mistaken. A flag does not show that anyone said what is untrue on purpose.

#### Silence is not compliance
*Silent* means: these sources were searched and nothing related was found. They may not have looked, may not have been
able to, or may speak of it in words that the search missed.

#### Years
A finding of 2014 says what was found in 2014. Where the claim asserts a later change to just that, the pair is marked
**superseded** and is no flag. Findings that several years repeat in nearly the same words are shown as one. That may
mean that the matter stands as it did, and also that a text was carried over.

#### Who speaks
Independent reports quote governments, civil society, experts and courts. Where a finding is quoted speech, it says so.
"""

AFTER = """
#### What this tool does not do
It does not verify facts, weigh how reliable a source is, or read documents that are not listed under *Sources*. Work
offline is the rule: no text leaves this machine.
"""


def models(check: results.CrossCheck) -> None:
    """Which models made this index, and what is to be known of them."""
    st.markdown("#### The models of this index")
    encoder, judge = str(check.run.get("encoder", {}).get("name", "")), notes.judge_name(check)
    made = {"Encoder": encoder.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1], "Judge": judge,
            "Scores": str(check.run.get("judge", {}).get("scores", ""))}
    show(tag("table", tag("tbody", *(tag("tr", tag("th", name, scope="row"), tag("td", value or "not recorded"))
                                     for name, value in made.items())), cls="cc-table"))
    show(learned(check))
    for note in notes.notes(check):
        st.warning(state.shown(note), icon=":material/warning:")


def learned(check: results.CrossCheck) -> components.Markup:
    """What this index learned from reviewers; nothing where it has the shipped heads."""
    heads = check.run.get("heads", {})
    if heads.get("from") != "reviews":
        return components.Markup("")
    told = (f"Candidate model, relation model and thresholds were refitted on {heads.get('pairs')} pairs in {heads.get('paragraphs')} "
            f"State paragraphs that people decided, on {heads.get('date')} (review log {str(heads.get('log'))[:12]}). The measures "
            f"published for the shipped models do not hold for it; those before and after are in the index's heads.json.")
    return tag("p", tag("b", "Learned from reviewers. "), told, cls="cc-reason")


def main() -> None:
    """Draw the page."""
    st.title("How to read this", anchor=False)
    body, _ = st.columns([3, 1])
    with body:
        st.markdown(TEXT)
        st.markdown("#### The relations")
        rows = [
            tag("tr", tag("th", components.relation_name(name), scope="row"), tag("td", meaning))
            for name, meaning in RELATIONS.items()
        ]
        show(tag("table", tag("tbody", *rows), cls="cc-table"))
        st.markdown(AFTER)
        models(state.load())


main()
