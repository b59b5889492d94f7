"""Fits the heads on judged pairs, out of fold, and measures what they reach on claims that took no part.

For a fold of State paragraphs, the candidate model, the judge, the relation and timing models and the flag's threshold
all come from the other folds. The heads that ship are fitted on every fold's out-of-fold scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crosscheck import heads, linear
from crosscheck.candidates import FEATURES, Proposed
from crosscheck.evaluate import Gold, Predicted, Span, best_threshold, match, measures, overlaps
from crosscheck.heads import CANDIDATE_CLASSES, RELATION_INPUTS, RELATIONS
from crosscheck.judge import Judge
from crosscheck.linear import Linear
from crosscheck.matching import Matched, timing_rows
from crosscheck.pipeline import Settings, place_within, strongest
from crosscheck.records import Relation, Timing
from crosscheck.timing import FEATURES as TIMING_FEATURES

READS = Settings().reads
NEARLY = 0.99  # of the best F1: where it hardly matters, a missed flag costs a reader more than one too many
TIMINGS = (str(Timing.CURRENT), str(Timing.SUPERSEDED))
UNRELATED = RELATIONS.index(Relation.UNRELATED)
_AGAINST = (RELATIONS.index(Relation.CONTRADICTS), RELATIONS.index(Relation.QUALIFIES))


class Rows(NamedTuple):
    """Proposed pairs of judged claims: positions, features (n, f), relation (index), superseded, judged, fold; shape (n,)."""

    pairs: Proposed
    features: np.ndarray
    relation: np.ndarray
    superseded: np.ndarray
    judged: np.ndarray
    fold: np.ndarray

    def take(self, chosen: np.ndarray) -> "Rows":
        """Some of the rows."""
        return Rows(Proposed(self.pairs.claim[chosen], self.pairs.finding[chosen]), *(column[chosen] for column in self[1:]))


def labelled(matched: Matched, pairs: Proposed, features: np.ndarray, gold: Sequence[Gold], folds: Mapping[str, int]) -> Rows:
    """The proposed pairs of every claim that `gold` judges; what nobody judged is unrelated. Fold -1: in no fold."""
    claims = [_span(s) for s in matched.claims.sentences]
    findings = [_span(s) for s in matched.findings.sentences]
    by_claim: dict[Span, list[Gold]] = {}
    for pair in gold:
        by_claim.setdefault(pair.claim, []).append(pair)
    judged: dict[int, list[Gold]] = {}
    for i, span in enumerate(claims):
        for claim, group in by_claim.items():
            if overlaps(span, claim):
                judged.setdefault(i, []).extend(group)
    chosen = np.flatnonzero(np.isin(pairs.claim, list(judged)))
    hits = [next((g for g in judged[c] if overlaps(g.finding, findings[f])), None)
            for c, f in zip(pairs.claim[chosen], pairs.finding[chosen], strict=True)]
    return Rows(
        Proposed(pairs.claim[chosen], pairs.finding[chosen]), features[chosen],
        np.array([RELATIONS.index(g.relation) if g else UNRELATED for g in hits]),
        np.array([bool(g and g.timing is Timing.SUPERSEDED) for g in hits]),
        np.array([g is not None for g in hits]),
        np.array([folds.get(judged[c][0].paragraph, -1) for c in pairs.claim[chosen]]),
    )


def _span(sentence) -> Span:
    return Span(sentence.doc, sentence.start, sentence.end)


def fit_candidate(rows: Rows) -> Linear:
    """Related at all, from retrieval features."""
    labels = [CANDIDATE_CLASSES[int(relation != UNRELATED)] for relation in rows.relation]
    return linear.fit(rows.features, labels, FEATURES, CANDIDATE_CLASSES, strength=0.1)


def fit_relation(inputs: np.ndarray, relation: np.ndarray, names: Sequence[str], strength: float = 1.0) -> Linear:
    """The five relations, from `inputs` named `names`."""
    return linear.fit(inputs, [str(RELATIONS[i]) for i in relation], names, [str(r) for r in RELATIONS], strength=strength)


def fit_timing(matched: Matched, rows: Rows) -> tuple[Linear, float]:
    """Current or superseded, and from what chance on; on related pairs alone: the timing of an unrelated pair means nothing."""
    related = rows.take(np.flatnonzero(rows.judged & (rows.relation != UNRELATED)))
    labels = [TIMINGS[int(late)] for late in related.superseded]
    inputs = timing_rows(matched.material, related.pairs)
    model = linear.fit(inputs, labels, TIMING_FEATURES, TIMINGS, strength=0.1)
    late = model.probabilities(inputs)[:, 1]
    return model, best_threshold(late, related.superseded, int(related.superseded.sum()))


@dataclass(frozen=True)
class Fitted:
    """The heads' models and thresholds, as they are saved."""

    models: dict[str, Linear]
    thresholds: heads.Thresholds

    def heads(self) -> heads.Heads:
        """Ready to be applied."""
        return heads.Heads(**self.models, thresholds=self.thresholds, fingerprint="")


def fit_heads(matched: Matched, dev: Rows, logits: np.ndarray, silver: Rows) -> Fitted:
    """All four models. `logits` are the judge's scores of `dev`, which it never saw, NaN where it did not read."""
    both = _joined(dev, silver)
    read = np.flatnonzero(~np.isnan(logits[:, 0]))
    candidate = fit_candidate(both)
    inputs = heads.relation_inputs(candidate.probabilities(dev.features[read])[:, 1], logits[read])
    timing, late_threshold = fit_timing(matched, both)
    models = {
        "candidate": candidate, "screen": fit_relation(both.features, both.relation, FEATURES, strength=0.1),
        "relation": fit_relation(inputs, dev.relation[read], RELATION_INPUTS), "timing": timing,
    }
    held = _held_out(inputs, dev.relation[read], dev.fold[read])
    challenge, related = np.isin(dev.relation, _AGAINST), dev.relation != UNRELATED
    return Fitted(models, heads.Thresholds(
        flag=best_threshold(held[:, _AGAINST].sum(axis=1), challenge[read], int(challenge.sum()), within=NEARLY),
        related=best_threshold(1 - held[:, UNRELATED], related[read], int(related.sum())),
        late=late_threshold))


def _held_out(inputs: np.ndarray, relation: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """For each row the probabilities, shape (n, 5), by a model that never saw its fold: what thresholds may be chosen on."""
    result = np.zeros((len(relation), len(RELATIONS)))
    for k in np.unique(fold):
        model = fit_relation(inputs[fold != k], relation[fold != k], RELATION_INPUTS)
        result[fold == k] = model.probabilities(inputs[fold == k])
    return result


def read_likeliest(matched: Matched, dev: Rows, silver: Rows, judge: Judge) -> np.ndarray:
    """The judge's raw scores (n, 5) of each claim's likeliest pairs, NaN elsewhere.

    The likeliest are chosen, fold by fold, by a candidate model that never saw the fold.
    """
    logits = np.full((len(dev.fold), len(RELATIONS)), np.nan, dtype=np.float32)
    for k in sorted(set(dev.fold.tolist())):
        held = np.flatnonzero(dev.fold == k)
        model = fit_candidate(_joined(dev.take(np.flatnonzero(dev.fold != k)), silver))
        score = model.probabilities(dev.features[held])[:, 1]
        chosen = held[strongest(dev.pairs.claim[held], score, READS)]
        logits[chosen] = judge.logits(matched.side_texts(dev.take(chosen).pairs))
    return logits


def _joined(a: Rows, b: Rows) -> Rows:
    return Rows(Proposed(*(np.r_[x, y] for x, y in zip(a.pairs, b.pairs, strict=True))),
                *(np.concatenate(columns) for columns in zip(a[1:], b[1:], strict=True)))


def cross_validated(
    matched: Matched, gold: Sequence[Gold], dev: Rows, logits: np.ndarray, silver: Rows,
) -> tuple[dict[str, float], list[Predicted]]:
    """The measures of heads fitted on the other folds, and the predictions they were taken from."""
    predicted: list[Predicted] = []
    for k in sorted(set(dev.fold.tolist())):
        train, held = np.flatnonzero(dev.fold != k), np.flatnonzero(dev.fold == k)
        fitted = fit_heads(matched, dev.take(train), logits[train], silver)
        predicted += predict(matched, dev.take(held), logits[held], fitted, Settings())
    return measures(match(gold, predicted)), predicted


def predict(matched: Matched, rows: Rows, logits: np.ndarray, fitted: Fitted, settings: Settings) -> list[Predicted]:
    """What a run with these heads returns for the rows' claims."""
    score = fitted.models["candidate"].probabilities(rows.features)[:, 1]
    keep = strongest(rows.pairs.claim, score, settings.depth)
    kept, said = rows.take(keep), logits[keep].copy()
    said[(place_within(kept.pairs.claim) >= settings.reads) | (score[keep] < settings.floor)] = np.nan
    applied = fitted.heads()
    probabilities = applied.relations(kept.features, said)
    superseded = applied.superseded(timing_rows(matched.material, kept.pairs))
    decided = applied.decide(probabilities, superseded, matched.side_texts(kept.pairs))
    order = np.lexsort((kept.pairs.finding, -heads.expected_gain(probabilities), kept.pairs.claim))
    ranks = place_within(kept.pairs.claim[order]) + 1
    return [
        Predicted(_span(matched.claims.sentences[kept.pairs.claim[i]]), _span(matched.findings.sentences[kept.pairs.finding[i]]),
                  int(rank), RELATIONS[decided.relation[i]], bool(decided.flag[i]), float(decided.flag_score[i]))
        for rank, i in zip(ranks, order, strict=True)
    ]
