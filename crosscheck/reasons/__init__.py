"""What can be pointed at in a pair: words both sides share or that speak against each other, figures, who speaks, years, law or practice.

The judge is a neural model and gives no reason of its own. What is found here is found by rules in the two sentences, after it
decided, and every part of it is a span of words that a reader can check; how the pairs beside it are judged is told because what
the judge said of them was weighed in. Nothing is made up: the texts of reasons are fixed forms around those words, a rule that is not
sure stays silent, and where nothing is found that is said. Negations and opposites are known in English alone.
"""

from typing import TYPE_CHECKING

from crosscheck import languages
from crosscheck.reasons import facts
from crosscheck.reasons.beside import beside, weighed
from crosscheck.reasons.opposed import opposed
from crosscheck.reasons.record import NOTHING, Around, Mark, Reason, Reasons, Sort
from crosscheck.reasons.words import Rarity, aligned, rarity, terms, tokens
from crosscheck.records import Pair, Relation, Sentence
from crosscheck.sides import bare_heading, side

if TYPE_CHECKING:
    from crosscheck.results import CrossCheck

__all__ = ["NOTHING", "Around", "Mark", "Rarity", "Reason", "Reasons", "Sort", "around", "of", "rarity", "reasons"]


def reasons(pair: Pair, around: Around | None = None, known: Rarity | None = None) -> Reasons:
    """Everything that can be pointed at in the pair. `known` orders shared words by rarity, and leaves out the most common."""
    around, known = around or Around(), known or Rarity({}, 0)
    claim, finding = pair.claim.sentence.text, pair.finding.sentence.text
    ours, theirs = (tokens(text, tag) for text, tag in zip((claim, finding), around.spoken, strict=True))
    same = len({languages.code(tag) or languages.ENGLISH for tag in around.spoken}) == 1
    shared = terms(ours, theirs, known) if same else []
    found = aligned(claim, finding, ours, theirs, shared)
    if all(languages.english(tag) for tag in around.spoken):
        against = opposed(claim, finding, shared)
        found = [reason for reason in found if not any(reason.meets(other) for other in against)]
        found = [*against, *facts.compared(pair, around), *found, *facts.told_time(pair, around),
                 *facts.compared_years(pair, around), *facts.speaker(pair, around), *facts.grounds(pair)]
    found = [*found, *beside(around)]
    chances = tuple((str(relation), float(pair.scores.get(relation, 0.0))) for relation in Relation)
    return Reasons(tuple(found), chances, given(pair, around) if pair.judged_by == "judge" else None)


def given(pair: Pair, around: Around) -> tuple[str, str]:
    """Both sides as the judge was given them: sentence, heading, and the end of the sentence before where it leans on it."""
    sides = ((pair.claim.sentence, around.claim_before), (pair.finding.sentence, around.finding_before))
    claim, finding = (side(s.text, bare_heading(s.section), before) for s, before in sides)
    return claim, finding


def of(check: "CrossCheck", pair: Pair, known: Rarity | None = None, *, others: bool = True) -> Reasons:
    """The reasons of a pair of a cross-check, or of a claim asked for, with what stands around both sides; how other pairs are judged
    is left out without `others`."""
    return reasons(pair, around(check, pair, others=others), known)


def around(check: "CrossCheck", pair: Pair, *, others: bool = True) -> Around:
    """What stands around the pair in its documents, and how the pairs beside it are judged unless not `others`. A pasted claim stands
    alone."""
    claim, finding = pair.claim.sentence, pair.finding.sentence
    info = check.documents[claim.doc].info if claim.doc in check.documents else None
    states = check.corpus.state_documents
    spoken = (info.language if info else states[0].language if states else "", check.documents[finding.doc].info.language)
    return Around(_paragraph(check, claim), _before(check, claim), _before(check, finding), info.period if info else None, spoken,
                  weighed(check, pair) if others else ())


def _paragraph(check: "CrossCheck", s: Sentence) -> str:
    group = check.sentences.get(s.doc, ())
    return " ".join(o.text for o in group if (o.paragraph == s.paragraph if s.paragraph else o.block == s.block)) or s.text


def _before(check: "CrossCheck", s: Sentence) -> str:
    near = [o for o in check.sentences.get(s.doc, ()) if o.block == s.block and o.start < s.start]
    return near[-1].text if near else ""


