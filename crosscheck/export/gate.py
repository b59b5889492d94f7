"""The citation gate: nothing is quoted that cannot be found again, at its offsets, in the stored source.

A quote passes when its document is unaltered (SHA-256), its span lies in the text and begins and ends with the quote's
own characters, the slice reads as the quote, and paragraph, section and page are those the source was read with. A pair
passes when both its quotes do and its id is the one that the two documents and spans make. Nothing here mends a quote.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from crosscheck.records import Pair, Sentence, fold, pair_id
from crosscheck.results import CrossCheck


@dataclass(frozen=True, slots=True)
class Blocked:
    """A pair that may not leave, and why."""

    pair_id: str
    claim_doc: str
    finding_doc: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pair_id} ({self.claim_doc}, {self.finding_doc}): {self.reason}"


def traceable(check: CrossCheck, sentence: Sentence) -> bool:
    """Whether the sentence's text is what stands at its offsets in the stored source."""
    document = check.documents.get(sentence.doc)
    if document is None or not 0 <= sentence.start < sentence.end <= len(document.text):
        return False
    raw = document.text[sentence.start:sentence.end]
    return raw == raw.strip() and fold(raw) == sentence.text


class Gate:
    """The gate of one cross-check. It hashes each document once, when its first quote comes."""

    def __init__(self, check: CrossCheck) -> None:
        self.check = check
        self._sound: dict[str, bool] = {}

    @cached_property
    def _places(self) -> dict[tuple[str, int, int], Sentence]:
        return {(s.doc, s.start, s.end): s for group in self.check.sentences.values() for s in group}

    def _unaltered(self, doc: str) -> bool:
        if doc not in self._sound:
            document = self.check.documents[doc]
            self._sound[doc] = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest() == document.info.sha256
        return self._sound[doc]

    def fault(self, sentence: Sentence) -> str | None:
        """Why the quote may not leave, or None."""
        if sentence.doc not in self.check.documents:
            return f"the corpus has no document {sentence.doc!r}"
        if not self._unaltered(sentence.doc):
            return f"the text of {sentence.doc} is not the one its SHA-256 names"
        if not traceable(self.check, sentence):
            return f"the quote is not at {sentence.start}-{sentence.end} of {sentence.doc}"
        if self._places.get((sentence.doc, sentence.start, sentence.end)) != sentence:
            return f"paragraph, section or page at {sentence.start}-{sentence.end} of {sentence.doc} are not the source's"
        return None

    def pair_fault(self, pair: Pair) -> str | None:
        """Why the pair may not leave, or None."""
        one, other = pair.claim.sentence, pair.finding.sentence
        if fault := self.fault(one) or self.fault(other):
            return fault
        documents = self.check.documents
        made = pair_id(documents[one.doc].info.sha256, (one.start, one.end), documents[other.doc].info.sha256,
                       (other.start, other.end))
        return None if made == pair.pair_id else f"its quotes make the pair {made}"

    def sift(self, pairs: Iterable[Pair]) -> tuple[list[Pair], list[Blocked]]:
        """The pairs that pass, in order, and those that do not with the reason."""
        kept, blocked = [], []
        for pair in pairs:
            if fault := self.pair_fault(pair):
                blocked.append(Blocked(pair.pair_id, pair.claim.sentence.doc, pair.finding.sentence.doc, fault))
            else:
                kept.append(pair)
        return kept, blocked
