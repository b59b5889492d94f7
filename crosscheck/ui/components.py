"""The pieces that pages are built of: marked-up text, labels, score bars and findings.

Text from documents reaches the browser through `tag` alone, which escapes everything that it did not make itself, or
through `state.shown` in a widget's label. Every label is a sign, a word and a shade, so none depends on colour.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import streamlit as st

from crosscheck import languages
from crosscheck.attribution import Words
from crosscheck.records import Attribution, Finding, Ground, Pair, Relation, Sentence, Timing
from crosscheck.results import CrossCheck
from crosscheck.ui import speaking, state
from crosscheck.views import Group, citation, in_words

RELATIONS = {
    Relation.CONTRADICTS: ("≠", "Contradicts"), Relation.QUALIFIES: ("±", "Qualifies"),
    Relation.CORROBORATES: ("=", "Corroborates"), Relation.CONTEXT: ("○", "Context"),
    Relation.UNRELATED: ("–", "Unrelated"),
}  # fmt: skip
TIMINGS = {Timing.CURRENT: "Current", Timing.SUPERSEDED: "Superseded"}
SPEAKERS = {
    Attribution.SOURCE: "The source itself", Attribution.GOVERNMENT: "Government, quoted",
    Attribution.CIVIL_SOCIETY: "Civil society, quoted", Attribution.EXPERTS: "Experts, quoted",
    Attribution.COURT: "Court, quoted",
}  # fmt: skip
GROUNDS = {Ground.LAW: "On the law", Ground.PRACTICE: "On practice", Ground.UNCLEAR: "Law or practice unclear"}


class Markup(str):
    """HTML that `tag` made: safe to show."""


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """An HTML element. Children that are not Markup are escaped, attributes always; `cls` is the class."""
    inner = "".join(child if isinstance(child, Markup) else escape(str(child)) for child in children)
    fields = {"class" if key == "cls" else key.replace("_", "-"): value for key, value in attributes.items()}
    opening = "".join(f' {key}="{escape(str(value))}"' for key, value in fields.items())
    return Markup(f"<{name}{opening}>{inner}</{name}>")


def join(parts: Iterable[Markup], between: str = "") -> Markup:
    """Pieces of markup in a row."""
    return Markup(escape(between).join(parts))


def show(*parts: Markup) -> None:
    """Put markup on the page; nothing where there is none."""
    if markup := join(parts):
        st.html(markup)


def style() -> None:
    """The app's few rules of style."""
    st.html(Path(__file__).parent / "style.css")


def relation_name(relation: str) -> str:
    """`≠ Contradicts`, for a filter or a label."""
    return " ".join(RELATIONS[Relation(relation)])


def bar(score: float, name: str) -> Markup:
    """A score from 0 to 1 as a bar and a number."""
    fill = tag("span", style=f"width:{100 * min(max(score, 0), 1):.0f}%")
    return tag(
        "span",
        tag("span", fill, cls="cc-bar"),
        tag("span", f"{score:.2f}", cls="cc-number"),
        cls="cc-score",
        title=f"{name}: {score:.3f}",
        role="img",
        aria_label=f"{name} {score:.2f}",
    )


def labels(pair: Pair) -> Markup:
    """Relation, flag, timing, speaker and ground of a pair, and the score that stands behind them."""
    sign, word = RELATIONS[pair.relation]
    parts = [tag("span", tag("b", sign, aria_hidden="true"), f" {word}", cls=f"cc-label cc-{pair.relation}")]
    if pair.judged_by == "unjudged":
        parts = [tag("span", "? Unjudged", cls="cc-label cc-quiet", title="The judge's answer could not be read")]
    if pair.flag:
        parts.append(tag("span", "⚑ Flag", cls="cc-label cc-flag"))
    if pair.timing is Timing.SUPERSEDED:
        parts.append(tag("span", "↶ Superseded", cls="cc-label cc-quiet", title="The claim asserts a later change"))
    parts.append(tag("span", _spoken(pair), cls="cc-note"))
    if pair.judged_by == "unjudged":
        return tag("div", *parts, cls="cc-labels")
    name, score = ("flag score", pair.flag_score) if pair.flag else (f"{word.lower()} score", pair.scores[pair.relation])
    parts.append(tag("span", tag("span", name, cls="cc-note"), bar(score, name), cls="cc-scored"))
    return tag("div", *parts, cls="cc-labels")


def _spoken(pair: Pair) -> str:
    """Timing, ground (where it is clear) and speaker in words."""
    told = [] if pair.timing is Timing.SUPERSEDED else ["current"]
    told += [] if pair.finding.ground is Ground.UNCLEAR else [GROUNDS[pair.finding.ground].lower()]
    told.append(SPEAKERS[pair.finding.attribution].lower())
    return " · ".join(told)


def quote(check: CrossCheck, sentence: Sentence, reach: int | None = None, said: tuple[int, int] | None = None) -> Markup:
    """A paragraph with its deciding sentence marked; at most `reach` sentences on either side (None: all). `said` is the
    span of the sentence's words that show who speaks: they are underlined.

    A sentence that is in no document (a pasted claim) is shown alone.
    """
    around = check.paragraph(sentence) if sentence.doc in check.sentences else [sentence]
    at = next((i for i, other in enumerate(around) if other.start == sentence.start), 0)
    first, last = (0, len(around)) if reach is None else (max(0, at - reach), at + reach + 1)
    marked = tag("mark", *_underlined(around[at].text, said))
    parts = [marked if i == at else tag("span", other.text) for i, other in enumerate(around)][first:last]
    parts = ([tag("span", "…")] if first > 0 else []) + parts + ([tag("span", "…")] if last < len(around) else [])
    return tag("blockquote", join(parts, " "), cls="cc-quote", **spoken(check, sentence))


def _underlined(text: str, span: tuple[int, int] | None) -> list[str]:
    start, end = span or (0, 0)
    told = tag("u", text[start:end], title="The words that show who speaks")
    return [text[:start], told, text[end:]] if end > start else [text]


def reported(words: Words | None) -> Markup:
    """`reported by the ministry`, where a finding passes on what somebody said."""
    return tag("div", f"reported by {words.name}", cls="cc-note") if words else Markup("")


def again(check: CrossCheck, findings: list[Finding]) -> Markup:
    """`Also in 2014 and 2019`, with the citations folded away: findings that repeat the one shown."""
    if not findings:
        return Markup("")
    years = in_words(sorted({finding.year for finding in findings}))
    rows = [tag("li", tag("div", finding.sentence.text, **spoken(check, finding.sentence)),
                tag("div", cited(check, finding.sentence), cls="cc-cite")) for finding in findings]  # fmt: skip
    return tag("details", tag("summary", f"Also in {years}, nearly word for word"), tag("ul", *rows))


def spoken(check: CrossCheck, sentence: Sentence) -> dict[str, str]:
    """The attributes `lang` and `dir` of an element that holds a sentence's text; none for a pasted claim."""
    return languages.attributes(check.documents[sentence.doc].info.language) if sentence.doc in check.documents else {"dir": "auto"}


def cited(check: CrossCheck, sentence: Sentence) -> str:
    """The citation of a sentence."""
    return citation(check.documents[sentence.doc].info, sentence) if sentence.doc in check.documents else "Your claim"


def headings(sentence: Sentence, last: int = 0) -> Markup:
    """The headings over a sentence, outermost first; only the `last` innermost, if a number is given."""
    return tag("div", " › ".join(sentence.section[-last:]), cls="cc-path") if sentence.section else Markup("")


def run_script(text: str) -> None:
    """Run a script of our own in the page; again whenever its text changes. Never pass it a document's or a user's text."""
    st.html(f"<script>{text}</script>", unsafe_allow_javascript=True)


def script(name: str) -> None:
    """Run one of the scripts beside this file."""
    run_script((Path(__file__).parent / name).read_text(encoding="utf-8"))


def to_top(turn: int) -> None:
    """Scroll to the top once for each new `turn`: a list that changed under the reader begins at its beginning."""
    run_script(f"/* {int(turn)} */ document.querySelector('[data-testid=\"stMain\"]')?.scrollTo(0, 0)")


def variants(check: CrossCheck, group: Group) -> Markup:
    """The near-identical findings of other years, folded away."""
    if len(group.pairs) == 1:
        return Markup("")
    rows = [
        tag("li", tag("div", tag("b", check.documents[pair.finding.sentence.doc].info.label), " · ", relation_name(pair.relation),
                      " ", bar(pair.flag_score if pair.flag else pair.scores[pair.relation], "Score")),
            tag("div", pair.finding.sentence.text, **spoken(check, pair.finding.sentence)),
            tag("div", cited(check, pair.finding.sentence), cls="cc-cite"))
        for pair in sorted(group.pairs[1:], key=lambda pair: (-pair.finding.year, pair.rank))
    ]  # fmt: skip
    return tag("details", tag("summary", f"{len(rows)} more in nearly the same words"), tag("ul", *rows))


def finding(check: CrossCheck, group: Group, key: str, link: bool = True, repeats: list[Finding] | None = None) -> None:
    """One finding (or several alike): labels, quote, citation, and the way to its page. `repeats` are findings that say it
    again and are no pairs of this claim."""
    pair, sentence = group.lead, group.lead.finding.sentence
    place = "flagged" if any(one.flag for one in group.pairs) else "finding"
    with st.container(key=f"{key}_{place}", gap=None):
        alike = tag("div", f"Found in {in_words(group.years)} alike", cls="cc-alike") if group.persistent else Markup("")
        show(
            tag(
                "article",
                labels(pair),
                reported(words := speaking.words(check, pair.finding)),
                alike,
                quote(check, sentence, reach=1, said=words.span if words else None),
                tag("div", cited(check, sentence), cls="cc-cite"),
                variants(check, group),
                again(check, repeats or []),
                cls="cc-finding",
            )
        )
        if link:
            st.page_link(
                state.page("pair"),
                label="Look at this pair",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params={"pair": pair.pair_id},
            )
