"""Decisions after a rebuild: held, moved with their quote, unlisted or orphaned, and never dropped."""

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crosscheck.records import Document, DocumentInfo, Relation, Role, Timing, fold, pair_id
from crosscheck.reviews.anchoring import Quote, State, find, moved, places, quote
from crosscheck.reviews.records import Review
from tests.reviews.samples import at

STATE = "1. The law forbids\n   discrimination. It was amended. 2. Courts are free."
OTHER = "In practice the law is not applied. Cases are rare. In practice the law is not applied. They end."


def document(name: str, text: str) -> Document:
    info = DocumentInfo(name, f"{name}.txt", name, "publisher", Role.STATE, 2020, (2019, 2020), "2020-01-01", "en", "free", "x",
                        hashlib.sha256(text.encode()).hexdigest(), "plain")
    return Document(info, text)


def decided(state: str = STATE, other: str = OTHER) -> Review:
    claim, finding = document("state", state), document("other", other)
    first = quote(claim, state.index("The"), state.index(" It was"))
    second = quote(finding, 0, other.index(" Cases"))
    name = pair_id(claim.info.sha256, (first.start, first.end), finding.info.sha256, (second.start, second.end))
    return Review(name, "anna", Relation.QUALIFIES, Timing.CURRENT, first, second, at(1))


def build(state: str = STATE, other: str = OTHER) -> dict[str, Document]:
    return {"state": document("state", state), "other": document("other", other)}


def only(review: Review, documents: dict[str, Document], listed: set[str]):
    (place,) = places([review], documents, listed)
    assert place.pair_id == review.pair_id
    return place


def test_a_new_model_or_document_changes_nothing() -> None:
    review = decided()
    assert only(review, build() | {"third": document("third", "More.")}, {review.pair_id}).state is State.HELD
    assert only(review, build(), set()).state is State.UNLISTED


def test_a_changed_document_moves_the_decision_with_its_quote() -> None:
    review = decided()
    documents = build(state="Preface. " + STATE.replace("\n   ", " "))
    new = documents["state"].text
    place = only(review, documents, set())
    assert place.state is State.MOVED
    assert fold(new[place.claim.start:place.claim.end]) == review.claim.text
    assert place.now == pair_id(place.claim.sha256, (place.claim.start, place.claim.end), review.finding.sha256,
                                (review.finding.start, review.finding.end))
    assert moved([place]) == {review.pair_id: place.now}
    assert only(review, documents, {place.now}).listed


def test_a_quote_that_stands_twice_is_placed_by_its_neighbours() -> None:
    review = decided()
    place = only(review, build(other="New start. " + OTHER), set())
    assert (place.state, place.finding.start) == (State.MOVED, len("New start. "))


def test_what_cannot_be_placed_is_shown_with_the_reason() -> None:
    review = decided()
    gone = only(review, build(state="1. The law permits all. 2. Courts are free."), set())
    assert (gone.state, gone.reason) == (State.ORPHANED, "the text is no longer in state")
    twice = review.finding.text
    lost = replace(review, finding=replace(review.finding, before="", after=""))
    assert "2 times in other" in only(lost, build(other=f"{twice} {twice}"), set()).reason
    assert only(review, {"state": document("state", STATE)}, set()).reason == "other is no longer in the corpus"


def test_a_document_under_another_name_is_known_by_its_content() -> None:
    review = decided()
    renamed = {"report": document("report", STATE), "other": document("other", OTHER)}
    assert only(review, renamed, set()).state is State.UNLISTED


texts = st.text("ab .\n", min_size=1, max_size=40)


@given(texts, texts, texts, st.integers(1, 3))
def test_a_found_quote_says_what_the_lost_one_said(before: str, middle: str, after: str, spaces: int) -> None:
    if not middle.split():
        return
    old = document("d", before + "|" + middle + "|" + after)
    lost = quote(old, len(before), len(before) + len(middle) + 2)
    new = document("d", "x" + after + " " + lost.text.replace(" ", "\n" * spaces) + " " + before)
    found = find(lost, new)
    assert isinstance(found, Quote)
    assert fold(new.text[found.start:found.end]) == found.text == lost.text
    assert found.sha256 == new.info.sha256
