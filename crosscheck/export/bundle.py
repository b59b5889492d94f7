"""What every format gets: pairs that passed both gates, what people decided, and how it was made."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crosscheck.export.decided import Decision, Decisions, status
from crosscheck.export.safety import Redaction
from crosscheck.records import DocumentInfo, Pair, Sentence
from crosscheck.results import CrossCheck
from crosscheck.views import citation


@dataclass(frozen=True)
class Bundle:
    """`pairs` are already covered by `redaction`; `meta` is what `run_metadata.metadata` returns."""

    check: CrossCheck
    pairs: Sequence[Pair]
    meta: dict
    decisions: Decisions = field(default_factory=dict)
    redaction: Redaction = field(default_factory=Redaction)

    def info(self, sentence: Sentence) -> DocumentInfo:
        """The document a sentence stands in."""
        return self.check.documents[sentence.doc].info

    def cited(self, sentence: Sentence) -> str:
        """The citation of a sentence."""
        return citation(self.info(sentence), sentence)

    def decision(self, pair: Pair) -> Decision | None:
        """What people decided about the pair."""
        return self.decisions.get(pair.pair_id)

    def status(self, pair: Pair) -> str:
        """Whether, and by how many, the pair was reviewed; that it is unjudged where neither people nor the judge decided it."""
        said = status(self.decision(pair))
        return f"{said}; unjudged by the model" if pair.judged_by == "unjudged" and not self.decision(pair) else said

    def shown(self, pair: Pair) -> Pair:
        """The pair with the label that counts: people's where there is one, else the machine's."""
        decision = self.decision(pair)
        return decision.applied(pair) if decision else pair

    def sources(self) -> list[DocumentInfo]:
        """The documents that the pairs quote, in the order of the manifest."""
        used = {s.doc for pair in self.pairs for s in (pair.claim.sentence, pair.finding.sentence)}
        return [info for info in self.check.corpus.documents if info.id in used]
