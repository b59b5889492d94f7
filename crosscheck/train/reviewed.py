"""The pairs that people decided, ready to be learned from: what they are, what the models see of them, and for how much each counts.

Adjudicated pairs and those on which two people agreed; pairs decided by one person only where that is asked for; none that is
still disputed. Reviewed pairs come mostly from the top of the queues. That is chosen by scores which are the models' own inputs,
so what people said at a given score is no less true for it; but little is known where nobody looked. Pairs of the random control
sample therefore count more, up to CAP times, as far as a few pairs can stand for many.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crosscheck import candidates, heads, learned, scores
from crosscheck.candidates import Proposed
from crosscheck.errors import CrosscheckError
from crosscheck.evaluate import Span
from crosscheck.judge import Judge
from crosscheck.kept import Kept
from crosscheck.matching import Matched, timing_rows
from crosscheck.reading import text_key
from crosscheck.records import Timing
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, queues, standing
from crosscheck.reviews.anchoring import State
from crosscheck.reviews.records import Record
from crosscheck.timing import FEATURES as TIMING_FEATURES

CAP = 5.0
NUMBERED = 7  # characters of a paragraph's number before its first sentence
LIKELY_SAMPLE = 0.8  # a beginning of the control order of which so much is decided was worked through as a sample


@dataclass(frozen=True)
class Reviewed:
    """Decided pairs: positions of claims and findings, relation (index), superseded, weight (mean 1), each of shape (n,); the
    models' inputs: features (n, f), logits (n, 5), around (n, 6), timing (n, t); and the State paragraph of each.

    `by` counts how they were decided, `left_out` why others are missing, `control` the pairs of the control sample.
    """

    claim: np.ndarray
    finding: np.ndarray
    relation: np.ndarray
    superseded: np.ndarray
    weight: np.ndarray
    features: np.ndarray
    logits: np.ndarray
    around: np.ndarray
    timing: np.ndarray
    groups: tuple[str, ...]
    by: Counter[str]
    left_out: Counter[str]
    control: int

    def __len__(self) -> int:
        return len(self.claim)

    @property
    def flags(self) -> np.ndarray:
        """Which pairs are flags, shape (n,)."""
        return self.challenges & ~self.superseded

    @property
    def challenges(self) -> np.ndarray:
        """Which pairs contradict or qualify, whenever; shape (n,)."""
        return np.isin(self.relation, heads.AGAINST)

    def take(self, chosen: np.ndarray) -> "Reviewed":
        """Some of the pairs."""
        return Reviewed(self.claim[chosen], self.finding[chosen], self.relation[chosen], self.superseded[chosen], self.weight[chosen],
                        self.features[chosen], self.logits[chosen], self.around[chosen], self.timing[chosen],
                        tuple(self.groups[i] for i in chosen), self.by, self.left_out, self.control)


Found = dict[tuple[int, int], standing.Outcome]


def reviewed(check: CrossCheck, directory: Path, records: Iterable[Record], judge: Judge, *, singles: bool = False,
             known: bool = False) -> Reviewed:
    """The decided pairs of a cross-check whose index is in `directory`. `judge` reads those that it had not read.

    Claims that took part in training the judge are left out unless `known`: it knows them by heart, and heads fitted to that would
    trust it too much everywhere else, which no cross-validation on such claims can show.
    """
    if check.run.get("judge", {}).get("scores") == "uncalibrated":
        raise CrosscheckError(f"Index '{check.corpus.id}' was judged by {check.run['judge'].get('name')}, and the shipped heads were not "
                              f"fitted to that judge: nothing to start from. Use the shipped judge: crosscheck run {check.corpus.id}")
    left: Counter[str] = Counter()
    found = _decided(check, list(records), left, singles=singles)
    trained = set() if known else _trained_on(check)
    left["of claims that took part in training the judge (it knows them)"] += sum(claim in trained for claim, _ in found)
    found = {pair: outcome for pair, outcome in found.items() if pair[0] not in trained}
    matched = scores.stored_match(check, directory)
    proposed, features = candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon)
    every = {pair: i for i, pair in enumerate(zip(proposed.claim.tolist(), proposed.finding.tolist(), strict=True))}
    place = {pair: every[pair] for pair in found if pair in every}
    left["never proposed by retrieval"] += len(found) - len(place)
    chosen = np.array([place[pair] for pair in sorted(place)], dtype=np.int64)
    pairs, known_reads = proposed.take(chosen), Kept(directory).reads(judge)
    logits = _logits(matched.side_texts(pairs), judge, known_reads)
    run = (every.get(pair, -1) for pair in zip(check.table["claim"], check.table["finding"], strict=True))
    listed = np.array(sorted({i for i in run if i >= 0} | set(chosen.tolist())), dtype=np.int64)
    around = _around(matched, proposed.take(listed), features[listed], np.searchsorted(listed, chosen), logits, known_reads)
    outcomes = [found[pair] for pair in sorted(place)]
    weight, control = _weights(check, sorted(place))
    return Reviewed(
        pairs.claim, pairs.finding, np.array([heads.RELATIONS.index(o.relation) for o in outcomes], dtype=np.int64),
        np.array([o.timing is Timing.SUPERSEDED for o in outcomes], dtype=bool), weight, features[chosen],
        logits, around,
        timing_rows(matched.material, pairs) if len(chosen) else np.empty((0, len(TIMING_FEATURES))),
        tuple(_paragraph(check, c) for c in pairs.claim.tolist()), Counter(o.by for o in outcomes), +left, control)


def _trained_on(check: CrossCheck) -> set[int]:
    """Positions of the claims that the shipped judge's card names as trained on, with or without their paragraph's number."""
    names = set(scores.card().get("trained_on", ()))
    found = set()
    for i, s in enumerate(c.sentence for c in check.claims):
        spans = (Span(s.doc, s.start - before, s.end) for before in range(min(NUMBERED, s.start) + 1))
        if any(scores.claim_key(check.documents, span) in names for span in spans):
            found.add(i)
    return found


def _decided(check: CrossCheck, records: Sequence[Record], left: Counter[str], *, singles: bool) -> Found:
    """The outcome of each decided pair (claim, finding), wherever its quotes stand today."""
    claims = {(c.sentence.doc, c.sentence.start, c.sentence.end): i for i, c in enumerate(check.claims)}
    findings = {(f.sentence.doc, f.sentence.start, f.sentence.end): i for i, f in enumerate(check.findings)}
    outcomes = standing.outcomes(records)
    left["still disputed"] += len(standing.disputed(records))
    found: Found = {}
    for stands in anchoring.places(records, check.documents, set(check.table["pair_id"])):
        outcome = outcomes.get(stands.pair_id)
        if outcome is None:
            continue
        if outcome.by == "one" and not singles:
            left["decided by one person (--include-single takes them)"] += 1
            continue
        pair = tuple(side.get((q.doc, q.start, q.end)) for side, q in ((claims, stands.claim), (findings, stands.finding)))
        if stands.state is State.ORPHANED or None in pair:
            left["no longer in the documents"] += 1
        else:
            found[pair] = outcome  # type: ignore[index]
    return found


def _paragraph(check: CrossCheck, claim: int) -> str:
    s = check.claims[claim].sentence
    return f"{s.doc}:{s.paragraph or f'block {s.block}'}"


def _logits(texts: Sequence[tuple[str, str]], judge: Judge, known: Mapping[str, np.ndarray]) -> np.ndarray:
    """The judge's raw scores, shape (n, 5): those of the index, and the others read now. Raises CrosscheckError if it gives none."""
    result, fresh = _of_the_index(texts, known), [i for i, text in enumerate(texts) if text_key(text) not in known]
    if fresh:
        result[fresh] = judge.logits([texts[i] for i in fresh])
    if np.isnan(result).any():
        raise CrosscheckError(f"The judge {judge.name} gave no answer for {int(np.isnan(result[:, 0]).sum())} reviewed pairs.")
    return result


def _of_the_index(texts: Sequence[tuple[str, str]], known: Mapping[str, np.ndarray]) -> np.ndarray:
    """The judge's raw scores in the index, shape (n, 5), NaN where there are none."""
    none = np.full(len(heads.RELATIONS), np.nan)
    return np.array([known.get(text_key(text), none) for text in texts], dtype=np.float32).reshape(-1, len(heads.RELATIONS))


def _around(matched: Matched, run: Proposed, features: np.ndarray, chosen: np.ndarray, logits: np.ndarray,
            known: Mapping[str, np.ndarray]) -> np.ndarray:
    """What the run's pairs say around those at `chosen`, which have these `logits`; shape (n, 6)."""
    said = _of_the_index(matched.side_texts(run), known)
    said[chosen] = logits
    alone = learned.shipped().alone(features, said)
    return matched.around(run, alone)[chosen]


def _weights(check: CrossCheck, pairs: Sequence[tuple[int, int]]) -> tuple[np.ndarray, int]:
    """What each pair counts for, of mean 1, and how many of them stand in the random control sample."""
    row = {(c, f): i for i, (c, f) in enumerate(zip(check.table["claim"], check.table["finding"], strict=True))}
    ids, flagged = check.table["pair_id"].to_numpy(), check.table["flag"].to_numpy(bool)
    listed = [row.get(pair) for pair in pairs]
    named = {str(ids[i]) for i in listed if i is not None}
    sample = _sample(queues.control(check.table, len(check.table), check.corpus.id), named)
    control = [i is not None and str(ids[i]) in sample for i in listed]
    seen = sum(bool(flagged[i]) for i in listed if i is not None) / max(1, int(flagged.sum()))  # share of the flags that was looked at
    stands_for = (~flagged).sum() / max(1, len(sample)) * seen
    weight = np.where(control, min(CAP, max(1.0, stands_for)), 1.0)
    return weight / weight.mean() if len(weight) else weight, sum(control)


def _sample(order: Sequence[str], decided: set[str]) -> set[str]:
    """The decided pairs of the longest beginning of the control order that was worked through."""
    hits = np.cumsum([pair in decided for pair in order])
    lengths = np.arange(1, len(order) + 1)
    worked = np.flatnonzero((hits >= LIKELY_SAMPLE * lengths) & (hits >= 5))
    return set(order[:int(worked[-1]) + 1]) & decided if len(worked) else set()
