"""Decisions after a rebuild: kept with their pair, moved with their quote, or shown as orphaned. Never dropped.

A pair's id comes from two documents' content and two spans, so a new model or another document changes nothing. When a
document's text changed, each quote is sought in the new text, white space aside. A quote that occurs several times is
placed by the words around it; where these do not decide, it is orphaned rather than guessed. Nothing is written: the
log keeps what was decided on the text that was read.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from crosscheck.records import Document, Pair, fold, pair_id
from crosscheck.reviews.records import Adjudication, Quote, Record, Review, Suggestion

AROUND = 60


class State(StrEnum):
    """What became of a decided pair."""

    HELD = "held"
    UNLISTED = "unlisted"
    MOVED = "moved"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a decided pair stands now.

    `held`: as it was. `unlisted`: both texts stand, but this build does not list the pair. `moved`: found in the changed
    text as `now`; `listed` says whether this build has that pair. `orphaned`: `reason` says which quote is gone.
    """

    pair_id: str
    state: State
    now: str | None
    listed: bool
    claim: Quote
    finding: Quote
    reason: str = ""


def quote(document: Document, start: int, end: int) -> Quote:
    """The quote of a span with the words around it. `start`, `end`: code points into the document's text."""
    text = document.text
    return Quote(document.info.id, document.info.sha256, start, end, fold(text[start:end]),
                 fold(text[max(0, start - AROUND):start]), fold(text[end:end + AROUND]))


def quotes(pair: Pair, documents: Mapping[str, Document]) -> tuple[Quote, Quote]:
    """The claim's and the finding's quote of a pair, for its Review."""
    sides = (pair.claim.sentence, pair.finding.sentence)
    claim, finding = (quote(documents[s.doc], s.start, s.end) for s in sides)
    return claim, finding


def suggestion(pair: Pair, model: str) -> Suggestion:
    """What the machine says of the pair now; `model` names the model and its version."""
    return Suggestion(pair.relation, pair.timing, pair.flag_score, model)


def find(lost: Quote, document: Document) -> Quote | str:
    """The quote in that document as it is now, or the reason why it cannot be placed."""
    if lost.sha256 == document.info.sha256:
        return lost
    words = lost.text.split()
    if not words:
        return "the quote is empty"
    spans = [m.span() for m in re.finditer(r"(?<!\w)" * words[0][0].isalnum() + r"\s+".join(map(re.escape, words))
                                           + r"(?!\w)" * words[-1][-1].isalnum(), document.text)]
    if not spans:
        return f"the text is no longer in {document.info.id}"
    found = [quote(document, *span) for span in spans]
    if len(found) == 1:
        return found[0]
    scores = [_shared(lost.before[::-1], q.before[::-1]) + _shared(lost.after, q.after) for q in found]
    best = max(scores)
    if scores.count(best) > 1:
        return f"the text stands {len(found)} times in {document.info.id} and the words around it do not tell which was meant"
    return found[scores.index(best)]


def _shared(a: str, b: str) -> int:
    """How many characters two texts share from the start."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def places(records: Iterable[Record], documents: Mapping[str, Document], listed: Collection[str]) -> list[Place]:
    """What became of every decided pair, by pair id. `listed` are the pair ids of this build (a set, for speed)."""
    decided = {r.pair_id: r for r in records if isinstance(r, Review | Adjudication)}
    by_content = {document.info.sha256: document for document in documents.values()}
    return [_place(record, documents, by_content, listed) for _, record in sorted(decided.items())]


def _place(record: Review | Adjudication, documents: Mapping[str, Document], by_content: Mapping[str, Document],
           listed: Collection[str]) -> Place:
    if record.pair_id in listed:
        return Place(record.pair_id, State.HELD, record.pair_id, True, record.claim, record.finding)
    found = []
    for lost in (record.claim, record.finding):
        document = by_content.get(lost.sha256) or documents.get(lost.doc)
        result = find(lost, document) if document else f"{lost.doc} is no longer in the corpus"
        if isinstance(result, str):
            return Place(record.pair_id, State.ORPHANED, None, False, record.claim, record.finding, result)
        found.append(result)
    claim, finding = found
    if (claim, finding) == (record.claim, record.finding):
        return Place(record.pair_id, State.UNLISTED, record.pair_id, False, claim, finding)
    now = pair_id(claim.sha256, (claim.start, claim.end), finding.sha256, (finding.start, finding.end))
    return Place(record.pair_id, State.MOVED, now, now in listed, claim, finding)


def moved(placed: Iterable[Place]) -> dict[str, str]:
    """New pair id by old one, for the pairs that moved: which decision belongs to which pair of this build."""
    return {place.pair_id: place.now for place in placed if place.state is State.MOVED and place.now}
