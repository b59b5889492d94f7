"""The reasons of a pair on a page: both sentences with the words marked, each mark numbered, and what each number says.

A mark is an underline of its own form with a number behind it, so that nothing depends on colour. Nobody is shown the reasons
of a suggestion before the suggestion itself: the review desk asks for them only after one's own decision.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from crosscheck import reasons
from crosscheck.reasons import Mark, Rarity, Reason, Reasons, Sort
from crosscheck.records import Pair, Relation, Sentence
from crosscheck.results import CrossCheck
from crosscheck.ui import components, state
from crosscheck.ui.components import Markup, show, tag

NAMES = {
    Sort.OPPOSED: "Against each other", Sort.FIGURES: "Figures", Sort.ALIGNED: "Same words", Sort.TIMING: "Change",
    Sort.YEARS: "Years", Sort.SPEAKER: "Who speaks", Sort.GROUND: "Law or practice",
    Sort.BESIDE: "Beside it",
}  # fmt: skip
NOTE = (
    "Found by rules in the two sentences. The judge is a neural model and gives no reason of its own: what is marked here need not "
    "be what moved it. Only what it said beside the pair is known to have been weighed in."
)
Row = tuple[int, Sort, str, list[Mark], list[Mark]]


def known(check: CrossCheck) -> Rarity:
    """How rare words are in this corpus, worked out once for each index."""
    return _known(check, state.mark(check))


@st.cache_resource(show_spinner=False, max_entries=4)
def _known(_check: CrossCheck, mark: str) -> Rarity:
    return reasons.rarity(s.text for group in _check.sentences.values() for s in group)


def why(check: CrossCheck, pair: Pair, *, others: bool = True) -> None:
    """The part of a page that says why. Without `others` it does not tell how other pairs are judged: they may be decided next."""
    show(part(check, pair, reasons.of(check, pair, known(check), others=others)))


def part(check: CrossCheck, pair: Pair, found: Reasons) -> Markup:
    """Both sentences with their marks, then the reasons by number, then how sure the judge is and what it was given."""
    numbered = rows(found)
    texts = [
        tag("div", tag("div", title, cls="cc-side"),
            tag("blockquote", marked(sentence, [(n, sort, side[place]) for n, sort, _, *side in numbered]), cls="cc-quote",
                **components.spoken(check, sentence)))
        for place, (title, sentence) in enumerate((("The claim", pair.claim.sentence), ("The finding", pair.finding.sentence)))
    ]  # fmt: skip
    table = [tag("tr", tag("th", f"{n} · {NAMES[sort]}", scope="row"), tag("td", text)) for n, sort, text, *_ in numbered]
    table.append(tag("tr", tag("th", "How sure", scope="row"), tag("td", sure(pair))))
    bare = tag("p", reasons.NOTHING, cls="cc-reason") if found.bare else Markup("")
    return tag("section", bare, tag("div", *texts, cls="cc-decisions"), tag("table", tag("tbody", *table), cls="cc-table"),
               _given(pair, found), tag("div", NOTE, cls="cc-cite"), cls="cc-why", aria_label="Why")  # fmt: skip


def rows(found: Reasons) -> list[Row]:
    """The reasons as numbered rows; the shared words make one row together."""
    result: list[Row] = []
    for sort in Sort:
        group = found.of(sort)
        if sort is Sort.ALIGNED and group:
            text = f"Both speak of {'; '.join(_shared(reason) for reason in group)}."
            result.append((len(result) + 1, sort, text, [m for r in group for m in r.claim], [m for r in group for m in r.finding]))
        else:
            result += [(len(result) + i, sort, r.text, list(r.claim), list(r.finding)) for i, r in enumerate(group, 1)]
    return result


def _shared(reason: Reason) -> str:
    words = dict.fromkeys(m.text.lower() for m in (*reason.claim, *reason.finding))
    return " / ".join(f"“{word}”" for word in words)


def marked(sentence: Sentence, marks: Iterable[tuple[int, Sort, Sequence[Mark]]]) -> Markup:
    """The sentence with its marks; where two would overlap, the one of the earlier row stands."""
    placed: list[tuple[Mark, int, Sort]] = []
    for number, sort, group in marks:
        placed += [(m, number, sort) for m in group if not any(m.start < o.end and o.start < m.end for o, _, _ in placed)]
    parts: list[str] = []
    last = 0
    for m, number, sort in sorted(placed, key=lambda one: one[0].start):
        kind = "cc-against" if sort is Sort.OPPOSED else "cc-same" if sort in (Sort.ALIGNED, Sort.FIGURES) else "cc-told"
        parts += [sentence.text[last:m.start], tag("u", m.text, cls=kind, title=NAMES[sort]), tag("sup", str(number))]
        last = m.end
    return components.join([tag("span", *parts, sentence.text[last:], cls="cc-plain")])


def sure(pair: Pair) -> str:
    """The probabilities in words, and what read the pair."""
    chances = ", ".join(f"{relation} {pair.scores[relation]:.2f}" for relation in Relation)
    if pair.judged_by == "judge":
        return f"The judge read both sides: {chances}; flag {pair.flag_score:.2f}."
    if pair.judged_by == "unjudged":
        return f"The judge was asked and gave no answer that could be read. The first, cheap stage: {chances}."
    return f"The judge did not read this pair. The first, cheap stage: {chances}."


def _given(pair: Pair, found: Reasons) -> Markup:
    if found.read is None:
        return Markup("")
    items = [tag("li", text) for text in found.read]
    return tag("details", tag("summary", "What the judge was given to read"), tag("ul", *items))
