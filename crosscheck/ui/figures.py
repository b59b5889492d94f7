"""Figures against figures, and the tracker's scores, beside a claim.

Both are shown as what they are, numbers with their years and sources, and never as a relation: no model reads them. They are
computed once for each index; tables are read anew when the manifest or a table changes.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from crosscheck import corpus, figure_pairs, tracker, tracker_chart, tracker_lists, tracker_prose
from crosscheck.corpus import Corpus
from crosscheck.errors import CorpusError
from crosscheck.figure_pairs import FigurePair
from crosscheck.records import Claim, Pair
from crosscheck.results import CrossCheck
from crosscheck.tracker import Score
from crosscheck.tracker_prose import SaidScore
from crosscheck.ui import components, state
from crosscheck.ui.components import Markup, show, tag


@dataclass(frozen=True)
class Scores:
    """The tracker's scores for a corpus's State: from its tables, from prose, and why a table could not be read."""

    table: tuple[Score, ...]
    said: tuple[SaidScore, ...]
    credits: dict[str, str]
    faults: tuple[str, ...]


def beside_claim(check: CrossCheck, claim: Claim, whole: bool) -> None:
    """A claim's figure comparisons and the scores of its articles; only the first of them, folded, in a list."""
    pairs = _comparisons(check, state.mark(check)).get((claim.sentence.doc, claim.sentence.start), [])
    if pairs:
        body = [comparison(check, pair) for pair in pairs]
        title = f"Figures beside this claim’s: {len(pairs)}"
        show(_folded(title, body, whole))
    if drawings := scores(check, claim):
        show(_folded("Scores of the rights it bears on (HRMI)", drawings, whole))


def beside_pair(check: CrossCheck, pair: Pair) -> None:
    """The figures of a pair's two sentences, side by side, and the scores of the claim's articles."""
    every = _comparisons(check, state.mark(check)).get((pair.claim.sentence.doc, pair.claim.sentence.start), [])
    own = [one for one in every if one.finding.sentence == pair.finding.sentence]
    others = [one for one in every if one.finding.sentence != pair.finding.sentence]
    drawings = scores(check, pair.claim)
    if not (every or drawings):
        return
    st.subheader("Figures", anchor=False)
    show(*(comparison(check, one) for one in own))
    if others:
        show(_folded(f"Figures of other findings beside this claim’s: {len(others)}", [comparison(check, one) for one in others], not own))
    if drawings:
        show(_folded("Scores of the rights it bears on (HRMI)", drawings, False))


def _folded(title: str, body: Sequence[Markup], opened: bool) -> Markup:
    attributes = {"open": "open"} if opened else {}
    return tag("details", tag("summary", title), *body, cls="cc-figures", **attributes)


def comparison(check: CrossCheck, pair: FigurePair) -> Markup:
    """One comparison: the arithmetic, what differs, and where both figures stand."""
    sentence = pair.finding.sentence
    return tag(
        "div",
        tag("div", pair.arithmetic, cls="cc-sum"),
        *(tag("div", note, cls="cc-note") for note in pair.notes),
        tag("div", sentence.text, cls="cc-said-figure", **components.spoken(check, sentence)),
        tag("div", components.cited(check, sentence), cls="cc-cite"),
        cls="cc-figure",
    )


def scores(check: CrossCheck, claim: Claim) -> list[Markup]:
    """A drawing for each right that bears on the claim's articles and has a score, with its source."""
    found = _scores(check, state.mark(check), _marked(state.settings().corpus))
    taxonomy = state.taxonomy(check).id
    drawings = [_drawing(check, found, code) for code in tracker_lists.bearing_on(claim.articles, taxonomy)]
    shown = [drawing for drawing in drawings if drawing]
    return shown + [tag("div", fault, cls="cc-note cc-wrong") for fault in (found.faults if claim.articles else ())]


def _drawing(check: CrossCheck, found: Scores, code: str) -> Markup:
    """One right's drawing; empty markup where it has no score."""
    lines = tracker_chart.drawn(score for score in found.table if score.code == code)
    said = [one for one in found.said if one.score.code == code]
    if not lines and not said:
        return Markup("")
    right = tracker_lists.rights()[code].title
    title, prose = f"{right}: HRMI scores for {check.corpus.state}", [one.score for one in said]
    drawing = _picture(tracker_chart.chart(lines, title, prose), f"{title}. {tracker_chart.in_words(lines, prose)}")
    sources = dict.fromkeys(found.credits[score.source] for score in lines)
    standard = next((score.standard for score in lines if score.standard), "")
    about = [tag("div", f"{credit}{f' (standard: {standard})' if standard else ''}", cls="cc-cite") for credit in sources]
    spoken = [(tracker_chart.value_in_words(one.score), components.cited(check, one.sentence)) for one in said]
    about += [tag("div", f"{value}: {cited}", cls="cc-cite") for value, cited in spoken]
    return tag("figure", tag("figcaption", right, cls="cc-side"), drawing, *about, cls="cc-scores")


def _picture(svg: str, alt: str) -> Markup:
    """A drawing as a picture: Streamlit takes SVG elements out of markup, and in a picture nothing of it can act."""
    source = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return Markup(f'<img src="{source}" alt="{escape(alt)}">')


def _marked(name: str) -> tuple[tuple[str, str], ...]:
    """What tells one set of tables from another: the ids and digests of the manifest as it is now."""
    with state.plainly():
        return tuple((info.id, info.sha256) for info in corpus.load(name).tables)


@st.cache_resource(show_spinner=False, max_entries=4)
def _comparisons(_check: CrossCheck, mark: str) -> dict[tuple[str, int], list[FigurePair]]:
    years = {info.id: info.year for info in _check.corpus.documents}
    return figure_pairs.by_claim(figure_pairs.figure_pairs(_check.claims, _check.findings, years))


@st.cache_resource(show_spinner=False, max_entries=4)
def _scores(_check: CrossCheck, mark: str, tables: tuple[tuple[str, str], ...]) -> Scores:
    found: Corpus = corpus.load(state.settings().corpus)
    rows: list[Score] = []
    faults = []
    for info in found.tables:
        try:
            rows += tracker.load(found.directory, info, found.state).scores
        except CorpusError as error:
            faults.append(str(error))
    credits = {info.id: f"{info.attribution}. {info.label}" for info in found.tables}
    said = tracker_prose.said_scores(_check.findings, found.documents, found.state)
    return Scores(tuple(rows), tuple(said), credits, tuple(faults))
