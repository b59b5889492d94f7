"""How the pairs beside a pair are judged: they were weighed in when it was, so they are a reason for what it says."""

from typing import TYPE_CHECKING

from crosscheck.reasons.record import Around, Reason, Sort
from crosscheck.records import Pair, Relation, Sentence

if TYPE_CHECKING:
    from crosscheck.results import CrossCheck

BEFORE, AFTER, PARAGRAPH = "the sentence before the finding", "the sentence after the finding", "the same finding"
_OF = {BEFORE: "beside this claim", AFTER: "beside this claim", PARAGRAPH: "beside another claim of the same paragraph"}


def weighed(check: "CrossCheck", pair: Pair) -> tuple[tuple[str, Relation], ...]:
    """What was read beside the pair and bears on its claim or paragraph: where, and how it is judged. Empty where nothing was weighed in:
    for a claim that was asked for, a pair that was not read, or a judge that the shipped heads were not fitted to."""
    if check.run.get("judge", {}).get("scores") != "calibrated" or pair.judged_by != "judge":
        return ()
    place = check.place(pair.pair_id)
    if place is None:
        return ()
    claim, finding = place
    table = check.table[check.table["judged_by"] == "judge"]
    ours, theirs = table[table["claim"] == claim], table[table["finding"] == finding]
    near = {BEFORE: finding - 1, AFTER: finding + 1}
    found = [(where, ours[ours["finding"] == at]) for where, at in near.items()
             if 0 <= at < len(check.findings) and check.findings[at].sentence.doc == pair.finding.sentence.doc]
    home = _paragraph(pair.claim.sentence)
    others = [c for c in theirs["claim"] if c != claim and _paragraph(check.claims[c].sentence) == home]
    found.append((PARAGRAPH, theirs[theirs["claim"].isin(others)].sort_values("flag_score", ascending=False)))
    said = [(where, Relation(rows["relation"].iloc[0])) for where, rows in found if len(rows)]
    return tuple((where, relation) for where, relation in said if relation is not Relation.UNRELATED)


def _paragraph(s: Sentence) -> tuple:
    return s.doc, s.paragraph or s.block


def beside(around: Around) -> list[Reason]:
    """One reason that tells how each of the neighbours is judged."""
    if not around.beside:
        return []
    told = [f"{where} is judged “{relation}” {_OF[where]}" for where, relation in around.beside]
    return [Reason(Sort.BESIDE, f"Weighed in: {'; '.join(told)}.")]
