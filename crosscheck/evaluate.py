"""Scores of a cross-check against judged pairs.

The measures follow the convention of the judged pairs they were made for: for a judged claim every source was read in
full, so a pair that nobody judged counts as unrelated; a judged pair that the system does not return counts as
unrelated with score 0. The same figures with unjudged pairs left out carry `_judged` in their name: they flatter a
system that floods its list. A pair of the system matches a judged pair if both spans overlap by at least half of the
shorter one.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosscheck.errors import GoldError
from crosscheck.records import Relation, Timing

GAINS = {Relation.CONTRADICTS: 3, Relation.QUALIFIES: 3, Relation.CORROBORATES: 2, Relation.CONTEXT: 1,
         Relation.UNRELATED: 0}
FLAGS = (Relation.CONTRADICTS, Relation.QUALIFIES)


class Span(NamedTuple):
    """A place in a document: code points, half open."""

    doc: str
    start: int
    end: int


class Gold(NamedTuple):
    """A judged pair."""

    claim: Span
    finding: Span
    relation: Relation
    timing: Timing
    paragraph: str
    theme: str = ""

    @property
    def flag(self) -> bool:
        """Whether a reader should see this pair as a flag."""
        return self.relation in FLAGS and self.timing is Timing.CURRENT


class Predicted(NamedTuple):
    """A pair as a system returns it; `rank` from 1 within its claim."""

    claim: Span
    finding: Span
    rank: int
    relation: Relation
    flag: bool
    flag_score: float


@dataclass(frozen=True, slots=True)
class Matched:
    """One claim's predictions in the order of their rank, with the judged pairs each one matches (indices)."""

    gold: list[Gold]
    predicted: list[Predicted]
    hits: list[list[int]]


def load_gold(path: Path) -> list[Gold]:
    """The judged pairs of a JSON Lines file. Raises GoldError that names every line that cannot be read."""
    result, bad = [], []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"Cannot read judged pairs from {path}: {error}. Give a UTF-8 file, one JSON object a line.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            claim, finding = (Span(row[side]["doc"], int(row[side]["start"]), int(row[side]["end"]))
                              for side in ("claim", "finding"))
            result.append(Gold(claim, finding, Relation(row["relation"]), Timing(row.get("timing", "current")),
                               str(row["claim"].get("paragraph", claim.start)), row.get("theme", "")))
        except (KeyError, TypeError, ValueError) as error:
            bad.append(f"line {number} ({type(error).__name__}: {error})")
    if bad:
        raise GoldError(f"{path}: {len(bad)} lines are not judged pairs: {'; '.join(bad[:5])}. Wanted: claim and finding "
                        f"with doc, start, end; relation one of {', '.join(Relation)}; timing one of {', '.join(Timing)}.")
    if not result:
        raise GoldError(f"{path} holds no judged pairs.")
    return result


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share at least half of the shorter one."""
    if a.doc != b.doc:
        return False
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 and 2 * shared >= min(a.end - a.start, b.end - b.start)


def match(gold: Sequence[Gold], predicted: Iterable[Predicted]) -> list[Matched]:
    """Predictions gathered under the judged claim they match, in the order of rank; claims in the order of the gold."""
    by_claim: dict[Span, list[Gold]] = defaultdict(list)
    for pair in gold:
        by_claim[pair.claim].append(pair)
    by_span: dict[Span, list[Predicted]] = defaultdict(list)
    for row in predicted:
        by_span[row.claim].append(row)
    result = []
    for claim, judged in by_claim.items():
        rows = [row for span, group in by_span.items() if overlaps(span, claim) for row in group]
        rows.sort(key=lambda row: (row.rank, -row.flag_score, row.finding))
        result.append(Matched(judged, rows, [_hits(judged, row) for row in rows]))
    return result


def _hits(judged: Sequence[Gold], row: Predicted) -> list[int]:
    return [i for i, pair in enumerate(judged) if overlaps(pair.finding, row.finding)]


def measures(claims: Sequence[Matched]) -> dict[str, float]:
    """Every measure of the table, by name. `claims` comes from `match`."""
    result = ranking(claims)
    result |= flagging(claims)
    result |= {f"{name}_judged": value for name, value in flagging(claims, judged_only=True).items()}
    result["macro_f1"] = macro_f1(*relations(claims))
    result["contradictions_called_corroboration"] = float(sum(
        truth is Relation.CONTRADICTS and said is Relation.CORROBORATES for truth, said in zip(*relations(claims), strict=True)))
    return result


def ranking(claims: Sequence[Matched]) -> dict[str, float]:
    """nDCG@10 over claims with a related finding; recall of flags at 10 and 50 over claims with a flag."""
    gains: list[float] = []
    recall: dict[str, list[float]] = defaultdict(list)
    for claim in claims:
        ideal = _dcg(sorted((GAINS[pair.relation] for pair in claim.gold), reverse=True)[:10])
        if ideal:
            gains.append(_dcg(_gains_in_order(claim)[:10]) / ideal)
        flags = {i for i, pair in enumerate(claim.gold) if pair.flag}
        if flags:
            for k in (10, 50, 100):
                recall[f"flag_recall{k}"].append(len(flags & _seen(claim, k)) / len(flags))
            recall["flagged_in_first10"].append(len(flags & _seen(claim, 10, flagged=True)) / len(flags))
    names = ("flag_recall10", "flag_recall50", "flag_recall100", "flagged_in_first10")
    return {"ndcg10": _mean(gains)} | {name: _mean(recall[name]) for name in names}


def _gains_in_order(claim: Matched) -> list[int]:
    """The gain at each rank; a judged pair counts once, where it is first met."""
    met: set[int] = set()
    result = []
    for hits in claim.hits:
        fresh = [i for i in hits if i not in met]
        met.update(fresh)
        result.append(max((GAINS[claim.gold[i].relation] for i in fresh), default=0))
    return result


def _seen(claim: Matched, k: int, *, flagged: bool = False) -> set[int]:
    return {i for row, hits in zip(claim.predicted[:k], claim.hits[:k], strict=True) if row.flag or not flagged for i in hits}


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def flagging(claims: Sequence[Matched], *, judged_only: bool = False) -> dict[str, float]:
    """Average precision, precision, recall and F1 of the flag, precision of the strongest 50 and 100, and calibration.

    A judged flag is counted once, at its best-scored match; other matches of it are left out. Flags that no prediction
    matches stay in the denominators.
    """
    truth, score, said = flag_rows(claims, judged_only=judged_only)
    total = sum(pair.flag for claim in claims for pair in claim.gold)
    order = np.argsort(-score, kind="stable")
    right = truth[order]
    cumulative = np.cumsum(right)
    precision = cumulative / np.arange(1, len(right) + 1)
    found = int((truth & said).sum())
    p = found / max(1, int(said.sum()))
    r = found / max(1, total)
    return {
        "flag_ap": float((precision * right).sum() / max(1, total)),
        "flag_p": p,
        "flag_r": r,
        "flag_f1": 2 * p * r / (p + r) if p + r else 0.0,
        "precision50": float(right[:50].mean()) if len(right) else 0.0,
        "precision100": float(right[:100].mean()) if len(right) else 0.0,
        "flag_ece": calibration_error(truth, score),
    }


def flag_rows(claims: Sequence[Matched], *, judged_only: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Truth (bool), score (float) and decision (bool) of every counted prediction, strongest first within a claim."""
    rows: list[tuple[bool, float, bool]] = []
    for claim in claims:
        met: set[int] = set()
        for i in sorted(range(len(claim.predicted)), key=lambda i: (-claim.predicted[i].flag_score, claim.predicted[i].rank)):
            row, hits = claim.predicted[i], claim.hits[i]
            flags = {j for j in hits if claim.gold[j].flag}
            if (judged_only and not hits) or (flags and flags <= met):
                continue
            met |= flags
            rows.append((bool(flags), row.flag_score, row.flag))
    truth, score, said = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(truth, dtype=bool), np.array(score, dtype=float), np.array(said, dtype=bool)


def best_threshold(score: np.ndarray, truth: np.ndarray, total: int, within: float = 1.0) -> float:
    """The threshold of `score` with the highest F1 for `truth`, of which there are `total`, found or not.

    With `within` under 1, the lowest threshold whose F1 is at least that share of the highest.
    """
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + max(1, total))
    place = int(f1.argmax()) if within == 1 else int(np.flatnonzero(f1 >= within * f1.max())[-1])
    return float(score[order][place])


def calibration_error(truth: np.ndarray, score: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins of the score."""
    if not len(score):
        return 0.0
    place = np.minimum((score * bins).astype(int), bins - 1)
    return float(sum(abs(truth[place == b].mean() - score[place == b].mean()) * (place == b).mean()
                     for b in range(bins) if (place == b).any()))


def relations(claims: Sequence[Matched]) -> tuple[list[Relation], list[Relation]]:
    """For every judged pair its relation and the one the system gave its best-ranked match (unrelated if none)."""
    truth, said = [], []
    for claim in claims:
        best: dict[int, Relation] = {}
        for row, hits in zip(claim.predicted, claim.hits, strict=True):
            for i in hits:
                best.setdefault(i, row.relation)
        for i, pair in enumerate(claim.gold):
            truth.append(pair.relation)
            said.append(best.get(i, Relation.UNRELATED))
    return truth, said


def macro_f1(truth: Sequence[Relation], said: Sequence[Relation]) -> float:
    """The mean of the five relations' F1."""
    scores = []
    for relation in Relation:
        hit = sum(t is relation and s is relation for t, s in zip(truth, said, strict=True))
        n = sum(t is relation for t in truth) + sum(s is relation for s in said)
        scores.append(2 * hit / n if n else 0.0)
    return _mean(scores)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
