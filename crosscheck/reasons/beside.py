"""How the pairs beside a pair are judged: what the judge said of them was weighed in, so it is a reason for what this pair says.

Told is each neighbour's own outcome. Weighed in was the judge's first view of it, and also that of sentences two away and of
neighbours that only the first stage scored, which would be too much to tell.
"""

from typing import TYPE_CHECKING

from crosscheck.reasons.record import Around, Reason, Sort
from crosscheck.records import Pair, Relation

if TYPE_CHECKING:
    from crosscheck.results import CrossCheck

BEFORE, AFTER, PARAGRAPH = "the sentence before the finding", "the sentence after the finding", "the same finding"
_OF = {BEFORE: "beside this claim", AFTER: "beside this claim", PARAGRAPH: "beside another claim of the same paragraph"}


def weighed(check: "CrossCheck", pair: Pair) -> tuple[tuple[str, Relation], ...]:
    """What was read beside the pair and bears on its claim or paragraph: where, and how it is judged. Empty for a
    claim that was asked for, a pair that was not read, or a judge that the shipped heads were not fitted to."""
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
    home = pair.claim.sentence.home
    others = [c for c in theirs["claim"] if c != claim and check.claims[c].sentence.home == home]
    found.append((PARAGRAPH, theirs[theirs["claim"].isin(others)].sort_values("flag_score", ascending=False)))
    said = [(where, Relation(rows["relation"].iloc[0])) for where, rows in found if len(rows)]
    return tuple((where, relation) for where, relation in said if relation is not Relation.UNRELATED)


def beside(around: Around) -> list[Reason]:
    """One reason that tells how each of the neighbours is judged."""
    if not around.beside:
        return []
    told = [f"{where} is judged “{relation}” {_OF[where]}" for where, relation in around.beside]
    return [Reason(Sort.BESIDE, f"What the judge said beside it was weighed in: {'; '.join(told)}.")]
