"""What a cross-check got wrong against judged pairs, and where on the way it went wrong.

Two kinds: a false flag (flagged, and judged as no flag) and a miss (judged a flag, and not flagged). Each has one cause,
the first stage at which it could have gone right. A mistake here is a difference from a judgement, and judgements err.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from crosscheck.evaluate import Gold, Span, overlaps
from crosscheck.records import Pair, Relation, Sentence, Timing
from crosscheck.results import CrossCheck

FALSE_FLAG, MISS = "false flag", "miss"
NOT_PROPOSED = "never proposed"
NOT_READ = "proposed, never read by the judge"
WRONG_TIMING = "relation right, timing wrong"
UNDER = "read, under the threshold"
NOT_JUDGED = "flagged, and nobody listed the pair"


@dataclass(frozen=True)
class Mistake:
    """One mistake. `pair` is None where the pair was never proposed, `judged` None where nobody judged it."""

    kind: str
    cause: str
    flag_score: float
    claim: str
    finding: str
    source: str
    judged: Gold | None
    pair: Pair | None


def mistakes(check: CrossCheck, gold: Sequence[Gold]) -> list[Mistake]:
    """Every false flag and miss on the judged claims: false flags by falling flag score, then misses by rising one."""
    table, claims, findings = _spans(check)
    by_claim: dict[Span, list[Gold]] = {}
    for judged in gold:
        by_claim.setdefault(judged.claim, []).append(judged)
    false, missed = [], []
    for span, group in by_claim.items():
        rows = [row for c in claims if overlaps(c, span) for row in table.get(claims[c], ())]
        met: set[int] = set()
        for row in rows:
            hits = [i for i, judged in enumerate(group) if overlaps(judged.finding, findings[row.finding])]
            met.update(hits)
            pair = check.pair(row.pair_id)
            found = _best(group, hits)
            if row.flag and not any(group[i].flag for i in hits):
                false.append(_mistake(check, FALSE_FLAG, _why_flagged(found), pair, found))
            if not row.flag and any(group[i].flag for i in hits):
                missed.append(_mistake(check, MISS, _why_missed(pair), pair, next(group[i] for i in hits if group[i].flag)))
        missed += [_absent(check, judged) for i, judged in enumerate(group) if i not in met and judged.flag]
    return sorted(false, key=lambda m: -m.flag_score) + sorted(missed, key=lambda m: m.flag_score)


def frame(found: Sequence[Mistake]) -> pd.DataFrame:
    """The mistakes as a table: kind, cause, flag_score, judged, said, claim, finding, source."""
    return pd.DataFrame([
        {"kind": m.kind, "cause": m.cause, "flag_score": m.flag_score, "judged": m.judged.relation if m.judged else "not listed",
         "said": m.pair.relation if m.pair else "-", "claim": m.claim, "finding": m.finding, "source": m.source} for m in found])


def _spans(check: CrossCheck) -> tuple[dict[int, list], dict[Span, int], list[Span]]:
    rows: dict[int, list] = {}
    for row in check.table.itertuples(index=False):
        rows.setdefault(row.claim, []).append(row)
    return rows, {_span(c.sentence): i for i, c in enumerate(check.claims)}, [_span(f.sentence) for f in check.findings]


def _span(sentence: Sentence) -> Span:
    return Span(sentence.doc, sentence.start, sentence.end)


def _best(group: Sequence[Gold], hits: Sequence[int]) -> Gold | None:
    """The judgement that comes nearest to a flag."""
    return min((group[i] for i in hits), key=lambda g: list(Relation).index(g.relation), default=None)


def _why_flagged(judged: Gold | None) -> str:
    if judged is None:
        return NOT_JUDGED
    return WRONG_TIMING if judged.timing is Timing.SUPERSEDED and judged.relation in list(Relation)[:2] else f"judged {judged.relation}"


def _why_missed(pair: Pair) -> str:
    if pair.relation in (Relation.CONTRADICTS, Relation.QUALIFIES) and pair.timing is Timing.SUPERSEDED:
        return WRONG_TIMING
    return NOT_READ if pair.judged_by != "judge" else f"{UNDER}: {pair.relation}"


def _mistake(check: CrossCheck, kind: str, cause: str, pair: Pair, judged: Gold | None) -> Mistake:
    source = check.documents[pair.finding.sentence.doc].info.label
    return Mistake(kind, cause, pair.flag_score, pair.claim.sentence.text, pair.finding.sentence.text, source, judged, pair)


def _absent(check: CrossCheck, judged: Gold) -> Mistake:
    texts = [" ".join(check.documents[s.doc].text[s.start:s.end].split()) for s in (judged.claim, judged.finding)]
    return Mistake(MISS, NOT_PROPOSED, 0.0, texts[0], texts[1], check.documents[judged.finding.doc].info.label, judged, None)
